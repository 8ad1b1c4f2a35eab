// hooks { } of plugins: before a build, for each page, after a build.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {DAY, NOW, changed, makeSite, sqlite} from '../lib/gen.mjs';

const HOOKS = (body) => `api = 1\nhooks {\n${body}\n}\n`;
const SHOW = '<i id="hook">{{shared.notice}}|{{page.title}}|{{page.description}}|{{mark}}</i></body>';

function siteWith(body, name = 'zz') {
	const site = makeSite().fill({jobs: 30});
	site.edit('site-src/templates/layout.mustache', '</body>', SHOW);
	if (body) site.write(`plugins/${name}.lua`, HOOKS(body));
	return site;
}

const hook = (site, path) => site.page(path).match(/<i id="hook">(.*?)<\/i>/)[1];
const pages = (site) => Object.keys(site.tree()).filter((f) => f.endsWith('.html') && f !== 'old.html');

test('page() changes title and description of every page and gives data to its template', () => {
	const site = siteWith('page = function(p) return { title = (p.title or "无题") .. "（试）", description = p.path, data = { mark = (p.section or "-") .. (p.list and " list" or "") } } end,');
	site.must();
	assert.equal(hook(site, 'jobs/0000/7.html'), '|职位7（试）|/jobs/0000/7.html|jobs');
	assert.equal(hook(site, 'jobs/index.html'), '|招聘信息（试）|/jobs/|jobs list');
	assert.equal(hook(site, 'index.html'), '|首页（试）|/|home');
	for (const f of pages(site)) assert.match(hook(site, f), /（试）/, f);
	assert.deepEqual(site.tree(), site.rebuilt());

	site.sql("UPDATE job SET title = '新名' WHERE id = 7");
	site.must();
	assert.match(hook(site, 'jobs/0000/7.html'), /^\|新名（试）/);
	assert.deepEqual(site.tree(), site.rebuilt());

	site.edit('plugins/zz.lua', '（试）', '（正）');
	site.must();
	for (const f of pages(site)) assert.match(hook(site, f), /（正）/, f);
	assert.deepEqual(site.tree(), site.rebuilt());
	site.remove('plugins/zz.lua');
	site.must();
	assert.equal(hook(site, 'jobs/0000/7.html'), '|新名||');
	assert.deepEqual(site.tree(), site.rebuilt());
});

test('what before_build() returns every template sees; another value makes every page again', () => {
	const site = siteWith('before_build = function(ctx) return { notice = #ctx.rows("employer", "SELECT id FROM public_employer") .. "家" } end,');
	site.must();
	for (const f of pages(site)) assert.match(hook(site, f), /^3家\|/, f);
	const before = site.times();
	site.sql("UPDATE job SET title = '新名' WHERE id = 7");
	site.must();
	assert.ok(changed(before, site.times()).length < 12, 'the same value: only what changed');
	site.sql(site.employer(4));
	site.must();
	for (const f of pages(site)) assert.match(hook(site, f), /^4家\|/, f);
	assert.deepEqual(site.tree(), site.rebuilt());
	assert.match(site.must(), / 0 written, 0 deleted|nothing changed/);
});

test('before_build() says when its value will differ, and is asked then', () => {
	const due = NOW + DAY;
	const site = siteWith(`before_build = function(ctx) return { notice = ctx.now < ${due} and "前" or "后" }, ${due} end,`);
	site.must();
	assert.equal(site.run(['next', '--seconds']).out, `${due}\n`);
	site.clock = due - 1;
	assert.match(site.must(), / 0 written, 0 deleted|nothing changed/);
	site.clock = due;
	site.must();
	assert.match(hook(site, 'index.html'), /^后/);
	assert.deepEqual(site.tree(), site.rebuilt());

	// A plugin that is gone leaves no instant behind: it would be due for ever.
	const other = siteWith(`before_build = function() return nil, ${NOW + 5} end,`);
	other.must();
	other.remove('plugins/zz.lua');
	other.must();
	assert.equal(sqlite(`${other.dir}/cache/manifest.db`, "SELECT count(*) FROM state WHERE name >= 'next:' AND name < 'next;' AND value > 0"), '0\n');
});

test('after_build() sees what is about to be published: its words are warnings, its error stops it', () => {
	const site = siteWith('after_build = function(ctx, r) if ctx.count("jobs") < 29 then error("too few jobs") end return { string.format("%d jobs, %d gone, %s", ctx.count("jobs"), r.deleted, r.fresh) } end,');
	assert.match(site.build().err, /^sitegen: warning: plugins\/zz.lua: 30 jobs, 0 gone, true$/m);
	assert.match(site.run(['status']).out, /^warning: plugins\/zz.lua: 30 jobs/m);
	site.sql('DELETE FROM job WHERE id = 7');
	assert.match(site.build().err, /warning: plugins\/zz.lua: 29 jobs, [1-9]\d* gone, false$/m);
	const before = site.times();
	site.sql('DELETE FROM job WHERE id = 8');
	for (const args of [[], ['--dry-run']]) {
		const r = site.build(...args);
		assert.equal(r.status, 1);
		assert.match(r.err, /^sitegen: plugins\/zz.lua:3: too few jobs \(after_build\)$/m);
	}
	assert.deepEqual(changed(before, site.times()), []);
});

const wrong = [
	['an unknown hook', 'during_build = function() end,', /plugins\/zz.lua:\d+: hooks: unknown field during_build/],
	['a hook that is no function', 'page = "x",', /hooks: page is a function, not a string/],
	['hooks that are declared twice', 'page = function() end } hooks {', /plugins\/zz.lua:\d+: hooks is declared twice/],
	['a page hook that asks', 'page = function() return { data = { n = ctx.now } } end,', /plugins\/zz.lua:3: .*global 'ctx'.*\(page \//],
	['a page hook that returns more', 'page = function() return { noindex = true } end,', /page\(\): unknown field noindex/],
	['a page hook that takes a name', 'page = function() return { data = { site = {} } } end,', /data may not hold `site`/],
	['a page hook that never ends', 'page = function() while true do end end,', /plugins\/zz.lua:3: too many instructions .*\(page \//],
	['an error with the lines that led to it', 'page = function(p) local function f(x) return x.y.z end return f({}) .. "" end,', /plugins\/zz.lua:3: attempt to index.*called from plugins\/zz.lua:3 \(page \//],
	['asking for sections before they are there', 'before_build = function(ctx) return { n = ctx.count("jobs") } end,', /plugins\/zz.lua:3: ctx: the section jobs is not built yet \(before_build\)/],
	['a before_build that refuses', 'before_build = function() error("no contact") end,', /plugins\/zz.lua:3: no contact \(before_build\)/],
	['a before_build that returns text', 'before_build = function() return "x" end,', /before_build\(\) returns a table or nothing/],
	['an after_build that returns text', 'after_build = function() return "x" end,', /after_build\(\) returns a list of warnings or nothing/],
];
const shared = siteWith(null);
shared.must();
for (const [name, body, pattern] of wrong) {
	test(`${name} is refused`, () => {
		const before = shared.times();
		shared.write('plugins/zz.lua', HOOKS(body));
		const r = shared.build();
		shared.remove('plugins/zz.lua');
		assert.equal(r.status, 1, r.err);
		assert.match(r.err, pattern);
		assert.deepEqual(changed(before, shared.times()), []);
	});
}

test('hooks of several plugins are called in the order of their names; a name in shared is one plugin\'s', () => {
	const site = siteWith('page = function(p) return { title = (p.title or "") .. "A" } end, before_build = function() return { notice = "一" } end,', 'ya');
	site.write('plugins/yb.lua', HOOKS('page = function(p) return { title = p.title .. "B" } end, before_build = function() return { other = "二" } end,'));
	site.must();
	assert.equal(hook(site, 'jobs/0000/7.html'), '一|职位7AB||');
	site.edit('plugins/yb.lua', 'other', 'notice');
	assert.match(site.build().err, /plugins\/yb.lua: before_build\(\): shared.notice is given by another plugin, too/);
});
