/*
 * inbox.c - /office/inbox: what waits for the viewer at all of her desks, oldest first, or what
 * she looks up (lookup.c). The desks' own pages are desk_pages.c's.
 */
#include <stdlib.h>

#include "clock.h"
#include "desk/desk_rows.h"

#define INBOX_PATH "/office/inbox"
#define QUEUES_MAX 64
#define LOOKUP_CHARS 40

/* A queue of the inbox. Its number orders cases that came in the same second. */
struct queue {
	struct desk_view view;
	size_t number;
	int64_t n, oldest;
};

/* A case of the inbox's page. */
struct entry {
	const struct queue *queue;
	struct desk_case c;
};

/* --- counts */

enum jy_err
desk_waiting(struct act *act, const struct desk *desk, int64_t *total)
{
	struct desk_view v;
	int64_t n, oldest;
	enum jy_err err;

	*total = 0;
	for (size_t i = 0; i < DESK_STATES && desk->states[i] != NULL; i++) {
		if (!desk_view(act, desk, desk->states[i], &v) || !v.waits)
			continue;
		if ((err = desk_count(act, &v, DESK_COUNT_MAX, &n, &oldest)) != JY_OK)
			return err;
		*total += n;
	}
	return JY_OK;
}

/* Every queue that waits for the viewer, with what stands in it. */
static enum jy_err
queues(struct act *act, int64_t days, struct queue *out, size_t *n)
{
	struct desk_view v;
	enum jy_err err;

	*n = 0;
	for (size_t k = 0; desks[k] != NULL; k++)
		for (size_t i = 0; i < DESK_STATES && desks[k]->states[i] != NULL; i++) {
			if (!desk_view(act, desks[k], desks[k]->states[i], &v) ||
			    !v.waits)
				continue;
			if (*n == QUEUES_MAX)
				return JY_EINTERNAL;
			desk_view_days(act, &v, days);
			out[*n] = (struct queue){ .view = v, .number = *n };
			if ((err = desk_count(act, &v, DESK_COUNT_MAX, &out[*n].n,
				 &out[*n].oldest)) != JY_OK)
				return err;
			(*n)++;
		}
	return JY_OK;
}

/* --- the page's cases: the oldest of all queues */

/* "AT-QUEUE-ID": the last case of the page before. */
struct inbox_place {
	int64_t at, queue, id;
};

static struct inbox_place
inbox_place(struct request *rq)
{
	struct str rest = request_query(rq, "after"), at, queue;
	struct inbox_place p;

	if (!str_split(&rest, '-', &at) || !str_split(&rest, '-', &queue) ||
	    !str_int(at, 0, INT64_MAX, &p.at) ||
	    !str_int(queue, 0, QUEUES_MAX, &p.queue) ||
	    !str_int(rest, 0, INT64_MAX, &p.id))
		return (struct inbox_place){ 0, 0, 0 };
	return p;
}

/* Where a queue goes on behind it. */
static struct desk_place
place_in(const struct queue *q, struct inbox_place p)
{
	int64_t number = (int64_t)q->number;

	return (struct desk_place){ p.at, number < p.queue    ? INT64_MAX
					  : number == p.queue ? p.id
							      : 0 };
}

static int
older(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->c.at != y->c.at)
		return x->c.at < y->c.at ? -1 : 1;
	if (x->queue != y->queue)
		return x->queue->number < y->queue->number ? -1 : 1;
	return x->c.id < y->c.id ? -1 : x->c.id > y->c.id;
}

static struct val
entry_val(struct act *act, const struct entry *e)
{
	const struct desk_view *v = &e->queue->view;
	struct val one = val_map(act->arena), about = val_at(&e->c.cells, 0);
	char at[17];

	clock_minute(e->c.at, at);
	val_set(&one, "name", val_str(e->c.name));
	val_set(&one, "href", val_str(desk_href(act->arena, v, e->c.key)));
	val_set(&one, "about",
	    val_len(&e->c.cells) > 0 ? *val_get(&about, STR("text")) : val_null());
	val_set(&one, "kind", val_text(v->desk->noun));
	val_set(&one, "label", val_text(v->state->label));
	val_set(&one, "at", val_text(arena_strdup(act->arena, at)));
	val_set(&one, "age", val_str(desk_age(act, e->c.at)));
	return one;
}

static enum jy_err
put_entries(struct request *rq, const struct queue *q, size_t nq, const struct desk *only,
    struct val *data)
{
	struct inbox_place from = inbox_place(rq);
	struct val list = val_list(rq->act.arena);
	struct desk_case cases[DESK_PAGE + 1];
	struct entry *all;
	size_t n, total = 0;
	enum jy_err err;

	if ((all = arena_alloc(
		 rq->act.arena, (nq + 1) * (DESK_PAGE + 1) * sizeof(*all))) == NULL)
		return JY_ENOMEM;
	for (size_t i = 0; i < nq; i++) {
		if ((only != NULL && q[i].view.desk != only) || q[i].n == 0)
			continue;
		if ((err = desk_cases(&rq->act, &q[i].view, false, place_in(&q[i], from),
			 DESK_PAGE + 1, cases, &n)) != JY_OK)
			return err;
		for (size_t k = 0; k < n; k++)
			all[total++] = (struct entry){ &q[i], cases[k] };
	}
	qsort(all, total, sizeof(*all), older);
	for (size_t i = 0; i < total && i < DESK_PAGE; i++)
		val_push(&list, entry_val(&rq->act, &all[i]));
	val_set(data, "rows", list);
	val_set(data, "some", val_bool(total > 0));
	val_set(data, "later", val_bool(from.at != 0));
	if (total > DESK_PAGE)
		val_set(data, "next",
		    val_str(arena_printf(rq->act.arena, "%lld-%zu-%lld",
			(long long)all[DESK_PAGE - 1].c.at,
			all[DESK_PAGE - 1].queue->number,
			(long long)all[DESK_PAGE - 1].c.id)));
	return JY_OK;
}

/* --- counts by kind */

/* The desk that the query's "kind" names; NULL: all. */
static const struct desk *
chosen(struct request *rq, const struct queue *q, size_t nq)
{
	struct str kind = request_query(rq, "kind");

	for (size_t i = 0; i < nq; i++)
		if (str_is(kind, q[i].view.desk->flow->kind))
			return q[i].view.desk;
	return NULL;
}

static struct val
kind_val(struct act *act, const struct desk *desk, const struct desk *only, int64_t n,
    int64_t oldest)
{
	struct val one = val_map(act->arena);

	val_set(&one, "kind", val_text(desk == NULL ? "" : desk->flow->kind));
	val_set(&one, "label", val_text(desk == NULL ? "全部" : desk->title));
	val_set(&one, "n", val_int(n));
	val_set(&one, "list", desk == NULL ? val_null() : val_text(desk->path));
	val_set(&one, "age", oldest > 0 ? val_str(desk_age(act, oldest)) : val_null());
	val_set(&one, "current", val_bool(desk == only));
	return one;
}

static int64_t
earlier(int64_t a, int64_t b)
{
	return a == 0 || (b != 0 && b < a) ? b : a;
}

static void
put_kinds(struct act *act, const struct queue *q, size_t nq, const struct desk *only,
    struct val *data)
{
	struct val list = val_list(act->arena);
	int64_t total = 0, first = 0, sum, oldest;
	size_t i, k;

	for (i = 0; i < nq; i++) {
		total += q[i].n;
		first = earlier(first, q[i].oldest);
	}
	val_push(&list, kind_val(act, NULL, only, total, first));
	for (i = 0; i < nq; i = k) {
		sum = oldest = 0;
		for (k = i; k < nq && q[k].view.desk == q[i].view.desk; k++) {
			sum += q[k].n;
			oldest = earlier(oldest, q[k].oldest);
		}
		val_push(&list, kind_val(act, q[i].view.desk, only, sum, oldest));
	}
	val_set(data, "kinds", list);
	val_set(data, "total", val_int(total));
}

static enum jy_err
inbox_page(struct request *rq)
{
	struct queue *q = arena_alloc(rq->act.arena, QUEUES_MAX * sizeof(*q));
	struct val data = val_map(rq->act.arena);
	struct str asked = request_words(rq, "q", LOOKUP_CHARS);
	const struct desk *only;
	int64_t days = 0;
	size_t n;
	enum jy_err err;

	if (q == NULL)
		return JY_ENOMEM;
	if (!str_int(request_query(rq, "days"), 1, DESK_DAYS_MAX, &days))
		days = 0;
	if ((err = queues(&rq->act, days, q, &n)) != JY_OK)
		return err;
	only = chosen(rq, q, n);
	/* what somebody looks up stands in place of what waits */
	err = asked.n > 0 ? desk_lookup(rq, asked, &data)
			  : put_entries(rq, q, n, only, &data);
	if (err != JY_OK)
		return err;
	val_set(&data, "q", val_str(asked));
	val_set(&data, "asked", val_bool(asked.n > 0));
	put_kinds(&rq->act, q, n, only, &data);
	val_set(&data, "kind", val_text(only == NULL ? "" : only->flow->kind));
	if (days > 0)
		val_set(&data, "day", val_int(days));
	val_set(&data, "days", desk_days(rq));
	val_set(&data, "filtered", val_bool(only != NULL || days > 0));
	return reply_page(rq, 200, "desk/inbox", "待办事项", data);
}

/* clang-format off */
const struct route desk_inbox_routes[] = {
	{ METHOD_GET, INBOX_PATH, ROLES_OFFICE, CSRF_NO, RATE_NONE, NO_FIELDS, inbox_page, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
