/*
 * again_pages.c - the password again, before what nobody shall do who merely sits down at
 * another's open browser: see password_again() in pages.h.
 */
#include "account/pages.h"
#include "audit/audit.h"
#include "http/rate.h"

/* What the work and its end need. */
struct again {
	struct account account;
	struct hash_job *job;
	const char *field, *act;
	handler_fn then;
};

static void
again_work(void *arg)
{
	hash_job_run(((struct again *)arg)->job);
}

/* The queue is full: the try says nothing of the password. */
static void
unasked(struct request *rq)
{
	(void)rate_return(&rq->act, RATE_RULE_LOGIN_ACCOUNT, rq->act.who.uid);
}

/* Like a login that failed: counted for the address too, and in the trail. */
static enum jy_err
wrong(struct request *rq, const struct again *a)
{
	int64_t wait;
	enum jy_err err;

	if ((err = db_begin(rq->act.db)) != JY_OK)
		return err;
	err = rate_hit(&rq->act, RATE_RULE_LOGIN_ADDRESS, STR_NONE, &wait);
	if (err == JY_OK || err == JY_ELIMIT)
		err = audit_act(&rq->act, a->act, "account", rq->act.who.account_id,
		    "refused", STR_NONE);
	if ((err = db_end(rq->act.db, err)) != JY_OK)
		return err;
	return form_fail(&rq->form, a->field, "登录密码不正确。");
}

static enum jy_err
again_done(struct request *rq)
{
	const struct again *a = rq->work_arg;
	enum jy_err err;

	if (a->job->err != JY_OK)
		return a->job->err;
	if (!a->job->match)
		return wrong(rq, a);
	err = rate_forget(&rq->act, RATE_RULE_LOGIN_ACCOUNT, rq->act.who.uid);
	return err != JY_OK ? err : a->then(rq);
}

enum jy_err
password_again(struct request *rq, const char *field, const char *act, handler_fn then)
{
	struct again *a = arena_alloc(rq->act.arena, sizeof(*a));
	int64_t wait;
	enum jy_err err;

	if (a == NULL)
		return JY_ENOMEM;
	*a = (struct again){ .field = field, .act = act, .then = then };
	err = rate_hit(&rq->act, RATE_RULE_LOGIN_ACCOUNT, rq->act.who.uid, &wait);
	if (err == JY_ELIMIT)
		return wait_fail(rq, field, wait);
	if (err != JY_OK ||
	    (err = account_find_id(&rq->act, rq->act.who.account_id, &a->account)) !=
		JY_OK ||
	    (err = hash_job_new(&rq->act, &a->account, form_get(&rq->form, field),
		 STR_NONE, &a->job)) != JY_OK)
		return err;
	a->job->renew_only = true;
	rq->refused = unasked;
	return request_defer(rq, again_work, a, again_done);
}
