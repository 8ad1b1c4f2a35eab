// make run: the demo portal from nothing, once more with its data, and its end.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {readFileSync, readdirSync} from 'node:fs';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, test} from 'node:test';
import {setTimeout as wait} from 'node:timers/promises';
import {Client} from '../lib/http.mjs';
import {freePort} from '../lib/portal.mjs';
import {ROOT, run} from '../lib/world.mjs';

let dir, port, client, child, output;
before(async () => {
	dir = await mkdtemp(join(tmpdir(), 'jiuye-run-'));
	port = await freePort();
	client = new Client(`http://127.0.0.1:${port}`);
});
after(async () => {
	if (child?.exitCode === null) process.kill(-child.pid, 'SIGKILL');
	await rm(dir, {recursive: true, force: true});
});

async function start() {
	output = '';
	child = spawn('tools/run.sh', {cwd: ROOT, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
		env: {...process.env, VAR: join(dir, 'var'), PUBLIC: join(dir, 'public'), PORT: String(port), B: 'build'}});
	for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (d) => { output += d; });
	for (let i = 0; i < 600 && !/Ctrl-C/.test(output); i++) {
		assert.equal(child.exitCode, null, output);
		await wait(100);
	}
	assert.match(output, new RegExp(`http://127\\.0\\.0\\.1:${port}`));
}

// As a terminal does it: the signal goes to the whole group.
async function interrupt() {
	const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
	process.kill(-child.pid, 'SIGINT');
	return ended;
}

const left = () => readdirSync('/proc').filter((d) => /^\d+$/.test(d)).filter((d) => {
	try { return readFileSync(`/proc/${d}/cmdline`, 'utf8').includes(dir); } catch { return false; }
});

describe('make run', () => {
	let job;
	test('from nothing it serves the demo portal and says how to go on', async () => {
		await start();
		const home = await client.get('/');
		assert.equal(home.status, 200);
		job = home.text.match(/href="(\/jobs\/\d[^"]*\.html)"/)[1];
		assert.equal((await client.get(job)).status, 200);
		const list = output.match(/demo accounts\s+(.*)/)[1].split(' ');
		const accounts = (await run(list[0], list.slice(1))).stdout.trim().split('\n').map((l) => l.split('\t'));
		for (const role of ['graduate', 'employer', 'faculty', 'school', 'prefecture', 'authority', 'admin'])
			assert.ok(accounts.some((a) => a[0] === role && a.length === 3), role);
		assert.equal((await client.get('/auth/login')).status, 200);
	});

	test('the clock\'s work is done while it runs', async () => {
		const log = () => readFile(join(dir, 'var/tick.log'), 'utf8').catch(() => '');
		for (let i = 0; i < 100 && !/tick:/.test(await log()); i++) await wait(100);
		assert.match(await log(), /tick: .* 0 failed/);
	});

	test('Ctrl-C ends it, all of it, without complaint', async () => {
		assert.equal(await interrupt(), 0);
		assert.deepEqual(left(), []);
		assert.doesNotMatch(output, /error|Killed|Terminated/);
	});

	test('the second time it starts in seconds and keeps the data', async () => {
		const began = Date.now();
		await start();
		assert.ok(Date.now() - began < 5000, `${Date.now() - began} ms`);
		assert.equal((await client.get(job)).status, 200);
		assert.equal(await interrupt(), 0);
	});
});
