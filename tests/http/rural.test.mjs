// 三支一扶 (9.1, 9.2) through the real server: a campaign from its draft to the public site and to its
// end by the clock, posts singly and from a file, applications, who reviews, the confirmation form,
// other people's numbers. Each rule alone is tested in tests/unit/test_rural.c.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {forms, text} from '../lib/html.mjs';
import {startPortal} from '../lib/portal.mjs';

let portal, staff, graduates, employers, sql;
before(async () => {
	portal = await startPortal({site: 'own', conf: {limit: {uploads_hour: 1000}}});
	const accounts = await portal.accounts();
	staff = Object.fromEntries(accounts.filter((a) => !['graduate', 'employer'].includes(a.role)).map((a) => [a.login, a]));
	graduates = accounts.filter((a) => a.role === 'graduate');
	employers = accounts.filter((a) => a.role === 'employer');
	sql = (query) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', portal.path('jiuye.db')], {input: query, encoding: 'utf8'}).trim();
});
after(() => portal?.stop());

// The demo's graduates (portalctl demo): registered and free to apply; not registered; what became of the others.
const FREE = 4, NOT_REGISTERED = 0, AT_YILI = 3, APPROVED = 5, REJECTED = 6;
const day = (days) => new Date(Date.now() + 8 * 3600e3 + days * 864e5).toISOString().slice(0, 10);
const uidOf = (state) => sql(`SELECT uid FROM post_application WHERE state = '${state}' ORDER BY id LIMIT 1`);
const site = (path) => readFileSync(join(portal.publicDir, path), 'utf8');

async function press(client, page, action, fields = {}, method = 'post') {
	const got = await client.get(page);
	const form = forms(got.text).find((f) => f.action.split('?')[0] === action);
	assert.ok(form, `${page} has no form for ${action}: ${text(got.text).slice(0, 300)}`);
	return client[method](form.action, {...form.fields, ...fields});
}

test('9.1.i1 a campaign: draft, posts singly and from a file, published, on the site by the next build, ended by the clock', async () => {
	const authority = await portal.login(staff.renshe);
	const words = {year: '2027', title: '2027年“三支一扶”冬季招募', opens_on: day(0), closes_on: day(5), eligibility: '## 条件\n\n- 毕业两年以内', brings: '身份证'};
	let r = await press(authority, '/office/campaigns/new', '/office/campaigns/new', {...words, closes_on: day(-1)});
	assert.equal(r.status, 422);
	assert.match(text(r.text), /截止日期不能早于开始日期/);
	r = await press(authority, '/office/campaigns/new', '/office/campaigns/new', words);
	assert.equal(r.status, 303, text(r.text));
	const href = r.headers.location.replace(/\?.*/, ''), id = href.split('/').pop();
	r = await press(authority, href, href, {action: 'publish'}).catch(() => null);
	assert.equal(sql(`SELECT state FROM campaign WHERE id = ${id}`), 'draft');
	// a post, its place found without script
	let page = await authority.get(`${href}/posts`);
	const post = {code: 'A01', name: '支教岗', service: 'teaching', headcount: '3', education: 'bachelor', unit: '托克扎克镇中心小学', requirements: '教师资格证'};
	page = await authority.submit(page, {...post, region_word: '疏附', step: 'search'}, {pick: `${href}/posts`});
	r = await authority.submit(page, {region: '653121', step: 'save'}, {pick: `${href}/posts`});
	assert.equal(r.status, 303, text(r.text));
	r = await press(authority, `${href}/posts`, `${href}/posts`, {...post, region: '653121', step: 'save'});
	assert.equal(r.status, 422);
	assert.match(text(r.text), /已有这个岗位代码/);
	// a file: with a fault nothing, then all of it
	const head = '岗位代码,岗位名称,服务类型,招募人数,学历要求,服务地区,服务单位\r\n';
	const send = async (rows) => authority.submit(await authority.get(`${href}/import`), {file: {name: 'p.csv', bytes: Buffer.from(head + rows)}}, {pick: (f) => f.multipart});
	r = await send('A02,支医岗,支医,2,大专,疏勒县,巴仁乡卫生院\r\nA03,支农岗,支农,零,大专,疏勒县,巴仁乡\r\n');
	assert.equal(r.status, 422);
	assert.equal(sql(`SELECT count(*) FROM post WHERE campaign_id = ${id}`), '1');
	r = await send('A01,支教岗,支教,4,本科,653121,托克扎克镇中心小学\r\nA02,支医岗,支医,2,大专,疏勒县,巴仁乡卫生院\r\n');
	assert.match(text(r.text), /新增 1，更新 1/);
	assert.match((await authority.get(`${href}/template`)).text, /岗位代码,岗位名称/);
	const path = `/campaigns/0000/${id}.html`;
	assert.equal((await portal.sitegen('build')).status, 0);
	assert.equal(existsSync(join(portal.publicDir, path)), false);
	r = await press(authority, href, href, {action: 'publish'});
	assert.equal(r.status, 303);
	assert.equal((await portal.sitegen('build')).status, 0);
	assert.match(text(site(path)), /报名中.*A01 支教岗 4 人.*A02 支医岗/);
	assert.match(site('/campaigns/index.html'), new RegExp(words.title));
	assert.match(site('/index.html'), /href="\/campaigns\/"/);
	assert.match(site(`/campaigns/0000/${id}/posts/index.html`), /A02/);
	// time passes: the next build says so, and nobody applies any more
	await portal.clock.advance(7 * 86400);
	assert.equal((await portal.sitegen('build')).status, 0);
	assert.match(text(site(path)), /已结束.*报名已经结束/);
	assert.doesNotMatch(site(path), /my\/posts\/apply/);
	await portal.clock.advance(-7 * 86400);
	// closed by hand, and opened again
	assert.equal((await press(authority, href, href, {action: 'close'})).status, 303);
	assert.equal((await portal.sitegen('build')).status, 0);
	assert.match(text(site(path)), /已结束/);
	assert.equal((await press(authority, href, href, {action: 'publish'})).status, 303);
	assert.equal((await portal.sitegen('build')).status, 0);
	assert.match(text(site(path)), /报名中/);
	for (const who of ['kashi', 'tianchi', 'admin']) assert.equal((await (await portal.login(staff[who])).get(href)).status, 403, who);
});

test('9.1.r1 who is not registered is sent to 实名登记, also by direct POST', async () => {
	const me = await portal.login(graduates[NOT_REGISTERED]);
	let r = await me.get('/my/posts');
	assert.match(text(r.text), /请先完成实名登记/);
	assert.match(r.text, /href="\/my\/realname"/);
	assert.doesNotMatch(r.text, /\/my\/posts\/apply\//);
	assert.equal((await me.get('/my/posts/apply/2')).headers.location, '/my/posts');
	sql(`INSERT INTO realname(uid, account_id, state, version, created_at, updated_at) SELECT 'realnamerealname000001', id, 'registered', 1, 1, 1 FROM account WHERE name = '李思远'`);
	const fields = forms((await me.get('/my/posts/apply/2')).text).find((f) => f.action === '/my/posts/apply/2').fields;
	sql(`DELETE FROM realname WHERE uid = 'realnamerealname000001'`);
	const post = sql(`SELECT id FROM post WHERE campaign_id = 2 LIMIT 1`);
	r = await me.post('/my/posts/apply/2', {...fields, post, phone: '13800000001', address: '喀什市解放路'});
	assert.equal(r.status, 409);
	assert.match(text(r.text), /请先完成实名登记/);
});

test('9.1.f1 9.1.f2 9.1.r2 9.1.q1 9.1.i2 9.2.r1 9.2.f1 9.2.d1 three parts, submitted, corrected, passed, printed', async () => {
	const me = await portal.login(graduates[FREE]), kashi = await portal.login(staff.kashi);
	const post = sql(`SELECT id FROM post WHERE campaign_id = 2 AND code = 'KS003'`);
	const page = await me.get(`/my/posts/apply/2?post=${post}`);
	for (const part of [/一、基本信息/, /二、岗位信息/, /三、联系信息/, /652\*{11}\w{4}/, new RegExp(`value="${post}" selected`)]) assert.match(page.text, part);
	let r = await me.submit(page, {address: ''}, {pick: '/my/posts/apply/2'});
	assert.equal(r.status, 422);
	r = await me.submit(page, {address: '阿克苏市东大街 1 号'}, {pick: '/my/posts/apply/2'});
	assert.equal(r.status, 303, text(r.text));
	const href = r.headers.location.replace(/\?.*/, ''), uid = href.split('/').pop();
	assert.match(text((await me.get(href)).text), /待审核.*下一步：由地州人社部门/);
	r = await me.post('/my/posts/apply/2', {...forms(page.text).find((f) => f.action === '/my/posts/apply/2').fields, post, address: '阿克苏市东大街'});
	assert.equal(r.status, 409);
	assert.match(text(r.text), /限报一个岗位/);
	const edit = forms((await me.get(`/my/posts/edit/${uid}`)).text).find((f) => f.action === `/my/posts/edit/${uid}`).fields;
	r = await me.post(`/my/posts/edit/${uid}`, {...edit, address: '阿克苏市西大街 2 号'});
	assert.equal(r.status, 303);
	assert.equal((await me.get(`/my/posts/form/${uid}`)).status, 409);
	assert.match(text((await me.get('/my/posts/form')).text), /没有可以打印/);
	// the unit
	const desk = `/office/posts/${uid}`;
	for (const [who, status] of [['wulumuqi', 404], ['renshe', 200], ['tianchi', 403]]) assert.equal((await (await portal.login(staff[who])).get(desk)).status, status, who);
	assert.match((await kashi.get('/office/posts')).text, new RegExp(uid));
	r = await kashi.get(desk);
	for (const whole of [graduates[FREE].login, '13800000005', '西大街 2 号']) assert.ok(!r.text.includes(whole), whole);
	assert.match(r.text, /138\*{4}0005/);
	r = await press(kashi, desk, `${desk}/id-number`);
	for (const whole of [graduates[FREE].login, '13800000005', '西大街 2 号']) assert.ok(r.text.includes(whole), whole);
	assert.equal(sql(`SELECT viewer FROM data_look ORDER BY id DESC LIMIT 1`), sql(`SELECT o.name FROM office o WHERE o.code = '6531'`));
	assert.equal((await press(kashi, desk, desk, {action: 'approve'})).status, 303);
	// what was reviewed is not edited, and prints
	assert.equal((await me.get(`/my/posts/edit/${uid}`)).headers.location, href);
	r = await me.post(`/my/posts/edit/${uid}`, {...edit, address: '改在审核之后'});
	assert.equal(r.status, 409);
	assert.match((await me.get('/my/posts/form')).text, new RegExp(`/my/posts/form/${uid}`));
	r = await me.get(`/my/posts/form/${uid}`);
	for (const part of [/补充招募/, /KS003/, /帮扶乡村振兴岗/, new RegExp(graduates[FREE].login), /13800000005/, /阿克苏市西大街 2 号/, /审核通过/, /喀什地区/, /报名日期 \d{4}-\d\d-\d\d/, /携带/])
		assert.match(text(r.text), part);
	const audit = await portal.ctl('audit', 'verify');
	assert.equal(audit.status, 0, audit.stderr);
});

test('n.14 9.1.r2 an edit after the refusal, by direct POST', async () => {
	const me = await portal.login(graduates[REJECTED]), uid = uidOf('rejected');
	sql(`DROP TRIGGER post_application_fixed; UPDATE post_application SET state = 'pending', reviewed_at = NULL WHERE uid = '${uid}'`);
	const edit = forms((await me.get(`/my/posts/edit/${uid}`)).text).find((f) => f.action === `/my/posts/edit/${uid}`).fields;
	sql(`UPDATE post_application SET state = 'rejected', reviewed_at = 1 WHERE uid = '${uid}'`);
	const r = await me.post(`/my/posts/edit/${uid}`, {...edit, address: '改在不通过之后'});
	assert.equal(r.status, 409);
	assert.match(text(r.text), /该记录已被处理，当前状态为“审核不通过”/);
	assert.equal((await me.get(`/my/posts/form/${uid}`)).status, 409);
	assert.match(text((await me.get(`/my/posts/view/${uid}`)).text), /没有上传教师资格证信息/);
});

test('n.16 0.i1 another graduate’s application, in every address', async () => {
	const uid = uidOf('approved'), other = await portal.login(graduates[AT_YILI]), owner = sql(`SELECT account_id FROM post_application WHERE uid = '${uid}'`);
	const own = sql(`SELECT account_id FROM post_application WHERE uid = '${uidOf('pending')}'`);
	for (const path of [`/my/posts/view/${uid}`, `/my/posts/edit/${uid}`, `/my/posts/form/${uid}`]) assert.equal((await other.get(path)).status, 404, path);
	assert.notEqual(owner, own);
	const mine = uidOf('pending'), stranger = await portal.login(graduates[APPROVED]);
	sql(`UPDATE post_application SET account_id = ${owner}, campaign_id = 1 WHERE uid = '${mine}'`);
	const edit = forms((await stranger.get(`/my/posts/edit/${mine}`)).text).find((f) => f.action === `/my/posts/edit/${mine}`).fields;
	sql(`UPDATE post_application SET account_id = ${own}, campaign_id = 2 WHERE uid = '${mine}'`);
	const r = await stranger.post(`/my/posts/edit/${mine}`, {...edit, post: sql(`SELECT post_id FROM post_application WHERE uid = '${mine}'`), phone: '13800000006', address: '不是本人的地址'});
	assert.equal(r.status, 404);
});

test('9.1.i2 lists leave as CSV and spreadsheet, ID numbers and contacts masked unless it is noted; an employer that is named reviews', async () => {
	const kashi = await portal.login(staff.kashi), looks = () => Number(sql('SELECT count(*) FROM data_look'));
	const first = looks();
	let r = await press(kashi, '/office/post-lists', '/office/post-lists', {format: 'csv', campaign: '2'});
	assert.equal(r.status, 200);
	assert.match(r.text, /KS002,支医岗/);
	assert.doesNotMatch(r.text, /YL002|,\d{17}[\dX],|,1\d{10},/);
	assert.match(r.text, /,138\*{4}\d{4},/);
	assert.equal(looks(), first);
	r = await press(kashi, '/office/post-lists', '/office/post-lists', {format: 'csv', campaign: '2', whole: 'yes'});
	assert.match(r.text, /,\d{17}[\dX],.*,1\d{10},/);
	assert.equal(looks(), first + r.text.trim().split('\r\n').length - 1);
	r = await press(kashi, '/office/post-lists', '/office/post-lists', {format: 'xlsx'});
	assert.equal(r.body.subarray(0, 2).toString('latin1'), 'PK');
	// an employer, and one that has nothing to do with it
	const uid = uidOf('pending'), [mine, other] = employers.filter((e) => sql(`SELECT state FROM employer WHERE credit_code = '${e.login}'`) === 'verified');
	sql(`UPDATE post_application SET employer_id = (SELECT id FROM employer WHERE credit_code = '${mine.login}') WHERE uid = '${uid}'`);
	const unit = await portal.login(mine), stranger = await portal.login(other);
	assert.match((await unit.get('/org/posts')).text, new RegExp(uid));
	assert.match(text((await stranger.get('/org/posts')).text), /没有需要本单位审核/);
	assert.equal((await stranger.get(`/org/posts/${uid}`)).status, 404);
	assert.equal((await press(unit, `/org/posts/${uid}`, `/org/posts/${uid}`, {action: 'reject', reason: ''})).status, 422);
	r = await press(unit, `/org/posts/${uid}`, `/org/posts/${uid}`, {action: 'reject', reason: '专业不符'});
	assert.equal(r.status, 303);
	assert.equal(sql(`SELECT reviewer = (SELECT name FROM employer WHERE credit_code = '${mine.login}') FROM post_application WHERE uid = '${uid}'`), '1');
});
