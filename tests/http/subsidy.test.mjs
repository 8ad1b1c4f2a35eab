// 求职补贴 (7.3) through the real server: the form, its papers, the three offices, every action in
// every state by direct POST, batches and their files, other people's numbers in every address.
// Each rule alone is tested in tests/unit/test_subsidy.c.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {after, before, describe, test} from 'node:test';
import {forms, text} from '../lib/html.mjs';
import {startPortal} from '../lib/portal.mjs';

const CARD = '6222020200000000006', STATES = ['faculty_review', 'school_review', 'authority_review', 'approved', 'paid',
	'faculty_rejected', 'school_rejected', 'authority_rejected', 'withdrawn'];
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n');
let portal, staff, graduates, sql;
before(async () => {
	portal = await startPortal({conf: {limit: {uploads_hour: 1000}}});
	const accounts = await portal.accounts();
	staff = Object.fromEntries(accounts.filter((a) => !['graduate', 'employer'].includes(a.role)).map((a) => [a.login, a]));
	graduates = accounts.filter((a) => a.role === 'graduate');
	sql = (query) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', portal.path('jiuye.db')], {input: query, encoding: 'utf8'}).trim();
	// The test moves applications through time; the rule that some states are ends is tested by itself.
	sql('DROP TRIGGER subsidy_final');
});
after(() => portal?.stop());

// The demo's graduates by what has become of their applications (portalctl demo).
const GONE = 0, WAITS = 16, AT_SCHOOL = 17, AT_AUTHORITY = 18, APPROVED = 19, REJECTED = 21;
const accountOf = (name) => sql(`SELECT id FROM account WHERE name = '${name}'`);
const uidOf = (state) => sql(`SELECT uid FROM subsidy WHERE state = '${state}' ORDER BY id DESC LIMIT 1`);

async function press(client, page, action, fields = {}, options = {}) {
	const got = await client.get(page);
	const form = forms(got.text).find((f) => f.action.split('?')[0] === action);
	assert.ok(form, `${page} has no form for ${action}: ${text(got.text).slice(0, 300)}`);
	return client.post(form.action, {...form.fields, ...fields}, options);
}
const put = (uid, state, more = '') => sql(`UPDATE subsidy SET state = '${state}', paid_on = iif('${state}' = 'paid', '2026-01-01', NULL)${more} WHERE uid = '${uid}'`);
const stateOf = (uid) => sql(`SELECT state FROM subsidy WHERE uid = '${uid}'`);

test('7.3.f1 7.3.r1 7.3.r2 7.3.i3 the school says when she leaves; until then she applies, with her papers', async () => {
	const me = await portal.login(graduates[GONE]), school = await portal.login(staff.tianchi);
	let r = await me.get('/my/subsidy');
	assert.match(text(r.text), /求职补贴只能在离校前申请，您的离校日期是 \d{4}-06-30/);
	assert.doesNotMatch(r.text, /href="\/my\/subsidy\/new"/);
	assert.equal((await me.get('/my/subsidy/new')).headers.location, '/my/subsidy');
	const record = sql(`SELECT s.uid FROM student s JOIN account a ON a.id = s.account_id WHERE a.name = '李思远'`);
	r = await school.submit(await school.get(`/office/students/${record}/edit`), {leaving_on: '2099-06-30', step: 'save'}, {pick: `/office/students/${record}/edit`});
	assert.equal(r.status, 303, text(r.text));
	const page = await me.get('/my/subsidy/new');
	assert.match(page.text, /value="李思远"/);
	const good = {type: 'loan', card: '6222 0202 0000 0000 006', card2: CARD, bank: '中国银行解放路支行', holder: '李思远', phone: '13800000001'};
	const pdf = {name: '证明.pdf', bytes: PDF};
	for (const [wrong, says] of [[{card: '6222 0202 0000 0000 007'}, /银行卡号有误/], [{card: '12345'}, /16至19位/],
		[{card2: '6222 0202 0000 0000 014'}, /再次输入银行账号.*两次输入的银行账号不一致/], [{card2: ''}, /再次输入银行账号/],
		[{holder: '李思'}, /户名.*户名应与您身份认证的姓名一致/],
		[{card: ''}, /银行账号/], [{type: ''}, /申请类型/], [{type: 'nothing'}, /申请类型/], [{phone: '123'}, /手机号码/]]) {
		r = await me.upload('/my/subsidy/new', {csrf: forms(page.text).find((f) => f.multipart).fields.csrf, ...good, ...wrong});
		assert.equal(r.status, 422, JSON.stringify(wrong));
		assert.match(text(r.text), says);
		assert.match(r.text, /value="中国银行解放路支行"/);
	}
	r = await me.submit(page, {...good, file: pdf}, {pick: (f) => f.multipart});
	assert.equal(r.status, 303, text(r.text));
	const href = r.headers.location.replace(/\?.*/, '');
	r = await me.get(href);
	assert.match(text(r.text), /等待院系审核/);
	assert.match(r.text, /\*{15}0006/);
	assert.ok(!r.text.includes(CARD) && !r.text.includes('13800000001'));
	assert.match(r.text, /证明\.pdf/);
	assert.equal(sql(`SELECT count(*) FROM subsidy WHERE card_sealed LIKE '%${CARD}%'`), '0');
	// again: not before the first is settled
	assert.equal((await me.get('/my/subsidy/new')).headers.location, '/my/subsidy');
	r = await me.upload('/my/subsidy/new', {csrf: forms(page.text).find((f) => f.multipart).fields.csrf, ...good});
	assert.equal(r.status, 409);
	assert.match(text(r.text), /已有一份求职补贴申请/);
	// her papers: added, taken away, not read by a stranger
	const uid = href.split('/').pop(), file = sql(`SELECT f.uid FROM file f JOIN subsidy_file x ON x.file_id = f.id JOIN subsidy s ON s.id = x.subsidy_id WHERE s.uid = '${uid}'`);
	assert.equal((await me.get(`/my/files/${file}`)).status, 200);
	assert.equal((await (await portal.login(graduates[WAITS])).get(`/my/files/${file}`)).status, 404);
	const jsj = await portal.login(staff['tianchi-jsj']), authority = await portal.login(staff.renshe);
	assert.equal((await authority.get(`/office/subsidy-files/${file}`)).status, 200);
	assert.equal((await (await portal.login(staff.huyang)).get(`/office/subsidy-files/${file}`)).status, 404);
	assert.equal((await jsj.get(`/office/subsidy-files/${file}`)).status, 200);
	r = await press(me, href, `${href}/remove`, {file});
	assert.equal(r.status, 303);
	assert.equal((await authority.get(`/office/subsidy-files/${file}`)).status, 404);
	r = await me.submit(await me.get(href), {file: {name: 'x.pdf', bytes: Buffer.from('MZ no pdf')}}, {pick: `${href}/files`});
	assert.equal(r.status, 422);
	// deleting takes everything with it
	r = await press(me, href, href, {action: 'delete'});
	assert.equal(r.headers.location, '/my/subsidy?done=deleted');
	assert.equal((await me.get(href)).status, 404);
	assert.equal((await jsj.get(`/office/subsidy/${uid}`)).status, 404);
	assert.equal((await me.get('/my/subsidy/new')).status, 200);
});

test('n.9 7.3.r2 on the leaving date itself, by direct POST', async () => {
	const me = await portal.login(graduates[GONE]);
	sql(`UPDATE student SET leaving_on = '2099-06-30' WHERE name = '李思远'`);
	const csrf = forms((await me.get('/my/subsidy/new')).text).find((f) => f.multipart).fields.csrf;
	const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
	sql(`UPDATE student SET leaving_on = '${today}' WHERE name = '李思远'`);
	const r = await me.upload('/my/subsidy/new', {csrf, type: 'loan', card: CARD, card2: CARD, bank: '中国银行', holder: '李思远', phone: '13800000001'});
	assert.equal(r.status, 409);
	assert.match(text(r.text), new RegExp(`您的离校日期是 ${today}`));
	assert.equal(sql(`SELECT count(*) FROM subsidy s JOIN account a ON a.id = s.account_id WHERE a.name = '李思远' AND s.state <> 'deleted'`), '0');
});

test('7.3.r2 7.3.q1 what the faculty sent back is not sent in anew once she has left, by direct POST', async () => {
	const me = await portal.login(graduates[REJECTED]), uid = uidOf('faculty_rejected'), href = `/my/subsidy/${uid}`;
	const {csrf, version} = forms((await me.get(`${href}/edit`)).text).find((f) => f.action === `${href}/edit`).fields;
	const leaving = sql(`SELECT leaving_on FROM student WHERE name = '高文静'`);
	sql(`UPDATE student SET leaving_on = '2026-01-31' WHERE name = '高文静'`);
	assert.equal((await me.get(`${href}/edit`)).status, 303);
	assert.match(text((await me.get(href)).text), /不能再修改后重新提交：.*您的离校日期是 2026-01-31/);
	const r = await me.post(`${href}/edit`, {csrf, ...(version ? {version} : {}), type: 'loan', bank: '中国银行', holder: '高文静'});
	assert.equal(r.status, 409);
	assert.match(text(r.text), /您的离校日期是 2026-01-31/);
	assert.equal(stateOf(uid), 'faculty_rejected');
	sql(`UPDATE student SET leaving_on = '${leaving}' WHERE name = '高文静'`);
});

test('7.3.f1 7.3.r3 another account number wants the password, and she is told of it', async () => {
	const me = await portal.login(graduates[WAITS]), uid = uidOf('faculty_review'), href = `/my/subsidy/${uid}`, NEW = '6222020000000000000';
	const other = NEW.slice(0, -1) + [...'0123456789'].find((d) => [...NEW.slice(0, -1) + d].reverse().reduce((s, c, i) => s + (i % 2 ? (2 * c > 9 ? 2 * c - 9 : 2 * c) : +c), 0) % 10 === 0);
	const sealed = () => sql(`SELECT card_sealed FROM subsidy WHERE uid = '${uid}'`), before = sealed();
	const edit = async (values) => me.submit(await me.get(`${href}/edit`), values, {pick: `${href}/edit`});
	const told = () => sql(`SELECT count(*) FROM message m JOIN subsidy s ON s.account_id = m.account_id WHERE s.uid = '${uid}' AND m.title LIKE '%银行账号已修改%'`);
	let r = await edit({card: other, card2: other});
	assert.equal(r.status, 422);
	assert.match(text(r.text), /请填写登录密码/);
	r = await edit({card: other, card2: other, password: 'wrong1'});
	assert.equal(r.status, 422);
	assert.match(text(r.text), /登录密码不正确/);
	assert.deepEqual([sealed(), told()], [before, '0']);
	r = await edit({bank: '中国银行友好支行'});
	assert.equal(r.status, 303, 'all else is changed without');
	assert.deepEqual([sealed(), told()], [before, '0']);
	r = await edit({card: other, card2: other, password: graduates[WAITS].password});
	assert.equal(r.status, 303, text(r.text));
	assert.notEqual(sealed(), before);
	assert.equal(told(), '1');
	assert.match((await me.get(href)).text, new RegExp(`\\*${other.slice(-4)}`));
});

test('n.8 7.3.r3 7.3.r4 7.3.r5 7.3.r6 edit, delete and withdraw in every state, by direct POST', async () => {
	const me = await portal.login(graduates[WAITS]);
	const uid = uidOf('faculty_review'), href = `/my/subsidy/${uid}`;
	const act = forms((await me.get(href)).text).find((f) => f.action === href).fields.csrf;
	const edit = forms((await me.get(`${href}/edit`)).text).find((f) => f.action === `${href}/edit`).fields;
	const may = {edit: ['faculty_review', 'faculty_rejected'], delete: ['faculty_review'], withdraw: STATES.filter((s) => !['paid', 'withdrawn'].includes(s))};
	const to = {edit: 'faculty_review', withdraw: 'withdrawn', delete: 'deleted'};
	const whole = sql(`SELECT ', card_sealed = ''' || card_sealed || ''', phone_sealed = ''' || phone_sealed || '''' FROM subsidy WHERE uid = '${uid}'`);
	for (const action of ['edit', 'withdraw', 'delete'])
		for (const state of STATES) {
			put(uid, state, whole);
			const r = action === 'edit' ? await me.post(`${href}/edit`, {...edit, bank: `改在 ${state} 时的银行`})
				: await me.post(href, {csrf: act, action});
			const allowed = may[action].includes(state);
			assert.equal(r.status, allowed ? 303 : 409, `${action} in ${state}`);
			assert.equal(stateOf(uid), allowed ? to[action] : state, `${action} in ${state}`);
			if (action === 'edit') assert.equal(sql(`SELECT bank = '改在 ${state} 时的银行' FROM subsidy WHERE uid = '${uid}'`), allowed ? '1' : '0');
			if (!allowed) assert.match(text(r.text), new RegExp('该记录已被处理，当前状态为'));
		}
	put(uid, 'faculty_review', whole);
	// papers follow the same rule
	const remove = forms((await me.get(href)).text).find((f) => f.action === `${href}/files`).fields.csrf;
	put(uid, 'school_review');
	assert.doesNotMatch((await me.get(href)).text, /\/edit"|type="file"/);
	let r = await me.upload(`${href}/files`, {csrf: remove, file: {name: 'a.pdf', bytes: PDF}});
	assert.equal(r.status, 409);
	put(uid, 'faculty_review');
	// what only others do
	for (const action of ['approve', 'reject', 'pay']) {
		r = await me.post(href, {csrf: act, action, reason: 'x'});
		assert.equal(r.status, 403, action);
		assert.equal(stateOf(uid), 'faculty_review');
	}
});

test('7.3.i1 7.3.i2 7.3.q1 faculty, school, authority in turn; each refusal with its reason', async () => {
	const uid = uidOf('faculty_review'), href = `/office/subsidy/${uid}`;
	const me = await portal.login(graduates[WAITS]), faculty = await portal.login(staff['tianchi-jg']);
	const school = await portal.login(staff.tianchi), authority = await portal.login(staff.renshe);
	assert.match((await faculty.get('/office/subsidy')).text, new RegExp(uid));
	let r = await press(faculty, href, href, {action: 'reject', reason: ''});
	assert.equal(r.status, 422);
	r = await press(faculty, href, href, {action: 'reject', reason: '贷款合同缺页'});
	assert.equal(r.status, 303);
	assert.match(text((await me.get(`/my/subsidy/${uid}`)).text), /院系初审不通过.*贷款合同缺页/);
	assert.match((await me.get('/auth/messages')).text, /求职补贴申请：院系初审不通过/);
	r = await me.submit(await me.get(`/my/subsidy/${uid}/edit`), {bank: '中国银行友好支行'}, {pick: `/my/subsidy/${uid}/edit`});
	assert.equal(r.status, 303, text(r.text));
	assert.equal(stateOf(uid), 'faculty_review');
	for (const [office, to, label] of [[faculty, 'school_review', '院系初审通过'], [school, 'authority_review', '学校审核通过'], [authority, 'approved', '待发放']]) {
		for (const other of [faculty, school, authority].filter((o) => o !== office)) {
			const page = await other.get(href);
			assert.doesNotMatch(page.text, /value="approve"/);
			const token = forms(page.text).find((f) => f.action.split('?')[0] === href)?.fields.csrf;
			if (token) assert.notEqual((await other.post(href, {csrf: token, action: 'approve'})).status, 303);
		}
		r = await press(office, href, href, {action: 'approve'});
		assert.equal(r.status, 303, text(r.text));
		assert.equal(stateOf(uid), to);
		assert.match(text((await me.get(`/my/subsidy/${uid}`)).text), new RegExp(label));
	}
});

test('7.3.f1 7.3.i2 the whole account number: for who pays, by a POST that leaves its note', async () => {
	const uid = uidOf('authority_review'), href = `/office/subsidy/${uid}`;
	const authority = await portal.login(staff.renshe), school = await portal.login(staff.tianchi);
	const looks = () => Number(sql(`SELECT count(*) FROM data_look WHERE account_id = (SELECT account_id FROM subsidy WHERE uid = '${uid}')`));
	let r = await authority.get(href);
	assert.ok(!r.text.includes('6222020200000000196'));
	r = await press(authority, href, `${href}/reveal`, {what: 'card'});
	assert.equal(r.status, 200);
	assert.ok(r.text.includes('6222020200000000196'));
	assert.equal(r.headers['cache-control'], 'no-store');
	assert.equal(looks(), 1);
	assert.ok(!(await authority.get(href)).text.includes('6222020200000000196'));
	r = await press(school, href, `${href}/reveal`, {what: 'card'});
	assert.equal(r.status, 403);
	assert.ok(!r.text.includes('6222020200000000196'));
	r = await press(school, href, `${href}/reveal`, {what: 'phone'});
	assert.ok(r.text.includes('13800000019'));
	assert.equal(looks(), 2);
	assert.equal((await authority.get(`${href}/reveal`)).status, 405);
});

describe('0.i1 other people’s numbers', () => {
	test('n.16 0.i1 another graduate’s application, in every address', async () => {
		const uid = uidOf('faculty_rejected'), href = `/my/subsidy/${uid}`, mine = accountOf('高文静'), theirs = accountOf('何雨桐');
		const owner = await portal.login(graduates[REJECTED]), other = await portal.login(graduates[WAITS]);
		assert.equal((await owner.get(href)).status, 200);
		// a token of hers for each path, from the time when it was hers
		sql(`UPDATE subsidy SET account_id = ${theirs}, year = 1990 WHERE uid = '${uid}'`);
		const pages = [await other.get(href), await other.get(`${href}/edit`)].flatMap((p) => forms(p.text));
		sql(`UPDATE subsidy SET account_id = ${mine}, year = 2027 WHERE uid = '${uid}'`);
		const token = (path) => pages.find((f) => f.action === path).fields.csrf;
		for (const path of [href, `${href}/edit`]) assert.equal((await other.get(path)).status, 404);
		const answers = [await other.post(href, {csrf: token(href), action: 'withdraw'}),
			await other.post(`${href}/edit`, {csrf: token(`${href}/edit`), type: 'loan', bank: '中国银行', holder: '甲乙'}),
			await other.upload(`${href}/files`, {csrf: token(`${href}/files`), file: {name: 'a.pdf', bytes: PDF}})];
		assert.deepEqual(answers.map((r) => r.status), [404, 404, 404]);
		assert.equal(stateOf(uid), 'faculty_rejected');
		assert.equal(sql(`SELECT count(*) FROM subsidy_file x JOIN subsidy s ON s.id = x.subsidy_id WHERE s.uid = '${uid}'`), '0');
	});

	test('0.i1 another faculty’s, another school’s, and who has nothing to do with it', async () => {
		const uid = uidOf('faculty_rejected'), href = `/office/subsidy/${uid}`;
		for (const [who, status] of [['tianchi-jsj', 200], ['tianchi', 200], ['renshe', 200], ['tianchi-jg', 404], ['huyang-nx', 404],
			['huyang', 404], ['wulumuqi', 403], ['admin', 403]])
			assert.equal((await (await portal.login(staff[who])).get(href)).status, status, who);
		for (const path of ['/office/payments', '/office/subsidy-rates', '/office/subsidy-counts'])
			assert.equal((await (await portal.login(staff.tianchi)).get(path)).status, 403, path);
	});
});

describe('7.3.i2 7.3.r6 batches', () => {
	test('n.10 7.3.r6 a prepared batch refuses what was withdrawn meanwhile, and says so; the file leaves it out', async () => {
		const authority = await portal.login(staff.renshe), uid = uidOf('approved');
		let r = await press(authority, '/office/payments', '/office/payments');
		assert.equal(r.status, 303, text(r.text));
		const batch = r.headers.location.replace(/\?.*/, '');
		const due = Number(sql(`SELECT count(*) FROM subsidy_item i JOIN subsidy_batch b ON b.id = i.batch_id WHERE b.uid = '${batch.split('/').pop()}'`));
		assert.ok(due >= 2);
		const gone = sql(`SELECT s.uid FROM subsidy s JOIN account a ON a.id = s.account_id WHERE a.name = '沈佳琪'`);
		const her = await portal.login(graduates[APPROVED]);
		assert.equal((await press(her, `/my/subsidy/${gone}`, `/my/subsidy/${gone}`, {action: 'withdraw'})).status, 303);
		r = await authority.get(batch);
		assert.match(text(r.text), /以下申请不予发放 .*沈佳琪.*已撤销/);
		r = await press(authority, batch, `${batch}/export`, {format: 'csv'});
		assert.equal(r.status, 200);
		assert.match(r.headers['content-disposition'], /subsidy-\d{4}-\d{3}\.csv/);
		assert.equal(r.text.trim().split('\r\n').length, due); // the head, and all but hers
		assert.ok(!r.text.includes('沈佳琪'));
		assert.match(r.text, /,\d{19}/);
		r = await press(authority, batch, `${batch}/export`, {format: 'xlsx'});
		assert.equal(r.body.subarray(0, 2).toString('latin1'), 'PK');
		assert.ok(Number(sql(`SELECT count(*) FROM data_look WHERE what LIKE '%发放文件%'`)) >= 2 * (due - 1));
		// money needs a second person: no button for the maker, and no way around it
		const cashier = await portal.login(staff['renshe-cw']), today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
		assert.doesNotMatch((await authority.get(batch)).text, /value="pay"/);
		r = await press(authority, batch, batch, {action: 'pay', day: today});
		assert.equal(r.status, 409);
		assert.match(text(r.text), /批次由您生成，须由另一位工作人员核对后标记已发放/);
		assert.equal(stateOf(uid), 'approved');
		r = await press(cashier, batch, batch, {action: 'pay', day: '2020-01-01'});
		assert.equal(r.status, 422);
		r = await press(cashier, batch, batch, {action: 'pay', day: today});
		assert.equal(r.status, 303, text(r.text));
		assert.equal(stateOf(gone), 'withdrawn');
		assert.equal(stateOf(uid), 'paid');
		assert.match(text((await authority.get(batch)).text), /沈佳琪.*：已撤销/);
		assert.match(text((await (await portal.login(graduates[WAITS])).get(`/my/subsidy/${uid}`)).text), /已发放/);
	});

	test('7.3.r5 7.3.r6 of a withdrawal and the payment sent at once one wins, never both', async () => {
		const uid = uidOf('authority_review'), href = `/my/subsidy/${uid}`, today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
		put(uid, 'approved');
		const authority = await portal.login(staff.renshe), me = await portal.login(graduates[AT_AUTHORITY]), cashier = await portal.login(staff['renshe-cw']);
		const batch = (await press(authority, '/office/payments', '/office/payments')).headers.location.replace(/\?.*/, '');
		const pay = forms((await cashier.get(batch)).text).find((f) => f.action === batch).fields;
		const token = forms((await me.get(href)).text).find((f) => f.action === href).fields;
		const answers = await Promise.all([cashier.post(batch, {...pay, action: 'pay', day: today}), me.post(href, {...token, action: 'withdraw'})]);
		assert.equal(answers[0].status, 303);
		assert.equal(stateOf(uid), answers[1].status === 303 ? 'withdrawn' : 'paid');
		assert.equal(sql(`SELECT outcome FROM subsidy_item WHERE subsidy_id = (SELECT id FROM subsidy WHERE uid = '${uid}')`), answers[1].status === 303 ? 'refused' : 'paid');
	});

	test('7.3.i2 what a type is paid is set by the authority; counts by school', async () => {
		const authority = await portal.login(staff.renshe);
		let r = await press(authority, '/office/subsidy-rates', '/office/subsidy-rates', {type: 'disabled', amount: '1500'});
		assert.equal(r.status, 303);
		assert.match(text((await authority.get('/office/subsidy-rates')).text), /残疾毕业生 1500/);
		assert.equal((await press(authority, '/office/subsidy-rates', '/office/subsidy-rates', {type: 'disabled', amount: '0'})).status, 422);
		r = await authority.get('/office/subsidy-counts');
		assert.match(text(r.text), /新疆天池大学/);
		assert.match(text(r.text), /合计/);
		assert.match(text((await authority.get('/office/subsidy-counts?year=1999')).text), /没有求职补贴申请/);
		const audit = await portal.ctl('audit', 'verify');
		assert.equal(audit.status, 0, audit.stderr);
	});

	test('7.3.q2 after a withdrawal a new one is taken until she leaves', async () => {
		const me = await portal.login(graduates[APPROVED]);
		assert.match(text((await me.get('/my/subsidy')).text), /求职申请/);
		const r = await me.submit(await me.get('/my/subsidy/new'), {type: 'other', card: CARD, card2: CARD, bank: '中国银行', holder: '沈佳琪', phone: '13800000020'}, {pick: (f) => f.multipart});
		assert.equal(r.status, 303, text(r.text));
	});
});
