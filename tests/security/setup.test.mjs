// make setup, make install and the example configuration.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {mkdtemp, readFile, readdir, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
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

test('a second make install brings what is ours up to date and leaves what was changed, added or removed there', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'jiuye-install-'));
	const share = join(dir, 'opt/share/jiuye');
	const install = () => run('tools/install.sh', [], {env: {DESTDIR: dir, PREFIX: '/opt', B: buildDir('release')}});
	const read = (file) => readFile(join(share, file), 'utf8');
	const sha = (text) => createHash('sha256').update(text).digest('hex');
	// As if the release before had had this text there.
	const was = async (file, text) => {
		const list = (await read('installed')).split('\n').filter((l) => !l.endsWith(`  ${file}`));
		await writeFile(join(share, 'installed'), [...list.filter(Boolean), `${sha(text)}  ${file}`, ''].join('\n'));
	};
	try {
		assert.equal((await install()).status, 0);
		const own = 'site-src/content/announcements/mine.md', help = 'site-src/content/help/login.md';
		await writeFile(join(share, own), 'mine');
		await writeFile(join(share, 'plugins/rules/review.lua'), 'return {}');
		await was('plugins/rules/review.lua', 'of the release before');
		await writeFile(join(share, 'plugins/jobs.lua'), 'of the release before');
		await was('plugins/jobs.lua', 'of the release before');
		await writeFile(join(share, 'plugins/gone.lua'), 'of the release before');
		await was('plugins/gone.lua', 'of the release before');
		await writeFile(join(share, 'plugins/edited.lua'), 'changed');
		await was('plugins/edited.lua', 'of the release before');
		await rm(join(share, help));
		const r = await install();
		assert.equal(r.status, 0, r.stderr);
		assert.equal(await read(own), 'mine');
		assert.equal(await read('plugins/rules/review.lua'), 'return {}');
		assert.equal(await read('new/plugins/rules/review.lua'), await readFile(join(ROOT, 'plugins/rules/review.lua'), 'utf8'));
		assert.match(r.stdout, /kept as it was changed here: .*review\.lua/);
		assert.equal(await read('plugins/jobs.lua'), await readFile(join(ROOT, 'plugins/jobs.lua'), 'utf8'));
		await assert.rejects(read('plugins/gone.lua'));
		assert.equal(await read('plugins/edited.lua'), 'changed');
		await assert.rejects(read(help));
		assert.doesNotMatch((await install()).stdout, /kept/, 'said once');
	} finally {
		await rm(dir, {recursive: true, force: true});
	}
});

test('the unit that builds may write where builds are staged: beside the site, which install gives to it', async () => {
	const conf = await readFile(join(ROOT, 'deploy/jiuye.conf'), 'utf8'), unit = await readFile(join(ROOT, 'deploy/systemd/jiuye-build.service'), 'utf8');
	const place = (name) => dirname(conf.match(new RegExp(`^${name} = (.*)$`, 'm'))[1]);
	const may = unit.match(/^ReadWritePaths=(.*)$/m)[1].split(' ');
	for (const folder of [place('public'), place('cache')]) assert.ok(may.includes(folder), folder);
	assert.match(await readFile(join(ROOT, 'tools/install.sh'), 'utf8'), new RegExp(`chown jiuye:jiuye ${place('public')} ${place('public')}/public`));
});

test('the units are ones that systemd takes', async (t) => {
	if ((await run('systemd-analyze', ['--version'])).status !== 0) return t.skip('no systemd-analyze here');
	for (const unit of await readdir(join(ROOT, 'deploy/systemd'))) {
		const r = await run('systemd-analyze', ['verify', join(ROOT, 'deploy/systemd', unit)]);
		assert.deepEqual((r.stdout + r.stderr).split('\n').filter((l) => l.startsWith('jiuye') && !/is not executable: No such file/.test(l)), []);
		assert.doesNotMatch(r.stderr, /Unknown|ignoring|Failed to parse/);
	}
});
