// search.bench.mjs: the job search, my resumes and adding a favourite at 100,000 jobs, through the whole portal with
// sessions, CSRF, audit and limits on: one worker, 64 connections that are kept. Processor time is that of all
// processes of the portal, per request answered; beside it what a bare Kore handler and the bare statements of the
// same request cost. Every figure is the median of ROUNDS short runs by turns.
import {execFileSync, spawn} from 'node:child_process';
import {createHash, randomBytes} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {setTimeout as wait} from 'node:timers/promises';
import {freePort, startPortal} from '../lib/portal.mjs';
import {line, load, median, note, option, settle} from './measure.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROUNDS = Number(option('runs', 5));
const PEOPLE = 300;
const QUERIES = [
	'keyword=软件', 'keyword=教师', 'keyword=工程师&region=6501', 'keyword=会计&education=bachelor', 'keyword=电气 经理',
	'region=6531', 'region=650102&employment=full_time', 'industry=C&education=college', 'keyword=护理&salary_min=9000', '',
].map((q) => encodeURI(q));
// What an index could be slow at: a page of each is a line of its own.
const HARD = {
	popular_by_salary: ['keyword=项目管理&sort=salary', 'keyword=工程师&sort=salary', 'keyword=工&sort=salary', 'region=65&sort=salary'],
	rare_pay: ['salary_max=1', 'salary_max=3000', 'salary_min=19800', 'keyword=工程师&salary_max=3000', 'salary_min=1000000'],
	days_by_salary: ['days=1&sort=salary', 'days=30&sort=salary', 'days=365&sort=salary', 'days=1&keyword=工程师&sort=salary'],
	rare_together: ['keyword=护理 教师&region=650102', 'employment=intern&education=master&industry=C'],
};

const portal = await startPortal({conf: {portal: {workers: 1}, captcha: {mode: 'off'}, limit: {login_failures: 1000}}});
const store = portal.path('jiuye.db');
const sql = (text) => execFileSync('sqlite3', [store], {input: '.timeout 60000\n' + text, encoding: 'utf8'});
const program = (name, ...args) => Number(execFileSync(join(portal.bin, 'b', name), [store, ...args], {encoding: 'utf8'}));

sql(readFileSync(join(HERE, 'fill.sql'), 'utf8'));
const tokens = Array.from({length: PEOPLE}, () => randomBytes(32).toString('base64url'));
sql('BEGIN;\n' + tokens.map((t, i) =>
	`INSERT INTO session(token_hash, account_id, created_at, seen_at) SELECT x'${createHash('sha256').update(t).digest('hex')}', id,`
	+ ` unixepoch(), unixepoch() + 600 FROM account WHERE uid = '${`bench${String(i + 1).padStart(17, '0')}`}';`).join('\n') + '\nCOMMIT;');
const done = await portal.ctl('reindex');
if (done.status !== 0) throw new Error(done.stderr);
await settle();

function as(token) {
	const client = portal.client();
	client.cookies.set('sid', token);
	return client;
}

// --- what is asked: three pages of each search; every graduate's own form

const first = QUERIES.map((q) => `/my/search${q ? '?' : ''}${q}`);
async function pages(path) {
	const all = [path];
	for (let next; all.length < 3; all.push(next)) {
		next = (await as(tokens[0]).get(all.at(-1))).text.match(/href="(\/my\/search[^"]*)" rel="next"/)?.[1].replaceAll('&amp;', '&');
		if (!next) break;
	}
	return all;
}
const paths = (await Promise.all(first.map(pages))).flat();
const forms = [];
for (const token of tokens) {
	const page = await as(token).get('/my/search');
	forms.push({cookie: `sid=${token}`, csrf: page.text.match(/action="\/my\/favourites\/add"[\s\S]*?name="csrf" value="([^"]+)"/)[1]});
}
const jobs = sql('SELECT job_id FROM job_live ORDER BY rank LIMIT 2000').trim().split('\n');
const port = await freePort();
const bare = spawn(join(portal.bin, 'b/bare_kore'), [String(port), '1'], {stdio: 'ignore'});
process.on('exit', () => bare.kill('SIGKILL'));
await settle();

// --- measured by turns

const SECONDS = 2;
const page = {pid: portal.pid, cookie: `sid=${tokens[0]}`, seconds: SECONDS};
const kinds = {
	bare: () => load(`http://127.0.0.1:${port}`, {pid: bare.pid, paths: ['/'], seconds: SECONDS}),
	search: () => load(portal.origin, {...page, paths}),
	resumes: () => load(portal.origin, {...page, paths: ['/my/resumes']}),
	favourite: async () => {
		await portal.clock.advance(601); // the limit of forms: 300 of each graduate in ten minutes
		sql('DELETE FROM favourite WHERE account_id IN (SELECT id FROM account WHERE uid LIKE \'bench%\'); PRAGMA wal_checkpoint(TRUNCATE);');
		return load(portal.origin, {...page, cookie: '', post: '/my/favourites/add', forms, jobs});
	},
};
const statements = {
	search: () => program('bare_search', ...QUERIES),
	resumes: () => program('bare_resumes'),
	favourite: () => program('bare_favourite'),
};
const got = {}, bareSql = {};
for (let round = 0; round < ROUNDS; round++) {
	for (const [name, way] of Object.entries(statements)) (bareSql[name] ??= []).push(way());
	for (const [name, way] of Object.entries(kinds)) {
		const r = await way();
		if (r.refused > 0) throw new Error(`${name}: ${r.refused} of ${r.n} were refused`);
		(got[name] ??= []).push(r);
	}
}
bare.kill();
const of = (name, what) => median(got[name].map((r) => r[what]));
line('portal_large_bare_us', of('bare', 'us'));
for (const name of Object.keys(statements)) {
	line(`portal_${name}_large_sql_us`, median(bareSql[name]));
	line(`portal_${name}_large_us`, of(name, 'us'));
	line(`portal_${name}_large_p99_ms`, of(name, 'p99'));
}

// --- searches while jobs change, ten a second: what was kept is thrown away each time
const rank = Number(sql('SELECT max(rank) FROM job_live'));
const changes = spawn('sqlite3', [store], {stdio: ['pipe', 'ignore', 'inherit']});
const beat = setInterval(() => changes.stdin.write(`UPDATE job_live SET headcount = headcount % 9 + 1 WHERE rank = ${rank};\n`), 100);
const changing = await load(portal.origin, {...page, paths, seconds: 4});
clearInterval(beat);
changes.stdin.end();
line('portal_search_changing_us', changing.us);

// --- the statements of searches that are hard for an index
for (const [name, queries] of Object.entries(HARD)) {
	const all = queries.map((q) => [q, median([0, 1, 2].map(() => program('bare_search', encodeURI(q))))]);
	line(`portal_search_${name}_sql_us`, Math.max(...all.map(([, us]) => us)));
	note(all.map(([q, us]) => `${q} ${us}`).join(', '));
}

// --- a cheap page while fifty people a second log in
const cheap = {...page, paths: ['/my/resumes'], seconds: 4, connections: 8};
const graduates = (await portal.accounts()).filter((a) => a.role === 'graduate').flatMap((a) => [a.login, a.password]);
const alone = await load(portal.origin, cheap);
const logins = spawn(process.execPath, [join(HERE, 'logins.mjs'), portal.origin, '6', '50', ...graduates], {stdio: ['ignore', 'pipe', 'inherit']});
let said = '';
logins.stdout.on('data', (d) => { said += d; });
const over = new Promise((resolve) => { logins.on('close', resolve); });
await wait(500);
const beside = await load(portal.origin, cheap);
await over;
const told = JSON.parse(said);
note(`logins: ${said.trim()}`);
line('portal_resumes_8_p99_ms', alone.p99);
line('portal_resumes_8_beside_logins_p99_ms', beside.p99);
line('portal_logins_a_second', told.in / 6);
line('portal_logins_busy_a_second', told.busy / 6);
await portal.stop();
