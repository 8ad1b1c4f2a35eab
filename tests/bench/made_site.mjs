// made_site.mjs: a site of its own for a bench: store, configuration and content, made by fill.c.
import {cpSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {ROOT, buildDir} from '../lib/world.mjs';
import {must, program, timed} from './measure.mjs';

const BIN = buildDir();

// `now`: seconds, as text; `build`: lines of [build].
export function makeSite(dir, jobs, now, build = '') {
	const conf = join(dir, 'jiuye.conf');
	writeFileSync(conf, `[site]
base_url = https://bench.example
[path]
store = ${dir}/jiuye.db
keys = ${dir}/keys
cache = ${dir}/cache
public = ${dir}/public
source = ${dir}/site-src
plugins = ${ROOT}/plugins
assets = ${ROOT}/node_modules
[portal]
plain_http = yes
bind = 127.0.0.1
[build]
sync = no
${build}
`);
	cpSync(join(ROOT, 'site-src'), join(dir, 'site-src'), {recursive: true});
	must(join(BIN, 'portalctl'), ['-c', conf, 'migrate', '--init-keys']);
	must(program('fill'), [join(dir, 'jiuye.db'), String(jobs), join(dir, 'site-src/content')], {env: {BENCH_NOW: now}});
	return {dir, conf, store: join(dir, 'jiuye.db'), pub: join(dir, 'public'), now: Number(now)};
}

export const remove = (...paths) => paths.forEach((p) => rmSync(p, {recursive: true, force: true}));

export function build(site, ...args) {
	return timed(join(BIN, 'sitegen'), ['build', '-c', site.conf, '--clock', String(site.now), ...args]);
}
