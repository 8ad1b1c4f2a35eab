// make setup, make install and the example configuration.
import assert from 'node:assert/strict';
import {mkdtemp, readFile, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {ROOT, buildDir, makeWorld, run} from '../lib/world.mjs';

test('setup with everything in place says nothing, needs no network and takes no time', async () => {
	await run('tools/setup.sh', []);
	const began = Date.now();
	const command = ['unshare', '--net', 'tools/setup.sh'];
	const canUnshare = (await run('unshare', ['--net', 'true'])).status === 0;
	const r = await run(...(canUnshare ? [command[0], command.slice(1)] : [command[2], []]));
	assert.deepEqual(r, {status: 0, stdout: '', stderr: ''});
	assert.ok(Date.now() - began < 2000, `${Date.now() - began} ms`);
});

test('the lock file names no registry', async () => {
	const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8'));
	const resolved = Object.entries(lock.packages).filter(([, p]) => p.resolved).map(([name]) => name);
	assert.deepEqual(resolved, []);
});

test('every package is pinned to one version', async () => {
	const {dependencies, devDependencies} = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
	for (const [name, version] of Object.entries({...dependencies, ...devDependencies}))
		assert.match(version, /^\d+\.\d+\.\d+$/, name);
});

test('deploy/jiuye.conf shows every setting and none that is gone', async () => {
	const table = (await run(join(buildDir('release'), 'portalctl'), ['config'])).stdout;
	const known = [...table.matchAll(/^### \[(\w+)\]$|^\| `(\w+)` \|/gm)];
	const example = [...(await readFile(join(ROOT, 'deploy/jiuye.conf'), 'utf8')).matchAll(/^\[(\w+)\]$|^;?(\w+) =/gm)];
	const names = (matches) => {
		let section = '';
		return matches.flatMap((m) => m[1] ? (section = m[1], []) : [`[${section}] ${m[2]}`]);
	};
	assert.ok(known.length > 20, table);
	assert.deepEqual(names(example), names(known));
});

test('make install puts programs, source and units below DESTDIR and keeps a configuration', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'jiuye-install-'));
	const install = () => run('tools/install.sh', [], {env: {DESTDIR: dir, PREFIX: '/opt/jiuye', B: buildDir('release')}});
	try {
		const r = await install();
		assert.equal(r.status, 0, r.stderr);
		for (const file of ['opt/jiuye/bin/portal', 'opt/jiuye/bin/sitegen', 'opt/jiuye/bin/portalctl',
			'opt/jiuye/share/jiuye/site-src/templates/layout.mustache', 'opt/jiuye/share/jiuye/plugins/jobs.lua',
			'usr/lib/systemd/system/jiuye-portal.service', 'etc/jiuye/jiuye.conf'])
			await stat(join(dir, file));
		assert.equal((await stat(join(dir, 'etc/jiuye/keys'))).mode & 0o777, 0o700);
		const conf = join(dir, 'etc/jiuye/jiuye.conf');
		const unit = await readFile(join(dir, 'usr/lib/systemd/system/jiuye-portal.service'), 'utf8');
		assert.match(unit, /^ExecStart=\/opt\/jiuye\/bin\/portal -c /m);
		assert.ok(!/\/usr\/local/.test(unit + await readFile(conf, 'utf8')));
		const check = await run(join(dir, 'opt/jiuye/bin/portal'), ['-c', conf, '--routes']);
		assert.equal(check.status, 0, check.stderr);
		// What was installed is enough to build the site.
		const world = await makeWorld({site: 'empty', conf: {path: {source: join(dir, 'opt/jiuye/share/jiuye/site-src'),
			plugins: join(dir, 'opt/jiuye/share/jiuye/plugins'), assets: join(dir, 'opt/jiuye/share/jiuye/node_modules')}}});
		const built = await run(join(dir, 'opt/jiuye/bin/sitegen'), ['-c', world.confFile, 'build']);
		await world.remove();
		assert.equal(built.status, 0, built.stderr);
		await run('sh', ['-c', `echo '; mine' >>'${conf}'`]);
		assert.equal((await install()).status, 0);
		assert.match(await readFile(conf, 'utf8'), /; mine\n$/);
	} finally {
		await rm(dir, {recursive: true, force: true});
	}
});
