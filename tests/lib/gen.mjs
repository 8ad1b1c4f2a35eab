// gen.mjs: a site of the generator's own tests: a small store, the plugins and templates of
// tests/gen/site/, and what one wants to know of the result.
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {searches} from './found.mjs';
import {ROOT, buildDir} from './world.mjs';

const FIXTURE = join(ROOT, 'tests/gen/site');
const BIN = buildDir();
export const NOW = Date.parse('2026-06-01T08:00:00+08:00') / 1000;
export const DAY = 86400;

const scratch = mkdtempSync(join(tmpdir(), 'jiuye-gen-'));
process.on('exit', () => rmSync(scratch, {recursive: true, force: true}));
let count = 0, empty;

export function scratchDir() {
	const dir = join(scratch, String(count++));
	mkdirSync(dir);
	return dir;
}

function conf(dir, sections) {
	const all = {
		path: {store: `${dir}/store.db`, keys: `${dir}/keys`, cache: `${dir}/cache`, public: `${dir}/public`,
			source: `${dir}/site-src`, plugins: `${dir}/plugins`, assets: `${dir}/node_modules`},
		portal: {plain_http: 'yes'},
		build: {sync: 'no', ...sections.build},
	};
	for (const [s, v] of Object.entries(sections)) all[s] = {...all[s], ...v};
	return Object.entries(all).map(([s, v]) => `[${s}]\n` + Object.entries(v).map(([k, x]) => `${k} = ${x}\n`).join('')).join('');
}

// A migrated, empty store with two prefectures, made once and copied.
function emptyStore() {
	if (empty) return empty;
	const dir = scratchDir();
	writeFileSync(join(dir, 'jiuye.conf'), conf(dir, {}));
	const r = spawnSync(join(BIN, 'portalctl'), ['-c', join(dir, 'jiuye.conf'), 'migrate', '--init-keys'], {encoding: 'utf8'});
	assert.equal(r.status, 0, r.stderr);
	empty = join(dir, 'store.db');
	sqlite(empty, `INSERT INTO region(code, name, level, parent) VALUES
		('65', '新疆', 1, NULL), ('6501', '乌鲁木齐市', 2, '65'), ('6502', '克拉玛依市', 2, '65'), ('6528', '巴州', 2, '65');
		PRAGMA wal_checkpoint(TRUNCATE);`);
	return empty;
}

export function sqlite(file, sql) {
	const r = spawnSync('sqlite3', ['-bail', file], {input: sql, encoding: 'utf8'});
	assert.equal(r.status, 0, r.stderr);
	return r.stdout;
}

// Options: sections of jiuye.conf.
export function makeSite(sections = {}) {
	const dir = scratchDir();
	cpSync(FIXTURE, dir, {recursive: true});
	cpSync(emptyStore(), join(dir, 'store.db'));
	cpSync(join(dirname(emptyStore()), 'keys'), join(dir, 'keys'), {recursive: true});
	return new Site(dir, sections);
}

export class Site {
	constructor(dir, sections = {}, confFile = 'jiuye.conf') {
		this.dir = dir;
		this.conf = join(dir, confFile);
		this.public = sections.path?.public ?? join(dir, 'public');
		this.clock = NOW;
		writeFileSync(this.conf, conf(dir, sections));
	}

	sql(text) { return sqlite(join(this.dir, 'store.db'), text); }

	employer(id, name = `单位${id}`) {
		return `INSERT INTO employer(id, name, credit_code, state, created_at, updated_at, verified_at)
			VALUES(${id}, '${name}', printf('9165%014d', ${id}), 'verified', ${NOW}, ${NOW}, ${NOW});`;
	}

	job(id, {employer = 1, title = `职位${id}`, region = '6501', closes = NOW + 30 * DAY, state = 'published', phone = '', text = `做第${id}件事。`} = {}) {
		return `INSERT INTO job(id, employer_id, title, region_code, description, contact_phone, state, closes_on, closes_at,
			published_at, created_at, updated_at) VALUES(${id}, ${employer}, '${title}', '${region}', '${text}', '${phone}', '${state}',
			'2026-07-01', ${closes}, ${NOW - 1000 + id}, ${NOW}, ${NOW + id});`;
	}

	fill({employers = 3, jobs = 40} = {}) {
		let sql = 'BEGIN;';
		for (let i = 1; i <= employers; i++) sql += this.employer(i);
		for (let i = 1; i <= jobs; i++)
			sql += this.job(i, {employer: i % employers + 1, region: i % 3 ? '6501' : '6502', closes: NOW + (i % 20 + 5) * DAY});
		this.sql(sql + 'COMMIT;');
		return this;
	}

	write(path, text) {
		const file = join(this.dir, path);
		mkdirSync(dirname(file), {recursive: true});
		writeFileSync(file, text);
	}

	read(path) { return readFileSync(join(this.dir, path), 'utf8'); }
	edit(path, from, to) {
		const text = this.read(path);
		assert.ok(text.includes(from), `${path} holds ${from}`);
		this.write(path, text.replaceAll(from, to));
	}
	remove(path) { rmSync(join(this.dir, path), {recursive: true}); }
	// The plugins, templates and content of the portal itself in place of the test site's.
	adopt() {
		for (const [from, to] of [['plugins', 'plugins'], ['site-src', 'site-src'], ['node_modules/@picocss', 'node_modules/@picocss']])
			cpSync(join(ROOT, from), join(this.dir, to), {recursive: true});
	}
	page(path) { return readFileSync(join(this.public, path), 'utf8'); }
	has(path) { return existsSync(join(this.public, path)); }

	run(args, {env = {}} = {}) {
		const [command, ...rest] = args;
		const r = spawnSync(join(BIN, 'sitegen'), [command, '-c', this.conf, ...rest],
			{encoding: 'utf8', env: {...process.env, ...env}, timeout: 120e3});
		return {status: r.status, signal: r.signal, out: r.stdout, err: r.stderr};
	}

	build(...args) { return this.run(['build', '--clock', String(this.clock), ...args]); }

	must(...args) {
		const r = this.build(...args);
		assert.equal(r.status, 0, r.err);
		return r.out;
	}

	start(args, env = {}) {
		return spawn(join(BIN, 'sitegen'), ['build', '-c', this.conf, '--clock', String(this.clock), ...args],
			{env: {...process.env, ...env}, stdio: ['ignore', 'pipe', 'pipe']});
	}

	// The same site from nothing, beside this one. Files of a search may differ, what is found by them may not.
	rebuilt({search = 'found'} = {}) {
		const other = join(this.dir, `other${count++}`);
		mkdirSync(other);
		const s = new Site(this.dir, {path: {public: join(other, 'public'), cache: join(other, 'cache')}}, `other${count}.conf`);
		// Of the cache, what outlives the manifest.
		if (existsSync(join(this.dir, 'cache/moved'))) cpSync(join(this.dir, 'cache/moved'), join(other, 'cache/moved'));
		s.clock = this.clock;
		s.must();
		const mine = this.tree(), bases = searches(s.public).filter((base) => search === 'found' && existsSync(join(this.public, base, 'index.json')));
		const of = (t, searched) => Object.entries(t).filter(([f]) => bases.some((base) => `/${f}`.startsWith(base)) === searched);
		const t = Object.fromEntries([...of(tree(s.public), false), ...of(mine, true)]);
		if (bases.length) {
			const r = spawnSync('node', [join(ROOT, 'tests/lib/found.mjs'), String(this.clock), this.public, s.public], {encoding: 'utf8'});
			assert.equal(r.status, 0, r.stdout + r.stderr);
		}
		rmSync(other, {recursive: true});
		return t;
	}

	tree() { return tree(this.public); }
	times() { return times(this.public); }
}

function files(dir, prefix = '') {
	if (!existsSync(dir)) return [];
	return readdirSync(dir, {withFileTypes: true}).flatMap((e) =>
		e.isDirectory() ? files(join(dir, e.name), `${prefix}${e.name}/`) : [prefix + e.name]);
}

// {path: digest} of every file.
export function tree(dir) {
	return Object.fromEntries(files(dir).sort().map((f) =>
		[f, createHash('sha256').update(readFileSync(join(dir, f))).digest('hex')]));
}

// {path: "inode mtime"}: another string means that the file was written.
export function times(dir) {
	return Object.fromEntries(files(dir).sort().map((f) => {
		const s = statSync(join(dir, f), {bigint: true});
		return [f, `${s.ino} ${s.mtimeNs}`];
	}));
}

// Paths whose value differs between two of the above.
export function changed(a, b) {
	return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((k) => a[k] !== b[k]).sort();
}

// Links of pages that lead to no file, as "page -> link".
export function brokenLinks(dir) {
	const all = files(dir), known = new Set(all), broken = [];
	for (const f of all.filter((x) => x.endsWith('.html'))) {
		for (const [, ref] of readFileSync(join(dir, f), 'utf8').matchAll(/(?:href|src)="([^"]*)"/g)) {
			const url = new URL(ref.replaceAll('&amp;', '&'), `http://site/${f}`);
			if (url.host !== 'site' || /^\/(auth|api|my|org|office|verify)\b/.test(url.pathname)) continue;
			const path = decodeURIComponent(url.pathname).slice(1);
			if (!known.has(path === '' || path.endsWith('/') ? `${path}index.html` : path)) broken.push(`${f} -> ${ref}`);
		}
	}
	return broken;
}

