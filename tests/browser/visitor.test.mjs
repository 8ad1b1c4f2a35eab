// A visitor with a phone and no JavaScript finds a job by facet and by browsing.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {PHONE, assertFits, launch, open} from '../lib/browser.mjs';
import {startPortal} from '../lib/portal.mjs';

let portal, browser, page;
before(async () => {
	portal = await startPortal();
	browser = await launch();
	page = await open(browser, portal.origin, {script: false, viewport: PHONE});
});
after(async () => {
	await browser?.close();
	await portal?.stop();
});

const count = (text) => Number(text.match(/(\d+)/)[1]);
// A click comes back when the new page begins to arrive; who reads it at once may miss its end.
const follow = async (link) => {
	const to = new URL(await link.getAttribute('href'), page.url());
	await link.click();
	await page.waitForURL(to.href);
};

describe('0.i2 without JavaScript, 390 pixels wide', () => {
	test('by facet: home, a prefecture, a job, its employer', async () => {
		await page.goto('/');
		await assertFits(page);
		const tile = page.locator('.tiles a').filter({hasNotText: '0 个职位'}).first();
		const place = (await tile.locator('b').innerText()).trim();
		const wanted = count(await tile.locator('small').innerText());
		await follow(tile);
		await assertFits(page);
		assert.match(await page.locator('h1').innerText(), new RegExp(place));
		assert.equal(count(await page.locator('.head p').first().innerText()), wanted);
		const job = page.locator('.job h3 a').first();
		const title = (await job.innerText()).trim();
		await follow(job);
		await assertFits(page);
		assert.equal((await page.locator('h1').innerText()).trim(), title);
		assert.match(await page.locator('main').innerText(), new RegExp(place));
		await follow(page.locator('.by a').first());
		await assertFits(page);
		assert.match(page.url(), /\/employers\//);
		assert.match(await page.locator('main').innerText(), new RegExp(title));
	});

	test('by every kind of facet: industry, education, employer', async () => {
		await page.goto('/jobs/');
		for (const kind of ['industry', 'education', 'place']) {
			await page.goto('/jobs/');
			const link = page.locator(`#by-${kind} a`).first();
			const wanted = count(await link.locator('.count').innerText());
			await follow(link);
			assert.equal(count(await page.locator('.head p').first().innerText()), wanted, kind);
			assert.ok(await page.locator('.job').count() > 0, kind);
		}
	});

	test('by browsing: page after page, every job once, to the oldest', async () => {
		await page.goto('/jobs/');
		const total = count(await page.locator('.head p').first().innerText());
		const seen = new Set();
		for (let pages = 0; pages < 100; pages++) {
			for (const href of await page.locator('.job h3 a').evaluateAll((all) => all.map((a) => a.getAttribute('href')))) seen.add(href);
			const older = page.locator('.pager a[rel=next]');
			if (await older.count() === 0) break;
			await follow(older);
			await assertFits(page);
		}
		assert.equal(seen.size, total);
		await page.goto([...seen].at(-1));
		assert.equal(await page.locator('h1').count(), 1);
	});

	test('what search engines read of a job is text, not Markdown', async () => {
		await page.goto('/jobs/');
		await follow(page.locator('.job h3 a').first());
		const data = JSON.parse(await page.locator('script[type="application/ld+json"]').textContent());
		assert.equal(data['@type'], 'JobPosting');
		assert.match(data.description, /<(p|ul|ol|h\d)>/);
		assert.doesNotMatch(data.description, /^#|\n- |\*\*/);
	});

	test('on paper the home page has no login area', async () => {
		await page.goto('/');
		await page.emulateMedia({media: 'print'});
		assert.equal(await page.locator('#login-title').isVisible(), false);
		assert.equal(await page.locator('.tiles').first().isVisible(), true);
		await page.emulateMedia({media: null});
	});

	test('1.1.f1 1.2.f1 the home page leads to login and registration', async () => {
		await page.goto('/');
		await page.locator('#login-title + div').getByRole('link', {name: '登录'}).click();
		await page.waitForURL(/\/auth\/login$/);
		await page.goto('/');
		await page.locator('#login-title + div').getByRole('button', {name: '注册'}).or(page.locator('#login-title + div').getByRole('link', {name: '注册'})).first().click();
		await page.waitForURL(/\/auth\/register/);
	});

	test('no static page has a form that changes something', async () => {
		for (const path of ['/', '/jobs/', '/employers/', '/announcements/', '/notices/', '/help/', '/agreement.html']) {
			await page.goto(path);
			assert.equal(await page.locator('form[method=post i]').count(), 0, path);
		}
	});
});

test('every link of every static page leads somewhere', async () => {
	const http = portal.client();
	const {links} = await import('../lib/html.mjs');
	const queue = ['/'], known = new Set(queue), broken = [];
	while (queue.length > 0) {
		const path = queue.shift();
		const r = await http.get(path);
		if (![200, 303].includes(r.status)) broken.push(`${path}: ${r.status}`);
		if (!/html/.test(r.headers['content-type'] ?? '') || /^\/(auth|my|org|office|api)\//.test(path)) continue;
		for (const href of links(r.text)) {
			const url = new URL(href, `${portal.origin}${path}`);
			if (url.origin !== portal.origin || known.has(url.pathname)) continue;
			known.add(url.pathname);
			queue.push(url.pathname);
		}
	}
	assert.deepEqual(broken, []);
	assert.ok(known.size > 300, `only ${known.size} pages`);
});
