// A new graduate registers, logs in, changes the password and recovers it: with
// JavaScript and without, on a phone.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {assertFits, launch, open} from '../lib/browser.mjs';
import {graduate} from '../lib/people.mjs';
import {startPortal} from '../lib/portal.mjs';

let portal, browser;
before(async () => {
	portal = await startPortal({conf: {sms: {pause_seconds: 0}}});
	browser = await launch();
});
after(async () => {
	await browser?.close();
	await portal?.stop();
});

const CAPTCHA = '0000';
const field = (page, label) => page.getByLabel(label, {exact: false}).first();

async function fill(page, values) {
	for (const [name, value] of Object.entries(values)) await page.locator(`main [name="${name}"]`).first().fill(value);
}

async function login(page, who, password) {
	await page.locator('label[for="f-kind-graduate"]').click();
	await fill(page, {login: who.id_no, password, captcha: CAPTCHA});
	await page.locator('main').getByRole('button', {name: '登录', exact: true}).click();
	await page.waitForLoadState();
}

async function logout(page) {
	await page.getByRole('button', {name: '退出'}).click();
	await page.waitForURL(/\/auth\/login/);
}

for (const script of [true, false]) {
	describe(script ? 'with JavaScript' : 'without JavaScript', () => {
		const who = graduate(), changed = 'xin2026mi', recovered = 'hao2026ma';
		let page;
		before(async () => { page = await open(browser, portal.origin, {script}); });
		after(() => page?.context().close());

		test('1.1.f1 1.1.f2 home, 注册, and the page 新用户注册 with its tabs', async () => {
			await page.goto('/');
			await page.locator('.session').getByRole('link', {name: '注册'}).click();
			await page.waitForURL(/\/auth\/register/);
			assert.equal(await page.locator('h1').innerText(), '新用户注册');
			assert.match(await page.locator('nav.kinds').innerText(), /个人会员[\s\S]*单位会员/);
			await assertFits(page);
		});

		test('1.1.d1 1.1.r4 the fields, the agreement and the only submit button', async () => {
			const text = await page.locator('main form').innerText();
			for (const label of ['身份证号', '姓名', '手机号', '验证码', '密码', '网站用户注册协议']) assert.match(text, new RegExp(label));
			assert.deepEqual(await page.locator('main form button[type=submit]').allInnerTexts(), ['同意以下协议，提交注册']);
		});

		test('1.1.r2 a form with errors names each one, links to the fields and keeps what was typed, but no password', async () => {
			await fill(page, {name: who.name, id_no: '110105194912310021', mobile: '12345', password: 'abc', captcha: CAPTCHA});
			await page.getByRole('button', {name: '同意以下协议，提交注册'}).click();
			await page.waitForLoadState();
			const summary = page.locator('[role=alert]');
			for (const name of ['id_no', 'mobile']) {
				const link = summary.locator(`a[href="#f-${name}"]`);
				assert.equal(await link.count(), 1, name);
				assert.equal(await page.locator(`#f-${name}`).getAttribute('aria-invalid'), 'true');
			}
			assert.equal(await page.locator('[name=name]').inputValue(), who.name);
			assert.equal(await page.locator('[name=mobile]').inputValue(), '12345');
			assert.equal(await page.locator('[name=password]').inputValue(), '');
			assert.match(await page.title(), /有误/);
			await assertFits(page);
		});

		test('1.1.r5 the right values, the code of the phone, and the message of success', async () => {
			const passwords = await page.locator('main [name^=password]').count();
			await fill(page, {name: who.name, id_no: who.id_no, mobile: who.mobile, password: who.password, captcha: CAPTCHA,
				...(passwords > 1 ? {password2: who.password} : {})});
			await page.getByRole('button', {name: '同意以下协议，提交注册'}).click();
			await page.waitForLoadState();
			assert.equal(await page.locator('[role=alert]').count(), 0, await page.locator('main').innerText());
			await fill(page, {code: await portal.smsCode(who.mobile)});
			await page.locator('main form button[type=submit]').first().click();
			await page.waitForLoadState();
			assert.match(await page.locator('main').innerText(), /注册成功/);
		});

		test('1.2.f1 1.2.r1 login from the home page opens the personal zone', async () => {
			await page.goto('/');
			if (script) await page.locator('.slot-login form').waitFor();
			else await page.locator('.slot-login').getByRole('link', {name: '登录'}).or(page.locator('.slot-login a', {hasText: '登录'})).first().click();
			await login(page, who, who.password);
			await page.waitForURL(/\/my\/$/);
			assert.match(await page.locator('h1').innerText(), /个人专区/);
			await assertFits(page);
		});

		test('0.d1 the zone says what is open, what is locked and why', async () => {
			await page.goto('/my/');
			const tasks = await page.locator('.task').all();
			assert.ok(tasks.length > 1);
			for (const task of tasks) {
				const locked = /locked/.test(await task.getAttribute('class'));
				assert.equal(await task.locator('> a').count(), locked ? 0 : 1, await task.innerText());
				if (locked) assert.ok((await task.locator('.why').innerText()).length > 5);
			}
		});

		test('0.f2 every entry of the zone opens its page', async () => {
			const hrefs = await page.locator('.task > a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
			assert.ok(hrefs.length > 0);
			for (const href of hrefs) {
				const r = await page.goto(href);
				assert.equal(r.status(), 200, href);
				await assertFits(page);
			}
		});

		test('static pages show who is logged in', {skip: !script}, async () => {
			await page.goto('/jobs/');
			await page.locator('.session a[href="/my/"]').waitFor();
		});

		test('1.3.f1 1.3.r1 1.3.r2 the password is changed from the menu at the top right', async () => {
			await page.goto('/my/');
			await page.locator('.session').getByRole('link', {name: '修改密码'}).click();
			await page.waitForURL(/\/auth\/password/);
			await field(page, '旧密码').fill('falsch123');
			await page.locator('[name=password]').fill('a_b');
			await page.locator('[name=password2]').fill('a_b');
			await page.locator('main form button[type=submit]').click();
			await page.waitForLoadState();
			assert.ok(await page.locator('[role=alert]').count() > 0);
			await field(page, '旧密码').fill(who.password);
			await page.locator('[name=password]').fill(changed);
			await page.locator('[name=password2]').fill(changed);
			await page.locator('main form button[type=submit]').click();
			await page.waitForLoadState();
			assert.match(await page.locator('main').innerText(), /密码已修改/);
			await logout(page);
			await login(page, who, who.password);
			assert.ok(await page.locator('[role=alert]').count() > 0, 'the old password is dead');
			await login(page, who, changed);
			await page.waitForURL(/\/my\/$/);
			await logout(page);
		});

		test('1.4.f1 1.4.r1 a forgotten password is recovered by phone', async () => {
			await page.goto('/auth/login');
			await page.getByRole('link', {name: '忘记密码'}).click();
			await fill(page, {mobile: who.mobile, captcha: CAPTCHA});
			await page.locator('main form button[type=submit]').first().click();
			await page.waitForLoadState();
			await fill(page, {code: await portal.smsCode(who.mobile), password: recovered, password2: recovered});
			await page.locator('main form button[type=submit]').first().click();
			await page.waitForURL(/\/auth\/login/);
			await login(page, who, changed);
			assert.ok(await page.locator('[role=alert]').count() > 0, 'the old password is dead');
			await login(page, who, recovered);
			await page.waitForURL(/\/my\/$/);
		});

		test('1.2.i1 after 退出 the Back key shows nothing private', async () => {
			await logout(page);
			await page.goBack();
			await page.waitForLoadState();
			assert.doesNotMatch(await page.locator('body').innerText(), /个人专区/);
		});

		test('the browser had nothing to complain about', () => assert.deepEqual(page.complaints, []));
	});
}
