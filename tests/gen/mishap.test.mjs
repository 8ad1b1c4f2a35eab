// What happens to a site beside the programs' own doing: disks that are full, several builds at once, a store that is
// written or locked meanwhile, clocks that jump, a manifest that is lost or damaged, files changed by hand.
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {copyFileSync, existsSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {buildDir} from '../lib/world.mjs';
import {DAY, NOW, brokenLinks, changed, makeSite, scratchDir, sqlite} from '../lib/gen.mjs';

const ended = (child) => new Promise((resolve) => {
	let err = '';
	child.stderr.on('data', (d) => err += d);
	child.stdout?.resume();
	child.once('close', (status) => resolve({status, err}));
});

// A small file system of its own, if this machine lets us have one.
function small(t, options) {
	const dir = scratchDir();
	if (spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'none', dir]).status !== 0) {
		t.skip('no tmpfs may be mounted here');
		return null;
	}
	t.after(() => spawnSync('umount', ['-l', dir]));
	return dir;
}

// Where the site and the cache are, on a disk with `free` KiB left, or with no more than `free` files.
function fill(dir, free) {
	spawnSync('sh', ['-c', `dd if=/dev/zero of=${dir}/fill bs=1k 2>/dev/null; truncate -s -${free}k ${dir}/fill`]);
}

for (const [name, paths] of Object.entries({
	'the site': (dir) => ({public: `${dir}/public`}),
	'the cache': (dir) => ({cache: `${dir}/cache`}),
	'both': (dir) => ({public: `${dir}/public`, cache: `${dir}/cache`}),
})) {
	test(`a full disk under ${name} is called that, the site stays whole, and with room the next build goes on`, (t) => {
		const dir = small(t, 'size=8m');
		if (!dir) return;
		const site = makeSite({path: paths(dir)}).fill({jobs: 60});
		site.must();
		const before = site.tree();
		site.sql("UPDATE employer SET name = '新名' WHERE id = 1; DELETE FROM job WHERE id IN (3, 9);" + site.job(99));
		const statuses = new Set();
		for (const free of [0, 4, 16, 40, 64, 100, 160, 300, 1000]) {
			fill(dir, free);
			const r = site.build();
			statuses.add(r.status);
			if (r.status === 0) break;
			assert.equal(r.status, 1, `${free} KiB free: ${r.err}`);
			assert.match(r.err, /^sitegen: .*(the disk is full|No space left on device)/m, `${free} KiB free`);
			assert.doesNotMatch(r.err, /damaged|scratch/, `${free} KiB free`);
			assert.deepEqual(brokenLinks(site.public), [], `${free} KiB free`);
			if (!/carries on here/.test(r.err)) assert.deepEqual(changed(site.tree(), before), [], `${free} KiB free`);
			rmSync(`${dir}/fill`);
		}
		assert.ok(statuses.has(1), 'it was full at least once');
		rmSync(`${dir}/fill`, {force: true});
		site.must();
		assert.deepEqual(changed(site.tree(), site.rebuilt()), []);
	});
}

test('a disk that has no place for another file is full, too', (t) => {
	const dir = small(t, 'size=8m,nr_inodes=300');
	if (!dir) return;
	const site = makeSite({path: {public: `${dir}/public`, cache: `${dir}/cache`}}).fill({jobs: 30});
	site.must();
	const before = site.tree();
	site.sql("UPDATE job SET title = '新名'");
	spawnSync('sh', ['-c', `mkdir ${dir}/many && cd ${dir}/many && for i in $(seq 400); do : > $i || break; done 2>/dev/null`]);
	const r = site.build();
	assert.equal(r.status, 1);
	assert.match(r.err, /^sitegen: .*(the disk is full|No space left on device)/m);
	assert.deepEqual(site.tree(), before);
	rmSync(`${dir}/many`, {recursive: true});
	site.must();
	assert.deepEqual(changed(site.tree(), site.rebuilt()), []);
});

test('a first build on a full disk leaves no half site', (t) => {
	const dir = small(t, 'size=1m');
	if (!dir) return;
	const site = makeSite({path: {public: `${dir}/public`, cache: `${dir}/cache`}}).fill({jobs: 200});
	const r = site.build();
	assert.equal(r.status, 1);
	assert.match(r.err, /^sitegen: .*(the disk is full|No space left on device)/m);
	assert.ok(!existsSync(`${dir}/public`) && !existsSync(`${dir}/public.next`));
});

test('of builds that begin at once one works, the others leave with 75 or wait; the site is as of one', async () => {
	const site = makeSite().fill();
	site.must();
	site.sql("UPDATE job SET title = '新名'");
	const all = await Promise.all(Array.from({length: 4}, () => ended(site.start([]))));
	assert.ok(all.some((r) => r.status === 0) && all.every((r) => r.status === 0 || r.status === 75), JSON.stringify(all));
	for (const r of all.filter((x) => x.status === 75)) assert.match(r.err, /another build is running/);
	site.sql("UPDATE job SET title = '又一名'");
	for (const r of await Promise.all(Array.from({length: 4}, () => ended(site.start(['--wait']))))) assert.equal(r.status, 0, r.err);
	assert.deepEqual(changed(site.tree(), site.rebuilt()), []);
});

test('builds while an import writes each show one state of the store', async () => {
	const site = makeSite().fill({employers: 2, jobs: 10});
	site.must();
	const code = site.sql('SELECT credit_code FROM employer WHERE id = 1').trim();
	const last = new Date(Date.now() + 30 * DAY * 1000).toISOString().slice(0, 10);
	const rows = Array.from({length: 300}, (_, i) => `${code},导入职位${i},乌鲁木齐市,${last}\n`).join('');
	site.write('jobs.csv', `单位,职位名称,工作地区,截止日期\n${rows}`);
	const importing = ended(spawn(join(buildDir(), 'portalctl'), ['-c', site.conf, 'import', 'jobs', join(site.dir, 'jobs.csv')], {stdio: ['ignore', 'pipe', 'pipe']}));
	let over = false, counts = new Set();
	importing.then(() => { over = true; });
	do {
		const r = await ended(site.start([]));
		assert.equal(r.status, 0, r.err);
		counts.add(JSON.parse(site.run(['status', '--json']).out).sections.find((s) => s.name === 'jobs').items);
		assert.deepEqual(brokenLinks(site.public), []);
	} while (!over);
	const r = await importing;
	assert.equal(r.status, 0, r.err);
	site.must();
	assert.ok([...counts].every((n) => n === 10 || n === 310), [...counts].join(' '));
	assert.deepEqual(changed(site.tree(), site.rebuilt()), []);
});

test('somebody who writes to the store for long does not stop a build', async () => {
	const site = makeSite().fill({jobs: 5});
	site.must();
	site.sql("UPDATE job SET title = '新名' WHERE id = 1");
	const writer = spawn('sqlite3', ['-bail', join(site.dir, 'store.db')], {stdio: ['pipe', 'pipe', 'inherit']});
	writer.stdin.write("BEGIN IMMEDIATE; UPDATE job SET title = '未提交' WHERE id = 2; SELECT 'held';\n");
	await new Promise((resolve) => writer.stdout.once('data', resolve));
	site.must();
	assert.match(site.page('jobs/0000/1.html'), /新名/);
	assert.doesNotMatch(site.page('jobs/0000/2.html'), /未提交/);
	writer.stdin.end('COMMIT;\n');
	await new Promise((resolve) => writer.once('close', resolve));
	site.must();
	assert.match(site.page('jobs/0000/2.html'), /未提交/);
});

test('a store that nobody else may read is waited for, then the build leaves with 75', async () => {
	const site = makeSite().fill({jobs: 5});
	site.must();
	const before = site.tree();
	site.sql("UPDATE job SET title = '新名' WHERE id = 1");
	const holder = spawn('sqlite3', ['-bail', join(site.dir, 'store.db')], {stdio: ['pipe', 'pipe', 'inherit']});
	holder.stdin.write("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE job SET title = 'x' WHERE id = 2; SELECT 'held';\n");
	await new Promise((resolve) => holder.stdout.on('data', (d) => /held/.test(d) && resolve()));
	const r = site.build();
	holder.stdin.end('ROLLBACK;\n');
	await new Promise((resolve) => holder.once('close', resolve));
	assert.equal(r.status, 75, r.err);
	assert.match(r.err, /^sitegen: .*locked/m);
	assert.deepEqual(site.tree(), before);
	site.must();
	assert.match(site.page('jobs/0000/1.html'), /新名/);
});

// The clock of the machine, moved.
function moved(sections = {}) {
	const site = makeSite({...sections, site: {base_url: 'http://127.0.0.1'}, test: {clock_file: 'CLOCK'}});
	const file = join(site.dir, 'clock');
	site.edit('jiuye.conf', 'CLOCK', file);
	site.set = (at) => {
		const b = Buffer.alloc(8);
		b.writeBigInt64LE(BigInt(at - Math.floor(Date.now() / 1000)));
		writeFileSync(file, b);
	};
	site.go = (...args) => site.run(['build', ...args]);
	site.announce = (name, front) => site.write(`site-src/content/news/${name}.md`, `---\ntitle: ${name}\ndate: 2026-05-09\n${front}\n---\n正文\n`);
	site.set(NOW);
	return site;
}

test('a clock that is put back a little takes nothing off the site again', () => {
	const site = moved().fill({jobs: 5});
	site.announce('due', 'publish: 2026-06-01 09:00');
	const due = NOW + 3600, shown = () => site.has('news/due.html');
	const go = (at) => {
		site.set(at);
		const r = site.go();
		assert.equal(r.status, 0, r.err);
		return r;
	};
	go(due - 60);
	assert.ok(!shown());
	go(due + 5);
	assert.ok(shown());
	assert.match(go(due - 30).out, /nothing changed| 0 written/);
	site.sql("UPDATE job SET title = '新名' WHERE id = 1");
	go(due - 20);
	assert.ok(shown(), 'published pages stay while others change');
	assert.match(site.page('jobs/0000/1.html'), /新名/);
	go(due + 60);
	assert.ok(shown());
});

test('a clock that was far ahead: the guard stops the build, or the next one brings everything back', () => {
	const site = moved({build: {delete_percent: 20}}).fill({jobs: 60});
	assert.equal(site.go().status, 0);
	const before = site.tree();
	site.set(NOW + 400 * DAY);
	const r = site.go();
	assert.equal(r.status, 1);
	assert.match(r.err, /would delete \d+ of \d+ files/);
	assert.deepEqual(changed(before, site.tree()), []);
	assert.equal(site.go('--force').status, 0);
	assert.ok(!site.has('jobs/0000/1.html'));
	site.set(NOW + 60);
	const back = site.go();
	assert.equal(back.status, 0, back.err);
	assert.match(back.err, /warning: the clock is \d+ s behind the last build/);
	assert.deepEqual(Object.keys(site.tree()), Object.keys(before));
	assert.deepEqual(brokenLinks(site.public), []);
	assert.doesNotMatch(site.go().err, /warning/);
});

// A deterministic choice of numbers below n.
function chance(seed) {
	return (n) => {
		seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
		return Math.floor((seed >>> 8) / 0x1000000 * n);
	};
}

const PAGE = 8192; // of the manifest
const DAMAGE = {
	'is lost': (file) => rmSync(file),
	'is empty': (file) => truncateSync(file, 0),
	'is cut off': (file, rnd) => truncateSync(file, PAGE + rnd(readFileSync(file).length - 2 * PAGE)),
	'is no manifest': (file) => writeFileSync(file, 'no database at all '.repeat(1000)),
	'is a folder\'s worth of zeros': (file) => writeFileSync(file, Buffer.alloc(readFileSync(file).length)),
	'has pages of rubbish': (file, rnd) => {
		const b = readFileSync(file);
		for (let page = 1; page < b.length / PAGE; page++)
			for (let i = page > 1 && rnd(2) ? PAGE : 0; i < PAGE; i++) b[page * PAGE + i] = rnd(256);
		writeFileSync(file, b);
	},
	'has one page of zeros': (file, rnd) => {
		const b = readFileSync(file), page = rnd(b.length / PAGE);
		writeFileSync(file, b.fill(0, page * PAGE, page * PAGE + PAGE));
	},
	'has one bit turned': (file, rnd) => {
		const b = readFileSync(file);
		b[rnd(b.length)] ^= 1 << rnd(8);
		writeFileSync(file, b);
	},
	'has two pages that changed places': (file, rnd) => {
		const b = readFileSync(file), i = 1 + rnd(4), page = Buffer.from(b.subarray(i * PAGE, i * PAGE + PAGE));
		b.copy(b, i * PAGE, (i + 5) * PAGE, (i + 6) * PAGE);
		page.copy(b, (i + 5) * PAGE);
		writeFileSync(file, b);
	},
	'is of another version': (file) => sqlite(file, 'PRAGMA user_version = 3'),
	'has lost a table': (file) => sqlite(file, 'DROP TABLE output'),
};

for (const [what, harm] of Object.entries(DAMAGE)) {
	test(`a manifest that ${what} costs one build from scratch; no page is ever away`, async () => {
		for (const seed of [1, 2]) {
			const site = makeSite().fill();
			site.must();
			const old = Object.keys(site.tree());
			harm(join(site.dir, 'cache/manifest.db'), chance(seed));
			site.sql("UPDATE job SET title = '新名' WHERE id = 1");
			const child = site.start([]), end = ended(child);
			let over = false, looks = 0;
			end.then(() => { over = true; });
			while (!over) {
				for (const path of old) assert.ok(site.has(path), path);
				looks++;
				await new Promise((resolve) => setImmediate(resolve));
			}
			const r = await end;
			assert.equal(r.status, 0, r.err);
			if (!/^is lost|one page|one bit|two pages/.test(what)) assert.match(r.err, /^sitegen: warning: .*building from scratch$/m);
			assert.ok(looks > 0);
			assert.deepEqual(changed(site.tree(), site.rebuilt()), []);
			const again = site.build();
			assert.match(again.out, /nothing changed|0 written/);
			assert.equal(again.err, '');
		}
	});
}

test('what somebody changed in the site by hand is named by check and mended by --full', () => {
	const site = makeSite({build: {compress: 'gzip brotli'}}).fill({jobs: 5});
	site.must();
	const whole = site.tree();
	rmSync(join(site.public, 'jobs/0000/1.html'));
	writeFileSync(join(site.public, 'jobs/0000/2.html'), 'mine');
	rmSync(join(site.public, 'jobs/index.html.br'));
	copyFileSync(join(site.public, 'jobs/index.html.gz'), join(site.public, 'index.html.gz'));
	writeFileSync(join(site.public, 'stray.html'), 'mine');
	const said = site.run(['check']);
	assert.equal(said.status, 1);
	for (const line of ['/jobs/0000/1.html: missing', '/jobs/0000/2.html: stale: not what was built', '/jobs/index.html: missing: its .br',
		'/index.html.gz: stale: not what was built', '/stray.html: stale: the manifest does not know it'])
		assert.ok(said.out.split('\n').includes(line), `${line}\n${said.out}`);
	assert.equal(site.run(['status', '--json']).status, 1);
	site.must();
	assert.equal(site.page('jobs/0000/2.html'), 'mine', 'a build trusts the site to be as it left it');
	site.must('--full');
	assert.equal(site.run(['check']).out, '/stray.html: stale: the manifest does not know it\nsitegen: 1 problems\n');
	rmSync(join(site.public, 'stray.html'));
	assert.deepEqual(site.tree(), whole);
	assert.equal(site.run(['check']).status, 0);
});

for (const [from, to] of [['/x', '/x/'], ['/x/', '/x'], ['/x/y.html', '/x'], ['/x', '/x/y/z.html']]) {
	test(`an address that moves from ${from} to ${to}: the place of a file becomes a folder's, or the other way round`, () => {
		const site = makeSite().fill({jobs: 5});
		const page = (alias) => site.write('site-src/content/news/a.md', `---\ntitle: A\ndate: 2026-05-09\naliases: [${alias}]\n---\nA\n`);
		page(from);
		site.must();
		page(to);
		const r = site.build();
		assert.equal(r.status, 0, r.err);
		assert.match(r.err, /takes the place of .*; building from scratch/);
		assert.equal(site.run(['check']).out, 'sitegen: 0 problems\n');
		assert.deepEqual(changed(site.tree(), site.rebuilt()), []);
	});
}

test('a file and a folder of one name are refused, in a first build and beside a live site', () => {
	const site = makeSite();
	const page = (name, alias) => site.write(`site-src/content/news/${name}.md`, `---\ntitle: ${name}\ndate: 2026-05-09\naliases: [${alias}]\n---\nA\n`);
	page('a', '/x');
	site.must();
	page('b', '/x/y.html');
	for (let i = 0; i < 2; i++) {
		const r = site.build();
		assert.equal(r.status, 1);
		assert.match(r.err, /^sitegen: \/x\S* .*cannot both be there: a name is a file's or a folder's/m);
		rmSync(join(site.dir, 'cache/manifest.db'), {force: true});
	}
	page('b', '/y.html');
	site.must();
	assert.deepEqual(changed(site.tree(), site.rebuilt()), []);
});
