// Three browsers side by side, an employer's, the authority's and a graduate's: from a new job to
// 已录用, using only what is on the pages; the public site shows the job appear and disappear.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, describe, test} from 'node:test';
import {DESK, PHONE, assertAccessible, assertFits, launch, open} from '../lib/browser.mjs';
import {startPortal} from '../lib/portal.mjs';

const TITLE = '葡萄酒酿造师（面试）';
let portal, browser, employer, authority, graduate, path;

async function enter(account, kind, options) {
	const page = await open(browser, portal.origin, options);
	await page.goto('/auth/login');
	await page.locator(`label[for="f-kind-${kind}"]`).click();
	await page.fill('[name=login]', account.login);
	await page.fill('[name=password]', account.password);
	await page.fill('[name=captcha]', '0000');
	await page.locator('main').getByRole('button', {name: '登录', exact: true}).click();
	await page.waitForURL(/\/(my|org|office)\//);
	return page;
}

before(async () => {
	portal = await startPortal({site: 'own'});
	browser = await launch();
	const accounts = await portal.accounts();
	const of = (role) => accounts.find((a) => a.role === role);
	const sql = (query) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', portal.path('jiuye.db')], {input: query, encoding: 'utf8'}).trim();
	const verified = accounts.filter((a) => a.role === 'employer').find((a) => sql(`SELECT state FROM employer WHERE credit_code = '${a.login}'`) === 'verified');
	sql(`INSERT INTO resume(uid, account_id, name, content, complete, created_at, updated_at)
		SELECT 'resumeabcdefghij' || printf('%06d', id), id, '我的简历', '{}', 1, 1, 1 FROM account WHERE role = 'graduate'`);
	employer = await enter(verified, 'employer', {viewport: DESK});
	authority = await enter(of('authority'), 'staff', {viewport: DESK});
	graduate = await enter(of('graduate'), 'graduate', {viewport: PHONE});
});
after(async () => {
	await browser?.close();
	await portal?.stop();
});

const clean = (page) => assert.deepEqual(page.complaints, []);

describe('0.i1 4.1.f0 4.1.i5 3.4.i2 from a new job to 已录用', () => {
	test('4.1.i5 the employer writes a job, looks at it and submits it', async () => {
		await employer.getByRole('link', {name: '发布职位'}).first().click();
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
