// Chapter 7 in real browsers: a lost certificate from the request to the counter with builds
// of the site in between; a dossier; employment information disputed, corrected, confirmed
// and printed on A4.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {after, before, describe, test} from 'node:test';
import {DESK, assertAccessible, assertFits, assertValidHtml, launch, open} from '../lib/browser.mjs';
import {startPortal} from '../lib/portal.mjs';

let portal, browser, accounts;
const sql = (query) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', portal.path('jiuye.db')], {input: query, encoding: 'utf8'}).trim();
before(async () => {
	portal = await startPortal({site: 'own'});
	browser = await launch();
	accounts = await portal.accounts();
});
after(async () => {
	await browser?.close();
	await portal?.stop();
});

async function enter(who, options) {
	const page = await open(browser, portal.origin, options);
	await page.goto('/auth/login');
	await page.locator(`label[for="f-kind-${who.role === 'graduate' ? 'graduate' : 'staff'}"]`).click();
	for (const [name, value] of [['login', who.login], ['password', who.password], ['captcha', '0000']])
		await page.locator(`main [name="${name}"]`).first().fill(value);
	await page.locator('main').getByRole('button', {name: '登录', exact: true}).click();
	await page.waitForURL(/\/(my|office)\//);
	return page;
}
const staff = (login) => accounts.find((a) => a.login === login);
const graduate = (id) => accounts.filter((a) => a.role === 'graduate')[sql(`SELECT count(*) FROM account WHERE role = 'graduate' AND id < ${id}`)];
const button = (page, name) => page.locator('main').getByRole('button', {name, exact: true}).first();
const main = (page) => page.locator('main').innerText();
async function checked(page) {
	await assertAccessible(page);
	await assertFits(page);
	assert.deepEqual(page.complaints, []);
}
async function build() {
	const r = await portal.sitegen('build');
	assert.equal(r.status, 0, r.stderr);
}

describe('7.2 a lost certificate', () => {
	let me, authority, id;
	before(async () => {
		id = sql(`SELECT account_id FROM identity WHERE state = 'verified' AND account_id NOT IN
			(SELECT account_id FROM cert_request WHERE state IN ('pending', 'public_notice', 'ready')) ORDER BY account_id LIMIT 1`);
		[me, authority] = await Promise.all([enter(graduate(id)), enter(staff('renshe'), {viewport: DESK})]);
	});
	after(() => Promise.all([me?.context().close(), authority?.context().close()]));

	test('7.2.f1 the graduate asks on a phone', async () => {
		await me.getByRole('link', {name: '报到证遗失补办'}).click();
		await checked(me);
		await me.getByRole('link', {name: '补办申请', exact: true}).click();
		await button(me, '提交申请').click();
		assert.match(await me.locator('[role=alert]').innerText(), /遗失原因/);
		await checked(me);
		await me.locator('[name=certificate]').selectOption({label: '就业报到证'});
		await me.locator('[name=cause]').fill('毕业搬家时遗失，多方寻找未果');
		await button(me, '提交申请').click();
		assert.match(await main(me), /等待区本级人社厅审核/);
		await checked(me);
	});
	test('7.2.i1 7.2.r1 7.2.i3 the authority approves; the notice is on the site after the build', async () => {
		await authority.getByRole('link', {name: '报到证补办', exact: true}).first().click();
		await checked(authority);
		const uid = sql(`SELECT uid FROM cert_request WHERE account_id = ${id} AND state = 'pending'`);
		await authority.goto(`/office/certificates/${uid}`);
		await checked(authority);
		await button(authority, '审核通过，开始公示').click();
		await authority.waitForURL(/done=/);
		await build();
		await me.goto('/notices/');
		const name = sql(`SELECT substr(holder, 1, 1) || '*' FROM cert_request WHERE uid = '${uid}'`);
		await me.getByRole('link', {name: new RegExp(`补发${name.replace('*', '\\*')}`)}).first().click();
		assert.match(await main(me), /公示中/);
		await checked(me);
	});
	test('7.2.r2 7.2.f4 the period over, it is ready, and collected', async () => {
		const until = Number(sql(`SELECT max(notice_until) FROM cert_request WHERE account_id = ${id}`));
		await portal.clock.offset(until - Math.floor(Date.now() / 1000) + 60);
		await portal.tick();
		await build();
		await me.reload();
		assert.match(await main(me), /公示已结束/);
		await Promise.all([me.context().close(), authority.context().close()]); // sessions do not last so long
		[me, authority] = await Promise.all([enter(graduate(id)), enter(staff('renshe'), {viewport: DESK})]);
		await me.goto('/my/certificates');
		assert.match(await main(me), /待领取/);
		await authority.goto(`/office/certificates/${sql(`SELECT uid FROM cert_request WHERE account_id = ${id} AND state = 'ready'`)}`);
		await authority.locator('[name=new_no]').fill('补2026-0009');
		await button(authority, '登记领取').click();
		await me.reload();
		await me.locator('main').getByRole('link', {name: '就业报到证补办申请'}).first().click();
		assert.match(await main(me), /补2026-0009/);
		await checked(me);
	});
});

describe('7.1 7.4 a dossier and employment information', () => {
	let me, school, student;
	before(async () => {
		await portal.clock.offset(0);
		student = sql(`SELECT s.id FROM student s JOIN office o ON o.id = s.school_id WHERE o.code = '99004' AND s.account_id IS NOT NULL
			AND NOT EXISTS(SELECT 1 FROM confirmation c WHERE c.id = s.id AND c.state <> 'unconfirmed') ORDER BY s.account_id LIMIT 1`); // those who can log in came first
		sql(`DELETE FROM dossier WHERE student_id = ${student}; DELETE FROM destination WHERE student_id = ${student}`);
		const account = sql(`SELECT account_id FROM student WHERE id = ${student}`);
		[me, school] = await Promise.all([enter(graduate(account), {script: false}), enter(staff('huyang'), {viewport: DESK})]);
	});
	after(() => Promise.all([me?.context().close(), school?.context().close()]));

	test('7.1.r1 7.1.i1 7.1.r2 nothing yet; the school writes it down; there it is', async () => {
		await me.getByRole('link', {name: '档案流向查询'}).click();
		assert.match(await main(me), /还没有在网上登记您的档案寄送情况/);
		await assertValidHtml(await me.content(), me.url());
		await school.getByRole('link', {name: '未登记档案寄送的毕业生'}).click();
		await school.locator('#q-name').fill(sql(`SELECT name FROM student WHERE id = ${student}`));
		await button(school, '查询').click();
		await checked(school);
		await school.getByRole('link', {name: /登记寄送/}).first().click();
		await school.locator('[name=method]').selectOption({label: 'EMS'});
		await school.locator('[name=sent_on]').fill('2026-07-01');
		await school.locator('[name=unit]').fill('喀什地区人才服务中心');
		await checked(school);
		await button(school, '保存').click();
		assert.match(await main(school), /已寄出/);
		await checked(school);
		await me.reload();
		assert.match(await main(me), /EMS[\s\S]*喀什地区人才服务中心/);
	});
	test('7.4.f2 7.4.i1 7.4.i2 disputed without script, corrected by the school', async () => {
		await me.goto('/my/confirmation');
		await me.locator('summary', {hasText: '信息有误'}).click();
		await me.locator('[name=destination]').fill('还没有登记报到单位');
		await button(me, '确认错误').click();
		assert.match(await main(me), /等待学校修改/);
		await assertValidHtml(await me.content(), me.url());
		await school.goto('/office/confirmations');
		await school.getByRole('link', {name: sql(`SELECT name FROM student WHERE id = ${student}`)}).click();
		assert.match(await main(school), /还没有登记报到单位/);
		await checked(school);
		await school.getByRole('link', {name: /登记\s*报到信息/}).click();
		await school.locator('[name=unit]').fill('喀什市第一中学');
		await button(school, '保存').click();
		assert.match(await main(school), /待确认/);
	});
	test('7.4.f1 7.4.r1 7.4.i3 confirmed, and printed on one page of A4', async () => {
		await me.goto('/my/confirmation');
		await button(me, '确认正确').click();
		await me.getByRole('link', {name: '打印报到证'}).click();
		assert.match(await main(me), /喀什市第一中学/);
		const pdf = (await me.pdf({preferCSSPageSize: true})).toString('latin1');
		assert.equal([...pdf.matchAll(/\/Type\s*\/Page\b/g)].length, 1);
		assert.match(pdf, /\/MediaBox\s*\[0 0 59[45](\.\d+)? 84[12]/);
		await school.reload();
		await school.getByRole('link', {name: '打印报到证'}).click();
		await checked(school);
		await school.goto('/office/confirmations/progress');
		await checked(school);
	});
});
