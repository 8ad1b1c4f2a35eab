// Three browsers side by side, an employer's, the authority's and a graduate's: from registration to
// 已录用, using only what is on the pages; the public site shows the job appear and disappear.
import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {mkdtemp, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, test} from 'node:test';
import {DESK, PHONE, assertAccessible, assertFits, launch, open} from '../lib/browser.mjs';
import {creditCode, graduate as somebody, mobile} from '../lib/people.mjs';
import {png} from '../lib/picture.mjs';
import {startPortal} from '../lib/portal.mjs';

const TITLE = '葡萄酒酿造师（面试）', FIRM = '喀什沙枣花酒业有限公司', RESUME = '酿造岗位';
const firm = {employer: FIRM, credit_code: creditCode(), name: '买买提·艾力', mobile: mobile(), password: 'xj2026ab'};
const her = somebody();
let portal, browser, employer, authority, graduate, path;

before(async () => {
	portal = await startPortal({site: 'own', conf: {sms: {pause_seconds: 0}}});
	browser = await launch();
	employer = await open(browser, portal.origin, {viewport: DESK});
	authority = await open(browser, portal.origin, {viewport: DESK});
	graduate = await open(browser, portal.origin, {viewport: PHONE});
});
after(async () => {
	await browser?.close();
	await portal?.stop();
});

async function fill(page, values) {
	for (const [name, value] of Object.entries(values)) {
		const field = page.locator(`main [name="${name}"]`).first();
		if (await field.evaluate((e) => e.tagName) === 'SELECT') await field.selectOption(value);
		else await field.fill(value);
	}
}

// Press a button and wait for the page that answers.
async function press(page, name) {
	await Promise.all([page.waitForNavigation(), page.locator('main').getByRole('button', {name, exact: true}).click()]);
}

const follow = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole('link', {name}).first().click()]);
const shows = async (page, what) => assert.match(await page.locator('main').innerText(), what);

// The form of 新用户注册, and the code that came to the phone.
async function register(page, values) {
	await fill(page, {...values, password2: values.password, captcha: '0000'});
	await press(page, '同意以下协议，提交注册');
	await fill(page, {code: await portal.smsCode(values.mobile)});
	await press(page, '完成注册');
	await shows(page, /注册成功/);
}

// From the home page into the zone.
async function enter(page, kind, login, password) {
	await page.goto('/');
	await page.locator('.slot-login form').waitFor();
	await page.locator(`label[for="f-kind-${kind}"]`).click();
	await fill(page, {login, password, captcha: '0000'});
	await press(page, '登录');
	await page.waitForURL(/\/(my|org|office)\//);
}

const clean = (page) => assert.deepEqual(page.complaints, []);

describe('1.1.i3 4.1.i1 two registrations, the employer\'s review, a resume', () => {
	test('1.1.i3 an employer registers with its licence, completes its profile and waits for the review', async () => {
		const licence = join(await mkdtemp(join(tmpdir(), 'jiuye-licence-')), 'licence.png');
		await writeFile(licence, png(300, 400));
		await employer.goto('/');
		await follow(employer, '注册');
		await follow(employer, '单位会员');
		await employer.locator('[name=licence]').setInputFiles(licence);
		await register(employer, firm);
		await enter(employer, 'employer', firm.credit_code, firm.password);
		await follow(employer, '单位资料');
		await follow(employer, '修改单位资料');
		await fill(employer, {kind: 'private', industry: 'C', address: '喀什市园区路 8 号', contact_name: '买买提', contact_phone: '0998-5550123', intro: '酿造葡萄酒三十年。'});
		await employer.locator('[name=region_word]').fill('喀什市');
		await employer.locator('[role=option]').first().click();
		await press(employer, '保存');
		await shows(employer, /待审核/);
		await employer.goto('/org/');
		await follow(employer, '发布职位');
		await shows(employer, /单位通过认证后才能发布职位/);
		clean(employer);
	});

	test('1.1.i3 the authority sees the licence and approves; the employer is told', async () => {
		await enter(authority, 'staff', 'renshe', (await portal.accounts()).find((a) => a.login === 'renshe').password);
		await follow(authority, '单位审核');
		await follow(authority, FIRM);
		await shows(authority, new RegExp(firm.credit_code));
		await assertAccessible(authority);
		await press(authority, '认证通过');
		await employer.goto('/org/');
		await follow(employer, /消息/);
		await shows(employer, /单位认证/);
		clean(authority);
	});

	test('3.1.r1 4.1.i1 the graduate registers, and makes the resume that a job asks for', async () => {
		await graduate.goto('/');
		await follow(graduate, '注册');
		const {name, id_no, mobile, password} = her;
		await register(graduate, {name, id_no, mobile, password});
		await enter(graduate, 'graduate', id_no, password);
		await graduate.goto('/my/');
		await follow(graduate, '创建新简历');
		await fill(graduate, {name: RESUME});
		await press(graduate, '开始填写');
		await fill(graduate, {residence: '喀什地区疏附县', education: 'bachelor', school: '天池大学', major: '食品科学', year: '2027'});
		await press(graduate, '保存并继续');
		await fill(graduate, {position: '酿造师', region: '6531', employment: 'full_time'});
		await press(graduate, '保存并继续');
		await fill(graduate, {from: '2023-09', to: '2027-06', school: '天池大学', major: '食品科学', degree: 'bachelor'});
		await press(graduate, '保存并继续');
		await press(graduate, '保存并继续');
		await fill(graduate, {skills: '会品酒'});
		await press(graduate, '保存并继续');
		await fill(graduate, {text: '耐心细致，愿意到生产一线工作。'});
		await press(graduate, '保存并完成');
		await shows(graduate, /简历已填写完整/);
		clean(graduate);
	});
});

describe('0.i1 4.1.f0 4.1.i5 3.4.i2 from a new job to 已录用', () => {
	test('4.1.i5 the employer writes a job, looks at it and submits it', async () => {
		await employer.goto('/org/');
		await follow(employer, '发布职位');
		for (const [label, value] of [['职位名称', TITLE], ['招聘人数', '2'], ['月薪下限', '6000'], ['月薪上限', '9000'],
			['职位描述', '## 职责\n\n- 负责酿造\n- 记录工艺'], ['接收简历的邮箱', 'hr@wine.example']])
			await employer.getByLabel(label, {exact: false}).first().fill(value);
		await employer.locator('[name=closes_on]').fill(new Date(Date.now() + 30 * 864e5).toISOString().slice(0, 10));
		await employer.locator('[name=region_word]').fill('喀什');
		await employer.locator('[role=option]').first().click();
		await assertAccessible(employer);
		await employer.locator('.buttons').getByRole('button', {name: '保存'}).click();
		await employer.waitForURL(/\/org\/jobs\/\d+/);
		await assertAccessible(employer);
		await employer.getByRole('button', {name: '提交审核'}).click();
		await employer.waitForURL(/done=submitted/);
		path = `/jobs/${String(Math.floor(employer.url().match(/\d+(?=\?)/)[0] / 1000)).padStart(4, '0')}/${employer.url().match(/\d+(?=\?)/)[0]}.html`;
		clean(employer);
	});

	test('4.1.i5 the authority finds it in its list and approves it; the next build shows it', async () => {
		await authority.goto('/office/');
		await authority.getByRole('link', {name: '职位审核'}).click();
		await assertAccessible(authority);
		await authority.getByRole('link', {name: TITLE}).click();
		await assertAccessible(authority);
		await authority.getByRole('button', {name: '审核通过'}).click();
		await authority.waitForURL(/done=approved/);
		assert.equal(existsSync(join(portal.publicDir, path)), false);
		assert.equal((await portal.sitegen('build')).status, 0);
		clean(authority);
	});

	test('4.1.f5 the graduate sees the job on the public site and applies', async () => {
		await graduate.goto(path);
		assert.equal(await graduate.locator('h1').innerText(), TITLE);
		await graduate.locator('#apply').getByRole('button', {name: '收藏'}).waitFor();
		assert.equal(await graduate.locator('#apply').getByRole('link', {name: '举报该职位'}).count(), 1);
		await assertFits(graduate);
		await assertAccessible(graduate);
		await graduate.locator('#apply').getByRole('link', {name: '投递简历'}).click();
		await graduate.getByRole('button', {name: '投递', exact: true}).click();
		await graduate.waitForURL(/\/my\/applications/);
		await graduate.goto(path);
		await graduate.getByText('投递过该职位').waitFor();
		clean(graduate);
	});

	test('4.1.f0 3.4.i2 the employer opens the resume, invites, hires', async () => {
		await employer.goto('/org/');
		await employer.getByRole('link', {name: '收到的简历'}).click();
		await assertAccessible(employer);
		await employer.getByRole('link', {name: '全选'}).click();
		assert.equal(await employer.locator('tbody :checked').count(), 1);
		await employer.locator('tr').filter({hasText: TITLE}).getByRole('button').click();
		await employer.waitForURL(/\/org\/applications\/.+/);
		await assertAccessible(employer);
		await employer.locator('summary').filter({hasText: '邀请面试'}).click();
		await employer.getByLabel('面试的时间和地点').fill('周五上午十点，园区路 8 号');
		await employer.getByRole('button', {name: '发出邀请'}).click();
		await employer.waitForURL(/done=submitted/);
		await graduate.goto('/my/applications');
		assert.match(await graduate.locator('main').innerText(), /邀请面试[\s\S]*周五上午十点，园区路 8 号/);
		await employer.getByRole('button', {name: '录用', exact: true}).click();
		await employer.getByText('已录用').first().waitFor();
		await graduate.goto('/my/applications');
		assert.match(await graduate.locator('main').innerText(), /已录用/);
		await graduate.goto('/auth/messages');
		assert.match(await graduate.locator('main').innerText(), /恭喜，您已被录用/);
		clean(employer);
	});

	test('4.1.i5 the employer closes the job; the next build takes it off the site', async () => {
		await employer.goto('/org/jobs');
		await employer.getByRole('link', {name: TITLE}).click();
		await employer.getByRole('button', {name: '关闭'}).click();
		await employer.waitForURL(/done=submitted/);
		assert.equal((await portal.sitegen('build')).status, 0);
		assert.equal((await graduate.goto(path)).status(), 404);
		await graduate.goto('/my/applications');
		await graduate.getByRole('link', {name: TITLE}).click();
		assert.match(await graduate.locator('main').innerText(), /不再接受投递/);
	});
});
