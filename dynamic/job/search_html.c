/*
 * search_html.c - see search_html.h. A row has one slot; a newer one in the same slot takes
 * its place, unless the page that is being made still shows what is there.
 */
#include "clock.h"
#include "http/view.h"
#include "job/job_links.h"
#include "job/search_html.h"

#define SLOTS 4096 /* a power of two; about 1.2 KB each when all are in use */
#define ROW_BYTES_MAX 16384

static struct slot {
	struct buf html;
	int64_t rank, stamp; /* stamp 0: empty */
	uint64_t shown;      /* the last page that it stood on */
	bool detail;
} slots[SLOTS];

static struct {
	struct buf html;
	int64_t stamp;
} options[LIST_COUNT];

/* --- rows */

static struct val
row_val(struct arena *a, const struct search_row *r, bool detail, bool ticked)
{
	struct val v = val_map(a);
	char date[11];

	clock_date(r->published_at, date);
	val_set(&v, "id", val_int(r->job_id));
	val_set(&v, "title", val_str(r->title));
	val_set(&v, "href", val_str(job_href(a, r->job_id)));
	val_set(&v, "employer", val_str(r->employer));
	val_set(&v, "employer_href", val_str(employer_href(a, r->employer_id)));
	val_set(&v, "place", val_str(r->place));
	val_set(&v, "salary", val_str(salary_text(a, r->salary_min, r->salary_max)));
	val_set(&v, "education", val_str(search_label(LIST_EDUCATION, r->education)));
	val_set(&v, "employment", val_str(search_label(LIST_EMPLOYMENT, r->employment)));
	val_set(&v, "headcount", val_int(r->headcount));
	val_set(&v, "published", val_text(arena_strdup(a, date)));
	val_set(&v, "brief", val_str(r->brief));
	val_set(&v, "detail", val_bool(detail));
	val_set(&v, "all", val_bool(ticked));
	return v;
}

static enum jy_err
row_render(struct request *rq, int64_t rank, bool detail, bool ticked, struct buf *out)
{
	struct search_row row;
	struct val data;
	enum jy_err err;

	if ((err = search_row(&rq->act, rank, &row)) != JY_OK)
		return err;
	data = row_val(rq->act.arena, &row, detail, ticked);
	return view_part(rq, "search/row", &data, out);
}

/* A row that is not kept: in the request's own memory. */
static enum jy_err
row_once(struct request *rq, int64_t rank, bool detail, bool ticked, struct val *out)
{
	struct buf html = { .max = ROW_BYTES_MAX };
	enum jy_err err = row_render(rq, rank, detail, ticked, &html);

	*out = val_html(arena_str(rq->act.arena, buf_view(&html)));
	if (err == JY_OK && out->s.p == NULL)
		err = JY_ENOMEM;
	buf_release(&html);
	return err;
}

static enum jy_err
row_kept(struct request *rq, int64_t rank, bool detail, uint64_t page, struct val *out)
{
	struct slot *s = &slots[((uint64_t)rank * 2 + detail) % SLOTS];
	int64_t stamp = search_choices_stamp();
	enum jy_err err;

	if (s->stamp != stamp || s->rank != rank || s->detail != detail) {
		if (s->shown == page)
			return row_once(rq, rank, detail, false, out);
		s->stamp = 0;
		s->html.max = ROW_BYTES_MAX;
		buf_reset(&s->html);
		if ((err = row_render(rq, rank, detail, false, &s->html)) != JY_OK)
			return err;
		s->stamp = stamp;
		s->rank = rank;
		s->detail = detail;
	}
	s->shown = page;
	*out = val_html(buf_view(&s->html));
	return JY_OK;
}

enum jy_err
search_html_rows(struct request *rq, const struct search_result *r, bool detail,
    bool ticked, struct val *out)
{
	static uint64_t page;
	enum jy_err err = JY_OK;
	struct val row = val_null();

	page++;
	*out = val_list(rq->act.arena);
	for (size_t i = 0; i < r->n && err == JY_OK; i++) {
		err = ticked ? row_once(rq, r->row[i].rank, detail, true, &row)
			     : row_kept(rq, r->row[i].rank, detail, page, &row);
		val_push(out, row);
	}
	return err;
}

/* --- options */

enum jy_err
search_html_options(struct request *rq, enum search_list list, struct val *out)
{
	int64_t stamp = search_choices_stamp();
	struct val data;
	enum jy_err err = JY_OK;

	if (options[list].stamp != stamp) {
		data = val_map(rq->act.arena);
		val_set(&data, "options", search_choices(list));
		buf_reset(&options[list].html);
		err = view_part(rq,
		    list == LIST_CATEGORY ? "search/categories" : "search/choices", &data,
		    &options[list].html);
		options[list].stamp = err == JY_OK ? stamp : 0;
	}
	*out = val_html(buf_view(&options[list].html));
	return err;
}

enum jy_err
search_html_form(struct request *rq, struct val *form)
{
	static const struct {
		const char *name;
		enum search_list list;
	} lists[] = { { "industry", LIST_INDUSTRY },
		{ "employer_kind", LIST_EMPLOYER_KIND },
		{ "employment", LIST_EMPLOYMENT }, { "education", LIST_EDUCATION },
		{ "region", LIST_PLACE }, { "days", LIST_DAYS } };
	const struct val *v;
	struct val one, html;
	enum jy_err err;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if ((err = search_html_options(rq, lists[i].list, &html)) != JY_OK)
			return err;
		if ((v = val_get(form, str_of(lists[i].name))) == NULL)
			return JY_ENOMEM;
		one = *v;
		val_set(&one, "options", html);
	}
	err = search_html_options(rq, LIST_CATEGORY, &html);
	val_set(form, "categories", html);
	return err;
}
