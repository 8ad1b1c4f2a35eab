// The portal's own pages (those of the static site: pages.test.mjs): accessible in light and dark, valid HTML, nothing wider than the
// window from 320 pixels on, usable by keyboard.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {DESK, assertAccessible, assertFits, assertValidHtml, launch, open} from '../lib/browser.mjs';
import {startPortal} from '../lib/portal.mjs';

let portal, browser;
const ROLES = ['graduate', 'employer', 'faculty', 'school', 'prefecture', 'authority', 'admin'];
const clients = {};

before(async () => {
	portal = await startPortal();
	browser = await launch();
	clients.visitor = portal.client();
	for (const role of ROLES) clients[role] = await portal.login(role);
});
after(async () => {
	await browser?.close();
	await portal?.stop();
});

// name, role, path
const PAGES = [
	['login', 'visitor', '/auth/login'],
	['registration of graduates', 'visitor', '/auth/register'],
	['registration of employers', 'visitor', '/auth/register?kind=employer'],
	['recovery', 'visitor', '/auth/recover'],
	['refused', 'graduate', '/office/'],
	['the zone of a graduate', 'graduate', '/my/'],
	['change of password', 'graduate', '/auth/password'],
	['sessions', 'graduate', '/auth/sessions'],
	['the zone of an employer', 'employer', '/org/'],
	...['faculty', 'school', 'prefecture', 'authority', 'admin'].map((r) => [`the zone of ${r}`, r, '/office/']),
];

describe('HTML is valid', () => {
	for (const [name, role, path] of PAGES) {
		test(name, async () => assertValidHtml((await clients[role].get(path)).text, name));
	}
	test('a form with errors', async () => {
		const r = await clients.visitor.submit(await clients.visitor.get('/auth/login'), {captcha: ''}, {pick: '/auth/login'});
		assert.equal(r.status, 422);
		await assertValidHtml(r.text, 'login with errors');
	});
});

for (const dark of [false, true]) {
	describe(`accessible, ${dark ? 'dark' : 'light'}`, () => {
		let page;
		before(async () => { page = await open(browser, portal.origin, {dark, viewport: DESK}); });
		after(() => page?.context().close());
		for (const [name, role, path] of PAGES) {
			test(name, async () => {
				await page.context().clearCookies();
				await page.context().addCookies([...clients[role].cookies].map(([k, v]) => ({name: k, value: v, url: portal.origin})));
				await page.setViewportSize(DESK);
				await page.goto(path);
				await page.waitForLoadState('networkidle');
				await assertAccessible(page, name);
				for (const width of dark ? [390] : [1280, 768, 390, 320]) {
					await page.setViewportSize({width, height: 800});
					await assertFits(page, `${name} at ${width}`);
				}
				if (!dark) await assertAccessible(page, `${name} at 320`);
			});
		}
		test('a form with errors', async () => {
			await page.context().clearCookies();
			await page.goto('/auth/login');
			await page.locator('main form button[type=submit]').click();
			await page.locator('[role=alert]').waitFor();
			await assertAccessible(page, 'login with errors');
		});
		test('the browser had nothing to complain about', () => assert.deepEqual(page.complaints, []));
	});
}

describe('keyboard', () => {
	let page;
	before(async () => { page = await open(browser, portal.origin, {viewport: DESK}); });
	after(() => page?.context().close());

	const focus = () => page.evaluate(() => {
		const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
		return {text: e.innerText?.trim() ?? '', name: e.getAttribute('name'), tag: e.tagName, href: e.getAttribute('href'),
			seen: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none' || s.textDecorationLine.includes('underline'),
			inside: b.bottom > 0 && b.top < innerHeight && b.width > 0};
	});

	test('the first stop jumps to the content', async () => {
		await page.goto('/jobs/');
		await page.keyboard.press('Tab');
		assert.equal((await focus()).href, '#main');
		assert.ok((await focus()).inside, 'the link shows itself');
		await page.keyboard.press('Enter');
		await page.keyboard.press('Tab');
		assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)));
	});

	test('every stop of the home page is visible and shows its focus', async () => {
		await page.goto('/');
		await page.locator('.slot-login form').waitFor();
		const stops = await page.locator('a[href], button:visible, input:visible:not([type=hidden])').count();
		for (let i = 0; i < Math.min(stops, 60); i++) {
			await page.keyboard.press('Tab');
			const f = await focus();
			if (f.tag === 'BODY') break;
			assert.ok(f.seen && f.inside, `${f.tag} ${f.name ?? ''} ${f.text}: ${JSON.stringify(f)}`);
		}
	});

	test('a login without touching the mouse', async () => {
		const account = (await portal.accounts()).find((a) => a.role === 'graduate');
		await page.goto('/auth/login');
		for (let i = 0; i < 30 && (await focus()).name !== 'login'; i++) await page.keyboard.press('Tab');
		await page.keyboard.type(account.login);
		await page.keyboard.press('Tab');
		await page.keyboard.type(account.password);
		for (let i = 0; i < 5 && (await focus()).name !== 'captcha'; i++) await page.keyboard.press('Tab');
		await page.keyboard.type('0000');
		await page.keyboard.press('Enter');
		await page.waitForURL(/\/my\/$/);
	});

	test('after a refusal the summary has the focus, and its first link leads to the field', async () => {
		await page.context().clearCookies();
		await page.goto('/auth/login');
		await page.locator('main form button[type=submit]').click();
		await page.locator('[role=alert]').waitFor();
		assert.ok(await page.evaluate(() => document.activeElement.getAttribute('role') === 'alert'));
		await page.keyboard.press('Tab');
		const {href} = await focus();
		await page.keyboard.press('Enter');
		assert.equal(await page.evaluate(() => '#' + document.activeElement.id), href);
	});
});
