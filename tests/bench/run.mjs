// run.mjs: every bench of the project, one after the other, so that none disturbs another.
//   node tests/bench/run.mjs [--jobs N] [--runs N] [--hugo] [--work FOLDER] [FILTER...]
// A filter is a part of a bench's name ("site"). Ends with a line "bench NAME VALUE" for each figure;
// docs/bench.md says what they mean. Nothing here asserts a time.
import {spawn} from 'node:child_process';
import {readdirSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const args = process.argv.slice(2);
const filters = args.filter((a, i) => !a.startsWith('--') && !['--jobs', '--runs', '--work'].includes(args[i - 1]));
const figures = [];

function run(name) {
	return new Promise((resolve) => {
		const child = spawn(process.execPath, [join(here, name), ...args], {stdio: ['ignore', 'pipe', 'inherit'], timeout: 3600e3});
		createInterface(child.stdout).on('line', (text) => {
			if (text.startsWith('bench ')) figures.push(text);
			console.log(text.replace(/^bench /, '  '));
		});
		child.on('close', resolve);
	});
}

for (const name of readdirSync(here).filter((f) => f.endsWith('.bench.mjs')).sort()) {
	if (filters.length > 0 && !filters.some((f) => name.includes(f))) continue;
	console.log(name.replace('.bench.mjs', ''));
	if (await run(name) !== 0) process.exitCode = 1;
}
console.log(['', ...figures].join('\n'));
