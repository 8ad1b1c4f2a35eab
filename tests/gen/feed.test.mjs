// Remote feeds: conditional requests, the last good copy, and what is refused.
import assert from 'node:assert/strict';
import http from 'node:http';
import {after, before, test} from 'node:test';
import {NOW, makeSite} from '../lib/gen.mjs';

let server, origin, answer, asked;

before(async () => {
	server = http.createServer((req, res) => {
		asked.push(req.headers);
		const a = answer(req);
		res.writeHead(a.status ?? 200, a.headers ?? {});
		res.end(a.body ?? '');
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	origin = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());

// The server answers in this process, so a build must not block it.
async function build(site) {
	const child = site.start([]);
	let out = '', err = '';
	child.stdout.on('data', (d) => { out += d; });
	child.stderr.on('data', (d) => { err += d; });
	const status = await new Promise((resolve) => child.once('close', resolve));
	return {status, out, err};
}

function makeFeedSite(source, item = 'title = e.title or e.name') {
	asked = [];
	const site = makeSite();
	site.write('plugins/remote.lua', `section {
		name = "remote", source = { feed = { url = "${origin}/feed", ${source} } },
		item = function(e) return { order = e.published or 1, card = { ${item}, path = e.link or "/" } } end,
		templates = { card = "news/card" },
		indexes = { { name = "all", path = "/remote/", template = "jobs/list", head = function() return { title = "外地" } end } },
	}`);
	site.edit('site-src/templates/layout.mustache', '<a href="/news/">', '<a href="/remote/">外地</a><a href="/news/">');
	return site;
}

const RSS = (title) => `<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>
<item><title>${title}</title><link>https://e.cn/1</link><guid>a1</guid><pubDate>Mon, 01 Jun 2026 08:00:00 +0800</pubDate>
<description>&lt;p&gt;说明 &amp;amp; &lt;b&gt;更多&lt;/b&gt;&lt;/p&gt;</description></item></channel></rss>`;

test('an RSS feed becomes a list; unchanged, it is asked for conditionally and not before its time', async () => {
	const site = makeFeedSite('format = "rss", every = 600', 'title = e.title .. "|" .. e.summary .. "|" .. date(e.published, "minute")');
	answer = (req) => req.headers['if-none-match'] === '"v1"' ? {status: 304} : {body: RSS('招聘会'), headers: {etag: '"v1"'}};
	assert.equal((await build(site)).status, 0);
	assert.match(site.page('remote/index.html'), /<a href="https:\/\/e.cn\/1">招聘会\|说明 &amp; 更多\|2026-06-01 08:00<\/a>/);
	site.clock = NOW + 599;
	await build(site);
	assert.equal(asked.length, 1);
	const times = site.times();
	site.clock = NOW + 601;
	assert.equal((await build(site)).status, 0);
	assert.equal(asked[1]['if-none-match'], '"v1"');
	assert.deepEqual(site.times(), times);
	answer = () => ({body: RSS('新招聘会')});
	site.clock = NOW + 1300;
	await build(site);
	assert.match(site.page('remote/index.html'), /新招聘会/);
});

test('a copy that was lost or damaged is fetched again, whatever its notes say', async () => {
	const site = makeFeedSite('format = "rss", every = 600');
	answer = (req) => req.headers['if-none-match'] === '"v1"' ? {status: 304} : {body: RSS('招聘会'), headers: {etag: '"v1"'}};
	assert.equal((await build(site)).status, 0);
	const good = site.tree(), body = site.read('cache/feeds/remote.body');
	const harms = [() => site.remove('cache/feeds/remote.body'), () => site.write('cache/feeds/remote.body', body.slice(0, 100)),
		() => site.write('cache/feeds/remote.body', body.replace('招聘会', '别的会')), () => site.remove('cache/feeds/remote.json')];
	for (const harm of harms) {
		harm();
		asked = [];
		site.remove('cache/manifest.db');
		const r = await build(site);
		assert.equal(r.status, 0, r.err);
		assert.equal(asked.length, 1, String(harm));
		assert.equal(asked[0]['if-none-match'], undefined);
		assert.deepEqual(site.tree(), good);
	}
});

test('JSON, CSV and Atom are read as well', async () => {
	for (const [source, body, type] of [
		['format = "json", items = "data.list", key = "id"', '{"data":{"list":[{"id":7,"name":"甲"},{"id":8,"name":"乙"}]}}'],
		['format = "csv", key = "号"', '号,name\n7,甲\n8,乙\n'],
		['format = "atom"', '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>u:1</id><title>甲</title><link href="/jobs/"/><updated>2026-06-01T00:00:00Z</updated></entry><entry><id>u:2</id><title>乙</title></entry></feed>'],
	]) {
		const site = makeFeedSite(source);
		answer = () => ({body});
		const r = await build(site);
		assert.equal(r.status, 0, r.err);
		assert.match(site.page('remote/index.html'), /甲/);
		assert.match(site.page('remote/index.html'), /乙/);
	}
});

test('when the remote fails the last good copy is used, with a warning', async () => {
	const site = makeFeedSite('format = "rss", every = 0, max = 5000');
	answer = () => ({body: RSS('好')});
	await build(site);
	const good = site.tree();
	for (const a of [{status: 500}, {status: 404}, {body: 'x'.repeat(6000)}]) {
		answer = () => a;
		const r = await build(site);
		assert.equal(r.status, 0, r.err);
		assert.match(r.err, /^sitegen: warning: http:.*\/feed \(section remote\): .*using the last copy$/m);
		assert.deepEqual(site.tree(), good);
	}
	server.close();
	server.closeAllConnections();
	const r = await build(site);
	assert.match(r.err, /warning/);
	assert.deepEqual(site.tree(), good);
	await new Promise((resolve) => server.listen(Number(new URL(origin).port), '127.0.0.1', resolve));
});

test('a remote that never answered leaves an empty section, and the warning says so', async () => {
	const site = makeFeedSite('format = "rss", every = 0');
	answer = () => ({status: 500});
	const r = await build(site);
	assert.equal(r.status, 0, r.err);
	assert.match(r.err, /^sitegen: warning: .*\(section remote\): the answer is 500; there is no copy yet$/m);
});

test('a malformed feed is refused with file and line, and the copy stays', async () => {
	for (const [source, body, pattern] of [
		['format = "rss", every = 0', '<rss><channel>\n<item><title>x</item></channel></rss>', /\/feed \(section remote\):2:\d+: mismatched tag/],
		['format = "rss", every = 0', '<rss><channel>\n<item><title>x</title></item></channel></rss>', /:2: an entry has no id or link/],
		['format = "rss", every = 0', '<!DOCTYPE r [<!ENTITY a "b">]>\n<rss/>', /may not define entities/],
		['format = "json", key = "id", every = 0', '[\n{"id": 1},,]', /\/feed \(section remote\):2/],
		['format = "json", key = "id", every = 0', '[{"id": 1},{"id": 1}]', /two entries have the key 1/],
		['format = "csv", key = "id", every = 0', 'id,name\n1,x\n2\n', /:3: /],
	]) {
		const site = makeFeedSite(source);
		const good = source.includes('rss') ? RSS('好') : source.includes('csv') ? 'id,name\n1,x\n' : '[{"id":1,"name":"x"}]';
		answer = () => ({body: good});
		assert.equal((await build(site)).status, 0);
		const before = site.times();
		answer = () => ({body});
		const r = await build(site);
		assert.equal(r.status, 1);
		assert.match(r.err, pattern);
		assert.deepEqual(site.times(), before);
		answer = () => ({body: good});
		assert.equal((await build(site)).status, 0);
	}
});
