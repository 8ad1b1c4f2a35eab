/*
 * dossier_desk.c - 档案寄送 of the offices: the desk of dispatches, and one of them. A
 * prefecture confirms what came to it; the school does all else.
 */
#include "dossier/dossier.h"
#include "dossier/pages.h"

#define LIST_PATH "/office/dossiers"
#define READERS (ROLE_SCHOOL | ROLE_FACULTY | ROLE_PREFECTURE | ROLE_AUTHORITY)

#define COLUMNS                                                                          \
	"w.uid, (SELECT name FROM student WHERE id = w.student_id), (SELECT o.name FROM" \
	" office o WHERE o.id = w.school_id), (SELECT year FROM student WHERE id ="      \
	" w.student_id), w.unit, (SELECT label FROM dict WHERE kind = 'dispatch' AND"    \
	" code = w.method), w.number, w.sent_on"
#define FILTER                                                                         \
	" AND (:word = '' OR instr(w.unit, :word) > 0 OR instr(w.number, :word) > 0"   \
	" OR EXISTS(SELECT 1 FROM student s WHERE s.id = w.student_id AND"             \
	" instr(s.name, :word) > 0)) AND (:year = 0 OR EXISTS(SELECT 1 FROM student s" \
	" WHERE s.id = w.student_id AND s.year = :year))"                              \
	" AND (:method = '' OR w.method = :method)"

DESK_SQL(DESK_DOSSIER_SCHOOL, COLUMNS, " FROM dossier w", " AND w.school_id = :office",
    FILTER, DESK_STUDENT("w.student_id"));
DESK_SQL(DESK_DOSSIER_FACULTY, COLUMNS, " FROM dossier w",
    " AND EXISTS(SELECT 1 FROM student s WHERE s.id = w.student_id AND s.faculty_id ="
    " :office)",
    FILTER, DESK_STUDENT("w.student_id"));
DESK_SQL(DESK_DOSSIER_PREFECTURE, COLUMNS, " FROM dossier w",
    " AND w.region_code = (SELECT region_code FROM office WHERE id = :office)", FILTER,
    DESK_STUDENT("w.student_id"));
DESK_SQL(DESK_DOSSIER_AUTHORITY, COLUMNS, " FROM dossier w", "", FILTER,
    DESK_STUDENT("w.student_id"));

const struct desk dossier_desk = {
	.flow = &dossier_flow,
	.path = LIST_PATH,
	.title = "档案寄送",
	.noun = "档案寄送登记",
	.scopes = { { ROLE_SCHOOL, &DESK_DOSSIER_SCHOOL },
	    { ROLE_FACULTY, &DESK_DOSSIER_FACULTY },
	    { ROLE_PREFECTURE, &DESK_DOSSIER_PREFECTURE },
	    { ROLE_AUTHORITY, &DESK_DOSSIER_AUTHORITY } },
	.states = { "sent", "received", "returned", "void" },
	.columns = { { "姓名", NULL }, { "毕业院校", NULL }, { "年度", NULL },
	    { "接收单位", NULL }, { "方式", NULL }, { "单号", NULL },
	    { "寄送日期", NULL } },
	.filters = { { "word", "姓名、单位或单号", FILTER_WORD, NULL },
	    { "year", "毕业年度", FILTER_YEAR, NULL },
	    { "method", "寄送方式", FILTER_DICT, "dispatch" } },
	.approve = "receive",
};

/* clang-format off */
static const struct field act_fields[] = {
	FLOW_FIELDS,
	{ "received_on", "签收日期", FIELD_DATE, 0, 0, 0, "不填为今天", NULL, NULL, NULL },
	{ "receiver", "签收人", FIELD_TEXT, 1, 30, 0, NULL, NULL, NULL, NULL },
};
/* clang-format on */

static enum jy_err
view_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), one;
	enum jy_err err;

	if ((err = dossier_load(&rq->act, rq->param, &one)) != JY_OK ||
	    (err = desk_put(rq, &data, &dossier_desk, val_get(&one, STR("id"))->i)) !=
		JY_OK)
		return err;
	val_set(&data, "dossier", one);
	val_set(&data, "receives",
	    val_bool(str_is(val_get(&one, STR("state"))->s, "sent") &&
		     rq->act.who.role != ROLE_FACULTY));
	val_set(&data, "corrects",
	    val_bool(rq->act.who.role == ROLE_SCHOOL &&
		     (str_is(val_get(&one, STR("state"))->s, "sent") ||
			 str_is(val_get(&one, STR("state"))->s, "received"))));
	val_set(&data, "some_plain", val_bool(false)); /* they have forms of their own */
	return reply_page(rq, 200, "dossier/case", "档案寄送登记", data);
}

static enum jy_err
act_post(struct request *rq)
{
	const struct dossier_receipt receipt = { form_get(&rq->form, "received_on"),
		form_get(&rq->form, "receiver") };
	bool receives = str_is(form_get(&rq->form, "action"), "receive");
	const char *fault;
	struct val one;
	enum jy_err err = dossier_load(&rq->act, rq->param, &one);

	if (err != JY_OK)
		return err;
	/* what is corrected comes by its own form */
	if (str_is(form_get(&rq->form, "action"), "correct"))
		return JY_EFORBIDDEN;
	fault =
	    dossier_receipt_fault(&rq->act, val_get(&one, STR("sent_on"))->s, receipt.on);
	if (receives && fault != NULL)
		return form_fail(&rq->form, "received_on", fault);
	return desk_post(rq, &dossier_desk, val_get(&one, STR("id"))->i,
	    receives ? &receipt : NULL, view_page);
}

/* clang-format off */
const struct route dossier_desk_routes[] = {
	{ METHOD_GET, LIST_PATH "/*", READERS, CSRF_NO, RATE_NONE, FIELDS(act_fields), view_page, NULL, NULL },
	{ METHOD_POST, LIST_PATH "/*", READERS, CSRF_YES, RATE_FORM, FIELDS(act_fields), act_post, view_page, NULL },
	{ .path = NULL },
};
/* clang-format on */
