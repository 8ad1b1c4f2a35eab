// An administrator writes a template; a document is printed on paper by Chromium; whoever holds the
// paper follows its QR code.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {after, before, describe, test} from 'node:test';
import {DESK, PHONE, assertAccessible, assertFits, assertValidHtml, launch, open} from '../lib/browser.mjs';
import {startPortal} from '../lib/portal.mjs';

let portal, browser, admin, authority;

async function enter(role, options) {
	const account = (await portal.accounts()).find((a) => a.role === role);
	const page = await open(browser, portal.origin, options);
	await page.goto('/auth/login');
	await page.locator('label[for="f-kind-staff"]').click();
	await page.fill('[name=login]', account.login);
	await page.fill('[name=password]', account.password);
	await page.fill('[name=captcha]', '0000');
	await page.locator('main').getByRole('button', {name: '登录', exact: true}).click();
	await page.waitForURL(/\/office\//);
	return page;
}
const sql = (query) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', portal.path('jiuye.db')], {input: query, encoding: 'utf8'}).trim();
const run = (program, ...args) => execFileSync(program, args, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']});

async function assertGood(page, label) {
	await assertAccessible(page, label);
	await assertFits(page, label);
	assert.deepEqual(page.complaints, []);
}
const source = async (page) => (await page.request.get(page.url())).text();

before(async () => {
	portal = await startPortal();
	browser = await launch();
	admin = await enter('admin', {viewport: DESK, script: false});
	authority = await enter('authority', {viewport: DESK});
});
after(async () => {
	await browser?.close();
	await portal?.stop();
});

describe('0.r2 a template from the zone to publication, without script', () => {
	test('from the zone to the page of a kind', async () => {
		await admin.getByRole('link', {name: '示范文本'}).click();
		await admin.getByRole('link', {name: '就业协议书'}).click();
		await assertValidHtml(await source(admin), 'template');
		assert.match(await admin.locator('#f-body').inputValue(), /^## 普通高等学校毕业生就业协议书/);
	});
	test('a mistake is shown with its place, and the text is kept', async () => {
		await admin.fill('#f-body', '## 协议书\n\n毕业生：{{names}}');
		await admin.getByRole('button', {name: '预览'}).click();
		assert.match(await admin.locator('.field.wrong .error').innerText(), /第 3 行第 5 个字：没有这个占位符：names/);
		assert.equal(await admin.locator('#f-body').inputValue(), '## 协议书\n\n毕业生：{{names}}');
	});
	test('a preview, then the publication', async () => {
		await admin.fill('#f-body', '## 协议书\n\n毕业生：{{name}}');
		await admin.getByRole('button', {name: '预览'}).click();
		assert.match(await admin.locator('.text.paper').innerText(), /毕业生：张三/);
		await admin.fill('#f-reason', '改为简式');
		await admin.getByRole('button', {name: '发布为新版本'}).click();
		await admin.waitForURL(/done=published/);
		await admin.getByRole('link', {name: '第 2 版'}).click();
		assert.match(await admin.locator('.text.paper').innerText(), /毕业生：张三/);
	});
});

describe('5.3.f4 6.3.f4 on paper', () => {
	let address;
	async function print(kind) {
		const uid = sql(`SELECT uid FROM document WHERE kind = '${kind}' AND state = 'effective' LIMIT 1`);
		await authority.goto(`/auth/documents/${uid}/print`);
		await assertGood(authority, kind);
		await assertValidHtml(await source(authority), kind);
		const file = portal.path(`${kind}.pdf`);
		writeFileSync(file, await authority.pdf({preferCSSPageSize: true}));
		return file;
	}
	for (const kind of ['contract', 'agreement'])
		test(`5.3.f4 6.3.f4 a ${kind}: A4, numbered pages, header and footer of the site left out, a QR code that can be read`, async () => {
			const file = await print(kind);
			assert.match(run('pdfinfo', file), /Page size:\s+59\d\.?\d* x 84\d\.?\d* pts \(A4\)/);
			const pages = Number(run('pdfinfo', file).match(/Pages:\s+(\d+)/)[1]);
			const text = run('pdftotext', file, '-');
			assert.match(text.replaceAll(/\s/g, ''), new RegExp(`第${pages}页，共${pages}页`));
			assert.doesNotMatch(text, /通知公告|修改密码|预览打印/);
			run('pdftoppm', '-r', '150', '-l', '1', '-singlefile', '-png', file, portal.path(kind));
			address = run('zbarimg', '-q', '--raw', `${portal.path(kind)}.png`).trim();
			assert.ok(address.startsWith(`${portal.origin}/verify?number=`), address);
		});
	test('a document of one page, and one of many: nothing is cut, the signatures stay together', async () => {
		const file = await print('contract');
		for (const [words, pages] of [[0, 1], [120, 4]]) {
			await authority.evaluate((n) => {
				const text = document.querySelector('.paper .text');
				text.replaceChildren(...Array.from({length: n + 1}, (_, i) => Object.assign(document.createElement('p'), {textContent: `第 ${i + 1} 款　${'双方应当遵守。'.repeat(8)}`})));
			}, words);
			writeFileSync(file, await authority.pdf({preferCSSPageSize: true}));
			const count = Number(run('pdfinfo', file).match(/Pages:\s+(\d+)/)[1]);
			assert.ok(pages === 1 ? count === 1 : count >= 3, `${count} pages`);
			const last = run('pdftotext', '-f', String(count), '-l', String(count), '-layout', file, '-');
			for (const what of ['签订情况', '甲方', '乙方', '主管部门', 'SHA-256']) assert.ok(last.includes(what), `${what} is not on the last page`);
		}
	});
	test('whoever holds the paper follows its QR code, without an account', async () => {
		const holder = await open(browser, portal.origin, {viewport: PHONE});
		await holder.goto(address);
		assert.equal(await holder.locator('.badge').first().innerText(), '真实有效');
		await assertGood(holder, 'verify');
		await holder.goto('/');
		await holder.getByRole('link', {name: '合同和协议书验证'}).click();
		const query = new URL(address).searchParams;
		await holder.fill('#f-number', query.get('number').toLowerCase());
		await holder.fill('#f-code', 'ABCDEFGHJK');
		await holder.getByRole('button', {name: '验证', exact: true}).click();
		assert.match(await holder.locator('.field.wrong .error').innerText(), /验证码有误/);
		await assertGood(holder, 'refused');
		await holder.fill('#f-code', query.get('code').toLowerCase());
		await holder.getByRole('button', {name: '验证', exact: true}).click();
		assert.equal(await holder.locator('.badge').first().innerText(), '真实有效');
	});
	test('or sends the text as a file', async () => {
		const holder = await open(browser, portal.origin, {viewport: PHONE});
		const uid = sql("SELECT uid FROM document WHERE kind = 'contract' AND state = 'effective' LIMIT 1");
		const buffer = await (await authority.request.get(`/auth/documents/${uid}/text`)).body();
		await holder.goto('/verify');
		await holder.setInputFiles('#f-file', {name: 'HT.html', mimeType: 'text/html', buffer});
		await holder.getByRole('button', {name: '验证文件'}).click();
		assert.equal(await holder.locator('.badge').first().innerText(), '真实有效');
		await assertGood(holder, 'file');
	});
	test('0.i3 the evidence file stands by itself', async () => {
		const uid = sql("SELECT uid FROM document WHERE kind = 'contract' AND state = 'effective' LIMIT 1");
		const html = await (await authority.request.get(`/auth/documents/${uid}/evidence`)).text();
		await assertValidHtml(html, 'evidence');
		const page = await browser.newPage({viewport: PHONE});
		await page.setContent(html);
		await assertAccessible(page, 'evidence');
	});
});
