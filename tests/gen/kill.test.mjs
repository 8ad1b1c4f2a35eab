// kill -9 in the middle of a build, at many points: the live site stays whole, and the next
// build completes it. kill_at.c is loaded into sitegen and kills it before its n-th change of a file.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {cpSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {ROOT} from '../lib/world.mjs';
import {Site, brokenLinks, changed, makeSite, scratchDir, tree} from '../lib/gen.mjs';

const preload = join(scratchDir(), 'kill_at.so');
const cc = spawnSync('gcc', ['-shared', '-fPIC', '-O1', '-o', preload, join(ROOT, 'tests/gen/kill_at.c')], {encoding: 'utf8'});
assert.equal(cc.status, 0, cc.stderr);

// A copy of a site with its cache, in a folder of its own.
function copy(site, sections) {
	const dir = scratchDir();
	cpSync(site.dir, dir, {recursive: true, preserveTimestamps: true});
	const s = new Site(dir, sections);
	s.clock = site.clock;
	return s;
}

function callsOf(site, args) {
	const count = join(site.dir, 'count');
	const r = site.run(['build', '--clock', String(site.clock), ...args], {env: {LD_PRELOAD: preload, KILL_COUNT: count}});
	assert.equal(r.status, 0, r.err);
	return Number(readFileSync(count, 'utf8'));
}

// Kill at `points` places spread over a build of `site`, each on a copy.
function killAll(site, sections, points, {fresh = false, args = ['--force']} = {}) {
	const reference = copy(site, sections);
	const total = callsOf(reference, args);
	const old = tree(site.public), wanted = reference.tree();
	assert.deepEqual(brokenLinks(reference.public), []);
	assert.ok(total > 20, `${total} calls`);
	let old_seen = 0, mixed = 0;
	for (let i = 0; i < points; i++) {
		const at = 1 + Math.floor(i * (total - 1) / (points - 1));
		const s = copy(site, sections);
		const r = s.run(['build', '--clock', String(s.clock), ...args], {env: {LD_PRELOAD: preload, KILL_AT: String(at)}});
		assert.equal(r.signal, 'SIGKILL', `at ${at} of ${total}: ${r.err}`);
		const now = s.tree();
		assert.deepEqual(brokenLinks(s.public), [], `killed at ${at} of ${total}`);
		const untouched = changed(old, now).length === 0, complete = changed(wanted, now).length === 0;
		old_seen += untouched;
		mixed += !untouched && !complete;
		if (fresh) assert.ok(untouched || complete, `killed at ${at} of ${total}: neither the old site nor the new`);
		s.must(...args);
		assert.deepEqual(changed(s.tree(), wanted), [], `killed at ${at} of ${total}, then built`);
		assert.equal(s.run(['check']).out, 'sitegen: 0 problems\n');
	}
	assert.ok(old_seen > 0);
	return mixed;
}

test('an incremental build that is killed leaves every link whole, and the next one completes it', () => {
	const sections = {build: {compress: 'gzip'}};
	const site = makeSite(sections).fill({employers: 3, jobs: 60});
	site.must();
	// New employers and jobs link to each other in circles; others go, with theirs; all lists change.
	site.sql(site.employer(10) + site.employer(11) + [70, 71, 72, 73].map((i) => site.job(i, {employer: 10 + i % 2, region: '6528'})).join('') +
		"UPDATE employer SET state = 'suspended' WHERE id = 2; UPDATE employer SET name = '新名' WHERE id = 1; DELETE FROM job WHERE id IN (5, 9, 33);");
	site.write('site-src/content/news/second.md', '---\ntitle: 第二条\ndate: 2026-05-09\naliases: [/n2.html]\n---\n见[第一条](/news/first.html)。\n');
	site.edit('site-src/content/news/first.md', '正文', '正文，见[第二条](/news/second.html)');
	site.edit('site-src/assets/site.css', 'body', 'html');
	const mixed = killAll(site, sections, 40);
	assert.ok(mixed > 5, `the points lie in the middle of publishing too (${mixed})`);
});

test('a first build that is killed leaves no half site', () => {
	const site = makeSite().fill({jobs: 20});
	killAll(site, {}, 8, {fresh: true, args: []});
});

test('a build from scratch over a live site that is killed leaves the old one or the new one', () => {
	const site = makeSite().fill({jobs: 20});
	site.must();
	site.sql("UPDATE job SET title = '新名'");
	site.remove('cache/manifest.db');
	killAll(site, {}, 8, {fresh: true, args: []});
});

test('killed twice: the second build, which carries on, dies too', () => {
	const site = makeSite().fill({employers: 2, jobs: 30});
	site.must();
	site.sql("UPDATE employer SET name = '新名' WHERE id = 1;" + site.employer(7) + site.job(99, {employer: 7}));
	const reference = copy(site, {});
	const total = callsOf(reference, []);
	for (const [a, b] of [[0.7, 3], [0.8, 9], [0.9, 5], [0.95, 12]]) {
		const s = copy(site, {});
		for (const at of [Math.floor(total * a), b])
			assert.equal(s.run(['build', '--clock', String(s.clock)], {env: {LD_PRELOAD: preload, KILL_AT: String(at)}}).signal, 'SIGKILL');
		assert.deepEqual(brokenLinks(s.public), []);
		s.must();
		assert.deepEqual(changed(s.tree(), reference.tree()), []);
	}
});
