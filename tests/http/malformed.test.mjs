// Requests no client should send: a clean 4xx, or a closed connection, and a portal
// that serves the next one as if nothing had been.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {startPortal} from '../lib/portal.mjs';

let portal;
before(async () => { portal = await startPortal({store: 'empty'}); });
after(() => portal?.stop());

const HOST = 'Host: 127.0.0.1\r\n';
const FORM = 'Content-Type: application/x-www-form-urlencoded\r\n';
const many = (n, line) => Array.from({length: n}, (_, i) => line(i)).join('');

// name, bytes, statuses that are fine (0: closed without an answer)
const REQUESTS = [
	['nothing that is HTTP', 'hello\r\n\r\n', [400, 0]],
	['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + 'x'.repeat(300), [400, 0]],
	['an unknown method', `BREW /healthz HTTP/1.1\r\n${HOST}\r\n`, [400, 405, 501]],
	['no version', `GET /healthz\r\n${HOST}\r\n`, [400, 0]],
	['HTTP/2.0 in a request line', `GET /healthz HTTP/2.0\r\n${HOST}\r\n`, [400, 505, 0]],
	['CONNECT', `CONNECT a:443 HTTP/1.1\r\n${HOST}\r\n`, [400, 405, 501, 0]],
	['an absolute target of another host', `GET http://evil.example/ HTTP/1.1\r\n${HOST}\r\n`, [400, 404, 421]],
	['no Host', 'GET /healthz HTTP/1.1\r\n\r\n', [400]],
	['two Hosts', `GET /healthz HTTP/1.1\r\n${HOST}${HOST}\r\n`, [400]],
	['another Host', 'GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n', [400, 421]],
	['a Host that only begins right', 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n\r\n', [400, 421]],
	['a Host with user data', 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1@evil.example\r\n\r\n', [400, 421]],
	['Host-X in place of Host', 'GET /healthz HTTP/1.1\r\nHost-X: 127.0.0.1\r\n\r\n', [400]],
	['two lengths', `POST /auth/login HTTP/1.1\r\n${HOST}${FORM}Content-Length: 3\r\nContent-Length: 5\r\n\r\na=b`, [400]],
	['two equal lengths', `POST /auth/login HTTP/1.1\r\n${HOST}${FORM}Content-Length: 3\r\nContent-Length: 3\r\n\r\na=b`, [400]],
	['a negative length', `POST /auth/login HTTP/1.1\r\n${HOST}${FORM}Content-Length: -1\r\n\r\n`, [400, 411]],
	['a length with a sign', `POST /auth/login HTTP/1.1\r\n${HOST}${FORM}Content-Length: +3\r\n\r\na=b`, [400]],
	['a length that overflows', `POST /auth/login HTTP/1.1\r\n${HOST}${FORM}Content-Length: 99999999999999999999\r\n\r\n`, [400, 413]],
	['a body without a length', `POST /auth/login HTTP/1.1\r\n${HOST}${FORM}\r\na=b`, [400, 411]],
	['chunked', `POST /auth/login HTTP/1.1\r\n${HOST}${FORM}Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n`, [400, 411]],
	['chunked beside a length', `POST /auth/login HTTP/1.1\r\n${HOST}${FORM}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\na=b`, [400]],
	['more body than announced', `POST /auth/login HTTP/1.1\r\n${HOST}${FORM}Content-Length: 3\r\n\r\na=bGET /healthz HTTP/1.1\r\n${HOST}\r\n`, [400]],
	['a body of a GET', `GET /healthz HTTP/1.1\r\n${HOST}Content-Length: 3\r\n\r\na=b`, [400]],
	['a second request behind a GET', `GET /healthz HTTP/1.1\r\n${HOST}\r\nGET /auth/login HTTP/1.1\r\n${HOST}\r\n`, [400]],
	['a body of 70 KiB', `POST /auth/login HTTP/1.1\r\n${HOST}${FORM}Content-Length: 71680\r\n\r\n${'a'.repeat(71680)}`, [400, 403, 413]],
	['a body of 20 MiB announced', `POST /auth/login HTTP/1.1\r\n${HOST}${FORM}Content-Length: 20971520\r\n\r\n`, [400, 413]],
	['a path of 1,900 bytes', `GET /${'a'.repeat(1899)} HTTP/1.1\r\n${HOST}\r\n`, [404]],
	['a path of 1,901 bytes', `GET /${'a'.repeat(1900)} HTTP/1.1\r\n${HOST}\r\n`, [414]],
	['a path of 1,950 bytes', `GET /my/${'a'.repeat(1946)} HTTP/1.1\r\n${HOST}\r\n`, [414]],
	['a path of 3,000 bytes', `GET /${'a'.repeat(3000)} HTTP/1.1\r\n${HOST}\r\n`, [400, 404, 414, 0]],
	['a header of 20 KiB', `GET /healthz HTTP/1.1\r\n${HOST}X-A: ${'a'.repeat(20480)}\r\n\r\n`, [400, 413, 431, 0]],
	['a hundred and twenty headers', `GET /healthz HTTP/1.1\r\n${HOST}${many(120, (i) => `X-${i}: ${i}\r\n`)}\r\n`, [400, 431, 0]],
	['a header without a colon', `GET /healthz HTTP/1.1\r\n${HOST}nonsense\r\n\r\n`, [400]],
	['a header name with a blank', `GET /healthz HTTP/1.1\r\n${HOST}X Y: z\r\n\r\n`, [400]],
	['a folded header', `GET /healthz HTTP/1.1\r\n${HOST}X-A: b\r\n c\r\n\r\n`, [400, 200]],
	['a NUL in a header', `GET /healthz HTTP/1.1\r\n${HOST}X-A: b\0c\r\n\r\n`, [400, 200, 0]],
	['a NUL in the path', `GET /heal\0thz HTTP/1.1\r\n${HOST}\r\n`, [400, 404, 0]],
	['sixty cookies', `GET /auth/login HTTP/1.1\r\n${HOST}Cookie: ${many(60, (i) => `c${i}=${i}; `)}\r\n\r\n`, [200, 400]],
	['lines that end in LF alone', `GET /healthz HTTP/1.1\nHost: 127.0.0.1\n\n`, [400]],
	['one line that ends in LF alone', `GET /healthz HTTP/1.1\r\nX-A: b\nHost: 127.0.0.1\r\n\r\n`, [400]],
	['the beginning of a header with LF alone', 'GET /healthz HTTP/1.1\nHost: 127.0.0.1\n', [400]],
	['a broken percent sign in a query', `GET /auth/login?next=%zz HTTP/1.1\r\n${HOST}\r\n`, [400]],
	['a query that is no text', `GET /auth/login?next=%ff HTTP/1.1\r\n${HOST}\r\n`, [400]],
	['a session twice', `GET /my/ HTTP/1.1\r\n${HOST}Cookie: sid=a; sid=b\r\n\r\n`, [303]],
	['a session of odd bytes', `GET /my/ HTTP/1.1\r\n${HOST}Cookie: sid=%00"';--\xff\r\n\r\n`, [303, 400]],
];

for (const [name, bytes, statuses] of REQUESTS) {
	test(`${name}: ${statuses.join(' or ')}`, async () => {
		const r = await portal.raw(Buffer.from(bytes, 'latin1'), {ms: 2000});
		assert.ok(statuses.includes(r.status), `${r.status} ${r.text.slice(0, 300)}`);
		assert.ok((r.text.match(/HTTP\/1\.1 /g) ?? []).length <= 1, `one answer only: ${r.text.slice(0, 600)}`);
		if (r.status >= 400) assert.doesNotMatch(r.text, /kore|sqlite|\.c:\d|openssl/i);
	});
}

test('the words a browser may send pass: empty, tab, Chinese values', async () => {
	for (const header of ['X-Empty: ', 'X-Tab: a\tb', 'User-Agent: 浏览器/1.0']) {
		const r = await portal.raw(Buffer.from(`GET /healthz HTTP/1.1\r\n${HOST}${header}\r\nConnection: close\r\n\r\n`), {ms: 2000});
		assert.equal(r.status, 200, header);
	}
});

test('a client that sends its headers slowly is cut off and keeps nobody waiting', async () => {
	const slow = Array.from({length: 200}, () => portal.raw('GET /healthz HTT', {ms: 15000}));
	const began = Date.now();
	assert.equal((await portal.client().get('/healthz')).status, 200);
	assert.ok(Date.now() - began < 1000);
	for (const r of await Promise.all(slow)) assert.ok(r.closed && [0, 408].includes(r.status), JSON.stringify(r));
});

test('after all of this the portal answers and no worker died', async () => {
	assert.equal((await portal.client().get('/healthz')).status, 200);
	assert.doesNotMatch(portal.log(), /restarting worker|sandbox violation/);
});
