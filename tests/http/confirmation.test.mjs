// Dossiers and employment information (7.1, 7.4) through the real server: a school, its
// faculty, a prefecture and a graduate, and what others may not reach. Each rule alone is
// tested in tests/unit/test_{dossier,confirm}.c.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {after, before, test} from 'node:test';
import {text} from '../lib/html.mjs';
import {startPortal} from '../lib/portal.mjs';

let portal, school, faculty, other, office, me, id, uid;
const sql = (query) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', portal.path('jiuye.db')], {input: query, encoding: 'utf8'}).trim();
before(async () => {
	portal = await startPortal({conf: {limit: {uploads_hour: 1000}}});
	const accounts = await portal.accounts();
	const staff = Object.fromEntries(accounts.map((a) => [a.login, a]));
	[school, faculty, other, office] = await Promise.all(['tianchi', 'tianchi-jsj', 'huyang', 'wulumuqi'].map((login) => portal.login(staff[login])));
	// a graduate of the faculty whose dossier is on its way, who has confirmed
	[id, uid] = sql(`SELECT s.id, s.uid FROM student s JOIN office f ON f.id = s.faculty_id WHERE f.code = '99001-1' AND s.account_id IS NOT NULL
		AND EXISTS(SELECT 1 FROM confirmation c WHERE c.id = s.id AND c.state = 'confirmed')`).split('|');
	const n = sql(`SELECT count(*) FROM account WHERE role = 'graduate' AND id < (SELECT account_id FROM student WHERE id = ${id})`);
	me = await portal.login(accounts.filter((a) => a.role === 'graduate')[n]);
});
after(() => portal?.stop());

const csrf = (page, action) => (action ? page.text.split(`action="${action}`)[1] : page.text.match(/<main[\s\S]*/)[0]).match(/name="csrf" value="([^"]+)"/)[1];
const state = () => sql(`SELECT state FROM confirmation WHERE id = ${id}`);
const seen = (page) => page.text.match(/name="seen" value="([0-9a-f]{64})"/)[1];
async function confirm() {
	const page = await me.get('/my/confirmation');
	return me.post('/my/confirmation/confirm', {csrf: csrf(page, '/my/confirmation/confirm'), seen: seen(page)});
}
async function upload(path, csv) {
	const page = await school.get(path);
	return school.submit(page, {file: {name: 'd.csv', bytes: Buffer.from(csv)}}, {pick: (f) => f.multipart});
}

test('7.4.r1 7.4.i3 what is confirmed is printed by the graduate and the school', async () => {
	for (const [client, path] of [[me, '/my/confirmation/print'], [school, `/office/confirmations/${uid}/print`]]) {
		const r = await client.get(path);
		assert.equal(r.status, 200);
		assert.match(r.text, /毕业生就业报到证/);
	}
});

test('n.12 7.4.r2 7.4.i2 an edit by the school after 确认正确 takes it back: no print until confirmed anew', async () => {
	const edit = `/office/students/${uid}/destination`;
	const page = await school.get(edit);
	let r = await school.submit(page, {unit: '昌吉回族自治州第一中学'}, {pick: edit});
	assert.equal(r.status, 303, text(r.text));
	assert.equal(state(), 'unconfirmed');
	assert.equal((await me.get('/my/confirmation/print')).status, 303);
	r = await school.get(`/office/confirmations/${uid}/print`);
	assert.equal(r.status, 409);
	assert.match(r.text, /本人确认就业信息后/);
	assert.match((await me.get('/auth/messages')).text, /就业信息有修改，请重新确认/);
	assert.equal((await confirm()).status, 303);
	assert.match((await me.get('/my/confirmation/print')).text, /昌吉回族自治州第一中学/);
});

test('7.4.r2 7.1.i1 so does a dossier that comes in a file', async () => {
	const [year, name] = sql(`SELECT year, name FROM student WHERE id = ${id}`).split('|');
	const login = (await portal.accounts()).filter((a) => a.role === 'graduate')[sql(`SELECT count(*) FROM account WHERE role = 'graduate' AND id < (SELECT account_id FROM student WHERE id = ${id})`)].login;
	const head = '毕业年度,身份证号,姓名,寄送方式,单号,寄送日期,接收单位\r\n';
	let r = await upload('/office/dossiers/import', `${head}${year},${login},${name},EMS,1234567890123,2026-07-01,昌吉州人才服务中心\r\n${year},123,x,y,,z,\r\n`);
	assert.equal(r.status, 422);
	assert.equal(state(), 'confirmed');
	r = await upload('/office/dossiers/import', `${head}${year},${login},${name},EMS,1234567890123,2026-07-01,昌吉州人才服务中心\r\n`);
	assert.match(text(r.text), /更新 1/);
	assert.equal(state(), 'unconfirmed');
	const page = await me.get('/my/dossier');
	assert.match(page.text, /1234567890123/);
	assert.match(page.text, /接收单位：.* → 昌吉州人才服务中心/);
});

test('7.4.f2 7.4.i1 7.4.i2 a dispute reaches school and faculty, the correction the graduate', async () => {
	const page = await me.get('/my/confirmation');
	let r = await me.post('/my/confirmation/dispute', {csrf: csrf(page, '/my/confirmation/dispute'), seen: seen(page), basic: '', destination: '', dossier: '单位应为昌吉市人才服务中心'});
	assert.equal(r.status, 303, text(r.text));
	for (const client of [school, faculty]) assert.match((await client.get('/office/confirmations')).text, /单位应为昌吉市人才服务中心/);
	const dossier = sql(`SELECT uid FROM dossier WHERE student_id = ${id} AND state IN ('sent', 'received')`);
	const edit = `/office/dossiers/${dossier}/edit`;
	r = await school.submit(await school.get(edit), {unit: '昌吉市人才服务中心'}, {pick: edit});
	assert.equal(r.status, 303, text(r.text));
	assert.equal(state(), 'unconfirmed');
	assert.equal((await confirm()).status, 303);
	assert.equal(state(), 'confirmed');
});

test('7.4.f1 of a confirmation and an edit at once, what was not seen is not confirmed', async () => {
	for (let round = 0; round < 5; round++) {
		sql(`UPDATE confirmation SET state = 'unconfirmed' WHERE id = ${id}`);
		const page = await me.get('/my/confirmation'), edit = `/office/students/${uid}/destination`, form = await school.get(edit);
		await Promise.all([
			me.post('/my/confirmation/confirm', {csrf: csrf(page, '/my/confirmation/confirm'), seen: seen(page)}),
			school.submit(form, {unit: `第 ${round} 中学`}, {pick: edit}),
		]);
		assert.equal(state(), 'unconfirmed');
	}
});

test('0.i1 another school\'s students, dispatches and confirmations are not there', async () => {
	const dossier = sql(`SELECT uid FROM dossier WHERE student_id = ${id} LIMIT 1`);
	for (const path of [`/office/dossiers/${dossier}`, `/office/dossiers/${dossier}/edit`, `/office/students/${uid}/dossier`,
		`/office/students/${uid}/destination`, `/office/confirmations/${uid}`, `/office/confirmations/${uid}/print`])
		assert.equal((await other.get(path)).status, 404, path);
	for (const path of [`/office/confirmations/${uid}`, `/office/students/${uid}/destination`]) assert.equal((await office.get(path)).status, 403, path);
	// forms of one's own, sent to another's address
	const own = sql(`SELECT uid FROM student WHERE school_id = (SELECT id FROM office WHERE code = '99004') LIMIT 1`);
	const token = csrf(await other.get(`/office/students/${own}/destination`));
	const r = await other.post(`/office/students/${uid}/destination`, {csrf: token, unit: '别人的单位'});
	assert.ok([403, 404].includes(r.status));
	assert.equal(sql(`SELECT count(*) FROM destination WHERE unit = '别人的单位'`), '0');
	assert.equal((await portal.ctl('audit', 'verify')).status, 0);
});

test('7.4.i3 progress by faculty leaves as a spreadsheet, made under the sandbox', async () => {
	const page = await school.get('/office/confirmations/progress?year=2026');
	assert.match(page.text, /计算机科学与技术学院/);
	const r = await school.post('/office/confirmations/progress/export', {csrf: csrf(page, '/office/confirmations/progress/export'), year: '2026', format: 'xlsx'});
	assert.equal(r.status, 200);
	assert.equal(r.body.subarray(0, 4).toString('latin1'), 'PK\x03\x04');
});

test('7.1.i2 the prefecture of the receiving unit confirms the receipt', async () => {
	const dossier = sql(`SELECT uid FROM dossier WHERE region_code = '6501' AND state = 'sent' LIMIT 1`);
	const path = `/office/dossiers/${dossier}`, page = await office.get(path);
	const sent = sql(`SELECT sent_on FROM dossier WHERE uid = '${dossier}'`), wrong = [new Date(Date.now() + 40 * 3600e3).toISOString().slice(0, 10), '2000-01-01'];
	for (const received_on of wrong) {
		const r = await office.post(path, {csrf: csrf(page), action: 'receive', received_on, receiver: '周立新'});
		assert.equal(r.status, 422);
		assert.match(text(r.text), /签收日期应在寄送日期到今天之间/);
	}
	const r = await office.post(path, {csrf: csrf(page), action: 'receive', received_on: sent, receiver: '周立新'});
	assert.equal(r.status, 303, text(r.text));
	assert.equal(sql(`SELECT state || received_on FROM dossier WHERE uid = '${dossier}'`), `received${sent}`);
});
