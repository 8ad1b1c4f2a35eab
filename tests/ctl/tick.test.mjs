// portalctl tick and outbox: the clock's work, and mail through a real SMTP server.
import assert from 'node:assert/strict';
import http from 'node:http';
import {after, test} from 'node:test';
import {SMTPServer} from 'smtp-server';
import {demoWorld, emptyWorld, ok, removeWorlds, sql} from './worlds.mjs';

after(removeWorlds);

const DAY = 86400;

test('4.1.i4 a job expires when its last day is over, with history and audit', async () => {
	const w = await demoWorld();
	const [id, closes] = sql(w, `SELECT id, closes_at FROM job WHERE state = 'published' ORDER BY closes_at LIMIT 1`).split('|').map(Number);
	const state = () => sql(w, `SELECT state FROM job WHERE id = ${id}`);
	await w.clock.offset(closes - 60 - Math.floor(Date.now() / 1000));
	ok(await w.ctl('tick'));
	assert.equal(state(), 'published');
	await w.clock.advance(61);
	ok(await w.ctl('tick'));
	assert.equal(state(), 'expired');
	assert.equal(sql(w, `SELECT role || result FROM audit_event WHERE object = 'job:${id}' AND act = 'job.expire'`), 'systempublished>expired');
	const events = sql(w, 'SELECT count(*) FROM audit_event');
	ok(await w.ctl('tick'));
	assert.equal(sql(w, 'SELECT count(*) FROM audit_event'), events);
	ok(await w.ctl('audit', 'verify'));
});

test('7.2 a notice whose time is over becomes ready', async () => {
	const w = await demoWorld();
	const before = Number(sql(w, `SELECT count(*) FROM cert_request WHERE state = 'ready'`));
	// An objection that is open holds its notice.
	const notices = Number(sql(w, `SELECT count(*) FROM cert_request WHERE state = 'public_notice'
		AND id NOT IN (SELECT cert_id FROM cert_objection WHERE state = 'open')`));
	const ended = () => Number(sql(w, `SELECT count(*) FROM audit_event WHERE act = 'cert_request.end_notice'`));
	const earlier = ended();
	assert.ok(notices > 0);
	await w.clock.offset(15 * DAY);
	ok(await w.ctl('tick'));
	assert.equal(Number(sql(w, `SELECT count(*) FROM cert_request WHERE state = 'ready'`)), before + notices);
	assert.equal(ended() - earlier, notices);
});

test('sessions, codes and limits that are over go; the others stay', async () => {
	const w = await demoWorld();
	const now = Math.floor(Date.now() / 1000);
	sql(w, `INSERT INTO session(token_hash, account_id, created_at, seen_at) SELECT randomblob(32), id,
		${now} - 1200, ${now} - 1200 FROM account WHERE login = 'admin' OR login IS NULL LIMIT 3`);
	const staff = Number(sql(w, `SELECT count(*) FROM session JOIN account a ON a.id = account_id WHERE a.role = 'admin'`));
	sql(w, `INSERT INTO captcha(id, expires_at) VALUES('old', ${now} - 1), ('new', ${now} + 60);
		INSERT INTO rate VALUES(randomblob(32), 1, 0, ${now} - 1), (randomblob(32), 1, 0, ${now} + 60)`);
	ok(await w.ctl('tick'));
	assert.equal(sql(w, 'SELECT count(*) FROM session'), String(3 - staff));
	assert.equal(sql(w, 'SELECT id FROM captcha'), 'new');
	assert.equal(sql(w, 'SELECT count(*) FROM rate'), '1');
	await w.clock.offset(1900);
	ok(await w.ctl('tick'));
	assert.equal(sql(w, 'SELECT count(*) FROM session'), '0');
});

test('two ticks at once do the work once', async () => {
	const w = await demoWorld();
	await w.clock.offset(30 * DAY);
	const due = sql(w, `SELECT count(*) FROM job WHERE state = 'published' AND closes_at <= ${Math.floor(Date.now() / 1000) + 30 * DAY}`);
	for (const r of await Promise.all([w.ctl('tick'), w.ctl('tick'), w.ctl('tick')])) ok(r);
	assert.equal(sql(w, `SELECT count(*) - (SELECT count(*) FROM job WHERE state = 'expired')
		FROM audit_event WHERE act = 'job.expire'`), '0');
	assert.ok(Number(due) > 0);
	ok(await w.ctl('audit', 'verify'));
});

const mailbox = 'someone@example.com';
const outbox = (w) => sql(w, 'SELECT state, tries FROM outbox ORDER BY id');

// A store in which nothing else has a message to send.
async function quietWorld(options) {
	const w = await emptyWorld(options);
	ok(await w.ctl('migrate', '--init-keys'));
	return w;
}

// A mail server that keeps what it gets and refuses as told.
async function smtp(answer = () => null) {
	const mails = [];
	const server = new SMTPServer({
		authOptional: true, disabledCommands: ['STARTTLS'], logger: false,
		onRcptTo: (address, session, done) => done(answer(address.address)),
		onData(stream, session, done) {
			const chunks = [];
			stream.on('data', (c) => chunks.push(c));
			stream.on('end', () => { mails.push({...session.envelope, text: Buffer.concat(chunks).toString()}); done(); });
		},
	});
	server.on('error', () => {});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {mails, url: `smtp://127.0.0.1:${server.server.address().port}`, close: () => new Promise((resolve) => server.close(resolve))};
}

test('mail goes out once, in UTF-8, from the configured address', async () => {
	const server = await smtp();
	const w = await quietWorld({conf: {mail: {url: server.url, from: 'portal@example.com'}}});
	try {
		ok(await w.ctl('outbox', 'test', 'mail', mailbox));
		assert.match(ok(await w.ctl('tick')).stdout, /1 sent, 0 failed/);
		assert.match(ok(await w.ctl('tick')).stdout, /0 sent/);
		assert.equal(server.mails.length, 1);
		const [mail] = server.mails;
		assert.equal(mail.mailFrom.address, 'portal@example.com');
		assert.deepEqual(mail.rcptTo.map((r) => r.address), [mailbox]);
		const [headers, body] = mail.text.split('\r\n\r\n');
		assert.match(headers, /^Subject: =\?UTF-8\?B\?/mi);
		assert.match(headers, /^Message-ID: <[^>@]+@127\.0\.0\.1>/mi);
		assert.match(Buffer.from(body, 'base64').toString(), /这是一条测试消息/);
		assert.equal(outbox(w), 'sent|1');
		assert.doesNotMatch(sql(w, '.dump outbox'), /someone@|测试消息，/);
	} finally {
		await server.close();
	}
});

test('4.1.f3 the mail of an alert says how one click ends it, and the tick sends it', async () => {
	const server = await smtp();
	const w = await demoWorld({conf: {mail: {url: server.url, from: 'portal@example.com'}}});
	try {
		sql(w, `INSERT INTO saved_search(uid, account_id, name, query, alert, seen_at, created_at)
			SELECT 'searchaaaaaaaaaaaaaaa1', account_id, '喀什的职位', 'region=65', 1, 1, 1 FROM profile WHERE email_sealed IS NOT NULL LIMIT 1`);
		assert.match(ok(await w.ctl('tick')).stdout, / 1 alerts,.* [1-9]\d* sent/);
		const mail = server.mails.find((m) => /List-Unsubscribe/.test(m.text));
		assert.ok(mail, 'no mail has the header');
		const headers = mail.text.split('\r\n\r\n')[0];
		assert.match(headers, /^List-Unsubscribe: <https?:\/\/[^ >]+\/auth\/unsubscribe\?s=searchaaaaaaaaaaaaaaa1&t=[\w-]{43}>$/m);
		assert.match(headers, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m);
		assert.equal(server.mails.filter((m) => /List-Unsubscribe/.test(m.text)).length, 1);
		assert.doesNotMatch(sql(w, '.dump outbox'), /unsubscribe\?s=/, 'sealed in the store');
		assert.match(ok(await w.ctl('tick')).stdout, / 0 alerts,/);
	} finally {
		await server.close();
	}
});

test('a mail server that is down costs a try each time; one that refuses ends it', async () => {
	const server = await smtp((to) => to.startsWith('no') ? Object.assign(new Error('no such user'), {responseCode: 550}) : null);
	const w = await quietWorld({conf: {mail: {url: server.url, from: 'portal@example.com'}}});
	ok(await w.ctl('outbox', 'test', 'mail', 'nobody@example.com'));
	const refused = ok(await w.ctl('tick'));
	assert.match(refused.stdout, /0 sent, 0 failed, 1 dead/);
	assert.doesNotMatch(refused.stderr + refused.stdout, /nobody@/);
	await server.close();
	ok(await w.ctl('outbox', 'test', 'mail', mailbox));
	assert.match(ok(await w.ctl('tick')).stdout, /1 failed/);
	assert.match(ok(await w.ctl('tick')).stdout, /0 failed/);
	await w.clock.advance(61);
	assert.match(ok(await w.ctl('tick')).stdout, /1 failed/);
	assert.equal(outbox(w), 'dead|1\nqueued|2');

	const list = ok(await w.ctl('outbox')).stdout;
	assert.match(list, /^2\tmail\tqueued\ts\*\*\*@example\.com\t2\t/m);
	assert.doesNotMatch(list, /someone|nobody/);
	const show = ok(await w.ctl('outbox', 'show', '2')).stdout;
	assert.doesNotMatch(show, /测试消息，/);
	assert.match(ok(await w.ctl('outbox', 'show', '2', '--show-body')).stdout, /这是一条测试消息/);
	assert.equal(sql(w, `SELECT object FROM audit_event WHERE act = 'outbox.read'`), 'outbox:2');
	assert.equal((await w.ctl('outbox', 'retry', '2')).status, 1);
	ok(await w.ctl('outbox', 'retry', '1'));
	assert.equal((await w.ctl('outbox', 'show', '99')).status, 1);
});

test('without a gateway messages are kept', async () => {
	const w = await quietWorld({conf: {sms: {driver: 'none'}}});
	ok(await w.ctl('outbox', 'test', 'mail', mailbox));
	ok(await w.ctl('outbox', 'test', 'sms', '13800000001'));
	assert.match(ok(await w.ctl('tick')).stdout, /0 dead, 2 kept/);
	assert.equal(outbox(w), 'queued|0\nqueued|0');
	assert.equal((await w.ctl('outbox', 'test', 'sms', '123')).status, 2);
	assert.equal((await w.ctl('outbox', 'test', 'fax', '123')).status, 2);
});

test('an SMS gateway is called by HTTP and tried again after an error', async () => {
	const calls = [];
	let status = 500;
	const server = http.createServer((request, response) => {
		let body = '';
		request.on('data', (c) => { body += c; });
		request.on('end', () => {
			calls.push({method: request.method, type: request.headers['content-type'], ...JSON.parse(body)});
			response.writeHead(status).end();
		});
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	try {
		const w = await demoWorld({conf: {sms: {driver: 'http', url: `http://127.0.0.1:${server.address().port}/send`}}});
		ok(await w.ctl('outbox', 'test', 'sms', '+86 138-0000-0001'));
		assert.match(ok(await w.ctl('tick')).stdout, /1 failed/);
		status = 200;
		await w.clock.advance(61);
		assert.match(ok(await w.ctl('tick')).stdout, /1 sent/);
		assert.equal(calls.length, 2);
		assert.equal(calls[0].id, calls[1].id);
		assert.equal(calls[1].method, 'POST');
		assert.match(calls[1].type, /^application\/json/);
		assert.equal(calls[1].to, '13800000001');
		assert.match(calls[1].text, /这是一条测试消息/);
	} finally {
		server.closeAllConnections();
		server.close();
	}
});
