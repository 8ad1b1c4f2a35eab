// Replacement of a lost certificate (7.2) through the real server, with builds of the site
// in between: the notice appears after approval, masked, is marked when it has ended, and
// goes; what is asked at the wrong time is refused.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {after, before, describe, test} from 'node:test';
import {text} from '../lib/html.mjs';
import {startPortal} from '../lib/portal.mjs';

const DAY = 86400;
let portal, mine, authority, me;
const sql = (query) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', portal.path('jiuye.db')], {input: query, encoding: 'utf8'}).trim();

// The demo's graduates are registered in the order of the list.
async function graduate(id) {
	const n = Number(sql(`SELECT count(*) FROM account WHERE role = 'graduate' AND id < ${id}`));
	return portal.login((await portal.accounts()).filter((a) => a.role === 'graduate')[n]);
}
before(async () => {
	portal = await startPortal({site: 'own', conf: {session: {idle_minutes: 1440, hours: 720, staff_idle_minutes: 1440, staff_hours: 720}}});
	const id = sql(`SELECT account_id FROM identity WHERE state = 'verified' AND account_id NOT IN
		(SELECT account_id FROM cert_request WHERE state IN ('pending', 'public_notice', 'ready')) ORDER BY account_id LIMIT 1`);
	me = {id, name: sql(`SELECT name FROM account WHERE id = ${id}`)};
	mine = await graduate(id);
	authority = await portal.login('authority');
});
after(() => portal?.stop());

const csrf = (page) => page.text.match(/<main[\s\S]*?name="csrf" value="([^"]+)"/)[1];
async function build() {
	const r = await portal.sitegen('build');
	assert.equal(r.status, 0, r.stderr);
}
const site = (path) => { try { return readFileSync(portal.path('public' + path), 'utf8'); } catch { return ''; } };
async function ask(client) {
	const page = await client.get('/my/certificates/new');
	const r = await client.post('/my/certificates/new', {csrf: csrf(page), certificate: 'registration', cause: '毕业搬家时遗失，多方寻找未果'});
	assert.equal(r.status, 303, text(r.text));
	return r.headers.location.match(/certificates\/([\w-]{22})/)[1];
}
const state = (uid) => sql(`SELECT state FROM cert_request WHERE uid = '${uid}'`);
async function decide(uid, action, values = {}) {
	const path = `/office/certificates/${uid}`;
	return authority.post(path, {csrf: csrf(await authority.get(path)), action, ...values});
}

describe('7.2 from the request to the counter', () => {
	let uid, id, path, tokens;
	test('7.2.f1 7.2.i1 the request waits at the authority', async () => {
		uid = await ask(mine);
		id = sql(`SELECT id FROM cert_request WHERE uid = '${uid}'`);
		path = `/notices/${String(Math.floor(id / 1000)).padStart(4, '0')}/${id}.html`;
		assert.match((await authority.get('/office/certificates')).text, new RegExp(uid));
		// the page's forms are gone later, their tokens stay good
		tokens = {mine: csrf(await mine.get(`/my/certificates/${uid}`)), authority: csrf(await authority.get(`/office/certificates/${uid}`))};
		await build();
		assert.equal(site(path), '');
	});
	test('7.2.r1 7.2.i2 7.2.i3 0.i2 approved it is on the site after the next build, masked', async () => {
		const r = await decide(uid, 'approve', {days: '5'});
		assert.equal(r.status, 303, text(r.text));
		assert.equal(site(path), '');
		await build();
		const page = site(path);
		const [school, year, from, until] = sql(`SELECT school, year, date(notice_from, 'unixepoch', '+8 hours'),
			date(notice_until - 1, 'unixepoch', '+8 hours') FROM cert_request WHERE id = ${id}`).split('|');
		for (const words of [school, `${year} 年`, `${[...me.name][0]}*`, from, until, '公示中', '异议', `/auth/objection/${id}`])
			assert.ok(page.includes(words), words);
		assert.ok(!page.includes(me.name));
		assert.doesNotMatch(page, /\d{6,}[\dX]{4}/);
		assert.ok(site('/notices/index.html').includes(path));
	});
	test('n.11 7.2.f2 7.2.r2 7.2.q1 during the notice nothing is withdrawn, deleted or collected', async () => {
		const page = await mine.get(`/my/certificates/${uid}`);
		assert.doesNotMatch(page.text, /value="(withdraw|delete)"/);
		for (const [action, status] of [['withdraw', 409], ['delete', 409], ['collect', 403], ['approve', 403]])
			assert.equal((await mine.post(`/my/certificates/${uid}`, {csrf: tokens.mine, action})).status, status, action);
		for (const [action, status] of [['collect', 409], ['approve', 409], ['object', 409], ['end_notice', 403]])
			assert.equal((await authority.post(`/office/certificates/${uid}`, {csrf: tokens.authority, action, reason: '提前'})).status, status, action);
		assert.equal(state(uid), 'public_notice');
	});
	test('7.2.r2 7.2.i2 the period over, the page says so at the next build and the tick makes it ready', async () => {
		const until = Number(sql(`SELECT notice_until FROM cert_request WHERE id = ${id}`));
		await portal.clock.offset(until - Math.floor(Date.now() / 1000) - 600);
		assert.equal((await portal.ctl('tick')).status, 0);
		assert.equal(state(uid), 'public_notice');
		await portal.clock.advance(601);
		assert.equal((await portal.ctl('tick')).status, 0);
		assert.equal(state(uid), 'ready');
		await build();
		assert.match(site(path), /公示已结束/);
		assert.doesNotMatch(site(path), /在线提出异议/);
		mine = await graduate(me.id);
		authority = await portal.login('authority');
		assert.match((await mine.get(`/my/certificates/${uid}`)).text, /到区本级人社厅领取/);
		assert.match((await mine.get('/auth/messages')).text, /公示期满，可以领取/);
	});
	test('7.2.i1 7.2.f4 collected with the number of the new one', async () => {
		assert.equal((await decide(uid, 'collect', {new_no: '补2026-0007'})).status, 303);
		const page = await mine.get(`/my/certificates/${uid}`);
		assert.match(page.text, /补2026-0007/);
		assert.match(page.text, /已领取/);
		assert.doesNotMatch(page.text, /value="delete"/);
	});
	test('7.2.i2 some weeks later the page leaves', async () => {
		await portal.clock.advance(31 * DAY);
		await build();
		assert.equal(site(path), '');
		assert.ok(!site('/notices/index.html').includes(`${path}"`));
	});
});

test('0.i1 another graduate\'s request is not there, in any address', async () => {
	const owner = await graduate(me.id);
	const uid = await ask(owner);
	const stranger = await portal.login((await portal.accounts()).filter((a) => a.role === 'graduate').at(-1));
	const school = await portal.login('school');
	for (const client of [stranger, school]) {
		assert.ok([403, 404].includes((await client.get(`/my/certificates/${uid}`)).status));
		assert.ok([403, 404].includes((await client.get(`/office/certificates/${uid}`)).status));
	}
	assert.equal(state(uid), 'pending');
});

test('7.2.q2 two requests sent at once: one is stored', async () => {
	sql(`UPDATE cert_request SET state = 'withdrawn' WHERE state IN ('pending', 'public_notice', 'ready') AND account_id = ${me.id}`);
	const client = await graduate(me.id);
	const token = csrf(await client.get('/my/certificates/new'));
	const answers = await Promise.all(Array.from({length: 6}, () =>
		client.post('/my/certificates/new', {csrf: token, certificate: 'registration', cause: '毕业搬家时遗失，多方寻找未果'})));
	assert.deepEqual(answers.map((r) => r.status).sort(), [303, 422, 422, 422, 422, 422]);
	assert.equal(sql(`SELECT count(*) FROM cert_request WHERE account_id = ${me.id} AND state = 'pending'`), '1');
});
