// The plugins' own cases, the test kit, and the example of docs/plugins.md, which works as it stands there.
import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {ROOT} from '../lib/world.mjs';
import {makeSite} from '../lib/gen.mjs';

function ourSite() {
	const site = makeSite();
	site.remove('plugins'); site.remove('site-src');
	site.adopt();
	return site;
}

const run = (site, ...args) => site.run(['plugin', 'test', ...args]);

test('the cases of our own plugins pass', () => {
	const r = run(ourSite());
	assert.equal(r.status, 0, r.out + r.err);
	assert.match(r.out, /^sitegen: [1-9]\d* passed, 0 failed\n$/);
});

test('every plugin says for which api it was written', () => {
	for (const f of readdirSync(join(ROOT, 'plugins')).filter((x) => x.endsWith('.lua')))
		assert.match(readFileSync(join(ROOT, 'plugins', f), 'utf8'), /^api = 1$/m, f);
	const site = makeSite();
	site.write('plugins/zz.lua', 'api = 2\n');
	const r = site.build();
	assert.equal(r.status, 1);
	assert.match(r.err, /^sitegen: plugins\/zz.lua: api is 2, this sitegen has 1$/m);
});

test('what differs is named; what no build takes fails a case, too', () => {
	const site = makeSite();
	const cases = (...list) => { site.write('plugins/tests/news.lua', `return { ${list.join(',\n')} }`); return run(site, 'news'); };
	const row = 'row = { key = "a", title = "t", date = 5, body = markdown("*x*"), attachments = {} }';
	assert.equal(cases(`{ name = "n", ${row}, want = { order = 5, facets = { pinned = false } }, shows = { "<em>x</em>" }, hides = { "<b>" } }`).out,
		'sitegen: 1 passed, 0 failed\n');
	for (const [more, words] of [
		['want = { order = 6 }', 'item.order: wanted 6, got 5'],
		['want = { card = { title = "u" } }', 'item.card.title: wanted "u", got "t"'],
		['want = false', 'item: wanted false, got a table'],
		['want = { order = function(n) return n > 5 end }', 'item.order: 5 is not as wanted'],
		['shows = { "<b>" }', 'the page does not hold <b>'],
		['hides = { "<em>" }', 'the page holds <em>'],
		['wants = {}', 'case: unknown field wants'],
		['section = "jobs"', 'case: the plugin has no such section'],
	]) {
		const r = cases(`{ name = "a sentence", ${row}, ${more} }`, `{ ${row} }`);
		assert.equal(r.status, 1);
		assert.match(r.out, /sitegen: 1 passed, 1 failed\n$/);
		assert.ok(r.out.includes(words), `${words}\nin\n${r.out}`);
	}
	const wrong = cases('{ name = "no date", row = { key = "a" } }');
	assert.match(wrong.out, /^FAILED plugins\/news.lua: case 1, no date: plugins\/news.lua:\d+: /);
	assert.match(run(site, 'nobody').err, /there is no plugin of that name/);
	assert.match(run(site, 'jobs').err, /plugins\/tests\/jobs.lua/);
	assert.equal(site.run(['plugin', 'tests']).status, 2);
	assert.ok(!site.has('index.html'), 'nothing is published');
});

test('cases of feeds and of robots.txt', () => {
	const site = makeSite();
	site.write('plugins/ff.lua', 'feeds { { section = "employers", facet = "place", path = function(k) return "/" .. k .. ".xml" end, title = function(_, l) return l .. "的单位" end } }');
	const cases = (name, ...list) => { site.write(`plugins/tests/${name}.lua`, `return { ${list.join(',\n')} }`); return run(site, name).out; };
	const feed = 'feed = { section = "employers", facet = "place", key = "x", label = "甲" }';
	assert.equal(cases('ff', `{ name = "n", ${feed}, want = { path = "/x.xml", title = "甲的单位", entries = 30 } }`), 'sitegen: 1 passed, 0 failed\n');
	assert.match(cases('ff', `{ name = "n", ${feed}, want = { path = "/y.xml" } }`), /case 1, n: feed.path: wanted "\/y.xml", got "\/x.xml"\nsitegen: 0 passed, 1 failed/);
	assert.match(cases('ff', `{ name = "n", feed = { section = "jobs" } }`), /case: the plugin has no such feed/);
	assert.match(cases('ff', '{ name = "n", robots = true }'), /case: the plugin has no sitemap/);
	assert.equal(cases('sitemap', '{ name = "n", robots = true, shows = { "Disallow: /my/\\n" }, hides = { "/jobs/" } }'), 'sitegen: 1 passed, 0 failed\n');
	assert.match(cases('sitemap', '{ name = "n", robots = true, shows = { "/jobs/" } }'), /does not hold \/jobs\//);
});

test('an error names the lines of plugins that led to it, and no others', () => {
	const site = makeSite().fill({jobs: 1});
	site.edit('plugins/jobs.lua', 'local function path(id)', 'local function deep(x) return x.y.z end\nlocal function path(id)\n  local _ = deep({})');
	const r = site.build();
	assert.match(r.err, /^sitegen: plugins\/jobs.lua:4: attempt to index a nil value \(field 'y'\), called from plugins\/jobs.lua:\d+ \(item jobs 1\)$|^sitegen: plugins\/jobs.lua:4: attempt.*called from plugins\/jobs.lua:\d+/m);
	assert.doesNotMatch(r.err, /\[C\]|prelude/);
});

test('the example of docs/plugins.md can be copied as it stands', () => {
	const site = ourSite();
	const text = readFileSync(join(ROOT, 'docs/plugins.md'), 'utf8').split('## A new section in a minute')[1];
	const parts = [...text.matchAll(/to `([^`]+)`:\n```\w+\n([\s\S]*?)```/g)];
	assert.deepEqual(parts.map((p) => p[1]), ['plugins/links.lua', 'site-src/templates/links/list.mustache', 'site-src/templates/links/card.mustache',
		'site-src/content/links/hr.md', 'plugins/tests/links.lua']);
	for (const [, path, body] of parts) site.write(path, body);
	assert.equal(run(site, 'links').out, 'sitegen: 1 passed, 0 failed\n');
	site.must();
	assert.match(site.page('links/index.html'), /<h1>友情链接<\/h1>[\s\S]*<a href="https:\/\/example.cn\/"/);
});
