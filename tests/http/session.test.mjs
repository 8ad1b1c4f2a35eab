// Login, its refusals, and the life of a session.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {graduate} from '../lib/people.mjs';
import {startPortal} from '../lib/portal.mjs';

let portal, people, employer, staff;
before(async () => {
	portal = await startPortal({conf: {sms: {pause_seconds: 0}}});
	const all = await portal.accounts();
	people = all.filter((a) => a.role === 'graduate');
	employer = all.find((a) => a.role === 'employer');
	staff = all.find((a) => a.role === 'authority');
});
after(() => portal?.stop());

async function tryLogin(values, client = portal.client()) {
	const page = await client.get('/auth/login');
	const r = await client.submit(page, {kind: 'graduate', captcha: '0000', ...values}, {pick: '/auth/login'});
	return Object.assign(r, {client});
}
const loggedIn = async (client) => (await client.get('/api/session')).json.logged_in;

// What a page says, without what differs from page to page anyway.
const words = (html) => html.replace(/value="[^"]*"|data-\w+="[^"]*"|src="[^"]*"/g, '').replace(/\s+/g, ' ');

describe('1.2.r1 login needs name, password and code', () => {
	const who = () => people[0];
	const REFUSED = [
		['a wrong password', () => ({login: who().login, password: 'wrong123'})],
		['an unknown name', () => ({login: '650102199901011230', password: 'wrong123'})],
		['a wrong code', () => ({login: who().login, password: who().password, captcha: '1111'})],
		['no code', () => ({login: who().login, password: who().password, captcha: ''})],
		['no password', () => ({login: who().login, password: ''})],
		['no name', () => ({login: '', password: who().password})],
		['1.2.r2 the entrance of employers', () => ({kind: 'employer', login: who().login, password: who().password})],
		['1.2.r2 the entrance of staff', () => ({kind: 'staff', login: who().login, password: who().password})],
		['1.2.r2 an employer at the entrance of graduates', () => ({login: employer.login, password: employer.password})],
	];
	for (const [name, values] of REFUSED) {
		test(`${name} is refused`, async () => {
			const r = await tryLogin(values());
			assert.equal(r.status, 422);
			assert.equal(await loggedIn(r.client), false);
			assert.ok(!r.headers['set-cookie']?.some((c) => /^sid=./.test(c)));
			assert.doesNotMatch(r.text, /value="wrong123"/);
		});
	}
	test('wrong name and wrong password read the same', async () => {
		const a = await tryLogin({login: people[1].login, password: 'wrong123'});
		const b = await tryLogin({login: '650102199901011230', password: 'wrong123'});
		assert.equal(a.status, b.status);
		assert.equal(words(a.text), words(b.text));
		assert.deepEqual(Object.keys(a.headers).sort(), Object.keys(b.headers).sort());
	});
	test('the right ones open the zone, for a graduate, an employer and staff', async () => {
		for (const [kind, account, zone] of [['graduate', people[2], '/my/'], ['employer', employer, '/org/'], ['staff', staff, '/office/']]) {
			const r = await tryLogin({kind, login: account.login, password: account.password});
			assert.deepEqual([r.status, r.headers.location], [303, zone], r.text.slice(0, 400));
			assert.equal((await r.client.get(zone)).status, 200);
		}
	});
	test('1.2.i4 a code serves once', async () => {
		const client = portal.client();
		const page = await client.get('/auth/login');
		const values = {kind: 'graduate', login: people[3].login, password: 'wrong123', captcha: '0000'};
		assert.equal((await client.submit(page, values, {pick: '/auth/login'})).status, 422);
		const again = await client.submit(page, {...values, password: people[3].password}, {pick: '/auth/login'});
		assert.equal(again.status, 422);
		assert.equal(await loggedIn(client), false);
	});
	test('1.2.i3 after ten failures the right password is refused too, until the time is over', async () => {
		const who = people[4];
		for (let i = 0; i < 10; i++) {
			await tryLogin({login: who.login, password: 'wrong123'});
			await portal.clock.advance(61);
		}
		assert.equal((await tryLogin({login: who.login, password: who.password})).status, 422);
		await portal.clock.advance(16 * 60);
		assert.equal((await tryLogin({login: who.login, password: who.password})).status, 303);
	});
});

describe('after the login', () => {
	const NEXT = [
		['/my/', '/my/'], ['/auth/sessions', '/auth/sessions'], ['//evil.example/', '/my/'], ['/\\evil.example', '/my/'],
		['https://evil.example/', '/my/'], ['javascript:alert(1)', '/my/'], ['/x\r\nSet-Cookie: a=b', '/my/'], ['', '/my/'],
	];
	for (const [next, to] of NEXT) {
		test(`next=${JSON.stringify(next)} leads to ${to}`, async () => {
			const client = portal.client();
			const page = await client.get(`/auth/login?next=${encodeURIComponent(next)}`);
			const r = await client.submit(page, {kind: 'graduate', login: people[0].login, password: people[0].password, captcha: '0000'}, {pick: '/auth/login'});
			assert.deepEqual([r.status, r.headers.location], [303, to]);
			assert.equal(r.headers['set-cookie'].length, 2);
		});
	}
	test('a cookie that was planted before the login is of no use', async () => {
		const client = portal.client();
		client.cookies.set('sid', 'A'.repeat(43));
		const r = await tryLogin({login: people[0].login, password: people[0].password}, client);
		assert.equal(r.status, 303);
		assert.notEqual(client.cookies.get('sid'), 'A'.repeat(43));
		const planted = portal.client();
		planted.cookies.set('sid', 'A'.repeat(43));
		assert.equal(await loggedIn(planted), false);
	});
	test('logging in again gives a new session and ends the old one', async () => {
		const client = await portal.login(people[0]);
		const old = portal.client();
		old.cookies = new Map(client.cookies);
		await client.submit(await client.get('/my/'), {}, {pick: '/auth/logout'});
		await tryLogin({login: people[0].login, password: people[0].password}, client);
		assert.equal(await loggedIn(client), true);
		assert.equal(await loggedIn(old), false);
	});
});

describe('the life of a session', () => {
	test('it ends after half an hour without use', async () => {
		const client = await portal.login(people[5]);
		await portal.clock.advance(29 * 60);
		assert.equal(await loggedIn(client), true);
		await portal.clock.advance(29 * 60);
		assert.equal(await loggedIn(client), true);
		await portal.clock.advance(30 * 60);
		assert.equal(await loggedIn(client), false);
	});
	test('that of staff after a quarter', async () => {
		const client = await portal.login(staff);
		await portal.clock.advance(15 * 60);
		assert.equal(await loggedIn(client), false);
	});
	test('it ends after twelve hours even in use', async () => {
		const client = await portal.login(people[5]);
		for (let i = 0; i < 12 * 3 - 1; i++) {
			await portal.clock.advance(20 * 60);
			assert.equal(await loggedIn(client), true, `${i * 20} minutes`);
		}
		await portal.clock.advance(20 * 60);
		assert.equal(await loggedIn(client), false);
	});
	test('a clock set back neither ends it nor brings an ended one back', async () => {
		const ended = await portal.login(people[5]);
		await portal.clock.advance(31 * 60);
		assert.equal(await loggedIn(ended), false);
		const client = await portal.login(people[5]);
		await portal.clock.advance(-3600);
		assert.equal(await loggedIn(client), true);
		assert.equal(await loggedIn(ended), false);
		await portal.clock.advance(3600);
	});
	test('the sixth login ends the oldest', async () => {
		const all = [];
		for (let i = 0; i < 6; i++) {
			all.push(await portal.login(people[6]));
			await portal.clock.advance(61);
		}
		assert.deepEqual(await Promise.all(all.map(loggedIn)), [false, true, true, true, true, true]);
	});
	test('1.3.i2 a change of the password ends the others and renews the own', async () => {
		const who = people[7];
		const [client, other] = [await portal.login(who), await portal.login(who)];
		const before = portal.client();
		before.cookies = new Map(client.cookies);
		const r = await client.submit(await client.get('/auth/password'),
			{old_password: who.password, password: 'neu2026xx', password2: 'neu2026xx'}, {pick: '/auth/password'});
		assert.equal(r.status, 303, r.text.slice(0, 800));
		assert.deepEqual([await loggedIn(client), await loggedIn(other), await loggedIn(before)], [true, false, false]);
		assert.equal((await tryLogin({login: who.login, password: who.password})).status, 422);
		assert.equal((await tryLogin({login: who.login, password: 'neu2026xx'})).status, 303);
	});
	test('a disabled account is out at its next request', async () => {
		const client = await portal.login(staff);
		assert.equal((await portal.ctl('user', 'disable', staff.login)).status, 0);
		assert.equal(await loggedIn(client), false);
		assert.equal((await tryLogin({kind: 'staff', login: staff.login, password: staff.password})).status, 422);
		assert.equal((await portal.ctl('user', 'enable', staff.login)).status, 0);
		assert.equal((await tryLogin({kind: 'staff', login: staff.login, password: staff.password})).status, 303);
	});
});

describe('1.3.r2 the new password', () => {
	const CASES = [['abc12', false], ['abk135', true], ['abcde12349', true], ['abcde123456', false], ['abc_123', false], ['密码密码密码', false], ['ABCdef', true], ['123456', false], ['abc123', false]];
	for (const [password, fine] of CASES) {
		test(`n.17 1.3.r2 ${password} ${fine ? 'is taken' : 'is refused'}`, async () => {
			const who = people[8];
			const client = await portal.login(who);
			const r = await client.submit(await client.get('/auth/password'),
				{old_password: who.password, password, password2: password}, {pick: '/auth/password'});
			assert.equal(r.status, fine ? 303 : 422);
			if (fine) who.password = password;
		});
	}
	test('1.3.r1 the old one must be right', async () => {
		const client = await portal.login(people[8]);
		const r = await client.submit(await client.get('/auth/password'), {old_password: 'wrong123', password: 'xyz789', password2: 'xyz789'}, {pick: '/auth/password'});
		assert.equal(r.status, 422);
	});
	test('1.3.r3 the page advises to change it often', async () =>
		assert.match((await (await portal.login(people[8])).get('/auth/password')).text, /经常更换/));
});

describe('1.4.r1 recovery tells nobody who is registered', () => {
	const ask = async (mobile) => {
		const client = portal.client();
		const page = await client.get('/auth/recover');
		return client.submit(page, {mobile, captcha: '0000'}, {pick: '/auth/recover'});
	};
	test('a known and an unknown number get the same answer', async () => {
		const who = graduate(), stranger = graduate();
		const client = portal.client();
		const form = await client.get('/auth/register');
		const sent = await client.submit(form, {name: who.name, id_no: who.id_no, mobile: who.mobile, password: who.password, password2: who.password, captcha: '0000'}, {pick: (f) => f.names.includes('id_no')});
		const done = await client.submit(sent, {code: await portal.smsCode(who.mobile)}, {pick: (f) => f.names.includes('code')});
		assert.equal((await client.follow(done)).status, 200);
		const [known, unknown] = [await ask(who.mobile), await ask(stranger.mobile)];
		assert.equal(known.status, unknown.status);
		const same = (r) => words(r.text).replace(/1\d\d\*+\d{4}|139\d{8}/g, 'N');
		assert.equal(same(known), same(unknown));
		await assert.rejects(portal.smsCode(stranger.mobile));
		assert.match(await portal.smsCode(who.mobile), /^\d{6}$/);
	});
});
