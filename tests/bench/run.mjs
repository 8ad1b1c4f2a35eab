// run.mjs: every bench of the project, one after the other, so that none disturbs another.
// Prints lines "bench NAME VALUE".   node tests/bench/run.mjs [FILTER...]
import {spawnSync} from 'node:child_process';
import {readdirSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const filters = process.argv.slice(2);
let status = 0;
for (const name of readdirSync(here).filter((f) => f.endsWith('.bench.mjs')).sort()) {
	if (filters.length > 0 && !filters.some((f) => name.includes(f))) continue;
	const r = spawnSync(process.execPath, [join(here, name)], {stdio: 'inherit', timeout: 600e3});
	if (r.status !== 0) status = 1;
}
process.exit(status);
