// portal.mjs: a real portal on a free port, with a world of its own.
//
//   const portal = await startPortal();          // demo store and site
//   after(() => portal.stop());                  // stops it and fails if its log is not clean
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {closeSync, existsSync, openSync, readFileSync} from 'node:fs';
import net from 'node:net';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {Client, raw} from './http.mjs';
import {makeWorld} from './world.mjs';

const BAD = /sandbox violation|seccomp violation|restarting worker|AddressSanitizer|LeakSanitizer|runtime error:|\bpanic\b|level=error/;
const running = new Set();

// The workers go with their parent.
process.on('exit', () => {
	for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

function listensOn(port) {
	return new Promise((resolve) => {
		const s = net.createServer().once('error', () => resolve(false))
			.listen(port, '127.0.0.1', () => s.close(() => resolve(true)));
	});
}

// Below the range that outgoing connections take, so that it stays free.
export async function freePort() {
	for (;;) {
		const port = 12000 + Math.floor(Math.random() * 20000);
		if (await listensOn(port)) return port;
	}
}

// Options: those of makeWorld(); `world` for one made before; `args` for the program.
export async function startPortal({world, args = [], ...options} = {}) {
	const w = world ?? await makeWorld(options);
	const port = await freePort();
	const origin = `http://127.0.0.1:${port}`;
	await w.reconfigure({site: {base_url: origin, ...options.conf?.site}, portal: {port, ...options.conf?.portal}});

	const outFile = join(w.dir, 'portal.out');
	const out = openSync(outFile, 'a');
	const child = spawn(join(w.bin, 'portal'), ['-c', w.confFile, ...args], {
		cwd: w.dir, stdio: ['ignore', out, out],
		env: {...process.env, ASAN_OPTIONS: 'detect_leaks=0', UBSAN_OPTIONS: 'print_stacktrace=1'},
	});
	closeSync(out);
	running.add(child);
	const gone = new Promise((resolve) => child.once('exit', (code, signal) => { running.delete(child); resolve(signal ?? code); }));

	const portal = {
		...w, world: w, port, origin, pid: child.pid,
		client: () => new Client(origin),
		raw: (bytes, o) => raw(port, bytes, o),
		log: () => [outFile, join(w.dir, 'portal.log')].filter(existsSync).map((f) => readFileSync(f, 'utf8')).join(''),

		// A client with a session of the demo account with this role (or {login, password}).
		async login(who) {
			const account = typeof who === 'string' ? (await w.accounts()).find((a) => a.role === who) : who;
			assert.ok(account, `there is no demo account of role ${who}`);
			const client = new Client(origin);
			const page = await client.get('/auth/login');
			const kind = ['graduate', 'employer'].includes(account.role) ? account.role : 'staff';
			const r = await client.submit(page, {kind, login: account.login, password: account.password, captcha: '0000'},
				{pick: '/auth/login'});
			assert.equal(r.status, 303, `login of ${account.login}: ${r.status} ${r.text.slice(0, 2000)}`);
			return client;
		},

		async stop({clean = true, keep = world !== undefined} = {}) {
			for (const [signal, ms] of [['SIGTERM', 3000], ['SIGTERM', 2000], ['SIGKILL', 2000]]) {
				if (child.exitCode !== null || child.signalCode !== null) break;
				child.kill(signal);
				await Promise.race([gone, wait(ms, undefined, {ref: false})]);
			}
			const bad = this.log().split('\n').filter((l) => BAD.test(l));
			if (!keep) await w.remove();
			if (clean) assert.equal(bad.length, 0, `the portal's log is not clean:\n${bad.slice(0, 20).join('\n')}`);
		},
	};

	const healthz = new Client(origin), deadline = Date.now() + 20e3;
	for (;;) {
		const up = await healthz.get('/healthz', {timeout: 1000}).catch(() => null);
		if (up?.status === 200) return portal;
		const dead = child.exitCode !== null || child.signalCode !== null || /restarting worker/.test(portal.log());
		if (dead || Date.now() > deadline) {
			await portal.stop({clean: false, keep: true});
			const log = portal.log().slice(0, 4000);
			if (world === undefined) await w.remove();
			throw new Error(`the portal ${dead ? 'ended' : `does not answer (${up?.status ?? 'no connection'})`}:\n${log}`);
		}
		await wait(30);
	}
}
