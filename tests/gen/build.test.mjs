// A build publishes what the store and the files say, and only what changed.
import assert from 'node:assert/strict';
import {readdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {DAY, NOW, brokenLinks, changed, makeSite} from '../lib/gen.mjs';

// What a change may touch besides pages: the maps and what is counted there.
const COUNTED = ['site/manifest.json', 'sitemap.xml'];

function touched(site, act) {
	const before = site.times();
	act();
	site.must();
	return changed(before, site.times()).filter((f) => !COUNTED.includes(f));
}

test('a first build publishes every page, and all links lead somewhere', () => {
	const site = makeSite().fill();
	site.must();
	for (const f of ['index.html', '404.html', 'jobs/index.html', 'jobs/0000/17.html', 'jobs/page/1.html', 'jobs/prefecture/6502/index.html',
		'employers/2.html', 'news/first.html', 'files/news/first/plan.csv', 'jobs/feed.xml', 'sitemap.xml', 'robots.txt',
		'site/manifest.json', 'old.html', 'assets/assets.json'])
		assert.ok(site.has(f), f);
	assert.deepEqual(brokenLinks(site.public), []);
	const check = site.run(['check']);
	assert.equal(check.out, 'sitegen: 0 problems\n');
	assert.equal(check.status, 0);
});

test('pages show what they should', () => {
	const site = makeSite({site: {name: 'A & B'}});
	site.sql(site.employer(1, '<i>厂</i>') + site.job(1, {text: '**重要** <script>alert(1)</script> [x](javascript:alert(1)) [y](https://e.cn/)'}));
	site.must();
	const job = site.page('jobs/0000/1.html');
	assert.match(job, /<a href="\/employers\/1.html">&lt;i&gt;厂&lt;\/i&gt;<\/a>/);
	assert.match(job, /<strong>重要<\/strong>/);
	assert.doesNotMatch(job, /alert\(1\)<\/script>|javascript:/);
	assert.match(job, /<a href="https:\/\/e.cn\/">y<\/a>/);
	assert.match(job, /<script type="application\/ld\+json">\{"\\u003c\/script\\u003e":true,"a":\[1,2\],"b":"职位1"\}<\/script>/);
	assert.match(job, /乌鲁木齐市/);
	assert.match(job, /<a href="\/jobs\/" aria-current="page">/);
	assert.match(site.page('index.html'), /A &amp; B.*\n.*1 个职位, 本科/s);
	const news = site.page('news/first.html');
	assert.match(news, /<th scope="col">地点<\/th>.*<td>乌鲁木齐<\/td>/s);
	assert.match(news, /<a href="\/files\/news\/first\/plan.csv">附件<\/a> <small>\(CSV, \d+ B\)<\/small>/);
	assert.match(site.page('jobs/feed.xml'), /<entry><title>职位1<\/title><id>http:\/\/127.0.0.1:8080\/jobs\/0000\/1.html<\/id>/);
	assert.match(site.page('old.html'), /url=\/jobs\/"/);
	const names = JSON.parse(site.page('assets/assets.json'));
	assert.match(site.page(names.site.css.slice(1)), new RegExp(`url\\(${names.logo.svg}\\)`));
});

test('a build with nothing to do writes nothing', async () => {
	const site = makeSite().fill();
	site.must();
	const before = site.times();
	assert.match(site.must(), /0 written, 0 deleted|nothing changed/);
	assert.match(site.must('--full'), / 0 written, 0 deleted/);
	assert.deepEqual(changed(before, site.times()), []);
	assert.ok(!readdirSync(site.dir).some((f) => f.startsWith('public.')));
});

test('a changed job touches its page and the lists it is in, no other', () => {
	const site = makeSite().fill();
	site.must();
	assert.deepEqual(touched(site, () => site.sql("UPDATE job SET title = '新名' WHERE id = 3")), [
		'employers/1.html', 'jobs/0000/3.html', 'jobs/employer/1/index.html', 'jobs/feed.json', 'jobs/feed.xml', 'jobs/page/1.html',
		'jobs/prefecture/6502/feed.xml', 'jobs/prefecture/6502/index.html', 'search/jobs/index.json'].filter((f) => site.page(f).includes('新名')));
	// What no list shows touches the page alone.
	assert.deepEqual(touched(site, () => site.sql("UPDATE job SET contact_name = 'x' WHERE id = 3")), []);
	assert.deepEqual(touched(site, () => site.sql("UPDATE job SET contact_phone = '0991-1234567' WHERE id = 3")), ['jobs/0000/3.html']);
});

test('what is shown of a job but not searched leaves the words of the search alone', () => {
	const site = makeSite().fill({jobs: 200});
	site.must();
	assert.deepEqual(touched(site, () => site.sql("UPDATE job SET contact_phone = '0991-1234567' WHERE id = 3")), ['jobs/0000/3.html']);
	assert.deepEqual(touched(site, () => site.sql("UPDATE job SET contact_phone = '13812345678' WHERE id = 3")).filter((f) => f.includes('words')), []);
	assert.deepEqual(site.tree(), site.rebuilt());
});

test('a words file that was lost or broken is made again with all others', () => {
	const site = makeSite().fill({jobs: 200});
	site.must();
	const files = () => Object.keys(site.tree()).filter((f) => /search\/jobs\/words\/16\/\d+\.bin$/.test(f));
	assert.equal(files().length, 16);
	for (const file of files()) site.remove(`public/${file}`);
	site.sql("UPDATE job SET title = '新名' WHERE id < 120"); // more than stand aside
	site.must();
	assert.equal(files().length, 16);
	assert.deepEqual(site.tree(), site.rebuilt());
	for (const file of files()) site.write(`public/${file}`, '\x05a');
	site.sql("UPDATE job SET title = '旧名' WHERE id < 120");
	site.must();
	assert.deepEqual(site.tree(), site.rebuilt());
});

test('a new job touches the newest pages only', () => {
	const site = makeSite().fill({jobs: 300});
	site.must();
	const list = touched(site, () => site.sql(site.job(301)));
	assert.ok(list.includes('jobs/0000/301.html') && list.includes('jobs/index.html'));
	assert.ok(list.filter((f) => /^jobs\/page\//.test(f)).length <= 2, list.join(' '));
	assert.ok(list.length < 20, list.join(' '));
});

test('an edited file, template or plugin touches what uses it', () => {
	const site = makeSite().fill();
	site.must();
	assert.deepEqual(touched(site, () => site.edit('site-src/content/news/first.md', '正文', '新的正文')), ['news/feed.json', 'news/feed.xml', 'news/first.html']);
	assert.deepEqual(touched(site, () => site.edit('site-src/templates/news/page.mustache', '<h1>', '<h1 class="x">')), ['news/first.html']);
	assert.deepEqual(touched(site, () => site.edit('site-src/content/news/plan.csv', '3', '4')), ['files/news/first/plan.csv', 'news/feed.json', 'news/feed.xml', 'news/first.html']);
	const all = touched(site, () => site.edit('site-src/assets/site.css', '}', ' }'));
	assert.ok(all.includes('index.html') && all.includes('jobs/0000/1.html') && !all.includes('robots.txt'));
	assert.deepEqual(brokenLinks(site.public), []);
	assert.deepEqual(touched(site, () => site.edit('plugins/employers.lua', '用人单位', '单位')), ['employers/index.html']);
});

test('time alone opens and closes', () => {
	const site = makeSite();
	site.sql(site.employer(1) + site.job(1, {closes: NOW + DAY}) + site.job(2, {closes: NOW + 9 * DAY}));
	site.write('site-src/content/news/later.md', '---\ntitle: 以后\ndate: 2026-06-02\npublish: 2026-06-02 08:00\nexpire: 2026-06-04\n---\n稍后\n');
	site.write('site-src/content/news/draft.md', '---\ntitle: 草稿\ndate: 2026-06-02\ndraft: true\n---\n草稿\n');
	site.must();
	assert.ok(!site.has('news/later.html') && !site.has('news/draft.html'));
	assert.equal(site.run(['next']).out, '2026-06-02T08:00:00+08:00\n');
	site.clock = NOW + DAY;
	site.must();
	assert.ok(site.has('news/later.html'));
	assert.match(site.page('jobs/0000/1.html'), /已截止/);
	assert.doesNotMatch(site.page('jobs/index.html'), /职位1/);
	assert.equal(site.run(['next']).out, '2026-06-04T00:00:00+08:00\n');
	site.clock = NOW + 12 * DAY;
	site.must();
	assert.ok(!site.has('news/later.html') && !site.has('jobs/0000/1.html') && site.has('jobs/0000/2.html'));
	assert.deepEqual(site.tree(), site.rebuilt());
	site.clock = NOW;
	site.must();
	assert.deepEqual(site.tree(), site.rebuilt(), 'back in time');
});

test('compressed variants stand beside the pages they are of', () => {
	const site = makeSite({build: {compress: 'gzip brotli'}}).fill({jobs: 5});
	site.must();
	assert.ok(site.has('jobs/index.html.gz') && site.has('jobs/index.html.br') && !site.has('files/news/first/plan.csv.gz'));
	site.sql('DELETE FROM job WHERE id = 2');
	site.must();
	assert.ok(!site.has('jobs/0000/2.html.gz') && !site.has('jobs/0000/2.html.br'));
	assert.equal(site.run(['check']).out, 'sitegen: 0 problems\n');
});

test('another [build] compress makes or removes the compressed files of all pages, and touches no page', () => {
	const site = makeSite().fill({jobs: 30});
	const set = (words) => site.write('jiuye.conf', `${plain}[build]\ncompress = ${words}\n`);
	const plain = site.read('jiuye.conf'), compressed = /\.(gz|br)$/;
	site.must();
	for (const words of ['gzip brotli', 'brotli', 'gzip', '']) {
		const before = site.times();
		set(words);
		assert.match(site.must(), words === '' ? /^sitegen: \d+ written/ : /^sitegen: [1-9]\d* written/);
		const here = Object.keys(site.tree()).filter((f) => compressed.test(f));
		assert.equal(here.some((f) => f.endsWith('.gz')), words.includes('gzip'), words);
		assert.equal(here.some((f) => f.endsWith('.br')), words.includes('brotli'), words);
		assert.deepEqual(changed(before, site.times()).filter((f) => !compressed.test(f)), [], words);
		assert.equal(site.run(['check']).out, 'sitegen: 0 problems\n');
		const other = makeSite({build: {compress: words}}).fill({jobs: 30});
		other.must();
		assert.deepEqual(site.tree(), other.tree(), words);
	}
});

test('a lost or damaged manifest, or a lost site, costs a build from scratch and nothing else', () => {
	const site = makeSite().fill();
	site.must();
	const before = site.tree(), times = site.times();
	rmSync(join(site.dir, 'cache/manifest.db'));
	site.must();
	assert.deepEqual(site.tree(), before);
	assert.deepEqual(changed(times, site.times()), [], 'files with the same bytes are kept');
	writeFileSync(join(site.dir, 'cache/manifest.db'), 'no database at all '.repeat(1000));
	const r = site.build();
	assert.equal(r.status, 0);
	assert.match(r.err, /warning: .*manifest.db is damaged/);
	rmSync(site.public, {recursive: true});
	site.must();
	assert.deepEqual(site.tree(), before);
});

test('--profile says what each stage took, and each thread beside it', () => {
	const out = makeSite().fill().must('--profile');
	for (const stage of [/items of jobs( +[\d.]+ ms){2} +[\d.]+ %/, /^ +lists +[\d.]+ ms/m, /^ +publishing +[\d.]+ ms/m,
		/^threads beside them/m])
		assert.match(out, stage);
});

test('a dry run says what would happen and does nothing', () => {
	const site = makeSite().fill();
	site.must();
	const before = site.times();
	site.sql("UPDATE job SET title = '新名' WHERE id = 3; DELETE FROM job WHERE id = 5;" + site.job(77));
	const out = site.must('--dry-run');
	assert.match(out, /^new {5}\/jobs\/0000\/77.html$/m);
	assert.match(out, /^changed \/jobs\/0000\/3.html$/m);
	assert.match(out, /^deleted \/jobs\/0000\/5.html$/m);
	assert.deepEqual(changed(before, site.times()), []);
	site.must();
	assert.deepEqual(site.tree(), site.rebuilt());
});

test('check finds broken links, orphans, stale files and missing alt text', () => {
	const site = makeSite().fill({jobs: 3});
	site.edit('site-src/templates/404.mustache', '没有找到</h1>', '没有找到</h1><img src="/nowhere.png"><a href="/jobs/99.html">x</a>');
	site.write('plugins/zz.lua', 'page { path = "/alone.html", template = "404", title = "x" }');
	site.must();
	writeFileSync(join(site.public, 'stray.html'), 'x');
	writeFileSync(join(site.public, 'robots.txt'), 'x');
	const r = site.run(['check']);
	assert.equal(r.status, 1);
	for (const line of ['/404.html: a picture without alt text: /nowhere.png', '/404.html: broken link: /jobs/99.html', '/404.html: broken link: /nowhere.png',
		'/alone.html: no page leads here', '/stray.html: stale: the manifest does not know it', '/robots.txt: stale: not what was built'])
		assert.ok(r.out.includes(line + '\n'), `${line}\nin\n${r.out}`);
	site.must('--full');
	assert.doesNotMatch(site.run(['check']).out, /robots.txt/, 'a full build puts right what was changed by hand');
});

test('rows of a query are asked for again when something of their kind changed, in pages and in files of data', () => {
	const site = makeSite().fill({jobs: 3});
	site.write('plugins/zz.lua', `local function count(ctx)
		return ctx.rows("job", "SELECT prefecture, count(*) AS n FROM public_job GROUP BY 1 ORDER BY 1")
	end
	page { path = "/counts.html", template = "404", title = "x", data = function(ctx) return { word = #count(ctx) } end }
	file { path = "/counts.json", text = function(ctx) return json(count(ctx)) end }
	file { path = "/counts.csv", text = function(ctx)
		local out = {}
		for i, r in ipairs(count(ctx)) do out[i] = r.prefecture .. "," .. r.n .. "\\r\\n" end
		return table.concat(out)
	end }
	file { path = "/clock.txt", text = function(ctx) return date(ctx.now), ctx.now + 86400 end }`);
	site.must();
	assert.equal(site.page('counts.json'), '[{"n":2,"prefecture":"6501"},{"n":1,"prefecture":"6502"}]');
	assert.equal(site.page('counts.csv'), '6501,2\r\n6502,1\r\n');
	assert.equal(site.page('clock.txt'), '2026-06-01');
	assert.doesNotMatch(site.page('sitemap/pages-1.xml'), /counts\.(csv|json)/);
	assert.ok(touched(site, () => site.sql(site.job(4, {region: '6528'}))).includes('counts.csv'));
	assert.equal(site.page('counts.csv'), '6501,2\r\n6502,1\r\n6528,1\r\n');
	assert.ok(!touched(site, () => site.sql("INSERT INTO change VALUES('other', 1, 9000)")).some((f) => f.startsWith('counts')));
	site.clock += DAY;
	site.must();
	assert.equal(site.page('clock.txt'), '2026-06-02');
	assert.deepEqual(changed(site.tree(), site.rebuilt()), []);
	site.remove('plugins/zz.lua');
	site.must();
	assert.ok(!site.has('counts.csv') && !site.has('counts.html'));
});
