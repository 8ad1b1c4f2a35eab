// A POST counts only with the token of this session and this form, from our own pages.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {forms} from '../lib/html.mjs';
import {startPortal} from '../lib/portal.mjs';

let portal, client, token, foreign, otherForm;
const LOGOUT = '/auth/logout';

async function tokenOf(c, page, action) {
	const r = await c.get(page);
	const form = forms(r.text).find((f) => (f.action || page) === action);
	assert.ok(form?.fields.csrf, `${page} has no form to ${action}: ${r.status}`);
	return form.fields.csrf;
}

before(async () => {
	portal = await startPortal();
	client = await portal.login('graduate');
	token = await tokenOf(client, '/my/', LOGOUT);
	foreign = await tokenOf(await portal.login('graduate'), '/my/', LOGOUT);
	otherForm = await tokenOf(client, '/auth/password', '/auth/password');
});
after(() => portal?.stop());

const loggedIn = async () => (await client.get('/api/session')).json.logged_in;

describe('refused, and the session goes on', () => {
	// name, token, headers
	const TRIES = [
		['no token', () => undefined, {}],
		['an empty token', () => '', {}],
		['a made-up token', () => 'A'.repeat(43), {}],
		['a token cut short', () => token.slice(0, -1), {}],
		['a token with a letter changed', () => (token[0] === 'A' ? 'B' : 'A') + token.slice(1), {}],
		['the token of another session', () => foreign, {}],
		['the token of another form', () => otherForm, {}],
		['another Origin', () => token, {origin: 'http://evil.example'}],
		['Origin null', () => token, {origin: 'null'}],
		['an Origin with another port', () => token, {origin: 'http://127.0.0.1:1'}],
		['an Origin that only begins right', () => token, {origin: () => `${portal.origin}.evil.example`}],
		['https for http', () => token, {origin: () => portal.origin.replace('http:', 'https:')}],
		['Sec-Fetch-Site cross-site', () => token, {'sec-fetch-site': 'cross-site'}],
		['Sec-Fetch-Site same-site', () => token, {'sec-fetch-site': 'same-site'}],
		['Sec-Fetch-Site nonsense', () => token, {'sec-fetch-site': 'x'}],
	];
	for (const [name, value, extra] of TRIES) {
		test(name, async () => {
			const headers = Object.fromEntries(Object.entries(extra).map(([k, v]) => [k, typeof v === 'function' ? v() : v]));
			const csrf = value();
			const r = await client.post(LOGOUT, csrf === undefined ? {} : {csrf}, {headers});
			assert.equal(r.status, 403, r.text.slice(0, 300));
			assert.equal(await loggedIn(), true);
		});
	}
	test('GET does not log out', async () => {
		assert.equal((await client.get(`${LOGOUT}?csrf=${token}`)).status, 405);
		assert.equal(await loggedIn(), true);
	});
});

describe('bodies that are no form of this page', () => {
	const BODIES = [
		['an unknown field', () => `csrf=${token}&x=1`, 400],
		['the token twice', () => `csrf=${token}&csrf=${token}`, 400],
		['broken percent signs', () => `csrf=${token}&%zz=1`, 400],
		['no UTF-8', () => `csrf=${token}&%ff=%ff`, 400],
		['another type', () => `csrf=${token}`, 415, {'content-type': 'text/plain'}],
		['JSON', () => '{}', 415, {'content-type': 'application/json'}],
		['a form of 65 KiB', () => `csrf=${token}&x=${'a'.repeat(66560)}`, 413],
	];
	for (const [name, body, status, headers = {}] of BODIES) {
		test(`${name}: ${status}`, async () => {
			const r = await client.post(LOGOUT, body(), {headers});
			assert.equal(r.status, status, r.text.slice(0, 300));
			assert.equal(await loggedIn(), true);
		});
	}
});

test('a login form cannot be sent by a page of somebody else', async () => {
	const attacker = portal.client();
	const csrf = await tokenOf(attacker, '/auth/login', '/auth/login');
	const victim = portal.client();
	await victim.get('/auth/login');
	const r = await victim.post('/auth/login', {csrf, kind: 'graduate', login: 'x', password: 'y', captcha: '0000'});
	assert.equal(r.status, 403);
});

test('1.2.i1 the right token logs out, once, and the old cookie is dead', async () => {
	const cookies = new Map(client.cookies);
	const r = await client.post(LOGOUT, {csrf: token});
	assert.equal(r.status, 303);
	assert.match(r.headers['clear-site-data'], /"cache"/);
	assert.equal(await loggedIn(), false);
	client.cookies = cookies;
	assert.equal(await loggedIn(), false);
	assert.equal((await client.get('/my/')).status, 303);
});
