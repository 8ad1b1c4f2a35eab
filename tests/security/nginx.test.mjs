// The nginx configuration of deploy/, really started in front of the portal: TLS,
// headers, the site from disk, the portal behind it, limits.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import https from 'node:https';
import {join} from 'node:path';
import {after, before, describe, test} from 'node:test';
import tls from 'node:tls';
import {setTimeout as wait} from 'node:timers/promises';
import {raw} from '../lib/http.mjs';
import {forms} from '../lib/html.mjs';
import {freePort, startPortal} from '../lib/portal.mjs';
import {ROOT, makeWorld, run} from '../lib/world.mjs';

const NAME = 'jiuye.example';
let world, portal, nginx, port, plainPort, dir;

// The files of deploy/nginx with this test's ports, folders and certificate in place
// of the usual ones; nothing else is changed.
async function configure() {
	const put = async (from, to) => {
		let text = await readFile(join(ROOT, 'deploy/nginx', from), 'utf8');
		for (const [a, b] of [['127.0.0.1:8080', `127.0.0.1:${portal.port}`], ['/srv/jiuye/public', world.publicDir],
			['/etc/jiuye/tls', dir], ['/usr/local/share/jiuye/nginx', join(ROOT, 'deploy/nginx')], ['snippets/jiuye/', `${dir}/`],
			['listen 443 ', `listen 127.0.0.1:${port} `], ['listen [::]:443 ', `listen [::1]:${port} `],
			['listen 80', `listen 127.0.0.1:${plainPort}`], ['listen [::]:80', `listen [::1]:${plainPort}`]])
			text = text.replaceAll(a, b);
		await writeFile(join(dir, to), text);
	};
	await put('jiuye.conf', 'jiuye.conf');
	await put('snippets/headers.conf', 'headers.conf');
	for (const snippet of ['proxy.conf', 'tls.conf']) await put(`snippets/${snippet}`, snippet);
	await writeFile(join(dir, 'nginx.conf'), `${process.getuid() === 0 ? 'user root; ' : ''}daemon off; pid ${dir}/pid; error_log ${dir}/error.log; worker_processes 1;\n`
		+ `events {} http { include /etc/nginx/mime.types; access_log off; types_hash_max_size 4096;\n`
		+ ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((n) => `${n}_temp_path ${dir}/${n};\n`).join('')
		+ `include ${dir}/jiuye.conf; }\n`);
}

const ask = (method, path, {headers = {}, body, servername = NAME, host = NAME, cookies} = {}) => new Promise((resolve, reject) => {
	const rq = https.request({host: '127.0.0.1', port, servername, method, path, agent: false, rejectUnauthorized: false,
		headers: {host, ...(cookies ? {cookie: cookies} : {}), ...headers}}, (rs) => {
		const parts = [];
		rs.on('data', (d) => parts.push(d)).on('end', () => resolve({status: rs.statusCode, headers: rs.headers,
			raw: rs.rawHeaders, text: Buffer.concat(parts).toString(), protocol: rs.socket.getProtocol?.()}));
	});
	rq.on('error', reject);
	rq.end(body);
});

before(async () => {
	world = await makeWorld({site: 'own'});
	dir = join(world.dir, 'nginx');
	await mkdir(dir);
	[port, plainPort] = [await freePort(), await freePort()];
	const made = await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
		'-subj', `/CN=${NAME}`, '-addext', `subjectAltName=DNS:${NAME}`, '-keyout', join(dir, 'privkey.pem'), '-out', join(dir, 'fullchain.pem')]);
	assert.equal(made.status, 0, made.stderr);
	portal = await startPortal({world, conf: {site: {base_url: `https://${NAME}`},
		portal: {plain_http: 'no', serve_public: 'no', trusted_proxy: '127.0.0.1'}}});
	await configure();
	const check = await run('nginx', ['-t', '-q', '-c', join(dir, 'nginx.conf')]);
	assert.equal(check.status, 0, check.stderr);
	nginx = spawn('nginx', ['-c', join(dir, 'nginx.conf')], {stdio: 'ignore'});
	for (let i = 0; i < 100; i++) {
		if (await ask('GET', '/healthz').then((r) => r.status === 200, () => false)) return;
		await wait(50);
	}
	throw new Error(await readFile(join(dir, 'error.log'), 'utf8'));
});
after(async () => {
	nginx?.kill('SIGTERM');
	await portal?.stop();
	await world?.remove();
});

describe('TLS', () => {
	const connect = (options) => new Promise((resolve) => {
		const s = tls.connect({host: '127.0.0.1', port, servername: NAME, rejectUnauthorized: false, ...options}, () => {
			resolve({protocol: s.getProtocol(), cipher: s.getCipher().name});
			s.destroy();
		});
		s.on('error', (e) => resolve({error: e.code ?? e.message}));
	});
	test('1.3 and 1.2 with forward secrecy; nothing older', async () => {
		assert.equal((await connect({})).protocol, 'TLSv1.3');
		assert.match((await connect({maxVersion: 'TLSv1.2'})).cipher, /^ECDHE-.*(GCM|CHACHA20)/);
		assert.ok((await connect({minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0'})).error);
		assert.ok((await connect({maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA:AES256-GCM-SHA384:ECDHE-ECDSA-AES128-SHA'})).error);
	});
	test('another name gets no handshake', async () => assert.ok((await connect({servername: 'evil.example'})).error));
	test('plain HTTP is sent to https', async () => {
		const r = await raw(plainPort, `GET /jobs/?a=b HTTP/1.1\r\nHost: ${NAME}\r\nConnection: close\r\n\r\n`);
		assert.equal(r.status, 301);
		assert.match(r.text, new RegExp(`Location: https://${NAME}/jobs/\\?a=b`, 'i'));
	});
	test('plain HTTP of another name gets no answer', async () =>
		assert.equal((await raw(plainPort, 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n')).text, ''));
});

describe('answers', () => {
	const FIXED = ['content-security-policy', 'strict-transport-security', 'x-content-type-options', 'referrer-policy',
		'cross-origin-opener-policy', 'cross-origin-resource-policy', 'permissions-policy'];
	const PATHS = [
		['a page from disk', '/', 200], ['a feed', '/jobs/feed.xml', 200], ['a missing page', '/none.html', 404], ['a hidden file', '/.git/config', 404],
		['the portal', '/auth/login', 200], ['a zone', '/my/', 303], ['the portal\'s own error', '/api/nothing', 404], ['healthz', '/healthz', 200],
	];
	for (const [name, path, status] of PATHS) {
		test(`${name}: ${status}, every header once`, async () => {
			const r = await ask('GET', path);
			assert.equal(r.status, status);
			for (const header of FIXED) {
				const times = r.raw.filter((h, i) => i % 2 === 0 && h.toLowerCase() === header).length;
				assert.equal(times, 1, header);
			}
			assert.ok(r.headers['cache-control'], 'cache-control');
			assert.doesNotMatch(r.headers.server ?? '', /\d/);
		});
	}
	test('nginx and the portal send the same fixed headers', async () => {
		const [disk, dynamic] = [await ask('GET', '/'), await ask('GET', '/auth/login')];
		for (const header of FIXED) assert.equal(disk.headers[header], dynamic.headers[header], header);
	});
	test('feeds are known by their type', async () => {
		assert.equal((await ask('GET', '/jobs/feed.xml')).headers['content-type'], 'application/atom+xml');
		assert.equal((await ask('GET', '/announcements/feed.json')).headers['content-type'], 'application/feed+json');
		assert.equal((await ask('GET', '/nobody/feed.xml')).status, 404);
	});
	test('pages are compressed and assets are kept for good', async () => {
		const home = await ask('GET', '/');
		const asset = home.text.match(/\/assets\/[^"]+\.css/)[0];
		assert.match((await ask('GET', asset)).headers['cache-control'], /immutable/);
	});
	test('a session cookie is for this host, https and no script', async () => {
		const cookies = (await ask('GET', '/auth/login')).headers['set-cookie'];
		assert.equal(cookies.length, 1);
		assert.match(cookies[0], /^__Host-pre=[\w-]{43}; /);
		assert.deepEqual(cookies[0].split('; ').slice(1).sort(), ['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure']);
	});
});

describe('the way to the portal', () => {
	const submit = async (values, headers = {}) => {
		const page = await ask('GET', '/auth/login');
		const cookies = page.headers['set-cookie'].map((c) => c.split(';')[0]).join('; ');
		const form = forms(page.text).find((f) => f.action === '/auth/login');
		const body = new URLSearchParams({...form.fields, ...values}).toString();
		return ask('POST', '/auth/login', {cookies, body, headers: {'content-type': 'application/x-www-form-urlencoded',
			'content-length': Buffer.byteLength(body), origin: `https://${NAME}`, 'sec-fetch-site': 'same-origin', ...headers}});
	};
	test('1.2.r1 a graduate logs in through it', async () => {
		const who = (await world.accounts()).find((a) => a.role === 'graduate');
		const r = await submit({kind: 'graduate', login: who.login, password: who.password, captcha: '0000'});
		assert.equal(r.status, 303, r.text.slice(0, 500));
		const session = r.headers['set-cookie'].find((c) => c.startsWith('__Host-sid='));
		assert.deepEqual(session.split('; ').slice(1).sort(), ['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure']);
	});
	test('the portal sees the browser\'s address, not what the browser claims', async () => {
		await submit({kind: 'graduate', login: 'nobody', password: 'x', captcha: '0000'}, {'x-forwarded-for': '203.0.113.9'});
		assert.ok(!portal.log().includes('203.0.113.9'));
	});
	test('chunked bodies and bodies beyond 12 MiB are refused', async () => {
		const r = await ask('POST', '/auth/login', {headers: {'transfer-encoding': 'chunked', 'content-type': 'text/plain'}, body: 'x'});
		assert.equal(r.status, 400);
		const big = await ask('POST', '/auth/login', {headers: {'content-length': 13 << 20}}).catch((e) => e);
		assert.equal(big.status ?? 413, 413);
	});
	test('too many posts are told to wait, while pages still open', async () => {
		const answers = await Promise.all(Array.from({length: 60}, () =>
			ask('POST', '/auth/login', {headers: {'content-type': 'application/x-www-form-urlencoded', 'content-length': 0}})));
		const refused = answers.filter((r) => r.status === 429);
		assert.ok(refused.length > 10, String(refused.length));
		assert.ok(refused[0].headers['retry-after']);
		assert.match(refused[0].text, /请稍后再试/);
		assert.equal((await ask('GET', '/auth/login')).status, 200);
	});
	test('with the portal down the site stays, and the rest says so', async () => {
		await portal.stop({keep: true});
		assert.equal((await ask('GET', '/')).status, 200);
		const r = await ask('GET', '/auth/login');
		assert.equal(r.status, 502);
		assert.match(r.text, /暂时无法处理/);
		assert.ok(r.headers['content-security-policy']);
	});
});
