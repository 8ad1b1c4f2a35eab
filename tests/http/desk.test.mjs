// The offices' desks over HTTP: whose cases an office sees (list, count, batch, case), decisions about one and
// about many, the way from case to case, the inbox, and two clerks at one case.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {after, before, describe, test} from 'node:test';
import {decode, forms, links, text} from '../lib/html.mjs';
import {startPortal} from '../lib/portal.mjs';

let portal, accounts, authority, colleague;
const db = (query, ...flags) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', ...flags, portal.path('jiuye.db')], {input: query, encoding: 'utf8'}).trim();
const rows = (query) => JSON.parse(db(query, '-json') || '[]');
const one = (query) => rows(query)[0];
const staff = (login) => accounts.find((a) => a.login === login);
const csrf = (page) => forms(page.text).find((f) => f.names.includes('id')).fields.csrf; // of a list's boxes

// Desks of which we know here whose each case is: list, table, the case's key, the tabs, and by role what an office has of them.
const ALL = 'true', SCHOOL = 'school_id = :office', FACULTY = 'faculty_id = :office';
const IN = '(invitation_id IS NOT NULL OR submitted_at IS NOT NULL)', NOT_YET = "(state <> 'faculty_review' OR reviewer_id = :office)";
const DESKS = [
	{path: '/office/jobs', table: 'job', key: 'id', mine: {authority: ALL}, states: ['pending', 'published', 'taken_down', 'closed', 'expired']},
	{path: '/office/employers', table: 'employer', key: 'id', mine: {authority: ALL}, states: ['pending', 'verified', 'rejected', 'suspended']},
	{path: '/office/reports', table: 'job_report', key: 'uid', mine: {authority: ALL}, states: ['open', 'upheld', 'dismissed']},
	{path: '/office/certificates', table: 'cert_request', key: 'uid', mine: {authority: ALL}, states: ['pending', 'public_notice', 'ready', 'collected', 'rejected']},
	{path: '/office/objections', table: 'cert_objection', key: 'uid', mine: {authority: ALL}, states: ['open', 'upheld', 'dismissed']},
	{path: '/office/posts', table: 'post_application', key: 'uid', mine: {prefecture: 'office_id = :office', authority: ALL}, states: ['pending', 'approved', 'rejected']},
	{path: '/office/subsidy', table: 'subsidy', key: 'uid', mine: {faculty: FACULTY, school: SCHOOL, authority: ALL},
		states: ['faculty_review', 'school_review', 'authority_review', 'approved', 'paid', 'faculty_rejected', 'school_rejected', 'authority_rejected', 'withdrawn']},
	{path: '/office/dossiers', table: 'dossier', key: 'uid', states: ['sent', 'received', 'returned', 'void'],
		mine: {faculty: 'student_id IN (SELECT id FROM student WHERE faculty_id = :office)', school: SCHOOL,
			prefecture: 'region_code = (SELECT region_code FROM office WHERE id = :office)', authority: ALL}},
	{path: '/office/confirmations', table: 'confirmation', key: '(SELECT uid FROM student WHERE student.id = confirmation.id)',
		mine: {faculty: FACULTY, school: SCHOOL, authority: ALL}, states: ['disputed', 'unconfirmed', 'confirmed']},
	{path: '/office/documents', table: 'document', key: 'uid', mine: {faculty: `${FACULTY} AND ${IN}`, school: `${SCHOOL} AND ${IN} AND ${NOT_YET}`, authority: `${IN} AND ${NOT_YET}`},
		states: ['review', 'faculty_review', 'awaiting_archive', 'effective', 'terminating', 'returned', 'rejected', 'revoked', 'terminated']},
	{path: '/office/identity', table: 'identity', key: 'uid', mine: {prefecture: "prefecture_id = :office AND method = 'onsite'"}, states: ['onsite', 'verified', 'failed']},
];

before(async () => {
	portal = await startPortal();
	accounts = await portal.accounts();
	[authority, colleague] = [await portal.login('authority'), await portal.login('authority')];
	// graduates who wait at two prefectures' counters, many at one of them
	const at = rows("SELECT office_id AS id FROM account WHERE role = 'prefecture' ORDER BY id LIMIT 2").map((r) => r.id);
	db(`WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 70)
		INSERT INTO account(id, uid, role, name, id_no_sealed, id_no_index, mobile_sealed, mobile_index, password, password_at, created_at)
		SELECT 90000 + i, printf('deskgraduate%010d', i), 'graduate', '候审人' || i, 's', CAST('i' || i AS BLOB), 's', CAST('m' || i AS BLOB), 'p', 1, 1 FROM n;
		INSERT INTO profile(account_id, school, major, year, updated_at) SELECT id, '秦岭科技大学', '物理', 2026, 1 FROM account WHERE id > 90000;
		INSERT INTO identity(uid, account_id, state, method, prefecture_id, created_at, updated_at)
		SELECT uid, id, CASE id % 10 WHEN 0 THEN 'verified' WHEN 1 THEN 'failed' ELSE 'onsite' END, 'onsite',
			CASE WHEN id % 7 = 0 THEN ${at[1]} ELSE ${at[0]} END, 1, strftime('%s', 'now') - (id - 90000) * 3600 FROM account WHERE id > 90000`);
});
after(() => portal?.stop());

// New jobs of verified employers that wait; the first is the oldest.
function waiting(n, title) {
	db(`WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < ${n})
		INSERT INTO job(employer_id, title, region_code, description, state, closes_on, closes_at, created_at, updated_at)
		SELECT (SELECT min(id) FROM employer WHERE state = 'verified'), '${title}' || i, '650102', '教书', 'pending', '2029-11-30', 1890748800,
			strftime('%s', 'now') - 864000 + i * 60, strftime('%s', 'now') - 864000 + i * 60 FROM n`);
	return rows(`SELECT id FROM job WHERE title LIKE '${title}%' ORDER BY updated_at`).map((r) => r.id);
}

// Every case of a list, over all its pages.
async function listed(client, path) {
	const found = [];
	for (let next = path; next;) {
		const page = await client.get(next);
		assert.equal(page.status, 200, next);
		found.push(...[...page.text.matchAll(/<a href="([^"]+)" data-row>/g)].map((m) => decode(m[1])));
		next = decode(page.text.match(/<a href="([^"]+)" rel="next">/)?.[1] ?? '');
	}
	return found;
}
const counts = (page) => [...page.text.matchAll(/class="tabs[\s\S]*?<\/nav>/g)].flatMap((m) => [...m[0].matchAll(/<span class="count">(\d+)/g)].map((c) => Number(c[1])));
const keyOf = (href) => href.match(/\/office\/\w+\/([\w-]+)/)[1];

async function decide(client, href, fields) {
	const page = await client.get(href);
	assert.equal(page.status, 200, href);
	const form = forms(page.text).find((f) => f.names.includes('action'));
	return client.post(form.action, {csrf: form.fields.csrf, ...fields});
}

describe('0.i1 whose case it is', () => {
	test('0.i1 2.3.i1 each office finds its own cases in list and counts, and no other', async () => {
		const offices = accounts.filter((a) => ['faculty', 'school', 'prefecture', 'authority'].includes(a.role));
		for (const a of offices) {
			const client = await portal.login(a), office = one(`SELECT office_id AS id FROM account WHERE login = '${a.login}'`).id;
			for (const d of DESKS) {
				const page = await client.get(d.path);
				assert.equal(page.status, d.mine[a.role] ? 200 : 403, `${a.login} ${d.path}`);
				if (!d.mine[a.role]) continue;
				const mine = ` AND (${d.mine[a.role].replaceAll(':office', office)})`;
				for (const [i, state] of d.states.entries()) {
					const want = rows(`SELECT ${d.key} AS k FROM ${d.table} WHERE state = '${state}'${mine}`).map((r) => String(r.k)).sort();
					const got = (await listed(client, `${d.path}?state=${state}`)).map(keyOf).sort();
					assert.deepEqual(got, want, `${a.login} ${d.path} ${state}`);
					assert.equal(counts(page)[i], want.length, `${a.login} ${d.path} ${state}`);
				}
			}
		}
	});
	test('0.i1 another prefecture\'s case is not found: page, decision, whole number', async () => {
		const [here, there] = accounts.filter((a) => a.role === 'prefecture');
		const client = await portal.login(here), other = await portal.login(there);
		const real = one(`SELECT i.uid FROM identity i JOIN account a ON a.office_id = i.prefecture_id WHERE a.login = '${here.login}' AND i.state = 'onsite' AND i.account_id < 90000`);
		const href = (await listed(client, '/office/identity')).find((h) => keyOf(h) === real.uid), path = href.split('?')[0];
		assert.equal((await client.get(href)).status, 200);
		assert.equal((await other.get(href)).status, 404);
		const form = forms((await client.get(href)).text).find((f) => f.names.includes('action'));
		for (const to of [path, `${path}/id-number`])
			assert.equal((await other.post(to, {csrf: form.fields.csrf, action: 'approve'})).status, 403, to); // the token is the other's
		assert.equal(one(`SELECT state FROM identity WHERE uid = '${keyOf(href)}'`).state, 'onsite');
	});
	test('0.i1 at every desk that a zone leads to, what is in no list of an office is not found by it either', async () => {
		const offices = [];
		for (const a of accounts.filter((x) => ['faculty', 'school', 'prefecture', 'authority'].includes(x.role))) {
			const client = await portal.login(a), zone = await client.get('/office/');
			const paths = [...new Set(links(zone.text))].filter((h) => /^\/office\/\w+$/.test(h) && h !== '/office/inbox');
			const seen = new Map();
			for (const path of paths) {
				const page = await client.get(path);
				if (!/class="head" data-keys/.test(page.text)) continue;
				const tabs = [...page.text.match(/class="tabs[\s\S]*?<\/nav>/)[0].matchAll(/href="([^"]+)"/g)].map((m) => decode(m[1]));
				const cases = new Set();
				for (const tab of tabs) for (const href of (await listed(client, tab)).slice(0, 60)) cases.add(href.split('?')[0]);
				seen.set(path, cases);
			}
			offices.push({a, client, seen});
		}
		const desks = [...new Set(offices.flatMap((o) => [...o.seen.keys()]))];
		assert.deepEqual(desks.sort(), DESKS.map((d) => d.path).sort(), 'every desk stands in DESKS above, with whose its cases are');
		for (const o of offices) for (const other of offices) for (const [path, cases] of other.seen)
			for (const href of [...cases].slice(0, 3)) {
				if (o === other || o.a.role !== other.a.role || o.seen.get(path).has(href)) continue;
				assert.equal((await o.client.get(href)).status, 404, `${o.a.login} ${href}`);
			}
	});
	test('0.i1 a role without the desk is refused, visitors are sent to log in', async () => {
		for (const role of ['faculty', 'school', 'graduate', 'employer', 'admin']) {
			const client = await portal.login(role);
			for (const d of DESKS) if (!d.mine[role]) assert.equal((await client.get(d.path)).status, 403, `${role} ${d.path}`);
		}
		assert.equal((await portal.client().get('/office/inbox')).status, 303);
		assert.equal((await (await portal.login('graduate')).get('/office/inbox')).status, 403);
	});
});

describe('one case after the other', () => {
	test('4.1.i5 a decision leads to the next case that waits, the last to the first, and then to the list', async () => {
		const ids = waiting(4, '接续');
		const word = encodeURIComponent('接续'), queue = `?state=pending&word=${word}`;
		let page = await authority.get(`/office/jobs/${ids[1]}${queue}`);
		assert.deepEqual(['prev', 'next'].map((rel) => keyOf(decode(page.text.match(new RegExp(`href="([^"]+)" rel="${rel}"`))[1]))), [String(ids[0]), String(ids[2])]);
		assert.match(text(page.text), /还有 4 件待办/);
		const way = [];
		let at = `/office/jobs/${ids[1]}${queue}`;
		for (let i = 0; i < 4; i++) {
			const r = await decide(authority, at, i === 1 ? {action: 'reject', reason: '请写明工作时间'} : {action: 'approve'});
			assert.equal(r.status, 303, text(r.text));
			at = r.headers.location;
			way.push(at);
			page = await authority.get(at);
			assert.match(text(page.text), i === 1 ? /已退回/ : /已通过/);
		}
		assert.deepEqual(way.map((w) => w.replace(/&done=\w+$/, '')), [ids[2], ids[3], ids[0]].map((id) => `/office/jobs/${id}${queue}`).concat(`/office/jobs${queue}`));
		assert.deepEqual(ids.map((id) => one(`SELECT state FROM job WHERE id = ${id}`).state), ['published', 'published', 'draft', 'published']);
	});
	test('a step that nobody waits for stays at the case, which leads back to what waits', async () => {
		const [id, next] = waiting(2, '留步');
		await decide(authority, `/office/jobs/${id}`, {action: 'approve'});
		const r = await decide(authority, `/office/jobs/${id}`, {action: 'take_down', reason: '被举报'});
		assert.match(r.headers.location, new RegExp(`^/office/jobs/${id}\\?`));
		assert.match((await authority.get(r.headers.location)).text, />下一件待办<\/a>/);
		await decide(authority, `/office/jobs/${next}`, {action: 'approve'});
	});
	test('0.i3 the history says who acts next', async () => {
		const [id] = waiting(1, '下一步');
		await portal.ctl('workflows');
		const employer = one(`SELECT a.login FROM account a JOIN job j ON j.employer_id = a.employer_id WHERE j.id = ${id}`);
		assert.ok(employer);
		await decide(authority, `/office/jobs/${id}`, {action: 'reject', reason: '不清楚'});
		assert.match(text((await authority.get(`/office/jobs/${id}`)).text), /下一步：由用人单位办理/);
		const client = await portal.login(staff(employer.login));
		await decide(client, `/org/jobs/${id}`, {action: 'submit'});
		assert.match(text((await client.get(`/org/jobs/${id}`)).text), /下一步：由主管部门办理/);
		await decide(authority, `/office/jobs/${id}`, {action: 'approve'});
	});
});

describe('many at once', () => {
	test('0.r1 4.1.i5 a batch says what will happen, wants one reason, and has a line for each', async () => {
		const ids = waiting(4, '成批');
		db(`UPDATE job SET closes_at = 1000, closes_on = '1970-01-01' WHERE id = ${ids[2]}`);
		const list = await authority.get('/office/jobs');
		const token = csrf(list), post = (fields) => authority.post('/office/jobs?state=pending', {csrf: token, ...fields});
		assert.match(text((await post({action: 'approve'})).text), /没有选中任何职位，请先勾选/);
		let page = await post({action: 'approve', id: ids.slice(0, 3)});
		assert.match(text(page.text), /以下 2 件职位将办理“审核通过”[\s\S]*另有 1 件不能办理[\s\S]*截止日期已过/);
		assert.ok(ids.every((id) => one(`SELECT state FROM job WHERE id = ${id}`).state === 'pending'));
		await decide(colleague, `/office/jobs/${ids[1]}`, {action: 'reject', reason: '同事先办'});
		page = await post({action: 'approve', sure: 'yes', id: ids.slice(0, 3)});
		assert.match(text(page.text), /已办理 1 件[\s\S]*成批1 ✓ 已办理 成批2 该记录已被处理，当前状态为“草稿”。 成批3 截止日期已过/);
		page = await post({action: 'reject', sure: 'yes', reason: ' ', id: ids.slice(2)});
		assert.equal(page.status, 422);
		assert.match(text(page.text), /请填写原因/);
		page = await post({action: 'reject', sure: 'yes', reason: '请补充薪资', id: ids.slice(2)});
		assert.match(text(page.text), /已办理 2 件/);
		assert.deepEqual(ids.map((id) => one(`SELECT state FROM job WHERE id = ${id}`).state), ['published', 'draft', 'draft', 'draft']);
		assert.equal(one(`SELECT count(*) AS n FROM flow_event WHERE kind = 'job' AND item_id IN (${ids.slice(2)}) AND reason = '请补充薪资'`).n, 2);
	});
	test('0.i1 a batch reaches the desk\'s own actions and the office\'s own cases only', async () => {
		const token = csrf(await authority.get('/office/jobs')), [id] = waiting(1, '越权');
		for (const action of ['take_down', 'close', 'x']) assert.equal((await authority.post('/office/jobs', {csrf: token, action, sure: 'yes', reason: 'x', id: [id]})).status, 400, action);
		assert.equal((await authority.post('/office/jobs', {csrf: token, action: 'approve', sure: 'yes', id: ['999999999']})).status, 404);
		const draft = one("SELECT id FROM job WHERE state = 'draft' AND id NOT IN (SELECT item_id FROM flow_event WHERE kind = 'job' AND to_state = 'pending')");
		if (draft) assert.equal((await authority.post('/office/jobs', {csrf: token, action: 'approve', sure: 'yes', id: [draft.id]})).status, 404);
		for (const path of ['/office/identity', '/office/employers']) // cases that are looked at one by one
			assert.equal((await authority.post(path, {csrf: token, action: 'approve', id: ['1']})).status, 405, path);
		assert.equal(one(`SELECT state FROM job WHERE id = ${id}`).state, 'pending');
		await decide(authority, `/office/jobs/${id}`, {action: 'approve'});
	});
});

describe('0.i1 a batch of a faculty and of a school', () => {
	test('0.i1 7.3.i1 with another office\'s cases among the picked, only its own are decided', async () => {
		const of = (faculty) => one(`SELECT s.id, s.uid FROM subsidy s JOIN account a ON a.office_id = s.faculty_id WHERE a.login = '${faculty}' AND s.state <> 'paid' ORDER BY s.id LIMIT 1`);
		const [own, foreign] = [of('tianchi-jsj'), of('tianchi-jg')];
		db(`UPDATE subsidy SET state = 'faculty_review', reason = '' WHERE id IN (${own.id}, ${foreign.id})`);
		const state = (s) => one(`SELECT state FROM subsidy WHERE id = ${s.id}`).state;
		const faculty = await portal.login(staff('tianchi-jsj')), school = await portal.login(staff('huyang')), mine = await portal.login(staff('tianchi'));
		const token = csrf(await faculty.get('/office/subsidy'));
		const send = (client, t, fields) => client.post('/office/subsidy', {csrf: t, sure: 'yes', reason: '材料不全', ...fields});
		assert.equal((await send(faculty, token, {action: 'approve', id: [foreign.id]})).status, 404);
		assert.equal((await faculty.get(`/office/subsidy/${foreign.uid}`)).status, 404);
		const r = await send(faculty, token, {action: 'approve', id: [foreign.id, own.id]});
		assert.match(text(r.text), /已办理 1 件/);
		assert.deepEqual([state(own), state(foreign)], ['school_review', 'faculty_review']);
		// the school's turn: of its own faculties only, and not before theirs
		const schools = csrf(await mine.get('/office/subsidy'));
		const early = await send(mine, schools, {action: 'reject', id: [foreign.id]});
		assert.match(text(early.text), /该记录已被处理，当前状态为“等待院系审核”/);
		assert.match(text((await send(mine, schools, {action: 'reject', id: [own.id]})).text), /已办理 1 件/);
		assert.deepEqual([state(own), state(foreign)], ['school_rejected', 'faculty_review']);
		assert.equal((await school.get(`/office/subsidy/${foreign.uid}`)).status, 404);
		assert.equal((await listed(school, '/office/inbox')).filter((h) => h.startsWith('/office/subsidy/')).length, 0);
	});
	test('0.i1 the list of a school opens with what waits for it', async () => {
		assert.match((await (await portal.login(staff('tianchi'))).get('/office/subsidy')).text, /aria-current="true">院系初审通过/);
	});
});

describe('0.i3 two clerks at one case', () => {
	test('0.i3 of two decisions at once one is taken, the other told the present state, its words kept', async () => {
		for (const id of waiting(8, '争先')) {
			const forms_ = await Promise.all([authority, colleague].map(async (c) => forms((await c.get(`/office/jobs/${id}`)).text).find((f) => f.names.includes('action'))));
			const [a, b] = await Promise.all([
				authority.post(forms_[0].action, {csrf: forms_[0].fields.csrf, action: 'approve'}),
				colleague.post(forms_[1].action, {csrf: forms_[1].fields.csrf, action: 'reject', reason: '这段话不能丢'}),
			]);
			assert.deepEqual([a.status, b.status].sort(), [303, 409]);
			const lost = a.status === 409 ? a : b, state = one(`SELECT state FROM job WHERE id = ${id}`).state;
			assert.equal(state, a.status === 303 ? 'published' : 'draft');
			assert.match(text(lost.text), new RegExp(`该记录已被处理，当前状态为“${state === 'draft' ? '草稿' : '已发布'}”`));
			if (lost === b) assert.match(text(lost.text), /这段话不能丢/);
			assert.equal(one(`SELECT count(*) AS n FROM flow_event WHERE kind = 'job' AND item_id = ${id}`).n, 1);
		}
	});
});

describe('0.i3 what was decided is what was seen', () => {
	// returned by a colleague and sent again by the employer: the same state, another text
	async function again(id) {
		await decide(colleague, `/office/jobs/${id}`, {action: 'reject', reason: '请补充'});
		const {login} = one(`SELECT a.login FROM account a JOIN job j ON j.employer_id = a.employer_id WHERE j.id = ${id}`);
		await decide(await portal.login(staff(login)), `/org/jobs/${id}`, {action: 'submit'});
	}
	const state = (id) => one(`SELECT state FROM job WHERE id = ${id}`).state;

	test('0.i3 a page from before a document came again decides nothing; drawn again it does', async () => {
		const [id] = waiting(1, '旧页');
		const old = forms((await authority.get(`/office/jobs/${id}`)).text).find((f) => f.names.includes('action'));
		await again(id);
		assert.equal(state(id), 'pending');
		const late = await authority.post(old.action, {...old.fields, action: 'reject', reason: '这句话留着'});
		assert.equal(late.status, 409);
		assert.match(text(late.text), /您打开页面之后，该记录又有新的变化/);
		assert.match(late.text, /这句话留着/);
		assert.equal(state(id), 'pending');
		const now = forms(late.text).find((f) => f.names.includes('action'));
		assert.equal((await authority.post(now.action, {...now.fields, action: 'approve'})).status, 303);
		assert.equal(state(id), 'published');
	});
	test('0.i3 in a batch, the one that came again meanwhile has a line that says so', async () => {
		const ids = waiting(3, '旧批');
		const page = await authority.post('/office/jobs?state=pending', {csrf: csrf(await authority.get('/office/jobs')), action: 'approve', id: ids});
		const sure = forms(page.text).find((f) => f.names.includes('sure'));
		await again(ids[1]);
		const pairs = [...page.text.matchAll(/name="id" value="(\d+)"><input type="hidden" name="version" value="(\d+)"/g)];
		assert.equal(pairs.length, 3);
		const done = await authority.post(sure.action, {csrf: sure.fields.csrf, sure: 'yes', action: 'approve', id: pairs.map((m) => m[1]), version: pairs.map((m) => m[2])});
		assert.match(text(done.text), /已办理 2 件[\s\S]*旧批2 您打开页面之后，该记录又有新的变化/);
		assert.deepEqual(ids.map(state), ['published', 'pending', 'published']);
		await decide(authority, `/office/jobs/${ids[1]}`, {action: 'approve'});
	});
});

describe('the inbox', () => {
	const ages = (page) => [...page.text.matchAll(/data-label="提交时间"><time>([^<]+)/g)].map((m) => m[1]);
	test('0.f2 everything that waits is there, oldest first, page by page, and counted by kind', async () => {
		waiting(60, '收件');
		const page = await authority.get('/office/inbox');
		const want = rows(`SELECT 'jobs/' || id AS k FROM job WHERE state = 'pending' UNION ALL SELECT 'employers/' || id FROM employer WHERE state = 'pending'
			UNION ALL SELECT 'reports/' || uid FROM job_report WHERE state = 'open'`).map((r) => `/office/${r.k}`).sort();
		const all = await listed(authority, '/office/inbox'), got = all.map((h) => h.split('?')[0]);
		assert.deepEqual(got.filter((h) => /^\/office\/(jobs|employers|reports)\//.test(h)).sort(), want);
		assert.deepEqual(ages(page), [...ages(page)].sort());
		assert.equal(ages(page).length, 50);
		const [total, ...kinds] = counts(page);
		assert.equal(total, all.length);
		assert.equal(kinds.reduce((a, b) => a + b), total);
		assert.equal((await listed(authority, '/office/inbox?kind=employer')).length, one("SELECT count(*) AS n FROM employer WHERE state = 'pending'").n);
		assert.match(text((await authority.get('/office/')).text), new RegExp(`待办事项 ${total} 件`));
	});
	test('what has waited long is found by its age, in inbox and list', async () => {
		db("UPDATE job SET updated_at = updated_at - 8640000 WHERE title IN ('收件1', '收件2')");
		const old = one("SELECT count(*) AS n FROM job WHERE state = 'pending' AND updated_at < strftime('%s', 'now') - 30 * 86400").n;
		assert.ok(old >= 2);
		assert.equal((await listed(authority, '/office/inbox?kind=job&days=30')).length, old);
		assert.equal((await listed(authority, '/office/jobs?days=30')).length, old);
		assert.match(text((await authority.get('/office/inbox?days=30')).text), /\d+ 天/);
	});
	test('a school and a faculty have an inbox of their own, empty or not', async () => {
		for (const role of ['school', 'faculty', 'prefecture']) assert.equal((await (await portal.login(role)).get('/office/inbox')).status, 200);
	});
	test('a kind or an age that nobody offers is all of them', async () => {
		for (const query of ['kind=%22%3E&days=x', 'kind=identity', 'after=1-2', 'after=9-9-9-9', 'days=-1'])
			assert.ok(links((await authority.get(`/office/inbox?${query}`)).text).length > 0, query);
		assert.ok(!(await authority.get('/office/inbox?kind=%22%3Ex')).text.includes('"&gt;x'));
	});
});

describe('looking a case up', () => {
	const find = async (client, q) => {
		const page = await client.get(`/office/inbox?q=${encodeURIComponent(q)}`);
		assert.equal(page.status, 200, q);
		return [...page.text.matchAll(/<a href="([^"?]+)[^"]*" data-row>[\s\S]*?data-label="办理编号">([^<]+)/g)].map((m) => ({path: m[1], reference: m[2]}));
	};
	const change = () => one('SELECT (SELECT count(*) FROM audit_event) AS a, (SELECT count(*) FROM data_look) AS l');

	test('0.i1 0.f2 by its number, whole or its end: every office what it has, and nothing of another', async () => {
		const had = new Map();
		const offices = [];
		for (const a of accounts.filter((x) => ['faculty', 'school', 'prefecture', 'authority'].includes(x.role))) {
			const client = await portal.login(a), paths = [];
			// the graduates at the counters are made up here: their numbers cannot be unsealed
			for (const d of DESKS.filter((x) => x.mine[a.role] && x.path !== '/office/identity'))
				for (const state of d.states) {
					const [href] = await listed(client, `${d.path}?state=${state}`);
					if (href) paths.push(href);
				}
			offices.push({a, client, paths});
			for (const href of paths) {
				const reference = (await client.get(href)).text.match(/办理编号 <span class="num">([^<]+)/)?.[1];
				if (!reference) continue;
				had.set(href.split('?')[0], reference);
				for (const q of [reference, ` ${reference.toLowerCase().replace('-', '')} `, reference.slice(-6), reference.slice(-4)])
					assert.ok((await find(client, q)).some((c) => c.path === href.split('?')[0] && c.reference === reference), `${a.login} ${q}`);
			}
		}
		assert.ok(had.size > 30, String(had.size));
		for (const {a, client} of offices.filter((o) => o.a.role !== 'authority'))
			for (const [path, reference] of had) {
				const found = await find(client, reference), open = (await client.get(path)).status === 200;
				assert.deepEqual(found, open ? [{path, reference}] : [], `${a.login} ${reference}`);
			}
	});
	test('0.i1 by a name from its first character on, in the office\'s own cases', async () => {
		const [here, there] = accounts.filter((a) => a.role === 'prefecture');
		const at = rows('SELECT prefecture_id AS office, count(*) AS n FROM identity WHERE account_id > 90000 GROUP BY 1 ORDER BY 1');
		for (const [k, a] of [here, there].entries()) assert.equal((await find(await portal.login(a), '候审')).length, Math.min(50, at[k].n));
		const name = '王晓彤', found = await find(authority, name);
		assert.ok(found.length >= 5);
		assert.equal((await find(authority, '王')).length, 0, 'one character is none');
		assert.equal((await find(authority, '晓彤')).length, 0, 'from the first one on');
		assert.ok((await find(authority, '乌鲁木齐云端')).length >= 1, 'an employer');
		for (const {path} of found) assert.equal((await authority.get(path)).status, 200, path);
	});
	test('0.i1 5.3.f3 6.3.f3 a contract and an agreement by the number on the paper, of the office\'s own', async () => {
		for (const kind of ['contract', 'agreement']) {
			const {number, uid, school_id: school} = one(`SELECT number, uid, school_id FROM document WHERE kind = '${kind}' AND state = 'effective' AND number IS NOT NULL AND school_id IS NOT NULL LIMIT 1`);
			for (const q of [number, number.toLowerCase()]) assert.deepEqual((await find(authority, q)).map((c) => c.path), [`/office/documents/${uid}`], q);
			assert.deepEqual(await find(authority, number.slice(0, -1)), [], 'the whole of it');
			for (const a of accounts.filter((x) => x.role === 'school')) {
				const mine = one(`SELECT count(*) AS n FROM account WHERE login = '${a.login}' AND office_id = ${school}`).n === 1;
				assert.equal((await find(await portal.login(a), number)).length, mine ? 1 : 0, a.login);
			}
		}
	});
	test('it changes nothing, survives anything, and says when there is nothing', async () => {
		const before = change();
		for (const q of ['\'; DROP TABLE job;--', '%', '"><b>', '\u0000', '9'.repeat(300), '____', '0000'])
			assert.doesNotMatch((await authority.get(`/office/inbox?q=${encodeURIComponent(q)}`)).text, /<b>/);
		assert.match(text((await authority.get('/office/inbox?q=nobody')).text), /没有查到/);
		assert.deepEqual(change(), before);
		const school = await portal.login('school');
		assert.match(text((await school.get('/office/inbox?q=%20')).text), /按事项成批办理|没有待办/);
	});
});
