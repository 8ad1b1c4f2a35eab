// run.mjs: every test of the project, side by side on the cores there are.
//
//   node tests/run.mjs [-v] [FILTER...]
//
// A filter is a part of a file's path ("http", "unit/test_seal") or of a test's name
// ("1.2"): a file whose path matches runs whole, of the others those run whose last run had such a
// name, or that are new or changed since. A filter that nothing matches is a mistake: exit status 2.
// -v adds the slowest tests. A file with a failure runs once more, alone, because a busy machine
// can fail a browser; what only passes then is named. The last line is always "N passed, N failed"; the exit
// status is 1 unless all passed.
import {spawn} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {availableParallelism, cpus, tmpdir} from 'node:os';
import {basename, dirname, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {checklistIds, uncited} from './lib/checklist.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SUITES = ['gen', 'ctl', 'http', 'browser', 'security'];
const FILE_SECONDS = 600;
const LAST = join(ROOT, 'build/test-last.json'); // path: {ms, at, names} of its last run
const SANITIZER = {
	ASAN_OPTIONS: 'detect_leaks=1:abort_on_error=0:strict_string_checks=1',
	LSAN_OPTIONS: `suppressions=${join(ROOT, 'tests/lsan.supp')}:print_suppressions=0`,
	UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
};

const args = process.argv.slice(2);
const verbose = args.includes('-v');
const filters = args.filter((a) => !a.startsWith('-'));
const children = new Set();
const scratch = mkdtempSync(join(tmpdir(), 'jiuye-run-'));

function walk(dir) {
	if (!existsSync(dir)) return [];
	return readdirSync(dir, {withFileTypes: true}).flatMap((e) =>
		e.isDirectory() ? walk(join(dir, e.name)) : [join(dir, e.name)]);
}

// A job is a file that runs as one process: {path, file, command, env, parse}.
function unitJobs() {
	return walk(join(ROOT, 'build/asan/t')).filter((f) => existsSync(join(ROOT, 'tests/unit', `${basename(f)}.c`))).map((f) => ({
		path: `tests/unit/${basename(f)}`,
		file: f,
		command: [f],
		env: {CMOCKA_MESSAGE_OUTPUT: 'TAP', ...SANITIZER},
		parse: parseTap,
	}));
}

// The HTTP tests run twice: against the release, and against the build with sanitizers.
function nodeJobs() {
	const files = SUITES.flatMap((s) => walk(join(ROOT, 'tests', s))).filter((f) => f.endsWith('.test.mjs'));
	return [...files.map((f) => [f, 'release']), ...files.filter((f) => f.includes('/tests/http/')).map((f) => [f, 'asan'])]
		.map(([f, build], i) => {
			const results = join(scratch, `${i}.json`);
			return {
				path: relative(ROOT, f) + (build === 'asan' ? ' (sanitizers)' : ''),
				file: f,
				command: [process.execPath, '--test-reporter=./tests/lib/reporter.mjs',
					`--test-reporter-destination=${results}`, f],
				env: {JIUYE_TEST_BUILD: build},
				parse: () => existsSync(results) ? readFileSync(results, 'utf8').split('\n')
					.filter(Boolean).map((l) => JSON.parse(l)) : [],
			};
		});
}

// cmocka's TAP: "ok 1 - name", "not ok 2 - name" followed by "# message" lines.
function parseTap(output) {
	const tests = [];
	for (const line of output.split('\n')) {
		const m = /^(not )?ok \d+ - (.*?)(\s+# SKIP.*)?$/.exec(line);
		if (m) tests.push({name: m[2], ok: !m[1], skipped: m[3] !== undefined, ms: 0, message: ''});
		else if (/^\s*#/.test(line) && tests.length > 0 && !tests.at(-1).ok) tests.at(-1).message += line.trim() + '\n';
	}
	return tests;
}

function execute(job) {
	return new Promise((resolve) => {
		const began = Date.now();
		const child = spawn(job.command[0], job.command.slice(1), {
			cwd: ROOT, env: {...process.env, ...job.env}, stdio: ['ignore', 'pipe', 'pipe'], detached: true,
		});
		children.add(child);
		let output = '', late = false;
		const timer = setTimeout(() => { late = true; process.kill(-child.pid, 'SIGKILL'); }, FILE_SECONDS * 1000);
		child.stdout.setEncoding('utf8').on('data', (d) => { output += d; });
		child.stderr.setEncoding('utf8').on('data', (d) => { output += d; });
		child.on('error', (e) => { output += String(e); });
		child.on('close', (code, signal) => {
			clearTimeout(timer);
			children.delete(child);
			const tests = job.parse(output);
			const why = late ? `took longer than ${FILE_SECONDS} s` : signal ? `died of ${signal}`
				: tests.length === 0 ? 'ran no test' : code !== 0 ? `exit status ${code}` : '';
			// A crash after the last test, a leak, a hook: the file itself failed.
			if (why && tests.every((t) => t.ok))
				tests.push({name: `the file itself (${why})`, ok: false, ms: 0, message: ''});
			resolve({job, tests, output, ms: Date.now() - began});
		});
	});
}

process.on('exit', () => rmSync(scratch, {recursive: true, force: true}));
for (const signal of ['SIGINT', 'SIGTERM']) {
	process.on(signal, () => {
		for (const child of children) process.kill(-child.pid, 'SIGTERM');
		process.exit(130);
	});
}

async function executeAll(jobs, report) {
	const queue = [...jobs];
	const worker = async () => {
		while (queue.length > 0) report(await execute(queue.shift()));
	};
	await Promise.all(Array.from({length: availableParallelism?.() ?? cpus().length}, worker));
}

function wanted(test, job, by = filters) {
	return by.length === 0 || by.some((f) => job.path.includes(f) || test.name.includes(f));
}

function printFailures({job, tests, output}) {
	const failed = tests.filter((t) => !t.ok && wanted(t, job));
	let last = '';
	for (const t of failed) {
		console.log(`\nFAILED ${job.path}: ${t.name}`);
		if (t.message) console.log(indent(t.message === last ? '(the same)' : t.message.slice(0, 4000)));
		last = t.message;
	}
	if (failed.length > 0 && output.trim()) console.log(indent(`--- output of ${job.path}\n${output.slice(-6000).trim()}`));
}

const indent = (text) => text.trimEnd().replace(/^/gm, '    ');

function readLast() {
	try { return JSON.parse(readFileSync(LAST, 'utf8')); } catch { return {}; }
}

// May a test of the file match? One that has not run as it is now may.
function mayMatch(job, filter, last) {
	return job.path.includes(filter) || !last || statSync(job.file).mtimeMs > last.at ||
		last.names.some((n) => n.includes(filter));
}

function refuse(unmatched) {
	console.error(`no test matches ${unmatched.map((f) => `"${f}"`).join(', ')} (unit tests are built by: make asan)`);
	process.exitCode = 2;
}

async function main() {
	const last = readLast();
	const everything = [...unitJobs(), ...nodeJobs()];
	const chosen = filters.map((f) => {
		const byPath = everything.filter((j) => j.path.includes(f));
		const isUnit = walk(join(ROOT, 'tests/unit')).some((u) => basename(u, '.c').includes(basename(f)));
		return byPath.length > 0 || isUnit ? byPath : everything.filter((j) => mayMatch(j, f, last[j.path]));
	});
	const unmatched = filters.filter((f, i) => chosen[i].length === 0);
	if (unmatched.length > 0) return refuse(unmatched);
	const jobs = filters.length > 0 ? [...new Set(chosen.flat())] : everything;
	// The longest first, so that none is left alone at the end.
	jobs.sort((a, b) => (last[b.path]?.ms ?? 1e6) - (last[a.path]?.ms ?? 1e6));

	const all = [], unsure = [];
	const count = (r) => all.push(...r.tests.filter((t) => wanted(t, r.job)).map((t) => ({...t, path: r.job.path})));
	await executeAll(jobs, (r) => {
		last[r.job.path] = {ms: r.ms, at: r.tests.every((t) => t.ok) ? Date.now() - r.ms : 0, names: r.tests.map((t) => t.name)};
		if (r.tests.some((t) => !t.ok && wanted(t, r.job))) unsure.push(r);
		else count(r);
	});
	for (const first of unsure) {
		const again = await execute(first.job);
		if (again.tests.some((t) => !t.ok && wanted(t, again.job))) printFailures(again);
		else for (const t of first.tests.filter((x) => !x.ok))
			console.log(`passed only when run again: ${first.job.path}: ${t.name}\n${indent((t.message || '').slice(0, 1000))}`);
		count(again);
	}
	mkdirSync(dirname(LAST), {recursive: true});
	writeFileSync(LAST, JSON.stringify(last));

	if (verbose) {
		console.log('\nslowest:');
		for (const t of [...all].sort((a, b) => b.ms - a.ms).slice(0, 15))
			console.log(`  ${(t.ms / 1000).toFixed(1).padStart(6)} s  ${t.path}: ${t.name}`);
	}
	if (filters.length === 0) console.log('\n' + uncited(checklistIds(ROOT), all.filter((t) => t.ok && !t.skipped).map((t) => t.name)));
	const skipped = all.filter((t) => t.skipped).length;
	const failed = all.filter((t) => !t.ok).length;
	if (skipped > 0) console.log(`${skipped} skipped`);
	console.log(`${all.length - failed - skipped} passed, ${failed} failed`);
	process.exitCode = failed > 0 || all.length === 0 ? 1 : 0;
	const none = filters.filter((f) => !all.some((t) => wanted(t, {path: t.path}, [f])));
	if (none.length > 0) refuse(none);
}

await main();
