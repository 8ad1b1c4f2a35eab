// Who may read what on disk, and what the running portal can reach.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readFileSync, readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {startPortal} from '../lib/portal.mjs';
import {makeWorld} from '../lib/world.mjs';

let world, portal;
before(async () => {
	world = await makeWorld({site: 'own', build: 'release'});
	portal = await startPortal({world});
	await (await portal.login('graduate')).get('/my/');
});
after(async () => {
	await portal?.stop({clean: false}); // a worker was killed on purpose
	await world?.remove();
});

const mode = (path) => statSync(path).mode & 0o777;
const walk = (dir) => readdirSync(dir, {withFileTypes: true}).flatMap((e) =>
	e.isDirectory() ? [join(dir, e.name), ...walk(join(dir, e.name))] : [join(dir, e.name)]);
const workers = () => readdirSync('/proc').filter((d) => /^\d+$/.test(d)).filter((d) => {
	try {
		return readFileSync(`/proc/${d}/stat`, 'utf8').split(') ')[1].split(' ')[1] === String(portal.pid);
	} catch { return false; }
});

test('the master key is for its owner\'s eyes only', () => {
	for (const file of walk(join(world.dir, 'keys'))) assert.equal(mode(file) & 0o377, 0, `${file} ${mode(file).toString(8)}`);
	assert.equal(mode(join(world.dir, 'keys')) & 0o077, 0);
});

test('store and log are not for others', () => {
	for (const file of readdirSync(world.dir).filter((f) => /^jiuye\.db|\.log$/.test(f)))
		assert.equal(mode(join(world.dir, file)) & 0o007, 0, file);
});

test('the public site is readable by the web server and writable by nobody else', () => {
	for (const file of walk(world.publicDir)) {
		const want = statSync(file).isDirectory() ? 0o555 : 0o444;
		assert.equal(mode(file) & want, want, file);
		assert.equal(mode(file) & 0o022, 0, file);
	}
});

test('nothing private is among the public files', () => {
	for (const file of walk(world.publicDir)) assert.doesNotMatch(file.slice(world.publicDir.length), /\.(db|sqlite|key|conf|lua|mustache|tmp|log)$|\/\./, file);
});

test('the workers run under a seccomp filter, without new privileges and core files', () => {
	const all = workers();
	assert.equal(all.length, 2);
	for (const pid of all) {
		const status = readFileSync(`/proc/${pid}/status`, 'utf8');
		assert.match(status, /^Seccomp:\s+2$/m);
		assert.match(status, /^NoNewPrivs:\s+1$/m);
		assert.match(readFileSync(`/proc/${pid}/limits`, 'utf8'), /^Max core file size\s+0\s+0/m);
	}
});

test('a killed worker is back at once, and nobody lost the session', async () => {
	const client = await portal.login('graduate');
	const [victim] = workers();
	process.kill(Number(victim), 'SIGKILL');
	const until = Date.now() + 5000;
	const whole = (now = workers()) => now.length === 2 && !now.includes(victim);
	while (!whole() && Date.now() < until) await client.get('/healthz', {timeout: 500}).catch(() => {});
	assert.ok(whole(), `${victim} died, there are ${workers()}`);
	assert.equal((await client.get('/api/session')).json.logged_in, true);
});

test('the programs are built with the protections of the linker', () => {
	for (const name of ['portal', 'sitegen', 'portalctl']) {
		const headers = execFileSync('readelf', ['-lWd', join(world.bin, name)], {encoding: 'utf8'});
		assert.match(headers, /Elf file type is DYN/, `${name}: PIE`);
		assert.match(headers, /GNU_RELRO/, name);
		assert.match(headers, /\(FLAGS.*(BIND_)?NOW/, name);
		assert.match(headers, /GNU_STACK.* RW /, name);
	}
});
