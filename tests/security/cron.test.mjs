// An administrator adds an announcement, cron builds the site in its bare environment,
// and only the pages that show it change.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {readFileSync, readdirSync, statSync} from 'node:fs';
import {cp, mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {ROOT, makeWorld, run} from '../lib/world.mjs';

let world, source;
before(async () => {
	world = await makeWorld({site: 'own'});
	source = world.path('site-src');
	await cp(join(ROOT, 'site-src'), source, {recursive: true});
	await world.reconfigure({path: {source}});
	await mkdir(world.path('log'));
	assert.equal((await cron('sitegen')).status, 0);
});
after(() => world?.remove());

// The line of deploy/cron that runs `program`, as cron would run it: /bin/sh, its own
// PATH, no other variable; our folders in place of the installed ones.
async function cron(program) {
	const text = await readFile(join(ROOT, 'deploy/cron'), 'utf8');
	const line = text.split('\n').find((l) => !l.startsWith('#') && l.includes(`${program} `));
	const command = line.replace(/^(\S+\s+){5}\S+\s+/, '').replaceAll('/etc/jiuye/jiuye.conf', world.confFile)
		.replaceAll('/var/log/jiuye', world.path('log'));
	const path = text.match(/^PATH=(.*)$/m)[1].replace('/usr/local/bin', world.bin);
	return run('env', ['-i', 'SHELL=/bin/sh', `PATH=${path}`, `HOME=${world.dir}`, 'LOGNAME=jiuye', '/bin/sh', '-c', command], {cwd: '/'});
}

const walk = (dir) => readdirSync(dir, {withFileTypes: true}).flatMap((e) => e.isDirectory() ? walk(join(dir, e.name)) : [join(dir, e.name)]);
const snapshot = () => new Map(walk(world.publicDir).map((f) => [f.slice(world.publicDir.length),
	`${statSync(f, {bigint: true}).mtimeNs} ${createHash('sha256').update(readFileSync(f)).digest('hex')}`]));
const changed = (a, b) => [...new Set([...a.keys(), ...b.keys()])].filter((f) => a.get(f) !== b.get(f)).sort();

test('a build without a change touches no file', async () => {
	const before = snapshot();
	assert.equal((await cron('sitegen')).status, 0);
	assert.deepEqual(changed(before, snapshot()), []);
});

test('a new announcement touches the pages that show it and no other', async () => {
	const before = snapshot();
	const today = new Date(Date.now() - 864e5).toISOString().slice(0, 10);
	await writeFile(join(source, 'content/announcements/probe.md'), `---\ntitle: 关于试运行的通知\ndate: ${today}\n---\n试运行。\n`);
	const r = await cron('sitegen');
	assert.equal(r.status, 0, r.stderr);
	const touched = changed(before, snapshot());
	const page = touched.find((f) => /^\/announcements\/.*probe\.html$/.test(f));
	assert.ok(page, touched.join('\n'));
	assert.match(await readFile(world.publicDir + page, 'utf8'), /关于试运行的通知/);
	for (const f of touched) assert.match(f, /^\/(announcements\/|index\.html|sitemap|site\/|search\/|feed)/, touched.join('\n'));
	assert.ok(touched.length < 12, touched.join('\n'));
	assert.match(await readFile(world.path('log/build.log'), 'utf8'), /written/);
});

test('a broken announcement: exit 1, file and line named, nothing touched', async () => {
	const before = snapshot();
	await writeFile(join(source, 'content/announcements/broken.md'), '---\ntitle: [unfinished\n---\nx\n');
	const r = await cron('sitegen');
	assert.equal(r.status, 1);
	assert.match(r.stderr, /broken\.md:\d+/);
	assert.deepEqual(changed(before, snapshot()), []);
});

test('the tick runs from cron as well', async () => {
	assert.equal((await cron('portalctl')).status, 0);
	assert.match(await readFile(world.path('log/tick.log'), 'utf8'), /tick:/);
});
