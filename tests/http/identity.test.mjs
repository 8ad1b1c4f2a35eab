// 身份认证 through the real server: a graduate, her school, a prefecture and the authority,
// from the first login to 已认证; files under the sandbox; what two do at once. Each rule
// alone is tested in tests/unit/test_{profile,identity,student}.c.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {after, before, describe, test} from 'node:test';
import {forms, text} from '../lib/html.mjs';
import {idNumber} from '../lib/people.mjs';
import {startPortal} from '../lib/portal.mjs';

let portal, staff, graduates, sql;
before(async () => {
	portal = await startPortal({conf: {sms: {pause_seconds: 0, per_day: 100}, limit: {uploads_hour: 1000}}});
	const accounts = await portal.accounts();
	staff = Object.fromEntries(accounts.filter((a) => !['graduate', 'employer'].includes(a.role)).map((a) => [a.login, a]));
	graduates = accounts.filter((a) => a.role === 'graduate');
	sql = (query) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', portal.path('jiuye.db')], {input: query, encoding: 'utf8'}).trim();
	const ids = sql("SELECT id FROM account WHERE role = 'graduate' ORDER BY id").split('\n');
	graduates.forEach((g, i) => { g.id = Number(ids[i]); });
});
after(() => portal?.stop());

// The demo's graduates by what has become of them (portalctl demo).
const NEW = 10, MATCHED = 11, FAILED = 12, ONSITE = 13, ONLY_PROFILE = 15;
const HEAD = '毕业年度,身份证号,姓名,学历,院系,专业,学号,生源地\r\n';

async function fillProfile(client, values = {}) {
	let page = await client.get('/my/profile');
	const school = /<option value="(\d+)">新疆天池大学<\/option>/.exec(page.text)[1];
	page = await client.submit(page, {
		education: 'bachelor', school_id: school, faculty: '计算机科学与技术学院', major: '软件工程', year: '2026',
		region_word: '疏附', step: 'search', ...values,
	}, {pick: '/my/profile'});
	assert.equal(page.status, 200, text(page.text));
	return client.submit(page, {region: '653121', step: 'save'}, {pick: '/my/profile'});
}

// Post to an address, with the token of the form on `page` that posts there.
async function press(client, page, action, fields = {}) {
	const form = forms((await client.get(page)).text).find((f) => f.action === action);
	assert.ok(form, `${page} has no form for ${action}`);
	return client.post(action, {...form.fields, ...fields});
}

async function upload(client, csv) {
	const page = await client.get('/office/students/import');
	return client.submit(page, {file: {name: 's.csv', bytes: Buffer.from(csv)}}, {pick: (f) => f.multipart});
}

test('2.1.f1 2.1.f2 2.1.r1 the first login asks for the profile, which is saved without script', async () => {
	const client = await portal.login(graduates[NEW]);
	assert.match((await client.get('/my/')).text, /请先完善个人基本信息/);
	assert.equal((await client.submit(await client.get('/my/profile'), {step: 'save'}, {pick: '/my/profile'})).status, 422);
	assert.equal((await fillProfile(client)).status, 303);
	assert.match((await client.get('/my/profile')).text, /value="软件工程"/);
	assert.doesNotMatch((await client.get('/my/')).text, /请先完善个人基本信息/);
	const again = await portal.login(graduates[NEW]);
	assert.doesNotMatch((await again.get('/my/')).text, /请先完善个人基本信息/);
});

test('2.2.f1 2.2.f2 2.2.r2 2.2.r3 2.2.r4 2.2.i1 2.2.i2 record, mismatch, correction, 马上确认', async () => {
	const me = await portal.login(graduates[NEW]), school = await portal.login(staff.tianchi);
	const id = graduates[NEW].login;
	let r = await upload(school, `${HEAD}2026,${id},赵一明,本科,计算机科学与技术学院,网络工程,20220001,疏勒县\r\n`);
	assert.match(text(r.text), /新增 1/);
	r = await press(me, '/my/identity', '/my/identity/match', {year: '2026'});
	assert.equal(r.headers.location, '/my/identity');
	assert.match((await me.get('/my/identity')).text, /姓名不一致：您填写的“赵一鸣”/);
	const list = await school.get('/office/students?name=%E8%B5%B5%E4%B8%80%E6%98%8E');
	const record = /href="(\/office\/students\/[\w-]{22})"/.exec(list.text)[1];
	r = await school.submit(await school.get(`${record}/edit`), {name: '赵一鸣', step: 'save'}, {pick: `${record}/edit`});
	assert.equal(r.status, 303, text(r.text));
	assert.match((await me.get('/auth/messages')).text, /学校更新了您的生源信息/);
	r = await press(me, '/my/identity', '/my/identity/match', {year: '2026'});
	assert.equal(r.headers.location, '/my/identity/record');
	assert.match((await me.get('/my/identity/record')).text, /网络工程/);
	assert.doesNotMatch((await me.get('/my/')).text, /身份认证<\/a>\s*<span class="badge ok">/);
	r = await press(me, '/my/identity/record', '/my/identity/confirm');
	assert.equal(r.status, 303);
	const profile = await me.get('/my/profile');
	assert.match(profile.text, /网络工程/);
	assert.match(profile.text, /学校核验/);
	assert.match((await school.get(record)).text, /本人已认证/);
	assert.equal((await press(me, '/my/', '/auth/logout')).status, 303);
});

test('2.2.i3 of two confirmations sent at once one is taken, the other told why', async () => {
	const a = await portal.login(graduates[MATCHED]), b = await portal.login(graduates[MATCHED]);
	const tokens = await Promise.all([a, b].map(async (c) =>
		forms((await c.get('/my/identity/record')).text).find((f) => f.action === '/my/identity/confirm').fields));
	const answers = await Promise.all([a, b].map((c, i) => c.post('/my/identity/confirm', tokens[i])));
	assert.deepEqual(answers.map((r) => r.status).sort(), [303, 409]);
	assert.match(text(answers.find((r) => r.status === 409).text), /该记录已被处理/);
});

test('n.18 2.2.i3 a second account at one student record, by direct POST: refused, and the first keeps it', async () => {
	const [first, second] = [graduates[MATCHED].id, graduates[FAILED].id], rival = await portal.login(graduates[FAILED]);
	const record = sql(`SELECT student_id FROM identity WHERE account_id = ${first} AND state = 'verified'`);
	const was = sql(`SELECT student_id FROM identity WHERE account_id = ${second}`);
	sql(`UPDATE identity SET state = 'matched', student_id = ${record} WHERE account_id = ${second}`);
	const {csrf} = forms((await rival.get('/my/identity/record')).text).find((f) => f.action === '/my/identity/confirm').fields;
	for (let i = 0; i < 2; i++) assert.equal((await rival.post('/my/identity/confirm', {csrf})).status, 409);
	assert.equal(sql(`SELECT account_id FROM student WHERE id = ${record}`), String(first));
	assert.equal(sql(`SELECT count(*) FROM identity WHERE student_id = ${record} AND state = 'verified'`), '1');
	sql(`UPDATE identity SET state = 'failed', student_id = ${was} WHERE account_id = ${second}`);
});

test('2.3.f1 2.3.f2 2.3.f4 2.3.i1 2.3.i3 an application on site, from the queue to 已认证', async () => {
	const me = await portal.login(graduates[ONSITE]), office = await portal.login(staff.wulumuqi);
	assert.match((await me.get('/my/identity')).text, /待现场审核/);
	const queue = await office.get('/office/identity');
	const href = /href="(\/office\/identity\/[\w-]{22})\?/.exec(queue.text)[1];
	const other = await portal.login(staff.kashi);
	assert.equal((await other.get(href)).status, 404);
	let page = await office.get(href);
	assert.ok(!page.text.includes(graduates[ONSITE].login));
	page = await press(office, href, `${href}/id-number`);
	assert.ok(page.text.includes(graduates[ONSITE].login));
	const act = `${href}?state=onsite`;
	let r = await press(office, href, act, {action: 'refuse', reason: ''});
	assert.equal(r.status, 422);
	r = await press(office, href, act, {action: 'approve'});
	assert.equal(r.status, 303);
	assert.match((await me.get('/my/identity')).text, /已认证/);
	assert.match((await me.get('/my/')).text, /class="unread">1</);
	const audit = await portal.ctl('audit', 'verify');
	assert.equal(audit.status, 0, audit.stderr);
});

test('2.3.r2 2.3.r3 2.3.f3 2.3.f5 2.3.i2 the authority imports; 系统审核 then passes', async () => {
	const me = await portal.login(graduates[ONLY_PROFILE]), authority = await portal.login(staff.renshe);
	let page = await me.get('/my/profile');
	let r = await me.submit(page, {school_id: '0', school: '洞庭大学', year: '2020', step: 'save'}, {pick: '/my/profile'});
	assert.equal(r.status, 303, text(r.text));
	page = await me.get('/my/identity');
	for (const words of [/资质审核须知/, /系统审核<\/button>/, /现场审核<\/button>/, /暂不申请<\/a>/]) assert.match(page.text, words);
	assert.match((await me.get('/my/?done=later')).text, /以后可以随时/);
	await press(me, '/my/identity', '/my/identity/system');
	assert.match((await me.get('/my/identity')).text, /系统数据库中没有您的身份证号/);
	r = await upload(authority, `学校,毕业年度,身份证号,姓名,学历\r\n洞庭大学,2020,${graduates[ONLY_PROFILE].login},徐浩,本科\r\n`);
	assert.match(text(r.text), /新增 1/);
	r = await press(me, '/my/identity', '/my/identity/system');
	assert.equal(r.status, 303);
	assert.match((await me.get('/my/identity')).text, /已认证/);
});

describe('files of student records', () => {
	test('2.2.i1 five thousand rows are taken; one fault stores nothing', async () => {
		const school = await portal.login(staff.huyang);
		const rows = Array.from({length: 5000}, (_, i) =>
			`2027,${idNumber(i % 999, `2003${String(1 + i % 12).padStart(2, '0')}${String(1 + Math.floor(i / 12) % 28).padStart(2, '0')}`, `6501${String(10 + Math.floor(i / 999)).slice(0, 2)}`)},毕业生,本科,农学院,农学,${i},\r\n`);
		let r = await upload(school, HEAD + rows.join('').replace('2027,', '二七,'));
		assert.equal(r.status, 422);
		assert.match(text(r.text), /5000 行中有 1 行有误，没有导入任何数据/);
		assert.match((await school.get('/office/students?year=2027&name=%E6%AF%95%E4%B8%9A%E7%94%9F')).text, /没有符合条件的记录/);
		r = await upload(school, HEAD + rows.join(''));
		assert.match(text(r.text), /新增 5000/);
		r = await upload(school, HEAD + rows.join('') + rows[0]);
		assert.equal(r.status, 422);
	});

	test('2.2.i1 a list leaves as a spreadsheet, made under the sandbox', async () => {
		const school = await portal.login(staff.tianchi);
		const r = await press(school, '/office/students', '/office/students/export', {format: 'xlsx'});
		assert.equal(r.status, 200);
		assert.equal(r.headers['content-disposition'], 'attachment; filename="students.xlsx"');
		assert.equal(r.body.subarray(0, 4).toString('latin1'), 'PK\x03\x04');
		const csv = await press(school, '/office/students', '/office/students/export', {format: 'csv', year: '2026'});
		assert.match(csv.text, /^\ufeff学校,院系,毕业年度/);
		assert.doesNotMatch(csv.text, /,\d{17}[0-9X],/);
	});
});

test('0.i1 another school, faculty or role finds nothing of what is not its own', async () => {
	const school = await portal.login(staff.tianchi);
	const record = /href="(\/office\/students\/[\w-]{22})"/.exec((await school.get('/office/students')).text)[1];
	for (const [who, status] of [['huyang', 404], ['renshe', 404], ['wulumuqi', 403], ['tianchi-jg', 404]]) {
		const client = await portal.login(staff[who]);
		for (const path of [record, `${record}/edit`, `${record}/delete`]) {
			const r = await client.get(path);
			assert.ok(r.status === status || r.status === 403, `${who} ${path}: ${r.status}`);
		}
	}
	const me = await portal.login(graduates[0]);
	for (const path of [record, '/office/students', '/office/identity', '/office/mobile', '/office/contact'])
		assert.equal((await me.get(path)).status, 403);
});

test('1.4.i2 a new mobile number by password and code; a lost phone by the authority', async () => {
	const me = await portal.login(graduates[1]);
	let r = await press(me, '/auth/mobile', '/auth/mobile', {password: graduates[1].password, mobile: '13912345678'});
	assert.equal(r.status, 200, text(r.text));
	const code = await portal.smsCode('13912345678');
	r = await me.submit(r, {code}, {pick: '/auth/mobile/code'});
	assert.equal(r.status, 303, text(r.text));
	assert.equal((await me.get('/my/')).status, 200);
	await portal.login({...graduates[1], login: '13912345678'});
	const authority = await portal.login(staff.renshe);
	r = await press(authority, '/office/mobile', '/office/mobile', {login: graduates[1].login, name: '阿依努尔·买买提',
		mobile: '13912345679', again: '13912345679', reason: '本人出示居民身份证原件'});
	assert.equal(r.status, 303, text(r.text));
	assert.equal((await me.get('/my/')).status, 303); // her sessions have ended
	await portal.login({...graduates[1], login: '13912345679'});
});

test('messages are read, opened and deleted by their owner only', async () => {
	const me = await portal.login(graduates[14]), other = await portal.login(graduates[2]);
	const page = await me.get('/auth/messages');
	const id = /name="id" value="(\d+)"/.exec(page.text)[1];
	const token = (html, action) => forms(html).find((f) => f.action === action).fields;
	const nothing = await me.post('/auth/messages', {...token(page.text, '/auth/messages'), command: 'read'});
	assert.equal(nothing.status, 422);
	assert.match(text(nothing.text), /没有选中任何消息/);
	const theirs = forms((await other.get('/auth/messages')).text).find((f) => f.action === '/auth/messages/open');
	const csrf = theirs?.fields.csrf;
	if (csrf) assert.equal((await other.post('/auth/messages/open', {csrf, id})).status, 404);
	const r = await me.post('/auth/messages/open', {csrf: token(page.text, '/auth/messages/open').csrf, id});
	assert.equal(r.headers.location, '/my/identity');
	assert.doesNotMatch((await me.get('/my/')).text, /class="unread"/);
	const read = await me.post('/auth/messages', {...token(page.text, '/auth/messages'), command: 'read', id});
	assert.match((await me.get(read.headers.location)).text, /已标为已读。/);
	await me.post('/auth/messages', {...token(page.text, '/auth/messages'), command: 'delete', id});
	assert.match((await me.get('/auth/messages')).text, /还没有消息/);
});
