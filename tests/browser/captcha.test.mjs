// The verification code as people meet it: a picture, a new picture in place, and the
// way without a picture. No test can read the picture; that is what it is for.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {assertAccessible, launch, open} from '../lib/browser.mjs';
import {startPortal} from '../lib/portal.mjs';

let portal, browser, who;
before(async () => {
	portal = await startPortal({conf: {captcha: {mode: 'picture'}}});
	browser = await launch();
	who = (await portal.accounts()).find((a) => a.role === 'graduate');
});
after(async () => {
	await browser?.close();
	await portal?.stop();
});

const picture = (page) => page.locator('[data-captcha] img');

async function fill(page, captcha) {
	await page.locator('[name=login]').fill(who.login);
	await page.locator('[name=password]').fill(who.password);
	if (captcha !== undefined) await page.locator('[name=captcha]').fill(captcha);
	await page.locator('main').getByRole('button', {name: '登录', exact: true}).click();
	await page.waitForLoadState();
}

test('1.2.r1 the picture is there, and the fixed answer of tests is of no use', async () => {
	const page = await open(browser, portal.origin);
	await page.goto('/auth/login');
	assert.equal(await picture(page).evaluate((i) => i.complete && i.naturalWidth > 100), true);
	await assertAccessible(page);
	await fill(page, '0000');
	assert.match(await page.locator('#d-captcha').innerText(), /验证码不正确/);
	assert.deepEqual(page.complaints, []);
	await page.context().close();
});

test('换一张 changes the picture and keeps what was typed', async () => {
	const page = await open(browser, portal.origin);
	await page.goto('/auth/login');
	await page.locator('[name=password]').fill('etwas');
	const before = await picture(page).getAttribute('src');
	await page.getByRole('link', {name: '换一张'}).click();
	await page.waitForFunction((src) => document.querySelector('[data-captcha] img').getAttribute('src') !== src, before);
	assert.equal(await page.locator('[name=password]').inputValue(), 'etwas');
	await page.context().close();
});

test('who cannot see the picture lets the browser work instead, once', async () => {
	const page = await open(browser, portal.origin);
	await page.goto('/auth/login');
	const posted = page.waitForRequest((r) => r.method() === 'POST');
	await page.getByRole('button', {name: /免图片验证/}).click();
	await page.getByRole('button', {name: /已验证/}).waitFor({timeout: 60e3});
	await assertAccessible(page);
	await fill(page);
	await page.waitForURL(/\/my\/$/);
	const body = (await posted).postData();
	assert.match(body, /captcha_proof=[A-Za-z0-9_-]{43}\.\d+/);
	assert.deepEqual(page.complaints, []);
	await page.context().close();
});

test('without script the picture is the way, and 换一张 shows the page anew', async () => {
	const page = await open(browser, portal.origin, {script: false});
	await page.goto('/auth/login');
	const before = await picture(page).getAttribute('src');
	assert.equal(await page.getByRole('button', {name: /免图片验证/}).isVisible(), false);
	await page.getByRole('link', {name: '换一张'}).click();
	await page.waitForLoadState();
	assert.notEqual(await picture(page).getAttribute('src'), before);
	await page.context().close();
});
