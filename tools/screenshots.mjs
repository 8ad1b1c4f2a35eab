// The pictures of the README, from a running demo portal:
//   node tools/screenshots.mjs http://127.0.0.1:8080 LOGIN PASSWORD     (a graduate's; portalctl demo --list)
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';

const [base, login, password] = process.argv.slice(2);
const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));
const browser = await chromium.launch({
	executablePath: '/usr/bin/chromium',
	args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
});

async function picture(name, path, viewport, prepare) {
	const context = await browser.newContext({viewport, locale: 'zh-CN'});
	const page = await context.newPage();
	await prepare?.(page);
	await page.goto(base + path, {waitUntil: 'networkidle'});
	await page.screenshot({path: `${folder}${name}.png`});
	await context.close();
}

async function logIn(page) {
	await page.goto(`${base}/auth/login`);
	await page.fill('[name=login]', login);
	await page.fill('[name=password]', password);
	await page.click('[data-proof]');
	await page.waitForFunction(() => document.querySelector('[name=captcha_proof]').value !== '');
	await page.click('main button[type=submit]');
	await page.waitForURL(`${base}/my/**`);
}

await picture('home', '/', {width: 1200, height: 900});
await picture('jobs-phone', '/jobs/', {width: 390, height: 780});
await picture('zone', '/my/', {width: 1200, height: 720}, logIn);
await browser.close();
