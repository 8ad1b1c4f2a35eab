// The generated site as files: conditional requests, ranges, variants, and no way out.
import assert from 'node:assert/strict';
import {link, mkdir, rename, rm, symlink, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {after, before, describe, test} from 'node:test';
import {brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync} from 'node:zlib';
import {startPortal} from '../lib/portal.mjs';
import {makeWorld} from '../lib/world.mjs';

const PAGE = '<!DOCTYPE html><title>页</title>' + 'x'.repeat(3000);
const BIG = Buffer.alloc(3 << 20, 'abcdefghij');
let portal, http, root;

async function put(name, content) {
	await mkdir(join(root, name, '..'), {recursive: true});
	await writeFile(join(root, name), content);
}

before(async () => {
	const world = await makeWorld({store: 'empty'});
	root = world.publicDir;
	await put('index.html', '<title>home</title>');
	await put('404.html', '<title>nothing here</title>');
	await put('page.html', PAGE);
	await put('page.html.gz', gzipSync(PAGE));
	await put('page.html.br', brotliCompressSync(PAGE));
	await put('stale.html', PAGE);
	await put('stale.html.gz', gzipSync('old'));
	await utimes(join(root, 'stale.html.gz'), 1, 1);
	await put('jobs/index.html', '<title>jobs</title>');
	await put('empty/keep.txt', '');
	await put('empty.txt', '');
	await put('一页.html', '<title>汉</title>');
	await put('digits.txt', '0123456789');
	await put('big.bin', BIG);
	await put('feed.xml', '<x/>');
	await put('news/feed.xml', '<x/>');
	await put('news/feed.json', '{}');
	await put('data.json', '{}');
	await put('picture.png', 'x');
	await put('assets/jiuye.0123.css', 'a{}');
	await put('.hidden', 'SECRET');
	await put('.git/config', 'SECRET');
	await mkdir(root + '-old');
	await writeFile(root + '-old/secret.txt', 'SECRET');
	await symlink('/etc/passwd', join(root, 'passwd'));
	await symlink('..', join(root, 'up'));
	await link(join(root, 'digits.txt'), join(root, 'hard.txt'));
	portal = await startPortal({world});
	http = portal.client();
});
after(async () => {
	await portal?.stop();
	await portal?.world.remove();
});

const TYPES = [
	['/', 'text/html; charset=utf-8', 'no-cache'],
	['/page.html', 'text/html; charset=utf-8', 'no-cache'],
	['/data.json', 'application/json; charset=utf-8', 'no-cache'],
	['/feed.xml', 'application/xml; charset=utf-8', 'no-cache'],
	['/news/feed.xml', 'application/atom+xml; charset=utf-8', 'no-cache'],
	['/news/feed.json', 'application/feed+json; charset=utf-8', 'no-cache'],
	['/picture.png', 'image/png', 'no-cache'],
	['/big.bin', 'application/octet-stream', 'no-cache'],
	['/assets/jiuye.0123.css', 'text/css; charset=utf-8', 'public, max-age=31536000, immutable'],
];
for (const [path, type, cache] of TYPES) {
	test(`${path} is served as ${type}, ${cache}`, async () => {
		const r = await http.get(path);
		assert.equal(r.status, 200);
		assert.equal(r.headers['content-type'], type);
		assert.equal(r.headers['cache-control'], cache);
		assert.equal(r.headers['x-content-type-options'], 'nosniff');
	});
}

describe('folders', () => {
	test('a folder shows its index', async () => {
		assert.match((await http.get('/jobs/')).text, /<title>jobs/);
	});
	test('a folder without the last slash is redirected', async () => {
		const r = await http.get('/jobs');
		assert.equal(r.status, 301);
		assert.equal(r.headers.location, '/jobs/');
	});
	test('so are the zones; what is no page is not', async () => {
		for (const path of ['/my', '/org', '/office']) {
			const r = await http.get(path);
			assert.deepEqual([r.status, r.headers.location], [301, `${path}/`], path);
		}
		for (const path of ['/myy', '/auth', '/my/nothing']) assert.equal((await http.get(path)).status, 404, path);
		assert.equal((await http.request('POST', '/my')).status, 405);
	});
	test('a folder without an index is not listed', async () => {
		for (const path of ['/empty/', '/empty']) {
			const r = await http.get(path);
			assert.equal(r.status, 404);
			assert.doesNotMatch(r.text, /keep\.txt/);
		}
	});
	test('an empty file is a file', async () => {
		const r = await http.get('/empty.txt');
		assert.equal(r.status, 200);
		assert.equal(r.headers['content-length'], '0');
	});
	test('a Chinese name is found by its percent-encoding', async () => {
		assert.match((await http.get('/' + encodeURIComponent('一页.html'))).text, /汉/);
	});
});

describe('conditional requests', () => {
	test('an ETag or a date that still holds gives 304 without a body', async () => {
		const {etag, 'last-modified': modified} = (await http.get('/page.html')).headers;
		assert.match(etag, /^"[^"]+"$/);
		const tries = [
			{'if-none-match': etag}, {'if-none-match': `"x", W/${etag}`}, {'if-none-match': '*'},
			{'if-modified-since': modified}, {'if-none-match': etag, 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT'},
		];
		for (const headers of tries) {
			const r = await http.get('/page.html', {headers});
			assert.equal(r.status, 304, JSON.stringify(headers));
			assert.equal(r.body.length, 0);
			assert.equal(r.headers.etag, etag);
			assert.equal(r.headers['cache-control'], 'no-cache');
		}
	});
	test('one that does not hold gives the page', async () => {
		const {'last-modified': modified} = (await http.get('/page.html')).headers;
		const tries = [
			{'if-none-match': '"other"'}, {'if-none-match': '"other"', 'if-modified-since': modified},
			{'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT'}, {'if-modified-since': 'yesterday'},
		];
		for (const headers of tries) assert.equal((await http.get('/page.html', {headers})).status, 200, JSON.stringify(headers));
	});
	test('a page that was replaced is served anew at once, even with the old time', async () => {
		await put('turn.html', 'one');
		const time = new Date('2026-01-01T00:00:00Z');
		await utimes(join(root, 'turn.html'), time, time);
		const first = await http.get('/turn.html');
		await put('turn.new', 'two');
		await utimes(join(root, 'turn.new'), time, time);
		await rename(join(root, 'turn.new'), join(root, 'turn.html'));
		const second = await http.get('/turn.html', {headers: {'if-none-match': first.headers.etag}});
		assert.deepEqual([first.text, second.status, second.text], ['one', 200, 'two']);
		await rm(join(root, 'turn.html'));
		assert.equal((await http.get('/turn.html')).status, 404);
	});
});

describe('ranges', () => {
	const RANGES = [
		['bytes=0-4', 206, '01234', 'bytes 0-4/10'],
		['bytes=5-', 206, '56789', 'bytes 5-9/10'],
		['bytes=-3', 206, '789', 'bytes 7-9/10'],
		['bytes=-30', 206, '0123456789', 'bytes 0-9/10'],
		['bytes=8-99', 206, '89', 'bytes 8-9/10'],
		['bytes=10-', 416, '', 'bytes */10'],
		['bytes=-0', 416, '', 'bytes */10'],
		['bytes=4-2', 200, '0123456789', undefined],
		['bytes=0-1,3-4', 200, '0123456789', undefined],
		['lines=0-1', 200, '0123456789', undefined],
		['bytes=0-99999999999999999999', 200, '0123456789', undefined],
	];
	for (const [range, status, body, content] of RANGES) {
		test(`${range} of ten bytes gives ${status}`, async () => {
			const r = await http.get('/digits.txt', {headers: {range}});
			assert.deepEqual([r.status, r.headers['content-range']], [status, content]);
			if (status !== 416) assert.equal(r.text, body);
		});
	}
	test('If-Range with another ETag gives the whole file', async () => {
		const {etag} = (await http.get('/digits.txt')).headers;
		assert.equal((await http.get('/digits.txt', {headers: {range: 'bytes=0-1', 'if-range': '"x"'}})).status, 200);
		assert.equal((await http.get('/digits.txt', {headers: {range: 'bytes=0-1', 'if-range': etag}})).status, 206);
	});
	test('a download goes on in the middle of a large file', async () => {
		const r = await http.get('/big.bin', {headers: {range: 'bytes=3000000-'}});
		assert.ok(r.body.equals(BIG.subarray(3000000)));
	});
});

describe('compressed variants', () => {
	const VARIANTS = [
		['gzip', 'gzip'], ['br', 'br'], ['gzip, deflate, br', 'br'], ['br;q=0, gzip', 'gzip'],
		['identity', undefined], ['', undefined], ['gzip;q=0.000', undefined],
	];
	for (const [accept, coding] of VARIANTS) {
		test(`Accept-Encoding "${accept}" gets ${coding ?? 'the plain page'}`, async () => {
			const r = await http.get('/page.html', {headers: {'accept-encoding': accept}});
			assert.equal(r.headers['content-encoding'], coding);
			assert.match(r.headers.vary, /accept-encoding/i);
			assert.equal(r.headers['content-type'], 'text/html; charset=utf-8');
			const plain = coding === 'gzip' ? gunzipSync(r.body) : coding === 'br' ? brotliDecompressSync(r.body) : r.body;
			assert.equal(plain.toString(), PAGE);
		});
	}
	test('the variants of one page have different ETags', async () => {
		const tags = await Promise.all(['', 'gzip', 'br'].map(async (a) => (await http.get('/page.html', {headers: {'accept-encoding': a}})).headers.etag));
		assert.equal(new Set(tags).size, 3);
	});
	test('a variant older than its page is not used', async () => {
		const r = await http.get('/stale.html', {headers: {'accept-encoding': 'gzip'}});
		assert.equal(r.headers['content-encoding'], undefined);
		assert.equal(r.text, PAGE);
	});
});

describe('methods', () => {
	test('HEAD has the headers of GET and no body', async () => {
		const [get, head] = [await http.get('/page.html'), await http.head('/page.html')];
		for (const name of ['content-length', 'content-type', 'etag', 'last-modified', 'cache-control'])
			assert.equal(head.headers[name], get.headers[name], name);
		assert.deepEqual([head.status, head.body.length], [200, 0]);
	});
	for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
		test(`${method} on a page is refused`, async () => {
			const r = await http.request(method, '/page.html', {body: method === 'TRACE' ? undefined : ''});
			assert.ok([400, 403, 405, 501].includes(r.status), String(r.status));
			if (r.status === 405) assert.match(r.headers.allow, /GET/);
			assert.doesNotMatch(r.text, /xxxxx/);
		});
	}
});

describe('the way out of the folder', () => {
	const PATHS = [
		'/../public-old/secret.txt', '/..%2fpublic-old/secret.txt', '/%2e%2e/public-old/secret.txt',
		'/jobs/../../public-old/secret.txt', '/jobs/..', '/./page.html', '//page.html', '/jobs//index.html',
		'/.hidden', '/%2ehidden', '/.git/config', '/passwd', '/up/page.html', '/up/public-old/secret.txt',
		'/page.html/', '/page.html/x', '/page.html%00', '/page.html%0a', '/\\..\\secret', '/..\\public-old\\secret.txt', '/%5c..%5csecret',
		'/%', '/%4', '/%zz', '/%c0%ae%c0%ae/x', '/%ff', '/page.html%20', '/page.html.', '/PAGE.HTML',
		'/' + 'a/'.repeat(700), '/' + 'a'.repeat(1800), '/page.html;x', '/~root', '/public', '/page%2ehtml%2e%2e',
	];
	for (const path of PATHS) {
		test(`${path.length > 60 ? path.slice(0, 20) + '…' : JSON.stringify(path)} leads nowhere`, async () => {
			const r = await portal.raw(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${portal.port}\r\nConnection: close\r\n\r\n`, {ms: 1500});
			assert.ok([400, 404, 414].includes(r.status), `${r.status}`);
			assert.doesNotMatch(r.text, /SECRET|root:|xxxxx/);
		});
	}
	test('every path leaves the workers as they were', async () => {
		assert.equal((await http.get('/page.html')).status, 200);
		assert.doesNotMatch(portal.log(), /restarting worker/);
	});
});

test('0.i2 what is not there gets the site\'s own 404 page', async () => {
	const r = await http.get('/jobs/nothing.html');
	assert.equal(r.status, 404);
	assert.match(r.text, /nothing here/);
	assert.equal(r.headers['content-type'], 'text/html; charset=utf-8');
});

test('a thousand different files leave no file open', async () => {
	for (let i = 0; i < 1000; i++) await put(`many/${i}.html`, String(i));
	for (let i = 0; i < 1000; i += 20)
		await Promise.all(Array.from({length: 20}, async (_, k) => assert.equal((await http.get(`/many/${i + k}.html`)).text, String(i + k))));
	assert.equal((await http.get('/many/999.html')).status, 200);
});
