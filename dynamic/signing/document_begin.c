/*
 * document_begin.c - how a document comes to be: from an accepted invitation, or entered
 * by the graduate (5.2, 6.2).
 */
#include "audit/audit.h"
#include "clock.h"
#include "file/upload.h"
#include "identity/identity.h"
#include "signing/document.h"
#include "signing/document_row.h"
#include "signing/parties.h"

#define UID_BYTES 16

SQL(SQL_DOCUMENT_INSERT,
    "INSERT INTO document(uid, kind, account_id, employer_id, invitation_id, employer,"
    " credit_code, terms, position, number, text_id, school_id, faculty_id, year,"
    " region_code, reviewer_id, state, accepted_at, accepted_method, accepted_digest,"
    " signed_on, created_at, updated_at) VALUES(:uid, :kind, :account,"
    " nullif(:employer_id, 0), nullif(:invitation, 0), :employer, :credit_code, :terms,"
    " :position, :number, nullif(:text, 0), nullif(:school, 0), nullif(:faculty, 0),"
    " nullif(:year, 0), nullif(:region, ''), nullif(:reviewer, 0), :state, :accepted_at,"
    " :method, :digest, nullif(:signed_on, ''), :now, :now)");
SQL(SQL_DOCUMENT_STORE,
    "UPDATE document SET employer = :employer, credit_code = :credit_code,"
    " terms = :terms, position = :position, signed_on = nullif(:signed_on, '')"
    " WHERE id = :id AND invitation_id IS NULL");
SQL(SQL_DOCUMENT_USER, "SELECT 1 FROM employer WHERE state = 'verified'"
		       " AND (name = :name OR credit_code = :credit_code)");
SQL(SQL_DOCUMENT_SCAN,
    "UPDATE document SET scan_id = :file, updated_at = :now WHERE id = :id"
    " AND account_id = :account AND state IN ('draft', 'returned')");

/* Whose region says which authority reviews: [signing] authority. */
static struct str
region_of(struct act *act, const struct graduate_place *place, struct str employer_region)
{
	struct str by = str_of(act->conf->signing.authority);

	if (str_is(by, "school"))
		return place->school_region;
	return str_is(by, "graduate") ? place->region : employer_region;
}

static void
bind_place(struct db_stmt *st, const struct graduate_place *place, struct str region)
{
	db_bind_int(st, ":school", place->school_id);
	db_bind_int(st, ":faculty", place->faculty_id);
	db_bind_int(st, ":year", place->year);
	document_bind_text(st, ":region", region);
}

/* The acceptance, and what was accepted, in the history and the audit chain. */
static enum jy_err
note(struct act *act, const struct document_start *s, int64_t id)
{
	enum jy_err err = flow_created_in(act, &document_flow, id, "accept", "review");

	if (err == JY_OK)
		err = document_note_text(act, id, s->method, s->text->digest);
	if (err != JY_OK || s->number.n == 0)
		return err;
	return document_note_number(act, id, s->number);
}

enum jy_err
document_begin(struct act *act, const struct document_start *s, int64_t *id)
{
	char uid[RANDOM_TEXT_SIZE(UID_BYTES)], today[11];
	struct graduate_place place;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = random_text(uid, UID_BYTES)) != JY_OK ||
	    (err = parties_place(act, s->account_id, &place)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_DOCUMENT_INSERT)) != JY_OK)
		return err;
	clock_date(act->now, today);
	db_bind_text(st, ":uid", uid);
	db_bind_text(st, ":kind", signing_words[s->kind].name);
	db_bind_int(st, ":account", s->account_id);
	db_bind_int(st, ":employer_id", s->employer_id);
	db_bind_int(st, ":invitation", s->invitation_id);
	db_bind_str(st, ":employer", s->employer);
	db_bind_str(st, ":credit_code", s->credit_code);
	db_bind_str(st, ":terms", s->terms);
	db_bind_str(st, ":position", s->position);
	if (s->number.n > 0)
		db_bind_str(st, ":number", s->number);
	else
		db_bind_null(st, ":number");
	db_bind_int(st, ":text", s->text->id);
	bind_place(st, &place, region_of(act, &place, s->employer_region));
	db_bind_int(st, ":reviewer", 0);
	db_bind_text(st, ":state", "review");
	db_bind_int(st, ":accepted_at", act->now);
	db_bind_text(st, ":method", s->method);
	db_bind_blob(st, ":digest", s->text->sha256, sizeof(s->text->sha256));
	db_bind_text(st, ":signed_on", today);
	db_bind_int(st, ":now", act->now);
	if ((err = db_run(st)) == JY_OK) {
		*id = db_last_id(act->db);
		err = note(act, s, *id);
	}
	db_finish(st);
	return err;
}

/* --- entered by the graduate */

bool
document_employer_is_user(struct act *act, struct str name, struct str credit_code)
{
	struct db_stmt *st = NULL;
	bool row = false;

	if (db_prepare(act->db, &st, SQL_DOCUMENT_USER) != JY_OK)
		return true;
	db_bind_str(st, ":name", name);
	document_bind_text(st, ":credit_code", credit_code);
	if (db_step(st, &row) != JY_OK)
		row = true;
	db_finish(st);
	return row;
}

static void
bind_entry(struct db_stmt *st, const struct document_entry *e)
{
	db_bind_str(st, ":employer", e->employer);
	document_bind_text(st, ":credit_code", e->credit_code);
	db_bind_str(st, ":terms", e->terms);
	db_bind_str(st, ":position", e->position);
	document_bind_text(st, ":signed_on", e->signed_on);
}

static enum jy_err
insert_entry(struct act *act, enum signing_kind kind, const struct document_entry *e,
    const char *uid)
{
	struct graduate_place place;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = parties_place(act, act->who.account_id, &place)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_DOCUMENT_INSERT)) != JY_OK)
		return err;
	db_bind_text(st, ":uid", uid);
	db_bind_text(st, ":kind", signing_words[kind].name);
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":employer_id", 0);
	db_bind_int(st, ":invitation", 0);
	bind_entry(st, e);
	db_bind_null(st, ":number");
	db_bind_int(st, ":text", 0);
	bind_place(st, &place, place.school_region);
	db_bind_int(st, ":reviewer", place.reviewer_id);
	db_bind_text(st, ":state", "draft");
	db_bind_null(st, ":accepted_at");
	db_bind_text(st, ":method", "");
	db_bind_null(st, ":digest");
	db_bind_int(st, ":now", act->now);
	if ((err = db_run(st)) == JY_OK)
		err = flow_created(act, &document_flow, db_last_id(act->db), "enter");
	db_finish(st);
	return err;
}

enum jy_err
document_enter(struct act *act, enum signing_kind kind, const struct document_entry *e,
    struct str *uid, const char **why)
{
	char text[RANDOM_TEXT_SIZE(UID_BYTES)];
	enum jy_err err;
	bool own;

	*why = NULL;
	if ((err = random_text(text, UID_BYTES)) != JY_OK ||
	    (err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((*why = document_entry_fault(act, kind, e)) != NULL)
		err = JY_ECONFLICT;
	else
		err = insert_entry(act, kind, e, text);
	*uid = arena_str(act->arena, str_of(text));
	return db_leave(act->db, own, err);
}

enum jy_err
document_store(struct act *act, int64_t id, const struct document_entry *e)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_DOCUMENT_STORE);

	if (err != JY_OK)
		return err;
	bind_entry(st, e);
	db_bind_int(st, ":id", id);
	err = db_run(st);
	db_finish(st);
	return err;
}

enum jy_err
document_set_scan(
    struct act *act, const struct document *d, int64_t file_id, struct str *old)
{
	struct stored stored = { .id = 0 };
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_DOCUMENT_SCAN);

	*old = STR("");
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":file", file_id);
	db_bind_int(st, ":id", d->id);
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":now", act->now);
	if ((err = db_run(st)) == JY_OK && db_changes(act->db) == 0)
		err = JY_ECONFLICT;
	db_finish(st);
	if (err == JY_OK)
		err = audit_act(act, "document.scan", "document", d->id, NULL, STR_NONE);
	if (err != JY_OK || d->scan_id == 0)
		return err;
	if ((err = upload_find(act, d->scan_id, &stored)) != JY_OK)
		return err == JY_ENOTFOUND ? JY_OK : err;
	return upload_drop(act, d->scan_id, old);
}
