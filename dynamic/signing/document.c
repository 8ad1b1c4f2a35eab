/*
 * document.c - finding a document and what is known about it. Its steps are
 * document_flow.c's, its beginning document_begin.c's, lists document_list.c's.
 */
#include "audit/audit.h"
#include "look/look.h"
#include "signing/document.h"
#include "signing/document_row.h"
#include "signing/parties.h"
#include "signing/terms.h"

SQL(SQL_DOCUMENT_FIND, DOCUMENT_COLUMNS " WHERE d.uid = :uid" DOCUMENT_OWN);
SQL(SQL_DOCUMENT_GET, DOCUMENT_COLUMNS " WHERE d.id = :id" DOCUMENT_OWN);
SQL(SQL_DOCUMENT_OTHER,
    "SELECT employer FROM document WHERE account_id = :account AND kind <> :kind"
    " AND employer <> :name AND state IN ('review', 'faculty_review', 'returned',"
    " 'effective', 'terminating', 'awaiting_archive')");
SQL(SQL_DOCUMENT_TEXT,
    "UPDATE document SET text_id = :text, number = :number WHERE id = :id");

static int64_t
if_role(const struct act *act, unsigned roles, int64_t id)
{
	return (act->who.role & roles) != 0 ? id : 0;
}

void
document_bind_viewer(const struct act *act, struct db_stmt *st)
{
	const struct principal *who = &act->who;

	db_bind_int(st, ":all", if_role(act, ROLE_SYSTEM | ROLE_CONSOLE, 1));
	db_bind_int(st, ":account", if_role(act, ROLE_GRADUATE, who->account_id));
	db_bind_int(st, ":employer", if_role(act, ROLE_EMPLOYER, who->employer_id));
	db_bind_int(st, ":faculty", if_role(act, ROLE_FACULTY, who->office_id));
	db_bind_int(st, ":school", if_role(act, ROLE_SCHOOL, who->office_id));
	db_bind_int(st, ":office",
	    if_role(act, ROLE_FACULTY | ROLE_SCHOOL | ROLE_AUTHORITY, who->office_id));
	db_bind_int(st, ":authority", if_role(act, ROLE_AUTHORITY, who->office_id));
}

void
document_bind_text(struct db_stmt *st, const char *name, struct str value)
{
	db_bind_str(st, name, value.p != NULL ? value : STR(""));
}

static struct str
text(struct act *act, struct db_stmt *st, int column)
{
	return arena_str(act->arena, db_str(st, column));
}

void
document_read(struct act *act, struct db_stmt *st, struct document *out)
{
	*out = (struct document){
		.id = db_int(st, 0),
		.uid = text(act, st, 1),
		.kind = signing_kind_of(db_str(st, 2)),
		.account_id = db_int(st, 3),
		.employer_id = db_int(st, 4),
		.invitation_id = db_int(st, 5),
		.entered = db_int(st, 5) == 0,
		.state = text(act, st, 6),
		.number = text(act, st, 7),
		.reason = text(act, st, 8),
		.employer = text(act, st, 9),
		.credit_code = text(act, st, 10),
		.graduate = text(act, st, 11),
		.terms = text(act, st, 12),
		.position = text(act, st, 13),
		.text_id = db_int(st, 14),
		.school_id = db_int(st, 15),
		.faculty_id = db_int(st, 16),
		.year = db_int(st, 17),
		.reviewer_id = db_int(st, 18),
		.accepted_at = db_int(st, 19),
		.accepted_method = text(act, st, 20),
		.accepted_digest = arena_str(act->arena, db_blob(st, 21)),
		.signed_on = text(act, st, 22),
		.scan_id = db_int(st, 23),
		.asked_by = text(act, st, 24),
		.asked_reason = text(act, st, 25),
		.answered_reason = text(act, st, 26),
		.asked_at = db_int(st, 27),
		.answered_at = db_int(st, 28),
		.effective_at = db_int(st, 29),
		.archived_at = db_int(st, 30),
		.created_at = db_int(st, 31),
		.updated_at = db_int(st, 32),
		.plan_locked = db_int(st, 33) != 0,
		.plan_reason = text(act, st, 34),
		.reviewer = role_of(db_str(st, 35)),
	};
}

static enum jy_err
read_one(struct act *act, struct db_stmt *st, struct document *out)
{
	enum jy_err err;

	document_bind_viewer(act, st);
	if ((err = db_one(st)) == JY_OK)
		document_read(act, st, out);
	db_finish(st);
	return err;
}

enum jy_err
document_find(struct act *act, struct str uid, struct document *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_DOCUMENT_FIND);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	return read_one(act, st, out);
}

enum jy_err
document_get(struct act *act, int64_t id, struct document *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_DOCUMENT_GET);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	return read_one(act, st, out);
}

bool
document_prints(const struct document *d)
{
	static const char *const states[] = { "effective", "terminating",
		"awaiting_archive", "terminated" };

	for (size_t i = 0; i < FLOW_COUNT(states); i++)
		if (str_is(d->state, states[i]))
			return true;
	return false;
}

bool
document_shows_text(const struct act *act, const struct document *d)
{
	if (d->text_id == 0)
		return false;
	return d->kind == SIGNING_AGREEMENT || d->effective_at != 0 ||
	       act->who.role == ROLE_AUTHORITY;
}

enum jy_err
document_looked(struct act *act, const struct document *d, const char *what)
{
	struct str text;

	if ((act->who.role & ROLES_OFFICE) == 0)
		return JY_OK;
	text = arena_printf(act->arena, "%s%s", signing_words[d->kind].label, what);
	return text.p == NULL ? JY_ENOMEM : look_put(act, d->account_id, text);
}

struct str
document_other_employer(struct act *act, const struct document *d)
{
	struct db_stmt *st = NULL;
	struct str name = STR_NONE;

	if (db_prepare(act->db, &st, SQL_DOCUMENT_OTHER) != JY_OK)
		return name;
	db_bind_int(st, ":account", d->account_id);
	db_bind_text(st, ":kind", signing_words[d->kind].name);
	db_bind_str(st, ":name", d->employer);
	if (db_one(st) == JY_OK)
		name = text(act, st, 0);
	db_finish(st);
	return name;
}

/* --- texts */

enum jy_err
document_texts(struct act *act, const struct document *d, struct val *out)
{
	enum jy_err err;

	*out = val_map(act->arena);
	val_set(out, "employer", val_str(d->employer));
	if (d->credit_code.n > 0)
		val_set(out, "credit_code", val_str(d->credit_code));
	if (d->entered)
		val_set(out, "entered", val_text("yes"));
	if ((err = parties_put_graduate(act, d->account_id, out)) != JY_OK)
		return err;
	return terms_put(act, d->kind, d->terms, out);
}

enum jy_err
document_note_text(struct act *act, int64_t id, const char *method, struct str digest)
{
	struct str what =
	    arena_printf(act->arena, "%s " STR_FMT, method, STR_ARG(digest));

	return what.p == NULL
		   ? JY_ENOMEM
		   : audit_act(act, "document.text", document_flow.kind, id, NULL, what);
}

enum jy_err
document_note_number(struct act *act, int64_t id, struct str number)
{
	return audit_act(act, "document.number", document_flow.kind, id, NULL, number);
}

/* Nobody has signed the text of an entered one here: it is what was handed in. */
static enum jy_err
fix(struct act *act, const struct document *d, int64_t *text_id)
{
	struct text made;
	struct val texts;
	enum jy_err err = document_texts(act, d, &texts);

	if (err == JY_OK)
		err = text_fix(act, signing_words[d->kind].name, &texts, STR_NONE, &made);
	if (err != JY_OK)
		return err;
	*text_id = made.id;
	return document_note_text(act, d->id, "entered", made.digest);
}

enum jy_err
document_issue(struct act *act, const struct document *d)
{
	int64_t text_id = d->text_id;
	struct db_stmt *st = NULL;
	struct str number;
	enum jy_err err = JY_OK;

	if (text_id == 0)
		err = fix(act, d, &text_id);
	if (err != JY_OK || d->number.n > 0 ||
	    (err = text_issue(act, text_id, &number)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_DOCUMENT_TEXT)) != JY_OK)
		return err;
	db_bind_int(st, ":text", text_id);
	db_bind_str(st, ":number", number);
	db_bind_int(st, ":id", d->id);
	if ((err = db_run(st)) == JY_OK)
		err = document_note_number(act, d->id, number);
	db_finish(st);
	return err;
}
