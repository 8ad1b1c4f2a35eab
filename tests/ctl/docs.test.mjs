// The documents say what is there: files, commands, options, settings, addresses, figures.
import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import {basename, join} from 'node:path';
import {describe, test} from 'node:test';
import {ROOT, buildDir, run} from '../lib/world.mjs';

const FOLDERS = ['deploy', 'docs', 'dynamic', 'generator', 'lib', 'plugins', 'schema', 'site-src', 'tests', 'tools'];
const EXAMPLES = /\/links(\/|\.lua|$)|NAME|NNNN|X\.c|\*/; // a section that docs/plugins.md makes up, and names to fill in

const portalctl = (...args) => run(join(buildDir(), 'portalctl'), args);
const sitegen = (...args) => run(join(buildDir(), 'sitegen'), args);
const text = (path) => readFileSync(join(ROOT, path), 'utf8');
const below = (folder) => readdirSync(join(ROOT, folder), {withFileTypes: true}).flatMap((e) => e.isDirectory()
	? [`${folder}/${e.name}/`, ...below(`${folder}/${e.name}`)] : [`${folder}/${e.name}`]);

const there = [...FOLDERS.flatMap((f) => [`${f}/`, ...below(f)]), ...readdirSync(ROOT)];
const names = new Set(there.map((path) => basename(path)));
const documents = there.filter((path) => path.endsWith('.md') && !/^site-src|^tests\/(gen|fuzz)/.test(path));
const pages = documents.map((path) => [path, text(path)]);
const manual = text('docs/operate.md');

// What `find` (with one group) finds in the documents and `is` does not hold of: ["docs/x.md: what", …].
const wrong = (find, is, among = pages) => among.flatMap(([path, page]) => [...page.matchAll(find)]
	.filter(([, what]) => !is(what)).map(([, what]) => `${path}: ${what}`));

describe('what programs print stands in the documents as it is', () => {
	test('the operator\'s manual has the table of settings (else: make docs/operate.md)', async () => {
		assert.equal(manual.split('<!-- portalctl config -->\n')[1], (await portalctl('config')).stdout);
	});
	test('the defaults that deploy/jiuye.conf shows', () => {
		const rows = manual.split('<!-- portalctl config -->')[1].split('### ').slice(1)
			.flatMap((part) => [...part.matchAll(/^\| `(\w+)` \| (?:`(.*?)`)? ?\|/gm)].map(([, name, value = '']) => `${part.match(/\[\w+\]/)[0]} ${name} = ${value}`.trim()));
		const example = text('deploy/jiuye.conf').split(/^(?=\[)/m).slice(1)
			.flatMap((part) => [...part.matchAll(/^(;?)(\w+) =(.*)$/gm)].map(([, off, name, value]) => [`${part.match(/\[\w+\]/)[0]} ${name}`, off ? value.trim() : null]));
		assert.deepEqual(example.filter(([, value]) => value !== null).map(([name, value]) => `${name} = ${value}`.trim()),
			rows.filter((row) => example.some(([name, value]) => value !== null && row.startsWith(`${name} =`))));
	});
	test('docs/workflows.md is what the tables say (else: make docs/workflows.md)', async () => {
		const [, tables] = text('docs/workflows.md').split('<!-- portalctl workflows -->\n');
		assert.equal(tables, (await portalctl('workflows')).stdout);
	});
});

describe('what a document names is there', () => {
	test('files and folders', () => {
		assert.ok(documents.length > 12);
		const inFull = new RegExp(`(?<![\\w./-])((?:${FOLDERS.join('|')})/[\\w./@*-]*)`, 'g');
		const is = (path) => EXAMPLES.test(path) || there.some((t) => [t, t.replace(/\/$/, ''), t.replace(/-[^/]*$/, '')].includes(path.replace(/[.]+$/, '')));
		assert.deepEqual(wrong(inFull, is), []);
	});
	test('files by their name alone', () => {
		assert.deepEqual(wrong(/`(?:[\w-]+\/)*([\w-]+\.(?:c|h|lua|mjs|sh|sql|css|js))\b/g, (n) => names.has(n) || EXAMPLES.test(`/${n}`)), []);
		assert.deepEqual(wrong(/`((?:[\w-]+\/)*[\w-]+\.mustache)`/g, (n) => there.includes(`site-src/templates/${n}`) || there.includes(n) || EXAMPLES.test(n)), []);
	});
	test('links and pictures', () => {
		const link = /\]\((?!https?:)([^)]+)\)/g;
		assert.deepEqual(wrong(link, (path) => there.includes(path), [['README.md', text('README.md')]]), []);
	});
	test('classes and tokens of the style sheet', () => {
		const sheet = text('site-src/assets/jiuye.css');
		assert.deepEqual(wrong(/`(\.[a-z][a-z-]*|--[a-z]+)`/g, (name) => sheet.includes(name), [['docs/looks.md', text('docs/looks.md')]]), []);
	});
	test('every folder of the programs is on the map', () => {
		const map = text('docs/architecture.md'), readme = text('README.md');
		for (const e of readdirSync(join(ROOT, 'dynamic'), {withFileTypes: true}))
			if (e.isDirectory()) assert.match(map, new RegExp(`(\`|\`dynamic/)${e.name}/\``), e.name);
		for (const folder of FOLDERS) assert.ok(readme.includes(`\`${folder}/\``), folder);
		for (const path of documents.filter((d) => d.startsWith('docs/'))) assert.ok(readme.includes(path), path);
	});
	test('documents that comments speak of', () => {
		const sources = there.filter((path) => /^(deploy|dynamic|generator|lib|schema|tools)\/.*\.(c|h|sql|sh|mjs|patch|conf|mk)$/.test(path));
		assert.deepEqual(wrong(/([a-z_-]{3,}\.md)\b/g, (name) => names.has(name), sources.map((path) => [path, text(path)])), []);
	});
	test('addresses of the portal', () => {
		const routes = [...text('docs/routes.md').matchAll(/^\| \w+ \| `([^`]+)`/gm)]
			.map(([, path]) => new RegExp(`^${path.replaceAll('*', '[^/]+')}$`));
		const is = (path) => routes.some((r) => r.test(path.replace(/[?#].*/, '')));
		assert.deepEqual(wrong(/`(?:GET |POST )?(\/(?:my|org|office|auth|api|verify|healthz)\b[^\s`…]*)`/g, is,
			pages.filter(([path]) => path !== 'docs/routes.md')), []);
	});
});

describe('what a document lets one type is understood', () => {
	test('commands and options of portalctl', async () => {
		const help = (await portalctl('--help')).stdout;
		const rows = [...help.matchAll(/^  ([a-z]+)(?: ([a-z]+))?/gm)].map(([, first, second]) => ({first, second}));
		const grouped = new Set(['user', 'office', 'outbox', 'audit', 'document']);
		const is = (words) => {
			const [first, second] = words.split(' ');
			return rows.some((r) => r.first === first && (!grouped.has(first) || second === undefined || r.second === second));
		};
		assert.ok([...manual.matchAll(/portalctl [a-z]/g)].length > 20);
		const spoken = pages.map(([path, page]) => [path, page.match(/`[^`\n]+`|```[^]*?```/g)?.join('\n') ?? '']);
		assert.deepEqual(wrong(/portalctl (?:-c \S+ )?([a-z]+(?: [a-z]+)?)/g, is, spoken), []);
		assert.deepEqual(wrong(/portalctl [^`\n|]*?(--[a-z-]+)/g, (option) => option === '--help' || help.includes(option)), []);
	});
	test('commands and options of sitegen', async () => {
		const commands = [...(await sitegen('--help')).stdout.matchAll(/^  ([a-z]+) /gm)].map(([, name]) => name);
		const help = Object.fromEntries(await Promise.all(commands.map(async (c) => [c, (await sitegen(c, '--help')).stdout])));
		assert.deepEqual(wrong(/`(?:build\/)?sitegen ([a-z]+)/g, (c) => c in help), []);
		assert.deepEqual(wrong(/`(?:build\/)?sitegen ([a-z]+ [^`]*--[a-z-]+)/g, (line) => {
			const [command, ...rest] = line.split(' ');
			return rest.filter((w) => w.startsWith('--')).every((option) => help[command].includes(option));
		}), []);
	});
	test('what make makes', () => {
		const targets = [...(text('Makefile') + text('tools/kore.mk')).matchAll(/^([\w/.-]+):/gm)].map(([, name]) => name);
		assert.deepEqual(wrong(/(?:`|^|&& )(?:sudo )?make (?!\w+=)([a-z][\w/.-]*)/gm, (t) => targets.includes(t)), []);
	});
	test('settings', () => {
		const is = (row) => {
			const [, section, name] = row.match(/^\[(\w+)\] (\w+)$/);
			return manual.includes(`### [${section}]`) && manual.split(`### [${section}]`)[1].split('###')[0].includes(`| \`${name}\` |`);
		};
		assert.deepEqual(wrong(/(\[(?:site|path|portal|session|password|captcha|sms|mail|identity|limit|notice|signing|build|test)\] [a-z]+_?[a-z_]+)/g,
			is), []);
	});
	test('the lines of make bench', () => {
		const printed = there.filter((path) => path.endsWith('.bench.mjs')).flatMap((path) => [...text(path).matchAll(/\bline\([`']([^`']+)[`']/g)])
			.map(([, name]) => new RegExp(`^${name.replace(/\$\{[^}]+\}/g, '[a-z0-9_]+')}$`));
		assert.ok(printed.length > 25);
		const is = (name) => printed.some((p) => p.test(name));
		assert.deepEqual(wrong(/`((?:site|portal|desk|template)_[a-z0-9_]+)`/g, (n) => is(n), pages.filter(([path]) => /bench|search/.test(path))), []);
	});
});
