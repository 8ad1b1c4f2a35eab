/*
 * saved_search_tick.c - the alerts of saved searches: one message (and mail, where an
 * address is known) for all that is new to a search, at most one in an hour.
 */
#include "job/job_links.h"
#include "job/saved_search.h"
#include "job/search.h"
#include "message/message.h"

#define BATCH 200
#define JOBS_SHOWN 5

SQL(SQL_ALERT_DUE,
    "SELECT s.id, s.uid, s.account_id, s.name, s.query, s.seen_at FROM saved_search s"
    " JOIN account a ON a.id = s.account_id WHERE s.alert = 1 AND a.state = 'active'"
    " AND s.told_at <= :now - :pause AND s.seen_at < :now AND s.id > :after"
    " AND s.seen_at <= (SELECT max(published_at) FROM job_live)"
    " ORDER BY s.id LIMIT 200");
/* Nothing was new to these. */
SQL(SQL_ALERT_SEEN, "UPDATE saved_search SET seen_at = :now WHERE alert = 1"
		    " AND told_at <= :now - :pause AND seen_at < :now");
SQL(SQL_ALERT_TOLD,
    "UPDATE saved_search SET seen_at = :until, told_at = :told WHERE id = :id"
    " AND seen_at = :seen");

struct saved {
	int64_t id, account_id, seen_at;
	struct str uid, name, query;
};

/* The next searches that may be told of; *n of them. */
static enum jy_err
due(struct act *act, int64_t after, struct saved *out, size_t *n)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	*n = 0;
	if ((err = db_prepare(act->db, &st, SQL_ALERT_DUE)) != JY_OK)
		return err;
	db_bind_int(st, ":now", act->now);
	db_bind_int(st, ":pause", ALERT_PAUSE_SECONDS);
	db_bind_int(st, ":after", after);
	while (*n < BATCH && (err = db_step(st, &row)) == JY_OK && row)
		out[(*n)++] = (struct saved){
			.id = db_int(st, 0),
			.uid = arena_str(act->arena, db_str(st, 1)),
			.account_id = db_int(st, 2),
			.name = arena_str(act->arena, db_str(st, 3)),
			.query = arena_str(act->arena, db_str(st, 4)),
			.seen_at = db_int(st, 5),
		};
	db_finish(st);
	return err;
}

/* Note what was looked at. False in *mine: another tick was faster. */
static enum jy_err
note(struct act *act, const struct saved *s, int64_t told, bool *mine)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_ALERT_TOLD)) != JY_OK)
		return err;
	db_bind_int(st, ":id", s->id);
	db_bind_int(st, ":seen", s->seen_at);
	db_bind_int(st, ":until", act->now);
	db_bind_int(st, ":told", told);
	if ((err = db_run(st)) == JY_OK)
		*mine = db_changes(act->db) == 1;
	db_finish(st);
	return err;
}

/* The address that ends it: a page to open, and for mail programs to post to. */
static enum jy_err
end_of(struct act *act, const struct saved *s, struct str *out)
{
	char token[UNSUBSCRIBE_TOKEN + 1];
	enum jy_err err;

	if ((err = unsubscribe_token(act, s->uid, token)) != JY_OK)
		return err;
	*out = arena_printf(act->arena, "%s/auth/unsubscribe?s=" STR_FMT "&t=%s",
	    act->conf->site.base_url, STR_ARG(s->uid), token);
	return out->p != NULL ? JY_OK : JY_ENOMEM;
}

static enum jy_err
body_of(struct act *act, const struct search_result *r, struct str end, struct buf *out)
{
	for (size_t i = 0; i < r->n && i < JOBS_SHOWN; i++)
		buf_printf(out, STR_FMT "，" STR_FMT "，" STR_FMT "\n",
		    STR_ARG(r->row[i].title), STR_ARG(r->row[i].employer),
		    STR_ARG(salary_text(
			act->arena, r->row[i].salary_min, r->row[i].salary_max)));
	if (r->total > JOBS_SHOWN)
		buf_puts(out, "……\n");
	buf_printf(out, "\n不想再收到这个搜索的通知，请打开：" STR_FMT, STR_ARG(end));
	return buf_ok(out) ? JY_OK : JY_ENOMEM;
}

static enum jy_err
tell(struct act *act, const struct saved *s, const struct search_result *r)
{
	struct buf body = BUF_INIT;
	struct str title = arena_printf(act->arena,
	    "您保存的搜索“" STR_FMT "”有 %lld%s 个新职位", STR_ARG(s->name),
	    (long long)(r->total > SEARCH_COUNT_MAX ? SEARCH_COUNT_MAX : r->total),
	    r->total > SEARCH_COUNT_MAX ? "+" : "");
	struct str link =
	    arena_printf(act->arena, "/my/search?" STR_FMT, STR_ARG(s->query));
	struct str end;
	enum jy_err err;

	if (title.p == NULL || link.p == NULL)
		return JY_ENOMEM;
	if ((err = end_of(act, s, &end)) == JY_OK &&
	    (err = body_of(act, r, end, &body)) == JY_OK)
		err = message_put_alert(
		    act, s->account_id, title, buf_view(&body), link, end);
	buf_release(&body);
	return err;
}

/* What is new to one search, told in the transaction that notes it. */
static enum jy_err
one(struct act *act, const struct saved *s, int *told)
{
	struct search_result *r = arena_alloc(act->arena, sizeof(*r));
	struct search conditions;
	enum jy_err err;
	bool mine = false;

	if (r == NULL)
		return JY_ENOMEM;
	if ((err = search_parse(act->arena, s->query, &conditions)) != JY_OK ||
	    (err = search_new(act, &conditions, s->seen_at, act->now, r)) != JY_OK ||
	    r->total == 0 || (err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = note(act, s, act->now, &mine)) == JY_OK && mine) {
		err = tell(act, s, r);
		*told += err == JY_OK;
	}
	return db_end(act->db, err);
}

static enum jy_err
note_rest(struct act *act)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = db_prepare(act->db, &st, SQL_ALERT_SEEN)) == JY_OK) {
		db_bind_int(st, ":now", act->now);
		db_bind_int(st, ":pause", ALERT_PAUSE_SECONDS);
		err = db_run(st);
	}
	db_finish(st);
	return db_end(act->db, err);
}

enum jy_err
saved_search_tick(struct act *act, int *told)
{
	struct saved *batch = arena_array(act->arena, BATCH, sizeof(*batch));
	int64_t after = 0;
	enum jy_err err;
	size_t n, all = 0;

	*told = 0;
	if (batch == NULL)
		return JY_ENOMEM;
	do {
		err = due(act, after, batch, &n);
		for (size_t i = 0; i < n && err == JY_OK; i++)
			err = one(act, &batch[i], told);
		after = n > 0 ? batch[n - 1].id : 0;
		all += n;
	} while (err == JY_OK && n == BATCH);
	return err == JY_OK && all > (size_t)*told ? note_rest(act) : err;
}
