// A graduate makes a resume on a phone without JavaScript, with a photo; an employer finds it
// and opens it; the graduate sees that. Every page on the way is checked by axe.
import assert from 'node:assert/strict';
import {mkdtemp, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, test} from 'node:test';
import {assertAccessible, assertFits, assertValidHtml, DESK, launch, open} from '../lib/browser.mjs';
import {png} from '../lib/picture.mjs';
import {startPortal} from '../lib/portal.mjs';

let portal, browser, page, org, twin;
before(async () => {
	portal = await startPortal();
	browser = await launch();
	const accounts = await portal.accounts();
	page = await visitor(accounts.find((a) => a.role === 'graduate'), {script: false});
	twin = await open(browser, portal.origin);
	org = await visitor(accounts.find((a) => a.role === 'employer'), {viewport: DESK});
});
after(async () => {
	await browser?.close();
	await portal?.stop();
});

async function visitor(account, options) {
	const client = await portal.login(account), p = await open(browser, portal.origin, options);
	await p.context().addCookies([...client.cookies].map(([name, value]) => ({name, value, url: portal.origin})));
	return p;
}

const button = (name) => page.locator('main').getByRole('button', {name, exact: true});

async function fill(values) {
	for (const [name, value] of Object.entries(values)) {
		const field = page.locator(`main [name="${name}"]`);
		if (await field.evaluate((e) => e.tagName) === 'SELECT') await field.selectOption(value);
		else await field.fill(value);
	}
}

async function press(name) {
	await Promise.all([page.waitForNavigation(), button(name).click()]);
}

// axe needs script, so it looks at the same page in another window.
async function look(p = page) {
	const html = await p.content();
	await assertFits(p);
	await assertValidHtml(`${html}\n`, p.url());
	await twin.route('**/looked-at', (route) => route.fulfill({contentType: 'text/html; charset=utf-8', body: html}));
	await twin.goto('/looked-at');
	await assertAccessible(twin, p.url());
	await twin.unroute('**/looked-at');
}

describe('a resume, on a phone without JavaScript', () => {
	test('3.1.f1 the menu opens 创建新简历; the name leads to the first of six steps', async () => {
		await page.goto('/my/');
		await page.locator('main').getByRole('link', {name: '创建新简历'}).click();
		await look();
		await fill({name: '教师岗位'});
		await press('开始填写');
		assert.equal(await page.locator('h1').innerText(), '基本信息');
		assert.equal(await page.locator('.steps li').count(), 6);
		await look();
	});

	test('3.1.r1 3.1.i2 each step saves; an empty field is named; going back finds what was typed', async () => {
		await fill({residence: '', education: 'bachelor', school: '天池大学', major: '汉语言文学', year: '2027'});
		await press('保存并继续');
		assert.match(await page.locator('[role=alert]').innerText(), /请填写现居住地/);
		assert.equal(await page.locator('[name=major]').inputValue(), '汉语言文学');
		await look();
		await fill({residence: '喀什地区疏附县'});
		await press('保存并继续');
		await fill({position: '中学语文教师', region: '6531'});
		await press('上一步');
		assert.equal(await page.locator('[name=residence]').inputValue(), '喀什地区疏附县');
		await press('保存并继续');
		assert.equal(await page.locator('[name=position]').inputValue(), '中学语文教师');
		await fill({employment: 'full_time'});
		await press('保存并继续');
		await fill({from: '2023-09', to: '2027-06', school: '天池大学', major: '汉语言文学', degree: 'bachelor'});
		await press('保存并再添加一条');
		await look();
		await press('保存并继续');
		assert.equal(await page.locator('h1').innerText(), '实习与工作经历');
		await press('保存并离开');
		assert.match(await page.locator('main').innerText(), /还有内容没有填完/);
		await look();
	});

	test('3.1.r1 resumed another day, the rest is filled in and the resume is complete', async () => {
		await page.goto('/my/resumes');
		assert.match(await page.locator('main').innerText(), /已填 60%/);
		await page.getByRole('link', {name: '维护：教师岗位'}).click();
		await page.locator('main').getByRole('link', {name: '技能与证书'}).click();
		await fill({skills: '板书端正，普通话二级甲等'});
		await press('保存并继续');
		await fill({text: '喜欢和学生在一起，耐心细致，愿意到乡镇学校任教。'});
		await press('保存并完成');
		assert.match(await page.locator('main').innerText(), /简历已填写完整/);
	});

	test('3.2.f7 a photo that is no picture is refused; a picture is shown', async () => {
		const dir = await mkdtemp(join(tmpdir(), 'jiuye-photo-'));
		await writeFile(join(dir, 'a.png'), 'not a picture');
		await writeFile(join(dir, 'b.png'), png(300, 400));
		await page.locator('main').getByRole('link', {name: '照片'}).click();
		await page.locator('[name=photo]').setInputFiles(join(dir, 'a.png'));
		await press('上传照片');
		assert.match(await page.locator('[role=alert]').innerText(), /只能上传 JPEG 或 PNG/);
		await look();
		await page.locator('[name=photo]').setInputFiles(join(dir, 'b.png'));
		await press('上传照片');
		await page.locator('main').getByRole('link', {name: '照片'}).click();
		assert.equal(await page.locator('img.photo').evaluate((i) => i.complete && i.naturalWidth), 300);
		await look();
	});

	test('3.2.f4 3.2.f8 level, preview and 屏蔽企业', async () => {
		await page.goto('/my/resumes');
		await look();
		await page.getByRole('link', {name: /设置 教师岗位 的保密级别/}).click();
		await page.locator('label[for="f-level-public"]').click();
		await look();
		await press('保存');
		assert.match(await page.locator('main').innerText(), /保密级别已更改/);
		await page.getByRole('link', {name: '预览：教师岗位'}).click();
		assert.match(await page.locator('.sheet').innerText(), /.\*[\s\S]*中学语文教师/);
		await look();
		await page.getByRole('link', {name: '您投递之后'}).click();
		assert.match(await page.locator('.sheet').innerText(), /手机：1\d{10}/);
		await page.goto('/my/resumes/blocks');
		await page.locator('[name=q]').fill('公司');
		await press('查找');
		await look();
		await Promise.all([page.waitForNavigation(), page.locator('[name=block]').last().click()]);
		assert.match(await page.locator('main').innerText(), /已屏蔽，该单位不能再搜索/);
		await Promise.all([page.waitForNavigation(), page.locator('[name=unblock]').first().click()]);
	});

	test('3.3.i1 3.3.f1 the employer finds and opens it; the graduate sees who looked', async () => {
		await org.goto('/org/');
		await org.locator('main').getByRole('link', {name: '简历搜索'}).click();
		await look(org);
		await org.locator('[name=keyword]').fill('板书');
		await org.locator('main').getByRole('button', {name: '搜索', exact: true}).click();
		await org.getByRole('button', {name: /中学语文教师/}).click();
		await org.waitForURL(/\/org\/resumes\/[\w-]{22}$/);
		await look(org);
		assert.ok(await org.locator('.sheet img').evaluate((i) => i.decode().then(() => i.naturalWidth)) > 0);
		assert.doesNotMatch(await org.locator('main').innerText(), /1[3-9]\d{9}/);
		await page.goto('/my/resumes/views');
		assert.match(await page.locator('tbody').innerText(), /教师岗位/);
		await look();
		await page.locator('tbody').getByRole('link').first().click();
		assert.equal(await page.locator('h1').count(), 1);
	});

	test('3.2.f5 the export opens offline and looks like a resume', async () => {
		const [uid] = (await (await page.request.get('/my/resumes')).text()).match(/(?<=resumes\/)[\w-]{22}(?=\/export)/);
		const html = await (await page.request.get(`/my/resumes/${uid}/export`)).text();
		const file = join(await mkdtemp(join(tmpdir(), 'jiuye-export-')), 'a.html');
		await writeFile(file, html);
		const offline = await open(browser, portal.origin, {viewport: DESK, offline: true});
		await offline.goto(`file://${file}`);
		assert.equal(await offline.locator('img').evaluate((i) => i.naturalWidth), 300);
		await assertAccessible(offline);
		assert.deepEqual(offline.complaints, []);
	});

	test('3.2.f6 删除 asks before it deletes', async () => {
		await page.goto('/my/resumes');
		await page.getByRole('button', {name: '删除：教师岗位'}).click();
		await page.waitForURL(/\/my\/resumes$/);
		assert.equal(await page.locator('h1').innerText(), '删除简历');
		await look();
		await press('确定删除');
		assert.match(await page.locator('main').innerText(), /还没有简历/);
		assert.deepEqual([...page.complaints, ...org.complaints], []);
	});
});
