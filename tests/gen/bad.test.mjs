// What is wrong is named with file and line, and the live site stays as it was.
import assert from 'node:assert/strict';
import {mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {NOW, DAY, changed, makeSite} from '../lib/gen.mjs';

// The build fails with status 1 and a message, and changes nothing.
function refused(site, pattern, ...args) {
	const before = site.times();
	const r = site.build(...args);
	assert.equal(r.status, 1, `${r.out}${r.err}`);
	assert.match(r.err, pattern);
	assert.equal(r.err.trim().split('\n').filter((l) => /^sitegen: (?!warning)/.test(l)).length, 1, r.err);
	assert.deepEqual(changed(before, site.times()), []);
	assert.ok(!readdirSync(site.dir).includes('public.next'));
}

const mistakes = [
	['a template that is not closed', 'site-src/templates/home.mustache', (t) => t.replace('{{/places}}', ''), /^sitegen: .*templates\/home.mustache:\d+:\d+: /],
	['a template that asks for a missing partial', 'site-src/templates/home.mustache', (t) => t + '{{>nobody}}', /nobody/],
	['a template that is not UTF-8', 'site-src/templates/home.mustache', (t) => Buffer.concat([Buffer.from(t + '\n我'), Buffer.from([0xff])]), /templates\/home.mustache:\d+:2: a byte that is not UTF-8/],
	['a plugin that is no Lua', 'plugins/jobs.lua', (t) => t.replace('section {', 'section {{'), /^sitegen: plugins\/jobs.lua:\d+: .*expected/],
	['a plugin that fails on an item', 'plugins/jobs.lua', (t) => t.replace('local open =', 'if job.id == 7 then local x = job.nothing.at_all end\n    local open ='),
		/^sitegen: plugins\/jobs.lua:\d+: attempt to index a nil value .*\(item jobs 7\)$/m],
	['a result with an unknown field', 'plugins/jobs.lua', (t) => t.replace('lastmod =', 'lastmood ='), /^sitegen: plugins\/jobs.lua:\d+: item\(\): unknown field lastmood \(item jobs 1\)$/m],
	['an unknown field of a section', 'plugins/jobs.lua', (t) => t.replace('feeds = {', 'feed = {'), /plugins\/jobs.lua:\d+: section: unknown field feed/],
	['SQL that is malformed', 'plugins/jobs.lua', (t) => t.replace('closes_at,', 'closes_att,'), /^sitegen: plugins\/jobs.lua:13: section jobs: sql: .*closes_att$/m],
	['SQL on what is not public', 'plugins/jobs.lua', (t) => t.replace('FROM public_job', 'FROM job'), /plugins\/jobs.lua:12: section jobs: sql: /],
	['a plugin that asks without saying so', 'plugins/employers.lua', (t) => t.replace('after = { "jobs" },', ''), /plugins\/employers.lua:\d+: ctx: the section employers asks about jobs .*after/],
	['sections that wait for each other', 'plugins/jobs.lua', (t) => t.replace('name = "jobs",', 'name = "jobs", after = { "employers" },'), /goes round in a circle/],
	['rows of what is not public', 'plugins/news.lua', (t) => t.replace('total = ctx.count("jobs")', 'total = #ctx.rows("job", "SELECT id FROM job")'),
		/plugins\/news.lua:\d+: ctx\.rows: .*\(page \/index.html\)$/m],
	['an item that asks for rows', 'plugins/jobs.lua', (t) => t.replace('local open =', 'ctx.rows("job", "SELECT id FROM public_job") local open ='),
		/plugins\/jobs.lua:\d+: ctx\.rows: may only be asked in landing\(\), data\(\) and text\(\) \(item jobs 1\)$/m],
	['a file of data that is a page', 'plugins/news.lua', (t) => t + 'file { path = "/x.html", text = function() return "x" end }', /plugins\/news.lua:\d+: file \/x.html: path ends in/],
	['a file of data without text', 'plugins/news.lua', (t) => t + 'file { path = "/x.csv", text = function() return 1 end }', /plugins\/news.lua:\d+: .*text\(\) returns UTF-8 text \(page \/x.csv\)$/m],
	['an ID number in a file of data', 'plugins/news.lua', (t) => t + 'file { path = "/x.csv", text = function() return "11010519491231002X" end }', /personal data: \/x.csv holds a full ID number/],
	['a plugin that never ends', 'plugins/news.lua', (t) => t.replace('return {', 'while true do end return {'), /plugins\/news.lua:\d+: too many instructions/],
	['a plugin that eats memory', 'plugins/news.lua', (t) => t.replace('return {', 'local s = "x" while true do s = s .. s end return {'), /plugins\/news.lua: not enough memory/],
	['a plugin that wants files', 'plugins/news.lua', (t) => t + 'io.open("/etc/passwd")', /plugins\/news.lua:\d+: .*global 'io'/],
	['a plugin that wants to load code', 'plugins/news.lua', (t) => t + 'load("return 1")', /plugins\/news.lua:\d+: .*global 'load'/],
	['a path out of the site', 'plugins/news.lua', (t) => t.replace('path = "/news/" .. doc.key', 'path = "/../" .. doc.key'), /the path ".*" is not one of the site \(item news first\)/],
	['two pages with one path', 'plugins/news.lua', (t) => t.replace('path = "/404.html"', 'path = "/index.html"'), /plugins\/news.lua:\d+: page \/index.html is declared twice/],
	['two items with one path', 'plugins/jobs.lua', (t) => t.replace('path = path(job.id), order', 'path = path(job.id // 2), order'), /0000\/1.html is claimed by both jobs 2 and jobs 3/],
	['a redirect over a page', 'plugins/news.lua', (t) => t.replace('"/old.html"', '"/jobs/"'), /\/jobs\/index.html is claimed by both/],
	['data with a name that is taken', 'plugins/news.lua', (t) => t.replace('word = label', 'page = label'), /`page`: the name is taken/],
	['front matter with an unknown field', 'site-src/content/news/first.md', (t) => t.replace('pinned:', 'pined:'), /^sitegen: site-src\/content\/news\/first.md:4:1: unknown field: pined$/m],
	['front matter with a bad date', 'site-src/content/news/first.md', (t) => t.replace('2026-05-01', '2026-02-30'), /^sitegen: site-src\/content\/news\/first.md:3:\d+: not a date .*2026-02-30$/m],
	['front matter that is no YAML', 'site-src/content/news/first.md', (t) => t.replace('title: ', 'title: ['), /^sitegen: site-src\/content\/news\/first.md:\d+:\d+: /],
	['a Markdown file without front matter', 'site-src/content/news/first.md', () => '正文\n', /first.md:1: begins with a line ---/],
	['front matter without end', 'site-src/content/news/first.md', () => '---\ntitle: x\n正文\n', /first.md:1: begins with a line ---/],
	['front matter without title', 'site-src/content/news/first.md', (t) => t.replace(/^title:.*\n/m, ''), /first.md:1: title is missing/],
	['a missing attachment', 'site-src/content/news/first.md', (t) => t.replace('file: plan.csv', 'file: gone.pdf'), /first.md:6: no file gone.pdf beside it/],
	['a shortcode that is none', 'site-src/content/news/first.md', (t) => t.replace('{{table', '{{tabel'), /first.md:11: .*\{\{tabel plan.csv\}\}/],
	['a table with a broken row', 'site-src/content/news/plan.csv', (t) => t + '"x\n', /site-src\/content\/news\/plan.csv:\d+: /],
	['a setting that is none', 'jiuye.conf', (t) => t + '[build]\ncolour = blue\n', /jiuye.conf:\d+: /],
	['an ID number', 'site-src/content/news/first.md', (t) => t + '11010519491231002X\n', /personal data: \/news\/first.html holds a full ID number/],
	['a mobile number that is nobody\'s contact', 'site-src/content/news/first.md', (t) => t + '请联系13912345678。\n', /\/news\/first.html holds a mobile number that is not in contacts \(line \d+ of the page\)/],
	['a bank card number', 'site-src/content/news/first.md', (t) => t + '6222021234567890128'.replace(/\d$/, luhn('622202123456789012')) + '\n', /\/news\/first.html holds a bank card number/],
	['a form that posts', 'site-src/templates/news/page.mustache', (t) => t.replace('{{{body}}}', '<form method="post" action="/my/x"></form>'), /\/news\/first.html holds a form that posts/],
	['a form that posts, in capitals', 'site-src/templates/news/page.mustache', (t) => t.replace('{{{body}}}', '<FORM action=/my/x METHOD=POST></FORM>'), /\/news\/first.html holds a form that posts/],
];

function luhn(digits) {
	let sum = 0;
	[...digits].reverse().forEach((d, i) => { const x = Number(d) * (i % 2 === 0 ? 2 : 1); sum += x > 9 ? x - 9 : x; });
	return String((10 - sum % 10) % 10);
}

const shared = makeSite().fill({employers: 2, jobs: 12});
shared.must();
for (const [name, file, spoil, pattern] of mistakes) {
	test(`${name} is refused`, () => {
		const right = shared.read(file);
		assert.notEqual(spoil(right), right);
		shared.write(file, spoil(right));
		try {
			refused(shared, pattern);
			refused(shared, pattern); // nothing of the first try was taken for done
		} finally {
			shared.write(file, right);
		}
		shared.must();
	});
}

test('personal data in a first build: no site comes to be', () => {
	const site = makeSite().fill({jobs: 2});
	site.sql("UPDATE job SET description = '11010519491231002X' WHERE id = 2");
	const r = site.build();
	assert.equal(r.status, 1);
	assert.match(r.err, /\/jobs\/0000\/2.html holds a full ID number .*\(item jobs 2\)/);
	assert.doesNotMatch(r.err, /11010519491231002X/);
	assert.ok(!site.has('index.html'));
	site.sql("UPDATE job SET description = '' WHERE id = 2");
	site.must();
});

test('a published contact may stand on its own page and nowhere else', () => {
	const site = makeSite().fill({jobs: 2});
	site.sql("UPDATE job SET contact_phone = '13912345678' WHERE id = 2");
	site.must();
	assert.match(site.page('jobs/0000/2.html'), /13912345678/);
	site.sql("UPDATE job SET description = '或致电13912345678' WHERE id = 1");
	refused(site, /\/jobs\/0000\/1.html holds a mobile number/);
});

test('a build that would delete much of the site needs --force', () => {
	const site = makeSite().fill({jobs: 60});
	site.must();
	site.sql('DELETE FROM job WHERE id > 20');
	refused(site, /would delete \d+ of \d+ files.*--force/);
	site.must('--force');
	assert.ok(!site.has('jobs/0000/60.html'));
	site.remove('cache/manifest.db');
	site.sql('DELETE FROM job');
	refused(site, /would delete/);
	site.must('--force');
});

test('a store that is missing or of another version is refused', () => {
	const site = makeSite().fill({jobs: 2});
	site.must();
	site.sql("INSERT INTO schema_migration(version, name, checksum, applied_at) SELECT max(version) + 1, 'new', x'00', 0 FROM schema_migration");
	refused(site, /portalctl migrate|version/);
});

test('wrong arguments end with status 2', () => {
	const site = makeSite();
	for (const args of [['build', '--fast'], ['build', '--clock'], ['build', '--clock', 'soon'], ['next', '--full'], ['nothing']])
		assert.equal(site.run(args).status, 2, args.join(' '));
});

test('--help of a command names its switches and changes nothing', () => {
	const site = makeSite(), r = site.run(['build', '--help']);
	assert.equal(r.status, 0, r.stderr);
	assert.match(r.stdout ?? r.out, /^usage: sitegen build[\s\S]*--dry-run +say/);
	assert.doesNotMatch(r.stdout ?? r.out, /--port/);
});

test('of two builds at once the second leaves with status 75, or waits', async () => {
	const site = makeSite().fill({jobs: 2});
	site.must();
	const holder = (await import('node:child_process')).spawn('flock', [join(site.dir, 'cache/lock'), 'sh', '-c', 'echo held; read x'], {stdio: ['pipe', 'pipe', 'inherit']});
	await new Promise((resolve) => holder.stdout.once('data', resolve));
	const r = site.build();
	assert.equal(r.status, 75);
	assert.match(r.err, /another build is running/);
	const waiting = site.start(['--wait']);
	const done = new Promise((resolve) => waiting.once('exit', resolve));
	holder.stdin.end('\n');
	assert.equal(await done, 0);
});

test('leftovers of another kind beside the site do no harm', () => {
	const site = makeSite().fill({jobs: 2});
	mkdirSync(join(site.dir, 'public.stage/0000'), {recursive: true});
	writeFileSync(join(site.dir, 'public.stage/0000/0'), 'old');
	mkdirSync(join(site.dir, 'public.next'));
	writeFileSync(join(site.dir, 'public.next/stray.html'), 'old');
	site.must();
	assert.ok(!site.has('stray.html'));
	site.clock = NOW + DAY;
	site.sql("UPDATE job SET title = 'x'");
	site.must();
	assert.ok(!readdirSync(site.dir).includes('public.stage'));
});
