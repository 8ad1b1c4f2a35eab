// A graduate fills in the profile and is verified, her school and a prefecture do their
// part: with JavaScript and without, on a phone and at a desk.
import assert from 'node:assert/strict';
import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
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

const button = (page, name) => page.locator('main').getByRole('button', {name, exact: true}).first();

// axe needs the page's timers: without script the markup is looked at instead.
async function checked(page, script = true) {
	if (script) await assertAccessible(page);
	else await assertValidHtml(await page.content(), page.url());
	await assertFits(page);
	assert.deepEqual(page.complaints, []);
}

for (const script of [true, false]) {
	describe(script ? 'with JavaScript, on a phone' : 'without JavaScript, on a phone', () => {
		let page;
		before(async () => { page = await open(browser, portal.origin, {script}); });
		after(() => page?.context().close());

		test('2.1.f1 2.1.f2 2.1.r1 the prompt leads to 信息维护; what is missing is named', async () => {
			await login(page, graduates[script ? 10 : 15]);
			if (script) { // the other one has a profile already
				await page.getByRole('link', {name: '确定', exact: true}).click();
				await page.waitForURL('/my/profile');
				await button(page, '保存').click();
				assert.match(await page.locator('[role=alert]').innerText(), /毕业院校[\s\S]*院系[\s\S]*户籍所在地/);
			} else await page.locator('.session').getByRole('link', {name: '信息维护'}).click();
			await checked(page, script);
		});

		test('2.1.q1 the region is found by its name', async () => {
			await page.locator('[name=region_word]').fill('碑林');
			if (!script) {
				await button(page, '查找').click();
				await page.getByLabel('陕西省西安市碑林区').check();
			} else {
				await page.getByRole('option', {name: '陕西省西安市碑林区'}).click();
				await page.locator('[name=region_word]').fill('疏附');
				await page.getByRole('option', {name: '新疆维吾尔自治区喀什地区疏附县'}).click();
				assert.ok(await page.getByLabel('新疆维吾尔自治区喀什地区疏附县').isChecked());
			}
			await checked(page, script);
		});

		test('2.1.r1 2.1.f2 and saved', async () => {
			await page.locator('[name=school_id]').selectOption(script ? {label: '新疆天池大学'} : '0');
			if (!script) await page.locator('[name=school]').fill('洞庭大学');
			await page.locator('[name=education]').selectOption({label: '本科'});
			for (const [name, value] of [['faculty', '计算机学院'], ['major', '软件工程'], ['year', '2026'], ['email', 'me@example.com']])
				await page.locator(`[name=${name}]`).fill(value);
			await button(page, '保存').click();
			await page.waitForURL('/my/profile?done=saved');
			assert.equal(await page.locator('[name=major]').inputValue(), '软件工程');
			assert.match(await page.locator('main').innerText(), script ? /疏附县/ : /碑林区/);
			await checked(page, script);
		});

		test('2.2.r2 2.2.r3 2.3.f2 2.3.f4 身份认证: the way that fits the school', async () => {
			await page.getByRole('link', {name: '去进行身份认证'}).click();
			if (script) {
				await page.locator('[name=year]').fill('2026');
				await button(page, '生源比对').click();
				assert.match(await page.locator('main').innerText(), /毕业院校不一致[\s\S]*联系新疆天池大学/);
			} else {
				assert.match(await page.locator('main').innerText(), /资质审核须知/);
				await page.locator('[name=prefecture]').selectOption({label: '乌鲁木齐市人力资源和社会保障局'});
				await button(page, '现场审核').click();
				assert.match(await page.locator('main').innerText(), /等待现场审核/);
				await button(page, '撤回申请').click();
				assert.match(await page.locator('[role=status]').innerText(), /已撤回/);
			}
			await checked(page, script);
		});
	});
}

describe('at a desk', () => {
	test('2.2.f2 2.2.r4 生源信息 and 马上确认', async () => {
		const page = await open(browser, portal.origin, {viewport: DESK});
		await login(page, graduates[11]);
		await page.goto('/my/identity');
		await page.getByRole('link', {name: '查看生源信息'}).click();
		await checked(page);
		await button(page, '马上确认').click();
		assert.match(await page.locator('h1 + p').innerText(), /已认证/);
		await page.goto('/my/profile');
		assert.ok(await page.getByText('学校核验').count() > 3);
		await page.context().close();
	});

	test('2.2.i1 a school imports a file and sees its errors by row', async () => {
		const page = await open(browser, portal.origin, {viewport: DESK});
		const dir = mkdtempSync(join(tmpdir(), 'jiuye-csv-'));
		const file = (text) => { const f = join(dir, 's.csv'); writeFileSync(f, text); return f; };
		await login(page, staff.tianchi);
		await page.getByRole('link', {name: '生源信息管理'}).click();
		await checked(page);
		await page.getByRole('link', {name: '导入', exact: true}).click();
		await checked(page);
		await page.locator('[name=file]').setInputFiles(file('毕业年度,身份证号,姓名,学历\n2027,123,王,本科\n'));
		await button(page, '上传并导入').click();
		assert.match(await page.locator('table').innerText(), /2\s+身份证号/);
		await checked(page);
		await page.locator('[name=file]').setInputFiles(file('毕业年度,身份证号,姓名,学历\n2027,11010519491231002X,王小明,本科\n'));
		await button(page, '上传并导入').click();
		assert.match(await page.locator('[role=status]').innerText(), /新增 1/);
		await page.goto('/office/students');
		await page.locator('#q-name').fill('王小明');
		await button(page, '查询').click();
		await page.getByRole('link', {name: '王小明'}).click();
		assert.match(await page.locator('main').innerText(), /110\*+002X/);
		await button(page, '显示完整号码').click();
		assert.match(await page.locator('main').innerText(), /11010519491231002X/);
		await checked(page);
		await page.context().close();
	});

	test('2.3.i1 a prefecture reviews what waits longest', async () => {
		const page = await open(browser, portal.origin, {viewport: DESK, script: false});
		await login(page, staff.wulumuqi);
		await page.getByRole('link', {name: '现场审核'}).click();
		await assertValidHtml(await page.content(), page.url());
		await page.locator('tbody a').first().click();
		await page.locator('summary', {hasText: '审核不通过'}).click();
		await button(page, '审核不通过').click(); // the browser itself asks for the reason
		assert.ok(await page.locator('[name=reason]').evaluate((e) => e.validity.valueMissing));
		await page.locator('[name=reason]').fill('未携带毕业证书原件');
		await button(page, '审核不通过').click();
		assert.match(await page.locator('[role=status]').innerText(), /已退回/);
		const her = await open(browser, portal.origin, {});
		await login(her, graduates[13]);
		await her.locator('.session').getByRole('link', {name: /消息/}).click();
		assert.match(await her.locator('main').innerText(), /未携带毕业证书原件/);
		await checked(her);
		await her.context().close();
		await page.context().close();
	});
});
