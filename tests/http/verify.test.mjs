// Documents on paper and in files, and /verify: who may, when, and what strangers are told.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {after, before, describe, test} from 'node:test';
import {text} from '../lib/html.mjs';
import {startPortal} from '../lib/portal.mjs';

function sql(query) {
	const out = execFileSync('sqlite3', ['-json', '-cmd', '.timeout 5000', portal.path('jiuye.db')], {input: query, encoding: 'utf8'});
	return out ? JSON.parse(out) : [];
}
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const csrf = (page) => page.text.match(/<main[\s\S]*?name="csrf" value="([^"]+)"/)[1];
const doc = (kind, state) => sql(`SELECT d.id, d.uid, d.number, d.employer, a.name FROM document d JOIN account a ON a.id = d.account_id
	WHERE d.kind = '${kind}' AND d.state = '${state}' ORDER BY d.id LIMIT 1`)[0];

let portal, authority, visitor;
before(async () => {
	portal = await startPortal();
	authority = await portal.login('authority');
	visitor = portal.client();
});
after(() => portal?.stop());

// What a document's evidence says, as its authority reads it.
async function evidence({uid}) {
	const r = await authority.get(`/auth/documents/${uid}/evidence.json`);
	assert.equal(r.status, 200);
	return JSON.parse(r.text);
}
const ask = (number, code) => visitor.get(`/verify?number=${encodeURIComponent(number)}&code=${encodeURIComponent(code)}`);

describe('verification by number and code', () => {
	for (const [kind, state, answer] of [['contract', 'effective', '真实有效'], ['agreement', 'effective', '真实有效'], ['agreement', 'terminated', '真实，已解除'],
		['agreement', 'review', '真实，尚未生效'], ['agreement', 'awaiting_archive', '真实有效'], ['contract', 'terminating', '真实有效'],
		['agreement', 'rejected', '审核不通过，无效']])
		test(`says ${answer} of a ${kind} that is ${state}, with masked parties and the digest`, async () => {
			const d = doc(kind, state), e = await evidence(d), r = await ask(d.number, e.code);
			assert.equal(r.status, 200);
			const said = text(r.text);
			assert.ok(said.includes(answer), said);
			assert.ok(said.includes(e.text.sha256));
			assert.ok(!r.text.includes(d.name) && !r.text.includes(d.employer), 'a whole name');
			assert.ok(!r.text.includes('居民身份证'), 'the text itself');
		});
	test('reads what was typed in any way', async () => {
		const d = doc('contract', 'effective'), {code} = await evidence(d);
		const typed = [` ${d.number.toLowerCase().slice(0, 6)} ${d.number.slice(6)}`, ` ${code.toLowerCase().replace('-', ' ')} `];
		assert.match(text((await ask(...typed)).text), /真实有效/);
	});
	test('an unknown number and a wrong code cannot be told from each other', async () => {
		const d = doc('contract', 'effective'), other = doc('agreement', 'effective');
		const foreign = (await evidence(other)).code;
		const unknown = await ask('HT2026999999', foreign), wrong = await ask(d.number, foreign);
		const same = (r) => r.text.replaceAll(/HT20\d{8}|value="[^"]{30,}"/g, '').replaceAll(/name="csrf"[^>]+/g, '');
		assert.equal(unknown.status, 200);
		assert.match(text(unknown.text), /没有查到/);
		assert.equal(same(unknown), same(wrong));
		assert.deepEqual(Object.keys(unknown.headers).sort(), Object.keys(wrong.headers).sort());
	});
	test('a typing error is said at its field, and nothing is looked up', async () => {
		const d = doc('contract', 'effective');
		const r = await ask(d.number, 'AAAAAAAAAB');
		assert.match(text(r.text), /验证码有误/);
		assert.doesNotMatch(text(r.text), /没有查到/);
		assert.match(text((await ask('12', 'AAAAAAAAAB')).text), /请输入编号/);
	});
	for (const query of ['?number=&code=', '?number=HT2026000001', '?code=x', `?number=${'9'.repeat(30)}&code=${'A'.repeat(30)}`, '?number=%00&code=%ff',
		"?number=HT2026000001'--&code=x", '?number=<b>&code=<b>'])
		test(`survives ${query}`, async () => {
			const r = await visitor.get(`/verify${query}`);
			assert.ok([200, 400].includes(r.status), String(r.status));
			assert.ok(!r.text.includes('<b>'));
		});
	test('asking changes nothing', async () => {
		const count = () => sql('SELECT (SELECT count(*) FROM audit_event) AS a, (SELECT count(*) FROM rate) AS r')[0];
		const d = doc('contract', 'effective'), {code} = await evidence(d), had = count();
		await ask(d.number, code);
		await ask('HT2026000077', code);
		assert.deepEqual(count(), had);
	});
});

describe('verification by file', () => {
	async function send(bytes) {
		return visitor.upload('/verify', {csrf: csrf(await visitor.get('/verify')), file: {name: 'HT.html', bytes}});
	}
	test('the downloaded text is known, one changed byte is not, and nothing is kept', async () => {
		const d = doc('contract', 'effective');
		const r = await authority.get(`/auth/documents/${d.uid}/text`);
		assert.equal(r.status, 200);
		assert.match(r.headers['content-disposition'], /attachment.*HT20\d{8}\.html/);
		assert.match(r.headers['content-security-policy'], /sandbox/);
		const bytes = Buffer.from(r.text), e = await evidence(d), files = sql('SELECT count(*) AS n FROM file')[0].n;
		assert.equal(sha256(bytes), e.text.sha256);
		assert.match(text((await send(bytes)).text), /真实有效/);
		bytes[100] ^= 1;
		const no = await send(bytes);
		assert.match(text(no.text), /不是本网站签署的文本/);
		assert.ok(no.text.includes(sha256(bytes)));
		assert.equal(sql('SELECT count(*) AS n FROM file')[0].n, files);
	});
	test('a contract before approval is not known', async () => {
		const d = doc('contract', 'review');
		const body = JSON.parse((await authority.get(`/auth/documents/${d.uid}/evidence.json`)).text).text.body;
		assert.match(text((await send(Buffer.from(body))).text), /不是本网站签署的文本/);
	});
	test('no file is said at the field', async () => {
		const r = await send(Buffer.alloc(0));
		assert.equal(r.status, 422);
	});
});

describe('5.3 6.3 paper and files', () => {
	const files = ['print', 'text', 'evidence', 'evidence.json'];
	test('5.3.r1 6.3.r1 the print address refuses what is not approved', async () => {
		for (const [kind, state] of [['contract', 'review'], ['agreement', 'review'], ['agreement', 'rejected']]) {
			const r = await authority.get(`/auth/documents/${doc(kind, state).uid}/print`);
			assert.equal(r.status, 409, `${kind} ${state}`);
			assert.match(text(r.text), /审核通过后才能打印/);
		}
	});
	test('5.3.f4 6.3.f4 5.3.i1 an approved one is shown for printing, with number, code and digest', async () => {
		for (const kind of ['contract', 'agreement']) {
			const d = doc(kind, 'effective'), e = await evidence(d);
			const r = await authority.get(`/auth/documents/${d.uid}/print`);
			assert.equal(r.status, 200);
			for (const what of [d.number, e.code, e.text.sha256, d.name]) assert.ok(text(r.text).includes(what), what);
			assert.ok(r.text.includes(e.text.body), 'not the bytes that were signed');
		}
	});
	test('0.i1 strangers, prefectures and administrators get none of it', async () => {
		const {uid} = doc('contract', 'effective');
		for (const [role, status] of [['graduate', 404], ['prefecture', 403], ['admin', 403]]) {
			const client = await portal.login(role);
			for (const file of files) assert.equal((await client.get(`/auth/documents/${uid}/${file}`)).status, status, `${role} ${file}`);
		}
		for (const file of files) assert.equal((await visitor.get(`/auth/documents/${uid}/${file}`)).status, 303);
	});
	test('0.i3 evidence has each step with its place in the chain, as JSON and as a page that stands by itself', async () => {
		const d = doc('agreement', 'terminated'), e = await evidence(d);
		assert.deepEqual(e.steps.map((s) => s.action), ['send', 'accept', 'accept', 'approve', 'terminate', 'agree', 'archive']);
		assert.equal(sha256(e.text.body), e.text.sha256);
		assert.equal(e.acceptance.sha256, e.text.sha256);
		assert.equal(e.acceptance.method, 'password');
		for (const s of e.steps) {
			const [row] = sql(`SELECT lower(hex(mac)) AS mac, act FROM audit_event WHERE seq = ${s.seq}`);
			assert.deepEqual(row, {mac: s.mac, act: s.act});
		}
		assert.match(e.chain_head, /^\d+:[0-9a-f]{64}$/);
		const page = await authority.get(`/auth/documents/${d.uid}/evidence`);
		assert.match(page.headers['content-disposition'], /attachment/);
		assert.doesNotMatch(page.text, /<(link|script|img)|href=|src=/);
		for (const s of e.steps) assert.ok(page.text.includes(s.mac));
	});
	test('who took it away is recorded', async () => {
		const {id} = doc('agreement', 'terminated');
		assert.ok(sql(`SELECT count(*) AS n FROM audit_event WHERE act = 'document.evidence' AND object = 'document:${id}'`)[0].n >= 2);
	});
});

describe('verification is rate-limited', () => {
	test('an address that tries without end is refused', async () => {
		let r;
		for (let i = 0; i < 70 && r?.status !== 429; i++) r = await ask(`HT2026${String(i).padStart(6, '0')}`, 'AAAAAAAAAA');
		assert.equal(r.status, 429);
		assert.ok(Number(r.headers['retry-after']) > 0);
	});
});
