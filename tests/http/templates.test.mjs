// 示范文本: who may write them, drafts, previews, versions.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {after, before, describe, test} from 'node:test';
import {text} from '../lib/html.mjs';
import {startPortal} from '../lib/portal.mjs';

function sql(query) {
	const out = execFileSync('sqlite3', ['-json', '-cmd', '.timeout 5000', portal.path('jiuye.db')], {input: query, encoding: 'utf8'});
	return out ? JSON.parse(out) : [];
}
const csrf = (page) => page.text.match(/<main[\s\S]*?name="csrf" value="([^"]+)"/)[1];
const PATH = '/office/templates/contract';
const rows = () => sql("SELECT version, state, reason, body FROM document_template WHERE kind = 'contract' ORDER BY id");

let portal, admin;
before(async () => {
	portal = await startPortal();
	admin = await portal.login('admin');
});
after(() => portal?.stop());

async function post(client, values) {
	return client.post(PATH, {csrf: csrf(await admin.get(PATH)), reason: '', ...values});
}

describe('0.r2 the texts that are signed come from templates that an administrator writes', () => {
	const had = [];
	test('the list names the version in use', async () => {
		const page = await admin.get('/office/templates');
		assert.equal(page.status, 200);
		assert.match(text(page.text), /劳动合同.*第 1 版.*就业协议书.*第 1 版/s);
		had.push(...rows());
	});
	test('nobody else reaches them', async () => {
		for (const role of ['authority', 'school', 'graduate', 'employer']) {
			const client = await portal.login(role);
			assert.equal((await client.get(PATH)).status, 403, role);
			assert.equal((await client.post(PATH, {csrf: 'x', command: 'publish', body: 'x', reason: 'x'})).status, 403, role);
		}
		assert.equal((await admin.get('/office/templates/passport')).status, 404);
	});
	test('the page says what can be filled in', async () => {
		const page = await admin.get(PATH);
		assert.match(page.text, /<code>\{\{legal_person\}\}<\/code>/);
		assert.match(page.text, /法定代表人或者主要负责人/);
		assert.match(page.text, /### 一、用人单位基本情况/);
	});
	for (const [what, body, why] of [
		['an unknown placeholder', '## 合同\n乙方：{{nmae}}', '第 2 行第 4 个字：没有这个占位符：nmae。'],
		['an open section', '{{#ends_on}}', '第 1 行第 1 个字：没有与它对应的结尾：ends_on。'],
		['raw text', 'a\n\n{{{other}}}', '第 3 行第 1 个字：只能使用'],
		['nothing', '', '不能为空|请填写'],
	])
		for (const command of ['save', 'preview', 'publish'])
			test(`${command} of ${what} is refused at its place, with what was typed`, async () => {
				const r = await post(admin, {command, body, reason: '改'});
				assert.equal(r.status, 422);
				assert.match(text(r.text), new RegExp(why.replace(/[{}.]/g, '\\$&')));
				assert.ok(r.text.includes(`>${body}</textarea>`), 'what was typed is gone');
				assert.deepEqual(rows(), had);
			});
	test('a preview shows sample data and keeps nothing', async () => {
		const r = await post(admin, {command: 'preview', body: '## 劳动合同\n\n乙方：{{name}}<script>'});
		assert.equal(r.status, 200);
		assert.match(r.text, /<h2>劳动合同<\/h2>\s*<p>乙方：张三<!-- raw HTML omitted -->/);
		assert.deepEqual(rows(), had);
	});
	test('a draft is kept, changed and discarded; the version in use stays', async () => {
		assert.equal((await post(admin, {command: 'save', body: '草稿一'})).status, 303);
		assert.equal((await post(admin, {command: 'save', body: '草稿二'})).status, 303);
		assert.match((await admin.get(PATH)).text, />草稿二<\/textarea>/);
		assert.equal(rows().filter((r) => r.state === 'draft').length, 1);
		assert.equal((await post(admin, {command: 'discard', body: ''})).status, 303);
		assert.match((await admin.get(PATH)).text, /### 一、用人单位基本情况/);
		assert.equal((await post(admin, {command: 'discard', body: ''})).status, 404);
	});
	test('a publication says what has changed, gets the next version and is recorded', async () => {
		assert.equal((await post(admin, {command: 'publish', body: '新：{{name}}'})).status, 422);
		assert.equal((await post(admin, {command: 'publish', body: '新：{{name}}', reason: '全文修改'})).status, 303);
		const [newest] = rows().filter((r) => r.state === 'published').slice(-1);
		assert.deepEqual(newest, {version: 2, state: 'published', reason: '全文修改', body: '新：{{name}}'});
		assert.match(text((await admin.get(PATH)).text), /第 2 版.*全文修改.*第 1 版/s);
		assert.equal(sql("SELECT count(*) AS n FROM audit_event WHERE act = 'document_template.publish' AND result = 'draft>published'")[0].n, 1);
	});
	test('every published version can be read and none can be changed', async () => {
		assert.match((await admin.get(`${PATH}/version?n=2`)).text, /<p>新：张三<\/p>/);
		assert.match((await admin.get(`${PATH}/version?n=1`)).text, /一、用人单位基本情况/);
		for (const n of ['3', '0', 'x', '']) assert.equal((await admin.get(`${PATH}/version?n=${n}`)).status, 404);
		assert.throws(() => sql("UPDATE document_template SET body = 'x' WHERE version = 2"), /never changes/);
	});
	test('two publications at once give two versions or one refusal, never one number twice', async () => {
		const token = csrf(await admin.get(PATH));
		const answers = await Promise.all([1, 2, 3, 4].map((n) => admin.post(PATH, {csrf: token, command: 'publish', body: `同时 ${n}`, reason: '并发'})));
		const done = answers.filter((r) => r.status === 303).length;
		assert.ok(done >= 1);
		assert.deepEqual(rows().filter((r) => r.state === 'published').map((r) => r.version), [...Array(done + 2).keys()].map((i) => i + 1));
	});
});
