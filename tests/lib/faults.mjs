// faults.mjs: builds that fail or are killed at one of their calls (tests/gen/fault_at.c), each from the
// same state, and what must be true after each: every file of the live site is whole, the old one or
// the new one, every link leads to a file, and the next build makes what an undisturbed one makes.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {cpSync, existsSync, linkSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, unlinkSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {scratchDir} from './gen.mjs';
import {ROOT} from './world.mjs';

const preload = join(scratchDir(), 'fault_at.so');
const cc = spawnSync('gcc', ['-shared', '-fPIC', '-O1', '-Wall', '-Wextra', '-Werror', '-o', preload,
	join(ROOT, 'tests/gen/fault_at.c')], {encoding: 'utf8'});
assert.equal(cc.status, 0, cc.stderr);

const NOTICE = '页面正在更新，请稍候';

// What a message must say of an error, and never may. Of a file that it cannot open or read SQLite has words of its own.
const WORDS = {
	ENOSPC: /the disk is full|No space left on device/,
	EIO: /Input\/output error|disk I\/O error|unable to open database file|readonly database|malformed/,
	EMFILE: /Too many open files/,
};
// It tries again to open for reading alone what it could not make, and finds that there is no such file.
const SHUT = /the disk is full|No space left on device|unable to open database file|readonly database/;
const WRONG = /damaged|memory|bug/;

export function environment({calls, fault, at, stays = false}) {
	return {LD_PRELOAD: preload, FAULT_CALLS: calls, FAULT: fault, FAULT_AT: String(at), ...stays && {FAULT_STAYS: '1'}};
}

// The state of `site` is where every build begins. `args`: of that build. `fresh`: the site comes as a whole.
export class Lab {
	constructor(site, {args = [], fresh = false} = {}) {
		this.site = site;
		this.args = args;
		this.fresh = fresh;
		this.digests = new Map();
		this.links = new Map();
		this.saved = join(site.dir, 'saved');
		this.kept = ['public', 'cache'].filter((d) => existsSync(join(site.dir, d)));
		for (const d of this.kept) cpSync(join(site.dir, d), join(this.saved, d), {recursive: true});
		this.old = this.scan(join(this.saved, 'public'), true);
		this.reset();
		const count = join(site.dir, 'count');
		const r = this.build({LD_PRELOAD: preload, FAULT_COUNT: count});
		assert.equal(r.status, 0, r.err);
		this.counts = Object.fromEntries(readFileSync(count, 'utf8').trim().split('\n').map((l) => l.split(' ')).map(([k, v]) => [k, Number(v)]));
		cpSync(site.public, join(this.saved, 'wanted'), {recursive: true});
		this.wanted = this.scan(join(this.saved, 'wanted'));
		this.runs = 0;
		this.tolerated = 0;
		this.mixed = 0;
	}

	// Back to the beginning. Pages are never written in place, so a second name for each will do, and
	// what has kept its inode is as it was.
	reset() {
		const {dir} = this.site, top = this.site.public;
		for (const d of ['public.stage', 'public.next', 'cache']) rmSync(join(dir, d), {recursive: true, force: true});
		if (this.kept.includes('cache')) cpSync(join(this.saved, 'cache'), join(dir, 'cache'), {recursive: true});
		const now = this.inodes(top), then = this.inodes(join(this.saved, 'public'));
		for (const [path, ino] of now) if (then.get(path) !== ino) unlinkSync(join(top, path));
		for (const [path, ino] of then) {
			if (now.get(path) === ino) continue;
			mkdirSync(join(top, dirname(path)), {recursive: true});
			linkSync(join(this.saved, 'public', path), join(top, path));
		}
		if (then.size === 0) rmSync(top, {recursive: true, force: true});
	}

	build(env = {}) { return this.site.run(['build', '--clock', String(this.site.clock), ...this.args], {env}); }

	// {path: inode} of the files below a folder.
	inodes(top) {
		const found = new Map();
		const walk = (dir, prefix) => {
			for (const e of existsSync(dir) ? readdirSync(dir, {withFileTypes: true}) : []) {
				if (e.isDirectory()) walk(join(dir, e.name), `${prefix}${e.name}/`);
				else found.set(prefix + e.name, statSync(join(dir, e.name)).ino);
			}
		};
		walk(top, '');
		return found;
	}

	// {path: digest}. `remember`: they stay, so that their inodes tell their digests.
	scan(top, remember = false) {
		const found = this.inodes(top);
		for (const [path, ino] of found) found.set(path, this.digests.get(ino) ?? this.digest(join(top, path), path, ino, remember));
		return found;
	}

	digest(file, path, ino, remember) {
		const bytes = readFileSync(file), digest = createHash('sha256').update(bytes).digest('hex');
		if (remember) this.digests.set(ino, digest);
		if (path.endsWith('.html') && !this.links.has(path + digest)) this.links.set(path + digest, this.linksOf(path, bytes.toString()));
		return digest;
	}

	// The files that a page's links lead to; null: it is a notice.
	linksOf(page, text) {
		if (text.includes(NOTICE)) return null;
		return [...text.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, ref]) => new URL(ref.replaceAll('&amp;', '&'), `http://site/${page}`))
			.filter((u) => u.host === 'site' && !/^\/(auth|api|my|org|office|verify)\b/.test(u.pathname))
			.map((u) => decodeURIComponent(u.pathname).slice(1)).map((p) => p === '' || p.endsWith('/') ? `${p}index.html` : p);
	}

	// The live site is whole. Says what it is: 'old', 'new' or 'mixed'.
	look(what) {
		const now = this.scan(this.site.public);
		let old = now.size === this.old.size, wanted = now.size === this.wanted.size;
		for (const [path, digest] of now) {
			const links = path.endsWith('.html') ? this.links.get(path + digest) : [];
			const is_old = this.old.get(path) === digest, is_wanted = this.wanted.get(path) === digest;
			old &&= is_old;
			wanted &&= is_wanted;
			if (links === null)
				assert.ok(!this.old.has(path) || !this.wanted.has(path), `${what}: a notice stands in the place of ${path}`);
			else
				assert.ok(is_old || is_wanted, `${what}: ${path} is neither the old nor the new one`);
			for (const to of links ?? []) assert.ok(now.has(to), `${what}: ${path} leads to ${to}, which is not there`);
		}
		const state = wanted ? 'new' : old ? 'old' : 'mixed';
		assert.ok(!this.fresh || state !== 'mixed', `${what}: neither the old site nor the new one`);
		return state;
	}

	// One build with a fault, and the next one without.
	inject(fault) {
		const what = `${fault.fault}${fault.stays ? ' from' : ' at'} ${fault.calls} ${fault.at}`;
		this.reset();
		const r = this.build(environment(fault));
		const state = this.look(what);
		this.runs++;
		this.mixed += state === 'mixed';
		if (fault.fault === 'kill') assert.ok(r.signal === 'SIGKILL' || r.status === 0, `${what}: ${r.status} ${r.err}`);
		else this.said(what, fault, r, state);
		if (r.status === 0) assert.equal(state, 'new', `${what}: it said that all was well\n${r.err}`);
		this.next(what);
	}

	said(what, fault, r, state) {
		assert.equal(r.signal, null, `${what}: ${r.signal} ${r.err}`);
		if (r.status === 0) {
			this.tolerated++;
			return;
		}
		assert.equal(r.status, 1, `${what}: ${r.err}`);
		const lines = r.err.trim().split('\n').filter((l) => /^sitegen: (?!warning)/.test(l));
		assert.equal(lines.length, 1, `${what}: ${r.err}`);
		assert.match(lines[0], fault.calls === 'open' && fault.fault === 'ENOSPC' ? SHUT : WORDS[fault.fault], `${what} (${state})`);
		assert.doesNotMatch(r.err, WRONG, what);
		if (fault.fault === 'ENOSPC') assert.doesNotMatch(r.err, /scratch/, what);
	}

	// The next build completes it, and leaves nothing lying about.
	next(what) {
		const r = this.build();
		assert.equal(r.status, 0, `${what}, then built: ${r.err}`);
		const now = this.scan(this.site.public);
		for (const path of new Set([...now.keys(), ...this.wanted.keys()]))
			assert.equal(now.get(path), this.wanted.get(path), `${what}, then built: ${path}`);
		const left = (dir, mine) => assert.deepEqual(readdirSync(dir).filter((f) => mine.test(f)), [], `${what}, then built: left over`);
		left(this.site.dir, /^public\./);
		left(join(this.site.dir, 'cache'), /^(failed|manifest\.(?!db$).*)$/);
	}
}
