/*
 * document_desk.c - the offices' desk of contracts and agreements (5.1.i4, 5.2.i1, 5.4.i5,
 * 6.1.i1, 6.2.i1): what an authority reviews and archives, what a faculty or a school
 * reviews that was entered, and one document with its whole history.
 */
#include "file/upload.h"
#include "signing/pages.h"
#include "signing/view.h"

#define LIST_PATH "/office/documents"

/* clang-format off */
#define DESK_COLUMNS_OF \
	"w.uid, (SELECT name FROM account WHERE id = w.account_id), (SELECT label FROM dict" \
	" WHERE kind = 'document' AND code = w.kind), w.employer, w.position," \
	" coalesce(w.number, '未编号'), coalesce(w.year, ''), coalesce(w.signed_on, '')," \
	" CASE WHEN w.invitation_id IS NULL THEN '录入' ELSE '网签' END"
#define DESK_FILTER_OF \
	" AND (:word = '' OR instr(w.employer, :word) > 0 OR instr(w.number, :word) > 0" \
	" OR EXISTS(SELECT 1 FROM account a WHERE a.id = w.account_id" \
	" AND instr(a.name, :word) > 0)) AND (:kind = '' OR w.kind = :kind)" \
	" AND (:year = 0 OR w.year = :year)"
/* By her name or by the number on the paper. */
#define DESK_WHOSE_OF \
	"(" DESK_PERSON " OR w.id IN (SELECT n.id FROM document n" \
	" WHERE n.number = upper(:who)))"
#define HANDED_IN " AND (w.invitation_id IS NOT NULL OR w.submitted_at IS NOT NULL)"

DESK_SQL(DESK_DOCUMENT_FACULTY, DESK_COLUMNS_OF, " FROM document w",
    " AND w.faculty_id = :office" HANDED_IN, DESK_FILTER_OF, DESK_WHOSE_OF);
/* What a faculty reviews does not wait for its school. */
DESK_SQL(DESK_DOCUMENT_SCHOOL, DESK_COLUMNS_OF, " FROM document w",
    " AND w.school_id = :office" HANDED_IN " AND (w.state <> 'faculty_review'"
    " OR w.reviewer_id = :office)", DESK_FILTER_OF, DESK_WHOSE_OF);
DESK_SQL(DESK_DOCUMENT_AUTHORITY, DESK_COLUMNS_OF, " FROM document w",
    HANDED_IN " AND (w.state <> 'faculty_review' OR w.reviewer_id = :office)"
    " AND EXISTS(SELECT 1 FROM office o WHERE o.id = :office AND (o.region_code IS NULL"
    " OR length(o.region_code) = 2 OR w.region_code IS NULL"
    " OR substr(w.region_code, 1, length(o.region_code)) = o.region_code))",
    DESK_FILTER_OF, DESK_WHOSE_OF);

static const struct field act_fields[] = { FLOW_FIELDS };
/* clang-format on */

const struct desk document_desk = {
	.flow = &document_flow,
	.path = LIST_PATH,
	.title = "合同和协议书",
	.noun = "合同和协议书",
	.scopes = { { ROLE_FACULTY, &DESK_DOCUMENT_FACULTY },
	    { ROLE_SCHOOL, &DESK_DOCUMENT_SCHOOL },
	    { ROLE_AUTHORITY, &DESK_DOCUMENT_AUTHORITY } },
	.states = { "review", "faculty_review", "awaiting_archive", "effective",
	    "terminating", "returned", "rejected", "revoked", "terminated" },
	.columns = { { "毕业生", NULL }, { "类型", NULL }, { "单位", NULL },
	    { "岗位", NULL }, { "编号", NULL }, { "毕业年度", NULL },
	    { "签订日期", NULL }, { "来源", NULL } },
	.filters = { { "word", "毕业生、单位或编号", FILTER_WORD, NULL },
	    { "kind", "类型", FILTER_DICT, "document" },
	    { "year", "毕业年度", FILTER_YEAR, NULL } },
	.approve = "approve",
	.reject = "reject",
};

/* Whole numbers stand in the text, and on what was scanned: the graduate sees who looked. */
static enum jy_err
note_look(struct request *rq, const struct document *d, const char *what)
{
	enum jy_err err = db_begin(rq->act.db);

	return err != JY_OK ? err
			    : db_end(rq->act.db, document_looked(&rq->act, d, what));
}

static enum jy_err
view_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	struct document d;
	enum jy_err err;

	if ((err = document_find(&rq->act, rq->param, &d)) != JY_OK ||
	    (err = document_put(rq, &d, &data)) != JY_OK ||
	    (document_shows_text(&rq->act, &d) &&
		(err = note_look(rq, &d, "正文")) != JY_OK) ||
	    (err = desk_put(rq, &data, &document_desk, d.id)) != JY_OK)
		return err;
	val_set(&data, "label", val_text(signing_words[d.kind].label));
	val_set(&data, "path",
	    val_str(arena_printf(rq->act.arena, LIST_PATH "/" STR_FMT, STR_ARG(d.uid))));
	return reply_page(rq, 200, "signing/document", signing_words[d.kind].label, data);
}

static enum jy_err
act_post(struct request *rq)
{
	struct document d;
	enum jy_err err = document_find(&rq->act, rq->param, &d);

	return err != JY_OK ? err : desk_post(rq, &document_desk, d.id, NULL, view_page);
}

static enum jy_err
scan_page(struct request *rq)
{
	struct document d;
	struct stored file;
	enum jy_err err;

	if ((err = document_find(&rq->act, rq->param, &d)) != JY_OK)
		return err;
	if (d.scan_id == 0)
		return JY_ENOTFOUND;
	if ((err = upload_find(&rq->act, d.scan_id, &file)) != JY_OK ||
	    (err = note_look(rq, &d, "扫描件")) != JY_OK)
		return err;
	return upload_reply(rq, &file);
}

/* clang-format off */
#define OFFICES (ROLE_FACULTY | ROLE_SCHOOL | ROLE_AUTHORITY)
const struct route document_desk_routes[] = {
	{ METHOD_GET, LIST_PATH "/*", OFFICES, CSRF_NO, RATE_NONE, FIELDS(act_fields), view_page, NULL, "document.view" },
	{ METHOD_POST, LIST_PATH "/*", OFFICES, CSRF_YES, RATE_FORM, FIELDS(act_fields), act_post, view_page, NULL },
	{ METHOD_GET, LIST_PATH "/*/scan", OFFICES, CSRF_NO, RATE_NONE, NO_FIELDS, scan_page, NULL, "document.scan.view" },
	{ .path = NULL },
};
/* clang-format on */
