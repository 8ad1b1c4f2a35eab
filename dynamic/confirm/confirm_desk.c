/*
 * confirm_desk.c - 就业信息确认 of the offices: the desk (what is disputed comes first), one
 * student with the three parts, and the certificate on paper.
 */
#include "confirm/confirm.h"
#include "confirm/pages.h"
#include "dossier/dossier.h"

#define LIST_PATH "/office/confirmations"
#define READERS (ROLE_SCHOOL | ROLE_FACULTY | ROLE_AUTHORITY)

#define COLUMNS                                                                          \
	"(SELECT uid FROM student WHERE id = w.id), (SELECT name FROM student WHERE id " \
	"="                                                                              \
	" w.id), (SELECT o.name FROM office o WHERE o.id = w.school_id), "               \
	"coalesce((SELECT"                                                               \
	" o.name FROM office o WHERE o.id = w.faculty_id), ''), w.year, w.reason"
#define FILTER                                                                      \
	" AND (:year = 0 OR w.year = :year) AND (:faculty = 0 OR w.faculty_id ="    \
	" :faculty) AND (:word = '' OR EXISTS(SELECT 1 FROM student s WHERE s.id =" \
	" w.id AND (instr(s.name, :word) > 0 OR instr(s.student_no, :word) > 0)))"

DESK_SQL(DESK_CONFIRM_SCHOOL, COLUMNS, " FROM confirmation w",
    " AND w.school_id = :office", FILTER, DESK_STUDENT("w.id"));
DESK_SQL(DESK_CONFIRM_FACULTY, COLUMNS, " FROM confirmation w",
    " AND w.faculty_id = :office", FILTER, DESK_STUDENT("w.id"));
DESK_SQL(DESK_CONFIRM_AUTHORITY, COLUMNS, " FROM confirmation w", "", FILTER,
    DESK_STUDENT("w.id"));

/* A school's own faculties; of a faculty, itself; for the authority all. */
SQL(SQL_CONFIRM_FACULTIES,
    "SELECT f.id, CASE WHEN me.kind = 'authority' THEN s.name || ' ' || f.name ELSE "
    "f.name"
    " END FROM office me JOIN office f ON f.kind = 'faculty' AND (f.parent_id = me.id OR"
    " f.id = me.id OR me.kind = 'authority') JOIN office s ON s.id = f.parent_id"
    " WHERE me.id = :office ORDER BY f.code");

const struct desk confirm_desk = {
	.flow = &confirm_flow,
	.path = LIST_PATH,
	.title = "就业信息确认",
	.noun = "就业信息",
	.scopes = { { ROLE_SCHOOL, &DESK_CONFIRM_SCHOOL },
	    { ROLE_FACULTY, &DESK_CONFIRM_FACULTY },
	    { ROLE_AUTHORITY, &DESK_CONFIRM_AUTHORITY } },
	.states = { "disputed", "unconfirmed", "confirmed" },
	.columns = { { "姓名", NULL }, { "毕业院校", NULL }, { "院系", NULL },
	    { "年度", NULL }, { "本人意见", NULL } },
	.filters = { { "word", "姓名或学号", FILTER_WORD, NULL },
	    { "year", "毕业年度", FILTER_YEAR, NULL },
	    { "faculty", "院系", FILTER_OFFICE, SQL_CONFIRM_FACULTIES } },
	.one_by_one = true,
};

/* clang-format off */
static const struct field act_fields[] = { FLOW_FIELDS };
/* clang-format on */

/* Where each part is edited by this viewer, as a link. */
static enum jy_err
put_links(struct request *rq, struct val *blocks, const struct val *one)
{
	struct str uid = val_get(one, STR("uid"))->s, dispatch;
	struct arena *a = rq->act.arena;
	struct str path[CONFIRM_PARTS] = { STR_NONE, STR_NONE, STR_NONE };
	struct val block;
	int64_t there = 0;
	enum jy_err err = JY_OK;

	if (rq->act.who.role == ROLE_SCHOOL) {
		path[CONFIRM_BASIC] =
		    arena_printf(a, "/office/students/" STR_FMT "/edit", STR_ARG(uid));
		err = dossier_current(
		    &rq->act, val_get(one, STR("id"))->i, &there, &dispatch);
		path[CONFIRM_DOSSIER] =
		    there != 0
			? arena_printf(a, "/office/dossiers/" STR_FMT, STR_ARG(dispatch))
			: arena_printf(
			      a, "/office/students/" STR_FMT "/dossier", STR_ARG(uid));
	}
	if (rq->act.who.role != ROLE_AUTHORITY)
		path[CONFIRM_DESTINATION] = arena_printf(
		    a, "/office/students/" STR_FMT "/destination", STR_ARG(uid));
	for (size_t i = 0; i < CONFIRM_PARTS && err == JY_OK; i++) {
		block = val_at(blocks, i);
		if (path[i].n > 0)
			val_set(&block, "edit", val_str(path[i]));
	}
	return err;
}

/* 信息已修改 is taken by edits themselves: no button. */
static void
leave_out_edit(struct request *rq, struct val *data)
{
	const struct val *all = val_get(data, STR("reasoned"));
	struct val kept = val_list(rq->act.arena), one;

	for (size_t i = 0; i < val_len(all); i++) {
		one = val_at(all, i);
		if (!str_is(val_get(&one, STR("action"))->s, "edit"))
			val_push(&kept, one);
	}
	val_set(data, "reasoned", kept);
	val_set(data, "some_actions", val_bool(val_len(&kept) > 0));
}

static enum jy_err
view_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), one, blocks, paper;
	char digest[CONFIRM_DIGEST];
	const char *why;
	int64_t id;
	enum jy_err err;

	if ((err = confirm_load(&rq->act, rq->param, &one)) != JY_OK)
		return err;
	id = val_get(&one, STR("id"))->i;
	if ((err = desk_put(rq, &data, &confirm_desk, id)) != JY_OK ||
	    (err = confirm_blocks(&rq->act, id, &blocks, digest)) != JY_OK ||
	    (err = put_links(rq, &blocks, &one)) != JY_OK)
		return err;
	err = confirm_certificate(&rq->act, id, &paper, &why);
	if (err != JY_OK && err != JY_ECONFLICT)
		return err;
	val_set(
	    &data, "prints", val_bool(err == JY_OK && rq->act.who.role != ROLE_FACULTY));
	leave_out_edit(rq, &data);
	val_set(&data, "person", one);
	val_set(&data, "blocks", blocks);
	return reply_page(rq, 200, "confirm/case", "就业信息", data);
}

static enum jy_err
act_post(struct request *rq)
{
	struct val one;
	enum jy_err err = confirm_load(&rq->act, rq->param, &one);

	if (err != JY_OK)
		return err;
	/* what is edited says so itself */
	if (str_is(form_get(&rq->form, "action"), "edit"))
		return JY_EFORBIDDEN;
	return desk_post(rq, &confirm_desk, val_get(&one, STR("id"))->i, NULL, view_page);
}

static enum jy_err
print_page(struct request *rq)
{
	const char *why = NULL;
	struct val one, paper;
	enum jy_err err;

	if ((err = confirm_load(&rq->act, rq->param, &one)) != JY_OK)
		return err;
	err = confirm_certificate(&rq->act, val_get(&one, STR("id"))->i, &paper, &why);
	if (err == JY_ECONFLICT)
		rq->form.error = why;
	if (err != JY_OK ||
	    (err = confirm_printed(&rq->act, val_get(&one, STR("id"))->i)) != JY_OK)
		return err;
	val_set(&paper, "back",
	    val_str(
		arena_printf(rq->act.arena, LIST_PATH "/" STR_FMT, STR_ARG(rq->param))));
	return reply_page(rq, 200, "confirm/certificate", "就业报到证", paper);
}

/* clang-format off */
const struct route confirm_desk_routes[] = {
	{ METHOD_GET, LIST_PATH "/*", READERS, CSRF_NO, RATE_NONE, FIELDS(act_fields), view_page, NULL, NULL },
	{ METHOD_POST, LIST_PATH "/*", READERS, CSRF_YES, RATE_FORM, FIELDS(act_fields), act_post, view_page, NULL },
	{ METHOD_GET, LIST_PATH "/*/print", ROLE_SCHOOL | ROLE_AUTHORITY, CSRF_NO, RATE_NONE, NO_FIELDS, print_page, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
