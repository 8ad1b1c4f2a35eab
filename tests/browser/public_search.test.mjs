// The search over the static site's files: by words, conditions, keyboard; and without JavaScript.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {after, before, describe, test} from 'node:test';
import {DESK, PHONE, assertAccessible, assertFits, launch, open} from '../lib/browser.mjs';
import {startPortal} from '../lib/portal.mjs';

let portal, browser;
before(async () => {
	portal = await startPortal({site: 'own'});
	browser = await launch();
});
after(async () => {
	await browser?.close();
	await portal?.stop();
});

const sql = (query) => execFileSync('sqlite3', ['-json', '-cmd', '.timeout 5000', portal.path('jiuye.db')], {input: query, encoding: 'utf8'});
// The jobs of the store that a visitor may find, newest first.
const jobs = () => JSON.parse(sql("SELECT id, title, employer, prefecture FROM public_job WHERE state = 'published' ORDER BY id DESC"));
const found = async (page) => {
	await page.waitForFunction(() => /找到/.test(document.getElementById('found').textContent));
	return Number((await page.locator('#found').innerText()).match(/\d+/)?.[0] ?? 0);
};
const search = async (page, words) => {
	await page.evaluate(() => { document.getElementById('found').textContent = ''; });
	await page.fill('#q', words);
	return found(page);
};

describe('0.i2 the public search', () => {
	test('from the home page: the words are found in titles, employers and places, and marked', async () => {
		const page = await open(browser, portal.origin, {viewport: PHONE});
		await page.goto('/');
		await page.fill('[name=q]', '工程师');
		await page.click('text=搜索职位');
		const wanted = (jobs()).filter((j) => /工程师/.test(j.title + ' ' + j.employer));
		assert.ok(wanted.length > 3);
		assert.ok(await found(page) >= wanted.length);
		assert.equal(await page.locator('#results mark').first().innerText(), '工程师');
		assert.match(await page.locator('#results h3').first().innerText(), /工程师/);
		await assertFits(page);
		await assertAccessible(page);
		assert.deepEqual(page.complaints, []);
	});

	test('one and two characters, several words, conditions, and an address that can be kept', async () => {
		const page = await open(browser, portal.origin, {viewport: DESK});
		await page.goto('/search/');
		const all = jobs();
		const some = all[Math.floor(all.length / 2)], word = [...some.title].slice(0, 2).join('');
		assert.ok(await search(page, word) >= all.filter((j) => j.title.includes(word)).length);
		const one = await search(page, word[0]);
		assert.ok(one >= all.filter((j) => j.title.includes(word[0])).length);
		const both = await search(page, `${word} ${[...some.employer].slice(0, 4).join('')}`);
		assert.ok(both >= 1 && both <= one);
		await page.evaluate(() => { document.getElementById('found').textContent = ''; });
		await page.selectOption('#by-place', some.prefecture);
		assert.ok(await found(page) <= both);
		assert.ok((await page.locator('#results').innerText()).includes(some.title));
		const kept = page.url(), rows = await page.locator('#results').innerText();
		await page.goto('/');
		await page.goto(kept);
		await found(page);
		await page.locator('#results h3').first().waitFor();
		assert.equal(await page.locator('#results').innerText(), rows);
		assert.equal(await search(page, '绝不会有的词'), 0);
		assert.match(await page.locator('#found').innerText(), /没有找到/);
		assert.deepEqual(page.complaints, []);
	});

	test('by keyboard: "/" to the field, down into the results, enter', async () => {
		const page = await open(browser, portal.origin, {viewport: DESK});
		await page.goto('/search/');
		await page.keyboard.press('/');
		await page.keyboard.type('公司');
		await found(page);
		await page.locator('#results h3').nth(1).waitFor();
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('ArrowDown');
		const title = await page.locator('#results h3').nth(1).innerText();
		await page.keyboard.press('Enter');
		await page.waitForURL(/\/jobs\/\d+\/\d+\.html/);
		assert.equal((await page.locator('h1').innerText()).trim(), title.trim());
	});

	test('a visitor with a phone finds 乌鲁木齐 教师 by one query from the home page', async () => {
		const page = await open(browser, portal.origin, {viewport: PHONE});
		await page.goto('/');
		await page.fill('[name=q]', '乌鲁木齐 教师');
		await page.keyboard.press('Enter');
		const wanted = jobs().filter((j) => j.prefecture === '6501' && j.title.includes('教师'));
		assert.ok(wanted.length >= 2);
		assert.equal(await found(page), wanted.length);
		for (const job of wanted) assert.equal(await page.locator(`#results a[href$="/${job.id}.html"]`).count(), 1, job.title);
		for (const row of await page.locator('#results > li').all()) assert.match(await row.innerText(), /教师[^]*乌鲁木齐/);
		for (const width of [PHONE.width, 320]) {
			await page.setViewportSize({...PHONE, width});
			assert.ok(await page.locator('#results > li').first().evaluate((li) => li.getBoundingClientRect().bottom < innerHeight), `at ${width} the first is seen whole without scrolling`);
			await assertFits(page);
		}
	});

	test('and by three taps: the place, the search in it, and what was found there', async () => {
		const page = await open(browser, portal.origin, {viewport: PHONE, hasTouch: true});
		await page.goto('/');
		await page.locator('.tiles a[href="/jobs/prefecture/6501/"]').tap();
		await page.waitForURL(/prefecture\/6501\/$/);
		await page.getByRole('link', {name: '搜索乌鲁木齐市职位'}).tap();
		await page.waitForURL(/\/search\/\?p=6501$/);
		assert.equal(await found(page), jobs().filter((j) => j.prefecture === '6501').length);
		assert.ok(await search(page, '教师') >= 2);
		const title = await page.locator('#results h3').first().innerText();
		await page.locator('#results h3 a').first().tap();
		await page.waitForURL(/\/jobs\/\d+\/\d+\.html/);
		assert.match(title, /教师/);
		assert.equal((await page.locator('h1').innerText()).trim(), title.trim());
		assert.deepEqual(page.complaints, []);
	});

	test('words of the address that mean nothing to the form are passed over', async () => {
		const page = await open(browser, portal.origin, {viewport: PHONE});
		for (const word of ['length=1', 'action=x', 'item=1', '__proto__=1', 'p=nowhere', 'by-place=6501']) {
			await page.goto(`/search/?${word}&q=${encodeURIComponent('公司')}`);
			assert.ok(await found(page) > 0, word);
			assert.equal(await page.inputValue('#q'), '公司');
			assert.equal(await page.inputValue('#by-place'), '', word);
			assert.equal(await page.locator('#by-place').evaluate((s) => s.selectedIndex), 0, word);
		}
		assert.deepEqual(page.complaints, []);
	});

	test('the back button brings back the words, the conditions and what was found', async () => {
		const page = await open(browser, portal.origin, {viewport: PHONE});
		await page.goto('/search/');
		await page.selectOption('#by-education', 'bachelor');
		await found(page);
		await search(page, '工程师');
		const rows = await page.locator('#results').innerText(), address = page.url();
		await page.locator('#results h3 a').first().click();
		await page.waitForURL(/\/jobs\/\d+\/\d+\.html/);
		await page.goBack();
		await page.locator('#results h3').first().waitFor();
		assert.equal(page.url(), address);
		assert.deepEqual([await page.inputValue('#q'), await page.inputValue('#by-education')], ['工程师', 'bachelor']);
		assert.equal(await page.locator('#results').innerText(), rows);
	});

	test('by tabulator: words, three conditions, the button, the first result; the focus is seen and the number is said', async () => {
		const page = await open(browser, portal.origin, {viewport: PHONE});
		await page.goto('/search/');
		await page.focus('#q');
		await page.keyboard.type('工程师');
		await page.keyboard.press('Enter');
		await found(page);
		await page.locator('#results h3').first().waitFor();
		assert.equal(await page.locator('#found').getAttribute('role'), 'status');
		const stops = [];
		for (let i = 0; i < 5; i++) {
			await page.keyboard.press('Tab');
			stops.push(await page.evaluate(() => {
				const e = document.activeElement, b = e.getBoundingClientRect();
				const seen = getComputedStyle(e).outlineStyle !== 'none' && b.bottom > 0 && b.top < innerHeight;
				return `${e.id || e.closest('#results')?.id || e.type}${seen ? '' : ' (not seen)'}`;
			}));
		}
		assert.deepEqual(stops, ['by-place', 'by-industry', 'by-education', 'submit', 'results']);
		await page.keyboard.press('Enter');
		await page.waitForURL(/\/jobs\/\d+\/\d+\.html/);
	});

	test('a job that closes is not found after the next build', async () => {
		const page = await open(browser, portal.origin, {viewport: DESK});
		await page.goto('/search/');
		await search(page, '公司');
		const first = page.locator('#results h3 a').first(), title = await first.innerText();
		const [id] = (await first.getAttribute('href')).match(/\d+(?=\.html)/);
		sql(`UPDATE job SET state = 'closed' WHERE id = ${id}`);
		assert.equal((await portal.sitegen('build')).status, 0);
		await page.goto(`/search/?q=${encodeURIComponent(title)}`);
		await found(page);
		assert.equal(await page.locator(`#results a[href$="/${id}.html"]`).count(), 0);
	});

	test('titles before employers before places, and the newest first among equals', async () => {
		const [a, b, c, d] = jobs().slice(-4).map((j) => j.id); // the oldest: they stand in the words files
		sql(`UPDATE job SET title = '驼铃导游' WHERE id IN (${b}, ${d}); UPDATE job SET workplace = '驼铃路1号' WHERE id = ${a};
			UPDATE employer SET name = '驼铃旅行社' WHERE id = (SELECT employer_id FROM job WHERE id = ${c})`);
		assert.equal((await portal.sitegen('build')).status, 0);
		const wanted = [b, d].sort((x, y) => y - x), page = await open(browser, portal.origin, {viewport: PHONE});
		await page.goto('/search/?q=%E9%A9%BC%E9%93%83');
		const n = await found(page), rows = await page.locator('#results h3 a').evaluateAll((links) => links.map((l) => Number(l.href.match(/\d+(?=\.html)/)[0])));
		assert.deepEqual(rows.slice(0, 2), wanted);
		assert.equal(await page.locator('#results h3 mark').count(), 2);
		if (n <= rows.length) assert.equal(rows.at(-1), a);
		const employers = await page.locator('#results > li .by:first-of-type').allInnerTexts();
		assert.ok(employers.slice(2, -1).every((e) => e.includes('驼铃')), employers.join());
		assert.deepEqual(page.complaints, []);
	});

	test('a job whose time ends between two builds is not shown', async () => {
		const page = await open(browser, portal.origin, {viewport: DESK});
		const [{id, closes_at: ends, title}] = JSON.parse(sql("SELECT id, title, closes_at FROM public_job WHERE state = 'published' ORDER BY closes_at LIMIT 1"));
		const shows = async () => {
			await page.goto(`/search/?q=${encodeURIComponent(title)}`);
			await found(page);
			while (await page.locator('#more').isVisible()) {
				const before = await page.locator('#results > li').count();
				await page.locator('#more').click();
				await page.waitForFunction((n) => document.querySelectorAll('#results > li').length > n || document.getElementById('more').hidden, before);
			}
			return page.locator(`#results a[href$="/${id}.html"]`).count();
		};
		assert.equal(await shows(), 1);
		await page.clock.setFixedTime(ends * 1000);
		assert.equal(await shows(), 0);
	});

	test('a site that was built meanwhile is looked at again; without a network it says so, and goes on with one', async () => {
		const page = await open(browser, portal.origin, {viewport: DESK});
		await page.goto('/search/');
		let asked = 0;
		await page.route('**/search/jobs/index.json', async (route) => {
			const answer = await route.fetch(), index = await answer.json();
			if (asked++ === 0) index.buckets *= 2; // as a smaller site has left it behind
			await route.fulfill({response: answer, json: index});
		});
		assert.ok(await search(page, '公司') > 10);
		assert.equal(asked, 2);
		await page.context().setOffline(true);
		await page.fill('#q', '会计');
		await page.locator('#found', {hasText: '现在没有网络'}).waitFor();
		await page.context().setOffline(false);
		assert.ok(await found(page) >= 0);
		assert.match(await page.locator('#results').innerText(), /会计/);
	});

	test('without JavaScript the conditions lead to the lists', async () => {
		const page = await open(browser, portal.origin, {script: false, viewport: PHONE});
		await page.goto('/search/');
		await assertFits(page);
		assert.match(await page.locator('main').innerText(), /需要浏览器运行脚本/);
		for (const kind of ['prefecture', 'industry', 'education']) assert.ok(await page.locator(`#browse a[href^="/jobs/${kind}/"]`).count() > 2, kind);
		await page.locator('#browse a').first().click();
		await page.waitForURL(/\/jobs\/prefecture\/\d+\//);
	});
});
