// Employers, their jobs and the applications they receive, and the authority's desks,
// through the real server: who may do what, whose things they are, and who is told.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {after, before, describe, test} from 'node:test';
import {text} from '../lib/html.mjs';
import {startPortal} from '../lib/portal.mjs';

// Look into the store, or change what no page changes: rows as objects.
function sql(query) {
	const out = execFileSync('sqlite3', ['-json', '-cmd', '.timeout 5000', portal.path('jiuye.db')], {input: query, encoding: 'utf8'});
	return out ? JSON.parse(out) : [];
}
const one = (query) => sql(query)[0];
const told = (account, title) => one(`SELECT count(*) AS n FROM message WHERE account_id = ${account} AND title LIKE '${title}%'`).n;
const day = (days) => new Date(Date.now() + days * 864e5).toISOString().slice(0, 10);

let portal, employer, foreign, graduate, authority, me, other;
before(async () => {
	portal = await startPortal();
	const accounts = await portal.accounts();
	const employers = accounts.filter((a) => a.role === 'employer');
	const verified = employers.filter((a) => one(`SELECT state FROM employer WHERE credit_code = '${a.login}'`).state === 'verified');
	[employer, foreign] = [await portal.login(verified[0]), await portal.login(verified[1])];
	[me, other] = verified.map((a) => one(`SELECT a.id, a.employer_id, e.name FROM account a JOIN employer e ON e.id = a.employer_id WHERE login = '${a.login}'`));
	graduate = await portal.login(accounts.find((a) => a.role === 'graduate'));
	authority = await portal.login(accounts.find((a) => a.role === 'authority'));
	sql(`INSERT INTO resume(uid, account_id, name, content, complete, created_at, updated_at)
		SELECT 'resumeabcdefghij' || printf('%06d', id), id, '我的简历', '{}', 1, 1, 1 FROM account WHERE role = 'graduate'`);
});
after(() => portal?.stop());

const JOB = {
	title: '葡萄酒酿造师', category: '技术', employment: 'full_time', headcount: '2', education: 'college', salary_min: '6000', salary_max: '9000',
	workplace: '园区路 8 号', description: '## 职责\n\n- 负责酿造\n- 记录工艺', mailbox: 'hr@wine.example', contact_name: '李经理', contact_phone: '0998-5550123',
	step: 'save',
};
const place = () => one("SELECT code FROM region WHERE level = 3 AND code LIKE '65%' LIMIT 1").code;

async function create(client, values = {}) {
	const page = await client.get('/org/jobs/new');
	const r = await client.post('/org/jobs/new', {csrf: csrf(page), ...JOB, region: place(), closes_on: day(30), ...values});
	return {r, id: Number(r.headers.location?.match(/\/org\/jobs\/(\d+)/)?.[1])};
}
const csrf = (page) => page.text.match(/<main[\s\S]*?name="csrf" value="([^"]+)"/)[1];
async function step(client, path, action, values = {}) {
	return client.post(path, {csrf: csrf(await client.get(path)), action, ...values});
}
const state = (id) => one(`SELECT state FROM job WHERE id = ${id}`).state;
async function published(values) {
	const {id} = await create(employer, values);
	await step(employer, `/org/jobs/${id}`, 'submit');
	await step(authority, `/office/jobs/${id}`, 'approve');
	assert.equal(state(id), 'published');
	return id;
}

describe('4.1.i5 a job of an employer', () => {
	let id;
	test('4.1.i5 is created as a draft and shown as the public page will show it', async () => {
		const made = await create(employer);
		id = made.id;
		assert.equal(made.r.status, 303, text(made.r.text));
		const page = await employer.get(`/org/jobs/${id}`);
		assert.match(page.text, /<h2>职责<\/h2>[\s\S]*<li>负责酿造<\/li>/);
		assert.match(text(page.text), /6000–9000 元\/月[\s\S]*草稿[\s\S]*提交审核/);
		assert.match(text((await employer.get('/org/jobs?state=draft')).text), /葡萄酒酿造师/);
	});
	test('4.1.i5 errors stand at their fields and what was typed stays', async () => {
		for (const [values, error] of [
			[{title: ''}, '请填写职位名称'], [{region: ''}, '请填写工作地区'], [{closes_on: day(-2)}, '截止日期不能早于今天'],
			[{closes_on: day(500)}, '最多为一年'], [{salary_max: '5000'}, '月薪上限不能低于下限'], [{headcount: '0'}, '1 到 9999'],
			[{description: '短'}, '至少 10 个字'], [{mailbox: 'x'}, '邮箱'], [{education: 'none'}, '请从列表中选择'],
		]) {
			const {r} = await create(employer, values);
			assert.equal(r.status, 422);
			assert.match(text(r.text), new RegExp(error));
			assert.match(r.text, /value="园区路 8 号"/);
		}
	});
	test('4.1.i5 goes to review, comes back with a reason, is withdrawn, and is approved', async () => {
		assert.equal((await step(employer, `/org/jobs/${id}`, 'submit')).status, 303);
		assert.equal((await step(authority, `/office/jobs/${id}`, 'reject')).status, 422);
		assert.equal((await step(authority, `/office/jobs/${id}`, 'reject', {reason: '请写明工作时间'})).status, 303);
		assert.equal(state(id), 'draft');
		assert.match(text((await employer.get(`/org/jobs/${id}`)).text), /审核意见：请写明工作时间/);
		assert.equal(told(me.id, '职位审核未通过'), 1);
		await step(employer, `/org/jobs/${id}`, 'submit');
		assert.equal((await step(employer, `/org/jobs/${id}`, 'withdraw')).status, 303);
		await step(employer, `/org/jobs/${id}`, 'submit');
		assert.equal((await step(authority, `/office/jobs/${id}`, 'approve')).status, 303);
		assert.equal(state(id), 'published');
		assert.equal(told(me.id, '职位审核通过：葡萄酒酿造师'), 1);
	});
	test('4.1.i5 a change of what is on offer is reviewed again; the loser of a race is told', async () => {
		const page = await employer.get(`/org/jobs/${id}/edit`);
		assert.match(page.text, /value="葡萄酒酿造师"/);
		const fields = {csrf: csrf(page), ...JOB, region: place(), closes_on: day(40), title: '高级酿造师'};
		assert.equal((await employer.post(`/org/jobs/${id}/edit`, fields)).status, 303);
		assert.equal(state(id), 'pending');
		const again = await employer.post(`/org/jobs/${id}/edit`, fields);
		assert.equal(again.status, 409);
		assert.match(text(again.text), /该记录已被处理，当前状态为“待审核”/);
		await step(authority, `/office/jobs/${id}`, 'approve');
		assert.equal((await step(authority, `/office/jobs/${id}`, 'approve')).status, 409);
	});
	test('4.1.i5 is closed, posted again, and taken down with a reason', async () => {
		await step(employer, `/org/jobs/${id}`, 'close');
		assert.equal(state(id), 'closed');
		await step(employer, `/org/jobs/${id}`, 'repost');
		await step(authority, `/office/jobs/${id}`, 'approve');
		await step(authority, `/office/jobs/${id}`, 'take_down', {reason: '被举报收费'});
		assert.equal(state(id), 'taken_down');
		assert.equal(told(me.id, '职位已被下架'), 1);
	});
	test('4.1.i5 a draft is deleted after a question; its number is not used again', async () => {
		const {id} = await create(employer, {title: '不要的草稿'});
		const page = await employer.get(`/org/jobs/${id}`);
		assert.ok(page.text.includes(`href="/org/jobs/${id}/delete"`));
		const asked = await employer.get(`/org/jobs/${id}/delete`);
		assert.match(text(asked.text), /确定要删除职位“不要的草稿”的草稿吗/);
		assert.equal((await foreign.get(`/org/jobs/${id}/delete`)).status, 404);
		const r = await employer.submit(asked, {}, {pick: `/org/jobs/${id}/delete`});
		assert.equal(r.headers.location, '/org/jobs?done=deleted');
		const list = await employer.follow(r);
		assert.match(text(list.text), /已删除/);
		assert.doesNotMatch(list.text, /不要的草稿/);
		for (const path of ['', '/edit', '/delete']) assert.equal((await employer.get(`/org/jobs/${id}${path}`)).status, 404, path);
		assert.equal((await employer.submit(asked, {}, {pick: `/org/jobs/${id}/delete`})).status, 404);
		const next = await create(employer);
		assert.ok(next.id > id);
		assert.doesNotMatch(text((await employer.get(`/org/jobs/${next.id}`)).text), /删除草稿[\s\S]*删除 /);
		await step(employer, `/org/jobs/${next.id}`, 'submit');
		assert.equal((await employer.get(`/org/jobs/${next.id}/delete`)).status, 404, 'only a draft');
	});
	test('4.1.i5 seven days before it closes its employer is told, once', async () => {
		const soon = await published({closes_on: day(9), title: '临期职位'});
		await portal.tick();
		assert.equal(told(me.id, '职位即将到期：临期职位'), 0);
		sql(`UPDATE job SET closes_at = closes_at - 4 * 86400 WHERE id = ${soon}`);
		await portal.tick();
		await portal.tick();
		assert.equal(told(me.id, '职位即将到期：临期职位'), 1);
		assert.equal(state(soon), 'published');
	});
});

describe('0.i1 whose job it is', () => {
	test('0.i1 another employer\'s job is not there, whatever is sent', async () => {
		const {id} = await create(foreign, {title: '别家的职位'});
		const mine = await create(employer);
		const token = csrf(await employer.get(`/org/jobs/${mine.id}`));
		for (const path of [`/org/jobs/${id}`, `/org/jobs/${id}/edit`])
			assert.equal((await employer.get(path)).status, 404);
		assert.equal((await employer.post(`/org/jobs/${id}`, {csrf: token, action: 'submit'})).status, 403); // a token is for its path
		assert.equal(state(id), 'draft');
		assert.doesNotMatch((await employer.get('/org/jobs')).text, /别家的职位/);
		assert.equal((await authority.get(`/office/jobs/${id}`)).status, 404); // a draft is its author's
	});
	test('0.i1 no other role reaches an employer\'s pages, no employer the desks', async () => {
		for (const path of ['/org/jobs', '/org/jobs/new', '/org/applications', '/org/applications/export'])
			for (const client of [graduate, authority]) assert.equal((await client.get(path)).status, 403, path);
		for (const path of ['/office/jobs', '/office/employers'])
			for (const client of [graduate, employer]) assert.equal((await client.get(path)).status, 403, path);
		assert.equal((await portal.client().get('/org/jobs')).status, 303);
	});
	test('1.1.i3 an employer that is not verified writes drafts but cannot submit them', async () => {
		sql(`UPDATE employer SET state = 'pending' WHERE id = ${other.employer_id}`);
		try {
			const {id} = await create(foreign);
			assert.match(text((await foreign.get(`/org/jobs/${id}`)).text), /单位通过认证后才能发布职位/);
			assert.equal((await step(foreign, `/org/jobs/${id}`, 'submit')).status, 409);
			assert.equal(state(id), 'draft');
		} finally {
			sql(`UPDATE employer SET state = 'verified' WHERE id = ${other.employer_id}`);
		}
	});
});

describe('the authority\'s desks', () => {
	test('8 words of the list are shown to the reviewer where they stand, and to the employer before', async () => {
		const {id} = await create(employer, {description: '入职前须交纳押金三百元，培训合格后退还。', title: '仓库管理员'});
		assert.match((await employer.get(`/org/jobs/${id}`)).text, /请核对以下内容[\s\S]*<mark>押金<\/mark>/);
		await step(employer, `/org/jobs/${id}`, 'submit');
		assert.match((await authority.get(`/office/jobs/${id}`)).text, /须交纳<mark>押金<\/mark>三百元[\s\S]*劳动合同法/);
		const rows = (await authority.get('/office/jobs')).text.split('<tr>');
		assert.match(rows.find((r) => r.includes('仓库管理员')), /1 处需核对/);
		await step(authority, `/office/jobs/${id}`, 'reject', {reason: '不得收取押金'});
	});
	test('4.1.i5 several are approved after one more question, with a line for each', async () => {
		const ids = [];
		for (const title of ['批量一', '批量二']) {
			const {id} = await create(employer, {title});
			await step(employer, `/org/jobs/${id}`, 'submit');
			ids.push(id);
		}
		const list = await authority.get('/office/jobs');
		const none = await authority.post('/office/jobs', {csrf: csrf(list), action: 'approve'});
		assert.equal(none.status, 422);
		assert.match(text(none.text), /没有选中任何职位/);
		const asked = await authority.post('/office/jobs', {csrf: csrf(list), action: 'approve', id: ids});
		assert.match(text(asked.text), /以下 2 件职位将办理“审核通过”[\s\S]*已发布/);
		assert.deepEqual(ids.map(state), ['pending', 'pending']);
		await step(employer, `/org/jobs/${ids[1]}`, 'withdraw');
		const done = await authority.post('/office/jobs', {csrf: csrf(asked), action: 'approve', sure: 'yes', id: ids});
		assert.match(text(done.text), /已办理 1 件，未办理 1 件[\s\S]*批量一[\s\S]*已办理[\s\S]*批量二[\s\S]*该记录已被处理/);
		assert.deepEqual(ids.map(state), ['published', 'draft']);
	});
	test('1.1.i3 an employer is verified, suspended with a reason, restored, and told of each', async () => {
		const {id} = one("SELECT e.id FROM employer e JOIN account a ON a.employer_id = e.id WHERE e.state = 'pending' LIMIT 1");
		const account = one(`SELECT id FROM account WHERE employer_id = ${id}`).id, path = `/office/employers/${id}`;
		assert.match((await authority.get('/office/employers')).text, new RegExp(`href="${path}\\?`));
		const without = await step(authority, path, 'verify'); // there is no licence
		assert.equal(without.status, 422);
		assert.match(text(without.text), /请填写原因/);
		assert.equal((await step(authority, path, 'verify', {reason: '在窗口核对了原件'})).status, 303);
		assert.equal((await step(authority, path, 'suspend')).status, 422);
		assert.equal((await step(authority, path, 'suspend', {reason: '资料不实'})).status, 303);
		assert.equal((await step(authority, path, 'restore')).status, 303);
		for (const title of ['单位认证已通过', '单位已被暂停', '单位已恢复']) assert.equal(told(account, title), 1, title);
	});
	test('0.f1 the zone counts what waits', async () => {
		const n = one("SELECT count(*) AS n FROM job WHERE state = 'pending'").n;
		assert.match(text((await authority.get('/office/')).text), new RegExp(`职位审核\\s*${n} 件待办`));
	});
});

describe('4.1.f0 3.4.i2 applications', () => {
	let job, uid, path, account;
	before(async () => {
		job = await published({title: '应聘测试'});
		const page = await graduate.get(`/my/jobs/${job}/apply`);
		await graduate.submit(page, {resume: page.text.match(/name="resume" value="([^"]+)"/)[1]}, {pick: `/my/jobs/${job}/apply`});
		({uid, account_id: account} = one(`SELECT uid, account_id FROM application WHERE job_id = ${job}`));
		path = `/org/applications/${uid}`;
	});
	test('4.1.f0 stand in the inbox of their employer only, closed until opened', async () => {
		assert.match((await employer.get(`/org/applications?job=${job}&state=sent`)).text, new RegExp(uid));
		assert.doesNotMatch((await employer.get(`/org/applications?job=${job}&state=hired`)).text, new RegExp(uid));
		const page = await employer.get(path);
		assert.match(text(page.text), /查看简历/);
		assert.doesNotMatch(page.text, /1[3-9]\d{9}/);
		assert.equal(one(`SELECT count(*) AS n FROM resume_view WHERE account_id = ${account}`).n, 0);
		assert.equal((await foreign.get(path)).status, 404);
		assert.equal((await foreign.post('/org/applications/open', {csrf: (await foreign.get('/org/applications')).text.match(/id="open"[\s\S]*?value="([^"]+)"/)?.[1] ?? 'x', id: uid})).status >= 403, true);
	});
	test('3.3.i1 3.4.i2 opening is recorded, shows the contact and tells the graduate', async () => {
		const page = await employer.get(path);
		const r = await employer.post('/org/applications/open', {csrf: page.text.match(/applications\/open"><input type="hidden" name="csrf" value="([^"]+)"/)[1], id: uid});
		assert.equal(r.headers.location, path);
		assert.match((await employer.get(path)).text, /1[3-9]\d{9}/);
		assert.equal(one(`SELECT count(*) AS n FROM resume_view WHERE account_id = ${account} AND employer_id = ${me.employer_id}`).n, 1);
		assert.match(text((await graduate.get('/my/applications')).text), /应聘测试[\s\S]*已查看/);
	});
	test('3.4.i2 a note stays the employer\'s; an invitation names time and place', async () => {
		const token = (await employer.get(path)).text.match(/\/note"><input type="hidden" name="csrf" value="([^"]+)"/)[1];
		assert.equal((await employer.post(`${path}/note`, {csrf: token, note: '经验丰富'})).status, 303);
		assert.match((await employer.get(path)).text, /经验丰富/);
		assert.doesNotMatch((await graduate.get('/my/applications')).text, /经验丰富/);
		assert.equal((await step(employer, path, 'invite', {invitation: ' '})).status, 422);
		assert.equal((await step(employer, path, 'invite', {invitation: '周五上午十点，园区路 8 号'})).status, 303);
		assert.match(text((await graduate.get('/my/applications')).text), /邀请面试[\s\S]*周五上午十点/);
		assert.equal(told(account, '邀请您面试：应聘测试'), 1);
	});
	test('4.1.f0 several at once: nothing picked says so, each has its line', async () => {
		const list = await employer.get('/org/applications');
		assert.doesNotMatch(list.text, /name="id"[^>]* checked/);
		assert.match((await employer.get('/org/applications?all=yes')).text, new RegExp(`name="id" value="${uid}"[^>]* checked`));
		const token = list.text.match(/id="pick"[\s\S]*?name="csrf" value="([^"]+)"/)[1];
		const none = await employer.post('/org/applications', {csrf: token, command: 'hire'});
		assert.equal(none.status, 422);
		assert.match(text(none.text), /没有选中任何简历/);
		const asked = await employer.post('/org/applications', {csrf: token, command: 'reject', id: [uid, 'notmine000000000000000']});
		assert.match(text(asked.text), /选中 1 份简历/);
		const without = await employer.post('/org/applications/bulk', {csrf: csrf(asked), command: 'reject', id: [uid]});
		assert.equal(without.status, 422);
		assert.match(text(without.text), /请填写原因/);
		const hire = await employer.post('/org/applications', {csrf: token, command: 'hire', id: [uid]});
		const done = await employer.post('/org/applications/bulk', {csrf: csrf(hire), command: 'hire', id: [uid]});
		assert.match(text(done.text), /已办理 1 件 [\s\S]*应聘测试[\s\S]*已办理/);
		assert.match(text((await graduate.get('/my/applications')).text), /已录用/);
		const again = await employer.post('/org/applications/bulk', {csrf: csrf(hire), command: 'hire', id: [uid]});
		assert.match(text(again.text), /该记录已被处理/);
	});
	test('4.1.f0 the export is a spreadsheet and is in the audit trail', async () => {
		const r = await employer.get(`/org/applications/export?job=${job}`);
		assert.equal(r.status, 200);
		assert.match(r.headers['content-type'], /spreadsheetml/);
		assert.equal(r.body.subarray(0, 2).toString(), 'PK');
		assert.equal(one("SELECT count(*) AS n FROM audit_event WHERE act = 'application.export'").n, 1);
	});
});

describe('1.1.i3 what an employer says of itself', () => {
	test('1.1.i3 its description changes at once, wrong values are refused', async () => {
		const page = await employer.get('/org/profile/edit');
		const fields = {csrf: csrf(page), kind: 'private', industry: 'A', scale: '100 人', region: place(), address: '新址 1 号',
			website: 'https://wine.example', contact_name: '李', contact_phone: '0998-5550123', intro: '**好单位**', step: 'save'};
		assert.equal((await employer.post('/org/profile/edit', {...fields, website: 'javascript:alert(1)'})).status, 422);
		assert.equal((await employer.post('/org/profile/edit', {...fields, industry: 'ZZ'})).status, 422);
		assert.equal((await employer.post('/org/profile/edit', fields)).status, 303);
		assert.match((await employer.get('/org/profile')).text, /新址 1 号[\s\S]*<strong>好单位<\/strong>/);
		assert.equal(one(`SELECT state FROM employer WHERE id = ${me.employer_id}`).state, 'verified');
	});
	test('1.1.i3 who waits for the check is asked for a licence, who has passed it is not', async () => {
		sql(`UPDATE employer SET state = 'pending', licence_id = NULL WHERE id = ${me.employer_id}`);
		assert.match(text((await employer.get('/org/profile')).text), /还没有上传营业执照/);
		sql(`UPDATE employer SET state = 'verified' WHERE id = ${me.employer_id}`);
		assert.doesNotMatch(text((await employer.get('/org/profile')).text), /还没有上传营业执照/);
	});
	test('1.1.i3 a licence is uploaded and seen by the authority and by nobody else', async () => {
		const token = csrf(await foreign.get('/org/profile/licence'));
		const send = (name, bytes) => {
			const edge = 'xxxxedgexxxx';
			const body = Buffer.concat([Buffer.from(`--${edge}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n${token}\r\n--${edge}\r\n` +
				`Content-Disposition: form-data; name="licence"; filename="${name}"\r\nContent-Type: application/pdf\r\n\r\n`), bytes, Buffer.from(`\r\n--${edge}--\r\n`)]);
			return foreign.request('POST', '/org/profile/licence', {body, headers: {'content-type': `multipart/form-data; boundary=${edge}`,
				origin: foreign.origin, 'sec-fetch-site': 'same-origin'}});
		};
		assert.equal((await send('x.pdf', Buffer.from('not a PDF'))).status, 422);
		const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
		const r = await send('执照.pdf', pdf);
		assert.equal(r.status, 303, text(r.text));
		const seen = await authority.get(`/office/employers/${other.employer_id}/licence`);
		assert.deepEqual([seen.status, seen.body.equals(pdf)], [200, true]);
		const mine = (await foreign.get('/org/profile')).text.match(/\/org\/files\/[^"]+/)[0];
		assert.equal((await foreign.get(mine)).status, 200);
		assert.equal((await employer.get(mine)).status, 404);
		assert.equal((await employer.get(`/office/employers/${other.employer_id}/licence`)).status, 403);
	});
	test('1.1.i3 another name goes through verification again; a code that is taken is refused', async () => {
		const page = await foreign.get('/org/profile/name');
		const login = one(`SELECT login FROM account WHERE id = ${other.id}`).login;
		const taken = one(`SELECT credit_code FROM employer WHERE id = ${me.employer_id}`).credit_code;
		assert.equal((await foreign.post('/org/profile/name', {csrf: csrf(page), name: '新名称公司', credit_code: taken})).status, 422);
		assert.equal(one(`SELECT state FROM employer WHERE id = ${other.employer_id}`).state, 'verified');
		assert.equal((await foreign.post('/org/profile/name', {csrf: csrf(page), name: '新名称公司', credit_code: login})).status, 303);
		assert.deepEqual(one(`SELECT name, state FROM employer WHERE id = ${other.employer_id}`), {name: '新名称公司', state: 'pending'});
		await step(authority, `/office/employers/${other.employer_id}`, 'reject', {reason: '名称与执照不符'});
		assert.match(text((await foreign.get('/org/profile')).text), /审核意见：名称与执照不符/);
		assert.equal((await step(foreign, '/org/profile', 'resubmit')).status, 303);
		await step(authority, `/office/employers/${other.employer_id}`, 'verify');
		assert.equal(one(`SELECT state FROM employer WHERE id = ${other.employer_id}`).state, 'verified');
	});
});

describe('0.i1 looking something up', () => {
	const find = async (client, q) => {
		const page = await client.get(`/org/lookup?q=${encodeURIComponent(q)}`);
		assert.equal(page.status, 200, q);
		return [...page.text.matchAll(/<a href="([^"]+)" data-row>/g)].map((m) => m[1]);
	};
	test('0.i1 by its number, whole or its end, and by a name: what the employer has, and nothing of another', async () => {
		const kinds = [['/org/applications', 'uid', 'application', "(w.state <> 'withdrawn' OR viewed_at IS NOT NULL)"], ['/org/invitations', 'uid', 'invitation', '1'],
			['/org/documents', 'uid', 'document', '1'], ['/org/jobs', 'id', 'job', '1']];
		let seen = 0;
		for (const a of (await portal.accounts()).filter((x) => x.role === 'employer').slice(0, 4)) {
			const client = await portal.login(a), stranger = a.login === one(`SELECT login FROM account WHERE employer_id = ${other.employer_id}`).login ? employer : foreign;
			for (const [path, key, table, visible] of kinds) {
				const [row] = sql(`SELECT w.${key} AS key FROM ${table} w JOIN account a ON a.employer_id = w.employer_id WHERE a.login = '${a.login}' AND ${visible} LIMIT 1`);
				if (!row) continue;
				const href = `${path}/${row.key}`, reference = (await client.get(href)).text.match(/办理编号 <span class="num">([^<]+)/)?.[1];
				if (!reference) continue;
				for (const q of [reference, ` ${reference.toLowerCase().replace('-', '')} `, reference.slice(-4)])
					assert.ok((await find(client, q)).includes(href), `${href} ${q}`);
				assert.deepEqual(await find(stranger, reference), [], href);
				seen++;
			}
		}
		assert.ok(seen >= 5, String(seen));
		const page = await employer.get('/org/');
		assert.match(page.text, /action="\/org\/lookup"/);
	});
	test('0.i1 5.3.f3 a contract by the number on the paper, a graduate or a job by its beginning', async () => {
		const d = one("SELECT d.number, d.uid, g.name, a.login FROM document d JOIN account g ON g.id = d.account_id JOIN account a ON a.employer_id = d.employer_id WHERE d.number IS NOT NULL LIMIT 1");
		const client = await portal.login((await portal.accounts()).find((a) => a.login === d.login));
		assert.deepEqual(await find(client, d.number.toLowerCase()), [`/org/documents/${d.uid}`]);
		assert.deepEqual(await find(await portal.login((await portal.accounts()).find((a) => a.role === 'employer' && a.login !== d.login)), d.number), []);
		assert.ok((await find(client, d.name)).includes(`/org/documents/${d.uid}`));
		assert.deepEqual(await find(client, d.name[0]), [], 'one character is none');
		const id = await published({title: '查找用的职位'});
		assert.deepEqual(await find(employer, '查找用的'), [`/org/jobs/${id}`]);
	});
	test('0.i1 what was withdrawn unread is not found; anything may be typed, nothing changes', async () => {
		const id = await published({title: '撤回后查不到'});
		sql(`INSERT INTO application(uid, account_id, job_id, employer_id, resume_id, resume_name, snapshot, contact_sealed, state, created_at, updated_at)
			SELECT 'withdrawn0123456789abc', r.account_id, ${id}, ${me.employer_id}, r.id, r.name, '{}', '', 'withdrawn', 1, 1 FROM resume r WHERE r.uid LIKE 'resumeabcdefghij%' LIMIT 1`);
		const {name} = one("SELECT g.name FROM application a JOIN account g ON g.id = a.account_id WHERE a.uid = 'withdrawn0123456789abc'");
		assert.ok(!(await find(employer, name)).includes('/org/applications/withdrawn0123456789abc'));
		const before = one('SELECT (SELECT count(*) FROM audit_event) AS a, (SELECT count(*) FROM resume_view) AS v');
		for (const q of ['\'; DROP TABLE job;--', '%', '"><b>', '9'.repeat(300), '____', '0000'])
			assert.doesNotMatch((await employer.get(`/org/lookup?q=${encodeURIComponent(q)}`)).text, /<b>/);
		assert.match(text((await employer.get('/org/lookup?q=nobody')).text), /没有查到/);
		assert.deepEqual(one('SELECT (SELECT count(*) FROM audit_event) AS a, (SELECT count(*) FROM resume_view) AS v'), before);
	});
});

describe('8 reports of jobs', () => {
	const report = async (client, job, values = {kind: 'fee', detail: '面试时要求交纳三百元报名费。'}) =>
		client.post(`/auth/report/${job}`, {csrf: csrf(await client.get(`/auth/report/${job}`)), ...values});
	const uid = (job) => one(`SELECT uid FROM job_report WHERE job_id = ${job} ORDER BY id DESC`).uid;
	test('8 whoever is logged in reports a job once; errors are told', async () => {
		const job = await published({title: '被举报的职位'});
		assert.match((await graduate.get(`/auth/fragment/job?id=${job}`)).text, new RegExp(`href="/auth/report/${job}"`));
		assert.equal((await portal.client().get(`/auth/report/${job}`)).status, 303);
		assert.equal((await report(graduate, job, {kind: '', detail: ''})).status, 422);
		const [page, token] = await graduate.get(`/auth/report/${job}`).then((p) => [p, csrf(p)]);
		assert.equal(page.status, 200);
		assert.equal((await report(graduate, job)).status, 303);
		assert.match(text((await graduate.get(`/auth/report/${job}`)).text), /已收到举报/);
		assert.equal((await graduate.post(`/auth/report/${job}`, {csrf: token, kind: 'fraud', detail: '再举报一次'})).status, 422);
		assert.equal(one(`SELECT count(*) AS n FROM job_report WHERE job_id = ${job}`).n, 1);
		assert.equal((await foreign.get(`/office/reports/${uid(job)}`)).status, 403);
		assert.equal((await graduate.get(`/auth/report/${(await create(employer)).id}`)).status, 404); // a draft
	});
	test('8 the authority takes the job down with a reason; reporter and employer are told', async () => {
		const {id: job} = one("SELECT id FROM job WHERE title = '被举报的职位'"), path = `/office/reports/${uid(job)}`;
		assert.match((await authority.get('/office/reports')).text, new RegExp(`href="${path}\\?`));
		const token = csrf(await authority.get(path));
		assert.equal((await step(authority, path, 'uphold')).status, 422);
		assert.equal(state(job), 'published');
		assert.equal((await step(authority, path, 'uphold', {reason: '收取报名费属实'})).status, 303);
		assert.equal(state(job), 'taken_down');
		assert.equal(one("SELECT count(*) AS n FROM message WHERE title = '您举报的职位已下架：被举报的职位'").n, 1);
		assert.equal(told(me.id, '职位已被下架：被举报的职位'), 1);
		assert.equal((await authority.post(path, {csrf: token, action: 'dismiss', reason: '重复'})).status, 409);
	});
	test('8 or dismisses the report, and the job stays', async () => {
		const job = await published({title: '清白的职位'});
		await report(foreign, job);
		assert.equal((await step(authority, `/office/reports/${uid(job)}`, 'dismiss', {reason: '情况不实'})).status, 303);
		assert.equal(state(job), 'published');
		assert.equal(told(other.id, '您的举报已处理：清白的职位'), 1);
	});
});

test('4.1.i4 4.1.i5 an expired job stays readable, marked, without the offer, and out of search engines', async () => {
	const {id} = one("SELECT id FROM job WHERE state = 'expired' ORDER BY closes_at DESC LIMIT 1");
	const page = await portal.client().get(`/jobs/${String(Math.floor(id / 1000)).padStart(4, '0')}/${id}.html`);
	assert.equal(page.status, 200);
	assert.match(page.text, /<meta name="robots" content="noindex">/);
	assert.match(text(page.text), /不再接受投递/);
	assert.doesNotMatch(page.text, /data-fragment|id="apply"|ld\+json/);
	assert.match(text((await graduate.get(`/auth/fragment/job?id=${id}`)).text), /已停止招聘/);
});
