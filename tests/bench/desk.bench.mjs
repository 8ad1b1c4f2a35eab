// desk.bench.mjs: an office's desks with 300 and with 20,000 cases that wait: processor time of the portal's one worker for
// a page of the list, its last page, a filter, the inbox, the zone, a case; and for a case decided (the POST and the next
// case's page), of the authority with all of them and of a prefecture with one in fourteen.
import {execFileSync} from 'node:child_process';
import {forms} from '../lib/html.mjs';
import {startPortal} from '../lib/portal.mjs';
import {cpuOf, line, load, settle} from './measure.mjs';

const portal = await startPortal({conf: {portal: {workers: 1}}});
const db = (query) => execFileSync('sqlite3', [portal.path('jiuye.db')], {input: `.timeout 60000\n${query}`, encoding: 'utf8'}).trim();
const clients = {authority: await portal.login('authority'), prefecture: await portal.login('prefecture')};
const cookie = (client) => [...client.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
db('UPDATE job SET state = \'closed\' WHERE state = \'pending\'');

// Jobs and applications on site, up to number n of each; the oldest first.
function fill(from, n) {
	db(`BEGIN;
		WITH RECURSIVE n(i) AS (VALUES(${from}) UNION ALL SELECT i + 1 FROM n WHERE i < ${n})
		INSERT INTO job(employer_id, title, region_code, description, state, closes_on, closes_at, created_at, updated_at)
		SELECT (SELECT min(id) FROM employer WHERE state = 'verified'), '待审职位' || i, '650102', '负责日常教学', 'pending', '2029-11-30', 1890748800,
			unixepoch() - 8640000 + i, unixepoch() - 8640000 + i FROM n;
		WITH RECURSIVE n(i) AS (VALUES(${from}) UNION ALL SELECT i + 1 FROM n WHERE i < ${n})
		INSERT INTO account(id, uid, role, name, id_no_sealed, id_no_index, mobile_sealed, mobile_index, password, password_at, created_at)
		SELECT 90000 + i, printf('benchgraduate%09d', i), 'graduate', '候审人' || i, 's', CAST('i' || i AS BLOB), 's', CAST('m' || i AS BLOB), 'p', 1, 1 FROM n;
		INSERT INTO profile(account_id, school, major, year, updated_at) SELECT id, '秦岭科技大学', '物理', 2026, 1 FROM account
			WHERE id BETWEEN 90000 + ${from} AND 90000 + ${n};
		INSERT INTO identity(uid, account_id, state, method, prefecture_id, created_at, updated_at)
		SELECT uid, id, 'onsite', 'onsite', (SELECT min(id) FROM office WHERE kind = 'prefecture'), 1,
			unixepoch() - 8640000 + a.id FROM account a WHERE id BETWEEN 90000 + ${from} AND 90000 + ${n};
		COMMIT;`);
	const offices = db("SELECT id FROM office WHERE kind = 'prefecture' ORDER BY id").split('\n');
	db(`BEGIN;${offices.map((o, i) => `UPDATE identity SET prefecture_id = ${o} WHERE account_id > 90000 AND account_id % ${offices.length} = ${i};`).join('')}COMMIT; ANALYZE;`);
}

async function page(name, who, path) {
	const done = await load(portal.origin, {pid: portal.pid, paths: [path], cookie: cookie(clients[who]), seconds: 2, connections: 8});
	if (done.refused > 0) throw new Error(`${path}: ${done.refused} of ${done.n} refused`);
	line(`desk_${name}_us`, done.us);
}

async function decide(name, n) {
	let at = '/office/jobs?state=pending', used = 0;
	const first = (await clients.authority.get(at)).text.match(/<a href="([^"]+)" data-row/)[1].replaceAll('&amp;', '&');
	let shown = await clients.authority.get(first);
	const before = cpuOf(portal.pid), start = performance.now();
	for (let i = 0; i < n; i++) {
		const form = forms(shown.text).find((f) => f.names.includes('action'));
		const r = await clients.authority.post(form.action, {csrf: form.fields.csrf, action: 'approve'});
		if (r.status !== 303) throw new Error(`${form.action}: ${r.status}`);
		shown = await clients.authority.get(at = r.headers.location);
	}
	used = cpuOf(portal.pid) - before;
	line(`desk_${name}_decide_us`, used / 1e3 / n);
	line(`desk_${name}_decide_ms`, (performance.now() - start) / n);
}

let filled = 0;
for (const n of [300, 20000]) {
	fill(filled + 1, n);
	filled = n;
	await settle();
	const middle = db("SELECT updated_at || '-' || id FROM job WHERE state = 'pending' ORDER BY updated_at, id LIMIT 1 OFFSET (SELECT count(*) / 2 FROM job WHERE state = 'pending')");
	const id = db("SELECT id FROM job WHERE state = 'pending' ORDER BY updated_at LIMIT 1");
	await page(`${n}_list`, 'authority', '/office/jobs');
	await page(`${n}_list_middle`, 'authority', `/office/jobs?after=${middle}`);
	await page(`${n}_list_word`, 'authority', `/office/jobs?word=${encodeURIComponent('职位299')}`);
	await page(`${n}_inbox`, 'authority', '/office/inbox');
	await page(`${n}_zone`, 'authority', '/office/');
	await page(`${n}_case`, 'authority', `/office/jobs/${id}`);
	await page(`${n}_prefecture_list`, 'prefecture', '/office/identity');
	await page(`${n}_prefecture_inbox`, 'prefecture', '/office/inbox');
	await decide(n, 60);
}
await portal.stop();
