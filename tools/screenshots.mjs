// The pictures of docs/screenshots/, from a running demo portal:
//   node tools/screenshots.mjs http://127.0.0.1:8080 var/jiuye.conf
import {execFileSync} from 'node:child_process';
import {rmSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';

const [base, conf] = process.argv.slice(2);
const file = (name) => fileURLToPath(new URL(`../docs/screenshots/${name}.png`, import.meta.url));
const portalctl = fileURLToPath(new URL('../build/portalctl', import.meta.url));
const accounts = execFileSync(portalctl, ['-c', conf, 'demo', '--list'], {encoding: 'utf8'})
	.trim().split('\n').map((text) => text.split('\t'));
const browser = await chromium.launch({
	executablePath: '/usr/bin/chromium',
	args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
});

async function open(role, viewport) {
	const page = await (await browser.newContext({viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', baseURL: base})).newPage();
	if (role === 'visitor') return page;
	const [, login, password] = accounts.find(([of]) => of === role);
	await page.goto('/auth/login');
	if (role !== 'graduate') await page.locator('label[for="f-kind-staff"]').click();
	await page.fill('[name=login]', login);
	await page.fill('[name=password]', password);
	await page.click('[data-proof]');
	await page.waitForFunction(() => document.querySelector('[name=captcha_proof]').value !== '');
	await page.locator('main').getByRole('button', {name: '登录', exact: true}).click();
	await page.waitForURL(/\/(my|office)\//);
	return page;
}

async function picture(name, page, path) {
	await page.goto(path, {waitUntil: 'networkidle'});
	await page.mouse.move(0, 0);
	await page.screenshot({path: file(name)});
}

await picture('home', await open('visitor', {width: 1200, height: 900}), '/');
await picture('zone', await open('graduate', {width: 1200, height: 800}), '/my/');
const office = await open('authority', {width: 1200, height: 800});
await picture('desk', office, '/office/jobs');

// The first contract in force, as its first sheet of A4.
await office.goto('/office/documents?state=effective');
await office.locator('a[data-row]').first().click();
await office.goto(await office.locator('a[href$="/print"]').getAttribute('href'));
const paper = `${file('contract')}.pdf`;
writeFileSync(paper, await office.pdf({preferCSSPageSize: true}));
execFileSync('pdftoppm', ['-png', '-gray', '-r', '84', '-f', '1', '-singlefile', paper, file('contract').replace(/\.png$/, '')]);
rmSync(paper);
await browser.close();
