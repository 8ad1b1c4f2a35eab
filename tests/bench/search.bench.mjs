// search.bench.mjs: the job search, favourites and my resumes at 100,000 jobs, through the whole
// portal with sessions, CSRF, audit and limits on. Processor time is that of the portal's
// processes, per request answered, over 64 connections; beside it what a bare Kore handler and
// the bare statements cost.
import {execFileSync, spawn} from 'node:child_process';
import {createHash, randomBytes} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {freePort, startPortal} from '../lib/portal.mjs';
import {line, load, settle} from './measure.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const PEOPLE = 300;
const QUERIES = [
	'keyword=软件', 'keyword=教师', 'keyword=工程师&region=6501', 'keyword=会计&education=bachelor', 'keyword=电气 经理',
	'region=6531', 'region=650102&employment=full_time', 'industry=C&education=college', 'keyword=护理&salary_min=9000', '',
].map((q) => encodeURI(q));

const portal = await startPortal({conf: {portal: {workers: 1}}});
const store = portal.path('jiuye.db');
execFileSync('sqlite3', [store], {input: '.timeout 60000\n' + readFileSync(join(HERE, 'fill.sql'), 'utf8')});
const tokens = Array.from({length: PEOPLE}, () => randomBytes(32).toString('base64url'));
execFileSync('sqlite3', [store], {input: '.timeout 60000\nBEGIN;\n' + tokens.map((t, i) =>
	`INSERT INTO session(token_hash, account_id, created_at, seen_at) SELECT x'${createHash('sha256').update(t).digest('hex')}', id,`
	+ ` unixepoch(), unixepoch() + 600 FROM account WHERE uid = '${`bench${String(i + 1).padStart(17, '0')}`}';`).join('\n') + '\nCOMMIT;'});
const done = await portal.ctl('reindex');
if (done.status !== 0) throw new Error(done.stderr);
await settle();

// --- a handler of Kore alone
const port = await freePort();
const bare = spawn(join(portal.bin, 'b/bare_kore'), [String(port), '1'], {stdio: 'ignore'});
await settle();
line('portal_search_bare_us', (await load(`http://127.0.0.1:${port}`, {pid: bare.pid, paths: ['/']})).us);
bare.kill();

// --- the search
const paths = QUERIES.map((q) => `/my/search${q ? '?' : ''}${q}`);
line('portal_search_sql_us', Number(execFileSync(join(portal.bin, 'b/bare_search'), [store, ...QUERIES], {encoding: 'utf8'})));
const search = await load(portal.origin, {pid: portal.pid, paths, cookie: `sid=${tokens[0]}`});
line('portal_search_us', search.us);
line('portal_search_p99_ms', search.p99);

// --- a favourite
const jobs = execFileSync('sqlite3', [store, 'SELECT job_id FROM job_live ORDER BY rank LIMIT 250'], {encoding: 'utf8'}).trim().split('\n');
const forms = [];
for (const token of tokens) {
	const client = portal.client();
	client.cookies.set('sid', token);
	const page = await client.get('/my/search');
	forms.push({cookie: `sid=${token}`, csrf: page.text.match(/action="\/my\/favourites\/add"[\s\S]*?name="csrf" value="([^"]+)"/)[1]});
}
line('portal_favourite_sql_us', Number(execFileSync(join(portal.bin, 'b/bare_favourite'), [store], {encoding: 'utf8'})));
const favourite = await load(portal.origin, {pid: portal.pid, post: '/my/favourites/add', forms, jobs});
line('portal_favourite_us', favourite.us);
line('portal_favourite_p99_ms', favourite.p99);
if (favourite.refused > 0) throw new Error(`${favourite.refused} favourites were refused`);

// --- a cheap page, alone and while fifty people a second log in
const cheap = {pid: portal.pid, paths: ['/my/resumes'], cookie: `sid=${tokens[1]}`};
line('portal_resumes_sql_us', Number(execFileSync(join(portal.bin, 'b/bare_resumes'), [store], {encoding: 'utf8'})));
const resumes = await load(portal.origin, cheap);
line('portal_resumes_large_us', resumes.us);
line('portal_resumes_large_p99_ms', resumes.p99);
const graduates = (await portal.accounts()).filter((a) => a.role === 'graduate');
let going = true, logins = 0;
const tries = [];
const beat = setInterval(() => {
	if (going) tries.push(portal.login(graduates[tries.length % graduates.length]).then(() => { logins++; }, () => {}));
}, 20);
const beside = await load(portal.origin, {...cheap, connections: 8});
going = false;
clearInterval(beat);
await Promise.all(tries);
line('portal_logins_beside', logins / 4);
line('portal_resumes_beside_logins_p99_ms', beside.p99);
await portal.stop();
