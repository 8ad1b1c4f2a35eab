// portalctl migrate, user, office, audit: the program for real.
import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {mkdir, readFile, rename, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {ROOT, run} from '../lib/world.mjs';
import {demoWorld, emptyWorld, fails, ok, removeWorlds, sql} from './worlds.mjs';

after(removeWorlds);


test('migrate makes an empty store and its keys, private, and a second run changes nothing', async () => {
	const w = await emptyWorld();
	const first = await w.ctl('migrate', '--init-keys');
	ok(first);
	assert.match(first.stdout, /^applied 0001_places\.sql$/m);
	for (const name of ['jiuye.db', 'keys/master.key'])
		assert.equal((await stat(w.path(name))).mode & 0o077, 0, name);
	const key = await readFile(w.path('keys/master.key'));
	const again = await w.ctl('migrate', '--init-keys');
	ok(again);
	assert.match(again.stdout, /is up to date/);
	assert.deepEqual(await readFile(w.path('keys/master.key')), key);
	ok(await w.ctl('audit', 'verify'));
});

test('migrate brings a store of an earlier version on', async () => {
	const w = await emptyWorld();
	ok(await w.ctl('migrate', '--init-keys'));
	const newest = Number(sql(w, 'SELECT max(version) FROM schema_migration'));
	// As the first version of the program left it: only the first file applied.
	const first = sql(w, 'SELECT quote(checksum) FROM schema_migration WHERE version = 1');
	await rm(w.path('jiuye.db'));
	await rm(w.path('keys'), {recursive: true});
	sql(w, await readFile(`${ROOT}/schema/0001_places.sql`, 'utf8'));
	sql(w, `CREATE TABLE schema_migration(version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum BLOB NOT NULL,
		applied_at INTEGER NOT NULL); INSERT INTO schema_migration VALUES(1, '0001_places.sql', ${first}, 0);
		INSERT INTO region VALUES('65', '新疆维吾尔自治区', 1, NULL)`);
	fails(await w.ctl('office', 'list'), 1, /run: portalctl migrate/);
	const r = await w.ctl('migrate', '--init-keys');
	ok(r);
	assert.doesNotMatch(r.stdout, /0001/);
	assert.equal(r.stdout.match(/^applied /gm).length, newest - 1);
	assert.equal(sql(w, 'SELECT name FROM region'), '新疆维吾尔自治区');
});

test('lost keys are never replaced by new ones', async () => {
	const w = await demoWorld();
	await rename(w.path('keys'), w.path('elsewhere'));
	fails(await w.ctl('migrate', '--init-keys'), 1, /bring them back/);
	await assert.rejects(stat(w.path('keys/master.key')));
	fails(await w.ctl('tick'), 1, /master\.key/);
});

test('wrong usage is told apart from failure', async () => {
	const w = await emptyWorld();
	fails(await w.ctl('nonsense'), 2, /there is no command 'nonsense'/);
	fails(await w.ctl('user', 'add', '--role', 'admin'), 1, /run: portalctl migrate/);
	ok(await w.ctl('migrate', '--init-keys'));
	fails(await w.ctl('user', 'add', '--role', 'admin'), 2, /--login and --name are needed/);
	fails(await w.ctl('user', 'add', '--rôle', 'admin'), 2, /there is no option/);
	fails(await run(`${w.bin}/portalctl`, ['-c', w.path('none.conf'), 'tick']), 1, /none\.conf/);
	const help = await w.ctl('--help');
	ok(help);
	for (const command of ['migrate', 'import', 'backup', 'audit verify']) assert.ok(help.stdout.includes(`  ${command}`), command);
	ok(await w.ctl('backup', '--help'));
});

test('a broken configuration line is named', async () => {
	const w = await emptyWorld();
	await writeFile(w.path('bad.conf'), '[portal]\nport = eighty\n');
	fails(await run(`${w.bin}/portalctl`, ['-c', w.path('bad.conf'), 'tick']), 1, /^portalctl: .*bad\.conf:2: .*port/);
});

test('the first administrator is made on the console, with a strong password', async () => {
	const w = await emptyWorld();
	ok(await w.ctl('migrate', '--init-keys'));
	const portalctl = (input, ...args) => run(`${w.bin}/portalctl`, ['-c', w.confFile, ...args], {input});
	const add = (input, login = 'root1') => portalctl(input, 'user', 'add', '--role', 'admin', '--login', login, '--name', '管理员甲');
	fails(await add('short\n'), 1, /\S/);
	fails(await add('1234567890\n'), 1, /\S/);
	fails(await add('root1-root1-root1\n'), 1, /\S/);
	fails(await add(''), 1, /no password/);
	ok(await add('Qingsong-Baiyang-9\n'));
	fails(await add('Qingsong-Baiyang-9\n'), 1, /is taken/);
	fails(await add('Qingsong-Baiyang-9\n', '13912345678'), 2, /begins with a letter/);
	ok(await portalctl('Baihua-Songshu-77\n', 'user', 'password', 'root1'));
	ok(await w.ctl('user', 'disable', 'root1'));
	fails(await w.ctl('user', 'disable', 'root1'), 1, /is disabled/);
	assert.match((await w.ctl('user', 'list')).stdout, /^root1\tadmin\tdisabled\t/m);
	ok(await w.ctl('user', 'enable', 'root1'));
	fails(await w.ctl('user', 'enable', 'nobody'), 1, /there is no account/);
	assert.equal(sql(w, `SELECT group_concat(act, ' ') FROM audit_event WHERE object = 'account:1'`),
		'account.add account.password account.disable account.enable');
	assert.doesNotMatch(sql(w, 'SELECT password FROM account'), /Baihua/);
});

test('an office user needs an office of its kind', async () => {
	const w = await emptyWorld();
	ok(await w.ctl('migrate', '--init-keys'));
	ok(await w.ctl('office', 'add', '--kind', 'school', '--code', '99001', '--name', '天池大学'));
	ok(await w.ctl('office', 'add', '--kind', 'faculty', '--code', '99001-1', '--name', '农学院', '--parent', '99001'));
	fails(await w.ctl('office', 'add', '--kind', 'faculty', '--code', '2', '--name', '农学院'), 1, /refused/);
	fails(await w.ctl('office', 'add', '--kind', 'bureau', '--code', '2', '--name', '农学院'), 2, /KIND/);
	const add = (...args) => run(`${w.bin}/portalctl`, ['-c', w.confFile, 'user', 'add', '--login', 'someone', '--name', '王老师', ...args],
		{input: 'Qingsong-Baiyang-9\n'});
	fails(await add('--role', 'faculty'), 2, /needs --office/);
	fails(await add('--role', 'faculty', '--office', '99001'), 1, /of kind faculty/);
	fails(await add('--role', 'graduate'), 2, /register on the portal/);
	ok(await add('--role', 'faculty', '--office', '99001-1'));
});

test('0.i3 audit verify names the row that was tampered with', async () => {
	const w = await demoWorld();
	const head = (await w.ctl('audit', 'head')).stdout.trim();
	ok(await w.ctl('audit', 'verify', '--head', head));
	const count = Number(sql(w, 'SELECT max(seq) FROM audit_event'));
	sql(w, 'DROP TRIGGER audit_event_fixed; DROP TRIGGER audit_event_kept');

	sql(w, `UPDATE audit_event SET reason = 'x' WHERE seq = 17`);
	fails(await w.ctl('audit', 'verify'), 1, /^portalctl: audit record 17: changed/);
	const w2 = await demoWorld();
	sql(w2, 'DROP TRIGGER audit_event_kept; DELETE FROM audit_event WHERE seq = 40');
	fails(await w2.ctl('audit', 'verify'), 1, /audit record 40: missing/);
	const w3 = await demoWorld();
	sql(w3, `DROP TRIGGER audit_event_kept; DELETE FROM audit_event WHERE seq > ${count - 3}`);
	ok(await w3.ctl('audit', 'verify'));
	fails(await w3.ctl('audit', 'verify', '--head', head), 1, new RegExp(`audit record ${count - 2}: cut off`));
	fails(await w3.ctl('audit', 'verify', '--head', 'nonsense'), 2, /SEQ:MAC/);
});

test('the demo is the same each time, and not for a store that is in use', async () => {
	const w = await demoWorld();
	fails(await w.ctl('demo'), 1, /has accounts/);
	const accounts = await w.accounts();
	for (const role of ['graduate', 'employer', 'faculty', 'school', 'prefecture', 'authority', 'admin'])
		assert.ok(accounts.some((a) => a.role === role), role);
	assert.ok(Number(sql(w, 'SELECT count(*) FROM public_job')) >= 200);
	assert.equal(sql(w, 'SELECT count(*) FROM employer'), '60');
	assert.equal(sql(w, 'SELECT count(DISTINCT prefecture) FROM public_job'), '14');
	assert.equal(sql(w, 'SELECT count(DISTINCT state) FROM job'), '6');
	assert.equal(sql(w, 'SELECT count(DISTINCT state) FROM cert_request'), '6');
	const first = accounts.filter((a) => a.role === 'employer')[0].login;
	assert.equal(sql(w, `SELECT count(DISTINCT a.state) FROM application a JOIN job j ON j.id = a.job_id JOIN employer e ON e.id = j.employer_id
		WHERE e.credit_code = '${first}'`), '6');
	assert.equal(sql(w, `SELECT count(DISTINCT a.state) || ' ' || count(DISTINCT r.id) FROM account g JOIN application a ON a.account_id = g.id
		JOIN resume r ON r.account_id = g.id WHERE g.name = '王晓彤'`), '6 2');
	assert.equal(sql(w, `SELECT group_concat(state, ' ') FROM (SELECT d.state FROM document d JOIN file f ON f.id = d.scan_id
		WHERE d.invitation_id IS NULL ORDER BY d.state)`), 'effective faculty_review');
	assert.equal(sql(w, `SELECT count(*) FROM region WHERE level = 4 AND code LIKE '11%'`) > 300, true);
	assert.equal(sql(w, `SELECT count(*) FROM region WHERE level = 5 AND code NOT LIKE '65%'`), '0');
	assert.equal(sql(w, 'PRAGMA foreign_key_check'), '');

	const other = await emptyWorld();
	ok(await other.ctl('migrate', '--init-keys'));
	// Ten seconds of the processor, whatever else this machine does.
	const seconds = other.bin.endsWith('asan') ? 60 : 10;
	ok(await run('sh', ['-c', `ulimit -t ${seconds}; exec "$0" -c "$1" demo`, `${other.bin}/portalctl`, other.confFile]));
	const look = `SELECT group_concat(e.name || j.title || j.salary_min, ' ') FROM job j JOIN employer e ON e.id = j.employer_id`;
	const counts = `SELECT group_concat(subject || key || n, ' ') FROM (SELECT * FROM statistic ORDER BY subject, key)`;
	assert.equal(sql(other, look), sql(w, look));
	assert.equal(sql(other, counts), sql(w, counts));
	for (const uid of sql(other, 'SELECT uid FROM file').split('\n')) assert.ok(existsSync(join(other.path('files'), uid)), uid);
	ok(await other.ctl('audit', 'verify'));
});

test('a disk that is full stops a migration without a trace', async (t) => {
	const w = await emptyWorld();
	await mkdir(w.path('small'));
	const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', w.path('small')]);
	if (mounted.status !== 0) return t.skip('cannot mount here');
	try {
		await w.reconfigure({path: {store: w.path('small/jiuye.db')}});
		const r = await w.ctl('migrate');
		assert.equal(r.status, 1, r.stdout);
		assert.match(r.stderr, /^portalctl: /);
	} finally {
		await run('umount', [w.path('small')]);
	}
});
