// portalctl document verify: the evidence of contracts and agreements, and what tampering says.
import assert from 'node:assert/strict';
import {after, test} from 'node:test';
import {demoWorld, fails, ok, removeWorlds, sql} from './worlds.mjs';

after(removeWorlds);

const TRIGGERS = ['document_fixed', 'document_text_fixed', 'flow_event_fixed', 'flow_event_kept', 'audit_event_fixed', 'audit_event_kept',
	'document_issue_fixed', 'document_issue_kept', 'document_number_next', 'document_number_kept'];

test('0.i3 the demo is whole, all of it and one by one', async () => {
	const w = await demoWorld();
	const all = await w.ctl('document', 'verify', '--all');
	ok(all);
	assert.equal(all.stdout, `${sql(w, 'SELECT count(*) FROM document')} documents\n`);
	for (const number of sql(w, 'SELECT number FROM document WHERE number IS NOT NULL').split('\n')) {
		const r = await w.ctl('document', 'verify', number.toLowerCase());
		ok(r);
		assert.match(r.stdout, new RegExp(`^${number}: text, acceptance, number and history agree`));
	}
});

test('a number that is none, one that nobody has, and a wrong command line', async () => {
	const w = await demoWorld();
	fails(await w.ctl('document', 'verify', 'HT2026999999'), 1, /there is no document HT2026999999/);
	for (const args of [[], ['x'], ['--all', 'HT2026000001'], ['HT2026000001', 'HT2026000002']])
		assert.equal((await w.ctl('document', 'verify', ...args)).status, 2, args.join(' '));
});

for (const [what, change, said, whole] of [
	['a byte of a text', "UPDATE document_text SET body_sealed = substr(body_sealed, 1, 99) || iif(substr(body_sealed, 100, 1) = 'A', 'B', 'A') || substr(body_sealed, 101)",
		/^HT2026000001: its text or the digest of its text was altered$/m],
	['another text under a document', `CREATE TEMP TABLE other AS SELECT id, text_id FROM document WHERE number = 'HT2026000002';
		UPDATE document SET text_id = NULL WHERE id = (SELECT id FROM other);
		UPDATE document SET text_id = (SELECT text_id FROM other) WHERE number = 'HT2026000001'`,
		/^HT2026000001: the digest that was accepted is not that of its text$/m],
	['a step of the history', "UPDATE flow_event SET at = at - 86400 WHERE kind = 'document' AND action = 'approve'",
		/^HT2026000001: step \d \(approve\) is not what record \d+ of the chain says$/m],
	['a record of the chain', "UPDATE audit_event SET reason = 'x' WHERE act = 'document.approve'",
		/^audit record \d+: changed after it was written$/m],
	['a record that was taken out', "DELETE FROM audit_event WHERE seq = (SELECT min(seq) FROM audit_event WHERE act = 'document.approve')",
		/^audit record \d+: missing: records were removed from here on$/m],
	['a number that was taken out', "DELETE FROM document_issue WHERE number = 'HT2026000001'",
		/^numbers: contract numbers of 2026: \d+ from 2 to \d+, the counter says \d+$/m],
	['a state', "UPDATE document SET state = 'terminating' WHERE number = 'HT2026000001'",
		/^HT2026000001: it is in 'terminating', its history ends in 'effective'$/m],
])
	test(`0.i3 ${what} that was changed is named`, async () => {
		const w = await demoWorld();
		sql(w, `PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; ${TRIGGERS.map((t) => `DROP TRIGGER ${t};`).join(' ')} ${change}`);
		for (const args of ['--all', 'HT2026000001']) {
			const r = await w.ctl('document', 'verify', args);
			fails(r, 1, /faults/);
			assert.match(r.stdout, said);
		}
	});
