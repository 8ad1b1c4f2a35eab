// portal.bench.mjs: processor time of the portal's one worker for a request of each kind, beside a bare Kore
// handler, in microseconds: the median of three rounds by turns. Search and favourites: search.bench.mjs.
import {spawn} from 'node:child_process';
import {freePort, startPortal} from '../lib/portal.mjs';
import {line, load, median, note, program, settle} from './measure.mjs';

const ROUNDS = 3;
const portal = await startPortal({conf: {portal: {workers: 1}}});
const graduate = await portal.login('graduate');
const cookie = [...graduate.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
const bare = spawn(program('bare_kore'), [String(await freePort()), '1'], {stdio: 'ignore'});
process.on('exit', () => bare.kill('SIGKILL'));
bare.unref();
const job = (await graduate.get('/jobs/')).text.match(/href="(\/jobs\/[0-9]+\/[0-9]+[^"]*)"/)[1];

const requests = [
	{name: 'bare', path: '/', origin: `http://127.0.0.1:${bare.spawnargs[1]}`, pid: bare.pid},
	{name: 'healthz', path: '/healthz'},
	{name: 'static', path: job},
	{name: 'session_visitor', path: '/api/session'},
	{name: 'session', path: '/api/session', cookie},
	{name: 'login_page', path: '/auth/login'},
	{name: 'zone', path: '/my/', cookie},
	{name: 'resumes', path: '/my/resumes', cookie},
];

const there = [];
for (const r of requests)
	if (r.pid || (await (r.cookie ? graduate : portal.client()).get(r.path)).status === 200) there.push({...r, us: []});
	else note(`${r.path} is not there`);
await settle();
for (let i = 0; i < ROUNDS; i++)
	for (const r of there) {
		const done = await load(r.origin ?? portal.origin, {pid: r.pid ?? portal.pid, paths: [r.path], cookie: r.cookie, seconds: 2});
		if (done.refused > 0) throw new Error(`${r.path}: ${done.refused} of ${done.n} refused`);
		r.us.push(done.us);
	}
for (const r of there) line(`portal_${r.name}_us`, median(r.us));
const us = (name) => median(there.find((r) => r.name === name).us);
line('portal_static_vs_bare', us('static') / us('bare'));
line('portal_zone_vs_bare', us('zone') / us('bare'));
bare.kill();
await portal.stop();
