// The conditions of lists stand in the address. One that is no number is told at its field, with what was typed, and the others still count.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {startPortal} from '../lib/portal.mjs';

let portal;
before(async () => { portal = await startPortal(); });
after(() => portal?.stop());

// who, the list, a condition with a bad value, what is said of it, another condition that counts
const BAD = [
	['graduate', '/my/search', 'salary_min=abc', '月薪不低于是 0 到 1000000 之间的整数。', 'keyword=教师'],
	['graduate', '/my/search', 'salary_max=9000%E5%85%83', '月薪不高于是 0 到 1000000 之间的整数。', 'keyword=教师'],
	['graduate', '/my/search', 'days=400', '发布时间是 0 到 365 之间的整数。', 'sort=salary'],
	['graduate', '/my/contracts', 'year=26', '毕业年度是 1950 到 2100 之间的整数。', 'employer=公司'],
	['graduate', '/my/agreements/terminate', 'to=2026-02-30', '截止日期不是有效日期，请按 2026-01-31 的格式填写。', 'number=1'],
	['graduate', '/my/contracts/invitations', 'from=x', '起始日期不是有效日期，请按 2026-01-31 的格式填写。', 'employer=公司'],
	['employer', '/org/documents', 'year=abc', '毕业年度是 1950 到 2100 之间的整数。', 'graduate=张'],
	['employer', '/org/invitations', 'to=x', '截止日期不是有效日期，请按 2026-01-31 的格式填写。', 'graduate=张'],
	['employer', '/org/resumes', 'salary=-1', '期望月薪不高于（元）是 1 到 999999 之间的整数。', 'keyword=教师'],
	['school', '/office/students', 'year=two', '毕业年度是 1950 到 2100 之间的整数。', 'name=张'],
	['school', '/office/dossiers/missing', 'year=20266', '毕业年度是 1950 到 2100 之间的整数。', 'name=张'],
	['authority', '/office/subsidy-counts', 'year=abc', '毕业年度是 1950 到 2100 之间的整数。', ''],
	['authority', '/office/certificates', 'year=abc', '毕业年度是 1950 到 2100 之间的整数。', 'state=collected'],
];

for (const [role, path, bad, says, other] of BAD) {
	test(`${path}?${decodeURIComponent(bad)} is told at its field`, async () => {
		const client = await portal.login(role);
		const [name, typed] = bad.split('=').map(decodeURIComponent);
		const r = await client.get(`${path}?${bad}&${encodeURI(other)}`);
		assert.equal(r.status, 422);
		assert.ok(r.text.includes(`错误：${says}`), r.text.match(/错误：[^<]*/)?.[0]);
		assert.match(r.text, new RegExp(`<a href="#f-${name}">`));
		assert.match(r.text, new RegExp(`id="f-${name}"`));
		assert.match(r.text, /<title>有误/);
		if (name !== 'days') assert.ok(r.text.includes(`value="${typed}"`), 'what was typed stays');
		if (other.includes('=')) assert.ok(r.text.includes(other.split('=')[1]), 'the other condition counts');
		assert.equal((await client.get(`${path}?${encodeURI(other)}`)).status, 200);
	});
}

test('numbers may be written in full width', async () => {
	const client = await portal.login('graduate');
	const found = async (query) => (await client.get(`/my/search?${encodeURI(query)}`)).text.match(/共 ([\d+]+) 个职位/)[1];
	assert.equal(await found('salary_min=１２０００'), await found('salary_min=12000'));
	assert.notEqual(await found('salary_min=12000'), await found(''));
});
