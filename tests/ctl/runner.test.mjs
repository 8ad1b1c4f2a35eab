// The test runner: a filter that nothing matches is a mistake, and is not answered by running everything.
import assert from 'node:assert/strict';
import {appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {ROOT, run} from '../lib/world.mjs';

// A project of two test files, each of which leaves a mark when it runs.
const dir = mkdtempSync(join(tmpdir(), 'jiuye-runner-'));
after(() => rmSync(dir, {recursive: true, force: true}));
mkdirSync(join(dir, 'tests/ctl'), {recursive: true});
mkdirSync(join(dir, 'build'));
mkdirSync(join(dir, 'tests/unit'));
writeFileSync(join(dir, 'tests/unit/test_fig.c'), '');
for (const file of ['run.mjs', 'lib/checklist.mjs', 'lib/reporter.mjs'])
	cpSync(join(ROOT, 'tests', file), join(dir, 'tests', file));
for (const [file, name] of [['apple', '1.1.f1 it is red'], ['pear', '1.2.f1 it is green']])
	writeFileSync(join(dir, `tests/ctl/${file}.test.mjs`), `import {appendFileSync} from 'node:fs';
import {test} from 'node:test';
appendFileSync('ran', '${file} ');
test('${name}', () => {});
`);

async function runner(...filters) {
	const mark = join(dir, 'ran');
	rmSync(mark, {force: true});
	const result = await run(process.execPath, [join(dir, 'tests/run.mjs'), ...filters]);
	return {...result, ran: existsSync(mark) ? readFileSync(mark, 'utf8').trim().split(' ').sort().join(' ') : ''};
}

test('a filter is a part of a path, or of a name, which only a first run must look for everywhere', async () => {
	let r = await runner('1.2.f1');
	assert.deepEqual([r.status, r.ran], [0, 'apple pear'], r.stderr);
	assert.match(r.stdout, /1 passed, 0 failed/);
	r = await runner('1.2.f1');
	assert.deepEqual([r.status, r.ran], [0, 'pear'], r.stderr);
	r = await runner('ctl/apple');
	assert.deepEqual([r.status, r.ran], [0, 'apple'], r.stderr);
	r = await runner('ctl/apple', '1.2.f1');
	assert.deepEqual([r.status, r.ran], [0, 'apple pear'], r.stderr);
});

test('a filter that nothing matches, or only what is not built, is named, nothing runs, and the exit status is 2', async () => {
	for (const filters of [['plum'], ['ctl/apple', 'plum'], ['unit/test_fig']]) {
		const r = await runner(...filters);
		assert.deepEqual([r.status, r.ran], [2, '']);
		assert.match(r.stderr, /no test matches "(plum|unit\/test_fig)"/);
	}
});

test('a file that has changed is looked through again', async () => {
	appendFileSync(join(dir, 'tests/ctl/apple.test.mjs'), 'test(\'1.3.f1 it is round\', () => {});\n');
	const r = await runner('1.3.f1');
	assert.deepEqual([r.status, r.ran], [0, 'apple'], r.stderr);
	assert.match(r.stdout, /1 passed, 0 failed/);
	appendFileSync(join(dir, 'tests/ctl/pear.test.mjs'), 'test(\'1.4.f1 it is long\', () => {});\n');
	assert.equal((await runner('1.5.f1')).status, 2);
});
