// 我的数据 through the real server: the export is for who knows the password, by direct POST.
// What is in it is tested in tests/unit/test_mydata.c.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {forms, text} from '../lib/html.mjs';
import {startPortal} from '../lib/portal.mjs';

const PATH = '/my/data/export';
let portal, graduates;
before(async () => {
	portal = await startPortal({conf: {limit: {login_failures: 5}}});
	graduates = (await portal.accounts()).filter((a) => a.role === 'graduate');
});
after(() => portal?.stop());

const token = async (client) => forms((await client.get('/my/data')).text).find((f) => f.action === PATH).fields.csrf;

test('0.i1 without the password no data leaves, whatever the form says', async () => {
	const me = await portal.login(graduates[0]), csrf = await token(me);
	for (const fields of [{}, {password: ''}, {password: 'wrong1'}, {password: graduates[1].password + '0'}]) {
		const r = await me.post(PATH, {csrf, format: 'json', ...fields});
		assert.equal(r.status, 422, JSON.stringify(fields));
		assert.doesNotMatch(r.headers['content-type'], /json/);
		assert.ok(!r.headers['content-disposition'] && !r.text.includes(graduates[0].login));
	}
	const r = await me.post(PATH, {csrf, format: 'json', password: graduates[0].password});
	assert.equal(r.status, 200);
	assert.match(r.headers['content-disposition'], /attachment/);
	assert.equal(JSON.parse(r.text)['账号'][0]['身份证号'], graduates[0].login);
	assert.equal((await me.get(PATH)).status, 405);
});

test('0.i1 1.2.i3 wrong passwords count, and sent at once they count like one after the other', async () => {
	const me = await portal.login(graduates[2]), csrf = await token(me);
	const tries = await Promise.all(Array.from({length: 8}, (_, i) => me.post(PATH, {csrf, format: 'json', password: `wrong${i}`})));
	const looked = tries.filter((r) => /登录密码不正确/.test(text(r.text))).length;
	assert.ok(looked <= 5, `${looked} passwords were looked at`);
	const r = await me.post(PATH, {csrf, format: 'json', password: graduates[2].password});
	assert.equal(r.status, 422);
	assert.match(text(r.text), /操作过于频繁/);
});
