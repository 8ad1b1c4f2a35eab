// Resumes through the real server (chapter 3): the wizard, 简历管理, the photo, 简历搜索 of
// employers and what they must not see. Each rule alone is tested in tests/unit/test_resume*.c.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readdirSync} from 'node:fs';
import {after, before, describe, test} from 'node:test';
import {forms, text} from '../lib/html.mjs';
import {png} from '../lib/picture.mjs';
import {startPortal} from '../lib/portal.mjs';

const DAILY = 3;
let portal, zhang, other, org, otherOrg, pending;
before(async () => {
	portal = await startPortal({conf: {limit: {resume_views_day: DAILY, uploads_hour: 1000}}});
	const accounts = await portal.accounts();
	const of = (role) => accounts.filter((a) => a.role === role);
	[zhang, other] = await Promise.all(of('graduate').slice(0, 2).map((a) => portal.login(a)));
	const states = sql(`SELECT a.login, e.state, e.name FROM account a JOIN employer e ON e.id = a.employer_id`);
	const orgs = of('employer').map((a) => ({...a, ...states.find((s) => s.login === a.login)}));
	const verified = orgs.filter((o) => o.state === 'verified');
	[org, otherOrg] = await Promise.all(verified.slice(0, 2).map(async (o) => Object.assign(await portal.login(o), {called: o.name, number: o.login})));
	const waiting = orgs.find((o) => o.state !== 'verified');
	if (waiting) pending = await portal.login(waiting);
});
after(() => portal?.stop());

function sql(query) {
	const out = execFileSync('sqlite3', ['-json', '-cmd', '.timeout 5000', portal.path('jiuye.db')], {input: query, encoding: 'utf8'});
	return out ? JSON.parse(out) : [];
}

const STEPS = {
	basic: {residence: '新疆乌鲁木齐市天山区', education: 'bachelor', school: '天池大学', major: '软件工程', year: '2027'},
	intention: {position: '后端开发工程师', region: '6501', employment: 'full_time', salary: '6000'},
	education: {from: '2023-09', to: '2027-06', school: '天池大学', major: '软件工程', degree: 'bachelor', courses: '数据结构\n操作系统'},
	experience: {from: '2026-07', to: '2026-09', employer: '雪岭软件公司', position: '实习生', text: '写接口测试'},
	skills: {skills: '熟悉C语言与数据库', languages: '英语四级'},
	evaluation: {text: '做事认真，愿意从小事做起，能和同事好好配合。'},
};

async function create(client, name = '开发岗位') {
	const r = await client.submit(await client.get('/my/resumes/new'), {name}, {pick: '/my/resumes/new'});
	assert.equal(r.status, 303, text(r.text));
	return /^\/my\/resumes\/([\w-]{22})\/basic$/.exec(r.headers.location)[1];
}

// Send the form of a step that the page itself posts to.
async function step(client, uid, name, values, go = 'next', query = '') {
	const path = `/my/resumes/${uid}/${name}${query}`;
	return client.submit(await client.get(path), {...values, go}, {pick: (f) => f.names.includes('go')});
}

async function complete(client, name, values = {}) {
	const uid = await create(client, name);
	for (const [s, v] of Object.entries(STEPS)) {
		const r = await step(client, uid, s, {...v, ...values[s]});
		assert.equal(r.status, 303, `${s}: ${text(r.text)}`);
	}
	return uid;
}

async function level(client, uid, value) {
	const path = `/my/resumes/${uid}/level`;
	const r = await client.submit(await client.get(path), {level: value}, {pick: (f) => f.names.includes('level')});
	assert.equal(r.status, 303, text(r.text));
}

async function remove(client, values) {
	return client.submit(await client.get('/my/resumes'), values, {pick: '/my/resumes'});
}

async function removeAll(client) {
	const ids = [...(await client.get('/my/resumes')).text.matchAll(/name="id" value="([^"]+)"/g)].map((m) => m[1]);
	if (ids.length === 0) return;
	await client.submit(await remove(client, {command: 'delete', id: ids}), {id: ids}, {pick: '/my/resumes/delete'});
}

const fieldsOf = (page) => forms(page.text).find((f) => f.names.includes('go')).fields;

async function block(client, employer, how = 'block') {
	const [{id, name}] = sql(`SELECT id, name FROM employer WHERE name = '${employer}'`);
	const page = await client.get(`/my/resumes/blocks?q=${encodeURIComponent(name)}`);
	const r = await client.submit(page, {[how]: String(id)}, {pick: (f) => f.names.includes(how)});
	assert.equal(r.status, 303, text(r.text));
}

describe('the wizard', () => {
	test('3.1.f1 3.1.r1 3.1.i2 leads from a name through six steps to a complete resume', async () => {
		assert.match((await zhang.get('/my/')).text, /href="\/my\/resumes\/new">创建新简历/);
		const uid = await create(zhang, '向导');
		sql(`INSERT INTO profile(account_id, education, school, major, year, region_code, updated_at)
			SELECT account_id, 'master', '昆仑大学', '植物学', 2026, '650102', 1 FROM resume WHERE uid = '${uid}'
			ON CONFLICT DO UPDATE SET (education, school_id, school, major, year, region_code) =
			(excluded.education, NULL, excluded.school, excluded.major, excluded.year, excluded.region_code)`);
		const first = await zhang.get(`/my/resumes/${uid}/basic`);
		const {residence, education, school, major, year} = fieldsOf(first);
		assert.deepEqual([residence, education, school, major, year],
			['新疆维吾尔自治区乌鲁木齐市天山区', 'master', '昆仑大学', '植物学', '2026'], 'prefilled from the profile');
		const names = Object.keys(STEPS);
		for (const [i, s] of names.entries()) {
			const r = await step(zhang, uid, s, STEPS[s]);
			assert.equal(r.status, 303, text(r.text));
			const to = names[i + 1] ? `/my/resumes/${uid}/${names[i + 1]}` : `/my/resumes/${uid}?done=resume-complete`;
			assert.equal(r.headers.location, to);
		}
		assert.match(text((await zhang.get(`/my/resumes/${uid}?done=resume-complete`)).text), /可以用来投递职位/);
		assert.match(text((await zhang.get('/my/resumes')).text), /向导 ✓ 完整/);
	});

	test('3.1.r1 can be left in the middle, resumed, and gone back in without losing what was typed', async () => {
		const uid = await create(zhang, '中断');
		let r = await step(zhang, uid, 'basic', STEPS.basic);
		r = await step(zhang, uid, 'intention', {position: '数据分析'}, 'back');
		assert.equal(r.headers.location, `/my/resumes/${uid}/basic`, 'nothing is asked for on the way back');
		const again = portal.client();
		again.cookies = zhang.cookies;
		assert.equal(fieldsOf(await again.get(`/my/resumes/${uid}/intention`)).position, '数据分析');
		assert.equal(fieldsOf(await again.get(`/my/resumes/${uid}/basic`)).residence, STEPS.basic.residence);
		assert.match(text((await zhang.get('/my/resumes')).text), /中断 已填 20%/);
		r = await step(zhang, uid, 'skills', {skills: '会一点'}, 'leave');
		assert.equal(r.headers.location, `/my/resumes/${uid}?done=saved`);
		assert.match(text((await zhang.get(`/my/resumes/${uid}`)).text), /求职意向 未填完 教育经历 待填写/);
	});

	test('3.1.i2 going on asks for what is needed, at the field, and keeps the rest', async () => {
		const uid = await create(zhang, '缺项');
		let r = await step(zhang, uid, 'intention', {position: '会计', salary: '12a'});
		assert.equal(r.status, 422);
		assert.match(text(r.text), /期望月薪（元）是 1 到 999999 之间的整数/);
		assert.equal(fieldsOf(r).position, '会计');
		r = await step(zhang, uid, 'education', {from: '2026-09', to: '2023-06', school: '天池大学', major: '会计', degree: 'college'});
		assert.equal(r.status, 422);
		assert.match(text(r.text), /不能早于开始的年月/);
		r = await step(zhang, uid, 'evaluation', {text: '太短'});
		assert.match(text(r.text), /自我评价至少 10 个字/);
	});

	test('3.1.r1 sections with several entries: added, changed, deleted, skipped where they may be', async () => {
		const uid = await create(zhang, '多条');
		for (const from of ['2020-09', '2023-09'])
			assert.equal((await step(zhang, uid, 'education', {...STEPS.education, from}, 'more')).headers.location, `/my/resumes/${uid}/education?done=saved`);
		let page = await zhang.get(`/my/resumes/${uid}/education`);
		assert.match(text(page.text), /2020-09 – 2027-06 天池大学 修改 删除 2023-09/);
		await step(zhang, uid, 'education', {...STEPS.education, school: '昆仑大学', from: '2020-09'}, 'more', '?at=0');
		page = await zhang.get(`/my/resumes/${uid}/education`);
		assert.match(text(page.text), /2020-09 – 2027-06 昆仑大学/);
		await zhang.submit(page, {at: '1'}, {pick: `/my/resumes/${uid}/education/delete`});
		page = await zhang.get(`/my/resumes/${uid}/education`);
		assert.doesNotMatch(text(page.text), /2023-09 –/);
		assert.equal((await zhang.get(`/my/resumes/${uid}/education?at=7`)).status, 404);
		const blank = Object.fromEntries(Object.keys(STEPS.experience).map((k) => [k, '']));
		assert.equal((await step(zhang, uid, 'experience', blank)).headers.location, `/my/resumes/${uid}/skills`);
		for (let i = 1; i < 20; i++) await step(zhang, uid, 'education', {...STEPS.education, major: `专业${i}`}, 'more');
		const full = await step(zhang, uid, 'education', {...STEPS.education, major: '再一个'}, 'more');
		assert.equal(full.status, 422);
		assert.match(text(full.text), /最多填写 20 条/);
	});

	test('3.1.r1 two windows: the later save is told of the earlier one and loses nothing', async () => {
		const uid = await create(zhang, '两个窗口');
		const [a, b] = [await zhang.get(`/my/resumes/${uid}/skills`), await zhang.get(`/my/resumes/${uid}/skills`)];
		const pick = (f) => f.names.includes('go');
		assert.equal((await zhang.submit(a, {skills: '甲窗口', go: 'leave'}, {pick})).status, 303);
		const r = await zhang.submit(b, {skills: '乙窗口', go: 'leave'}, {pick});
		assert.equal(r.status, 409);
		assert.match(text(r.text), /在其他窗口修改过/);
		assert.equal(fieldsOf(r).skills, '乙窗口');
		assert.equal(fieldsOf(await zhang.get(`/my/resumes/${uid}/skills`)).skills, '甲窗口');
		assert.equal((await zhang.submit(r, {go: 'leave'}, {pick})).status, 303);
		assert.equal(fieldsOf(await zhang.get(`/my/resumes/${uid}/skills`)).skills, '乙窗口');
	});

	test('3.1.i1 ten resumes at most, also when several are made at once', async () => {
		await removeAll(zhang);
		const page = await zhang.get('/my/resumes/new');
		const made = await Promise.all(Array.from({length: 14}, (_, i) => zhang.submit(page, {name: `第${i}份`}, {pick: '/my/resumes/new'})));
		assert.equal(made.filter((r) => r.status === 303).length, 10);
		assert.match(text(made.find((r) => r.status === 422).text), /已有 10 份简历/);
		assert.match(text((await zhang.get('/my/resumes')).text), /已有 10 份，不能再创建/);
		await removeAll(zhang);
	});

	test('4.1.i1 the way to an application goes on where it began', async () => {
		const uid = await create(zhang, '去投递');
		for (const [s, v] of Object.entries(STEPS)) {
			const r = await step(zhang, uid, s, v, 'next', '?next=%2Fmy%2Fjobs%2F1%2Fapply');
			assert.match(r.headers.location, s === 'evaluation' ? /^\/my\/jobs\/1\/apply$/ : /\?next=%2Fmy%2Fjobs%2F1%2Fapply$/);
		}
		const r = await step(zhang, uid, 'evaluation', STEPS.evaluation, 'next', '?next=%2F%2Fevil.example');
		assert.doesNotMatch(r.headers.location, /evil/);
	});
});

describe('简历管理', () => {
	test('3.2.f1 3.2.f2 3.2.f6 deletes one or several after asking, and says when nothing is chosen', async () => {
		await removeAll(zhang);
		const uids = [await create(zhang, '甲'), await create(zhang, '乙'), await create(zhang, '丙')];
		let r = await remove(zhang, {command: 'delete'});
		assert.equal(r.status, 422);
		assert.match(text(r.text), /没有选中任何简历/);
		r = await remove(zhang, {remove: uids[0]});
		assert.equal(r.status, 200);
		assert.match(text(r.text), /确定要删除以下简历吗.*甲/);
		assert.equal(sql(`SELECT count(*) AS n FROM resume WHERE account_id = (SELECT account_id FROM resume WHERE uid = '${uids[0]}')`)[0].n, 3, 'asking deletes nothing');
		r = await zhang.submit(r, {}, {pick: '/my/resumes/delete'});
		assert.equal(r.headers.location, '/my/resumes?done=deleted');
		r = await remove(zhang, {command: 'delete', id: uids.slice(1)});
		assert.match(text(r.text), /乙.*丙|丙.*乙/);
		r = await zhang.submit(r, {id: uids.slice(1)}, {pick: '/my/resumes/delete'});
		assert.equal(r.headers.location, '/my/resumes?done=deleted&n=2');
		assert.match(text((await zhang.get(r.headers.location)).text), /已删除 2 项。[\s\S]*还没有简历/);
	});

	test('3.1.f1 who has none and applies is told why one is wanted first', async () => {
		await removeAll(zhang);
		const [{id}] = sql("SELECT job_id AS id FROM job_live LIMIT 1"), r = await zhang.get(`/my/jobs/${id}/apply`);
		assert.match(r.headers.location, /^\/my\/resumes\/new\?next=/);
		assert.match(text((await zhang.get(r.headers.location)).text), /投递职位需要一份填写完整的简历，填好后会回到该职位/);
		assert.doesNotMatch(text((await zhang.get('/my/resumes/new')).text), /投递职位需要/);
	});

	test('3.2.f4 the row shows the level as a link to the page that sets it', async () => {
		const uid = await create(zhang, '级别');
		for (const [value, label] of [['private', '保密'], ['public', '公开'], ['applied', '仅投递单位可见']]) {
			await level(zhang, uid, value);
			assert.match((await zhang.get('/my/resumes')).text, new RegExp(`href="/my/resumes/${uid}/level"[^>]*>${label}</a>`));
		}
	});

	test('3.2.f5 导出 is one HTML file that needs nothing else', async () => {
		const uid = await complete(zhang, '导出 & <简历>');
		await zhang.submit(await zhang.get(`/my/resumes/${uid}/photo`), {photo: {name: '我.png', bytes: png(200, 260)}}, {pick: (f) => f.multipart});
		const r = await zhang.get(`/my/resumes/${uid}/export`);
		assert.equal(r.status, 200);
		assert.equal(r.headers['content-disposition'], `attachment; filename*=UTF-8''${encodeURIComponent('导出 & <简历>.html')}`);
		assert.match(r.headers['content-type'], /^text\/html/);
		assert.match(String(r.headers['content-security-policy']), /sandbox/);
		assert.match(r.text, /^<!DOCTYPE html>/);
		assert.doesNotMatch(r.text, /<script|<link|src="(?!data:image\/jpeg;base64,)|url\(|href=|onload/);
		assert.match(r.text, /src="data:image\/jpeg;base64,\/9j\//);
		for (const word of ['后端开发工程师', '雪岭软件公司', '愿意从小事做起', '本科', '乌鲁木齐市', '全职']) assert.ok(r.text.includes(word), word);
		assert.match(text(r.text), /手机： ?1\d{10}/);
		assert.match(r.text, /<title>导出 &amp; &lt;简历&gt;<\/title>/);
	});

	test('3.2.f7 3.2.f8 3.1.i1 maintenance, rename and preview; the preview records no view', async () => {
		const uid = await complete(zhang, '预览');
		const list = await zhang.get('/my/resumes');
		for (const what of ['', '/preview', '/export', '/level']) assert.ok(list.text.includes(`href="/my/resumes/${uid}${what}"`), what);
		const seen = text((await zhang.get(`/my/resumes/${uid}/preview`)).text);
		assert.match(seen, /.\*/);
		assert.doesNotMatch(seen, /手机：/);
		const sent = text((await zhang.get(`/my/resumes/${uid}/preview?as=applied`)).text);
		assert.match(sent, /手机： ?1\d{10}/);
		assert.equal(sql(`SELECT count(*) AS n FROM resume_view v JOIN resume r ON r.id = v.resume_id WHERE r.uid = '${uid}'`)[0].n, 0);
		await zhang.submit(await zhang.get(`/my/resumes/${uid}`), {name: '新名称'}, {pick: `/my/resumes/${uid}/name`});
		assert.match(text((await zhang.get('/my/resumes')).text), /新名称/);
		const bad = await zhang.submit(await zhang.get(`/my/resumes/${uid}`), {name: ''}, {pick: `/my/resumes/${uid}/name`});
		assert.equal(bad.status, 422);
	});

	test('0.i1 what belongs to another is not there: every page and every form', async () => {
		await removeAll(zhang);
		const uid = await complete(zhang, '我的'), mine = await create(other, '别人的');
		const gets = ['', '/basic', '/education', '/level', '/preview', '/export', '/photo'];
		for (const p of gets) assert.equal((await other.get(`/my/resumes/${uid}${p}`)).status, 404, p);
		// Their own page's forms, sent to the other's address with its token.
		for (const p of ['/basic', '/level', '/photo']) {
			const page = await other.get(`/my/resumes/${mine}${p}`);
			const form = forms(page.text).find((f) => f.method === 'post' && f.action === '');
			const send = form.multipart ? 'upload' : 'post';
			assert.equal((await other[send](`/my/resumes/${uid}${p}`, form.fields)).status, 403, 'a token is for one address');
		}
		const page = await other.get('/my/resumes');
		assert.equal((await other.submit(page, {remove: uid}, {pick: '/my/resumes'})).status, 404);
		const confirm = await other.submit(page, {remove: mine}, {pick: '/my/resumes'});
		assert.equal((await other.submit(confirm, {id: uid}, {pick: '/my/resumes/delete'})).status, 404);
		assert.equal(sql(`SELECT count(*) AS n FROM resume WHERE uid = '${uid}'`)[0].n, 1);
		for (const client of [org, portal.client()]) assert.notEqual((await client.get(`/my/resumes/${uid}`)).status, 200);
	});
});

describe('the photo', () => {
	let uid, photo;
	before(async () => {
		await removeAll(zhang);
		uid = await create(zhang, '照片');
		photo = async (name, bytes) => zhang.submit(await zhang.get(`/my/resumes/${uid}/photo`), {photo: {name, bytes}}, {pick: (f) => f.multipart});
	});

	test('3.2.f7 is written anew, without what hides in it, and shown to its owner only', async () => {
		const r = await photo('证件照.png', png(1200, 1600, {text: 'GPS SECRET'}));
		assert.equal(r.status, 303, text(r.text));
		const file = (await zhang.get(`/my/resumes/${uid}/photo`)).text.match(/\/my\/files\/[\w-]{22}/)[0];
		const got = await zhang.get(file);
		assert.equal(got.headers['content-type'], 'image/jpeg');
		assert.equal(got.headers['cache-control'], 'no-store');
		assert.equal(got.headers['x-content-type-options'], 'nosniff');
		assert.match(String(got.headers['content-security-policy']), /sandbox/);
		assert.equal(got.body.readUInt16BE(0), 0xFFD8);
		assert.equal(got.body.includes('SECRET'), false);
		assert.equal((await other.get(file)).status, 404);
		assert.equal((await org.get(file)).status, 403);
		assert.equal((await portal.client().get(file)).status, 303);
		assert.equal((await org.get(file.replace('/my/', '/org/'))).status, 404);
	});

	test('3.2.f7 another replaces it and its bytes; removing takes both away', async () => {
		const count = () => readdirSync(portal.path('files')).length;
		const before = count();
		await photo('b.png', png(100, 140));
		assert.equal(count(), before);
		const page = await zhang.get(`/my/resumes/${uid}/photo`);
		assert.equal((await zhang.submit(page, {}, {pick: `/my/resumes/${uid}/photo/delete`})).status, 303);
		assert.equal(count(), before - 1);
		assert.doesNotMatch((await zhang.get(`/my/resumes/${uid}/photo`)).text, /\/my\/files\//);
	});

	for (const [why, name, bytes, said] of [
		['too large', 'x.png', () => Buffer.alloc(1024 * 1024 + 1, 1), /照片最大 1 MB/],
		['five megabytes, as phones make them', 'x.jpg', () => Buffer.alloc(5 * 1024 * 1024, 1), /照片最大 1 MB，所选文件有 5 MB/],
		['a bomb of 60,000 by 60,000', 'x.png', () => png(100, 100, {says: [60000, 60000]}), /图片尺寸过大/],
		['HTML with a picture\'s name', 'x.png', () => Buffer.from('<html><script>alert(1)</script>'), /只能上传 JPEG 或 PNG/],
		['a PNG with a page\'s name', 'x.html', () => png(100, 100), /只能上传 JPEG 或 PNG/],
		['cut off', 'x.png', () => png(300, 300).subarray(0, 200), /文件已损坏/],
		['nothing chosen', '', () => Buffer.alloc(0), /请选择照片/],
	]) test(`3.2.f7 a photo that is refused: ${why}`, async () => {
		const r = await photo(name, bytes());
		assert.equal(r.status, 422);
		assert.match(text(r.text), said);
		assert.equal(sql(`SELECT count(*) AS n FROM resume WHERE uid = '${uid}' AND photo_id IS NOT NULL`)[0].n, 0);
	});

	test('a body beyond twelve megabytes is cut off before it is read; forms keep their 64 KiB', async () => {
		const page = await zhang.get(`/my/resumes/${uid}/photo`), form = forms(page.text).find((f) => f.multipart);
		const much = zhang.upload(`/my/resumes/${uid}/photo`, {...form.fields, photo: {name: 'x.png', bytes: Buffer.alloc(14 * 1024 * 1024)}});
		const r = await much.catch((e) => ({status: 0, error: e}));
		assert.ok([413, 0].includes(r.status), String(r.status));
		const visitor = await portal.client().upload(`/my/resumes/${uid}/photo`, {photo: {name: 'x.png', bytes: Buffer.alloc(1024 * 1024)}}).catch(() => ({status: 0}));
		assert.ok([413, 0].includes(visitor.status), 'who is not logged in sends no files');
		assert.equal((await zhang.post(`/my/resumes/${uid}/photo`, {csrf: form.fields.csrf})).status, 415);
		assert.equal((await zhang.upload('/my/resumes/new', {name: 'x'})).status, 415);
	});
});

describe('简历搜索', () => {
	let uid;
	// As its button does: opened, then shown. Gives the answer that ends the way.
	const open = async (client, u = uid) => {
		const page = await client.get(`/org/resumes/${u}`);
		if (!page.text.includes('action="/org/resumes/open"')) return page;
		return client.follow(await client.submit(page, {id: u}, {pick: '/org/resumes/open'}));
	};
	const found = async (client, query = '') => (await client.get(`/org/resumes${query}`)).text;
	const has = async (client, query = '') => (await found(client, query)).includes(`value="${uid}"`);
	before(async () => {
		await removeAll(zhang);
		sql('DELETE FROM resume_view');
		uid = await complete(zhang, '公开的简历');
	});

	test('3.2.r1 3.2.i1 only 公开 ones are found, and opened; whoever else asks gets 404', async () => {
		for (const [value, visible] of [['private', false], ['applied', false], ['public', true]]) {
			await level(zhang, uid, value);
			assert.equal(await has(org), visible, value);
			assert.equal((await open(org)).status, visible ? 200 : 404, value);
		}
		assert.equal((await zhang.get('/org/resumes')).status, 403);
		assert.equal((await portal.client().get('/org/resumes')).status, 303);
		assert.equal((await org.get('/org/resumes/AAAAAAAAAAAAAAAAAAAAAA')).status, 404);
	});

	test('3.2.i1 no contact data and no whole name, on either page', async () => {
		const [{name}] = sql(`SELECT a.name FROM account a JOIN resume r ON r.account_id = a.id WHERE r.uid = '${uid}'`);
		for (const page of [await found(org), (await open(org)).text]) {
			assert.ok(!page.includes(name), name);
			assert.doesNotMatch(page, /1[3-9]\d{9}|@/);
		}
		assert.match(text((await open(org)).text), /后端开发工程师.*雪岭软件公司/);
	});

	test('3.2.i1 conditions: words, position, place, education, salary', async () => {
		for (const [query, expected] of [
			['keyword=数据库', true], ['keyword=雪岭 接口', true], ['keyword=焊接', false], ['keyword=%21%21', false],
			['position=开发', true], ['position=教师', false], ['region=6501', true], ['region=6531', false],
			['education=college', true], ['education=bachelor', true], ['education=master', false],
			['salary=6000', true], ['salary=5000', false], ['keyword=接口&position=后端&region=6501&education=bachelor&salary=9000', true],
			['keyword=%22%20OR%20%2A', false], ['region=%22', true], ['after=x&salary=-1', true],
		]) assert.equal(await has(org, '?' + query.replace(/[\u4e00-\u9fff ]+/g, encodeURIComponent)), expected, query);
	});

	test('n.15 3.2.f3 a blocked employer finds and opens nothing, by any address; unblocking restores', async () => {
		await block(zhang, org.called);
		assert.equal(await has(org), false);
		for (const p of ['', '/photo']) assert.equal((await org.get(`/org/resumes/${uid}${p}`)).status, 404);
		assert.equal(await has(otherOrg), true);
		assert.match(text((await zhang.get('/my/resumes/blocks')).text), new RegExp(`已屏蔽的单位 ${org.called}`));
		await block(zhang, org.called, 'unblock');
		assert.equal(await has(org), true);
	});

	test('3.3.i1 3.3.f1 3.3.f2 every look is recorded and shown to the graduate, with a way to the employer', async () => {
		const [{n}] = sql(`SELECT count(*) AS n FROM resume_view`);
		const button = await org.get('/org/resumes');
		for (let i = 0; i < 2; i++) await org.submit(button, {id: uid}, {pick: '/org/resumes/open'});
		for (let i = 0; i < 3; i++) assert.equal((await org.get(`/org/resumes/${uid}`)).status, 200, 'the open page seen again is no further look');
		const page = await zhang.get('/my/resumes/views');
		assert.match(text(page.text), new RegExp(`${org.called} 公开的简历 \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d ${n + 2} 屏蔽`));
		const [{id}] = sql(`SELECT id FROM employer WHERE name = '${org.called}'`);
		assert.ok(page.text.includes(`href="/my/employers/${id}"`));
		assert.equal((await zhang.get(`/my/employers/${id}`)).status, 200);
		assert.match(text((await zhang.get('/my/resumes')).text), new RegExp(`公开的简历 .*${n + 2} 次`));
		assert.match(text((await other.get('/my/resumes/views')).text), /还没有单位看过/);
	});

	test('3.3.i1 the photo is seen with the resume, not without having opened it', async () => {
		await zhang.submit(await zhang.get(`/my/resumes/${uid}/photo`), {photo: {name: 'x.png', bytes: png(100, 140)}}, {pick: (f) => f.multipart});
		assert.equal((await otherOrg.get(`/org/resumes/${uid}/photo`)).status, 404);
		assert.doesNotMatch((await otherOrg.get(`/org/resumes/${uid}`)).text, /雪岭软件公司/, 'nothing is shown before it is opened');
		await open(otherOrg);
		const r = await otherOrg.get(`/org/resumes/${uid}/photo`);
		assert.equal(r.status, 200);
		assert.equal(r.headers['content-type'], 'image/jpeg');
	});

	test('3.3.i1 a day\'s limit: said plainly, gone the next day; what was seen stays open', async () => {
		sql('DELETE FROM resume_view');
		const uids = [uid];
		for (let i = 1; i <= DAILY; i++) {
			uids.push(await complete(zhang, `第${i}份`));
			await level(zhang, uids[i], 'public');
		}
		for (const u of uids.slice(0, DAILY)) assert.equal((await open(org, u)).status, 200);
		const r = await open(org, uids[DAILY]);
		assert.equal(r.status, 429);
		assert.match(text(r.text), /每天最多查看 3 份/);
		assert.ok(Number(r.headers['retry-after']) > 0);
		assert.equal((await org.get(`/org/resumes/${uid}`)).status, 200);
		assert.equal(sql(`SELECT count(*) AS n FROM resume_view v JOIN resume r ON r.id = v.resume_id WHERE r.uid = '${uids[DAILY]}'`)[0].n, 0);
		assert.match(text(await found(org)), /今天还可查看 0 份/);
		// several at once do not get through together
		sql('DELETE FROM resume_view');
		const many = await Promise.all(uids.map((u) => open(org, u)));
		assert.equal(many.filter((m) => m.status === 200).length, DAILY);
	});

	test('3.2.i1 employers that are not verified see no resumes', async () => {
		sql(`UPDATE employer SET state = 'suspended' WHERE name = '${otherOrg.called}'`);
		for (const client of [otherOrg, ...(pending ? [pending] : [])]) {
			assert.equal((await client.get('/org/resumes')).status, 403);
			assert.equal((await client.get(`/org/resumes/${uid}`)).status, 404);
		}
		sql(`UPDATE employer SET state = 'verified' WHERE name = '${otherOrg.called}'`);
	});

	test('3.2.i2 deleting a resume leaves what was sent, and the record of who looked', async () => {
		const [job] = sql(`SELECT l.job_id AS id FROM job_live l JOIN employer e ON e.id = l.employer_id
			WHERE l.offered = 1 AND e.credit_code = '${otherOrg.number}' ORDER BY l.rank LIMIT 1`);
		const page = await zhang.get(`/my/jobs/${job.id}/apply`);
		const r = await zhang.submit(page, {resume: uid}, {pick: `/my/jobs/${job.id}/apply`});
		assert.equal(r.status, 303, text(r.text));
		sql('DELETE FROM resume_view');
		await open(org);
		await removeAll(zhang);
		assert.equal(await has(org), false);
		const [kept] = sql('SELECT snapshot, resume_name, photo_id FROM application ORDER BY id DESC LIMIT 1');
		assert.match(kept.snapshot, /雪岭软件公司/);
		assert.equal(kept.resume_name, '公开的简历');
		assert.ok(kept.photo_id, 'the photo was sent too');
		assert.equal(readdirSync(portal.path('files')).length, 1, 'and is kept');
		const [sent] = sql('SELECT uid FROM application ORDER BY id DESC LIMIT 1'), path = `/org/applications/${sent.uid}`;
		assert.equal((await otherOrg.get(`${path}/photo`)).status, 404, 'not before it was opened');
		await otherOrg.submit(await otherOrg.get(path), {id: sent.uid}, {pick: '/org/applications/open'});
		assert.ok((await otherOrg.get(path)).text.includes(`src="${path}/photo"`));
		assert.equal((await otherOrg.get(`${path}/photo`)).headers['content-type'], 'image/jpeg');
		assert.equal((await org.get(`${path}/photo`)).status, 404);
		assert.match(text((await zhang.get('/my/resumes/views')).text), /公开的简历 （已删除）/);
	});
});
