/*
 * test_audit.c - the audit chain: what is written, and that every kind of
 * tampering is named.
 */
#include "world.h"

#include "audit/audit.h"

static enum jy_err
append(struct world *w, const char *act, int64_t object)
{
	enum jy_err err;

	if ((err = db_begin(w->db)) != JY_OK)
		return err;
	err = audit_append(w->db, w->keys,
	    &(struct audit_entry){ .actor = object % 2,
		.role = "graduate",
		.address = STR("192.0.2.1"),
		.act = act,
		.object = "account",
		.object_id = object,
		.reason = STR("原因") });
	return db_end(w->db, err);
}

static int
ten_records(void **state)
{
	if (world_setup(state) != 0)
		return -1;
	for (int i = 1; i <= 10; i++) {
		clock_set(WORLD_NOW + i);
		if (append(*state, "account.register", i) != JY_OK)
			return -1;
	}
	return 0;
}

static struct audit_report
verify(struct world *w, const struct audit_head *expected)
{
	struct audit_report rep;

	assert_int_equal(audit_verify(w->db, w->keys, expected, &rep), JY_OK);
	return rep;
}

static void
test_whole(void **state)
{
	struct audit_report rep = verify(*state, NULL);
	struct audit_head head;

	assert_int_equal(rep.fault, AUDIT_WHOLE);
	assert_int_equal(rep.records, 10);
	assert_int_equal(audit_head(((struct world *)*state)->db, &head), JY_OK);
	assert_int_equal(head.seq, 10);
	assert_memory_equal(head.mac, rep.head.mac, sizeof(head.mac));
}

static void
test_empty(void **state)
{
	struct audit_report rep = verify(*state, NULL);

	assert_int_equal(rep.fault, AUDIT_WHOLE);
	assert_int_equal(rep.head.seq, 0);
}

static void
test_needs_transaction(void **state)
{
	struct world *w = *state;
	struct audit_entry e = { .role = "system", .act = "job.expire", .object = "job" };

	assert_int_equal(audit_append(w->db, w->keys, &e), JY_EINTERNAL);
}

static void
test_goes_with_its_act(void **state)
{
	struct world *w = *state;
	struct audit_entry e = { .role = "system", .act = "job.expire", .object = "job" };

	assert_int_equal(db_begin(w->db), JY_OK);
	assert_int_equal(audit_append(w->db, w->keys, &e), JY_OK);
	assert_int_equal(db_end(w->db, JY_ECONFLICT), JY_ECONFLICT);
	assert_int_equal(world_number(w, "SELECT count(*) FROM audit_event"), 10);
	assert_int_equal(append(w, "session.login", 11), JY_OK);
	assert_int_equal(verify(w, NULL).fault, AUDIT_WHOLE);
}

static const struct {
	const char *label, *sql;
	enum audit_fault fault;
	int64_t seq;
} tamperings[] = {
	{ "actor", "UPDATE audit_event SET actor_id = 7 WHERE seq = 4", AUDIT_CHANGED,
	    4 },
	{ "no actor", "UPDATE audit_event SET actor_id = NULL WHERE seq = 5",
	    AUDIT_CHANGED, 5 },
	{ "time", "UPDATE audit_event SET at_ms = at_ms + 1 WHERE seq = 1", AUDIT_CHANGED,
	    1 },
	{ "role", "UPDATE audit_event SET role = 'admin' WHERE seq = 3", AUDIT_CHANGED,
	    3 },
	{ "address", "UPDATE audit_event SET address = '' WHERE seq = 3", AUDIT_CHANGED,
	    3 },
	{ "act", "UPDATE audit_event SET act = 'x' WHERE seq = 3", AUDIT_CHANGED, 3 },
	{ "object", "UPDATE audit_event SET object = 'job:3' WHERE seq = 3",
	    AUDIT_CHANGED, 3 },
	{ "result", "UPDATE audit_event SET result = 'refused' WHERE seq = 10",
	    AUDIT_CHANGED, 10 },
	{ "reason", "UPDATE audit_event SET reason = '' WHERE seq = 2", AUDIT_CHANGED,
	    2 },
	{ "a border",
	    "UPDATE audit_event SET role = 'graduat', address = 'e192.0.2.1'"
	    " WHERE seq = 6",
	    AUDIT_CHANGED, 6 },
	{ "mac", "UPDATE audit_event SET mac = zeroblob(32) WHERE seq = 8", AUDIT_CHANGED,
	    8 },
	{ "one row", "DELETE FROM audit_event WHERE seq = 5", AUDIT_MISSING, 5 },
	{ "the first row", "DELETE FROM audit_event WHERE seq = 1", AUDIT_MISSING, 1 },
	{ "several rows", "DELETE FROM audit_event WHERE seq BETWEEN 3 AND 6",
	    AUDIT_MISSING, 3 },
	{ "a row, gap closed",
	    "DELETE FROM audit_event WHERE seq = 5;"
	    "UPDATE audit_event SET seq = -seq WHERE seq > 5;"
	    "UPDATE audit_event SET seq = -seq - 1 WHERE seq < 0",
	    AUDIT_MISSING, 5 },
	{ "swapped",
	    "UPDATE audit_event SET seq = 0 WHERE seq = 4;"
	    "UPDATE audit_event SET seq = 4 WHERE seq = 5;"
	    "UPDATE audit_event SET seq = 5 WHERE seq = 0",
	    AUDIT_REORDERED, 4 },
	{ "swapped far",
	    "UPDATE audit_event SET seq = 0 WHERE seq = 2;"
	    "UPDATE audit_event SET seq = 2 WHERE seq = 9;"
	    "UPDATE audit_event SET seq = 9 WHERE seq = 0",
	    AUDIT_REORDERED, 2 },
	{ "copied in front",
	    "INSERT INTO audit_event SELECT 0, at_ms, actor_id, role,"
	    " address, act, object, result, reason, key_id, mac FROM audit_event"
	    " WHERE seq = 3",
	    AUDIT_CHANGED, 0 },
	{ "another key", "UPDATE audit_event SET key_id = '00000000' WHERE seq = 6",
	    AUDIT_KEY, 6 },
};

/* Dropping the triggers is what somebody with the file can do. */
static void
test_tampering(void **state)
{
	struct world *w = *state;
	struct audit_report rep;

	world_sql(w, "DROP TRIGGER audit_event_fixed; DROP TRIGGER audit_event_kept");
	for (size_t i = 0; i < sizeof(tamperings) / sizeof(tamperings[0]); i++) {
		world_sql(w, tamperings[i].sql);
		rep = verify(w, NULL);
		if (rep.fault != tamperings[i].fault || rep.seq != tamperings[i].seq)
			fail_msg("%s: %s at %lld", tamperings[i].label,
			    audit_fault_text(rep.fault), (long long)rep.seq);
		world_teardown(state);
		assert_int_equal(ten_records(state), 0);
		w = *state;
		world_sql(
		    w, "DROP TRIGGER audit_event_fixed; DROP TRIGGER audit_event_kept");
	}
}

static void
test_cut_tail(void **state)
{
	struct world *w = *state;
	struct audit_head noted, other;
	struct audit_report rep;
	char text[AUDIT_HEAD_SIZE];

	assert_int_equal(audit_head(w->db, &noted), JY_OK);
	world_sql(
	    w, "DROP TRIGGER audit_event_kept; DELETE FROM audit_event WHERE seq > 7");
	assert_int_equal(verify(w, NULL).fault, AUDIT_WHOLE);
	rep = verify(w, &noted);
	assert_int_equal(rep.fault, AUDIT_CUT);
	assert_int_equal(rep.seq, 8);

	/* Cut and written on: as long as before, but not the same chain. */
	for (int i = 0; i < 5; i++)
		assert_int_equal(append(w, "session.login", i), JY_OK);
	assert_int_equal(verify(w, NULL).fault, AUDIT_WHOLE);
	rep = verify(w, &noted);
	assert_int_equal(rep.fault, AUDIT_CHANGED);
	assert_int_equal(rep.seq, 10);

	audit_head_text(&noted, text);
	assert_true(audit_head_parse(str_of(text), &other));
	assert_memory_equal(&noted, &other, sizeof(noted));
	assert_false(audit_head_parse(STR("10"), &other));
	assert_false(audit_head_parse(STR("10:abc"), &other));
	assert_false(audit_head_parse(STR("x:"), &other));
}

static void
test_older_head_holds(void **state)
{
	struct world *w = *state;
	struct audit_head noted;

	assert_int_equal(audit_head(w->db, &noted), JY_OK);
	assert_int_equal(append(w, "session.login", 1), JY_OK);
	assert_int_equal(verify(w, &noted).fault, AUDIT_WHOLE);
}

static void
test_wrong_key(void **state)
{
	static const uint8_t master[KEY_SIZE] = { 9 };
	struct world *w = *state;
	struct audit_report rep;

	keyring_free(w->keys);
	assert_int_equal(keyring_of(master, &w->keys), JY_OK);
	rep = verify(w, NULL);
	assert_int_equal(rep.fault, AUDIT_KEY);
	assert_int_equal(rep.seq, 1);
}

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		CASE_WITH("0.i3 an untouched chain is whole", test_whole, ten_records,
		    world_teardown),
		CASE_WITH(
		    "an empty chain is whole", test_empty, world_setup, world_teardown),
		CASE_WITH("a record outside a transaction is refused",
		    test_needs_transaction, world_setup, world_teardown),
		CASE_WITH("a record goes when its act is rolled back",
		    test_goes_with_its_act, ten_records, world_teardown),
		CASE_WITH("0.i3 every kind of tampering is named", test_tampering,
		    ten_records, world_teardown),
		CASE_WITH("0.i3 a cut tail shows against a noted head", test_cut_tail,
		    ten_records, world_teardown),
		CASE_WITH("a head noted earlier still holds", test_older_head_holds,
		    ten_records, world_teardown),
		CASE_WITH("a chain of another key is named so", test_wrong_key,
		    ten_records, world_teardown),
	};

	return RUN(cases);
}
