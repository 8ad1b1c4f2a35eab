// What whoever operates the generator sees of it.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
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
