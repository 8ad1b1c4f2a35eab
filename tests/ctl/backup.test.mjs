// portalctl backup and restore.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {existsSync} from 'node:fs';
import {mkdir, readFile, readdir, rm, stat, writeFile} from 'node:fs/promises';
import {after, before, test} from 'node:test';
import {demoWorld, emptyWorld, ok, removeWorlds, sql} from './worlds.mjs';

let w;
before(async () => { w = await demoWorld(); });
after(removeWorlds);

const query = (text) => sql(w, text);
const counts = () => query('SELECT (SELECT count(*) FROM job), (SELECT count(*) FROM student), (SELECT count(*) FROM account)');

test('what was backed up comes back, and the trail says so', async () => {
	const before = counts();
	ok(await w.ctl('backup', w.path('a.backup')));
	assert.equal((await stat(w.path('a.backup'))).mode & 0o077, 0);
	ok(await w.ctl('restore', w.path('a.backup'), '--check'));
	query(`DELETE FROM change; UPDATE job SET title = 'gone'`);
	const refused = await w.ctl('restore', w.path('a.backup'));
	assert.equal(refused.status, 1);
	assert.match(refused.stderr, /--force replaces it/);
	assert.equal(query(`SELECT count(*) FROM job WHERE title <> 'gone'`), '0');
	ok(await w.ctl('restore', w.path('a.backup'), '--force', '--config', w.path('conf.restored')));
	assert.equal(counts(), before);
	assert.equal(query(`SELECT count(*) FROM job WHERE title = 'gone'`), '0');
	assert.deepEqual(await readFile(w.path('conf.restored')), await readFile(w.confFile));
	assert.equal(query(`SELECT act FROM audit_event ORDER BY seq DESC LIMIT 1`), 'backup.restore');
	ok(await w.ctl('audit', 'verify'));
	assert.ok((await readdir(w.dir)).includes('jiuye.db.replaced'));
});

test('uploaded files come back byte for byte; one that is gone is named, and one that differs is not taken for it', async () => {
	const files = {}; // beside the demo's two, which this world does not have
	for (const [i, uid] of ['fileaaaaaaaaaaaaaaaaa1', 'filebbbbbbbbbbbbbbbbb2', 'fileccccccccccccccccc3', 'fileddddddddddddddddd4'].entries()) {
		const bytes = Buffer.alloc(i * 100000 + 7, 'abc' + i);
		files[uid] = bytes;
		await writeFile(w.path(`files/${uid}`), bytes);
		query(`INSERT INTO file(uid, account_id, purpose, name, type, size, sha256, created_at) SELECT '${uid}', min(id), 'scan', 'a.pdf',
			'application/pdf', ${bytes.length}, X'${createHash('sha256').update(bytes).digest('hex')}', 1 FROM account`);
	}
	const [a, b, c, d] = Object.keys(files);
	await rm(w.path(`files/${b}`));
	await writeFile(w.path(`files/${c}`), Buffer.alloc(files[c].length, 'z'));
	const made = ok(await w.ctl('backup', w.path('u.backup')));
	assert.match(made.stdout, /uploads 2, missing 4,/);
	for (const uid of [b, c]) assert.match(made.stderr, new RegExp(`upload ${uid}: not there as it was`));
	assert.equal((await readFile(w.path('u.backup'))).includes(files[d].subarray(0, 60)), false, 'encrypted like the rest');
	await rm(w.path('files'), {recursive: true});
	assert.match(ok(await w.ctl('restore', w.path('u.backup'), '--check')).stdout, /uploads 2, missing 4,/);
	assert.equal(existsSync(w.path('files')), false, 'a check writes nothing');
	await mkdir(w.path('files'));
	await writeFile(w.path('files/another'), 'stays');
	ok(await w.ctl('restore', w.path('u.backup'), '--force'));
	assert.deepEqual((await readdir(w.path('files'))).sort(), ['another', a, d].sort());
	for (const uid of [a, d]) assert.deepEqual(await readFile(w.path(`files/${uid}`)), files[uid]);
	assert.deepEqual((await readdir(w.dir)).filter((n) => n.includes('restore-')), []);
	query("DELETE FROM file WHERE uid LIKE 'file%'");
});

test('no personal data and no store is readable in an archive', async () => {
	ok(await w.ctl('backup', w.path('b.backup')));
	const bytes = await readFile(w.path('b.backup'));
	for (const text of ['SQLite format 3', 'CREATE TABLE', '天池大学', '[path]']) assert.equal(bytes.includes(text), false, text);
	assert.equal(bytes.subarray(0, 8).toString(), 'JYBACKUP');
});

test('an archive is never written over another file', async () => {
	await writeFile(w.path('c.backup'), 'mine');
	const r = await w.ctl('backup', w.path('c.backup'));
	assert.equal(r.status, 1);
	assert.match(r.stderr, /exists already/);
	assert.equal(await readFile(w.path('c.backup'), 'utf8'), 'mine');
});

test('one flipped byte anywhere, a cut and an addition are found; the store stays', async () => {
	ok(await w.ctl('backup', w.path('d.backup')));
	const whole = await readFile(w.path('d.backup'));
	const store = await readFile(w.path('jiuye.db'));
	const damaged = [0, 8, 9, 10, 18, 33, 34, 37, 38, 100, 65573, 65574, whole.length >> 1, whole.length - 17, whole.length - 1]
		.map((at) => { const b = Buffer.from(whole); b[at] ^= 1; return [`byte ${at}`, b]; });
	damaged.push(['cut by one', whole.subarray(0, -1)], ['cut by a piece', whole.subarray(0, -65556)], ['empty', Buffer.alloc(0)],
		['one more byte', Buffer.concat([whole, Buffer.from([0])])], ['twice', Buffer.concat([whole, whole])]);
	for (const [what, bytes] of damaged) {
		await writeFile(w.path('damaged'), bytes);
		const r = await w.ctl('restore', w.path('damaged'), '--force');
		assert.equal(r.status, 1, what);
		assert.match(r.stderr, /^portalctl: .*damaged: /, what);
	}
	assert.deepEqual(await readFile(w.path('jiuye.db')), store);
	const left = (await readdir(w.dir)).filter((n) => /restore|part|copy/.test(n) && n !== 'conf.restored');
	assert.deepEqual(left, []);
});

test('a passphrase opens it where the keyring is not wanted', async () => {
	await writeFile(w.path('phrase'), 'four words are enough\n');
	ok(await w.ctl('backup', w.path('e.backup'), '--passphrase-file', w.path('phrase')));
	const without = await w.ctl('restore', w.path('e.backup'), '--check');
	assert.equal(without.status, 1);
	assert.match(without.stderr, /--passphrase-file/);
	await writeFile(w.path('wrong'), 'four words are not enough\n');
	assert.equal((await w.ctl('restore', w.path('e.backup'), '--check', '--passphrase-file', w.path('wrong'))).status, 1);
	ok(await w.ctl('restore', w.path('e.backup'), '--check', '--passphrase-file', w.path('phrase')));
});

test('an archive of other keys is refused by name', async () => {
	const other = await emptyWorld();
	try {
		ok(await other.ctl('migrate', '--init-keys'));
		ok(await other.ctl('backup', other.path('x.backup')));
		const r = await w.ctl('restore', other.path('x.backup'), '--check');
		assert.equal(r.status, 1);
		assert.match(r.stderr, /made with the key [0-9a-f]{8}, which is not in the keyring/);
	} finally {
		await other.remove();
	}
});

test('a store that is in use is not replaced', async () => {
	ok(await w.ctl('backup', w.path('f.backup')));
	const {spawn} = await import('node:child_process');
	const shell = spawn('sqlite3', [w.path('jiuye.db')], {stdio: ['pipe', 'pipe', 'inherit']});
	try {
		shell.stdin.write('BEGIN; SELECT count(*) FROM job;\n');
		await new Promise((resolve) => shell.stdout.once('data', resolve));
		const r = await w.ctl('restore', w.path('f.backup'), '--force');
		assert.equal(r.status, 75, r.stderr);
		assert.match(r.stderr, /is in use/);
	} finally {
		shell.stdin.end();
		await new Promise((resolve) => shell.once('exit', resolve));
	}
	ok(await w.ctl('restore', w.path('f.backup'), '--force'));
	await rm(w.path('jiuye.db.replaced'));
});
