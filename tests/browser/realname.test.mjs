// Real-name registration and follow-up as a graduate and as a prefecture: with JavaScript and
// without, on a phone and at a desk.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {DESK, assertAccessible, assertFits, assertValidHtml, launch, open} from '../lib/browser.mjs';
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

// axe needs the page's timers: without script the markup is looked at instead.
async function checked(page, script = true) {
	if (script) await assertAccessible(page);
	else await assertValidHtml(await page.content(), page.url());
	await assertFits(page);
	assert.deepEqual(page.complaints, []);
}

const link = (page, name) => page.locator('main').getByRole('link', {name, exact: true}).first();
const save = (page) => page.locator('.buttons').getByRole('button').first().click();

for (const script of [true, false]) {
	describe(script ? 'with JavaScript, on a phone' : 'without JavaScript, on a phone', () => {
		let page;
		before(async () => { page = await open(browser, portal.origin, {script}); });
		after(() => page?.context().close());

		test('8.1.r1 who is not verified is told what to do first', async () => {
			const other = await open(browser, portal.origin, {script});
			await login(other, graduates[script ? 12 : 15]);
			await other.goto('/my/realname');
			await link(other, '去进行身份认证').click();
			await other.waitForURL(/\/my\/identity/);
			await other.context().close();
		});

		test('0.f2 8.1.r2 from the zone to a type', async () => {
			await login(page, graduates[script ? 0 : 1]);
			await link(page, '实名登记').click();
			await checked(page, script);
			await link(page, '求职登记').click();
			await checked(page, script);
		});

		test('8.1.f1 the village is found by keyboard, or by the search step', async () => {
			const word = page.locator('[name=region_word]');
			if (script) {
				// too many at once: it says so, and asks once more when the portal says
				let refused = 0;
				await page.route('**/api/villages*', (route) => (refused++ ? route.continue() : route.fulfill({status: 429, headers: {'retry-after': '1'}, body: ''})));
				await word.fill('和田 团结');
				await page.getByText('查找过于频繁，稍后自动再查').waitFor();
				await page.locator('[role=option]:visible').first().waitFor();
				await page.unroute('**/api/villages*');
				assert.equal(refused, 2);
			}
			await word.fill('和田 团结');
			if (script) {
				await page.locator('[role=option]:visible').first().waitFor();
				await checked(page);
				for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'Enter']) await page.keyboard.press(key);
				assert.equal(await word.getAttribute('aria-expanded'), 'false');
				assert.equal(await word.inputValue(), '');
				await word.fill('天山区');
				await page.locator('[role=option]:visible').first().waitFor();
				await page.keyboard.press('Escape');
				assert.equal(await page.locator('[role=option]:visible').count(), 0);
				await page.keyboard.press('Escape');
				assert.equal(await word.inputValue(), '');
			} else {
				await page.getByRole('button', {name: '查找'}).click();
				await checked(page, script);
				await page.locator('.choices input[type=radio]').first().check();
			}
			assert.match(await page.locator('.choices label:has(:checked)').first().innerText(), /新疆维吾尔自治区和田地区.*团结/);
		});

		test('8.1.r3 what is missing is named at its field; then it is registered', async () => {
			await save(page);
			assert.match(await page.locator('[role=alert]').innerText(), /期望职位[\s\S]*期望地区[\s\S]*工作性质[\s\S]*需要的就业服务/);
			await checked(page, script);
			await page.locator('[name=wish_position]').fill('小学数学教师');
			for (const [name, label] of [['wish_region', '和田地区'], ['wish_employment', '全职'], ['wish_service', '岗位推荐']])
				await page.locator(`[name=${name}]`).selectOption({label});
			await save(page);
			await page.waitForURL(/done=realname/);
			const text = await page.locator('main').innerText();
			for (const part of [/登记类型\s+求职登记/, /就业状态\s+未就业，正在求职/, /户口地\s+新疆维吾尔自治区和田地区.*团结/, /期望职位\s+小学数学教师/, /登记用户\s+本人/])
				assert.match(text, part);
			await checked(page, script);
		});

		test('8.2.f1 8.2.i1 8.1.f1 follow-up: work found, household at a township; the first record stays', async () => {
			await link(page, '跟踪登记').click();
			await checked(page, script);
			await link(page, '就业登记').click();
			await page.getByLabel('查不到我的村（社区）', {exact: false}).check();
			await page.locator('[name=region_word]').fill('和田 拉斯奎');
			if (script) await page.getByRole('option', {name: /拉斯奎镇$/}).first().click();
			else {
				await page.getByRole('button', {name: '查找'}).click();
				await page.getByLabel(/拉斯奎镇$/).first().check();
			}
			for (const [name, value] of [['employer', '和田第一小学'], ['position', '数学教师'], ['place', '和田市'], ['starts_on', '2026-09-01']])
				await page.locator(`[name=${name}]`).fill(value);
			await save(page);
			await page.waitForURL(/done=followed/);
			assert.match(await page.locator('main').innerText(), /最近一次跟踪登记[\s\S]*已就业[\s\S]*拉斯奎镇[\s\S]*以前的登记[\s\S]*求职登记，未就业/);
			await page.locator('summary').click();
			await page.getByText('小学数学教师').waitFor();
			await checked(page, script);
		});
	});
}

describe('8.1.i2 the authority and a prefecture', () => {
	let page;
	before(async () => { page = await open(browser, portal.origin, {viewport: DESK}); });
	after(() => page?.context().close());

	test('8.1.i2 list, one record, counts, file', async () => {
		await login(page, staff.renshe);
		await link(page, '实名登记查询').click();
		await checked(page);
		await page.locator('tbody a').first().click();
		await checked(page);
		await page.getByRole('button', {name: '查看完整登记信息'}).click();
		await page.getByRole('heading', {name: '最近一次跟踪登记'}).waitFor();
		await checked(page);
		await page.goto('/office/realname-counts');
		assert.match(await page.locator('tfoot').innerText(), /合计/);
		await checked(page);
		const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', {name: '导出 Excel 表格'}).click()]);
		assert.equal(file.suggestedFilename(), 'realname.xlsx');
	});
});
