/*
 * favourite_pages.c - the list of kept jobs with its search, letting go, sending a resume
 * to several at once with a line on each, and adding jobs from the search and a job's page.
 */
#include "application/application.h"
#include "favourite/favourite.h"
#include "favourite/favourite_pages.h"
#include "job/job_links.h"
#include "escape.h"
#include "job/search.h"
#include "job/search_choices.h"
#include "job/search_html.h"
#include "job/search_pages.h"

#define PATH "/my/favourites"
#define PAGE_ROWS 20
#define JOBS_MAX 50 /* of one form: more than a page shows */
#define ID_DIGITS 18

static const struct choice commands[] = {
	{ "apply", "投递简历" },
	{ "delete", "删除" },
	{ NULL, NULL },
};
static const struct field list_fields[] = {
	{ "command", "操作", FIELD_CHOICE, 0, 0, 0, NULL, NULL, commands, NULL },
	{ "job", "职位", FIELD_DIGITS, 1, ID_DIGITS, F_LIST, NULL, NULL, NULL, NULL },
	{ "remove", "职位", FIELD_DIGITS, 1, ID_DIGITS, 0, NULL, NULL, NULL, NULL },
	{ "resume", "投递的简历", FIELD_TOKEN, 22, 22, 0, NULL, NULL, NULL, NULL },
};
static const struct field add_fields[] = {
	{ "job", "职位", FIELD_DIGITS, 1, ID_DIGITS, F_LIST, NULL, NULL, NULL, NULL },
	{ "one", "职位", FIELD_DIGITS, 1, ID_DIGITS, 0, NULL, NULL, NULL, NULL },
	{ "back", "搜索", FIELD_TEXT, 0, SEARCH_QUERY_MAX, 0, NULL, NULL, NULL, NULL },
};

/* --- the list */

static enum jy_err
set_choices(struct request *rq, struct val *search, const char *name,
    enum search_list list, struct str code)
{
	struct arena *a = rq->act.arena;
	struct val v = val_map(a), chosen = val_map(a), html;
	enum jy_err err = search_html_options(rq, list, &html);

	if (code.n > 0) {
		val_set(&chosen, "code", val_str(code));
		val_set(&chosen, "label", val_str(search_label(list, code)));
		val_set(&v, "chosen", chosen);
	}
	val_set(&v, "options", html);
	val_set(search, name, v);
	return err;
}

static enum jy_err
conditions_val(struct request *rq, const struct favourite_search *s, struct val *data)
{
	struct val v = val_map(rq->act.arena);
	enum jy_err err;

	val_set(&v, "keyword", val_str(s->keyword));
	if ((err = set_choices(rq, &v, "region", LIST_PLACE, s->region)) != JY_OK ||
	    (err = set_choices(rq, &v, "education", LIST_EDUCATION, s->education)) !=
		JY_OK ||
	    (err = set_choices(rq, &v, "employment", LIST_EMPLOYMENT, s->employment)) !=
		JY_OK)
		return err;
	val_set(&v, "open_yes", val_bool(str_is(s->open, "yes")));
	val_set(&v, "open_no", val_bool(str_is(s->open, "no")));
	val_set(&v, "any",
	    val_bool(s->keyword.n + s->region.n + s->education.n + s->employment.n +
			 s->open.n >
		     0));
	val_set(data, "search", v);
	return JY_OK;
}

/* The query string of the conditions, each behind the one before. */
static struct str
conditions_query(struct arena *a, const struct favourite_search *s)
{
	const struct {
		const char *name;
		struct str value;
	} all[] = { { "keyword", s->keyword }, { "region", s->region },
		{ "education", s->education }, { "employment", s->employment },
		{ "open", s->open } };
	struct buf b = BUF_INIT;
	struct str out;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i].value.n > 0) {
			buf_printf(&b, "%s=", all[i].name);
			url_escape(&b, all[i].value);
			buf_char(&b, '&');
		}
	out = arena_str(a, buf_view(&b));
	buf_release(&b);
	return out;
}

static struct favourite_place
place_of(struct request *rq)
{
	struct str text = request_query(rq, "before"), first;
	struct favourite_place p = { 0, 0 };

	if (!str_split(&text, '.', &first) || !str_int(first, 1, INT64_MAX, &p.at) ||
	    !str_int(text, 1, INT64_MAX, &p.job_id))
		return (struct favourite_place){ 0, 0 };
	return p;
}

static enum jy_err
list_data(struct request *rq, struct val *data)
{
	struct favourite_search s = { .keyword = request_words(rq, "keyword", 60),
		.region = request_words(rq, "region", 12),
		.education = request_words(rq, "education", 32),
		.employment = request_words(rq, "employment", 32),
		.open = request_words(rq, "open", 3) };
	struct favourite_place from = place_of(rq), next;
	struct str query = conditions_query(rq->act.arena, &s);
	bool all = str_is(request_query(rq, "all"), "yes");
	struct val list, resumes;
	enum jy_err err;

	if ((err = search_choices_load(&rq->act)) != JY_OK ||
	    (err = favourite_list(&rq->act, &s, &from, PAGE_ROWS, &list, &next)) !=
		JY_OK ||
	    (err = application_resumes(&rq->act, &resumes)) != JY_OK ||
	    (err = conditions_val(rq, &s, data)) != JY_OK)
		return err;
	val_set(data, "jobs", list);
	val_set(data, "some", val_bool(val_len(&list) > 0));
	val_set(data, "resumes", resumes);
	val_set(data, "has_resumes", val_bool(val_len(&resumes) > 0));
	val_set(data, "later", val_bool(from.at != 0));
	val_set(data, "all", val_bool(all));
	val_set(data, "all_path",
	    val_str(arena_printf(rq->act.arena, PATH "?" STR_FMT "%s", STR_ARG(query),
		all ? "" : "all=yes")));
	if (next.at != 0)
		val_set(data, "older",
		    val_str(
			arena_printf(rq->act.arena, PATH "?" STR_FMT "before=%lld.%lld",
			    STR_ARG(query), (long long)next.at, (long long)next.job_id)));
	return JY_OK;
}

static enum jy_err
list_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	enum jy_err err;

	if ((err = list_data(rq, &data)) != JY_OK)
		return err;
	val_set(&data, "csrf", val_str(csrf_token(rq, PATH)));
	return reply_page(rq, 200, "favourite/list", "职位收藏", data);
}

/* --- what a form chose */

struct chosen {
	int64_t id[JOBS_MAX];
	size_t n;
};

static void
choose(struct chosen *c, struct str digits)
{
	if (c->n < JOBS_MAX && str_int(digits, 1, INT64_MAX, &c->id[c->n]))
		c->n++;
}

/* The one whose button was pressed, or those that were ticked. */
static void
chosen_of(struct request *rq, const char *one, struct chosen *c)
{
	const struct form_value *v = form_value(&rq->form, "job");

	c->n = 0;
	if (form_get(&rq->form, one).n > 0) {
		choose(c, form_get(&rq->form, one));
		return;
	}
	for (size_t i = 0; i < v->nlist; i++)
		choose(c, v->list[i]);
}

/* --- sending to several (4.2.f3) */

static enum jy_err
send_to_all(struct request *rq, const struct chosen *c)
{
	struct arena *a = rq->act.arena;
	struct val data = val_map(a), lines = val_list(a), line;
	struct apply_result r;
	enum jy_err err;
	int sent = 0;

	for (size_t i = 0; i < c->n; i++) {
		err = application_send(
		    &rq->act, c->id[i], form_get(&rq->form, "resume"), false, &r);
		if (err == JY_ENOTFOUND)
			continue;
		if (err != JY_OK)
			return err;
		if (r.answer == APPLY_RESUME)
			return form_fail(
			    &rq->form, "resume", "请选择一份已填写完整的简历。");
		line = val_map(a);
		val_set(&line, "title", val_str(r.title));
		val_set(&line, "employer", val_str(r.employer));
		val_set(&line, "job_href", val_str(job_href(a, c->id[i])));
		val_set(&line, "text", val_str(apply_text(a, &r)));
		val_set(&line, "sent", val_bool(r.answer == APPLY_SENT));
		val_push(&lines, line);
		sent += r.answer == APPLY_SENT;
	}
	val_set(&data, "lines", lines);
	val_set(&data, "sent", val_int(sent));
	val_set(&data, "skipped", val_int((int64_t)val_len(&lines) - sent));
	return reply_page(rq, 200, "favourite/result", "投递简历", data);
}

static enum jy_err
let_go(struct request *rq, const struct chosen *c)
{
	enum jy_err err;
	int removed;

	if ((err = favourite_remove(&rq->act, c->id, c->n, &removed)) != JY_OK)
		return err;
	return reply_done(rq, STR(PATH), "deleted", removed, 0);
}

static enum jy_err
list_post(struct request *rq)
{
	struct str command = form_get(&rq->form, "command");
	struct chosen c;

	chosen_of(rq, "remove", &c);
	if (c.n == 0)
		return form_fail(&rq->form, NULL, "请先选择职位。");
	if (form_get(&rq->form, "remove").n > 0 || str_is(command, "delete"))
		return let_go(rq, &c);
	if (!str_is(command, "apply"))
		return JY_EPARSE;
	return send_to_all(rq, &c);
}

/* --- adding */

/* The search that the form was on, as "?…": the page's hidden field. */
static bool
came_from_search(struct request *rq, struct str *query)
{
	struct str back = form_get(&rq->form, "back");

	*query = str_from(back, 1);
	return str_starts(back, "?");
}

static enum jy_err
add_post(struct request *rq)
{
	struct str query, to = STR(PATH);
	struct chosen c;
	int n, kept;
	enum jy_err err;

	chosen_of(rq, "one", &c);
	if (c.n == 0)
		return form_fail(&rq->form, NULL, "请先选择职位。");
	err = favourite_add(&rq->act, c.id, c.n, &n, &kept);
	if (err == JY_ELIMIT)
		return form_fail(&rq->form, NULL, "收藏夹已满，请先删除不再需要的职位。");
	if (err != JY_OK)
		return err;
	if (came_from_search(rq, &query)) /* back to it, or to the list */
		to = arena_printf(rq->act.arena, "/my/search%s" STR_FMT,
		    query.n > 0 ? "?" : "", STR_ARG(query));
	if (n > 0)
		return reply_done(rq, to, "favourited", n, (int64_t)c.n - n);
	return kept > 0 ? reply_done(rq, to, "favourite-kept", kept, 0)
			: reply_done(rq, to, "job-over", 0, 0);
}

/* The page that the form was on, with what is wrong. */
static enum jy_err
add_page(struct request *rq)
{
	struct str query;

	if (!came_from_search(rq, &query))
		return list_page(rq);
	rq->in.query = query;
	return search_page(rq);
}

const struct route favourite_routes[] = {
	{ METHOD_GET, PATH, ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(list_fields),
	    list_page, NULL, NULL },
	{ METHOD_POST, PATH, ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(list_fields),
	    list_post, list_page, NULL },
	{ METHOD_POST, "/my/favourites/add", ROLE_GRADUATE, CSRF_YES, RATE_FORM,
	    FIELDS(add_fields), add_post, add_page, NULL },
	{ .path = NULL },
};
