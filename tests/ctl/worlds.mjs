// worlds.mjs: worlds for tests of portalctl, which need no site: the demo store is made
// once a file and copied. removeWorlds() belongs into after().
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {cp} from 'node:fs/promises';
import {makeWorld} from '../lib/world.mjs';

const worlds = [];
let made;

export const ok = (r) => { assert.equal(r.status, 0, r.stderr + r.stdout); return r; };

export function fails(r, status, pattern) {
	assert.equal(r.status, status, r.stderr + r.stdout);
	assert.match(r.stderr, pattern);
}

// Ask the store directly, or tamper with it.
export const sql = (w, text) => execFileSync('sqlite3', [w.path('jiuye.db')], {input: text, encoding: 'utf8'}).trim();

export async function emptyWorld(options = {}) {
	const w = await makeWorld({...options, store: 'none'});
	worlds.push(w);
	return w;
}

async function makeDemo() {
	const w = await emptyWorld();
	ok(await w.ctl('migrate', '--init-keys'));
	ok(await w.ctl('demo'));
	return w;
}

export async function demoWorld(options = {}) {
	made ??= makeDemo();
	const from = await made;
	const w = await emptyWorld(options);
	await cp(from.path('jiuye.db'), w.path('jiuye.db'));
	await cp(from.path('keys'), w.path('keys'), {recursive: true, preserveTimestamps: true});
	return w;
}

export const removeWorlds = () => Promise.all(worlds.splice(0).map((w) => w.remove()));
