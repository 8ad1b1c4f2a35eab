// measure.mjs: what the benches measure with: load from wrk and the processor time that the processes of a
// portal spend on it; programs and what they took; medians.
import {spawn, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, readdirSync, rmSync, statfsSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {ROOT, buildDir} from '../lib/world.mjs';

export const line = (name, value) => console.log(`bench ${name} ${Number(value.toPrecision(3))}`);
export const note = (text) => console.log(`  ${text}`);
export const settle = () => wait(500);

// A program of this folder.
export const program = (name) => join(buildDir(), 'b', name);

// An option of run.mjs that has a value, as "--jobs 1000"; a flag is true or false.
export function option(name, otherwise) {
	const at = process.argv.indexOf(`--${name}`);
	return at === -1 ? otherwise : otherwise === false ? true : process.argv[at + 1];
}

// A folder to work in, in memory where there is room: a disk that others write to as well says little.
export function workFolder() {
	const memory = '/dev/shm';
	let base = tmpdir();
	try {
		const fs = statfsSync(memory);
		if (fs.bavail * fs.bsize > 4e9) base = memory;
	} catch { /* there is none */ }
	const dir = mkdtempSync(join(option('work', base), 'jiuye-bench-'));
	process.on('exit', () => rmSync(dir, {recursive: true, force: true}));
	return dir;
}

// --- programs

export function must(command, args, {env = {}, input} = {}) {
	const r = spawnSync(command, args, {cwd: ROOT, env: {...process.env, ...env}, input, encoding: 'utf8', maxBuffer: 1 << 30});
	if (r.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${r.error ?? `status ${r.status}`}\n${r.stderr}`);
	return r;
}

// The same, measured by took.c: {wall, cpu} in milliseconds, {peak} in MB, of the program alone.
export function timed(command, args, options) {
	const r = must(program('took'), [command, ...args], options);
	const [wall, cpu, kb] = r.stderr.trim().split('\n').at(-1).split(' ').map(Number);
	return {wall: wall / 1000, cpu: cpu / 1000, peak: kb / 1024, out: r.stdout};
}

export const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

// Measure every way in turn, `runs` times, so that what else the machine does meets all of them alike.
// `ways` is {name: () => result}; gives {name: [results]}.
export function alternate(runs, ways) {
	const all = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
	for (let i = 0; i < runs; i++)
		for (const [name, way] of Object.entries(ways)) all[name].push(way());
	return all;
}

// The median of the quotients of runs that were made side by side.
export const ratio = (over, under, of) => median(over.map((r, i) => of(r) / of(under[i])));

// --- load

// Nanoseconds on a processor of a process and all below it.
export function cpuOf(pid) {
	const children = readdirSync('/proc').filter((d) => /^\d+$/.test(d)).filter((d) => {
		try {
			return Number(readFileSync(`/proc/${d}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')[1]) === pid;
		} catch { return false; }
	}).map(Number);
	const own = readdirSync(`/proc/${pid}/task`).reduce((sum, t) =>
		sum + Number(readFileSync(`/proc/${pid}/task/${t}/schedstat`, 'utf8').split(' ')[0]), 0);
	return children.reduce((sum, c) => sum + cpuOf(c), own);
}

const lua = (list) => `{${list.map((s) => typeof s === 'string' ? JSON.stringify(s) : lua(s)).join(',')}}`;

// Requests by turns over `paths`, or forms posted to `post`: each of `forms` {cookie, csrf}
// with each of `jobs` once.
function script({paths = [], cookie = '', post, forms = [], jobs = [], origin}) {
	if (!post) return `local paths = ${lua(paths)}
wrk.headers["Cookie"] = ${JSON.stringify(cookie)}
local i = 0
request = function() i = i + 1; return wrk.format("GET", paths[1 + i % #paths]) end
`;
	return `local cookies, csrfs, jobs = ${lua(forms.map((f) => f.cookie))}, ${lua(forms.map((f) => f.csrf))}, ${lua(jobs)}
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Origin"] = ${JSON.stringify(origin)}
local i = -1
request = function()
  i = i + 1
  local who = 1 + i % #cookies
  wrk.headers["Cookie"] = cookies[who]
  return wrk.format("POST", ${JSON.stringify(post)}, nil, "csrf=" .. csrfs[who] .. "&one=" .. jobs[1 + math.floor(i / #cookies) % #jobs])
end
`;
}

function wrk(args) {
	return new Promise((resolve, reject) => {
		const child = spawn('wrk', args, {stdio: ['ignore', 'pipe', 'inherit']});
		let out = '';
		child.stdout.on('data', (d) => { out += d; });
		child.on('error', reject).on('close', (code) => code === 0 ? resolve(out) : reject(new Error(`wrk: ${code}\n${out}`)));
	});
}

const MS = {us: 1e-3, ms: 1, s: 1e3, m: 6e4};

// Load for some seconds over 64 connections: {us: processor time a request, p99: milliseconds,
// n, refused: how many were not answered with 2xx or 3xx}.
export async function load(origin, {pid, seconds = 4, connections = 64, ...what}) {
	const dir = mkdtempSync(join(tmpdir(), 'jiuye-bench-')), file = join(dir, 'load.lua');
	writeFileSync(file, script({...what, origin}) + `
done = function(summary, latency)
  io.write(string.format("n=%d p99=%f refused=%d", summary.requests, latency:percentile(99) / 1000, summary.errors.status))
end
`);
	try {
		if (!what.post) await wrk(['-t1', '-c4', '-d1s', '-s', file, origin]); // warm
		const before = cpuOf(pid);
		const out = await wrk(['-t1', `-c${connections}`, `-d${seconds}s`, '-s', file, origin]);
		const used = cpuOf(pid) - before;
		const [, n, p99, refused] = out.match(/n=(\d+) p99=([\d.]+) refused=(\d+)/);
		return {us: used / 1e3 / Number(n), p99: Number(p99), n: Number(n), refused: Number(refused)};
	} finally {
		rmSync(dir, {recursive: true});
	}
}
