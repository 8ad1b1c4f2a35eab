// A clerk before lunch: the queue by keyboard alone, the same without script, many at once; every page of
// the desks is looked at by axe, at both widths.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {after, before, describe, test} from 'node:test';
import {DESK, PHONE, assertAccessible, assertFits, assertValidHtml, launch, open} from '../lib/browser.mjs';
import {startPortal} from '../lib/portal.mjs';

let portal, browser, clerk, plain;
const db = (query) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', portal.path('jiuye.db')], {input: query, encoding: 'utf8'}).trim();

async function enter(options) {
	const account = (await portal.accounts()).find((a) => a.role === 'authority');
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

// Jobs that wait, with this word in their title; the first is the oldest.
function waiting(n, title) {
	db(`WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < ${n})
		INSERT INTO job(employer_id, title, region_code, description, state, closes_on, closes_at, created_at, updated_at)
		SELECT (SELECT min(id) FROM employer WHERE state = 'verified'), '${title}' || i, '650102', '教书', 'pending', '2029-11-30', 1890748800,
			strftime('%s', 'now') - 864000 + i * 60, strftime('%s', 'now') - 864000 + i * 60 FROM n`);
	return `/office/jobs?state=pending&word=${encodeURIComponent(title)}`;
}
const states = (title) => db(`SELECT group_concat(state, ' ') FROM (SELECT state FROM job WHERE title LIKE '${title}%' ORDER BY id)`);
const shown = (page) => page.locator('h1').textContent();
const valid = async (page) => assertValidHtml(await (await page.request.get(page.url())).text(), page.url());
async function press(page, key) {
	await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
}

before(async () => {
	portal = await startPortal({site: 'own'});
	browser = await launch();
	clerk = await enter({viewport: DESK});
	plain = await enter({viewport: PHONE, script: false});
});
after(async () => {
	await browser?.close();
	await portal?.stop();
});

describe('0.r1 4.1.i5 the queue by keyboard', () => {
	test('in the list j and k move, x picks, Enter opens', async () => {
		await clerk.goto(waiting(3, '键盘'));
		await assertAccessible(clerk);
		const focused = () => clerk.evaluate(() => document.activeElement.textContent);
		const walk = [];
		for (const key of ['j', 'j', 'k', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft']) {
			await clerk.keyboard.press(key);
			walk.push(await focused());
		}
		assert.deepEqual(walk, ['键盘1', '键盘2', '键盘1', '键盘2', '键盘3', '键盘3', '键盘2']);
		await clerk.keyboard.press('x');
		assert.deepEqual(await clerk.locator('[name=id]').evaluateAll((all) => all.map((b) => b.checked)), [false, true, false]);
		await press(clerk, 'Enter');
		assert.equal(await shown(clerk), '键盘2');
		await assertAccessible(clerk);
	});
	test('one key a case: k back, a approves and goes on; r and a few words send back', async () => {
		await press(clerk, 'k');
		assert.equal(await shown(clerk), '键盘1');
		await press(clerk, 'a');
		assert.match(clerk.url(), /done=approved/);
		assert.equal(await shown(clerk), '键盘2');
		await clerk.keyboard.press('r');
		await clerk.keyboard.type('a j k x 请写明工作时间'); // letters in a field are letters
		assert.equal(await shown(clerk), '键盘2');
		await press(clerk, 'Control+Enter');
		assert.match(clerk.url(), /done=rejected/);
		assert.equal(await shown(clerk), '键盘3');
		await press(clerk, 'a');
		assert.match(clerk.url(), /\/office\/jobs\?state=pending/);
		assert.equal(states('键盘'), 'published draft published');
		assert.equal(db("SELECT reason FROM job WHERE title = '键盘2'"), 'a j k x 请写明工作时间');
	});
	test('the keys stand on the page and can be turned off', async () => {
		await clerk.goto(waiting(2, '关掉'));
		await clerk.locator('[data-row]').first().click();
		await clerk.getByText('快捷键', {exact: true}).click();
		assert.match(await clerk.locator('.keys').textContent(), /下一件[\s\S]*上一件[\s\S]*通过[\s\S]*原因/);
		await assertAccessible(clerk);
		await clerk.getByLabel('使用快捷键').uncheck();
		await clerk.locator('h1').click();
		await clerk.keyboard.press('a');
		await clerk.reload();
		await clerk.keyboard.press('a');
		assert.equal(states('关掉'), 'pending pending');
		await clerk.getByText('快捷键', {exact: true}).click();
		await clerk.getByLabel('使用快捷键').check();
		await press(clerk, 'a');
		assert.equal(states('关掉'), 'published pending');
	});
	test('a combination with Control or Alt is the browser\'s own', async () => {
		for (const key of ['Control+a', 'Alt+a', 'Shift+a']) await clerk.keyboard.press(key);
		assert.equal(states('关掉'), 'published pending');
	});
	test('twenty cases take twenty keys', async () => {
		await clerk.goto(waiting(20, '二十'));
		await clerk.locator('[data-row]').first().click();
		for (let i = 1; i <= 20; i++) {
			assert.equal(await shown(clerk), `二十${i}`);
			await press(clerk, 'a');
		}
		assert.match(await clerk.locator('.empty').textContent(), /没有符合条件的职位/);
		assert.equal(states('二十'), Array(20).fill('published').join(' '));
	});
	test('no complaints', () => assert.deepEqual(clerk.complaints, []));
});

describe('0.r1 4.1.i5 the same without script', () => {
	test('0.f2 from the zone to the inbox, through the queue by its links and buttons', async () => {
		waiting(2, '无脚本');
		db("UPDATE job SET updated_at = 1000 + id WHERE title LIKE '无脚本%'");
		await plain.goto('/office/');
		await assertFits(plain);
		await plain.getByRole('link', {name: /件，按等待时间办理/}).click();
		await assertFits(plain);
		await valid(plain);
		await plain.getByRole('link', {name: '无脚本1'}).click();
		await valid(plain);
		await plain.getByRole('link', {name: '下一件', exact: true}).click();
		await plain.getByRole('link', {name: '上一件'}).click();
		assert.equal(await shown(plain), '无脚本1');
		await assertFits(plain);
		await plain.getByRole('button', {name: '审核通过'}).click();
		assert.equal(await shown(plain), '无脚本2');
		assert.match(await plain.locator('[role=status]').textContent(), /已通过/);
		await plain.locator('.reason summary').click();
		await plain.locator('.reason textarea').fill('请补充薪资');
		await plain.getByRole('button', {name: '退回'}).click();
		assert.equal(states('无脚本'), 'published draft');
		await valid(plain);
	});
	test('many at once: pick all, look once more, give a reason, read the result', async () => {
		await plain.goto(waiting(3, '一批'));
		await valid(plain);
		await plain.getByRole('link', {name: '全选'}).click();
		await plain.locator('[name=id]').last().uncheck();
		await plain.getByRole('button', {name: '批量退回'}).click();
		assert.match(await plain.locator('main').textContent(), /以下 2 件职位将办理“退回”/);
		await assertFits(plain);
		await plain.getByRole('button', {name: '确定退回'}).click();
		assert.match(await plain.locator('[role=alert]').textContent(), /请填写原因/);
		await plain.getByLabel(/原因/).fill('请写明工作时间');
		await plain.getByRole('button', {name: '确定退回'}).click();
		assert.match(await plain.locator('main').textContent(), /已办理 2 件/);
		await assertFits(plain);
		assert.equal(states('一批'), 'draft draft pending');
	});
	test('filters work by their form, and an empty desk says so', async () => {
		await plain.goto('/office/jobs');
		await plain.locator('summary', {hasText: '筛选'}).click();
		await plain.getByLabel('职位或单位').fill('没有这样的职位');
		await plain.getByRole('button', {name: '筛选'}).click();
		assert.match(await plain.locator('.empty').textContent(), /没有符合条件的职位/);
		await plain.getByRole('link', {name: '清除'}).click();
		assert.ok(await plain.locator('[data-row]').count() > 0);
	});
});
