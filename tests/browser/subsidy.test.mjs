// 求职补贴 in four browsers: a graduate applies, her faculty, her school and the authority pass it, the
// authority pays it in a batch and she sees it; using only what is on the pages.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {DESK, PHONE, assertAccessible, assertFits, assertValidHtml, launch, open} from '../lib/browser.mjs';
import {startPortal} from '../lib/portal.mjs';

let portal, browser, graduate, faculty, school, authority, cashier;

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
	portal = await startPortal();
	browser = await launch();
	const accounts = await portal.accounts(), graduates = accounts.filter((a) => a.role === 'graduate');
	const of = (login) => accounts.find((a) => a.login === login);
	// 高文静, whose first application her faculty sent back (portalctl demo)
	graduate = await enter(graduates[21], 'graduate', {viewport: PHONE});
	faculty = await enter(of('tianchi-jsj'), 'staff', {viewport: DESK, script: false});
	school = await enter(of('tianchi'), 'staff', {viewport: DESK});
	authority = await enter(of('renshe'), 'staff', {viewport: DESK});
	cashier = await enter(of('renshe-cw'), 'staff', {viewport: DESK});
});
after(async () => {
	await browser?.close();
	await portal?.stop();
});

const clean = (page) => assert.deepEqual(page.complaints, []);
async function sound(page) {
	await assertAccessible(page);
	await assertFits(page);
	await assertValidHtml(await page.content(), page.url());
}

describe('7.3.f1 7.3.i1 7.3.i2 from the form to the money', () => {
	test('7.3.r5 7.3.q2 she withdraws the one that was sent back and applies anew', async () => {
		await graduate.getByRole('link', {name: '求职补贴', exact: true}).first().click();
		await sound(graduate);
		await graduate.locator('th a').first().click();
		await sound(graduate);
		await graduate.locator('summary', {hasText: '撤销申请'}).click();
		await graduate.getByRole('button', {name: '确定撤销'}).click();
		await graduate.waitForURL(/done=revoked/);
		await graduate.getByRole('link', {name: '求职补贴', exact: true}).first().click();
		await graduate.getByRole('link', {name: '求职申请'}).click();
		await sound(graduate);
		await graduate.selectOption('[name=type]', {label: '零就业家庭'});
		await graduate.fill('[name=card]', '6222 0202 0000 0000 007');
		await graduate.fill('[name=card2]', '6222 0202 0000 0000 006');
		await graduate.fill('[name=bank]', '昆仑银行吐鲁番支行');
		await graduate.getByRole('button', {name: '提交'}).click();
		await graduate.getByText('银行卡号有误').first().waitFor();
		await sound(graduate);
		await graduate.fill('[name=card]', '6222 0202 0000 0000 006');
		assert.equal(await graduate.inputValue('[name=card2]'), '6222 0202 0000 0000 006');
		await graduate.setInputFiles('[name=file]', {name: '证明.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n')});
		await graduate.getByRole('button', {name: '提交'}).click();
		await graduate.waitForURL(/done=submitted/);
		assert.match(await graduate.locator('main').innerText(), /等待院系审核[\s\S]*\*{15}0006[\s\S]*证明\.pdf[\s\S]*下一步：由院系/);
		clean(graduate);
	});

	test('7.3.i1 the faculty, without script, then the school, then the authority pass it', async () => {
		for (const [office, label] of [[faculty, '院系初审通过'], [school, '学校审核通过'], [authority, '待发放']]) {
			await office.goto('/office/');
			await office.getByRole('link', {name: '求职补贴审核'}).first().click();
			await office.getByRole('link', {name: '高文静'}).first().click();
			if (office !== faculty) await sound(office);
			await office.getByRole('button', {name: '审核通过', exact: true}).click();
			await office.waitForURL(/done=/);
			await graduate.reload();
			assert.match(await graduate.locator('main').innerText(), new RegExp(label));
			clean(office);
		}
	});

	test('7.3.i2 the authority looks at the whole number and makes a batch; another of its people marks it paid', async () => {
		await authority.goto('/office/subsidy?state=approved');
		await authority.getByRole('link', {name: '高文静'}).first().click();
		await authority.getByRole('button', {name: '显示完整账号'}).click();
		await authority.getByText('6222020200000000006').waitFor();
		await authority.goto('/office/');
		await authority.getByRole('link', {name: '求职补贴发放'}).click();
		await sound(authority);
		await authority.getByRole('button', {name: '生成批次'}).click();
		await authority.waitForURL(/\/office\/payments\/.+/);
		await sound(authority);
		const [file] = await Promise.all([authority.waitForEvent('download'), authority.getByRole('button', {name: '导出 Excel 表格'}).click()]);
		assert.match(file.suggestedFilename(), /^subsidy-\d{4}-\d{3}\.xlsx$/);
		await authority.getByText('批次由您生成，须由另一位工作人员核对后标记已发放。').waitFor();
		await cashier.getByRole('link', {name: '求职补贴发放'}).click();
		await cashier.locator('main a[href^="/office/payments/"]').first().click();
		await sound(cashier);
		await cashier.getByRole('button', {name: '标记已发放'}).click();
		await cashier.waitForURL(/done=saved/);
		assert.match(await cashier.locator('main').innerText(), /已发放[\s\S]*发放人\s*郝永平/);
		clean(cashier);
		await graduate.reload();
		assert.match(await graduate.locator('main').innerText(), /已发放[\s\S]*发放日期/);
		assert.equal(await graduate.locator('summary', {hasText: '撤销申请'}).count(), 0);
		for (const path of ['/office/subsidy-rates', '/office/subsidy-counts']) {
			await authority.goto(path);
			await sound(authority);
		}
		clean(authority);
	});
});
