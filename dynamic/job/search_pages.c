/*
 * search_pages.c - the page of the job search: its conditions and one page of jobs.
 */
#include "job/search.h"
#include "job/search_choices.h"
#include "job/search_html.h"
#include "job/search_pages.h"

#define PATH "/my/search"

/* Of the conditions those that can be wrong; all are read by search_parse(). */
static const struct field numbers[] = {
	{ "salary_min", "月薪不低于", FIELD_NUMBER, 0, SEARCH_SALARY_MAX, 0, NULL, NULL,
	    NULL, NULL },
	{ "salary_max", "月薪不高于", FIELD_NUMBER, 0, SEARCH_SALARY_MAX, 0, NULL, NULL,
	    NULL, NULL },
	{ "days", "发布时间", FIELD_NUMBER, 0, SEARCH_DAYS_MAX, 0, NULL, NULL, NULL,
	    NULL },
};

/* A path of this page: the search with another view or order, or at another place. */
static struct str
path_with(struct arena *a, const struct search *s, const char *extra, struct str value)
{
	struct buf b = BUF_INIT;
	struct str out;

	search_query(s, true, &b);
	out = arena_printf(a, PATH "%s" STR_FMT "%s%s" STR_FMT,
	    b.len > 0 || extra[0] != '\0' ? "?" : "", STR_ARG(buf_view(&b)),
	    b.len > 0 && extra[0] != '\0' ? "&" : "", extra, STR_ARG(value));
	buf_release(&b);
	return out;
}

static void
set_turn(struct request *rq, struct val *data, const char *name, const struct search *s,
    const char *extra, const struct search_row *row)
{
	struct buf at = BUF_INIT;

	search_at(s, row, &at);
	val_set(data, name, val_str(path_with(rq->act.arena, s, extra, buf_view(&at))));
	buf_release(&at);
}

/* This very page, with or without every box ticked. */
static struct str
path_ticked(
    struct arena *a, const struct search *s, const struct search_place *from, bool ticked)
{
	const struct search_row row = { .rank = from->rank, .salary_max = from->salary };
	struct buf at = BUF_INIT;
	struct str out;

	if (ticked)
		buf_puts(&at, "all=yes");
	if (from->side != SEARCH_FIRST) {
		buf_printf(&at, "%s%s", ticked ? "&" : "",
		    from->side == SEARCH_AFTER ? "after=" : "before=");
		search_at(s, &row, &at);
	}
	buf_char(&at, '\0');
	out = buf_ok(&at) ? path_with(a, s, at.data, STR("")) : STR_NONE;
	buf_release(&at);
	return out;
}

static void
set_paths(struct request *rq, struct val *data, const struct search *s,
    const struct search_place *from, const struct search_result *r)
{
	bool all = str_is(request_query(rq, "all"), "yes");
	struct arena *a = rq->act.arena;
	struct search other = *s;

	other.sort = SEARCH_NEWEST;
	val_set(data, "newest_path", val_str(path_with(a, &other, "", STR(""))));
	other.sort = SEARCH_SALARY;
	val_set(data, "salary_path", val_str(path_with(a, &other, "", STR(""))));
	other = *s;
	other.detail = false;
	val_set(data, "list_path", val_str(path_with(a, &other, "", STR(""))));
	other.detail = true;
	val_set(data, "detail_path", val_str(path_with(a, &other, "", STR(""))));
	if (r->newer && r->n > 0)
		set_turn(rq, data, "newer", s, "before=", &r->row[0]);
	if (r->older && r->n > 0)
		set_turn(rq, data, "older", s, "after=", &r->row[r->n - 1]);
	val_set(data, "all", val_bool(all));
	val_set(data, "all_path", val_str(path_ticked(a, s, from, !all)));
}

/* What the page shows, from one state of the store. */
static enum jy_err
ask(struct request *rq, struct search *s, const struct search_place *from,
    struct search_result *r, struct val *data)
{
	bool ticked = str_is(request_query(rq, "all"), "yes");
	struct val form, rows;
	enum jy_err err;

	if ((err = db_begin_read(rq->act.db)) != JY_OK)
		return err;
	if ((err = search_choices_load(&rq->act)) == JY_OK &&
	    (err = search_ranks(&rq->act, s, from, r)) == JY_OK &&
	    (err = search_html_rows(rq, r, s->detail, ticked, &rows)) == JY_OK &&
	    (err = search_form(&rq->act, s, &form)) == JY_OK &&
	    (err = search_html_form(rq, &form)) == JY_OK) {
		val_set(data, "search", form);
		val_set(data, "rows", rows);
	}
	return db_end(rq->act.db, err);
}

enum jy_err
search_page(struct request *rq)
{
	struct arena *a = rq->act.arena;
	struct search_place from = search_place(a, rq->in.query);
	struct search_result *r = arena_alloc(a, sizeof(*r));
	struct val data = val_map(a);
	struct buf back = BUF_INIT;
	struct search s;
	enum jy_err err;

	if (r == NULL)
		return JY_ENOMEM;
	if ((err = request_conditions(rq, numbers, 3)) != JY_OK ||
	    (err = search_parse(a, rq->in.query, &s)) != JY_OK ||
	    (err = ask(rq, &s, &from, r, &data)) != JY_OK)
		return err;
	search_query(&s, true, &back);
	val_set(&data, "open",
	    val_bool(rq->in.query.n == 0 || r->n == 0 || form_failed(&rq->conditions)));
	val_set(&data, "none", val_bool(r->n == 0));
	val_set(&data, "total", val_int(r->total));
	val_set(&data, "more", val_bool(r->more));
	val_set(&data, "detail", val_bool(s.detail));
	val_set(&data, "by_salary", val_bool(s.sort == SEARCH_SALARY));
	val_set(&data, "back", val_str(arena_str(a, buf_view(&back))));
	val_set(&data, "csrf", val_str(csrf_token(rq, "/my/favourites/add")));
	val_set(&data, "save_csrf", val_str(csrf_token(rq, "/my/search/save")));
	buf_release(&back);
	set_paths(rq, &data, &s, &from, r);
	return reply_page(rq, 200, "search/list", "高级搜索", data);
}

const struct route search_routes[] = {
	{ METHOD_GET, PATH, ROLE_GRADUATE, CSRF_NO, RATE_NONE, NO_FIELDS, search_page,
	    NULL, NULL },
	{ .path = NULL },
};
