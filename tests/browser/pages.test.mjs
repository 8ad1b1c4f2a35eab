// Every type of page of the public site (tests/lib/sitepages.mjs): valid HTML; on a screen and on a phone,
// light and dark: accessible, nothing wider than the window, nothing that jumps; and how much it loads.
import assert from 'node:assert/strict';
import {mkdirSync} from 'node:fs';
import {after, before, describe, test} from 'node:test';
import {gzipSync} from 'node:zlib';
import {DESK, PHONE, assertAccessible, assertFits, assertStill, assertValidHtml, launch, open} from '../lib/browser.mjs';
import {startPortal} from '../lib/portal.mjs';
import {TYPES, assertEveryType, sitePages} from '../lib/sitepages.mjs';

const OWN_MAX = 30 << 10; // our style sheet and scripts, as gzip sends them
const SHOTS = process.env.KEEP_SHOTS; // a folder for pictures of every page
let portal, browser, light, dark, pages;

before(async () => {
	portal = await startPortal();
	browser = await launch();
	pages = new Map(sitePages(portal.publicDir).map((p) => [p.name, p]));
	light = await open(browser, portal.origin);
	dark = await open(browser, portal.origin, {dark: true});
	if (SHOTS) mkdirSync(SHOTS, {recursive: true});
});
after(async () => {
	await browser?.close();
	await portal?.stop();
});

async function shoot(page, name, form) {
	if (SHOTS) await page.screenshot({path: `${SHOTS}/${name.replaceAll(' ', '-')}-${form}.png`, fullPage: true});
}

// Go there; the style sheets and scripts on the way, as [path, bytes when compressed].
async function visit(page, path, viewport) {
	const loaded = [];
	const keep = (r) => { if (/\.(css|js)$/.test(new URL(r.url()).pathname)) loaded.push(r); };
	await page.setViewportSize(viewport);
	page.on('response', keep);
	await page.goto(path);
	await page.waitForLoadState('networkidle');
	page.off('response', keep);
	return Promise.all(loaded.map(async (r) => [new URL(r.url()).pathname, gzipSync(await r.body()).length]));
}

test('every template of the site has a type of page here, and every page is of one', () => assertEveryType(portal.publicDir));

test('a page that only leads on is valid HTML', async () => {
	for (const path of ['/jobs.html', '/privacy.html']) await assertValidHtml((await portal.client().get(path)).text, path);
});

describe('each type of page', () => {
	for (const [template, name] of TYPES) {
		test(`${template}: ${name}, light`, async () => {
			const {path} = pages.get(name);
			await assertValidHtml((await portal.client().get(path)).text, name);
			for (const viewport of [DESK, PHONE]) {
				const label = `${name} (${path}) at ${viewport.width}`;
				const loaded = await visit(light, path, viewport);
				await assertStill(light, label);
				const own = loaded.filter(([file]) => !file.includes('/pico.'));
				assert.ok(own.length >= 2, `${label} loads ${own}`);
				assert.ok(own.reduce((sum, [, n]) => sum + n, 0) <= OWN_MAX, `${label} loads too much: ${own.join(' ')}`);
				assert.deepEqual(await light.locator('img:not([width][height])').evaluateAll((all) => all.map((i) => i.outerHTML)), [], `${label}: pictures without width and height`);
				await assertFits(light, label);
				await assertAccessible(light, label);
				await shoot(light, name, viewport.width);
			}
			for (const width of [768, 320]) {
				await light.setViewportSize({width, height: 800});
				await assertFits(light, `${name} at ${width}`);
			}
			await assertAccessible(light, `${name} at 320`);
		});
		test(`${template}: ${name}, dark`, async () => {
			const {path} = pages.get(name);
			await visit(dark, path, PHONE);
			await assertAccessible(dark, `${name} (${path}) in the dark at 390`);
			await shoot(dark, name, 'dark-390');
			await dark.setViewportSize(DESK);
			await assertAccessible(dark, `${name} (${path}) in the dark at 1280`);
			await shoot(dark, name, 'dark-1280');
		});
	}
	test('the browser had nothing to complain about', () => assert.deepEqual([...light.complaints, ...dark.complaints], []));
});
