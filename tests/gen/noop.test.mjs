// A build with nothing to do: it makes, writes, renames and touches no file, whoever has the store open; and what it
// knows that by (cache/seen) is never taken for more than it says.
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {cpSync, lstatSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {DAY, NOW, makeSite, scratchDir} from '../lib/gen.mjs';

// Every file and folder below one, with all that a write, a rename or a change of mode would change.
function everything(dir, out = {}) {
	const s = lstatSync(dir, {bigint: true});
	out[dir] = `${s.ino} ${s.mode} ${s.uid} ${s.size} ${s.mtimeNs} ${s.ctimeNs}`;
	if (s.isDirectory()) for (const name of readdirSync(dir)) everything(join(dir, name), out);
	return out;
}

// A site whose files are old enough to be known by their stamps.
function settled(site = makeSite().fill()) {
	const until = Date.now() + 30e3;
	while (!/nothing changed/.test(site.must())) assert.ok(Date.now() < until, 'it settles');
	return site;
}

function untouched(site, words) {
	const before = everything(site.dir);
	assert.match(site.must(), /nothing changed, \d+ files/, words);
	assert.deepEqual(everything(site.dir), before, words);
}

// Somebody who has the store open, as the portal has. Resolves when he has done it.
async function holder(file) {
	const child = spawn('sqlite3', ['-bail', file], {stdio: ['pipe', 'pipe', 'inherit']});
	let said = '', wake;
	child.stdout.on('data', (d) => { said += d; wake?.(); });
	const run = async (sql) => {
		said = '';
		child.stdin.write(`${sql};\nSELECT 'done';\n`);
		while (!said.includes('done')) await new Promise((resolve) => { wake = resolve; });
	};
	await run('SELECT count(*) FROM job');
	return {run, end: (signal) => new Promise((resolve) => { child.once('close', resolve); if (signal) child.kill(signal); else child.stdin.end(); })};
}

const WRITTEN = 'CREATE TABLE IF NOT EXISTS aside(x); INSERT INTO aside VALUES(1)'; // what no page shows

test('nothing is touched: not the cache, not the site, not the store, whether the portal runs, writes or was killed', async () => {
	const site = settled(), store = join(site.dir, 'store.db');
	untouched(site, 'nobody has the store open');
	const portal = await holder(store);
	untouched(site, 'it is open');
	await portal.run(WRITTEN);
	untouched(site, 'something was written that no page shows');
	await portal.run('PRAGMA wal_checkpoint(TRUNCATE)');
	untouched(site, 'the log is empty again');
	await portal.run(`BEGIN IMMEDIATE; ${WRITTEN}`);
	untouched(site, 'in the middle of a write');
	await portal.run('COMMIT');
	await portal.end('SIGKILL');
	untouched(site, 'it was killed and left its log');
	site.sql('SELECT 1 FROM job');
	untouched(site, 'the log was tidied away');
});

test('a job that changes while the portal runs is published, and then nothing is touched', async () => {
	const site = makeSite({path: {store: '/nowhere'}}).fill(), real = join(site.dir, 'store.db'), link = join(site.dir, 'link.db');
	symlinkSync(real, link); // the log stands beside the file, not beside the link
	writeFileSync(site.conf, readFileSync(site.conf, 'utf8').replace('/nowhere', link));
	settled(site);
	const portal = await holder(real);
	await portal.run("UPDATE job SET description = '改了。' WHERE id = 3");
	assert.match(site.must(), / [1-9]\d* written/);
	assert.match(site.page('jobs/0000/3.html'), /改了/);
	untouched(site, 'after it');
	await portal.end();
});

test('the cache may be read-only for a build with nothing to do', (t) => {
	const dir = scratchDir(), mount = (...args) => spawnSync('mount', args).status === 0;
	if (!mount('-t', 'tmpfs', 'none', dir)) return t.skip('no tmpfs may be mounted here');
	t.after(() => spawnSync('umount', ['-l', dir]));
	const site = settled(makeSite({path: {cache: `${dir}/cache`}}).fill());
	assert.ok(mount('-o', 'remount,ro', dir));
	assert.match(site.must(), /nothing changed/);
	site.sql("UPDATE job SET title = '新名' WHERE id = 3");
	const r = site.build();
	assert.equal(r.status, 1);
	assert.match(r.err, /manifest.db: cannot open/);
	assert.ok(mount('-o', 'remount,rw', dir));
	site.must();
	assert.match(site.page('jobs/0000/3.html'), /新名/);
});

test('what the last build saw may be lost, damaged or old: then it is looked the long way, and nothing is missed', () => {
	const site = settled(), seen = join(site.dir, 'cache/seen'), bytes = readFileSync(seen), cache = join(site.dir, 'cache');
	const put = (b) => () => writeFileSync(seen, b);
	const flipped = (at) => Buffer.from(bytes.map((x, i) => (i === at ? x ^ 1 : x)));
	const cases = {
		'it is lost': () => rmSync(seen),
		'it is empty': put(''),
		'it is cut off': put(bytes.subarray(0, 100)),
		'a bit is wrong at its beginning': put(flipped(0)),
		'a bit is wrong in its middle': put(flipped(Math.floor(bytes.length / 2))),
		'a bit is wrong at its end': put(flipped(bytes.length - 1)),
		'it is something else': put('x'.repeat(bytes.length)),
		'it is that of an earlier build': put(bytes),
		'the manifest is another': () => { cpSync(join(cache, 'manifest.db'), join(cache, 'copy')); renameSync(join(cache, 'copy'), join(cache, 'manifest.db')); },
		'the last try failed': () => writeFileSync(join(cache, 'failed'), 'x'),
	};
	let n = 0;
	for (const [words, harm] of Object.entries(cases)) {
		harm();
		assert.match(site.must(), /nothing changed/, words);
		untouched(site, `${words}: it was written anew`);
		harm();
		site.sql(`UPDATE job SET title = '新名${++n}' WHERE id = 3`);
		site.must();
		assert.match(site.page('jobs/0000/3.html'), new RegExp(`新名${n}`), words);
		site.must();
	}
	rmSync(site.public, {recursive: true});
	assert.match(site.must(), / [1-9]\d* written/, 'the site is gone');
	assert.deepEqual(site.tree(), site.rebuilt());
});

test('time, files, another program and another plugin are seen', () => {
	const site = settled();
	site.clock = NOW + 5 * DAY;
	assert.match(site.must(), / [1-9]\d* written/, 'jobs close');
	untouched(site, 'after that');
	site.clock = NOW;
	assert.match(site.must(), / [1-9]\d* written/, 'and are open again');
	for (const [path, from, to] of [['site-src/content/news/first.md', '正文', '新的正文'], ['site-src/templates/news/page.mustache', '<h1>', '<h1 id="x">'],
		['plugins/employers.lua', '用人单位', '单位']]) {
		settled(site);
		site.edit(path, from, to);
		assert.match(site.must(), / [1-9]\d* written/, path);
	}
	settled(site);
	writeFileSync(site.conf, readFileSync(site.conf, 'utf8') + '[site]\nname = 另一个\n');
	assert.match(site.must(), / [1-9]\d* written/, 'a setting');
	settled(site);
	assert.match(site.must('--full'), / 0 written/, '--full is never cut short');
	untouched(settled(site), 'in the end');
});

test('status says whether a build would have something to do', () => {
	const site = makeSite().fill(), clock = join(site.dir, 'clock');
	const current = () => JSON.parse(site.run(['status', '--json']).out).current;
	const at = (seconds) => { const b = Buffer.alloc(8); b.writeBigInt64LE(BigInt(seconds - Math.floor(Date.now() / 1000))); writeFileSync(clock, b); };
	at(NOW + 60);
	writeFileSync(site.conf, readFileSync(site.conf, 'utf8') + `[test]\nclock_file = ${clock}\n`);
	settled(site);
	assert.equal(current(), true);
	assert.match(site.run(['status']).out, /^up to date: yes$/m);
	site.sql("UPDATE job SET title = '新名' WHERE id = 3");
	assert.equal(current(), false);
	assert.match(site.run(['status']).out, /^up to date: not yet$/m);
	site.must();
	assert.equal(current(), true);
	at(NOW + 6 * DAY);
	assert.equal(current(), false, 'a job has closed');
});
