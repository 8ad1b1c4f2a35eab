// The graduate's way from the search to an application, with and without script; each of its
// pages valid, accessible and fit for a phone.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {after, before, describe, test} from 'node:test';
import {DESK, assertAccessible, assertFits, assertValidHtml, launch, open} from '../lib/browser.mjs';
import {startPortal} from '../lib/portal.mjs';

let portal, browser, client;
before(async () => {
	portal = await startPortal();
	browser = await launch();
	client = await portal.login('graduate');
	execFileSync('sqlite3', ['-cmd', '.timeout 5000', portal.path('jiuye.db')], {input:
		`INSERT INTO resume(uid, account_id, name, content, complete, created_at, updated_at)
		 SELECT 'resumeabcdefghij' || printf('%06d', id), id, '我的简历', '{}', 1, 1, 1 FROM account WHERE role = 'graduate';`});
});
after(async () => {
	await browser?.close();
	await portal?.stop();
});

async function enter(page) {
	await page.context().addCookies([...client.cookies].map(([name, value]) => ({name, value, url: portal.origin})));
	return page;
}

async function good(page, name) {
	await page.waitForLoadState('networkidle');
	await assertAccessible(page, name);
	await assertFits(page, name);
	await assertValidHtml(await (await page.context().request.get(page.url())).text(), name);
}

for (const script of [false, true]) {
	describe(script ? 'with script' : 'without script', () => {
		let page, job;
		before(async () => { page = await enter(await open(browser, portal.origin, {script})); });
		after(async () => {
			if (script) assert.deepEqual(page.complaints, []);
			await page?.context().close();
		});
		const check = (name) => script ? good(page, name) : undefined;

		test('4.1.f1 4.1.f2 4.1.f3 conditions are opened, filled in and met', async () => {
			await page.goto('/my/');
			await page.getByRole('link', {name: '高级搜索'}).click();
			await check('search');
			for (const list of await page.locator('#conditions select').all()) {
				const choices = await list.locator('option').allInnerTexts();
				assert.equal(new Set(choices).size, choices.length, choices.join());
			}
			await page.locator('#conditions summary').click();
			assert.equal(await page.getByLabel('关键词').isVisible(), false);
			await page.locator('#conditions summary').click();
			await page.getByLabel('关键词').fill('教师');
			await page.getByLabel('工作地区').selectOption({label: '乌鲁木齐市'});
			await page.getByRole('button', {name: '搜索', exact: true}).click();
			assert.match(page.url(), /keyword=%E6%95%99%E5%B8%88/);
			await check('results');
			const titles = await page.locator('.pick h3 a').allInnerTexts();
			assert.ok(titles.length > 0 && titles.every((t) => t.includes('教师')), titles.join());
		});

		test('4.1.f7 4.1.f8 details of one row, and of all', async () => {
			const row = page.locator('.pick').first();
			assert.equal(await row.locator('details p').isVisible(), false);
			await row.locator('summary').click();
			assert.equal(await row.locator('details p').isVisible(), true);
			await page.getByRole('link', {name: '详细信息', exact: true}).click();
			assert.equal(await page.locator('.pick p.lines').first().isVisible(), true);
			await check('details');
		});

		test('4.1.f4 4.1.i3 all rows at once become favourites', async () => {
			await page.goto('/my/search?keyword=%E5%B7%A5%E7%A8%8B%E5%B8%88');
			await page.getByRole('link', {name: '全选'}).click();
			const boxes = page.locator('.pick [type=checkbox]');
			assert.equal(await boxes.count(), await page.locator('.pick [type=checkbox]:checked').count());
			await page.getByRole('button', {name: '收藏选中'}).click();
			assert.match(await page.locator('.flash').innerText(), /职位收藏夹/);
		});

		test('0.r1 nothing ticked changes nothing and says so', async () => {
			await page.getByRole('button', {name: '收藏选中'}).click();
			assert.match(await page.locator('[role=alert]').innerText(), /请先选择职位/);
			if (script) await assertAccessible(page, 'nothing ticked');
		});

		test('4.1.f9 4.1.f5 a job\'s page, and the resume on its way', async () => {
			await page.goto(`/my/search?keyword=${encodeURIComponent('工程师')}`);
			await page.locator('.pick h3 a').nth(script ? 1 : 0).click();
			await check('job');
			job = page.url();
			await page.getByRole('link', {name: '投递简历'}).click();
			await check('apply');
			await page.getByRole('button', {name: '投递', exact: true}).click();
			assert.match(await page.locator('.flash').innerText(), /投递成功/);
			await check('applications');
			await page.goto(job);
			assert.match(await page.locator('aside').innerText(), /您已于 .* 投递过该职位/);
			await page.locator('.by a').click();
			await check('employer');
		});

		test('4.2.f2 4.2.f3 4.2.f4 favourites are searched, applied for and let go', async () => {
			await page.goto('/my/favourites');
			await check('favourites');
			await page.locator('.pick [type=checkbox]').nth(2).check();
			await page.getByRole('button', {name: '投递简历'}).click();
			await (script ? assertAccessible(page, 'result') : undefined);
			assert.match(await page.locator('main').innerText(), /投递成功 1 个|投递成功 0 个/);
			await page.goto('/my/favourites');
			const before = await page.locator('.pick').count();
			await page.locator('.pick [name=remove]').first().click();
			assert.match(await page.locator('.flash').innerText(), /已删除/);
			assert.ok(await page.locator('.pick').count() <= before);
		});

		test('4.1.f3 a search is kept and its alert turned off', async () => {
			await page.goto('/my/search?region=6501');
			await page.getByText('保存这次搜索').click();
			await page.getByLabel('名称').fill('乌鲁木齐');
			await page.getByRole('button', {name: '保存', exact: true}).click();
			await check('saved');
			await page.getByRole('button', {name: /^关闭通知/}).first().click();
			assert.match(await page.locator('table').innerText(), /未开启/);
		});
	});
}

test('a wide screen', async () => {
	const page = await enter(await open(browser, portal.origin, {viewport: DESK, dark: true}));
	for (const path of ['/my/search', '/my/favourites', '/my/applications', '/my/search/saved']) {
		await page.goto(path);
		await assertAccessible(page, path);
		await assertFits(page, path);
	}
	await page.setViewportSize({width: 320, height: 700});
	await page.goto('/my/search');
	await assertFits(page, 'the search at 320');
	assert.deepEqual(page.complaints, []);
	await page.context().close();
});
