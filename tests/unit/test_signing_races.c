/*
 * test_signing_races.c - two who act on one graduate's documents at once, each with a
 * connection of its own, many times over: exactly one wins, and the store says so.
 */
#include "deal.h"

#include <sys/wait.h>

#define ROUNDS 15

/* What one of two does; JY_OK: it won, JY_ECONFLICT: the other did. */
typedef enum jy_err (*attempt)(struct client *c, void *arg);

static _Noreturn void
try_it(struct client *c, attempt fn, void *arg, int gate)
{
	enum jy_err err = JY_EINTERNAL;
	char go;

	if (read(gate, &go, 1) == 1 &&
	    db_open(&c->app.db, c->t->world->url, DB_WRITE, NULL) == JY_OK) {
		c->t->act.db = c->app.db;
		err = fn(c, arg);
	}
	_exit(err == JY_OK ? 0 : err == JY_ECONFLICT ? 1 : 2);
}

/* Both at once: which of them won, as bits. */
static int
race(struct client *c, attempt first, void *one, attempt second, void *other)
{
	const attempt fns[] = { first, second };
	void *const args[] = { one, other };
	int gate[2], status, won = 0;
	pid_t pid[2];

	assert_int_equal(pipe(gate), 0);
	for (int i = 0; i < 2; i++)
		if ((pid[i] = fork()) == 0)
			try_it(c, fns[i], args[i], gate[0]);
	assert_int_equal(write(gate[1], "gg", 2), 2);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
		won |= WEXITSTATUS(status) == 0 ? 1 << i : 0;
	}
	close(gate[0]);
	close(gate[1]);
	return won;
}

/* --- attempts */

struct answer {
	struct str uid;
	struct invitation_acceptance how;
};

static enum jy_err
try_accept(struct client *c, void *arg)
{
	struct answer *a = arg;
	const char *why;

	return invitation_accept(&c->t->act, a->uid, &a->how, &why);
}

/* The clock reaches the invitation's end: what it moves, it has won. */
static enum jy_err
try_expire(struct client *c, void *arg)
{
	const struct invitation *i = arg;
	int moved;
	enum jy_err err;

	c->t->act.who = (struct principal){ .role = ROLE_SYSTEM };
	c->t->act.now = i->expires_at;
	err = flow_tick(&c->t->act, &invitation_flow, &moved);
	return err != JY_OK ? err : moved == 1 ? JY_OK : JY_ECONFLICT;
}

struct move {
	struct principal who;
	int64_t document;
	const char *action;
};

static enum jy_err
try_step(struct client *c, void *arg)
{
	const struct move *s = arg;
	const struct flow_input in = { STR("同时"), NULL };
	const char *why;

	c->t->act.who = s->who;
	return flow_apply(&c->t->act, &document_flow, s->document, s->action, &in, &why);
}

static struct principal
be(struct client *c, int64_t account)
{
	deal_as(c, account);
	return c->t->act.who;
}

static struct answer
answer(struct client *c, int64_t boss, enum signing_kind kind)
{
	struct answer a = { .how = { .method = "password" } };
	const char *why;

	assert_int_equal(deal_send(c, boss, kind, LIN, &a.uid, &why), JY_OK);
	deal_as(c, LIN);
	a.how.digest = deal_digest(c, a.uid);
	return a;
}

static int64_t
active(struct client *c)
{
	return world_number(c->t->world,
	    "SELECT count(*) FROM document WHERE account_id = 8 AND state IN ('review',"
	    " 'effective', 'terminating', 'awaiting_archive')");
}

/* --- races */

static void
test_two_acceptances(void **state)
{
	struct client *c = *state;
	struct answer a, b;

	for (int round = 0; round < ROUNDS; round++) {
		enum signing_kind kind =
		    round % 2 == 0 ? SIGNING_CONTRACT : SIGNING_AGREEMENT;

		a = answer(c, BOSS, kind);
		b = answer(c, OTHER_BOSS, kind);
		assert_in_range(race(c, try_accept, &a, try_accept, &b), 1, 2);
		assert_int_equal(active(c), 1);
		assert_int_equal(
		    world_number(c->t->world,
			"SELECT count(*) FROM invitation WHERE state = 'sent'"),
		    1);
		world_sql(c->t->world,
		    "UPDATE document SET state = 'revoked' WHERE state = 'review';"
		    "UPDATE invitation SET state = 'withdrawn' WHERE state = 'sent';");
	}
	/* numbers of the agreements: none lost, none twice */
	assert_int_equal(
	    world_number(c->t->world, "SELECT count(DISTINCT number) FROM document"
				      " WHERE kind = 'agreement'"),
	    ROUNDS / 2);
	assert_int_equal(
	    world_number(c->t->world,
		"SELECT max(number) = printf('XY2026%06d', count(*)) FROM document"
		" WHERE kind = 'agreement'"),
	    1);
}

/* The same invitation, from two browsers. */
static void
test_one_invitation(void **state)
{
	struct client *c = *state;
	struct answer a, b;

	for (int round = 0; round < ROUNDS; round++) {
		a = b = answer(c, BOSS, SIGNING_AGREEMENT);
		assert_in_range(race(c, try_accept, &a, try_accept, &b), 1, 2);
		assert_int_equal(active(c), 1);
		world_sql(c->t->world, "UPDATE document SET state = 'revoked';");
	}
}

static void
test_accept_or_expire(void **state)
{
	struct client *c = *state;
	struct invitation i;
	struct answer a;
	int won;

	for (int round = 0; round < ROUNDS; round++) {
		a = answer(c, BOSS, SIGNING_CONTRACT);
		assert_int_equal(invitation_find(&c->t->act, a.uid, &i), JY_OK);
		c->t->act.now = i.expires_at - 1;
		won = race(c, try_accept, &a, try_expire, &i);
		assert_in_range(won, 1, 2);
		assert_int_equal(active(c), won == 1);
		world_sql(c->t->world, "UPDATE document SET state = 'revoked';");
		c->t->act.now = WORLD_NOW;
	}
}

static void
test_approve_or_revoke(void **state)
{
	struct client *c = *state;
	struct move approve = { .action = "approve" }, revoke = { .action = "revoke" };
	int won;

	for (int round = 0; round < ROUNDS; round++) {
		approve.document = revoke.document =
		    deal_made(c, SIGNING_CONTRACT, false);
		approve.who = be(c, AUTHORITY_CLERK);
		revoke.who = be(c, round % 2 == 0 ? LIN : BOSS);
		won = race(c, try_step, &approve, try_step, &revoke);
		assert_in_range(won, 1, 2);
		deal_state_is(c, approve.document, won == 1 ? "effective" : "revoked");
		world_sql(c->t->world, "UPDATE document SET state = 'revoked';");
	}
	/* a revoked one has taken no number */
	assert_int_equal(
	    world_number(c->t->world,
		"SELECT count(number) = count(effective_at) AND coalesce(max(number),"
		" 'HT2026000000') = printf('HT2026%06d', count(number)) FROM document"),
	    1);
}

static void
test_both_ask(void **state)
{
	struct client *c = *state;
	struct move hers = { .action = "terminate" }, theirs = { .action = "terminate" };
	const char *why;
	int won;

	hers.document = theirs.document = deal_made(c, SIGNING_AGREEMENT, true);
	hers.who = be(c, LIN);
	theirs.who = be(c, BOSS);
	for (int round = 0; round < ROUNDS; round++) {
		won = race(c, try_step, &hers, try_step, &theirs);
		assert_in_range(won, 1, 2);
		assert_int_equal(
		    world_number(c->t->world,
			won == 1 ? "SELECT asked_by = 'graduate' FROM document"
				 : "SELECT asked_by = 'employer' FROM document"),
		    1);
		assert_int_equal(deal_step(c, won == 1 ? BOSS : LIN, hers.document,
				     "refuse", "不同意", &why),
		    JY_OK);
	}
	assert_int_equal(
	    world_number(c->t->world, "SELECT count(*) FROM flow_event WHERE kind ="
				      " 'document' AND action = 'terminate'"),
	    ROUNDS);
}

#define D(label, fn) CASE_WITH(label, fn, deal_setup, deal_teardown)

int
main(void)
{
	const struct CMUnitTest cases[] = {
		D("5.1.r4 6.1.r4 of two acceptances at once one wins",
		    test_two_acceptances),
		D("5.1.r4 one invitation is accepted once", test_one_invitation),
		D("5.1.r5 6.1.r5 an invitation is accepted or expires",
		    test_accept_or_expire),
		D("5.1.i4 a document is approved or revoked", test_approve_or_revoke),
		D("5.4.r4 6.4.r4 of two requests to terminate one counts", test_both_ask),
	};

	return RUN(cases);
}
