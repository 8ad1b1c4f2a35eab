// logins.mjs: people who log in, one after the other at a steady pace, for a bench that measures others meanwhile.
//   node logins.mjs ORIGIN SECONDS A_SECOND LOGIN PASSWORD [LOGIN PASSWORD...]
// Ends with a line of JSON: how many tried, how many got in, how many were told to come back (503).
import http from 'node:http';
import {Client, encode} from '../lib/http.mjs';
import {forms} from '../lib/html.mjs';

const [origin, seconds, rate, ...people] = process.argv.slice(2);
const agent = new http.Agent({keepAlive: true, maxSockets: 64});
const tries = [];
for (let i = 0; i < people.length; i += 2) {
	const client = new Client(origin), page = await client.get('/auth/login');
	const form = forms(page.text).find((f) => f.action === '/auth/login');
	tries.push({
		body: encode({...form.fields, kind: 'graduate', login: people[i], password: people[i + 1], ...(form.names.includes('captcha') ? {captcha: '0000'} : {})}),
		cookie: [...client.cookies].map(([k, v]) => `${k}=${v}`).join('; '),
	});
}

const done = {tried: 0, in: 0, busy: 0, other: 0};
function one() {
	const {body, cookie} = tries[done.tried++ % tries.length];
	return new Promise((resolve) => {
		const rq = http.request(origin, {method: 'POST', path: '/auth/login', agent, headers: {
			cookie, origin, 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body)}}, (rs) => {
			if (rs.statusCode === 303) done.in++;
			else if (rs.statusCode === 503) done.busy++;
			else done.other++;
			rs.resume().on('end', resolve);
		});
		rq.on('error', resolve).end(body);
	});
}

const all = [], began = performance.now();
await new Promise((resolve) => {
	const beat = setInterval(() => {
		const due = Math.min((performance.now() - began) / 1000, seconds) * rate;
		while (all.length < due) all.push(one());
		if (performance.now() - began >= seconds * 1000) {
			clearInterval(beat);
			resolve();
		}
	}, 5);
});
await Promise.all(all);
console.log(JSON.stringify(done));
agent.destroy();
