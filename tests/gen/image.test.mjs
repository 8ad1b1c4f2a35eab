// Pictures beside Markdown files: widths to choose from, no place that they were taken at, made once.
import assert from 'node:assert/strict';
import {existsSync, readFileSync, readdirSync, statSync, utimesSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {DAY, changed, makeSite} from '../lib/gen.mjs';
import {jpeg, png} from '../lib/picture.mjs';

function siteWith(body, files, more = '') {
	const site = makeSite();
	site.write('site-src/content/news/fair.md', `---\ntitle: 招聘会\ndate: 2026-05-02\n${more}---\n${body}\n`);
	for (const [name, bytes] of Object.entries(files)) site.write(`site-src/content/news/${name}`, bytes);
	return site;
}

const images = (site) => [...site.page('news/fair.html').matchAll(/<img[^>]*>/g)].map((m) => m[0]).filter((i) => !i.includes('/assets/'));
const attribute = (img, name) => img.match(new RegExp(` ${name}="([^"]*)"`))?.[1];
const published = (site) => Object.keys(site.tree()).filter((f) => f.startsWith('files/news/fair/'));
const bytes = (site, address) => readFileSync(join(site.public, decodeURIComponent(address)));
// The sides that a file says it has.
function sides(b) {
	if (b[0] === 0x89) return [b.readUInt32BE(16), b.readUInt32BE(20)];
	for (let at = 2; ; at += 2 + b.readUInt16BE(at + 2))
		if (b[at + 1] >= 0xC0 && b[at + 1] <= 0xC2) return [b.readUInt16BE(at + 7), b.readUInt16BE(at + 5)];
}

test('a wide picture has widths to choose from and its sides; the second one waits until it is near', () => {
	const site = siteWith('![会场 *示意*](hall.jpg "大厅")\n\n![](map.png)', {'hall.jpg': jpeg(3000, 1500), 'map.png': png(700, 350)});
	site.must();
	const [hall, map] = images(site);
	assert.match(attribute(hall, 'src'), /^\/files\/news\/fair\/hall-960\.[0-9a-f]{8}\.jpg$/);
	const sources = attribute(hall, 'srcset').split(', ').map((s) => s.split(' '));
	assert.deepEqual(sources.map((s) => s[1]), ['480w', '960w', '1440w']);
	for (const [address, width] of sources) assert.deepEqual(sides(bytes(site, address)), [parseInt(width), parseInt(width) / 2]);
	assert.deepEqual(['width', 'height', 'alt', 'title', 'sizes'].map((n) => attribute(hall, n)),
		['1440', '720', '会场 示意', '大厅', '(max-width: 768px) 100vw, 768px']);
	assert.ok(!hall.includes('loading=') && / loading="lazy" decoding="async"/.test(map));
	assert.deepEqual(['width', 'height', 'alt'].map((n) => attribute(map, n)), ['700', '350', '']);
	for (const [address] of attribute(map, 'srcset')?.split(', ').map((s) => s.split(' ')) ?? [])
		assert.ok(sides(bytes(site, address))[0] <= 700, 'never enlarged');
	assert.ok(published(site).every((f) => /-\d+\.[0-9a-f]{8}\.(jpg|png)$/.test(f)), 'not the file itself');
	assert.deepEqual(site.tree(), site.rebuilt());
});

test('a GIF, WebP or SVG is published as it is, with its sides, and waits like others; of another kind the sides are not told', () => {
	const gif = Buffer.from('GIF89a\x2c\x01\xc8\x00\xf0', 'latin1');
	const site = siteWith('![](a.svg)\n\n![图](b.gif "题")\n\n![](<c d.avif>) ![](gone.gif)', {'a.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 12"></svg>', 'b.gif': gif, 'c d.avif': 'x'});
	site.must();
	assert.deepEqual(images(site), [
		'<img src="/files/news/fair/a.svg" width="24" height="12" alt="" />',
		'<img src="/files/news/fair/b.gif" width="300" height="200" alt="图" title="题" loading="lazy" decoding="async" />',
		'<img src="/files/news/fair/c%20d.avif" alt="" loading="lazy" decoding="async" />',
		'<img src="gone.gif" alt="" />',
	]);
	assert.deepEqual(bytes(site, '/files/news/fair/b.gif'), gif);
	site.write('site-src/content/news/a.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="48" height="24"></svg>');
	site.must();
	assert.match(images(site)[0], /width="48" height="24"/);
	assert.deepEqual(site.tree(), site.rebuilt());
});

test('a small picture is one file', () => {
	const site = siteWith('![x](<a b.png>)', {'a b.png': png(40, 30)}), img = (site.must(), images(site)[0]);
	assert.equal(attribute(img, 'srcset'), undefined);
	assert.match(attribute(img, 'src'), /\/a%20b-40\.[0-9a-f]{8}\.png$/);
	assert.deepEqual(sides(bytes(site, attribute(img, 'src'))), [40, 30]);
});

test('nothing of a picture says where it was taken, nor of one that is attached or linked to', () => {
	const place = 'GPS 43.8256 87.6168', photo = jpeg(640, 320, {orientation: 6, place, behind: place});
	const site = siteWith('![x](a.jpg) ![y](b.png) [large](c.jpg)\n\n{{attachment d.png}}', {'a.jpg': photo, 'b.png': png(640, 320, {text: place}),
		'c.jpg': photo, 'd.png': png(64, 64, {text: place})}, 'attachments:\n  - file: c.jpg\n');
	site.must();
	const files = published(site);
	assert.ok(files.some((f) => f.endsWith('/c.jpg')) && files.some((f) => f.endsWith('/d.png')), files.join(' '));
	for (const f of files) assert.ok(!site.page(f).includes('GPS'), f);
	assert.deepEqual(['width', 'height'].map((n) => attribute(images(site)[0], n)), ['320', '640'], 'it stands upright');
	const c = readFileSync(join(site.public, 'files/news/fair/c.jpg'));
	assert.deepEqual([sides(c), c[c.indexOf('Exif') + 25]], [[640, 320], 6], 'an attached one keeps its pixels and how it is turned');
	assert.equal(c.subarray(-2).toString('hex'), 'ffd9');
});

test('a picture is made when its file changes, and by no other build', () => {
	const site = siteWith('![x](a.png)', {'a.png': png(1000, 500)});
	site.must();
	const folder = join(site.dir, 'cache/pictures'), [first] = readdirSync(folder), kept = () => site.times();
	const made = (name) => readdirSync(join(folder, name)).filter((f) => f !== 'info').map((f) => `${f} ${statSync(join(folder, name, f)).mtimeMs}`);
	const before = made(first), pages = kept();
	site.edit('site-src/content/news/fair.md', '![x]', '文字 ![x]');
	site.must();
	assert.deepEqual(changed(pages, kept()).filter((f) => f.startsWith('files/')), []);
	site.must('--full');
	site.remove('cache/manifest.db');
	site.must();
	assert.deepEqual(made(first), before, 'also from scratch they are only copied');

	const [address] = attribute(images(site)[0], 'src').match(/[^/]*$/);
	site.write('site-src/content/news/a.png', png(1000, 600));
	site.must();
	assert.notEqual(attribute(images(site)[0], 'src').match(/[^/]*$/)[0], address);
	assert.equal(attribute(images(site)[0], 'height'), '600');
	assert.ok(!published(site).some((f) => f.endsWith(address)), 'the old one is gone');
	assert.deepEqual(site.tree(), site.rebuilt());

	utimesSync(join(folder, first, 'info'), 1, 1);
	site.must('--full');
	assert.ok(!existsSync(join(folder, first)), 'what nobody used for a day leaves the cache');
	assert.equal(readdirSync(folder).length, 1);
});

test('the same file gives the same bytes without the cache', () => {
	const site = siteWith('![x](a.jpg)', {'a.jpg': jpeg(2000, 1000)});
	site.must();
	const before = site.tree();
	site.remove('cache');
	site.must();
	assert.deepEqual(site.tree(), before);
});

test('a picture that is none, damaged, or a bomb is named, and the site stays', () => {
	for (const [what, name, content, words] of [
		['text', 'a.jpg', 'no picture', 'is neither JPEG nor PNG'],
		['half a PNG', 'a.png', png(300, 300).subarray(0, 200), 'is damaged'],
		['a PNG bomb', 'a.png', png(10, 10, {says: [60000, 60000]}), 'has more than 50 megapixels'],
		['a JPEG bomb', 'a.jpg', jpeg(16, 16, {says: [65000, 65000]}), 'has more than 50 megapixels'],
	]) {
		const site = siteWith('x', {});
		site.must();
		const before = site.times();
		site.write(`site-src/content/news/${name}`, content);
		site.edit('site-src/content/news/fair.md', 'x\n', `![x](${name})\n`);
		const r = site.build();
		assert.equal(r.status, 1, what);
		assert.match(r.err, new RegExp(`^sitegen: site-src/content/news/${name}: the picture ${words}`, 'm'), what);
		assert.deepEqual(changed(before, site.times()), [], what);
	}
});

test('a picture that is missing is left as it was written, and shown once it is there', () => {
	const site = siteWith('![x](later.png) ![y](other.gif) ![z](https://example.cn/z.png)', {'other.gif': 'GIF89a'});
	site.must();
	assert.deepEqual(images(site).map((i) => attribute(i, 'src')), ['later.png', '/files/news/fair/other.gif', 'https://example.cn/z.png']);
	assert.match(site.run(['check']).out, /broken link: later.png/);
	site.write('site-src/content/news/later.png', png(90, 60));
	site.clock += DAY;
	site.must();
	assert.match(attribute(images(site)[0], 'src'), /later-90/);
	assert.deepEqual(site.tree(), site.rebuilt());
});
