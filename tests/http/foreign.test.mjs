// Other people's numbers, at every address: each route of the zones that takes an id is called with the real id of
// somebody else's thing, by every role that may call it, GET and POST (with the token that its form would have carried).
// To the viewer it does not exist: 404, and the store stays as it was.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {createHash, createHmac, hkdfSync} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, describe, test} from 'node:test';
import {forms} from '../lib/html.mjs';
import {startPortal} from '../lib/portal.mjs';
import {buildDir, run} from '../lib/world.mjs';

const OFFICES = ['faculty', 'school', 'prefecture', 'authority'];
const routes = (await run(join(buildDir(), 'portal'), ['--routes'])).stdout.split('\n').filter(Boolean).map((line) => {
	const [method, path, roles] = line.split('\t');
	return {method, path, roles: roles === 'office' ? OFFICES : roles.split(' ')};
}).filter((r) => /^\/(my|org|office)\/.*\*/.test(r.path));

// Who sees all of a kind is given the real id of another kind. :me, :unit and :office are the viewer's.
const UID = 'SELECT uid FROM account', NUMBER = (table) => `SELECT max(id) + 1 FROM ${table}`;
const of = (table, column = 'account_id', mine = ':me') => `SELECT uid FROM ${table} WHERE ${column} <> ${mine}`;
const offices = (table, columns, rest = {}) => ({authority: UID, ...Object.fromEntries(Object.entries(columns).map(
	([role, column]) => [role, `SELECT uid FROM ${table} WHERE ${column} IS NOT NULL AND ${column} <> :office`])), ...rest});
const BOTH = {school: 'school_id', faculty: 'faculty_id'};
const PLACE = '(SELECT region_code FROM office WHERE id = :office)';
const CONFIRMED = (column) => `SELECT s.uid FROM student s JOIN confirmation c ON c.id = s.id WHERE c.${column} <> :office`;

// What the id of a route is: the first that matches counts. {role: query} where it depends on who looks.
const KINDS = [
	[/^\/my\/jobs\//, "SELECT id FROM job WHERE state = 'draft'"],
	[/^\/my\/employers\//, "SELECT id FROM employer WHERE state = 'pending'"],
	[/^\/(my|org)\/files\//, of('file')],
	[/^\/my\/resumes\//, of('resume')],
	[/^\/my\/certificates\//, of('cert_request')],
	[/^\/my\/posts\/apply\//, "SELECT id FROM campaign WHERE state = 'draft'"],
	[/^\/my\/posts\/(view|edit|form)\//, of('post_application')],
	[/^\/my\/subsidy\//, of('subsidy')],
	[/^\/my\/contracts\/invitations\//, `${of('invitation')} AND kind = 'contract' ORDER BY state <> 'sent'`],
	[/^\/my\/agreements\/invitations\//, `${of('invitation')} AND kind = 'agreement' ORDER BY state <> 'sent'`],
	[/^\/my\/contracts\//, `${of('document')} AND kind = 'contract'`],
	[/^\/my\/agreements\//, `${of('document')} AND kind = 'agreement'`],
	[/^\/org\/jobs\//, 'SELECT id FROM job WHERE employer_id <> :unit'],
	[/^\/org\/applications\//, of('application', 'employer_id', ':unit')],
	[/^\/org\/resumes\//, "SELECT uid FROM resume WHERE level = 'private'"],
	[/^\/org\/posts\//, of('post_application', 'coalesce(employer_id, 0)', ':unit')],
	[/^\/org\/invitations\/\*\/(contract|agreement)$/, of('application', 'employer_id', ':unit')],
	[/^\/org\/invitations\//, of('invitation', 'employer_id', ':unit')],
	[/^\/org\/documents\//, of('document', 'employer_id', ':unit')],
	[/^\/office\/jobs\//, "SELECT id FROM job WHERE state = 'draft'"],
	[/^\/office\/employers\//, NUMBER('employer')],
	[/^\/office\/(reports|certificates|objections|payments|templates)\//, UID],
	[/^\/office\/campaigns\//, NUMBER('campaign')],
	[/^\/office\/campaign-posts\//, NUMBER('post')],
	[/^\/office\/realname\//, {authority: UID, prefecture: 'SELECT n.uid FROM realname n JOIN realname_record r ON r.realname_id = n.id'
		+ ` AND r.version = n.version WHERE substr(r.region_code, 1, 4) <> ${PLACE}`}],
	[/^\/office\/identity\//, offices('identity', {prefecture: 'prefecture_id'})],
	[/^\/office\/students\//, offices('student', BOTH)],
	[/^\/office\/posts\//, offices('post_application', {prefecture: 'office_id'})],
	[/^\/office\/subsidy\//, offices('subsidy', BOTH)],
	[/^\/office\/subsidy-files\//, {authority: UID, ...Object.fromEntries(Object.entries(BOTH).map(([role, column]) => [role,
		`SELECT f.uid FROM file f JOIN subsidy_file x ON x.file_id = f.id JOIN subsidy s ON s.id = x.subsidy_id WHERE s.${column} <> :office`]))}],
	[/^\/office\/dossiers\//, offices('dossier', {school: 'school_id'}, {prefecture: `SELECT uid FROM dossier WHERE region_code <> ${PLACE}`,
		faculty: 'SELECT d.uid FROM dossier d JOIN student s ON s.id = d.student_id WHERE s.faculty_id <> :office'})],
	[/^\/office\/confirmations\//, {authority: UID, school: CONFIRMED('school_id'), faculty: CONFIRMED('faculty_id')}],
	[/^\/office\/documents\//, offices('document', BOTH)],
];

// What a POST says besides, so that it passes its form's checks and comes to the document (an action that is none of the viewer's
// would be 403). The other forms are sent empty: their answer, the page with the errors, has to find the document too.
const BODIES = [
	[/\/(campaign-posts|templates|realname|apply)\/\*$|\/posts\/edit\/\*$/, {}],
	[/\*$/, {action: 'approve'}],
	[/\/(education|experience)\/delete$/, {version: '1', at: '0'}],
	[/\/reveal$/, {what: 'card'}],
	[/\/note$/, {note: '好'}],
	[/\/name$/, {name: '简历甲'}],
	[/\/level$/, {level: 'public'}],
	[/\/decline$/, {reason: '另有安排'}],
	[/\/remove$/, {file: 'A'.repeat(22)}],
	[/./, {}],
];

let portal, csrfKey;
const sql = (query) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', portal.path('jiuye.db')], {input: query, encoding: 'utf8', maxBuffer: 1 << 30}).trim();
// A refusal is on record, an attempt is counted, a session was seen: what a request may leave.
const LEFT = /^(audit_event|rate|session|captcha|sqlite_.*|schema_migration|region.*|.*_fts.*)$/;
const store = () => {
	const tables = sql("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").split('\n').filter((t) => !LEFT.test(t));
	return tables.map((t) => `${t} ${createHash('sha256').update(sql(`SELECT * FROM ${t}`)).digest('hex')}`);
};

before(async () => {
	portal = await startPortal();
	const master = Buffer.from(readFileSync(portal.path('keys/master.key'), 'utf8').trim(), 'hex');
	csrfKey = Buffer.from(hkdfSync('sha256', master, '', 'jiuye csrf', 32));
	sql(`INSERT INTO file(uid, account_id, purpose, name, type, size, sha256, created_at)
		SELECT printf('subsidypaper%010d', id), account_id, 'material', 'a.pdf', 'application/pdf', 9, zeroblob(32), 1 FROM subsidy;
		INSERT INTO subsidy_file(subsidy_id, file_id) SELECT s.id, f.id FROM subsidy s JOIN file f ON f.uid = printf('subsidypaper%010d', s.id)`);
});
after(() => portal?.stop());

async function viewer(role) {
	const client = await portal.login(role);
	const session = [...client.cookies].map(([, value]) => createHash('sha256').update(value).digest())
		.find((id) => sql(`SELECT count(*) FROM session WHERE token_hash = x'${id.toString('hex')}'`) === '1');
	const [me, office, unit] = sql(`SELECT a.id, coalesce(a.office_id, 0), coalesce(a.employer_id, 0) FROM session s JOIN account a
		ON a.id = s.account_id WHERE s.token_hash = x'${session.toString('hex')}'`).split('|');
	const token = (path) => {
		const mac = createHmac('sha256', csrfKey);
		for (const part of [Buffer.from('csrf'), session, Buffer.from(path)]) {
			const size = Buffer.alloc(8);
			size.writeBigUInt64BE(BigInt(part.length));
			mac.update(size).update(part);
		}
		return mac.digest('base64url');
	};
	const foreign = (query) => sql(`${query.replaceAll(':me', me).replaceAll(':office', office).replaceAll(':unit', unit)} LIMIT 1`);
	return {client, token, foreign};
}

test('n.16 of every route with an id it is known here what the id is', () => {
	assert.ok(routes.length > 120, String(routes.length));
	for (const r of routes) {
		const kind = KINDS.find(([pattern]) => pattern.test(r.path))?.[1];
		for (const role of r.roles) assert.ok(typeof kind === 'string' || kind?.[role], `${r.path} (${role}): add what its id is to KINDS`);
	}
	for (const [pattern] of KINDS) assert.ok(routes.some((r) => pattern.test(r.path)), `no route is left for ${pattern}`);
});

test('the token is the one that a form carries', async () => {
	const {client, token} = await viewer('graduate');
	assert.equal(token('/auth/logout'), forms((await client.get('/my/')).text).find((f) => f.action === '/auth/logout').fields.csrf);
});

describe('n.16 0.i1 another\'s id is not there', () => {
	for (const role of [...new Set(routes.flatMap((r) => r.roles))])
		test(role, async () => {
			const {client, token, foreign} = await viewer(role), before = store(), wrong = [];
			for (const [n, r] of routes.filter((x) => x.roles.includes(role)).entries()) {
				if (n % 8 === 0) await portal.clock.advance(61); // limits are not the subject
				const kind = KINDS.find(([pattern]) => pattern.test(r.path))[1], id = foreign(kind[role] ?? kind);
				assert.ok(id, `the demo has no id for ${r.path} (${role})`);
				const path = r.path.replace('*', id), csrf = r.method === 'POST' ? token(path) : '';
				const posted = /\/(import|files|upload|photo)$/.test(path) ? 'upload' : 'post';
				const answer = r.method === 'GET' ? await client.get(path) : await client[posted](path, {csrf, ...BODIES.find(([pattern]) => pattern.test(r.path))[1]});
				if (answer.status !== 404) wrong.push(`${r.method} ${path}: ${answer.status} ${answer.headers.location ?? ''}`);
			}
			assert.deepEqual(wrong, []);
			assert.deepEqual(store(), before);
		});
});
