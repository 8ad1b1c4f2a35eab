// world.mjs: a folder of its own for a test: jiuye.conf, store, keys and site.
// The demo store and its site are made once (build/test-seed/) and copied.
import {execFile} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, readdirSync, statSync} from 'node:fs';
import {cp, mkdir, mkdtemp, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const BASE_URL = 'http://127.0.0.1:8080';
const SEEDS = join(ROOT, 'build/test-seed');

// The folder of the programs under test: the release, or the one with sanitizers.
export function buildDir(name = process.env.JIUYE_TEST_BUILD ?? 'release') {
	return join(ROOT, name === 'asan' ? 'build/asan' : 'build');
}

// Run a program; never throws for an exit status.
export function run(command, args, {cwd = ROOT, env = {}, input = ''} = {}) {
	return new Promise((resolve) => {
		const child = execFile(command, args, {
			cwd, env: {...process.env, ...env}, maxBuffer: 64 << 20, timeout: 300e3, killSignal: 'SIGKILL',
		}, (error, stdout, stderr) => resolve({status: error ? error.code ?? error.signal ?? 'unknown' : 0, stdout, stderr}));
		child.stdin.on('error', () => {});
		child.stdin.end(input);
	});
}

async function must(command, args) {
	const r = await run(command, args);
	if (r.status !== 0)
		throw new Error(`${command} ${args.join(' ')}: status ${r.status}\n${r.stderr}${r.stdout}`);
	return r.stdout;
}

// The INI text of {section: {name: value}}.
function ini(sections) {
	return Object.entries(sections).map(([section, settings]) => `[${section}]\n` +
		Object.entries(settings).map(([k, v]) => `${k} = ${v}\n`).join('')).join('');
}

// A world's settings: `dir` for what it owns, `overrides` as {section: {name: value}}.
export function settings(dir, overrides = {}) {
	const base = {
		site: {base_url: BASE_URL},
		path: {
			store: join(dir, 'jiuye.db'), keys: join(dir, 'keys'), files: join(dir, 'files'), cache: join(dir, 'build'),
			public: join(dir, 'public'), source: join(ROOT, 'site-src'),
			plugins: join(ROOT, 'plugins'), assets: join(ROOT, 'node_modules'),
		},
		portal: {plain_http: 'yes', log: join(dir, 'portal.log')},
		captcha: {mode: 'test'},
		sms: {driver: 'file', file: join(dir, 'sms.txt'), per_hour_address: 1000},
		limit: {registrations_hour: 1000, address_failures: 100000},
		build: {sync: 'no'},
		test: {clock_file: join(dir, 'clock')},
	};
	const out = {...base};
	for (const [section, values] of Object.entries(overrides)) out[section] = {...base[section], ...values};
	return out;
}

export async function writeConf(dir, overrides) {
	const file = join(dir, 'jiuye.conf');
	await writeFile(file, ini(settings(dir, overrides)));
	return file;
}

// What the demo store depends on: programs, schema, site source, and today.
function seedKey() {
	const hash = createHash('sha256');
	const add = (path) => {
		if (!existsSync(path)) return;
		const s = statSync(path);
		if (s.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
		else hash.update(`${path} ${s.size} ${s.mtimeMs}\n`);
	};
	for (const p of ['build/portalctl', 'build/sitegen', 'schema', 'site-src', 'plugins']) add(join(ROOT, p));
	hash.update(new Date().toISOString().slice(0, 10));
	return hash.digest('hex').slice(0, 16);
}

// The folder with the demo store and its site; made by the first who asks.
export async function seed() {
	const dir = join(SEEDS, seedKey());
	const lock = dir + '.lock';
	await mkdir(SEEDS, {recursive: true});
	for (let tries = 0; !existsSync(dir); tries++) {
		try {
			await mkdir(lock);
		} catch {
			if (tries > 1200) throw new Error(`${lock} stays; remove it if no test runs`);
			await wait(250);
			continue;
		}
		try {
			if (!existsSync(dir)) await makeSeed(dir);
		} finally {
			await rm(lock, {recursive: true, force: true});
		}
	}
	return dir;
}

async function makeSeed(dir) {
	for (const old of readdirSync(SEEDS)) if (!old.endsWith('.lock')) await rm(join(SEEDS, old), {recursive: true, force: true});
	const made = dir + '.new';
	await rm(made, {recursive: true, force: true});
	await mkdir(made, {recursive: true});
	await writeFile(join(made, 'clock'), Buffer.alloc(8));
	const conf = await writeConf(made);
	const bin = buildDir('release');
	await must(join(bin, 'portalctl'), ['-c', conf, 'migrate', '--init-keys']);
	await must(join(bin, 'portalctl'), ['-c', conf, 'demo']);
	await must(join(bin, 'sitegen'), ['-c', conf, 'build']);
	await rename(made, dir);
}

// A new world. `site`: 'shared' (read the seed's pages), 'own' (a copy, with the
// generator's manifest), 'empty'. `store`: 'demo', 'empty' (tables and keys only), or
// 'none' for an empty folder. `files`: with the demo's uploads.
export async function makeWorld({conf = {}, site = 'shared', store = 'demo', files = false, build} = {}) {
	const dir = await mkdtemp(join(tmpdir(), 'jiuye-'));
	const bin = buildDir(build);
	const overrides = {...conf};
	await writeFile(join(dir, 'clock'), Buffer.alloc(8));
	if (store === 'demo') {
		const from = await seed();
		await cp(join(from, 'jiuye.db'), join(dir, 'jiuye.db'));
		for (const part of files ? ['keys', 'files'] : ['keys'])
			await cp(join(from, part), join(dir, part), {recursive: true, preserveTimestamps: true});
		if (site === 'shared') overrides.path = {public: join(from, 'public'), ...conf.path};
		if (site === 'own') for (const part of ['public', 'build'])
			await must('cp', ['-a', join(from, part), join(dir, part)]);
	}
	await mkdir(join(dir, 'public'), {recursive: true});
	let file = await writeConf(dir, overrides);
	if (store === 'empty') await must(join(buildDir('release'), 'portalctl'), ['-c', file, 'migrate', '--init-keys']);
	const world = {
		dir,
		bin,
		get confFile() { return file; },
		async reconfigure(more) {
			for (const [s, v] of Object.entries(more)) overrides[s] = {...overrides[s], ...v};
			file = await writeConf(dir, overrides);
		},
		ctl: (...args) => run(join(bin, 'portalctl'), ['-c', file, ...args], {env: {ASAN_OPTIONS: 'detect_leaks=0'}}),
		sitegen: (...args) => run(join(bin, 'sitegen'), ['-c', file, ...args], {env: {ASAN_OPTIONS: 'detect_leaks=0'}}),
		tick: () => must(join(bin, 'portalctl'), ['-c', file, 'tick']),
		path: (name) => join(dir, name),
		publicDir: settings(dir, overrides).path.public,
		clock: {
			// Move the clock of every program of this world to `seconds` from the real time.
			async offset(seconds) {
				const b = Buffer.alloc(8);
				b.writeBigInt64LE(BigInt(seconds));
				await writeFile(join(dir, 'clock'), b, {flag: 'r+'});
			},
			async advance(seconds) {
				const now = (await readFile(join(dir, 'clock'))).readBigInt64LE();
				await this.offset(Number(now) + seconds);
			},
		},
		// The demo accounts as [{role, login, password}], in the order in which they came in: the list begins its graduates
		// with the one who has most, tests begin with somebody who has everything before her.
		async accounts() {
			const out = await must(join(bin, 'portalctl'), ['-c', file, 'demo', '--list']);
			const all = out.split('\n').filter(Boolean).map((l) => {
				const [role, login, password] = l.split('\t');
				return {role, login, password};
			});
			const first = all.findIndex((a) => a.role === 'graduate');
			all.splice(first + 2, 0, ...all.splice(first, 1));
			return all;
		},
		// Lines the SMS driver wrote, after sending what waits.
		async sms() {
			await this.tick();
			return existsSync(join(dir, 'sms.txt')) ? (await readFile(join(dir, 'sms.txt'), 'utf8')).split('\n').filter(Boolean) : [];
		},
		// The newest six-digit code sent to a number.
		async smsCode(mobile) {
			const line = (await this.sms()).filter((l) => l.includes(mobile)).at(-1);
			const code = line?.replace(mobile, '').match(/(?<!\d)\d{6}(?!\d)/)?.[0];
			if (!code) throw new Error(`no code was sent to ${mobile}: ${line ?? 'no message'}`);
			return code;
		},
		remove: () => rm(dir, {recursive: true, force: true}),
	};
	return world;
}
