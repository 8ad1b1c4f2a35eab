// 三支一扶 in three browsers: the authority writes a campaign and publishes it, the next build shows it,
// a graduate applies from the public site, the prefecture passes her, she prints the confirmation form.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {DESK, PHONE, assertAccessible, assertFits, assertValidHtml, launch, open} from '../lib/browser.mjs';
import {startPortal} from '../lib/portal.mjs';

const TITLE = '2027年“三支一扶”计划春季招募（试点）';
let portal, browser, graduate, prefecture, authority;

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
	const accounts = await portal.accounts(), graduates = accounts.filter((a) => a.role === 'graduate');
	const of = (login) => accounts.find((a) => a.login === login);
	// 张子轩, who is registered (portalctl demo)
	graduate = await enter(graduates[4], 'graduate', {viewport: PHONE});
	prefecture = await enter(of('kashi'), 'staff', {viewport: DESK});
	authority = await enter(of('renshe'), 'staff', {viewport: DESK});
});
after(async () => {
	await browser?.close();
	await portal?.stop();
});

const clean = (page) => assert.deepEqual(page.complaints, []);
const day = (days) => new Date(Date.now() + 8 * 3600e3 + days * 864e5).toISOString().slice(0, 10);
async function sound(page) {
	await assertAccessible(page);
	await assertFits(page);
	await assertValidHtml(await page.content(), page.url());
}

describe('9.1.i1 9.1.f1 9.1.i2 9.2.f1 from the campaign to the confirmation form', () => {
	test('9.1.i1 the authority writes a campaign with a post, publishes it; the next build shows it', async () => {
		await authority.getByRole('link', {name: '三支一扶招募'}).first().click();
		await sound(authority);
		await authority.getByRole('link', {name: '新建招募'}).click();
		for (const [name, value] of [['year', '2027'], ['title', TITLE], ['opens_on', day(0)], ['closes_on', day(10)], ['eligibility', '## 条件\n\n- 毕业两年以内'], ['brings', '居民身份证\n毕业证书']])
			await authority.fill(`[name=${name}]`, value);
		await sound(authority);
		await authority.getByRole('button', {name: '保存'}).click();
		await authority.waitForURL(/\/office\/campaigns\/\d+/);
		await sound(authority);
		await authority.getByRole('link', {name: '添加岗位'}).click();
		await authority.fill('[name=code]', 'SF001');
		await authority.fill('[name=name]', '支教岗');
		await authority.selectOption('[name=service]', {label: '支教'});
		await authority.fill('[name=headcount]', '3');
		await authority.selectOption('[name=education]', {label: '本科'});
		await authority.fill('[name=region_word]', '疏附');
		await authority.locator('[role=option]').first().click();
		await authority.fill('[name=unit]', '托克扎克镇中心小学');
		await assertAccessible(authority);
		await assertFits(authority);
		await authority.locator('.buttons').getByRole('button', {name: '保存'}).click();
		await authority.waitForURL(/done=saved/);
		await authority.getByRole('button', {name: '发布'}).click();
		await authority.waitForURL(/done=site-soon/);
		await sound(authority);
		await authority.getByRole('link', {name: '导入岗位'}).click();
		await sound(authority);
		assert.equal((await portal.sitegen('build')).status, 0);
		clean(authority);
	});

	test('9.1.f1 9.1.f2 9.1.r2 the graduate finds it on the home page, applies in three parts, corrects it', async () => {
		await graduate.goto('/');
		await graduate.locator('section', {hasText: '三支一扶'}).getByRole('link', {name: '更多招募'}).click();
		await sound(graduate);
		await graduate.getByRole('link', {name: TITLE}).click();
		await sound(graduate);
		await graduate.getByRole('link', {name: '报名：SF001 支教岗'}).click();
		await sound(graduate);
		assert.match(await graduate.locator('[name=post] option:checked').innerText(), /SF001 支教岗/);
		await graduate.getByRole('button', {name: '提交报名'}).click();
		await graduate.getByText('通信地址').first().waitFor();
		await sound(graduate);
		await graduate.fill('[name=address]', '阿克苏市东大街 1 号');
		await graduate.getByRole('button', {name: '提交报名'}).click();
		await graduate.waitForURL(/done=submitted/);
		await sound(graduate);
		await graduate.getByRole('link', {name: '修改', exact: true}).click();
		await graduate.fill('[name=address]', '阿克苏市西大街 2 号');
		await graduate.getByRole('button', {name: '提交报名'}).click();
		await graduate.waitForURL(/done=submitted/);
		assert.match(await graduate.locator('main').innerText(), /西大街 2 号/);
		await graduate.goto('/my/');
		await graduate.getByRole('link', {name: '报名表打印'}).click();
		await graduate.getByText('没有可以打印的报名确认表').waitFor();
		await sound(graduate);
		clean(graduate);
	});

	test('9.1.i2 the prefecture of the post passes her', async () => {
		await prefecture.getByRole('link', {name: '三支一扶报名审核'}).first().click();
		await prefecture.getByRole('link', {name: '张子轩'}).first().click();
		await sound(prefecture);
		await prefecture.getByRole('button', {name: '审核通过', exact: true}).click();
		await prefecture.waitForURL(/done=/);
		await prefecture.goto('/office/post-lists');
		await sound(prefecture);
		clean(prefecture);
	});

	test('9.2.r1 9.2.d1 she prints the confirmation form, one page of A4', async () => {
		await graduate.goto('/my/posts');
		await sound(graduate);
		await graduate.getByRole('link', {name: '打印报名确认表'}).click();
		await graduate.getByText('报名编号').waitFor();
		await sound(graduate);
		const text = await graduate.locator('article').innerText();
		for (const part of [TITLE, 'SF001', '支教岗', '张子轩', '阿克苏市西大街 2 号', '审核通过', '喀什地区', '毕业证书']) assert.ok(text.includes(part), part);
		const pdf = (await graduate.pdf({format: 'A4', preferCSSPageSize: true})).toString('latin1');
		assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1);
		clean(graduate);
	});
});
