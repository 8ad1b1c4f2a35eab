// Builds that a call on a file fails in (ENOSPC, EIO, EMFILE, half of a write) or that are killed (kill -9) there,
// at places spread over the whole build, SQLite's own calls among them. tests/lib/faults.mjs says what must be true
// then. With FAULTS=all (make faults) every one of the first 400 calls of each class is tried.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Lab, environment} from '../lib/faults.mjs';
import {makeSite} from '../lib/gen.mjs';

// '+': that call and all after it.
const TABLE = {
	open: ['ENOSPC', 'ENOSPC+', 'EIO', 'EMFILE+', 'kill'],
	read: ['EIO', 'EIO+'],
	write: ['ENOSPC', 'ENOSPC+', 'EIO', 'short', 'short+', 'kill'],
	sync: ['ENOSPC', 'ENOSPC+', 'EIO', 'EIO+', 'kill'],
	rename: ['ENOSPC', 'EIO', 'EIO+', 'kill'],
	unlink: ['EIO', 'EIO+', 'kill'],
	mkdir: ['ENOSPC', 'EIO', 'kill'],
	link: ['ENOSPC', 'EIO', 'kill'],
	truncate: ['ENOSPC', 'EIO', 'kill'],
	mode: ['EIO', 'kill'],
	close: ['EIO', 'ENOSPC'],
};
const MOST = 400;

const ALL = process.env.FAULTS === 'all';

// `points` places for a row of the table, other ones for each row.
function* places(total, points, row) {
	const most = ALL ? Math.min(total, MOST) : total, n = ALL ? most : Math.min(total, points);
	for (let i = 0; i < n; i++) yield 1 + Math.floor((i + (ALL ? 0 : row * 7 % 16 / 16)) * most / n);
}

function injectAll(t, lab, points) {
	const failures = [];
	let row = 0;
	for (const [calls, list] of Object.entries(TABLE)) {
		for (const word of list) {
			for (const at of places(lab.counts[calls], points, row++)) {
				try {
					lab.inject({calls, fault: word.replace('+', ''), stays: word.endsWith('+'), at});
				} catch (e) {
					if (!ALL) throw e;
					failures.push(`${e.message}\n${e.actual}`);
					console.error(failures.at(-1));
				}
			}
			if (ALL) console.error(`${t.name}: ${calls} ${word}: ${lab.runs} faults so far, ${failures.length} failures`);
		}
	}
	t.diagnostic(`${lab.runs} faults, ${lab.tolerated} of them tolerated, ${lab.mixed} in the middle of publishing`);
	assert.deepEqual(failures, []);
}

// A site and its next change: new employers and jobs link to each other in circles; others go, with theirs; all
// lists change, a page and a file of its own, one address moves. So few jobs that a site from scratch has the same search files.
function changing(sections = {}) {
	const site = makeSite({build: {compress: 'gzip', sync: 'yes', ...sections}}).fill({employers: 3, jobs: 56});
	site.must();
	site.sql(site.employer(10) + site.employer(11) + [60, 61, 62, 63].map((i) => site.job(i, {employer: 10 + i % 2, region: '6528'})).join('') +
		"UPDATE employer SET state = 'suspended' WHERE id = 2; UPDATE employer SET name = '新名' WHERE id = 1; DELETE FROM job WHERE id IN (5, 9, 33);");
	site.write('site-src/content/news/second.md', '---\ntitle: 第二条\ndate: 2026-05-09\naliases: [/n2.html]\n---\n见[第一条](/news/first.html)。\n');
	site.edit('site-src/content/news/first.md', '正文', '正文，见[第二条](/news/second.html)');
	site.edit('site-src/assets/site.css', 'body', 'html');
	return site;
}

test('a build of changes that fails or dies at any call leaves a whole site, and the next one completes it', (t) => {
	const lab = new Lab(changing(), {args: ['--force']});
	assert.ok(lab.counts.write > 100 && lab.counts.rename > 50, JSON.stringify(lab.counts));
	injectAll(t, lab, 6);
	assert.ok(lab.mixed > 5, `the places lie in the middle of publishing too (${lab.mixed})`);
});

test('a first build that fails or dies leaves no half site', (t) => {
	injectAll(t, new Lab(makeSite({build: {sync: 'yes'}}).fill({jobs: 20}), {fresh: true}), 3);
});

test('a build from scratch over a live site that fails or dies leaves the old one or the new one', (t) => {
	const site = makeSite({build: {sync: 'yes'}}).fill({jobs: 20});
	site.must();
	site.sql("UPDATE job SET title = '新名' WHERE id % 2 = 0");
	site.remove('cache/manifest.db');
	injectAll(t, new Lab(site, {fresh: true}), 3);
});

test('our own site, with all its plugins, stays whole as well', (t) => {
	const site = makeSite({build: {compress: 'gzip', sync: 'yes'}});
	site.remove('plugins');
	site.remove('site-src');
	site.adopt();
	site.sql("INSERT INTO region(code, name, level, parent) VALUES('6531', '喀什地区', 2, '65');");
	site.fill({employers: 4, jobs: 60}).must();
	site.sql(site.employer(10) + [70, 71, 72].map((i) => site.job(i, {employer: 10, region: '6528'})).join('') +
		"UPDATE employer SET state = 'suspended' WHERE id = 2; UPDATE employer SET name = '新名' WHERE id = 1; DELETE FROM job WHERE id IN (5, 9, 33);");
	injectAll(t, new Lab(site, {args: ['--force']}), 2);
});

test('killed twice: the second build, which carries on, dies too', () => {
	const lab = new Lab(changing(), {args: ['--force']}), total = lab.counts.rename;
	for (const [a, calls, b] of [[0.1, 'rename', 3], [0.3, 'open', 30], [0.5, 'rename', 9], [0.7, 'write', 5], [0.95, 'unlink', 12]]) {
		lab.reset();
		for (const fault of [{calls: 'rename', at: Math.floor(total * a)}, {calls, at: b}])
			assert.equal(lab.build(environment({...fault, fault: 'kill'})).signal, 'SIGKILL');
		lab.look(`killed at ${a}, then at ${calls} ${b}`);
		lab.next(`killed at ${a}, then at ${calls} ${b}`);
	}
});

test('the stage of a build that was cut short is gone: the next one begins from scratch', () => {
	const lab = new Lab(changing(), {args: ['--force', '--full']}); // no rows of the search stand aside, as from scratch
	lab.reset();
	lab.build(environment({calls: 'rename', fault: 'kill', at: Math.floor(lab.counts.rename / 2)}));
	lab.site.remove('public.stage');
	const r = lab.build();
	assert.equal(r.status, 0, r.err);
	assert.match(r.err, /warning: the stage of the unfinished build does not have .*; building from scratch/);
	assert.equal(lab.look('without its stage'), 'new');
});
