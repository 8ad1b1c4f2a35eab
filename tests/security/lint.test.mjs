// The lint of our own finds each danger it is for, and nothing in clean code.
import assert from 'node:assert/strict';
import {cp, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {after, before, test} from 'node:test';
import {ROOT, run} from '../lib/world.mjs';

const CLEAN = {
	'lib/clean.c': '/* strcpy( in a comment */\nint\nf(void)\n{\n\tputs("system(1)");\n\treturn my_atoi(1);\n}\n',
	'dynamic/clean.c': 'SQL(SQL_MOVE, "UPDATE a SET state = :to WHERE id = :id");\nSQL(SQL_B, "UPDATE a SET b = 1 WHERE state = 2");\nx = { .sql_move = SQL_MOVE };\n',
	'site-src/templates/clean.mustache': '<form method="post">{{>csrf}}</form><script src="{{asset.js}}"></script>'
		+ '<script type="application/ld+json">{{{ld_json}}}</script>',
};
// name, file, content, what the lint must say
const DANGERS = [
	['a banned function', 'lib/x.c', '\nvoid f(void) { strcpy(a, b); }', 'lib/x.c:2: strcpy() is banned'],
	['SQL put together with printf', 'lib/x.c', 'buf_printf(&b,\n "SELECT a FROM t WHERE b = \'%s\'", x);', 'lib/x.c:2: SQL is put together'],
	['SQL put together by appending', 'dynamic/x.c', 'buf_puts(&b, "DELETE FROM t");', 'dynamic/x.c:1: SQL is put together'],
	['SQLite outside its driver', 'dynamic/x.c', 'sqlite3_exec(db, s, 0, 0, 0);', 'dynamic/x.c:1: sqlite3_exec'],
	['prepared text that is no constant', 'dynamic/x.c', 'db_prepare_text(db, &st, s);', 'dynamic/x.c:1: db_prepare_text('],
	['a state changed by hand', 'dynamic/x.c', '\nSQL(SQL_X, "UPDATE job SET title = :t,"\n\t" state = :to WHERE id = :id");', 'dynamic/x.c:2: SQL_X changes a state by hand'],
	['a state changed where a row is there already', 'dynamic/x.c', 'SQL(SQL_X, "INSERT INTO a(id) VALUES(1) ON CONFLICT(id) DO UPDATE SET state = 1");', 'dynamic/x.c:1: SQL_X changes a state'],
	['a clock of its own', 'generator/x.c', 't = time(NULL);', 'generator/x.c:1: time(NULL'],
	['a function that does not fit a screen', 'lib/x.c', `int\nlong_one(void)\n{\n${'\tx();\n'.repeat(61)}}\n`, 'lib/x.c:3: long_one(): 61 lines'],
	['the generator including the portal', 'generator/x.c', '#include "act.h"', 'generator/x.c:1: generator/ does not include dynamic/'],
	['the library including the generator', 'lib/x.c', '#include "site.h"', 'lib/x.c:1: lib/ does not include generator/'],
	['an event attribute', 'site-src/templates/x.mustache', '<p onclick="x()">', 'x.mustache:1: on… attributes'],
	['a style attribute', 'site-src/templates/x.mustache', '<p style="color: red">', 'x.mustache:1: style attributes'],
	['an inline script', 'site-src/templates/x.mustache', '<script>x()</script>', 'x.mustache:1: a script has a src'],
	['a triple brace that is not allowed', 'site-src/templates/x.mustache', 'a\n{{{name}}}', 'x.mustache:2: {{{name}}} is not escaped'],
	['an ampersand tag that is not allowed', 'site-src/templates/x.mustache', '{{& name}}', 'x.mustache:1: {{& name}} is not escaped'],
	['a form without a token', 'site-src/templates/x.mustache', '<form method="post"><input></form>', 'x.mustache:1: a POST form carries'],
	['markup from text', 'site-src/assets/x.js', 'e.innerHTML = t;', 'x.js:1: .innerHTML ='],
	['a sheet that loads from elsewhere', 'site-src/assets/x.css', 'a{background:url(https://x/y)}', 'x.css:1: a style sheet loads'],
	['a permission that is no longer needed', 'tools/raw-allowed.txt', 'site-src/templates/gone.mustache html\n', '"site-src/templates/gone.mustache html" is no longer used'],
];

let dir;

async function put(files) {
	for (const [name, content] of Object.entries(files)) {
		await mkdir(join(dir, dirname(name)), {recursive: true});
		await writeFile(join(dir, name), content);
	}
}
const lint = () => run(process.execPath, ['tools/lint-own.mjs'], {cwd: dir});

before(async () => {
	dir = await mkdtemp(join(tmpdir(), 'jiuye-lint-'));
	await mkdir(join(dir, 'tools'));
	await cp(join(ROOT, 'tools/lint-own.mjs'), join(dir, 'tools/lint-own.mjs'));
	await run('git', ['init', '-q'], {cwd: dir});
	await put({...CLEAN, 'dynamic/act.h': '', 'generator/site.h': ''});
});
after(() => rm(dir, {recursive: true, force: true}));

const ALLOWED = 'site-src/templates/clean.mustache ld_json # made by the generator\n';

test('clean code passes the lint', async () => {
	await put({'tools/raw-allowed.txt': ALLOWED});
	assert.deepEqual(await lint(), {status: 0, stdout: '', stderr: ''});
});

for (const [name, file, content, message] of DANGERS) {
	test(`the lint finds ${name}`, async () => {
		await put({'tools/raw-allowed.txt': ALLOWED});
		await put({[file]: file.startsWith('tools/') ? ALLOWED + content : content});
		const r = await lint();
		if (!file.startsWith('tools/')) await rm(join(dir, file));
		assert.equal(r.status, 1);
		assert.ok(r.stdout.includes(message), r.stdout);
		assert.equal(r.stdout.trim().split('\n').length, 1, r.stdout);
	});
}
