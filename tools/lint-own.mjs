// lint-own.mjs: what no general tool looks for: the dangers of this project.
// Prints "file:line: message" for each finding; exit status 1 if there is one.
import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {basename, join} from 'node:path';

const FUNCTION_LINES = 60;
const BANNED = 'strcpy strcat strncat sprintf vsprintf gets strtok atoi atol atoll atof system popen alloca '
	+ 'rand srand random mktemp tmpnam tempnam localtime gmtime ctime asctime strncpy';
const SQL_WORDS = /"\s*(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|REPLACE\s+INTO\s)/;
const FORMATTERS = /\b(\w*printf|buf_puts|buf_str|buf_append|strlcat|arena_join)\s*\(/;

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {encoding: 'utf8'})
	.split('\n').filter((f) => f && existsSync(f));
const findings = [];
const find = (file, line, message) => findings.push(`${file}:${line}: ${message}`);
const lineAt = (text, index) => text.slice(0, index).split('\n').length;

// C without comments; strings stay or become blanks. Offsets and lines stay.
function strip(c, strings) {
	return c.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, (m) =>
		m[0] === '/' || (strings && m[0] === '"') || m[0] === "'" ? m.replace(/[^\n]/g, ' ') : m);
}

// Where a name may be used: [pattern, files that may, what to do instead].
const RESERVED = [
	[/\bsqlite3_\w+/g, /^lib\/(db_sqlite|bigram)\w*\.[ch]$|^generator\/manifest\w*\.c$|^tests\//, 'SQLite is reached through lib/db.h'],
	[/#include\s*<kore\//g, /^dynamic\/edge\//, 'Kore stays in dynamic/edge'],
	[/\bdb_prepare_text\s*\(/g, /^lib\/db(_sqlite)?\.[ch]$|^generator\/|^dynamic\/ctl\/restore\.c$|^tests\//, 'SQL is a constant: SQL(NAME, "…") and db_prepare()'],
	[/\btime\s*\(\s*(NULL|0|&)|\bgettimeofday\s*\(|\bclock_gettime\s*\(\s*CLOCK_REALTIME/g, /^lib\/clock\.c$|^generator\/inputs\.c$|^tests\//, 'the time comes from lib/clock.h'],
];

function checkC(file) {
	const source = readFileSync(file, 'utf8');
	const code = strip(source, true), withStrings = strip(source, false);
	for (const m of code.matchAll(new RegExp(`(?<![\\w.>])(${BANNED.replaceAll(' ', '|')})\\s*\\(`, 'g')))
		find(file, lineAt(code, m.index), `${m[1]}() is banned`);
	for (const [pattern, allowed, advice] of RESERVED)
		if (!allowed.test(file))
			for (const m of code.matchAll(pattern)) find(file, lineAt(code, m.index), `${m[0].trim()}: ${advice}`);
	checkPastedSql(file, withStrings);
	checkStates(file, withStrings);
	checkFunctionLength(file, source);
}

// A statement that both formats text and holds the beginning of an SQL statement. The
// one that may is the query of a plugin, which is the administrator's own text and runs
// on a connection that sees the public views only.
function checkPastedSql(file, code) {
	if (file === 'generator/source_sql.c') return;
	let at = 0;
	for (const statement of code.split(';')) {
		if (FORMATTERS.test(statement) && SQL_WORDS.test(statement))
			find(file, lineAt(code, at + statement.search(SQL_WORDS)), 'SQL is put together from parts; bind values instead');
		at += statement.length + 1;
	}
}

// A document's state changes through the workflow engine only: the one statement that sets
// it is its flow's .sql_move. The outbox and accounts are no documents.
const NO_DOCUMENTS = /^(outbox|account)$/;
function checkStates(file, code) {
	for (const m of code.matchAll(/\bSQL\(\s*(\w+)\s*,((?:\s*"(?:\\.|[^"\\\n])*"|\s*[A-Z]\w*)+)/g)) {
		const sql = [...m[2].matchAll(/"((?:\\.|[^"\\\n])*)"/g)].map((t) => t[1]).join('');
		const [, table, set] = sql.match(/\bUPDATE\s+(?:(\w+)\s+)?SET\b((?:(?!\bWHERE\b).)*)/i) ?? [];
		if (set !== undefined && /\bstate\s*=/.test(set) && !NO_DOCUMENTS.test(table) && !new RegExp(`\\.sql_move\\s*=\\s*${m[1]}\\b`).test(code))
			find(file, lineAt(code, m.index), `${m[1]} changes a state by hand; flow_apply() does, by a table of steps`);
	}
}

function checkFunctionLength(file, source) {
	let start = 0, name = '';
	source.split('\n').forEach((line, i) => {
		if (line === '{') start = i + 1;
		else if (line === '}' && start > 0) {
			if (i + 1 - start - 1 > FUNCTION_LINES) find(file, start, `${name}: ${i - start} lines; a function fits a screen (${FUNCTION_LINES})`);
			start = 0;
		} else if (start === 0 && /^\w+\(/.test(line)) name = line.replace(/\(.*/, '()');
	});
}

// lib/ knows nobody; generator/ and dynamic/ know lib/ and themselves.
function checkIncludes(file, headers) {
	const area = file.split('/')[0];
	const others = {lib: ['generator', 'dynamic'], generator: ['dynamic'], dynamic: ['generator']}[area] ?? [];
	for (const m of readFileSync(file, 'utf8').matchAll(/^#include "([^"]+)"/gm)) {
		const name = basename(m[1]);
		const owners = headers.filter((h) => basename(h) === name).map((h) => h.split('/')[0]);
		if (owners.length > 0 && !owners.includes(area) && !owners.includes('lib') && owners.some((o) => others.includes(o)))
			find(file, lineAt(m.input, m.index), `${area}/ does not include ${owners[0]}/ (${m[1]})`);
	}
}

const rawAllowed = new Set(readFileSync('tools/raw-allowed.txt', 'utf8').split('\n')
	.map((l) => l.replace(/#.*/, '').trim().replace(/\s+/g, ' ')).filter(Boolean));
const rawUsed = new Set();

function checkTemplate(file) {
	const text = readFileSync(file, 'utf8').replace(/\{\{!-?[\s\S]*?\}\}|<!--[\s\S]*?-->/g, (m) => m.replace(/[^\n]/g, ' '));
	const rule = (pattern, message) => {
		for (const m of text.matchAll(pattern)) find(file, lineAt(text, m.index), message);
	};
	rule(/\s(on[a-z]+)\s*=\s*["'{]/g, 'on… attributes are forbidden by the CSP');
	rule(/\sstyle\s*=\s*["'{]/g, 'style attributes are forbidden by the CSP');
	// A file to take away carries its own style.
	if (!/\/((?:resume|mydata)\/export|signing\/evidence)\.mustache$/.test(file)) rule(/<style\b/gi, 'inline styles are forbidden by the CSP');
	rule(/javascript:/gi, 'javascript: is forbidden by the CSP');
	rule(/<script\b(?![^>]*\b(src=|type="application\/(ld\+)?json"))[^>]*>/gi, 'a script has a src');
	for (const m of text.matchAll(/\{\{\{\s*([^}]+?)\s*\}\}\}|\{\{&\s*([^}]+?)\s*\}\}/g)) {
		const entry = [`${file} ${m[1] ?? m[2]}`, `* ${m[1] ?? m[2]}`].find((e) => rawAllowed.has(e));
		if (entry) rawUsed.add(entry);
		else find(file, lineAt(text, m.index), `${m[0]} is not escaped and not in tools/raw-allowed.txt`);
	}
	for (const m of text.matchAll(/<form\b[^>]*method="post"[\s\S]*?<\/form>/gi))
		if (!/\{\{>\s*[\w/]*csrf|name="csrf"/.test(m[0])) find(file, lineAt(text, m.index), 'a POST form carries {{>csrf}}');
}

function checkScript(file) {
	const text = strip(readFileSync(file, 'utf8'), false);
	for (const m of text.matchAll(/\.(innerHTML|outerHTML)\s*=(?!=)|insertAdjacentHTML|document\.write|\beval\s*\(|new Function\b/g))
		find(file, lineAt(text, m.index), `${m[0].trim()} makes markup or code from text`);
}

function checkSheet(file) {
	const text = readFileSync(file, 'utf8');
	for (const m of text.matchAll(/(?:url\(\s*["']?|@import\s+["'])(?:https?:)?\/\/[^"')]*/g))
		find(file, lineAt(text, m.index), 'a style sheet loads nothing from elsewhere');
}

const headers = files.filter((f) => /^(lib|generator|dynamic)\/.*\.h$/.test(f));
for (const file of files) {
	if (/^(lib|generator|dynamic)\/.*\.[ch]$/.test(file)) {
		checkC(file);
		checkIncludes(file, headers);
	} else if (file.endsWith('.mustache') && !file.startsWith('tests/')) checkTemplate(file);
	else if (/^site-src\/.*\.m?js$/.test(file)) checkScript(file);
	else if (/^site-src\/.*\.css$/.test(file)) checkSheet(file);
}
for (const entry of rawAllowed)
	if (!rawUsed.has(entry)) find(join('tools', 'raw-allowed.txt'), 1, `"${entry}" is no longer used`);

for (const f of findings) console.log(f);
process.exitCode = findings.length > 0 ? 1 : 0;
