// Signing through the real server: from an invitation to the archive, for contracts and for agreements, who may do
// what by direct POST, and who is first when two act at once.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {after, before, describe, test} from 'node:test';
import {text} from '../lib/html.mjs';
import {startPortal} from '../lib/portal.mjs';

function sql(query) {
	const out = execFileSync('sqlite3', ['-json', '-cmd', '.timeout 5000', portal.path('jiuye.db')], {input: query, encoding: 'utf8'});
	return out ? JSON.parse(out) : [];
}
const one = (query) => sql(query)[0];
const told = (account, title) => one(`SELECT count(*) AS n FROM message WHERE account_id = ${account} AND title LIKE '${title}%'`).n;
const day = (days) => new Date(Date.now() + 8 * 36e5 + days * 864e5).toISOString().slice(0, 10);   // in the portal's zone

let portal, old, entrant, reviewer, boss, rival, authority, school, faculty, bossRow, rivalRow;
const graduates = [];   // {account, row, client}: verified, without documents
before(async () => {
	portal = await startPortal({conf: {limit: {graduate_finds_day: 1000}}});
	const accounts = await portal.accounts();
	const verified = accounts.filter((a) => a.role === 'employer' && one(`SELECT state FROM employer WHERE credit_code = '${a.login}'`).state === 'verified');
	[boss, rival] = [await portal.login(verified[0]), await portal.login(verified[1])];
	[bossRow, rivalRow] = verified.map((a) => one(`SELECT a.id, a.employer_id, e.name FROM account a JOIN employer e ON e.id = a.employer_id WHERE login = '${a.login}'`));
	authority = await portal.login('authority');
	// What the demo has signed cannot be deleted: it is over, and no test counts it.
	sql(`UPDATE document SET state = 'revoked'; UPDATE invitation SET hidden = 1, state = iif(state = 'sent', 'withdrawn', state);
		DELETE FROM graduate_found; UPDATE application SET state = 'withdrawn'`);
	old = one('SELECT (SELECT max(id) FROM document) AS document, (SELECT max(id) FROM invitation) AS invitation');
	const people = accounts.filter((a) => a.role === 'graduate');
	for (const [k, account] of people.slice(0, 8).entries()) {
		const row = one(`SELECT a.id, a.uid, a.name, s.school_id, s.faculty_id, s.year FROM account a JOIN identity i ON i.account_id = a.id
			JOIN student s ON s.id = i.student_id WHERE i.state = 'verified' ORDER BY a.id LIMIT 1 OFFSET ${k}`);
		graduates.push({account, row, client: await portal.login(account)});
	}
	const office = (id) => one(`SELECT login FROM account WHERE office_id = ${id}`)?.login;
	const staff = (login) => portal.login(accounts.find((a) => a.login === login));
	entrant = graduates[1];
	sql(`UPDATE student SET (school_id, faculty_id) = (${graduates[0].row.school_id}, ${graduates[0].row.faculty_id}) WHERE account_id = ${entrant.row.id}`);
	school = await staff(office(graduates[0].row.school_id));
	faculty = reviewer = await staff(office(graduates[0].row.faculty_id));
});
after(() => portal?.stop());

const pick = (f) => f.method === 'post' && f.action !== '/auth/logout';   // the first form that is the page's own
const PATH = {contract: '/my/contracts', agreement: '/my/agreements'};
const CONTRACT = {
	employer_address: '喀什市工业园区 8 号', legal_person: '王强', term_kind: 'fixed', starts_on: day(10), ends_on: day(10 + 3 * 365 + 2), probation: '3',
	position: '设备工程师', duties: '设备的安装和维护', workplace: '喀什市', hours: 'standard', rest: '每周休息两天，法定节假日按国家规定', salary: '6000',
	probation_salary: '5000', pay_day: '10', insurance: '依法缴纳五险一金', protection: '依法提供劳动保护用品', other: '',
};
const AGREEMENT = {
	employer_address: '喀什市工业园区 8 号', legal_person: '王强', position: '设备工程师', workplace: '喀什市', starts_on: day(10), service_years: '3',
	probation: '0', probation_salary: '', salary: '6000', insurance: '依法缴纳五险一金', dossier_to: '喀什市人才服务中心', household_to: '', penalty: '0', other: '',
};
const TERMS = {contract: CONTRACT, agreement: AGREEMENT};

async function found(client, g) {
	const page = await client.get('/org/invitations/find');
	const r = await client.submit(page, {name: g.row.name, id_no: g.account.login}, {pick: '/org/invitations/find'});
	assert.equal(r.status, 303, text(r.text));
	return r.headers.location;
}
async function compose(client, g, kind, values = {}) {
	await found(client, g);
	const page = await client.get(`/org/invitations/${kind}?to=${g.row.uid}`);
	return client.submit(page, {letter: '欢迎加入我们，请在有效期内应约。', expires_on: day(5), ...TERMS[kind], ...values}, {pick});
}
async function invite(client, g, kind, values) {
	const r = await compose(client, g, kind, values);
	assert.equal(r.status, 303, text(r.text));
	return r.headers.location.match(/invitations\/([\w-]{22})/)[1];
}
async function accept(g, kind, uid, values = {}) {
	const page = await g.client.get(`${PATH[kind]}/invitations/${uid}/answer`);
	return g.client.submit(page, {password: g.account.password, ...values}, {pick: `${PATH[kind]}/invitations/${uid}/accept`});
}
async function signed(g, kind, client = boss) {
	const uid = await invite(client, g, kind);
	const r = await accept(g, kind, uid);
	assert.equal(r.status, 303, text(r.text));
	return r.headers.location.match(/\/([\w-]{22})\?/)[1];
}
const token = (page, action) => [...page.text.matchAll(/<form[^>]*action="([^"]+)"[\s\S]*?name="csrf" value="([^"]+)"/g)].find((m) => m[1].split('?')[0] === action)?.[2];
async function step(client, path, action, reason = '') {
	const page = await client.get(path);
	const csrf = token(page, path) ?? 'none';
	return client.post(path, {csrf, action, reason});
}
// The token of a path whose page shows no such form: from one of ours that does.
async function force(g, kind, uid, action, reason) {
	return step(g.client, `${PATH[kind]}/${uid}`, action, reason);
}
// Both have their page before either acts: after the other's step it would no longer offer this one.
async function atOnce(...acts) {
	const pages = await Promise.all(acts.map(([client, path]) => client.get(path)));
	return Promise.all(acts.map(([client, path, action, reason = ''], i) =>
		client.post(path, {csrf: token(pages[i], path), action, reason})));
}
const state = (uid) => one(`SELECT state FROM document WHERE uid = '${uid}'`).state;
const approve = (uid) => step(authority, `/office/documents/${uid}`, 'approve');

for (const [kind, word] of [['contract', '合同'], ['agreement', '协议书']]) {
	const c = kind === 'contract' ? '5' : '6';
	describe(`${word}: from the invitation to the archive`, () => {
		let g, uid, id;
		before(() => { g = graduates[0]; });
		test(`${c}.1.i1 the employer finds a graduate by exact name and number, and writes from the template`, async () => {
			const page = await boss.get('/org/invitations/find');
			const no = await boss.submit(page, {name: `${g.row.name}某`, id_no: g.account.login}, {pick: '/org/invitations/find'});
			assert.equal(no.status, 422);
			assert.match(text(no.text), /没有找到姓名和身份证号都相符/);
			assert.doesNotMatch(no.text, new RegExp(g.account.login));
			assert.equal((await rival.get(`/org/invitations/${kind}?to=${graduates[7].row.uid}`)).status, 404);
			await boss.get(await found(boss, g));
			const form = await boss.get(`/org/invitations/${kind}?to=${g.row.uid}`);
			assert.match(form.text, new RegExp(`${g.row.name}同学[\\s\\S]*${bossRow.name}`));
			assert.match(form.text, new RegExp(`name="expires_on"[^>]*value="${day(5)}"`));
		});
		test(`${c}.1.i1 terms are checked at their fields and what was typed stays`, async () => {
			const cases = [[{salary: ''}, '月工资'], [{salary: '-5'}, '月工资'], [{starts_on: '2026-02-30'}, '日期'], [{expires_on: day(-2)}, '不能早于今天'],
				[{expires_on: day(90)}, '最多为 60 天'], [{position: ''}, '岗位'], [{probation: '7'}, '试用期'], [{probation: '2', probation_salary: '4000'}, '不得低于月工资的 80%']];
			if (kind === 'contract')
				cases.push([{ends_on: ''}, '固定期限'], [{ends_on: day(5)}, '终止日期应晚于'], [{ends_on: day(200), probation: '2'}, '试用期不得超过一个月'],
					[{term_kind: 'open'}, '无固定期限'], [{insurance: ''}, '社会保险']);
			for (const [values, says] of cases) {
				const r = await compose(boss, g, kind, values);
				assert.equal(r.status, 422, JSON.stringify(values));
				assert.match(text(r.text), new RegExp(says));
				assert.match(r.text, /value="喀什市工业园区 8 号"/);
			}
			assert.equal(one(`SELECT count(*) AS n FROM invitation WHERE kind = '${kind}' AND id > ${old.invitation}`).n, 0);
		});
		test(`${c}.1.i1 1.1.i3 it is sent once, can be changed and taken back`, async () => {
			uid = await invite(boss, g, kind);
			const again = await compose(boss, g, kind);
			assert.equal(again.status, 422);
			assert.match(text(again.text), /正在等待应约/);
			const edit = await boss.get(`/org/invitations/${uid}/${kind}`);
			const edited = await boss.submit(edit, {...TERMS[kind], salary: '6200'}, {pick});
			assert.equal(edited.status, 303, text(edited.text).slice(0, 400));
			assert.equal((await rival.get(`/org/invitations/${uid}`)).status, 404);
			assert.equal((await rival.get(`/org/invitations/${uid}/${kind}`)).status, 404);
			const list = await boss.get('/org/invitations');
			const none = await boss.post('/org/invitations', {csrf: token(list, '/org/invitations'), command: 'withdraw'});
			assert.equal(none.status, 422);
			assert.match(text(none.text), /请先选择/);
			const theirs = await invite(rival, graduates[6], kind), both = {csrf: token(list, '/org/invitations'), command: 'withdraw', id: [uid, theirs]};
			assert.equal((await boss.post('/org/invitations', both)).status, 404);
			assert.equal(one(`SELECT count(*) AS n FROM invitation WHERE state = 'sent' AND uid IN ('${uid}', '${theirs}')`).n, 2);
			const r = await boss.post('/org/invitations', {csrf: token(list, '/org/invitations'), command: 'withdraw', id: uid});
			assert.match(text(r.text), /已办理 1 件/);
			assert.equal(one(`SELECT state FROM invitation WHERE uid = '${uid}'`).state, 'withdrawn');
			assert.ok(told(g.row.id, `${word}邀请已撤回`) > 0);
			uid = await invite(boss, g, kind);
		});
		test(`${c}.1.f1 ${c}.1.f2 ${c}.1.f3 ${c}.1.f4 ${c}.1.f5 0.r1 the graduate's list, with its toolbar`, async () => {
			const path = `${PATH[kind]}/invitations`, list = await g.client.get(path);
			assert.match(text(list.text), new RegExp(bossRow.name));
			for (const [query, n] of [['employer=不存在', 0], [`employer=${encodeURIComponent(bossRow.name.slice(0, 3))}`, 2], ['state=withdrawn', 1], ['state=sent', 1],
				['position=设备', 2], [`from=${day(1)}`, 0], [`to=${day(0)}`, 2]])
				assert.equal((await g.client.get(`${path}?${encodeURI(decodeURIComponent(query))}`)).text.split('name="id"').length - 1, n, query);
			for (const command of ['answer', 'employer', 'delete']) {
				const r = await g.client.post(path, {csrf: token(list, path), command});
				assert.equal(r.status, 422);
				assert.match(text(r.text), /请先选择/);
			}
			const press = (command, id) => g.client.post(path, {csrf: token(list, path), command, id});
			assert.equal((await press('employer', uid)).headers.location, `/my/employers/${bossRow.employer_id}`);
			assert.equal((await press('answer', uid)).headers.location, `${path}/${uid}/answer`);
			const letter = await g.client.get(`${path}/${uid}`);
			assert.match(text(letter.text), /欢迎加入我们[\s\S]*设备工程师[\s\S]*6000元/);
			assert.equal((await graduates[7].client.get(`${path}/${uid}`)).status, 404);
			assert.equal((await g.client.get(`${PATH[kind === 'contract' ? 'agreement' : 'contract']}/invitations/${uid}`)).status, 404);
		});
		test(`${c}.1.r3 ${c}.1.f5 应约 shows the text to be signed; 取消 changes nothing`, async () => {
			const page = await g.client.get(`${PATH[kind]}/invitations/${uid}/answer`);
			assert.match(text(page.text), new RegExp(`${g.row.name}[\\s\\S]*${g.account.login}[\\s\\S]*同意[\\s\\S]*拒绝[\\s\\S]*取消`));
			assert.match(page.text, new RegExp(`<a href="${PATH[kind]}/invitations">取消</a>`));
			assert.equal(one(`SELECT state FROM invitation WHERE uid = '${uid}'`).state, 'sent');
		});
		test(`${c}.1.r1 accepting wants the password or a code, and only hers`, async () => {
			for (const values of [{password: ''}, {password: 'wrong1'}, {password: '', code: '000000'}]) {
				const r = await accept(g, kind, uid, values);
				assert.equal(r.status, 422, JSON.stringify(values));
			}
			const page = await g.client.get(`${PATH[kind]}/invitations/${uid}/answer`);
			const path = `${PATH[kind]}/invitations/${uid}/accept`;
			for (const other of [graduates[7].client, boss, authority, school])
				assert.ok([403, 404].includes((await other.post(path, {csrf: token(page, path), digest: 'a'.repeat(64), password: 'x'})).status));
			const stale = await g.client.post(path, {csrf: token(page, path), digest: 'a'.repeat(64), password: g.account.password});
			assert.equal(stale.status, 409);
			assert.match(text(stale.text), /请重新阅读/);
			assert.equal(one(`SELECT count(*) AS n FROM document WHERE kind = '${kind}' AND id > ${old.document}`).n, 0);
			const r = await accept(g, kind, uid);
			assert.equal(r.status, 303, text(r.text));
			id = r.headers.location.match(/\/([\w-]{22})\?/)[1];
			const d = one(`SELECT state, number, accepted_method, hex(accepted_digest) AS digest, t.kind FROM document d JOIN document_text t ON t.id = d.text_id
				WHERE d.uid = '${id}' AND t.sha256 = d.accepted_digest`);
			assert.equal(d.state, 'review');
			assert.equal(d.accepted_method, 'password');
			assert.equal(d.number !== null, kind === 'agreement');
			assert.ok(told(bossRow.id, `${word}邀请已被同意`) > 0);
		});
		test(`${c}.3.f1 ${c}.3.r1 ${c}.1.r1 n.3 before approval 待主管部门审核, nothing to print`, async () => {
			const list = await g.client.get(PATH[kind]);
			assert.match(text(list.text), /待主管部门审核/);
			assert.doesNotMatch(list.text, /\/print"/);
			for (const client of [g.client, boss]) assert.notEqual((await client.get(`/auth/documents/${id}/print`)).status, 200);
			const page = await g.client.get(`${PATH[kind]}/${id}`);
			assert.equal(/正文摘要/.test(page.text), kind === 'agreement');
			const list2 = await g.client.get(`${PATH[kind]}/invitations`);
			assert.match(text(list2.text), /已同意/);
		});
		test(`${c}.3.i1 ${c}.1.i${kind === 'contract' ? 4 : 1} the authority reviews; strangers find nothing`, async () => {
			for (const [client, status] of [[school, 200], [faculty, 200], [authority, 200], [boss, 403]])
				assert.equal((await client.get(`/office/documents/${id}`)).status, status);
			assert.equal((await rival.get(`/org/documents/${id}`)).status, 404);
			assert.equal((await graduates[7].client.get(`${PATH[kind]}/${id}`)).status, 404);
			assert.equal((await step(school, `/office/documents/${id}`, 'approve')).status, 403);
			assert.match(text((await authority.get('/office/documents')).text), new RegExp(g.row.name));
			assert.equal((await approve(id)).status, 303);
			assert.equal(state(id), 'effective');
			assert.ok(told(g.row.id, `${word}审核通过`) > 0 && told(bossRow.id, `${word}审核通过`) > 0);
		});
		test(`${c}.3.f1 ${c}.3.f2 ${c}.3.f3 ${c}.3.f4 ${kind === 'agreement' ? '6.3.d1 ' : ''}the list: number, employer, year, date, state, print; by conditions`, async () => {
			const number = one(`SELECT number FROM document WHERE uid = '${id}'`).number;
			const list = await g.client.get(PATH[kind]);
			assert.match(text(list.text), new RegExp(`${word}编号[\\s\\S]*单位名称[\\s\\S]*毕业年度[\\s\\S]*签订日期[\\s\\S]*状态[\\s\\S]*打印[\\s\\S]*${number}[\\s\\S]*${bossRow.name}[\\s\\S]*${g.row.year}[\\s\\S]*已生效[\\s\\S]*打印`));
			assert.match(list.text, new RegExp(`href="${PATH[kind]}/${id}">${number}</a>`));
			assert.match(list.text, new RegExp(`href="/auth/documents/${id}/print"`));
			for (const [query, n] of [[`number=${number}`, 1], ['number=QQ', 0], ['state=effective', 1], ['state=revoked', 0], [`year=${g.row.year}`, 1], ['year=1999', 0],
				[`from=${day(2)}`, 0]])
				assert.equal(new RegExp(`${id}"`).test((await g.client.get(`${PATH[kind]}?${query}`)).text), n === 1, query);
			assert.match(text((await g.client.get(`${PATH[kind]}/${id}`)).text), new RegExp(`${g.account.login}[\\s\\S]*正文摘要`));
			assert.match(text((await boss.get('/org/documents')).text), new RegExp(number));
			for (const client of [g.client, boss]) assert.equal((await client.get(`/auth/documents/${id}/print`)).status, 200);
		});
		test(`${c}.4.f1 ${c}.4.f2 ${c}.4.f3 0.r1 解除: the list, nothing selected, the reason`, async () => {
			const path = `${PATH[kind]}/terminate`, list = await g.client.get(path);
			const none = await g.client.post(path, {csrf: token(list, path), command: 'terminate'});
			assert.equal(none.status, 422);
			assert.match(text(none.text), /请先选择一条记录/);
			const r = await g.client.post(path, {csrf: token(list, path), command: 'terminate', id});
			assert.equal(r.headers.location, `${PATH[kind]}/${id}/terminate`);
			const form = await g.client.get(r.headers.location);
			assert.equal((await g.client.submit(form, {reason: ''}, {pick})).status, 422);
			assert.equal((await g.client.submit(form, {reason: '回家照顾老人'}, {pick})).status, 303);
			assert.equal(state(id), 'terminating');
			assert.ok(told(bossRow.id, `${word}对方申请解除`) > 0);
		});
		test(`${c}.4.r5 ${c}.4.i1 the employer refuses: it is in force again, and she may ask again`, async () => {
			assert.equal((await step(boss, `/org/documents/${id}`, 'refuse')).status, 422);
			assert.equal((await step(boss, `/org/documents/${id}`, 'refuse', '项目未结束')).status, 303);
			assert.equal(state(id), 'effective');
			assert.match(text((await g.client.get(`${PATH[kind]}/${id}`)).text), /项目未结束/);
			assert.equal((await force(g, kind, id, 'terminate', '再次申请')).status, 303);
			assert.equal(state(id), 'terminating');
		});
		test(`${c}.4.r2 ${c}.4.r4 ${c}.4.i1 n.6 the employer asks: she answers and cannot ask`, async () => {
			assert.equal((await force(g, kind, id, 'withdraw')).status, 303);
			assert.equal((await step(boss, `/org/documents/${id}`, 'terminate', '岗位取消')).status, 303);
			const r = await force(g, kind, id, 'terminate', '我也申请');
			assert.equal(r.status, 409);
			assert.match(text(r.text), /单位已先提出解除申请/);
			assert.equal((await force(g, kind, id, 'refuse', '不同意')).status, 303);
			assert.equal(state(id), 'effective');
			assert.equal((await force(g, kind, id, 'terminate', '现在同意了')).status, 303);
		});
		test(`${c}.4.r6 5.4.i3 n.7 while the school's plan is locked nothing is asked for or agreed to`, async () => {
			const plan = async (action) => school.post('/office/plan', {csrf: token(await school.get('/office/plan'), '/office/plan'), year: g.row.year, action, reason: '就业方案已上报'});
			assert.equal((await plan('lock')).status, 303);
			const agree = await step(boss, `/org/documents/${id}`, 'agree');
			assert.equal(agree.status, 409);
			assert.match(text(agree.text), /就业方案已锁定[\s\S]*就业方案已上报/);
			assert.equal((await step(boss, `/org/documents/${id}`, 'refuse', '方案锁定')).status, 303);
			assert.equal((await force(g, kind, id, 'terminate', '申请')).status, 409);
			assert.equal((await step(boss, `/org/documents/${id}`, 'terminate', '申请')).status, 409);
			assert.match(text((await g.client.get(`${PATH[kind]}/${id}`)).text), /就业方案已锁定/);
			assert.match(text((await g.client.get(`${PATH[kind]}/${id}/terminate`)).text), /就业方案已锁定/);
			assert.equal(state(id), 'effective');
			assert.equal((await plan('unlock')).status, 303);
			assert.equal((await force(g, kind, id, 'terminate', '解锁后申请')).status, 303);
		});
		test(`${c}.4.i1 ${c}.4.r3 5.4.i4 5.4.i5 n.5 agreed, archived, readable, and she is free`, async () => {
			const asked = await boss.get(`/org/documents/${id}`);
			assert.match(asked.text, /<textarea id="f-reason-agree"(?![^>]*required)/);
			assert.equal((await step(boss, `/org/documents/${id}`, 'agree', '同意，祝一切顺利')).status, 303);
			assert.equal(state(id), 'awaiting_archive');
			assert.match(text((await g.client.get(`${PATH[kind]}/${id}`)).text), /答复说明[\s\S]*同意，祝一切顺利/);
			assert.equal((await force(g, kind, id, 'terminate', '还要')).status, 409);
			assert.equal((await step(authority, `/office/documents/${id}`, 'archive')).status, 303);
			assert.equal(state(id), 'terminated');
			const r = await force(g, kind, id, 'terminate', '还要');
			assert.equal(r.status, 409);
			assert.match(text(r.text), /已解除，不能进行解除申请/);
			assert.match(text((await g.client.get(`${PATH[kind]}/${id}`)).text), /解除时间[\s\S]*正文摘要[\s\S]*解锁后申请/);
			const next = await signed(g, kind);
			assert.equal((await force(g, kind, next, 'revoke')).status, 303);
			assert.equal(state(next), 'revoked');
			const again = await force(g, kind, next, 'terminate', '走');
			assert.equal(again.status, 409);
			assert.match(text(again.text), /已撤销，不能进行解除申请/);
		});
		test(`${c}.1.r2 ${c}.1.f6 declining with a reason; deleting hides from her list only`, async () => {
			const other = await invite(rival, g, kind), path = `${PATH[kind]}/invitations`;
			const page = await g.client.get(`${path}/${other}/answer`);
			assert.equal((await g.client.submit(page, {reason: ''}, {pick: `${path}/${other}/decline`})).status, 422);
			assert.equal((await g.client.submit(page, {reason: '已有安排'}, {pick: `${path}/${other}/decline`})).status, 303);
			assert.equal(one(`SELECT state FROM invitation WHERE uid = '${other}'`).state, 'declined');
			const list = await g.client.get(path);
			assert.equal((await g.client.post(path, {csrf: token(list, path), command: 'delete', id: other})).status, 303);
			assert.equal((await g.client.get(`${path}/${other}`)).status, 404);
			assert.match(text((await rival.get(`/org/invitations/${other}`)).text), /已拒绝[\s\S]*已有安排/);
		});
	});

	describe(`${word}: entered by the graduate`, () => {
		let g, id;
		const entry = {employer: '托里县老木匠家具店', credit_code: '', signed_on: day(-3), ...TERMS[kind]};
		before(() => { g = entrant; });
		const enter = async (values = {}) => g.client.submit(await g.client.get(`${PATH[kind]}/new`), {...entry, ...values}, {pick});
		test(`${c}.2.r1 not for an employer that is a user`, async () => {
			for (const values of [{employer: bossRow.name}, {credit_code: one(`SELECT credit_code FROM employer WHERE id = ${bossRow.employer_id}`).credit_code}]) {
				const r = await enter(values);
				assert.equal(r.status, 422);
				assert.match(text(r.text), /注册用户，不能录入/);
			}
			assert.equal(one(`SELECT count(*) AS n FROM document WHERE account_id = ${g.row.id} AND id > ${old.document}`).n, kind === 'contract' ? 0 : 1);
		});
		test(`${c}.2.f1 ${kind === 'contract' ? '5.2.f2 5.2.i3 ' : ''}it is kept as a draft, takes a scan, and goes to the faculty`, async () => {
			assert.equal((await enter({signed_on: day(3)})).status, 422);
			const r = await enter();
			assert.equal(r.status, 303, text(r.text));
			id = r.headers.location.match(/\/([\w-]{22})\?/)[1];
			const path = `${PATH[kind]}/${id}`;
			const early = await force(g, kind, id, 'submit');
			assert.equal(early.status, 409);
			assert.match(text(early.text), /请先上传扫描件/);
			const form = await g.client.get(`${path}/upload`);
			const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
			const sent = await g.client.submit(form, {scan: {name: '合同.pdf', bytes: pdf}}, {pick});
			assert.equal(sent.status, 303, text(sent.text));
			assert.equal((await g.client.get(`${path}/scan`)).status, 200);
			assert.equal((await graduates[0].client.get(`${path}/scan`)).status, 404);
			assert.equal((await force(g, kind, id, 'submit')).status, 303);
			assert.equal(state(id), 'faculty_review');
			assert.equal((await g.client.get(`${path}/edit`)).status, 409);
		});
		test(`n.13 8.1.r6 ${c}.2.i1 5.2.i2 ${c}.4.r1 n.4 the reviewer returns it, she corrects it, it is approved; then it cannot be ended online`, async () => {
			const path = `/office/documents/${id}`;
			assert.equal((await reviewer.get(`${path}/scan`)).status, 200);
			assert.equal((await step(reviewer, path, 'return')).status, 422);
			assert.equal((await step(reviewer, path, 'return', '缺少公章')).status, 303);
			assert.equal(state(id), 'returned');
			const edit = await g.client.get(`${PATH[kind]}/${id}/edit`);
			assert.match(edit.text, /value="托里县老木匠家具店"/);
			assert.equal((await g.client.submit(edit, {...entry, position: '木工'}, {pick})).status, 303);
			assert.equal((await force(g, kind, id, 'submit')).status, 303);
			sql(`UPDATE student SET leaving_on = '${day(kind === 'contract' ? 0 : -1)}' WHERE account_id = ${g.row.id}`);
			assert.equal((await step(reviewer, path, 'approve')).status, 303);
			assert.equal(state(id), 'effective');
			// the contract on the day that she leaves, the agreement on the day after
			assert.deepEqual(sql(`SELECT n.account_id, r.registrar, r.employer FROM realname n JOIN realname_record r ON r.realname_id = n.id WHERE r.document_id = (SELECT id FROM document WHERE uid = '${id}')`),
				kind === 'contract' ? [] : [{account_id: g.row.id, registrar: 'system', employer: '托里县老木匠家具店'}]);
			const r = await force(g, kind, id, 'terminate', '走');
			assert.equal(r.status, 409);
			assert.match(text(r.text), /系统生成的才能进行网上解除/);
			assert.equal(state(id), 'effective');
		});
		test(`${c}.1.r4 while it is in force she can neither accept nor enter another`, async () => {
			const uid = await invite(boss, g, kind);
			const page = await g.client.get(`${PATH[kind]}/invitations/${uid}/answer`);
			assert.match(text(page.text), /每个毕业生只能同时与一个单位签定/);
			const r = await enter();
			assert.equal(r.status, 422);
			assert.match(text(r.text), /每个毕业生只能同时与一个单位签定/);
		});
	});

	describe(`${word}: time and races`, () => {
		test(`${c}.1.r4 n.1 of two 同意 at once exactly one wins, many times over`, async () => {
			const g = graduates[2], twin = {...g, client: await portal.login(g.account)};
			for (let round = 0; round < 6; round++) {
				const uids = [await invite(boss, g, kind), await invite(rival, g, kind)];
				const pages = await Promise.all([g, twin].map((x, k) => x.client.get(`${PATH[kind]}/invitations/${uids[k]}/answer`)));
				const answers = await Promise.all([g, twin].map((x, k) => x.client.submit(pages[k], {password: g.account.password},
					{pick: `${PATH[kind]}/invitations/${uids[k]}/accept`})));
				assert.deepEqual(answers.map((r) => r.status).sort(), [303, 409]);
				const rows = sql(`SELECT uid FROM document WHERE account_id = ${g.row.id} AND kind = '${kind}' AND state = 'review'`);
				assert.equal(rows.length, 1);
				assert.equal((await force(g, kind, rows[0].uid, 'revoke')).status, 303);
				sql(`UPDATE invitation SET state = 'withdrawn' WHERE state = 'sent' AND account_id = ${g.row.id}`);
			}
		});
		test(`${c}.1.r4 approve against revoke, both parties asking at once: one wins, the other is told`, async () => {
			const g = graduates[3];
			for (let round = 0; round < 5; round++) {
				const uid = await signed(g, kind);
				const [a, b] = await atOnce([authority, `/office/documents/${uid}`, 'approve'], [g.client, `${PATH[kind]}/${uid}`, 'revoke']);
				assert.deepEqual([a.status, b.status].sort(), [303, 409]);
				assert.equal(state(uid), a.status === 303 ? 'effective' : 'revoked');
				if (state(uid) === 'revoked')
					continue;
				const asks = await atOnce([g.client, `${PATH[kind]}/${uid}`, 'terminate', '我先'], [boss, `/org/documents/${uid}`, 'terminate', '我先']);
				assert.deepEqual(asks.map((r) => r.status).sort(), [303, 409]);
				assert.equal(state(uid), 'terminating');
				const winner = one(`SELECT asked_by FROM document WHERE uid = '${uid}'`).asked_by;
				assert.equal(winner, asks[0].status === 303 ? 'graduate' : 'employer');
				if (winner === 'graduate') await step(boss, `/org/documents/${uid}`, 'agree');
				else await force(g, kind, uid, 'agree');
				assert.equal((await step(authority, `/office/documents/${uid}`, 'archive')).status, 303);
			}
		});
	});
}

describe('expiry', () => {
	test('5.1.r5 5.1.i2 6.1.r5 n.2 one second after the last day neither 同意 nor 拒绝, though the clock has not run', async () => {
		const g = graduates[4];
		const uid = await invite(boss, g, 'contract', {expires_on: day(1)});
		const path = `/my/contracts/invitations/${uid}`, page = await g.client.get(`${path}/answer`);
		sql(`UPDATE invitation SET created_at = created_at - 90000, expires_at = ${Math.floor(Date.now() / 1000) - 1} WHERE uid = '${uid}'`);
		for (const [action, values] of [['accept', {password: g.account.password}], ['decline', {reason: '不去'}]]) {
			const r = await g.client.submit(page, values, {pick: `${path}/${action}`});
			assert.equal(r.status, 409);
			assert.match(text(r.text), /邀请函已过期，不能应约或拒绝/);
		}
		assert.match(text((await g.client.get('/my/contracts/invitations')).text), /已过期/);
		assert.match(text((await boss.get(`/org/invitations/${uid}`)).text), /已过期/);
		assert.equal(one(`SELECT count(*) AS n FROM document WHERE account_id = ${g.row.id} AND id > ${old.document}`).n, 0);
		assert.equal((await portal.ctl('tick')).status, 0);
		assert.equal(one(`SELECT state FROM invitation WHERE uid = '${uid}'`).state, 'expired');
		assert.ok(told(g.row.id, '合同邀请已过期') > 0 && told(bossRow.id, '合同邀请已过期') > 0);
	});
	test('5.1.r5 accept against the clock: either accepted with a document, or expired without', async () => {
		const g = graduates[4];
		for (let round = 0; round < 4; round++) {
			const uid = await invite(boss, g, 'contract', {expires_on: day(1)});
			const page = await g.client.get(`/my/contracts/invitations/${uid}/answer`);
			const end = Math.floor(Date.now() / 1000) + 1;
			sql(`UPDATE invitation SET created_at = created_at - 90000, expires_at = ${end} WHERE uid = '${uid}'`);
			const [r] = await Promise.all([g.client.submit(page, {password: g.account.password}, {pick: `/my/contracts/invitations/${uid}/accept`}), portal.ctl('tick')]);
			const rows = sql(`SELECT d.uid FROM document d JOIN invitation i ON i.id = d.invitation_id WHERE i.uid = '${uid}'`);
			assert.equal(rows.length, r.status === 303 ? 1 : 0);
			if (rows.length > 0) await force(g, 'contract', rows[0].uid, 'revoke');
		}
	});
	test('5.1.r1 a code sent to her phone serves instead of the password, once', async () => {
		const g = graduates[5], uid = await invite(boss, g, 'agreement'), base = `/my/agreements/invitations/${uid}`;
		const page = await g.client.get(`${base}/answer`);
		assert.equal((await g.client.submit(page, {}, {pick: `${base}/code`})).status, 303);
		const code = await portal.smsCode(graduateMobile(g));
		const r = await g.client.submit(page, {password: '', code}, {pick: `${base}/accept`});
		assert.equal(r.status, 303, text(r.text));
		assert.equal(one(`SELECT accepted_method AS m FROM document WHERE account_id = ${g.row.id} ORDER BY id DESC`).m, 'sms');
	});
});
// The demo's graduates have the numbers 1380000 0001 and on, in the order of their accounts.
const graduateMobile = (g) => `1380000${String(graduates.indexOf(g) + 1).padStart(4, '0')}`;

describe('2.3.q2 the gate', () => {
	test('2.3.q2 who is not verified sees why, and can do nothing by direct POST', async () => {
		const accounts = await portal.accounts();
		const ids = sql(`SELECT a.id FROM account a LEFT JOIN identity i ON i.account_id = a.id WHERE a.role = 'graduate' ORDER BY a.id`);
		const k = ids.findIndex((r) => one(`SELECT count(*) AS n FROM identity WHERE account_id = ${r.id} AND state = 'verified'`).n === 0);
		const client = await portal.login(accounts.filter((a) => a.role === 'graduate')[k]);
		for (const path of ['/my/contracts', '/my/contracts/invitations', '/my/contracts/new', '/my/contracts/terminate', '/my/agreements', '/my/agreements/new']) {
			const r = await client.get(path);
			assert.equal(r.status, 403, path);
			assert.match(text(r.text), /完成身份认证后才能使用网上签约/);
		}
	});
	test('5.1.i1 0.i1 an employer that is not verified cannot send', async () => {
		const accounts = (await portal.accounts()).filter((a) => a.role === 'employer');
		const pending = accounts.find((a) => one(`SELECT state FROM employer WHERE credit_code = '${a.login}'`).state !== 'verified');
		if (pending === undefined) return;
		const client = await portal.login(pending);
		const page = await client.get('/org/invitations/find');
		const r = await client.submit(page, {name: graduates[6].row.name, id_no: graduates[6].account.login}, {pick: '/org/invitations/find'});
		assert.equal(r.status, 422, 'it does not even find the graduate');
		assert.match(text(r.text), /认证后/);
	});
});
