// What people print besides contracts (paper.test.mjs): Chromium's own PDF, read back.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {after, before, describe, test} from 'node:test';
import {DESK, PHONE, assertAccessible, assertFits, assertValidHtml, launch, open} from '../lib/browser.mjs';
import {startPortal} from '../lib/portal.mjs';
import {sitePages} from '../lib/sitepages.mjs';

let portal, browser;
const sql = (query) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', portal.path('jiuye.db')], {input: query, encoding: 'utf8'}).trim();
const run = (program, ...args) => execFileSync(program, args, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']});

before(async () => {
	portal = await startPortal();
	browser = await launch();
});
after(async () => {
	await browser?.close();
	await portal?.stop();
});

// The PDF of a page: how many pages of A4, and its text without blanks.
async function print(page, name) {
	const file = portal.path(`${name}.pdf`);
	writeFileSync(file, await page.pdf({preferCSSPageSize: true, format: 'A4'}));
	if (process.env.KEEP_PRINTS) run('pdftoppm', '-r', '60', '-png', file, `${process.env.KEEP_PRINTS}/${name}`);
	assert.match(run('pdfinfo', file), /Page size:\s+59\d\.?\d* x 84\d\.?\d* pts \(A4\)/);
	const text = run('pdftotext', '-layout', file, '-').replaceAll(/[^\S\f]/g, '');
	assert.doesNotMatch(text, /修改密码|退出登录|跳到正文|网站地图/);
	return {pages: Number(run('pdfinfo', file).match(/Pages:\s+(\d+)/)[1]), text};
}

describe('on paper', () => {
	test('0.i2 a job, a notice, an announcement: their text in black on white, no navigation, login or buttons', async () => {
		const page = await open(browser, portal.origin, {viewport: DESK, dark: true});
		for (const {name, path} of sitePages(portal.publicDir).filter((p) => ['a job', 'a notice that runs', 'an announcement with attachments'].includes(p.name))) {
			await page.goto(path);
			await page.waitForLoadState('networkidle');
			const {pages, text} = await print(page, name.replaceAll(' ', '-'));
			assert.ok(pages <= 2, `${name}: ${pages} pages`);
			assert.ok(text.includes((await page.locator('h1').innerText()).replaceAll(/\s/g, '')), name);
			assert.doesNotMatch(text, /首页|通知公告|用户登录|投递简历|举报该职位|注册协议/, name);
			await page.emulateMedia({media: 'print', reducedMotion: 'reduce'}); // links change their colour slowly
			const [paper, ...inks] = await page.evaluate(() => [getComputedStyle(document.documentElement).backgroundColor,
				...[...document.querySelectorAll('main :is(h1, p, dd, li, a, td)')].filter((e) => e.checkVisibility()).map((e) => getComputedStyle(e).color)]);
			assert.match(paper, /rgb\(255, 255, 255\)|rgba\(0, 0, 0, 0\)/, name);
			for (const ink of new Set(inks)) assert.ok(Math.max(...ink.match(/\d+/g).map(Number)) <= 0x33, `${name}: ${ink}`);
			await page.emulateMedia({media: null, reducedMotion: null});
		}
	});
	test('a list of jobs, of employers: its entries, nothing to be clicked', async () => {
		const page = await open(browser, portal.origin, {viewport: DESK});
		for (const name of ['jobs of a prefecture', 'jobs', 'employers']) {
			await page.goto(sitePages(portal.publicDir).find((p) => p.name === name).path);
			await page.waitForLoadState('networkidle');
			const first = await page.locator('.rows a').first().innerText(), {text} = await print(page, name.replaceAll(' ', '-'));
			assert.ok(text.includes(first.replaceAll(/\s/g, '')), name);
			assert.doesNotMatch(text, /换个条件|订阅|较早一页|按行业|按学历|搜索|首页|注册协议/, name);
		}
	});
	test('8.1.i2 the statistics: pictures and tables, nothing of the frame; good in light and dark, wide and narrow', async () => {
		for (const [viewport, dark] of [[DESK, false], [PHONE, true]]) {
			const page = await open(browser, portal.origin, {viewport, dark});
			await page.goto('/statistics/');
			await assertAccessible(page);
			await assertFits(page);
			assert.deepEqual(page.complaints, []);
			if (dark) continue;
			await assertValidHtml(await (await page.request.get(page.url())).text(), 'statistics');
			assert.equal((await page.request.get('/statistics/jobs-by-industry.csv')).headers()['content-type'], 'text/csv; charset=utf-8');
			const {text} = await print(page, 'statistics');
			assert.equal(text.match(/合计\d/g).length, await page.locator('tfoot').count(), 'a total stands once, at the end of its table');
			for (const what of ['各地在招职位', '制造业', '合计']) assert.ok(text.includes(what), what);
			assert.doesNotMatch(text, /CSV/);
		}
	});
	test('0.i3 the evidence of a contract', async () => {
		const client = await portal.login('authority');
		const uid = sql("SELECT uid FROM document WHERE kind = 'contract' AND state = 'effective' LIMIT 1");
		const page = await browser.newPage({viewport: DESK});
		await page.setContent((await client.get(`/auth/documents/${uid}/evidence`)).text);
		const {pages, text} = await print(page, 'evidence');
		assert.ok(text.includes(`第${pages}页，共${pages}页`));
		for (const sheet of text.split('\f')) assert.doesNotMatch(sheet, /(办理过程|签署文本|审计链)\n*第\d+页/, 'a title stands alone at the foot of a page');
		assert.ok(text.includes(sql(`SELECT number FROM document WHERE uid = '${uid}'`)));
		assert.match(text, /SHA-256/);
	});
	// whose login, the page, a link on it, what is long on it, at most how many sheets
	const LONG = ['阿卜杜热合曼江·麦麦提依明阿卜杜喀迪尔·吐尔逊尼亚孜', `新疆${'巴音郭楞蒙古自治州库尔勒经济技术开发区'.repeat(2)}农业科技发展集团股份有限公司`, `新疆维吾尔自治区${'库尔勒市南苑路与康庄路交汇处'.repeat(6)}一二〇八室`];
	const PAPERS = [
		['7.4.r1 报到证', '650100200305169919', '/my/confirmation/print', null, 'tr:nth-child(1) td:nth-child(2), tr:nth-child(n+2) td:only-of-type, tr:nth-child(n+2) td:nth-child(2)', 1],
		['5.2.f2 a contract that was entered', '654000200302189947', '/my/contracts', 'a[href^="/my/contracts/"]:not([href$="/new"])', 'dd', 4],
		['5.1.f2 an agreement that was signed', '652300200211219930', '/my/agreements', 'a[href$="/print"]', 'li, td, dd', 6],
		['3.1.f1 a resume', '652300200211219930', '/my/resumes', 'a[href$="/preview"]', 'dd, li', 6],
	];
	for (const [name, login, path, link, cells, most] of PAPERS) {
		test(`${name}, with the longest names: all of it is there and nothing is cut`, async () => {
			const client = await portal.login((await portal.accounts()).find((a) => a.login === login));
			const page = await open(browser, portal.origin, {viewport: {width: 690, height: 1000}}); // A4 less its margins
			await page.context().addCookies([...client.cookies].map(([key, value]) => ({name: key, value, url: portal.origin})));
			await page.goto(path);
			if (link) await page.goto(await page.locator(`main ${link}`).first().getAttribute('href'));
			await page.emulateMedia({media: 'print'});
			await page.locator(`main :is(${cells})`).evaluateAll((all, words) => all.filter((e) => !e.children.length).slice(0, 12)
				.forEach((e, k) => { e.textContent = words[k % words.length]; }), LONG);
			await assertFits(page, name);
			const {pages, text} = await print(page, name.split(' ')[0]);
			assert.ok(pages <= most, `${pages} sheets`);
			for (const sheet of text.split('\f')) assert.doesNotMatch(sheet, /(签订情况|其他事项|审核意见)\n*(第\d+页.*)?$/, 'a title stands alone at the foot of a page');
			if (/signed/.test(name)) assert.ok(text.split('\f').some((sheet) => /签订情况[^]*在线发出邀请[^]*在线同意[^]*审核通过/.test(sheet)), 'the signatures are on one page');
			for (const word of LONG) assert.ok(text.replaceAll('\f', '').includes(word.slice(0, 12)), word);
			await page.context().close();
		});
	}
});
