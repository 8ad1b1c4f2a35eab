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

test('every plugin of ours has cases', () => {
	const files = readdirSync(join(ROOT, 'plugins')).filter((x) => x.endsWith('.lua'));
	assert.deepEqual(readdirSync(join(ROOT, 'plugins/tests')).sort(), files.sort());
});

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
	const said = (r) => JSON.parse(r.out);
	cases(`{ name = "n", ${row}, want = { order = 6 } }`);
	assert.deepEqual(said(run(site, 'news', '--json')), {ok: false, passed: 0, failed: 1,
		failures: [{plugin: 'plugins/news.lua', case: 1, name: 'n', text: 'item.order: wanted 6, got 5'}]});
	assert.equal(said(run(site, 'nobody', '--json')).error.text, 'there is no plugin of that name');
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

test('pages, files, hooks and declarations have cases, too', () => {
	const site = makeSite();
	site.write('plugins/mine.lua', `api = 1
		page { path = "/mine/", template = "home", title = "我的", data = function(ctx) return { word = "有" .. #ctx.rows("job", "x"), total = ctx.count("jobs") }, 77 end }
		file { path = "/mine.csv", text = function(ctx) return "a,b" end }
		redirects { ["/a"] = "/b" }
		hooks { page = function(p) return { title = p.title .. "!" } end, after_build = function(ctx, r) return r.written > 5 and { "many" } or nil end }`);
	const cases = (list) => { site.write('plugins/tests/mine.lua', `return { ${list} }`); return run(site, 'mine'); };
	const all = `
		{ name = "a", page = "/mine/", ctx = { rows = function() return { 1, 2 } end, count = function() return 4 end }, want = { word = "有2", total = 4 }, again = 77, shows = { "<title>我的!" }, hides = { "none" } },
		{ name = "b", page = "/mine.csv", want = "a,b", shows = { "a,b" } },
		{ name = "c", hook = "page", given = { title = "t" }, want = { title = "t!" } },
		{ name = "d", hook = "after_build", given = { written = 6 }, want = { "many" } },
		{ name = "e", declares = true, want = { pages = { "/mine/", "/mine.csv" }, sections = {}, redirects = { ["/a"] = "/b" } } }`;
	const r = cases(all);
	assert.equal(r.out, 'sitegen: 5 passed, 0 failed\n', r.err);
	for (const [from, to, words] of [['"有2"', '"有3"', 'data.word: wanted "有3", got "有2"'], ['again = 77', 'again = 78', 'again: wanted 78, got 77'], ['{ "none" }', '{ "我的" }', 'the page holds 我的'],
		['"t!"', '"t"', 'page.title: wanted "t", got "t!"'], ['{ "many" }', '{ "few" }', 'after_build.1: wanted "few", got "many"'],
		['"/b"', '"/c"', 'plugin.redirects./a: wanted "/c", got "/b"'], ['page = "/mine/"', 'page = "/index.html"', 'case: the plugin has no such page or file'],
		['hook = "page"', 'hook = "before_build"', 'case: the plugin has no such hook']]) {
		const bad = cases(all.replace(from, to));
		assert.equal(bad.status, 1, words);
		assert.ok(bad.out.includes(words), `${words}\nin\n${bad.out}`);
	}
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
