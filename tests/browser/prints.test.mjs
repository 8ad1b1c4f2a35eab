// What people print besides contracts (paper.test.mjs): Chromium's own PDF, read back.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {after, before, describe, test} from 'node:test';
import {DESK, PHONE, assertAccessible, assertFits, assertValidHtml, launch, open} from '../lib/browser.mjs';
import {startPortal} from '../lib/portal.mjs';

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
});
