// Four browsers side by side, a graduate's (a phone), an employer's, the authority's and the school's: both kinds from the
// invitation to the archive, and through a refused termination, using only what is on the pages.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync} from 'node:fs';
import {after, before, describe, test} from 'node:test';
import {DESK, PHONE, assertAccessible, assertFits, assertValidHtml, launch, open} from '../lib/browser.mjs';
import {startPortal} from '../lib/portal.mjs';

let portal, browser, employer, authority, graduate, school, me, boss, shots = 0;
const sql = (query) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', portal.path('jiuye.db')], {input: query, encoding: 'utf8'}).trim();
const day = (days) => new Date(Date.now() + 8 * 36e5 + days * 864e5).toISOString().slice(0, 10);

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
	const accounts = await portal.accounts();
	sql("UPDATE document SET state = 'revoked'; UPDATE invitation SET hidden = 1, state = iif(state = 'sent', 'withdrawn', state);");
	const verified = accounts.find((a) => a.role === 'employer' && sql(`SELECT state FROM employer WHERE credit_code = '${a.login}'`) === 'verified');
	const [id, name, schoolId] = sql(`SELECT a.id, a.name, s.school_id FROM account a JOIN identity i ON i.account_id = a.id JOIN student s ON s.id = i.student_id
		WHERE i.state = 'verified' AND s.school_id IN (SELECT office_id FROM account WHERE role = 'school') ORDER BY a.id LIMIT 1`).split('|');
	const mine = accounts.filter((a) => a.role === 'graduate')[sql(`SELECT count(*) FROM account WHERE role = 'graduate' AND id < ${id}`)];
	me = {id, name, ...mine};
	boss = sql(`SELECT name FROM employer WHERE credit_code = '${verified.login}'`);
	const clerk = sql(`SELECT login FROM account WHERE office_id = ${schoolId} AND role = 'school'`);
	employer = await enter(verified, 'employer', {viewport: DESK});
	authority = await enter(accounts.find((a) => a.role === 'authority'), 'staff', {viewport: DESK});
	school = await enter(accounts.find((a) => a.login === clerk), 'staff', {viewport: DESK});
	graduate = await enter(me, 'graduate', {viewport: PHONE});
});
after(async () => {
	await browser?.close();
	await portal?.stop();
});

// A page as it should be; SHOTS=folder keeps a picture of it.
async function look(page, label) {
	await assertAccessible(page, label);
	await assertFits(page, label);
	await assertValidHtml(await page.content(), label);
	assert.deepEqual(page.complaints, [], label);
	if (!process.env.SHOTS) return;
	mkdirSync(process.env.SHOTS, {recursive: true});
	await page.screenshot({path: `${process.env.SHOTS}/${String(++shots).padStart(2, '0')}-${label}.png`, fullPage: true});
}
const menu = async (page, zone, label) => {
	await page.goto(zone);
	await page.locator('main').getByRole('link', {name: label, exact: true}).first().click();
};
async function reasoned(page, label, reason) {
	const box = page.locator('details.reason', {has: page.locator('summary', {hasText: new RegExp(`^${label}$`)})});
	await box.locator('summary').click();
	await box.locator('textarea').fill(reason);
	await box.getByRole('button', {name: label, exact: true}).click();
	await page.waitForURL(/done=/);
}
// The authority's case of this graduate, from the inbox.
async function decide(label) {
	await authority.goto('/office/inbox');
	await authority.getByRole('link', {name: me.name, exact: true}).first().click();
	await authority.locator('main').getByRole('button', {name: label, exact: true}).click();
	await authority.waitForLoadState();
}

const FIELDS = {
	contract: {employer_address: '喀什市工业园区 8 号', legal_person: '王强', starts_on: day(10), ends_on: day(10 + 3 * 365 + 2), probation: '3', position: '设备工程师',
		duties: '设备的安装和维护', workplace: '喀什市', rest: '每周休息两天，法定节假日按国家规定', salary: '6000', probation_salary: '5000', pay_day: '10',
		insurance: '依法缴纳五险一金', protection: '依法提供劳动保护用品'},
	agreement: {employer_address: '喀什市工业园区 8 号', legal_person: '王强', position: '设备工程师', workplace: '喀什市', starts_on: day(10), service_years: '3',
		probation: '0', salary: '6000', insurance: '依法缴纳五险一金', dossier_to: '喀什市人才服务中心', penalty: '0'},
};
for (const [kind, word, paper, names] of [
	['agreement', '协议书', '就业协议书', {invitations: '网签协议书', list: '查看协议书', terminate: '解除协议书', enter: '录入协议书'}],
	['contract', '合同', '劳动合同', {invitations: '网签合同邀请', list: '查看合同', terminate: '解除合同', enter: '录入合同'}],
]) {
	const c = kind === 'contract' ? '5' : '6';
	describe(`${word}: from the invitation to the archive, in browsers`, () => {
		test(`${c}.1.i1 the employer finds the graduate and sends an invitation`, async () => {
			await menu(employer, '/org/', '签约邀请');
			await look(employer, `${kind}-org-invitations-empty`);
			await employer.locator('main').getByRole('link', {name: '发送邀请', exact: true}).click();
			await employer.fill('[name=name]', me.name);
			await employer.fill('[name=id_no]', me.login);
			await look(employer, `${kind}-find`);
			await employer.locator('main').getByRole('button', {name: '查找'}).click();
			await look(employer, `${kind}-choose`);
			await employer.locator('main').getByRole('link', {name: paper}).click();
			for (const [name, value] of Object.entries(FIELDS[kind])) await employer.fill(`main [name=${name}]`, value);
			await employer.fill('main [name=salary]', '0');
			await employer.locator('main').getByRole('button', {name: '发送邀请'}).click();
			await employer.getByText('没有提交成功').waitFor();
			await look(employer, `${kind}-compose-errors`);
			await employer.fill('main [name=salary]', '6000');
			if (kind === 'contract') {
				await employer.selectOption('[name=term_kind]', 'fixed');
				await employer.selectOption('[name=hours]', 'standard');
			}
			await employer.locator('main').getByRole('button', {name: '发送邀请'}).click();
			await employer.waitForURL(/done=sent/);
			await look(employer, `${kind}-org-invitation`);
		});
		test(`${c}.1.f1 ${c}.1.f3 ${c}.1.f5 ${c}.1.r3 the graduate reads the letter, looks at the employer, answers`, async () => {
			await menu(graduate, '/my/', names.invitations);
			await look(graduate, `${kind}-invitations`);
			await graduate.locator('main').getByRole('button', {name: '应约'}).click();
			await graduate.getByText('请先选择一条记录').first().waitFor();
			await look(graduate, `${kind}-invitations-nothing`);
			await graduate.locator('main').getByRole('link', {name: new RegExp(`查看：${boss}`)}).click();
			await look(graduate, `${kind}-letter`);
			await menu(graduate, '/my/', names.invitations);
			await graduate.locator('main input[type=checkbox]').first().check();
			await graduate.locator('main').getByRole('button', {name: '应约'}).click();
			await look(graduate, `${kind}-answer`);
			await graduate.locator('main').getByRole('link', {name: '取消'}).click();
			await graduate.waitForURL(/invitations$/);
			await graduate.locator('main input[type=checkbox]').first().check();
			await graduate.locator('main').getByRole('button', {name: '应约'}).click();
			await graduate.locator('main').getByRole('button', {name: '同意'}).click();
			await graduate.getByText('请输入登录密码，或短信验证码，确认是您本人。').first().waitFor();
			await look(graduate, `${kind}-answer-errors`);
			await graduate.fill('main [name=password]', me.password);
			await graduate.locator('main').getByRole('button', {name: '同意'}).click();
			await graduate.waitForURL(/done=signed/);
			await look(graduate, `${kind}-signed`);
		});
		test(`${c}.3.f1 ${c}.1.r1 the authority approves from its inbox`, async () => {
			await authority.goto('/office/inbox');
			await authority.getByRole('link', {name: me.name, exact: true}).first().click();
			await look(authority, `${kind}-case`);
			await decide('审核通过');
			await menu(graduate, '/my/', names.list);
			await look(graduate, `${kind}-list`);
			await graduate.locator('main .badge', {hasText: '已生效'}).first().waitFor();
			await graduate.locator('main tbody a').first().click();
			await look(graduate, `${kind}-document`);
			await menu(employer, '/org/', '合同和协议书');
			await look(employer, `${kind}-org-documents`);
		});
		test(`${c}.4.f3 ${c}.4.r5 she asks to terminate, the employer refuses, it is in force again`, async () => {
			await menu(graduate, '/my/', names.terminate);
			await look(graduate, `${kind}-terminate-list`);
			await graduate.locator('main input[type=checkbox]').first().check();
			await graduate.locator('main').getByRole('button', {name: '申请解除'}).click();
			await look(graduate, `${kind}-terminate`);
			await graduate.fill('main [name=reason]', '回家照顾老人');
			await graduate.locator('main').getByRole('button', {name: '申请解除'}).click();
			await graduate.waitForURL(/done=submitted/);
			await menu(employer, '/org/', '合同和协议书');
			await employer.locator('main tbody a').first().click();
			await look(employer, `${kind}-org-asked`);
			await reasoned(employer, '不同意解除', '项目尚未结束');
			await graduate.reload();
			await graduate.locator('main .badge', {hasText: '已生效'}).first().waitFor();
			await graduate.getByText('项目尚未结束').first().waitFor();
			await look(graduate, `${kind}-refused`);
		});
		test(`${c}.4.r6 5.4.i3 the school locks the plan, and unlocks it`, async () => {
			await menu(school, '/office/', '就业方案');
			const row = school.locator('main tbody tr', {has: school.getByRole('rowheader', {name: sql(`SELECT year FROM document WHERE account_id = ${me.id} ORDER BY id DESC LIMIT 1`)})});
			await row.locator('[name=reason]').fill('方案已上报');
			await row.getByRole('button', {name: /^锁定/}).click();
			await school.waitForURL(/done=saved/);
			await look(school, `${kind}-plan`);
			await graduate.reload();
			await graduate.getByText('就业方案已锁定').first().waitFor();
			await look(graduate, `${kind}-locked`);
			await row.getByRole('button', {name: /^解除锁定/}).click();
			await row.getByText('未锁定').waitFor();
		});
		test(`${c}.4.r2 5.4.i4 5.4.i5 ${c}.4.i1 the employer asks, she agrees, the authority archives`, async () => {
			await employer.goto('/org/documents');
			await employer.locator('main tbody a').first().click();
			await reasoned(employer, '申请解除', '岗位取消');
			await menu(graduate, '/my/', names.list);
			await graduate.locator('main tbody a').first().click();
			await graduate.getByText('单位已先提出解除申请').first().waitFor();
			await look(graduate, `${kind}-asked`);
			await reasoned(graduate, '同意解除', '同意');
			await decide('存档');
			await graduate.reload();
			await graduate.locator('main .badge', {hasText: '已解除'}).first().waitFor();
			await look(graduate, `${kind}-terminated`);
		});
		test(`${c}.2.f1 she opens the form of what she enters`, async () => {
			await menu(graduate, '/my/', names.enter);
			await look(graduate, `${kind}-entry`);
			await graduate.locator('main').getByRole('button', {name: '保存'}).click();
			await graduate.getByText('没有提交成功').waitFor();
			await look(graduate, `${kind}-entry-errors`);
		});
	});
}
