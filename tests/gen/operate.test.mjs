// What whoever operates the generator sees of it.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {createServer} from 'node:http';
import {existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {ROOT, buildDir} from '../lib/world.mjs';
import {DAY, NOW, makeSite, scratchDir} from '../lib/gen.mjs';

test('redirects.map holds the declared redirects and the aliases of items', () => {
	const site = makeSite().fill({jobs: 2});
	site.edit('site-src/content/news/first.md', 'pinned:', 'aliases: [/2025/a.html, "/2025/b c/"]\npinned:');
	site.must();
	assert.equal(site.read('cache/redirects.map'),
		'"/old.html" "/jobs/";\n"/2025/a.html" "/news/first.html";\n"/2025/b c/" "/news/first.html";\n');
	site.edit('site-src/content/news/first.md', '/2025/a.html, ', '');
	site.must();
	assert.equal(site.read('cache/redirects.map'), '"/old.html" "/jobs/";\n"/2025/b c/" "/news/first.html";\n');
	assert.ok(!site.has('2025/a.html') && site.has('2025/b c/index.html'));
	site.remove('site-src/content/news/first.md');
	site.must();
	assert.equal(site.read('cache/redirects.map'), '"/old.html" "/jobs/";\n');
});

// A file system of a few megabytes, if this machine lets us have one.
function small(t) {
	const dir = scratchDir();
	if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'none', dir]).status !== 0) {
		t.skip('no tmpfs may be mounted here');
		return null;
	}
	t.after(() => spawnSync('umount', [dir]));
	return dir;
}

test('a full disk is called a full disk, and the site stays', (t) => {
	const dir = small(t);
	if (!dir) return;
	const site = makeSite({path: {cache: `${dir}/cache`, public: `${dir}/public`}}).fill();
	site.must();
	const before = site.tree();
	spawnSync('dd', ['if=/dev/zero', `of=${dir}/fill`, 'bs=4k']);
	site.sql("UPDATE job SET title = '新名'");
	const r = site.build();
	assert.equal(r.status, 1);
	assert.match(r.err, /^sitegen: .*the disk is full$/m);
	assert.doesNotMatch(r.err, /damaged|scratch/);
	assert.deepEqual(site.tree(), before);
	rmSync(`${dir}/fill`);
	site.must();
	assert.deepEqual(site.tree(), site.rebuilt());
});

const json = (r) => JSON.parse(r.out);

test('new makes a dated draft that builds, and never writes over another', () => {
	const site = makeSite();
	const make = (...args) => site.run(['new', '--clock', '2026-06-01', ...args]);
	const first = make('report', '招聘会 "春季" \\');
	assert.equal(first.status, 1, 'no such kind of content');
	assert.match(first.err, /content has no folder reports/);
	const made = make('news', '招聘会 "春季" \\');
	assert.equal(made.status, 0, made.err);
	assert.ok(made.out.endsWith('/site-src/content/news/2026/06-01.md\n'), made.out);
	assert.ok(make('news', '又一场', 'spring-fair').out.endsWith('2026/06-01-spring-fair.md\n'));
	assert.ok(make('news', '又一场').out.endsWith('2026/06-01-2.md\n'));
	assert.match(make('news', '').err, /a title has 1 to/);
	assert.match(make('news', 'x', '../x').err, /a slug has/);
	assert.match(make('../news', 'x').err, /no folder/);
	assert.equal(make('news').status, 2);
	site.must();
	assert.ok(!site.has('news/2026/06-01.html'));
	site.edit('site-src/content/news/2026/06-01.md', 'draft: true', '# draft: true');
	site.must();
	assert.match(site.page('news/2026/06-01.html'), /招聘会 (&quot;|")春季(&quot;|") \\/);
});

test('list names what is not to be seen, and why', () => {
	const site = makeSite();
	const doc = (name, more) => site.write(`site-src/content/news/${name}.md`, `---\ntitle: ${name}\ndate: 2026-05-01\n${more}---\nx\n`);
	doc('draft', 'draft: true\npublish: 2026-07-01\n');
	doc('later', 'publish: 2026-06-02 08:00\n');
	doc('over', 'expire: 2026-05-20\n');
	doc('seen', 'expire: 2026-07-20\n');
	const list = (...args) => site.run(['list', '--clock', String(NOW), ...args]);
	assert.equal(list().out, ['drafts\t2026-05-01T00:00:00+08:00\tsite-src/content/news/draft.md\tdraft\n',
		'future\t2026-06-02T08:00:00+08:00\tsite-src/content/news/later.md\tlater\n',
		'expired\t2026-05-20T00:00:00+08:00\tsite-src/content/news/over.md\tover\n'].join(''));
	assert.deepEqual(json(list('future', '--json')).map((x) => [x.state, x.title]), [['future', 'later']]);
	assert.equal(list('drafts').out.split('\n').length, 2);
	assert.equal(list('seen').status, 2);
});

test('status tells of the last build, and fails when something is wrong with the site', () => {
	const site = makeSite().fill({jobs: 5});
	const none = site.run(['status']);
	assert.equal(none.status, 1);
	assert.match(none.err, /nothing was built yet; run: sitegen build/);
	site.must();
	const well = site.run(['status', '--json']), s = json(well);
	assert.equal(well.status, 0, well.err);
	assert.deepEqual([s.ok, s.missing, s.warnings, s.built, s.outputs, s.next],
		[true, 0, 0, '2026-06-01T08:00:00+08:00', Object.keys(site.tree()).length, '2026-06-07T08:00:00+08:00']);
	assert.deepEqual(s.sections.map((x) => [x.name, x.items, x.listed]), [['employers', 3, 3], ['jobs', 5, 5], ['news', 1, 1]]);
	assert.match(site.run(['status']).out, /^section jobs: 5 items, 5 listed$/m);

	rmSync(join(site.public, 'jobs/0000/2.html'));
	const gap = site.run(['status']);
	assert.equal(gap.status, 1);
	assert.match(gap.out, /^missing files: 1 /m);
	assert.match(site.run(['check']).out, /^\/jobs\/0000\/2.html: missing$/m);
	site.must('--full');
	assert.equal(site.run(['status']).status, 0);
	assert.ok(site.has('jobs/0000/2.html'));

	site.write('plugins/zz.lua', 'page {\n');
	assert.equal(site.build().status, 1);
	const bad = site.run(['status', '--json']);
	assert.equal(bad.status, 1);
	assert.match(json(bad).failure, /^\d{4}-\S+ plugins\/zz.lua:\d+: /);
	site.remove('plugins/zz.lua');
	site.must();
	assert.equal(site.run(['status']).status, 0);
});

test('the report page tells operators the same, names what failed, and is no part of the site', () => {
	const site = makeSite().fill({jobs: 2}), file = join(site.dir, 'report.html');
	const report = () => spawnSync(join(DEPLOY, 'build-report'), [prefixDir(site, NOW), file], {encoding: 'utf8', env: {PATH: '/usr/bin:/bin', JIUYE_CONF: site.conf}});
	assert.equal(report().status, 0, 'nothing was built yet');
	assert.equal(existsSync(file), false);
	site.must();
	assert.equal(report().status, 0);
	const well = readFileSync(file, 'utf8');
	for (const words of ['生成正常', '>2026-06-07T08:00:00+08:00<', '<td>jobs</td><td class="n">2</td>', '已是最新']) assert.ok(well.includes(words), words);
	assert.ok(!site.has('report.html') && !Object.keys(site.tree()).some((f) => site.page(f).includes('生成正常')));
	site.write('plugins/zz.lua', 'error("<b>no</b>")\n');
	assert.equal(site.build().status, 1);
	report();
	const bad = readFileSync(file, 'utf8');
	assert.ok(bad.includes('生成有问题') && bad.includes('plugins/zz.lua:1: &lt;b&gt;no&lt;/b&gt;'), bad);
	assert.doesNotMatch(bad, /<script|src=|href=/, 'whole in itself');
});

test('--json gives one value for programs, and nothing else', () => {
	const site = makeSite().fill({jobs: 5});
	const built = json(site.build('--json'));
	assert.deepEqual([built.ok, built.nothing, built.written, built.deleted, built.warnings], [true, false, built.outputs, 0, 0]);
	assert.equal(json(site.build('--json', '--dry-run')).ok, true);
	assert.deepEqual(json(site.run(['next', '--json'])), {next: built.next, seconds: Date.parse(built.next) / 1000});
	assert.deepEqual(json(site.run(['check', '--json'])), []);
	writeFileSync(join(site.public, 'stray.html'), 'x');
	const check = site.run(['check', '--json']);
	assert.equal(check.status, 1);
	assert.deepEqual(json(check), [{path: '/stray.html', problem: 'stale: the manifest does not know it'}]);
	site.edit('plugins/jobs.lua', 'section {', 'section {{');
	const r = site.build('--json');
	assert.equal(r.status, 1);
	assert.equal(json(r).ok, false);
	assert.equal(json(r).error.file, 'plugins/jobs.lua');
	assert.ok(json(r).error.line > 1);
});

test('warnings of the last build are kept for status', () => {
	const site = makeSite().fill({jobs: 2});
	site.must();
	writeFileSync(join(site.dir, 'cache/manifest.db'), 'no database at all '.repeat(1000));
	site.must();
	assert.match(site.run(['status']).out, /^warning: .*manifest.db is damaged/m);
});

const DEPLOY = join(ROOT, 'deploy');

// PREFIX/bin/sitegen with the clock of the test, and a `systemd-run` and `date` that only say what they were given.
function prefixDir(site, now) {
	const dir = scratchDir();
	const script = (name, text) => { mkdirSync(join(dir, 'bin'), {recursive: true}); writeFileSync(join(dir, 'bin', name), `#!/bin/sh\n${text}\n`, {mode: 0o755}); };
	script('sitegen', `[ "$1" = build ] && set -- "$@" --clock ${now}\nexec ${join(buildDir(), 'sitegen')} "$@"`);
	script('systemd-run', 'echo "$@"');
	script('date', `echo ${now}`);
	return dir;
}

function prefix(site, now) {
	const dir = prefixDir(site, now);
	return (name) => spawnSync(join(DEPLOY, name), [dir], {encoding: 'utf8', env: {PATH: `${dir}/bin:/usr/bin:/bin`, JIUYE_CONF: site.conf}});
}

test('an announcement appears at its hour: the timer that systemd is given, the line that cron runs', () => {
	const site = makeSite(), due = NOW + DAY;
	site.write('site-src/content/news/later.md', '---\ntitle: 以后\ndate: 2026-06-02\npublish: 2026-06-02 08:00\n---\n稍后\n');
	site.must();
	const timer = prefix(site, NOW)('build-at-next');
	assert.equal(timer.status, 0, timer.stderr);
	assert.match(timer.stdout, new RegExp(`--unit jiuye-build-at-${due} --on-calendar @${due} .*systemctl start jiuye-build.service\n$`));
	assert.equal(spawnSync('systemd-analyze', ['calendar', `@${due}`]).status ?? 0, 0, 'systemd understands the instant');
	assert.equal(prefix(site, due - 1)('build-if-due').stdout, '');
	assert.ok(!site.has('news/later.html'));
	const build = prefix(site, due)('build-if-due');
	assert.equal(build.status, 0, build.stderr);
	assert.ok(site.has('news/later.html'));
	site.clock = due;
	assert.deepEqual(site.tree(), site.rebuilt());
	assert.equal(prefix(site, due)('build-if-due').stdout, '', 'once');
	assert.equal(prefix(site, due)('build-at-next').stdout, '', 'nothing more is due');
	for (const [, name] of readFileSync(join(DEPLOY, 'cron'), 'utf8').matchAll(/libexec\/jiuye\/(\S+)/g))
		assert.ok(statSync(join(DEPLOY, name)).mode & 0o100, name);
});

test('beside the Atom feed of a section stands a JSON Feed 1.1 of the same entries', () => {
	const site = makeSite().fill({jobs: 5});
	site.must();
	const feed = JSON.parse(site.page('jobs/feed.json')), base = 'http://127.0.0.1:8080';
	assert.equal(feed.version, 'https://jsonfeed.org/version/1.1');
	assert.deepEqual([feed.title, feed.feed_url, feed.home_page_url], ['最新招聘信息', `${base}/jobs/feed.json`, `${base}/`]);
	assert.deepEqual(feed.items.map((i) => i.id), [...site.page('jobs/feed.xml').matchAll(/<entry>.*?<id>(.*?)<\/id>/g)].map((m) => m[1]));
	for (const i of feed.items) {
		assert.ok(i.content_text && i.title && i.url.startsWith(`${base}/jobs/`));
		assert.match(i.date_published, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/);
	}
	assert.match(JSON.parse(site.page('news/feed.json')).items[0].content_html, /<table>/);
	assert.match(site.page('jobs/index.html'), /type="application\/feed\+json" title="最新招聘信息" href="\/jobs\/feed.json"/);
	assert.ok(!site.has('jobs/prefecture/6501/feed.json'));
	site.sql('DELETE FROM job WHERE id = 5');
	site.must();
	assert.deepEqual(site.tree(), site.rebuilt());
});

test('a build that changed something asks the configured address once; that it fails is a warning', async (t) => {
	const asked = [];
	const server = createServer((req, res) => { asked.push(req.url); res.statusCode = asked.length > 1 ? 503 : 200; res.end(); });
	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	t.after(() => server.close());
	const site = makeSite({build: {sync: 'no', ping: `http://127.0.0.1:${server.address().port}/ping?map={sitemap}`}}).fill({jobs: 2});
	const build = async () => {
		const child = site.start([]);
		let err = '';
		child.stderr.on('data', (x) => { err += x; });
		return [await new Promise((done) => child.once('exit', done)), err];
	};
	assert.deepEqual(await build(), [0, '']);
	assert.deepEqual(asked, ['/ping?map=http%3A%2F%2F127.0.0.1%3A8080%2Fsitemap.xml']);
	await build();
	assert.equal(asked.length, 1, 'nothing changed');
	site.sql("UPDATE job SET title = '新名' WHERE id = 1");
	const [status, err] = await build();
	assert.equal(status, 0);
	assert.match(err, /warning: \[build\] ping: it answered 503/);
});

// A search engine: what it was asked, and what it answers.
async function engine(t) {
	const e = {asked: [], status: 200};
	const server = createServer((req, res) => {
		let body = '';
		req.on('data', (x) => { body += x; });
		req.on('end', () => { e.asked.push({url: req.url, type: req.headers['content-type'], ...JSON.parse(body)}); res.statusCode = e.status; res.end(); });
	});
	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	t.after(() => server.close());
	e.url = `http://127.0.0.1:${server.address().port}/indexnow`;
	return e;
}

// As site.must(), while this process answers.
async function buildBeside(site) {
	const child = site.start([]);
	let err = '';
	child.stderr.on('data', (x) => { err += x; });
	assert.equal(await new Promise((done) => child.once('exit', done)), 0, err);
	return err;
}

test('IndexNow is told of the addresses that changed, and of nothing twice', async (t) => {
	const e = await engine(t), key = 'Aa0-'.repeat(8), base = 'http://127.0.0.1:8080';
	const site = makeSite({build: {sync: 'no', indexnow: key, indexnow_url: e.url}}).fill({jobs: 3});
	await buildBeside(site);
	assert.equal(site.page(`${key}.txt`), key);
	assert.deepEqual(e.asked, [], 'the first site is the sitemap\'s to tell');
	site.sql("UPDATE job SET title = '新名' WHERE id = 2; DELETE FROM job WHERE id = 1");
	site.write('site-src/content/news/a b.md', '---\ntitle: 新\ndate: 2026-05-02\naliases: [/old/a.html]\n---\nx\n');
	assert.equal(await buildBeside(site), '');
	assert.equal(e.asked.length, 1);
	assert.deepEqual({...e.asked[0], urlList: 0},
		{url: '/indexnow', type: 'application/json; charset=utf-8', host: '127.0.0.1:8080', key, keyLocation: `${base}/${key}.txt`, urlList: 0});
	const urls = e.asked[0].urlList;
	for (const path of ['/jobs/0000/1.html', '/jobs/0000/2.html', '/jobs/', '/news/a%20b.html', '/'])
		assert.ok(urls.includes(base + path), `${path}\n${urls.join('\n')}`);
	assert.ok(!urls.some((u) => /old|manifest|404|\.xml|\.json|0000\/3/.test(u)), urls.join('\n'));
	await buildBeside(site);
	assert.equal(e.asked.length, 1, 'nothing changed');

	e.status = 503;
	site.sql("UPDATE job SET title = '又名' WHERE id = 2");
	assert.match(await buildBeside(site), /warning: \[build\] indexnow: it answered 503; the next build tries again/);
	e.status = 202;
	assert.equal(await buildBeside(site), '', 'although nothing changed meanwhile');
	assert.deepEqual(e.asked[2], e.asked[1]);
	assert.ok(e.asked[2].urlList.includes(`${base}/jobs/0000/2.html`));
	e.status = 422;
	site.sql("UPDATE job SET title = '三名' WHERE id = 2");
	assert.match(await buildBeside(site), /it answered 422$/m);
	await buildBeside(site);
	assert.equal(e.asked.length, 4, 'what will never be taken is not sent again');
});

test('without a key nobody is told; a key that is none is refused', () => {
	const site = makeSite({build: {sync: 'no', indexnow_url: 'http://127.0.0.1:9/'}}).fill({jobs: 1});
	site.must();
	site.sql("UPDATE job SET title = '新名'");
	assert.equal(site.build().err, '');
	for (const key of ['short', '../../etc/passwd', 'a'.repeat(129)]) {
		const r = makeSite({build: {sync: 'no', indexnow: key}}).build();
		assert.equal(r.status, 1);
		assert.match(r.err, /\[build\] indexnow must be 8 to 128/);
	}
});
