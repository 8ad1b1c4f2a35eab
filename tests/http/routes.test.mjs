// The route table, walked with every role: what a role may not do is refused
// everywhere, and nothing it may do fails.
import assert from 'node:assert/strict';
import {join} from 'node:path';
import {after, before, describe, test} from 'node:test';
import {startPortal} from '../lib/portal.mjs';
import {buildDir, run} from '../lib/world.mjs';

const SETS = {
	anyone: ['visitor', 'graduate', 'employer', 'faculty', 'school', 'prefecture', 'authority', 'admin'],
	account: ['graduate', 'employer', 'faculty', 'school', 'prefecture', 'authority', 'admin'],
	staff: ['faculty', 'school', 'prefecture', 'authority', 'admin'],
	office: ['faculty', 'school', 'prefecture', 'authority'],
};
const printed = (await run(join(buildDir(), 'portal'), ['--routes'])).stdout;
const routes = printed.split('\n').filter(Boolean).map((line) => {
	const [method, path, roles, csrf, rate] = line.split('\t');
	return {method, path, roles: SETS[roles] ?? roles.split(' '), csrf, rate};
});

// Pages that say nothing without a query, and files that need not be there: 404 is fine.
const QUERY = {'/auth/fragment/job': '?id=1', '/auth/unsubscribe': '?id=none', '/org/profile/licence/file': ''};
const urlOf = (route) => route.path.replace('*', 'A'.repeat(22)) + (QUERY[route.path] ?? '');

// Does the row answer this address? One segment may stand for "*".
const covers = (route, path) => route.path === path ||
	(route.path.includes('*') && new RegExp(`^${route.path.replace('*', '[^/]+')}$`).test(path.replace('*', 'A')));

let portal;
const clients = {};
before(async () => {
	portal = await startPortal();
	clients.visitor = portal.client();
	for (const role of SETS.account) clients[role] = await portal.login(role);
});
after(() => portal?.stop());

test('the table has the addresses that design and manual name', () => {
	const all = routes.map((r) => `${r.method} ${r.path}`);
	for (const one of ['GET /healthz', 'GET /api/session', 'GET /auth/login', 'POST /auth/login', 'POST /auth/logout', 'GET /my/'])
		assert.ok(all.includes(one), `${one} is missing:\n${printed}`);
});

// A signature in the address stands for the token where a mail program posts by itself.
const SIGNED = ['/auth/unsubscribe'];

test('every POST asks for the hidden token and has a rate', () => {
	for (const r of routes.filter((r) => r.method === 'POST'))
		assert.ok(r.csrf === (SIGNED.includes(r.path) ? 'signed' : 'csrf') && r.rate !== '-', r.path);
});

describe('0.i1 0.f1 every route with every role', () => {
	for (const role of SETS.anyone) {
		test(`${role}: GET`, async () => {
			await portal.clock.advance(61); // the limits of visitors are not the subject
			for (const route of routes.filter((r) => r.method === 'GET')) {
				const r = await clients[role].get(urlOf(route));
				const where = `${role} ${route.path}: ${r.status} ${r.headers.location ?? ''} ${r.text.slice(0, 300)}`;
				if (route.roles.includes(role)) {
					assert.ok([200, 303, 404].includes(r.status), where);
					assert.ok(r.status !== 404 || route.path.includes('*') || route.path in QUERY, where);
					assert.ok(!/^\/auth\/login\?next/.test(r.headers.location ?? ''), where);
				} else if (role !== 'visitor') assert.equal(r.status, 403, where);
				else if (route.path.startsWith('/api/')) assert.equal(r.status, 401, where);
				else {
					assert.equal(r.status, 303, where);
					assert.equal(r.headers.location, `/auth/login?next=${encodeURIComponent(urlOf(route))}`);
				}
			}
		});
		test(`${role}: POST without a token changes nothing`, async () => {
			const before = await portal.ctl('audit', 'head');
			for (const route of routes.filter((r) => r.method === 'POST' && r.path !== '/auth/logout')) {
				const r = await clients[role].post(urlOf(route), {});
				// a form with a file is another kind of body (415)
				const refused = !route.roles.includes(role) ? [role === 'visitor' ? 401 : 403] : SIGNED.includes(route.path) ? [422] : [403, 415];
				assert.ok(refused.includes(r.status), `${role} ${route.path}: ${r.status}`);
			}
			// Refusals of somebody who is logged in are on record; a visitor's leave no trace.
			if (role === 'visitor') assert.deepEqual(await portal.ctl('audit', 'head'), before);
		});
		test(`${role}: the other method is 405 with Allow`, async () => {
			for (const route of routes) {
				const other = route.method === 'GET' ? 'POST' : 'GET';
				if (routes.some((r) => r.method === other && covers(r, route.path))) continue;
				const r = await clients[role].request(other, urlOf(route), other === 'POST' ? {body: ''} : {});
				assert.deepEqual([r.status, r.headers.allow], [405, route.method === 'GET' ? 'GET, HEAD' : 'POST'], route.path);
			}
		});
	}
});

test('the walk left every session alive', async () => {
	for (const role of SETS.account) assert.equal((await clients[role].get('/api/session')).json.logged_in, true, role);
});
