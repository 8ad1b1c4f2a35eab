// A content file that gets another name: its old address leads to the new one, as long as nobody else wants it.
import assert from 'node:assert/strict';
import {existsSync, renameSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {makeSite} from '../lib/gen.mjs';

const TEXT = '请各用人单位于十二月一日前提交参会回执，逾期不再受理，展位按报名先后安排。\n';
const doc = (title, text = TEXT, head = '') => `---\ntitle: ${title}\ndate: 2026-05-01\n${head}---\n${text}`;
const file = (name) => `site-src/content/news/${name}.md`;
const leads = (site, from) => site.has(from) ? site.page(from).match(/http-equiv="refresh" content="0; url=([^"]*)"/)?.[1] : undefined;
const map = (site) => site.read('cache/redirects.map').split('\n').filter((l) => l.includes('/news/'));

function start(docs) {
	const site = makeSite();
	for (const [name, text] of Object.entries(docs)) site.write(file(name), text);
	site.must();
	return site;
}
function rename(site, from, to) {
	site.write(file(to), site.read(file(from)));
	site.remove(file(from));
}

test('a renamed file: its old address leads on, as a page and in the map, also after a build from nothing', () => {
	const site = start({'2026/fair': doc('招聘会')});
	rename(site, '2026/fair', '2027/spring');
	site.must();
	assert.equal(leads(site, 'news/2026/fair.html'), '/news/2027/spring.html');
	assert.deepEqual(map(site), ['"/news/2026/fair.html" "/news/2027/spring.html";']);
	assert.equal(site.run(['check']).out, 'sitegen: 0 problems\n');
	const before = site.tree();
	assert.match(site.must('--full'), / 0 written, 0 deleted/);
	site.remove('cache/manifest.db');
	site.must();
	assert.deepEqual(site.tree(), before);
});

test('renamed and edited at once: known by its text, or by its title', () => {
	const site = start({a: doc('招聘会'), b: doc('网上签约', '网上签约自下周一开始，' + TEXT)});
	site.remove(file('a')); site.remove(file('b'));
	site.write(file('c'), doc('春季招聘会', TEXT, 'pinned: true\n'));
	site.write(file('d'), doc('网上签约', '改了。' + TEXT));
	site.must();
	assert.equal(leads(site, 'news/a.html'), '/news/c.html');
	assert.equal(leads(site, 'news/b.html'), '/news/d.html');
});

test('renamed again and again, every old address leads to where it is; a name that comes back is its own', () => {
	const site = start({a: doc('招聘会')});
	for (const [from, to] of [['a', 'b'], ['b', 'c']]) {
		rename(site, from, to);
		site.must();
	}
	assert.equal(leads(site, 'news/a.html'), '/news/c.html');
	assert.equal(leads(site, 'news/b.html'), '/news/c.html');
	rename(site, 'c', 'a');
	site.must();
	assert.match(site.page('news/a.html'), /回执/);
	assert.equal(leads(site, 'news/b.html'), '/news/a.html');
	assert.equal(leads(site, 'news/c.html'), '/news/a.html');
	assert.deepEqual(map(site).sort(), ['"/news/b.html" "/news/a.html";', '"/news/c.html" "/news/a.html";']);
	site.write(file('b'), doc('另一件事', '与招聘会无关。' + TEXT));
	site.must();
	assert.match(site.page('news/b.html'), /与招聘会无关/);
	assert.equal(site.run(['check']).out, 'sitegen: 0 problems\n');
});

test('what an editor or a plugin says of the address counts more', () => {
	const site = start({a: doc('招聘会'), z: doc('汇总', '汇总。')});
	rename(site, 'a', 'b');
	site.must();
	site.write(file('z'), doc('汇总', '汇总。', 'aliases: [/news/a.html]\n'));
	site.must();
	assert.equal(leads(site, 'news/a.html'), '/news/z.html');
	site.write(file('z'), doc('汇总', '汇总。'));
	site.must();
	assert.equal(leads(site, 'news/a.html'), '/news/b.html');
	site.write('plugins/zz.lua', 'redirects { ["/news/a.html"] = "/jobs/" }\n');
	site.must();
	assert.equal(leads(site, 'news/a.html'), '/jobs/');
	site.remove('plugins/zz.lua');
	site.must('--full');
	assert.equal(leads(site, 'news/a.html'), '/news/b.html');
});

test('where it cannot be told which file it is, or nothing is to be seen, no address leads anywhere', () => {
	const site = start({a: doc('甲'), b: doc('乙'), c: doc('丙', '短。'), e: doc('戊', '另一件。' + TEXT)});
	for (const name of ['a', 'b', 'c']) site.remove(file(name));
	site.write(file('x'), doc('子'));
	site.write(file('y'), doc('丑'));
	site.write(file('z'), doc('寅', '短。'));
	rename(site, 'e', 'f');
	site.edit(file('f'), 'date:', 'draft: true\ndate:');
	site.must();
	for (const name of ['a', 'b', 'c', 'e']) assert.ok(!site.has(`news/${name}.html`), name);
	site.edit(file('f'), 'draft: true', 'draft: false');
	site.must();
	assert.equal(leads(site, 'news/e.html'), '/news/f.html');
	site.remove(file('f'));
	site.must();
	assert.ok(!site.has('news/e.html'));
});

test('a dry run keeps nothing of it', () => {
	const site = start({a: doc('招聘会')});
	rename(site, 'a', 'b');
	site.must('--dry-run');
	assert.ok(!existsSync(join(site.dir, 'cache/moved')));
	site.must();
	assert.equal(leads(site, 'news/a.html'), '/news/b.html');
});

test('a build that fails after it saw the new name loses nothing', () => {
	const site = start({a: doc('招聘会')});
	rename(site, 'a', 'b');
	site.write(file('bad'), 'no head\n');
	assert.equal(site.build().status, 1);
	assert.match(site.page('news/a.html'), /回执/);
	assert.ok(!site.read('cache/redirects.map').includes('/news/a.html'));
	site.remove(file('bad'));
	site.must();
	assert.equal(leads(site, 'news/a.html'), '/news/b.html');
});
