/*
 * subsidy_office.c - 求职补贴审核 of faculties, schools and the authority: which
 * applications are whose, and the page of one. Payment is batch_pages.c's.
 */
#include "file/upload.h"
#include "http/csrf.h"
#include "subsidy/pages.h"
#include "subsidy/subsidy_view.h"

#define LIST_PATH "/office/subsidy"

#define COLUMNS                                                                  \
	"w.uid, (SELECT name FROM student WHERE id = w.student_id),"             \
	" (SELECT o.name || ' ' || f.name FROM office o, office f WHERE o.id ="  \
	" w.school_id AND f.id = w.faculty_id), w.year, (SELECT label FROM dict" \
	" WHERE kind = 'subsidy' AND code = w.type)"
#define FILTER                                                                      \
	" AND (:word = '' OR EXISTS(SELECT 1 FROM student s WHERE s.id ="           \
	" w.student_id AND instr(s.name, :word) > 0)) AND (:year = 0 OR w.year ="   \
	" :year) AND (:type = '' OR w.type = :type) AND (:unit = 0 OR w.faculty_id" \
	" = :unit OR w.school_id = :unit)"

DESK_SQL(DESK_SUBSIDY_FACULTY, COLUMNS, " FROM subsidy w",
    " AND w.faculty_id = :office AND w.state <> 'deleted'", FILTER, DESK_PERSON);
DESK_SQL(DESK_SUBSIDY_SCHOOL, COLUMNS, " FROM subsidy w",
    " AND w.school_id = :office AND w.state <> 'deleted'", FILTER, DESK_PERSON);
DESK_SQL(DESK_SUBSIDY_ALL, COLUMNS, " FROM subsidy w", " AND w.state <> 'deleted'",
    FILTER, DESK_PERSON);
SQL(SQL_SUBSIDY_UNITS,
    "SELECT o.id, o.name FROM office o JOIN office v ON v.id = :office WHERE o.parent_id"
    " = v.id OR (v.kind = 'authority' AND o.kind = 'school' AND o.in_region = 1)"
    " ORDER BY o.code");

const struct desk subsidy_desk = {
	.flow = &subsidy_flow,
	.path = LIST_PATH,
	.title = "求职补贴审核",
	.noun = "求职补贴申请",
	.scopes = { { ROLE_FACULTY, &DESK_SUBSIDY_FACULTY },
	    { ROLE_SCHOOL, &DESK_SUBSIDY_SCHOOL },
	    { ROLE_AUTHORITY, &DESK_SUBSIDY_ALL } },
	.states = { "faculty_review", "school_review", "authority_review", "approved",
	    "paid", "faculty_rejected", "school_rejected", "authority_rejected",
	    "withdrawn" },
	.columns = { { "申请人", NULL }, { "学校院系", NULL }, { "毕业年度", NULL },
	    { "申请类型", NULL } },
	.filters = { { "word", "姓名", FILTER_WORD, NULL },
	    { "year", "毕业年度", FILTER_YEAR, NULL },
	    { "type", "申请类型", FILTER_DICT, "subsidy" },
	    { "unit", "学校或院系", FILTER_OFFICE, SQL_SUBSIDY_UNITS } },
	.approve = "approve",
	.reject = "reject",
};

static const struct choice secrets[] = {
	{ "card", "银行账号" },
	{ "phone", "联系电话" },
	{ NULL, NULL },
};

/* clang-format off */
static const struct field act_fields[] = { FLOW_FIELDS };
static const struct field reveal_fields[] = {
	{ "what", "号码", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, secrets, NULL },
};
/* clang-format on */

static enum jy_err
draw(struct request *rq, struct subsidy *s, bool card, bool phone)
{
	struct val data = val_map(rq->act.arena);
	struct str reveal =
	    arena_printf(rq->act.arena, LIST_PATH "/" STR_FMT "/reveal", STR_ARG(s->uid));
	enum jy_err err;

	if ((err = subsidy_put(&rq->act, &data, s)) != JY_OK ||
	    (err = desk_put(rq, &data, &subsidy_desk, s->id)) != JY_OK)
		return err;
	val_set(&data, "reveal", val_str(reveal));
	val_set(&data, "reveal_csrf", val_str(csrf_token_for(rq, reveal)));
	val_set(&data, "may_card", val_bool(!card && rq->act.who.role == ROLE_AUTHORITY));
	val_set(&data, "may_phone", val_bool(!phone));
	return reply_page(rq, 200, "subsidy/case", "求职补贴申请", data);
}

static enum jy_err
view_page(struct request *rq)
{
	struct subsidy s;
	enum jy_err err = subsidy_get(&rq->act, rq->param, &s);

	return err != JY_OK ? err : draw(rq, &s, false, false);
}

static enum jy_err
act_post(struct request *rq)
{
	struct subsidy s;
	enum jy_err err = subsidy_get(&rq->act, rq->param, &s);

	return err != JY_OK ? err : desk_post(rq, &subsidy_desk, s.id, NULL, view_page);
}

/* The whole number, on this answer only. */
static enum jy_err
reveal_post(struct request *rq)
{
	bool card = str_is(form_get(&rq->form, "what"), "card");
	struct str whole;
	struct subsidy s;
	enum jy_err err;

	if ((err = subsidy_get(&rq->act, rq->param, &s)) != JY_OK ||
	    (err = subsidy_reveal(
		 &rq->act, &s, card ? SUBSIDY_CARD : SUBSIDY_PHONE, &whole)) != JY_OK)
		return err;
	if (card)
		s.card = whole;
	else
		s.phone = whole;
	return draw(rq, &s, card, !card);
}

static enum jy_err
file_get(struct request *rq)
{
	struct stored file;
	int64_t id = 0;
	enum jy_err err;

	if ((err = subsidy_file(&rq->act, rq->param, &id)) != JY_OK ||
	    (err = upload_find(&rq->act, id, &file)) != JY_OK)
		return err;
	return upload_reply(rq, &file);
}

#define REVIEWERS (ROLE_FACULTY | ROLE_SCHOOL | ROLE_AUTHORITY)

/* clang-format off */
const struct route subsidy_office_routes[] = {
	{ METHOD_GET, LIST_PATH "/*", REVIEWERS, CSRF_NO, RATE_NONE, FIELDS(act_fields), view_page, NULL, NULL },
	{ METHOD_POST, LIST_PATH "/*", REVIEWERS, CSRF_YES, RATE_FORM, FIELDS(act_fields), act_post, view_page, NULL },
	{ METHOD_POST, LIST_PATH "/*/reveal", REVIEWERS, CSRF_YES, RATE_FORM, FIELDS(reveal_fields), reveal_post, view_page, NULL },
	{ METHOD_GET, "/office/subsidy-files/*", REVIEWERS, CSRF_NO, RATE_NONE, NO_FIELDS, file_get, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
