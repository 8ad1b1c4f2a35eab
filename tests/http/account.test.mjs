// Accounts through the real server: the journeys of chapter 1, what several do at once,
// and what time changes. Each rule alone is tested in tests/unit/test_account*.c.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {text} from '../lib/html.mjs';
import {creditCode, graduate, mobile} from '../lib/people.mjs';
import {startPortal} from '../lib/portal.mjs';

const CAPTCHA = '0000';
let portal;
before(async () => {
	portal = await startPortal({conf: {
		sms: {pause_seconds: 0, per_day: 100, per_hour_address: 1000},
		limit: {registrations_hour: 1000, address_failures: 10000},
	}});
});
after(() => portal?.stop());

// The form of 新用户注册, sent; gives the page of the code.
async function register(client, who, values = {}) {
	const org = who.credit_code !== undefined, path = org ? '/auth/register/org' : '/auth/register';
	const {name, mobile: phone, password} = who;
	const r = await client.submit(await client.get(path), {
		...(org ? {employer: who.employer, credit_code: who.credit_code} : {id_no: who.id_no}),
		name, mobile: phone, password, password2: password, captcha: CAPTCHA, ...values,
	}, {pick: path});
	assert.equal(r.status, 200, text(r.text));
	return r;
}

async function registered(who, client = portal.client()) {
	const page = await register(client, who);
	const r = await client.submit(page, {code: await portal.smsCode(who.mobile)}, {pick: '/auth/register/code'});
	assert.equal(r.status, 303, text(r.text));
	return {who, client, done: r};
}

async function login(client, kind, name, password, values = {}) {
	return client.submit(await client.get('/auth/login'), {kind, login: name, password, captcha: CAPTCHA, ...values}, {pick: '/auth/login'});
}

async function inZone(client, zone = '/my/') {
	return (await client.get(zone)).status === 200;
}

// A page without what differs from answer to answer anyway.
const plain = (page) => page.replace(/[0-9a-f]{64}|[A-Za-z0-9_-]{43}/g, '·');

describe('a graduate', () => {
	test('1.1.r5 1.2.r1 1.1.q2 registers, is not logged in by that, and logs in by ID number and by mobile', async () => {
		const {who, client, done} = await registered(graduate());
		assert.match((await client.follow(done)).text, /注册成功/);
		assert.equal(await inZone(client), false);
		for (const name of [who.id_no, who.mobile]) {
			const c = portal.client(), r = await login(c, 'graduate', name, who.password);
			assert.equal(r.status, 303);
			assert.equal(r.headers.location, '/my/');
			assert.match((await c.get('/my/')).text, /个人专区/);
		}
	});

	test('1.2.i1 1.3.r1 1.4.r1 changes the password, forgets it, recovers it', async () => {
		const {who} = await registered(graduate());
		const c = portal.client();
		await login(c, 'graduate', who.mobile, who.password);
		let r = await c.submit(await c.get('/auth/password'),
			{old_password: who.password, password: 'xin2026mi', password2: 'xin2026mi'}, {pick: '/auth/password'});
		assert.equal(r.status, 303);
		assert.equal(await inZone(c), true, 'this browser stays logged in');
		const lost = portal.client();
		r = await lost.submit(await lost.get('/auth/recover'), {mobile: who.mobile, captcha: CAPTCHA}, {pick: '/auth/recover'});
		assert.equal(r.status, 200);
		r = await lost.submit(r, {code: await portal.smsCode(who.mobile), password: 'hao2026ma', password2: 'hao2026ma'}, {pick: '/auth/recover/code'});
		assert.equal(r.status, 303);
		assert.equal(await inZone(lost), false, 'a code logs nobody in');
		assert.equal(await inZone(c), false, 'all sessions ended');
		assert.equal((await login(lost, 'graduate', who.mobile, 'xin2026mi')).status, 422);
		assert.equal((await login(lost, 'graduate', who.mobile, 'hao2026ma')).status, 303);
		const told = (await portal.sms()).filter((l) => l.includes(who.mobile)).join('\n');
		assert.match(told, /已于.*修改/);
		assert.match(told, /重置/);
	});
});

describe('others', () => {
	test('1.1.r2 1.2.r1 1.4.f1 a form sent empty names every field at once, the captcha too', async () => {
		for (const [path, labels] of [['/auth/register', ['身份证号', '真实姓名', '手机号', '登录密码', '验证码']], ['/auth/login', ['用户名', '密码', '验证码']], ['/auth/recover', ['手机号', '验证码']]]) {
			const c = portal.client();
			const r = await c.submit(await c.get(path), {}, {pick: path});
			assert.equal(r.status, 422, path);
			const named = [...r.text.match(/<section class="flash bad"[\s\S]*?<\/section>/)[0].matchAll(/<a href="#f-\w+">([^：]+)：/g)].map((m) => m[1]);
			for (const label of labels) assert.ok(named.some((n) => n.includes(label)), `${path}: ${label} of ${named}`);
		}
	});

	test('1.1.i3 an employer registers, logs in, and reads that it waits for verification', async () => {
		const org = {employer: '天山测试有限公司', credit_code: creditCode(), name: '李四', mobile: mobile(), password: 'danwei26'};
		const {client, done} = await registered(org);
		assert.match((await client.follow(done)).text, /审核/);
		const c = portal.client();
		assert.equal((await login(c, 'employer', org.credit_code, org.password)).headers.location, '/org/');
		assert.match(text((await c.get('/org/')).text), /天山测试有限公司.*待审核/);
	});

	test('1.1.i3 a licence of some megabytes comes with the form, to be seen by the authority, who need not say why then', async () => {
		const org = {employer: '昆仑测试有限公司', credit_code: creditCode(), name: '李四', mobile: mobile(), password: 'danwei26'};
		const licence = {name: '执照.pdf', bytes: Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(3e6, 'x'), Buffer.from('\n%%EOF\n')])};
		const client = portal.client(), page = await register(client, org, {licence});
		assert.equal((await client.submit(page, {code: await portal.smsCode(org.mobile)}, {pick: '/auth/register/code'})).status, 303);
		const office = await portal.login('authority');
		const path = (await office.get('/office/employers?state=pending')).text.match(/href="(\/office\/employers\/\d+)[^>]*>昆仑测试有限公司/)[1];
		const sent = await office.get(`${path}/licence`);
		assert.equal(sent.headers['content-type'], 'application/pdf');
		assert.equal(sent.body.length, licence.bytes.length);
		const token = (await office.get(path)).text.match(/<main[\s\S]*?name="csrf" value="([^"]+)"/)[1];
		const r = await office.post(path, {csrf: token, action: 'verify'});
		assert.equal(r.status, 303);
		assert.match(text((await office.get(path)).text), /已认证/);
	});

	test('1.2.i2 every role of the demo has an entrance, its zone, and no other', async () => {
		const zones = {graduate: '/my/', employer: '/org/'}, seen = new Set();
		for (const account of await portal.accounts()) {
			if (seen.has(account.role)) continue;
			seen.add(account.role);
			const c = await portal.login(account), own = zones[account.role] ?? '/office/';
			for (const zone of ['/my/', '/org/', '/office/'])
				assert.equal((await c.get(zone)).status, zone === own ? 200 : 403, `${account.role} at ${zone}`);
		}
		assert.equal(seen.size, 7, [...seen].join());
	});
});

describe('at once', () => {
	test('1.1.i1 two people register the same ID number: one of them wins', async () => {
		const a = graduate(), b = {...graduate(), id_no: a.id_no};
		const clients = [portal.client(), portal.client()];
		const pages = [await register(clients[0], a), await register(clients[1], b)];
		const codes = [await portal.smsCode(a.mobile), await portal.smsCode(b.mobile)];
		const answers = await Promise.all(pages.map((p, i) => clients[i].submit(p, {code: codes[i]}, {pick: '/auth/register/code'})));
		assert.deepEqual(answers.map((r) => r.status).sort(), [303, 422]);
		assert.match(answers.find((r) => r.status === 422).text, /该身份证号已注册/);
	});

	test('1.4.i1 one code sets one password', async () => {
		const {who} = await registered(graduate()), c = portal.client();
		const page = await c.submit(await c.get('/auth/recover'), {mobile: who.mobile, captcha: CAPTCHA}, {pick: '/auth/recover'});
		const code = await portal.smsCode(who.mobile);
		const tries = ['yi1yi1yi1', 'er2er2er2', 'san3san3', 'si4si4si4'];
		const answers = await Promise.all(tries.map((p) => c.submit(page, {code, password: p, password2: p}, {pick: '/auth/recover/code'})));
		assert.equal(answers.filter((r) => r.status === 303).length, 1, answers.map((r) => r.status).join());
		const works = [];
		for (const [i, p] of tries.entries())
			if ((await login(portal.client(), 'graduate', who.mobile, p)).status === 303) works.push(answers[i].status);
		assert.deepEqual(works, [303]);
	});

	test('1.2.i4 one captcha lets one try through', async () => {
		const {who} = await registered(graduate()), c = portal.client();
		const page = await c.get('/auth/login');
		const tries = Array.from({length: 6}, () => c.submit(page,
			{kind: 'graduate', login: who.mobile, password: who.password, captcha: CAPTCHA}, {pick: '/auth/login'}));
		const statuses = (await Promise.all(tries)).map((r) => r.status);
		assert.equal(statuses.filter((s) => s === 303).length, 1, statuses.join());
	});

	test('1.2.i3 guesses in parallel are limited like those one after the other', async () => {
		const {who} = await registered(graduate());
		const guess = async () => (await login(portal.client(), 'graduate', who.id_no, 'falsch99')).status;
		const statuses = await Promise.all(Array.from({length: 24}, guess));
		assert.ok(statuses.every((s) => [422, 429, 503].includes(s)), statuses.join());
		// By now tries must wait, or the login is closed: the right password is refused too.
		const right = () => login(portal.client(), 'graduate', who.id_no, who.password);
		assert.ok([422, 429].includes((await right()).status));
		await portal.clock.advance(15 * 60);
		assert.equal((await right()).status, 303);
	});

	test('1.2.i3 who guesses too fast is told when to come back', async () => {
		const who = graduate(), c = portal.client();
		let r;
		for (let i = 0; i < 9 && r?.status !== 429; i++) r = await login(c, 'graduate', who.id_no, 'falsch99');
		assert.equal(r.status, 429);
		assert.match(r.headers['retry-after'], /^[1-9]\d*$/);
	});
});

describe('what an answer gives away', () => {
	test('1.2.r1 1.2.r2 unknown name, wrong password, wrong entrance: the same page', async () => {
		const {who} = await registered(graduate());
		const tries = [['graduate', mobile(), who.password], ['graduate', who.mobile, 'falsch99'], ['employer', who.mobile, who.password]];
		const pages = [];
		for (const [kind, name, password] of tries) {
			const r = await login(portal.client(), kind, name, password);
			assert.equal(r.status, 422);
			assert.equal(r.cookies.filter((c) => /sid=/.test(c)).length, 0);
			pages.push(plain(r.text).replaceAll(name, '·').replace(/ checked/g, ''));
		}
		assert.equal(pages[1], pages[0]);
		assert.equal(pages[2], pages[0]);
	});

	test('1.2.r1 a refusal takes as long for an unknown name as for a wrong password', async () => {
		const {who} = await registered(graduate());
		const time = async (name) => {
			const c = portal.client(), page = await c.get('/auth/login'), start = performance.now();
			await c.submit(page, {kind: 'graduate', login: name, password: 'falsch99', captcha: CAPTCHA}, {pick: '/auth/login'});
			return performance.now() - start;
		};
		const known = [], unknown = [];
		for (let i = 0; i < 4; i++) {
			known.push(await time(who.mobile));
			unknown.push(await time(mobile()));
		}
		const [a, b] = [Math.min(...known), Math.min(...unknown)];
		assert.ok(a < 2 * b && b < 2 * a, `${a.toFixed(1)} ms and ${b.toFixed(1)} ms`);
	});

	test('a login takes a new cookie, httponly and for this site only; no page of a person is stored', async () => {
		const {who} = await registered(graduate()), c = portal.client();
		c.cookies.set('sid', 'A'.repeat(43)); // chosen by somebody else
		const r = await login(c, 'graduate', who.mobile, who.password);
		const cookie = r.cookies.find((x) => x.startsWith('sid='));
		assert.match(cookie, /^sid=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
		assert.notEqual(c.cookies.get('sid'), 'A'.repeat(43));
		for (const page of ['/my/', '/auth/password', '/auth/sessions', '/auth/login', '/auth/fragment/login'])
			assert.equal((await c.get(page)).headers['cache-control'], 'no-store', page);
	});

	test('neither log nor trail holds a password, a code or a whole number', async () => {
		const {who} = await registered({...graduate(), password: 'm1ma9Zx'});
		const codes = (await portal.sms()).filter((l) => l.includes(who.mobile)).join().match(/\d{6}(?!\d)/g);
		const log = portal.log();
		for (const secret of [who.password, who.id_no, who.mobile]) assert.equal(log.includes(secret), false);
		for (const code of codes) assert.equal(new RegExp(`(?<!\\d)${code}(?!\\d)`).test(log.replace(/\b[0-9a-f]{16}\b/g, '')), false);
		assert.equal((await portal.ctl('audit', 'verify')).status, 0);
	});
});

describe('time', () => {
	test('1.2.i4 a captcha shown two minutes ago is refused', async () => {
		const {who} = await registered(graduate()), c = portal.client();
		const page = await c.get('/auth/login');
		await portal.clock.advance(120);
		const late = {kind: 'graduate', login: who.mobile, password: who.password, captcha: CAPTCHA};
		const r = await c.submit(page, late, {pick: '/auth/login'});
		assert.equal(r.status, 422);
		assert.match(text(r.text), /验证码已失效/);
		assert.equal((await c.submit(r, {password: who.password, captcha: CAPTCHA}, {pick: '/auth/login'})).status, 303, 'the name was kept');
	});

	test('1.4.i1 a code is refused after its five minutes', async () => {
		const who = graduate(), c = portal.client();
		const page = await register(c, who), code = await portal.smsCode(who.mobile);
		await portal.clock.advance(300);
		const r = await c.submit(page, {code}, {pick: '/auth/register/code'});
		assert.equal(r.status, 422);
		assert.match(text(r.text), /已过期/);
	});
});
