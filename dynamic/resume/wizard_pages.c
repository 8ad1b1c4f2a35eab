/*
 * wizard_pages.c - filling in a resume step by step (3.1.r1): one page a section. Every
 * button saves, so going back or leaving keeps what was typed; only going on asks for what
 * is needed. ?at=N is an entry of a list; ?next=PATH is where the way leads that began
 * elsewhere, once the resume is complete.
 */
#include "escape.h"
#include "http/csrf.h"
#include "profile/profile.h"
#include "region/region.h"
#include "resume/pages.h"
#include "resume/sections.h"

static const struct field entry_fields[] = {
	{ "version", "版本", FIELD_DIGITS, 1, 18, F_REQUIRED, NULL, NULL, NULL, NULL },
	{ "at", "条目", FIELD_DIGITS, 1, 3, F_REQUIRED, NULL, NULL, NULL, NULL },
};

/* --- where one is */

/* The section whose name stands behind the "*" of the route. */
static const struct resume_section *
section_of(const struct request *rq)
{
	struct str rest = str_of(strchr(rq->route->path, '*') + 2), name = STR_NONE;

	str_split(&rest, '/', &name);
	return resume_section(name);
}

static int
entry_of(struct request *rq)
{
	int64_t at = -1;

	str_int(request_query(rq, "at"), 0, RESUME_ENTRIES_MAX - 1, &at);
	return (int)at;
}

static int64_t
version_of(const struct form *f)
{
	int64_t version = 0;

	str_int(form_get(f, "version"), 0, INT64_MAX, &version);
	return version;
}

/* The address of a step (NULL: of the resume), with ?next. */
static enum jy_err
go_to(struct request *rq, const struct resume_section *s, const char *done)
{
	struct str next = request_query(rq, "next"), path;
	struct buf b = BUF_INIT;
	const char *sep = "?";

	buf_str(&b, resume_path(rq->act.arena, rq->param, s != NULL ? s->name : ""));
	if (done != NULL) {
		buf_printf(&b, "?done=%s", done);
		sep = "&";
	}
	if (next.n > 0 && path_is_local(next)) {
		buf_printf(&b, "%snext=", sep);
		url_escape(&b, next);
	}
	path = buf_ok(&b) ? arena_str(rq->act.arena, buf_view(&b)) : STR_NONE;
	buf_release(&b);
	return path.p == NULL ? JY_ENOMEM : reply_redirect_str(rq, path);
}

/* --- the page of a step */

static struct str
number_text(struct arena *a, int64_t n)
{
	return arena_printf(a, "%lld", (long long)n);
}

/* What the portal knows already (3.1.i2). */
static enum jy_err
prefill(struct request *rq, const struct resume_section *s)
{
	struct form *f = &rq->form;
	struct region place = { STR_NONE, STR_NONE };
	struct profile p;
	enum jy_err err = profile_load(&rq->act, rq->act.who.account_id, &p);

	if (err != JY_OK)
		return err;
	if (s->fields == resume_basic) {
		if (p.region.n > 0 &&
		    (err = region_get(&rq->act, p.region, &place)) != JY_OK &&
		    err != JY_ENOTFOUND)
			return err;
		form_set(f, "residence", place.path);
		form_set(f, "education", p.education);
		form_set(f, "year",
		    p.year != 0 ? number_text(rq->act.arena, p.year) : STR(""));
	} else if (s->fields == resume_education) {
		form_set(f, "degree", p.education);
	} else {
		return JY_OK;
	}
	form_set(f, "school", p.school);
	form_set(f, "major", p.major);
	return JY_OK;
}

/* The values of a page that is asked for: what was saved, or what is known. */
static enum jy_err
fill(struct request *rq, const struct resume *r, const struct resume_section *s, int at,
    bool some)
{
	form_set(&rq->form, "version", number_text(rq->act.arena, r->version));
	if (s->list ? at >= 0 : some)
		return resume_fill(r, rq->act.arena, s, s->list ? at : 0, &rq->form)
			   ? JY_OK
			   : JY_ENOTFOUND;
	return some ? JY_OK : prefill(rq, s);
}

/* The steps above the page; each leads to its own. */
static struct val
steps_val(struct request *rq, const struct resume *r, const struct val *sections,
    const struct resume_section *now)
{
	struct arena *a = rq->act.arena;
	struct val steps = val_map(a), list = val_list(a), step, section;

	for (size_t i = 0; i < resume_nsections; i++) {
		section = val_at(sections, i);
		step = val_map(a);
		val_set(&step, "label", val_text(resume_sections[i].label));
		val_set(&step, "done", *val_get(&section, STR("done")));
		val_set(&step, "now", val_bool(&resume_sections[i] == now));
		val_set(&step, "href",
		    val_str(resume_path(a, r->uid, resume_sections[i].name)));
		val_push(&list, step);
	}
	val_set(&steps, "list", list);
	return steps;
}

static enum jy_err
draw(struct request *rq, const struct resume *r, const struct resume_section *s,
    const struct val *sections, int at)
{
	struct val data = val_map(rq->act.arena), one;
	size_t number = (size_t)(s - resume_sections);
	const char *drop = arena_printf(rq->act.arena, "%s/delete", s->name).p;
	enum jy_err err;

	if (drop == NULL)
		return JY_ENOMEM;
	if ((err = resume_val(&rq->act, r, &one)) != JY_OK)
		return err;
	val_set(&data, "resume", one);
	val_set(&data, "section", val_at(sections, number));
	val_set(&data, "lead", val_text(s->lead));
	val_set(&data, "steps", steps_val(rq, r, sections, s));
	val_set(&data, "first", val_bool(number == 0));
	val_set(&data, "last", val_bool(number + 1 == resume_nsections));
	val_set(&data, "editing", val_bool(s->list && at >= 0));
	val_set(&data, "here", val_str(rq->in.path));
	val_set(&data, "version", val_int(r->version));
	val_set(&data, "drop_csrf",
	    val_str(csrf_token_for(rq, resume_path(rq->act.arena, r->uid, drop))));
	resume_crumbs(rq, &data, r);
	return reply_page(rq, 200, "resume/step", s->label, data);
}

static enum jy_err
step_page(struct request *rq)
{
	const struct resume_section *s = section_of(rq);
	int at = entry_of(rq);
	struct val sections, own;
	struct resume r;
	enum jy_err err;

	if ((err = resume_load(&rq->act, rq->param, &r)) != JY_OK ||
	    (err = resume_view(&rq->act, r.content, &sections)) != JY_OK)
		return err;
	own = val_at(&sections, (size_t)(s - resume_sections));
	if (rq->in.method != METHOD_POST &&
	    (err = fill(rq, &r, s, at, val_true(val_get(&own, STR("some"))))) != JY_OK)
		return err;
	return draw(rq, &r, s, &sections, at);
}

/* --- saving a step */

static bool
is_blank(const struct form *f, const struct resume_section *s)
{
	for (size_t i = 0; i < s->nfields; i++)
		if (form_get(f, s->fields[i].name).n > 0)
			return false;
	return true;
}

/* What a single field's check cannot see. */
static enum jy_err
check_times(struct form *f, const struct resume_section *s)
{
	if (!s->list || form_get(f, "from").n == 0 || form_get(f, "to").n == 0 ||
	    form_value(f, "to")->number >= form_value(f, "from")->number)
		return JY_OK;
	return form_fail(f, "to", "不能早于开始的年月。");
}

/* Somebody (another window) saved meanwhile: what was typed stays on the page, which
 * now has the new version. */
static enum jy_err
tell_conflict(struct request *rq)
{
	struct resume r;
	enum jy_err err;

	if ((err = resume_load(&rq->act, rq->param, &r)) != JY_OK)
		return err;
	form_set(&rq->form, "version", number_text(rq->act.arena, r.version));
	form_fail(&rq->form, NULL,
	    "这份简历刚才在其他窗口修改过。下面仍是您这次填写的内容，核对后再次保存即以此"
	    "为准。");
	err = step_page(rq);
	rq->reply.status = err_info(JY_ECONFLICT)->http;
	return err;
}

/* Is it enough to go on without a further entry? */
static enum jy_err
may_skip(struct request *rq, const struct resume_section *s, bool *skip)
{
	struct val sections, own;
	struct resume r;
	enum jy_err err;

	if ((err = resume_load(&rq->act, rq->param, &r)) != JY_OK ||
	    (err = resume_view(&rq->act, r.content, &sections)) != JY_OK)
		return err;
	own = val_at(&sections, (size_t)(s - resume_sections));
	*skip = s->list && (!s->required || val_true(val_get(&own, STR("some"))));
	return JY_OK;
}

/* Where a button leads when all is saved. */
static enum jy_err
leave(struct request *rq, const struct resume_section *s, struct str go)
{
	const struct resume_section *end = resume_sections + resume_nsections;
	struct str next = request_query(rq, "next");
	struct resume r;
	enum jy_err err;

	if (str_is(go, "more"))
		return go_to(rq, s, "saved");
	if (str_is(go, "leave"))
		return go_to(rq, NULL, "saved");
	if (str_is(go, "back"))
		return go_to(rq, s == resume_sections ? NULL : s - 1, NULL);
	if (s + 1 < end)
		return go_to(rq, s + 1, NULL);
	if ((err = resume_load(&rq->act, rq->param, &r)) != JY_OK)
		return err;
	if (r.complete && next.n > 0 && path_is_local(next))
		return reply_redirect_str(rq, next);
	return go_to(rq, NULL, r.complete ? "resume-complete" : "saved");
}

static enum jy_err
step_post(struct request *rq)
{
	const struct resume_section *s = section_of(rq);
	struct str go = form_get(&rq->form, "go");
	bool on = str_is(go, "next") || str_is(go, "more"), skip = false;
	int at = entry_of(rq);
	enum jy_err err;

	if (is_blank(&rq->form, s) && at < 0) {
		if (str_is(go, "next") && (err = may_skip(rq, s, &skip)) != JY_OK)
			return err;
		if (skip)
			return leave(rq, s, go);
	}
	if ((on && (err = form_need(&rq->form, &rq->act)) != JY_OK) ||
	    (err = check_times(&rq->form, s)) != JY_OK)
		return err;
	err = resume_save(&rq->act, rq->param, version_of(&rq->form), s, at, &rq->form);
	if (err == JY_ECONFLICT)
		return tell_conflict(rq);
	return err != JY_OK ? err : leave(rq, s, go);
}

static enum jy_err
entry_delete(struct request *rq)
{
	const struct resume_section *s = section_of(rq);
	int64_t at = -1;
	enum jy_err err;

	str_int(form_get(&rq->form, "at"), 0, RESUME_ENTRIES_MAX - 1, &at);
	err = resume_drop_entry(&rq->act, rq->param, version_of(&rq->form), s, (int)at);
	return err != JY_OK ? err : go_to(rq, s, "deleted");
}

/* clang-format off */
#define STEP(name, fields) \
	{ METHOD_GET, RESUMES "/*/" name, ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(fields), step_page, NULL, NULL }, \
	{ METHOD_POST, RESUMES "/*/" name, ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(fields), step_post, step_page, NULL }
#define STEP_LIST(name, fields) \
	STEP(name, fields), \
	{ METHOD_POST, RESUMES "/*/" name "/delete", ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(entry_fields), entry_delete, NULL, NULL }

const struct route resume_wizard_routes[] = {
	STEP("basic", resume_basic),
	STEP("intention", resume_intention),
	STEP_LIST("education", resume_education),
	STEP_LIST("experience", resume_experience),
	STEP("skills", resume_skills),
	STEP("evaluation", resume_evaluation),
	{ .path = NULL },
};
/* clang-format on */
