/*
 * test_outbox.c - messages: stored sealed, sent once, tried again, given up.
 */
#include "world.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "conf.h"
#include "file.h"
#include "log.h"
#include "outbox/outbox.h"

/* A gateway that remembers what it got and fails as told. */
struct gateway {
	int calls;
	enum jy_err answer;
	bool hopeless;
	char last_to[64], last_body[64], last_uid[64];
	struct world *reenter; /* run another tick while sending */
};

static enum jy_err
gateway_send(void *arg, const struct outbox_message *m, bool *hopeless, struct diag *d)
{
	struct gateway *g = arg;
	struct outbox_counts counts;
	struct gateway inner = { 0 };
	struct outbox_driver drivers[OUTBOX_CHANNELS] = { { gateway_send, &inner },
		{ gateway_send, &inner } };

	g->calls++;
	snprintf(g->last_to, sizeof(g->last_to), STR_FMT, STR_ARG(m->recipient));
	snprintf(g->last_body, sizeof(g->last_body), STR_FMT, STR_ARG(m->body));
	snprintf(g->last_uid, sizeof(g->last_uid), "%s", m->uid);
	*hopeless = g->hopeless;
	if (g->reenter != NULL) {
		assert_int_equal(
		    outbox_tick(g->reenter->db, g->reenter->keys, drivers, &counts),
		    JY_OK);
		assert_int_equal(inner.calls, 0);
	}
	return g->answer == JY_OK ? JY_OK
				  : diag_set(d, g->answer, "", 0, 0, "gateway says no");
}

static void
put(struct world *w, enum outbox_channel channel, const char *to, const char *body,
    int64_t expires_at)
{
	struct outbox_message m = { .channel = channel,
		.recipient = str_of(to),
		.subject = STR("通知"),
		.body = str_of(body),
		.expires_at = expires_at };

	assert_int_equal(db_begin(w->db), JY_OK);
	assert_int_equal(db_end(w->db, outbox_put(w->db, w->keys, &m)), JY_OK);
}

static struct outbox_counts
tick(struct world *w, struct gateway *g)
{
	struct outbox_driver drivers[OUTBOX_CHANNELS] = { { NULL, NULL },
		{ gateway_send, g } };
	struct outbox_counts counts;

	assert_int_equal(outbox_tick(w->db, w->keys, drivers, &counts), JY_OK);
	return counts;
}

#define IN_STATE(state) "SELECT count(*) FROM outbox WHERE state = '" state "'"

static void
test_sent_once(void **state)
{
	struct world *w = *state;
	struct gateway g = { .reenter = w };

	put(w, OUTBOX_SMS, "13900000001", "验证码 123456", 0);
	assert_int_equal(tick(w, &g).sent, 1);
	assert_int_equal(tick(w, &g).sent, 0);
	assert_int_equal(g.calls, 1);
	assert_string_equal(g.last_to, "13900000001");
	assert_string_equal(g.last_body, "验证码 123456");
	assert_int_equal(world_number(w, IN_STATE("sent")), 1);
}

static void
test_sealed(void **state)
{
	struct world *w = *state;

	put(w, OUTBOX_SMS, "13900000001", "code 123456", 0);
	assert_int_equal(
	    world_number(w, "SELECT count(*) FROM outbox WHERE recipient_sealed LIKE "
			    "'%13900000001%' OR body_sealed LIKE '%123456%'"),
	    0);
}

static void
test_needs_transaction(void **state)
{
	struct world *w = *state;
	struct outbox_message m = {
		.recipient = STR("a@example.cn"), .body = STR("x"), .channel = OUTBOX_MAIL
	};

	assert_int_equal(outbox_put(w->db, w->keys, &m), JY_EINTERNAL);
	m.body = STR_NONE;
	assert_int_equal(db_begin(w->db), JY_OK);
	assert_int_equal(db_end(w->db, outbox_put(w->db, w->keys, &m)), JY_EINPUT);
}

static void
test_backoff_then_dead(void **state)
{
	static const int64_t waits[] = { 60, 300, 1800, 7200, 43200 };
	struct world *w = *state;
	struct gateway g = { .answer = JY_EREMOTE };
	int64_t now = WORLD_NOW;
	char uid[64] = "";

	put(w, OUTBOX_SMS, "13900000001", "x", 0);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(tick(w, &g).failed, 1);
		assert_int_equal(world_number(w, IN_STATE("queued")), 1);
		clock_set(now + waits[i] - 1);
		assert_int_equal(tick(w, &g).failed, 0);
		clock_set(now += waits[i]);
		if (i > 0)
			assert_string_equal(g.last_uid, uid);
		snprintf(uid, sizeof(uid), "%s", g.last_uid);
	}
	assert_int_equal(tick(w, &g).dead, 1);
	assert_int_equal(g.calls, 6);
	assert_int_equal(world_number(w, IN_STATE("dead")), 1);
	clock_set(now + 1000000);
	assert_int_equal(tick(w, &g).dead, 0);
	assert_int_equal(outbox_backoff(0), 0);
	assert_int_equal(outbox_backoff(6), 0);
}

static void
test_hopeless(void **state)
{
	struct world *w = *state;
	struct gateway g = { .answer = JY_EREMOTE, .hopeless = true };

	put(w, OUTBOX_SMS, "13900000001", "x", 0);
	assert_int_equal(tick(w, &g).dead, 1);
	assert_int_equal(world_number(w, IN_STATE("dead")), 1);
}

static void
test_one_failure_stops_no_other(void **state)
{
	struct world *w = *state;
	struct gateway g = { .answer = JY_EREMOTE, .hopeless = true };

	for (int i = 0; i < 20; i++)
		put(w, OUTBOX_SMS, "13900000001", "x", 0);
	assert_int_equal(tick(w, &g).dead, 20);
}

static void
test_dead_gateway_is_left_alone(void **state)
{
	struct world *w = *state;
	struct gateway g = { .answer = JY_EREMOTE };

	for (int i = 0; i < 20; i++)
		put(w, OUTBOX_SMS, "13900000001", "x", 0);
	assert_int_equal(tick(w, &g).failed, 5);
	assert_int_equal(g.calls, 5);
	assert_int_equal(
	    world_number(w, "SELECT count(*) FROM outbox WHERE tries = 0"), 15);
}

static void
test_expired_is_dropped(void **state)
{
	struct world *w = *state;
	struct gateway g = { 0 };

	put(w, OUTBOX_SMS, "13900000001", "x", WORLD_NOW + 300);
	put(w, OUTBOX_MAIL, "a@example.cn", "x", WORLD_NOW + 300);
	clock_set(WORLD_NOW + 300);
	assert_int_equal(tick(w, &g).dead, 2);
	assert_int_equal(g.calls, 0);
}

static void
test_kept_without_gateway(void **state)
{
	struct world *w = *state;
	struct gateway g = { 0 };

	put(w, OUTBOX_MAIL, "a@example.cn", "x", 0);
	assert_int_equal(tick(w, &g).kept, 1);
	assert_int_equal(world_number(w, IN_STATE("queued")), 1);
}

static void
test_crashed_sender(void **state)
{
	struct world *w = *state;
	struct gateway g = { 0 };

	put(w, OUTBOX_SMS, "13900000001", "x", 0);
	/* As a sender leaves it that was killed between claim and answer. */
	world_sql(
	    w, "UPDATE outbox SET state = 'sending', tries = 1, next_at = next_at + 300");
	clock_set(WORLD_NOW + OUTBOX_LEASE_SECONDS - 1);
	assert_int_equal(tick(w, &g).sent, 0);
	clock_set(WORLD_NOW + OUTBOX_LEASE_SECONDS);
	assert_int_equal(tick(w, &g).sent, 1);
}

static void
test_altered_row(void **state)
{
	struct world *w = *state;
	struct gateway g = { 0 };

	put(w, OUTBOX_SMS, "13900000001", "first", 0);
	put(w, OUTBOX_SMS, "13900000002", "second", 0);
	world_sql(w,
	    "UPDATE outbox SET body_sealed = (SELECT body_sealed FROM outbox WHERE"
	    " id = 2) WHERE id = 1");
	assert_int_equal(tick(w, &g).dead, 1);
	assert_int_equal(g.calls, 1);
	assert_string_equal(g.last_body, "second");
}

static bool
first_row(void *arg, const struct outbox_row *row)
{
	char *line = arg;

	snprintf(line, 128, "%s %s " STR_FMT " " STR_FMT, row->channel, row->state,
	    STR_ARG(row->recipient), STR_ARG(row->body));
	return false;
}

static void
test_list_masks(void **state)
{
	struct world *w = *state;
	struct outbox_row row;
	struct arena a;
	char line[128];

	put(w, OUTBOX_SMS, "13900000001", "code 123456", 0);
	assert_int_equal(outbox_each(w->db, w->keys, 10, first_row, line), JY_OK);
	assert_string_equal(line, "sms queued 139****0001 ");
	put(w, OUTBOX_MAIL, "someone@example.cn", "x", 0);
	assert_int_equal(outbox_each(w->db, w->keys, 10, first_row, line), JY_OK);
	assert_string_equal(line, "mail queued s***@example.cn ");

	arena_init(&a, 0);
	assert_int_equal(outbox_load(w->db, w->keys, &a, 1, false, &row), JY_OK);
	assert_int_equal(row.body.n, 0);
	assert_int_equal(outbox_load(w->db, w->keys, &a, 1, true, &row), JY_OK);
	assert_str(row.body, "code 123456");
	assert_int_equal(outbox_load(w->db, w->keys, &a, 9, true, &row), JY_ENOTFOUND);
	arena_release(&a);
}

static enum jy_err
retry(struct world *w, int64_t id)
{
	assert_int_equal(db_begin(w->db), JY_OK);
	return db_end(w->db, outbox_retry(w->db, id));
}

static void
test_retry(void **state)
{
	struct world *w = *state;
	struct gateway g = { .answer = JY_EREMOTE, .hopeless = true };

	put(w, OUTBOX_SMS, "13900000001", "x", 0);
	put(w, OUTBOX_SMS, "13900000001", "x", WORLD_NOW + 10);
	assert_int_equal(retry(w, 1), JY_ECONFLICT);
	assert_int_equal(retry(w, 9), JY_ENOTFOUND);
	assert_int_equal(tick(w, &g).dead, 2);
	clock_set(WORLD_NOW + 10);
	assert_int_equal(retry(w, 1), JY_OK);
	assert_int_equal(retry(w, 2), JY_ECONFLICT);
	g.answer = JY_OK;
	assert_int_equal(tick(w, &g).sent, 1);
	assert_int_equal(retry(w, 1), JY_ECONFLICT);
}

static void
test_sms_file(void **state)
{
	struct world *w = *state;
	struct outbox_driver drivers[OUTBOX_CHANNELS];
	struct outbox_counts counts;
	struct buf text = BUF_INIT;
	struct conf conf;
	struct stat sb;
	char path[96];

	snprintf(path, sizeof(path), "%s/sms.txt", w->dir);
	assert_int_equal(conf_defaults(&conf), JY_OK);
	conf.sms.driver = "file";
	conf.sms.file = path;
	outbox_drivers(&conf, drivers);
	assert_null(drivers[OUTBOX_MAIL].send);
	put(w, OUTBOX_SMS, "13900000001", "验证码\"123456\"", 0);
	assert_int_equal(outbox_tick(w->db, w->keys, drivers, &counts), JY_OK);
	assert_int_equal(counts.sent, 1);
	assert_int_equal(file_read(path, 1000, &text, NULL), JY_OK);
	assert_non_null(strstr(
	    text.data, "\"to\":\"13900000001\",\"text\":\"验证码\\\"123456\\\"\"}\n"));
	assert_int_equal(stat(path, &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0600);
	buf_release(&text);
	conf_release(&conf);
}

#define WITH_WORLD(label, fn) CASE_WITH(label, fn, world_setup, world_teardown)

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		WITH_WORLD(
		    "a message is sent once, also by two ticks at once", test_sent_once),
		WITH_WORLD("recipient and body are sealed in the store", test_sealed),
		WITH_WORLD(
		    "a message needs its cause's transaction", test_needs_transaction),
		WITH_WORLD(
		    "failures wait 1m 5m 30m 2h 12h, then end", test_backoff_then_dead),
		WITH_WORLD("a hopeless failure ends at once", test_hopeless),
		WITH_WORLD("a bad message does not stop the others",
		    test_one_failure_stops_no_other),
		WITH_WORLD("a gateway that is down is left alone",
		    test_dead_gateway_is_left_alone),
		WITH_WORLD("an expired code is dropped without sending",
		    test_expired_is_dropped),
		WITH_WORLD(
		    "without a gateway messages are kept", test_kept_without_gateway),
		WITH_WORLD("a crashed sender's message comes back", test_crashed_sender),
		WITH_WORLD("a body moved between rows is not sent", test_altered_row),
		WITH_WORLD(
		    "recipients are masked, bodies only on demand", test_list_masks),
		WITH_WORLD("only a dead message that has not expired is queued again",
		    test_retry),
		WITH_WORLD(
		    "the file driver appends one line a message, private", test_sms_file),
	};

	log_to(STDERR_FILENO, LOG_ERROR);
	return RUN(cases);
}
