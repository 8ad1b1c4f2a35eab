// The same headers on every answer, whatever it is.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {startPortal} from '../lib/portal.mjs';

const FIXED = {
	'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
		+ "connect-src 'self'; form-action 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'same-origin',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy': 'camera=(), microphone=(), geolocation=()',
	server: 'jiuye',
};
const NEVER = ['x-powered-by', 'access-control-allow-origin', 'access-control-allow-credentials', 'strict-transport-security'];

let portal, graduate;
before(async () => {
	portal = await startPortal();
	graduate = await portal.login('graduate');
});
after(() => portal?.stop());

function check(r, status) {
	assert.equal(r.status, status, r.text.slice(0, 500));
	for (const [name, value] of Object.entries(FIXED)) assert.equal(r.headers[name], value, name);
	for (const name of NEVER) assert.equal(r.headers[name], undefined, name);
	if (/^text\/|json/.test(r.headers['content-type'] ?? '')) assert.match(r.headers['content-type'], /charset=utf-8/);
}

const ANSWERS = [
	['the home page', 200, (c) => c.get('/')],
	['a page that is not there', 404, (c) => c.get('/no/such/page.html')],
	['a malformed path', 400, (c) => c.get('/%zz')],
	['a method that is not offered', 405, (c) => c.request('DELETE', '/auth/login')],
	['the login page', 200, (c) => c.get('/auth/login')],
	['a zone without a session', 303, (c) => c.get('/my/')],
	['a form without a token', 403, (c) => c.post('/auth/login', {kind: 'graduate'})],
	['a form that is not one', 403, (c) => c.post('/auth/login', '%%%')],
	['who am I', 200, (c) => c.get('/api/session')],
	['the health page', 200, (c) => c.get('/healthz')],
	['an unknown host', 400, (c) => c.get('/', {headers: {host: 'evil.example'}})],
	['too much of a range', 416, (c) => c.get('/', {headers: {range: 'bytes=99999999-'}})],
];
for (const [name, status, ask] of ANSWERS) {
	test(`${name} (${status}) carries the headers`, async () => check(await ask(portal.client()), status));
}

test('pages made for a person are never stored', async () => {
	for (const path of ['/auth/login', '/auth/register', '/api/session', '/my/'])
		assert.equal((await graduate.get(path)).headers['cache-control'], 'no-store', path);
});

test('a 304 carries them too', async () => {
	const c = portal.client();
	const {etag} = (await c.get('/')).headers;
	check(await c.get('/', {headers: {'if-none-match': etag}}), 304);
});

test('an error page says what to do and gives an id that the log knows', async () => {
	const r = await portal.client().post('/auth/login', {kind: 'graduate'});
	const id = r.text.match(/\b[0-9a-f]{16}\b/)?.[0];
	assert.ok(id, r.text);
	assert.ok(portal.log().includes(id), 'the log line of the incident');
	assert.doesNotMatch(r.text, /sqlite|SELECT|\.c\b|\/lib\//i);
});

test('healthz says that the store answers', async () => {
	const r = await portal.client().get('/healthz');
	assert.equal(r.status, 200);
	assert.equal(r.headers['cache-control'], 'no-store');
});

test('the access log has no query strings, cookies or personal numbers', async () => {
	const c = portal.client();
	await portal.raw(`GET /?secret=opensesame&phone=13800138000 HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: x"\x1b[31m 11010519491231002X\r\n`
		+ 'Referer: http://a/?id=11010519491231002X\r\nConnection: close\r\n\r\n');
	await c.get('/11010519491231002X/13800138000.html');
	const log = portal.log();
	assert.match(log, /path="\/"/);
	assert.doesNotMatch(log, /opensesame|13800138000|11010519491231002X|\x1b/);
	for (const value of graduate.cookies.values()) assert.ok(!log.includes(value));
});
