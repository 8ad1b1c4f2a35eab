// The personal zone and 我的数据 in a browser: who looked, the files, closing an account.
import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {after, before, describe, test} from 'node:test';
import {DESK, PHONE, assertAccessible, assertFits, assertValidHtml, launch, open} from '../lib/browser.mjs';
import {startPortal} from '../lib/portal.mjs';

let portal, browser, staff, graduates;
before(async () => {
	portal = await startPortal();
	browser = await launch();
	const accounts = await portal.accounts();
	staff = Object.fromEntries(accounts.map((a) => [a.login, a]));
	graduates = accounts.filter((a) => a.role === 'graduate');
});
after(async () => {
	await browser?.close();
	await portal?.stop();
});

async function login(page, who) {
	await page.goto('/auth/login');
	await page.locator(`label[for="f-kind-${who.role === 'graduate' ? 'graduate' : 'staff'}"]`).click();
	for (const [name, value] of [['login', who.login], ['password', who.password], ['captcha', '0000']])
		await page.locator(`main [name="${name}"]`).first().fill(value);
	await page.locator('main').getByRole('button', {name: '登录', exact: true}).click();
	await page.waitForURL(/\/(my|office)\//);
}

async function checked(page) {
	await assertAccessible(page);
	await assertFits(page);
	assert.deepEqual(page.complaints, []);
}

const link = (page, name) => page.locator('main').getByRole('link', {name, exact: true}).first();

for (const viewport of [PHONE, DESK]) {
	describe(`at ${viewport.width} pixels`, () => {
		let page;
		before(async () => { page = await open(browser, portal.origin, {viewport}); });
		after(() => page?.context().close());

		test('0.f1 0.f2 0.d1 the zone says what waits for her and who is next; my data is one click away', async () => {
			await login(page, graduates[0]);
			await page.getByRole('heading', {name: '等您办理'}).waitFor();
			assert.match(await page.locator('main').innerText(), /下一步：由您本人办理[\s\S]*办理编号 [A-Z]{3}-[0-9A-Z]{6}/);
			await checked(page);
			await link(page, '我的数据').click();
			await page.getByRole('heading', {name: '谁查看了我的信息'}).waitFor();
			await checked(page);
		});

		test('0.i1 the export is a page that stands by itself', async () => {
			await page.locator('[name=password]').fill('wrong1');
			await page.getByRole('button', {name: '导出 JSON 文件'}).click();
			assert.match(await page.locator('[role=alert]').innerText(), /登录密码不正确/);
			await checked(page);
			await page.locator('[name=password]').fill(graduates[0].password);
			const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', {name: '导出网页文件'}).click()]);
			assert.equal(file.suggestedFilename(), '我的数据.html');
			const html = await readFile(await file.path(), 'utf8');
			assert.match(html, /身份证号[\s\S]*手机号[\s\S]*实名登记[\s\S]*合同和协议书/);
			assert.doesNotMatch(html, /<script|href=|src=|http/);
		});

		test('0.i3 what is open stands against closing', async () => {
			await link(page, '了解并注销').click();
			assert.match(await page.locator('main').innerText(), /暂时不能注销[\s\S]*签约邀请[\s\S]*会删除的[\s\S]*会保留的/);
			await checked(page);
		});
	});
}

describe('a look and a goodbye', () => {
	test('8.1.i2 0.i3 a prefecture opens a record; the graduate sees who it was', async () => {
		const office = await open(browser, portal.origin, {viewport: DESK});
		await login(office, staff.changji);
		await office.goto('/office/realname');
		await office.locator('tbody a').first().click();
		await office.getByRole('button', {name: '查看完整登记信息'}).click();
		await office.getByText('昌吉市第三小学').waitFor();
		await office.context().close();
		const page = await open(browser, portal.origin, {viewport: PHONE});
		await login(page, graduates[2]);
		await page.goto('/my/data');
		assert.match(await page.locator('main').innerText(), /昌吉回族自治州人力资源和社会保障局[\s\S]*实名登记信息/);
		await checked(page);
		await page.context().close();
	});

	test('0.i3 1.1.i1 an account is closed with the password, without script', async () => {
		const who = graduates[15];
		const page = await open(browser, portal.origin, {script: false});
		await login(page, who);
		await page.goto('/my/data/close');
		await assertValidHtml(await page.content(), 'close');
		await page.locator('[name=old_password]').fill('wrong1');
		await page.locator('[name=sure]').check();
		await page.getByRole('button', {name: '注销账号'}).click();
		assert.match(await page.locator('[role=alert]').innerText(), /登录密码不正确/);
		await page.locator('[name=old_password]').fill(who.password);
		await page.locator('[name=sure]').check();
		await page.getByRole('button', {name: '注销账号'}).click();
		await page.waitForURL(/done=closed/);
		assert.match(await page.locator('main').innerText(), /账号已注销/);
		for (const [name, value] of [['login', who.login], ['password', who.password], ['captcha', '0000']])
			await page.locator(`main [name="${name}"]`).first().fill(value);
		await page.locator('main').getByRole('button', {name: '登录', exact: true}).click();
		await page.locator('[role=alert]').waitFor();
		await page.context().close();
	});
});
