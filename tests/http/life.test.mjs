// The portal's processes: when it refuses to start, and what it survives.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, describe, test} from 'node:test';
import {setTimeout as wait} from 'node:timers/promises';
import {startPortal} from '../lib/portal.mjs';
import {buildDir, makeWorld, ROOT, run} from '../lib/world.mjs';

const program = join(buildDir(), 'portal');
const env = {ASAN_OPTIONS: 'detect_leaks=0'};

// Wait until a thing holds, for at most three seconds.
async function until(holds) {
	for (let tries = 0; !(await holds()); tries++) {
		assert.ok(tries < 60, holds.toString());
		await wait(50);
	}
}

const alive = (pid) => existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
const workers = (portal) => execFileSync('pgrep', ['-P', String(portal.pid)], {encoding: 'utf8'}).split('\n').filter(Boolean).map(Number);

describe('it does not start, and says what to do', () => {
	const refused = [
		['without a configuration', {}, ['-c', '/nowhere/jiuye.conf'], /\/nowhere\/jiuye\.conf/],
		['without keys', {store: 'none'}, [], /portalctl/],
		['with the test captcha for the world to see', {store: 'none', conf: {portal: {bind: '0.0.0.0'}}}, [], /loopback/],
		['with an option that it does not know', {}, ['--daemon'], /usage: portal/],
	];
	for (const [name, options, args, message] of refused) {
		test(name, async () => {
			const world = await makeWorld({store: 'empty', ...options});
			const r = await run(program, ['-c', world.confFile, '--check', ...args], {env});
			await world.remove();
			assert.notEqual(r.status, 0);
			assert.match(r.stderr, message);
		});
	}
	test('with a store of another version', async () => {
		const world = await makeWorld({store: 'empty'});
		execFileSync('sqlite3', [join(world.dir, 'jiuye.db'), 'DELETE FROM schema_migration WHERE version > 1']);
		const r = await run(program, ['-c', world.confFile, '--check'], {env});
		await world.remove();
		assert.equal(r.status, 1);
		assert.match(r.stderr, /run: portalctl migrate/);
	});
	test('with a port that is taken', async () => {
		const portal = await startPortal({store: 'empty', site: 'empty'});
		const r = await run('timeout', ['10', program, '-c', portal.confFile], {env});
		assert.equal(r.status, 1);
		await portal.stop({clean: false});
	});
	test('while --check of a good set-up is silent', async () => {
		const world = await makeWorld({store: 'empty'});
		const r = await run(program, ['-c', world.confFile, '--check'], {env});
		await world.remove();
		assert.deepEqual([r.status, r.stdout, r.stderr], [0, '', '']);
	});
});

test('docs/routes.md is what the table says (else: make docs/routes.md)', async () => {
	const printed = (await run(program, ['--routes', '--markdown'])).stdout;
	assert.ok(readFileSync(join(ROOT, 'docs/routes.md'), 'utf8').endsWith(printed));
});

describe('while it runs', () => {
	let portal;
	before(async () => { portal = await startPortal({store: 'empty', site: 'empty', conf: {portal: {workers: 2}}}); });
	after(() => portal?.stop({clean: false}));

	test('a log that was moved away is begun anew', async () => {
		const log = join(portal.dir, 'portal.log');
		renameSync(log, log + '.1');
		await until(async () => { await portal.client().get('/healthz'); return existsSync(log) && statSync(log).size > 0; });
		assert.match(readFileSync(log, 'utf8'), /event=request .*path="\/healthz" status=200/);
	});

	test('a new list of assets is read', async () => {
		mkdirSync(join(portal.publicDir, 'assets'), {recursive: true});
		writeFileSync(join(portal.publicDir, 'assets/assets.json'), '{"jiuye":{"css":"/assets/jiuye.feed.css"}}');
		await until(async () => (await portal.client().get('/auth/login')).text.includes('/assets/jiuye.feed.css'));
	});

	test('a worker that is killed is replaced', async () => {
		for (const pid of workers(portal)) process.kill(pid, 'SIGKILL');
		await until(async () => (await portal.client().get('/healthz').catch(() => null))?.status === 200 && workers(portal).length === 2);
	});

	test('workers go with their parent', async () => {
		const pids = workers(portal);
		process.kill(portal.pid, 'SIGKILL');
		await until(() => !pids.some(alive));
	});
});

test('SIGTERM ends it at once and cleanly, and it says so', async () => {
	const portal = await startPortal({store: 'empty', site: 'empty'});
	const pids = workers(portal);
	await portal.stop({keep: true});
	assert.match(portal.log(), /event=stop/);
	assert.ok(!pids.some(alive));
	assert.ok(!existsSync(join(portal.dir, 'jiuye.db-wal')));
	await portal.world.remove();
});
