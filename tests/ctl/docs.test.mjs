// docs/operate.md says what the program says.
import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {test} from 'node:test';
import {ROOT, buildDir, run} from '../lib/world.mjs';

const portalctl = (...args) => run(join(buildDir(), 'portalctl'), args);
const manual = await readFile(join(ROOT, 'docs/operate.md'), 'utf8');

test('the operator\'s manual has the table of settings', async () => {
	const [, table] = manual.split('<!-- portalctl config -->\n');
	assert.equal(table, (await portalctl('config')).stdout);
});

test('docs/workflows.md is what the tables say (else: make docs/workflows.md)', async () => {
	const [, tables] = (await readFile(join(ROOT, 'docs/workflows.md'), 'utf8')).split('<!-- portalctl workflows -->\n');
	assert.equal(tables, (await portalctl('workflows')).stdout);
});

test('the operator\'s manual uses only commands and options that there are', async () => {
	const help = (await portalctl('--help')).stdout;
	const rows = [...help.matchAll(/^  ([a-z]+)(?: ([a-z]+))?/gm)].map(([, first, second]) => ({first, second}));
	const used = [...manual.matchAll(/portalctl ([a-z]+)(?: ([a-z]+))?/g)];
	const grouped = new Set(['user', 'office', 'outbox', 'audit']);
	assert.ok(used.length > 20);
	for (const [text, first, second] of used)
		assert.ok(rows.some((r) => r.first === first && (!grouped.has(first) || second === undefined || r.second === second)), text);
	for (const [, option] of manual.matchAll(/portalctl [^`\n|]*?(--[a-z-]+)/g))
		assert.ok(help.includes(option) || option === '--help', option);
});
