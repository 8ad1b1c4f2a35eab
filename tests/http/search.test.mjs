// Searching, keeping jobs and applying through the real server: what several do at once, what
// time changes, and that nobody reaches another's. Each rule alone is tested in tests/unit/.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {after, before, describe, test} from 'node:test';
import {text} from '../lib/html.mjs';
import {startPortal} from '../lib/portal.mjs';

// Look into the store, or change what no page changes: rows as objects.
function sql(query) {
	const out = execFileSync('sqlite3', ['-json', '-cmd', '.timeout 5000', portal.path('jiuye.db')], {input: query, encoding: 'utf8'});
	return out ? JSON.parse(out) : [];
}

let portal, zhang, other, jobs;
before(async () => {
	portal = await startPortal({conf: {mail: {url: 'smtp://127.0.0.1:1', from: 'portal@example.com'}}}); // nobody answers there
	const graduates = (await portal.accounts()).filter((a) => a.role === 'graduate');
	[zhang, other] = [await portal.login(graduates[0]), await portal.login(graduates[1])];
	sql(`INSERT INTO resume(uid, account_id, name, content, complete, created_at, updated_at)
		SELECT 'resumeabcdefghij' || printf('%06d', id), id, '我的简历', '{}', 1, 1, 1 FROM account WHERE role = 'graduate'`);
	jobs = (await zhang.get('/my/search')).text.match(/\/my\/jobs\/\d+\/apply/g).map((p) => Number(p.match(/\d+/)[0]));
});
after(() => portal?.stop());

const resume = (page) => page.text.match(/name="resume" value="([^"]+)"/)[1];

async function apply(client, job) {
	const page = await client.get(`/my/jobs/${job}/apply`);
	return client.submit(page, {resume: resume(page)}, {pick: `/my/jobs/${job}/apply`});
}

describe('the search', () => {
	test('4.1.f3 4.1.q1 lists twenty jobs a page, and conditions narrow it', async () => {
		const all = await zhang.get('/my/search');
		assert.equal(all.status, 200);
		assert.equal(all.text.match(/name="job"/g).length, 20);
		const some = await zhang.get('/my/search?keyword=%E6%95%99%E5%B8%88&region=65');
		const total = (r) => Number(text(r.text).match(/共 (\d+)/)[1]);
		assert.ok(total(some) > 0 && total(some) < total(all));
	});

	test('4.1.f3 every page of the result holds other jobs, to the end', async () => {
		const seen = new Set();
		let path = '/my/search?sort=salary', pages = 0;
		while (path) {
			const r = await zhang.get(path);
			for (const m of r.text.matchAll(/name="job" value="(\d+)"/g)) {
				assert.ok(!seen.has(m[1]), `job ${m[1]} twice`);
				seen.add(m[1]);
			}
			path = r.text.match(/<a href="([^"]+)" rel="next">/)?.[1].replaceAll('&amp;', '&');
			pages++;
		}
		assert.equal(seen.size, Number(text((await zhang.get('/my/search')).text).match(/共 (\d+)/)[1]));
		assert.equal(pages, Math.ceil(seen.size / 20));
	});

	test('4.1.i4 a job whose closing instant has passed is gone before any clock ran', async () => {
		const [{id, title, closes_at}] = sql('SELECT job_id AS id, title, closes_at FROM job_live ORDER BY closes_at LIMIT 1');
		const now = Math.floor(Date.now() / 1000);
		const shown = async () => (await (await portal.login('graduate')).get(`/my/search?keyword=${encodeURIComponent(title)}`))
			.text.includes(`name="job" value="${id}"`);
		assert.equal(await shown(), true);
		await portal.clock.offset(closes_at - now + 1);
		try {
			assert.equal(await shown(), false);
			const client = await portal.login('graduate');
			assert.match(text((await client.get(`/my/jobs/${id}/apply`)).text), /该职位已停止招聘/);
		} finally {
			await portal.clock.offset(0);
		}
	});

	test('4.1.f1 0.f1 without a session it asks for one and comes back', async () => {
		const r = await portal.client().get('/my/search?region=65');
		assert.equal(r.status, 303);
		assert.equal(r.headers.location, '/auth/login?next=%2Fmy%2Fsearch%3Fregion%3D65');
	});
});

describe('applying', () => {
	test('4.1.i2 the same application sent several times at once is stored once', async () => {
		const page = await zhang.get(`/my/jobs/${jobs[0]}/apply`);
		const answers = await Promise.all(Array.from({length: 8}, () =>
			zhang.submit(page, {resume: resume(page)}, {pick: `/my/jobs/${jobs[0]}/apply`})));
		assert.equal(answers.filter((r) => r.status === 303).length, 1);
		assert.equal(answers.filter((r) => r.status === 422).length, 7);
		assert.match(text(answers.find((r) => r.status === 422).text), /您已于 .* 投递过该职位/);
		assert.deepEqual(sql(`SELECT count(*) AS n FROM application WHERE job_id = ${jobs[0]}`), [{n: 1}]);
	});

	test('forms that arrive together are answered when all of them are kept', async () => {
		const pages = await Promise.all([zhang, other].map((c) => c.get('/my/search')));
		const refused = {url: pages[0].url, text: pages[0].text.replace(/(name="csrf" value=").{4}/g, '$1XXXX')};
		const answers = await Promise.all(jobs.slice(0, 12).flatMap((job) => [
			zhang.submit(pages[0], {one: job}, {pick: '/my/favourites/add'}),
			other.submit(pages[1], {one: job}, {pick: '/my/favourites/add'}),
			zhang.submit(refused, {one: job}, {pick: '/my/favourites/add'}),
			zhang.get('/my/favourites'),
		]));
		assert.deepEqual(answers.map((r) => r.status), Array(12).fill([303, 303, 403, 200]).flat());
		assert.deepEqual(sql('SELECT count(*) AS n FROM favourite'), [{n: 24}]);
		sql('DELETE FROM favourite');
		const audit = await portal.ctl('audit', 'verify');
		assert.equal(audit.status, 0, audit.stderr);
	});

	test('0.i1 nobody sends another\'s resume, or touches another\'s application', async () => {
		const page = await other.get(`/my/jobs/${jobs[1]}/apply`);
		const hers = resume(await zhang.get(`/my/jobs/${jobs[1]}/apply`));
		assert.equal((await other.submit(page, {resume: hers}, {pick: `/my/jobs/${jobs[1]}/apply`})).status, 422);
		const [{uid}] = sql(`SELECT uid FROM application WHERE job_id = ${jobs[0]}`);
		await apply(other, jobs[2]);
		const list = await other.get('/my/applications');
		assert.equal((await other.submit(list, {withdraw: uid}, {pick: '/my/applications'})).status, 404);
		assert.equal((await other.submit(list, {remove: uid}, {pick: '/my/applications'})).status, 303);
		assert.deepEqual(sql(`SELECT state, hidden FROM application WHERE uid = '${uid}'`), [{state: 'sent', hidden: 0}]);
	});

	test('n.19 4.2.f3 4.2.i1 4.2.i2 a resume to several jobs at once, one of them expired, mailboxes that do not answer: a line on each, and mails that wait', async () => {
		const search = await other.get('/my/search');
		await other.submit(search, {job: jobs.slice(2, 7).map(String)}, {pick: '/my/favourites/add'});
		sql(`UPDATE job SET state = 'closed' WHERE id = ${jobs[5]}; UPDATE job SET closes_at = strftime('%s', 'now') - 1 WHERE id = ${jobs[6]}`);
		const list = await other.get('/my/favourites');
		const r = await other.submit(list, {job: jobs.slice(2, 7).map(String), command: 'apply'},
			{pick: (f) => f.action === '/my/favourites' && f.method === 'post'});
		assert.equal(r.status, 200);
		assert.match(text(r.text), /投递成功 2 个，未投递 3 个/);
		assert.match(text(r.text), /不能重复投递/);
		assert.equal(text(r.text).match(/该职位已停止招聘，不能投递/g).length, 2);
		const mails = () => sql('SELECT state FROM outbox WHERE subject LIKE \'【职位投递】%\'');
		const before = mails().length, arrived = sql("SELECT count(*) AS n FROM application WHERE state = 'sent'")[0].n;
		assert.ok(before >= 2 && mails().every(({state}) => state === 'queued'));
		// nobody answers where the mails go: they wait, and what was applied for stands
		assert.equal((await portal.ctl('tick')).status, 0);
		assert.equal(mails().length, before);
		assert.ok(mails().every(({state}) => state === 'queued'));
		assert.equal(sql("SELECT count(*) AS n FROM application WHERE state = 'sent'")[0].n, arrived);
	});

	test('3.4.f3 what was applied for is still shown after it has ended', async () => {
		sql(`UPDATE job SET state = 'taken_down' WHERE id = ${jobs[0]}`);
		assert.match(text((await zhang.get('/my/applications')).text), /已停止招聘/);
		assert.match(text((await zhang.get(`/my/jobs/${jobs[0]}`)).text), /该职位已下架/);
		assert.equal((await other.get(`/my/jobs/${jobs[0]}`)).status, 404);
	});
});
