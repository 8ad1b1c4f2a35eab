/*
 * text.c - see text.h.
 */
#include "clock.h"
#include "sealed.h"
#include "signing/text.h"
#include "signing/text_template.h"

#define UID_BYTES 16
#define TEXT_BYTES_MAX (512 * 1024)

SQL(SQL_TEXT_ADD,
    "INSERT INTO document_text(uid, kind, template_id, body_sealed, sha256, made_at)"
    " VALUES(:uid, :kind, :template, :body, :sha256, :now)");
SQL(SQL_TEXT_LOAD,
    "SELECT x.uid, x.kind, x.body_sealed, x.sha256, x.made_at, t.version"
    " FROM document_text x JOIN document_template t ON t.id = x.template_id"
    " WHERE x.id = :id");
SQL(SQL_TEXT_KIND, "SELECT kind FROM document_text WHERE id = :id");
SQL(SQL_NUMBER_NEXT,
    "INSERT INTO document_number(kind, year, last)"
    " VALUES(:kind, :year, 1)"
    " ON CONFLICT(kind, year) DO UPDATE SET last = document_number.last + 1");
SQL(SQL_NUMBER_LAST,
    "SELECT last FROM document_number WHERE kind = :kind AND year = :year");
SQL(SQL_ISSUE_ADD,
    "INSERT INTO document_issue(number, kind, year, seq, text_id, key_id, at)"
    " VALUES(:number, :kind, :year, :seq, :text, :key, :now)");

static enum jy_err
set_digest(struct act *act, struct text *t)
{
	struct buf hex = BUF_INIT;

	hex_encode(&hex, STR_BYTES(t->sha256));
	t->digest = arena_str(act->arena, buf_view(&hex));
	buf_release(&hex);
	return t->digest.p == NULL ? JY_ENOMEM : JY_OK;
}

static enum jy_err
make(struct act *act, const struct text_template *template, const char *kind,
    const struct val *terms, struct text *out)
{
	struct buf body;
	enum jy_err err;

	*out = (struct text){
		.version = template->version, .kind = str_of(kind), .made_at = act->now
	};
	buf_init(&body, TEXT_BYTES_MAX);
	if ((err = text_template_fill(act->arena, template, terms, &body)) == JY_OK &&
	    (out->body = arena_str(act->arena, buf_view(&body))).p == NULL)
		err = JY_ENOMEM;
	buf_release(&body);
	if (err != JY_OK || (err = sha256(out->body, out->sha256)) != JY_OK)
		return err;
	return set_digest(act, out);
}

enum jy_err
text_render(struct act *act, const char *kind, const struct val *terms, struct text *out)
{
	struct text_template template;
	enum jy_err err = text_template_active(act, kind, &template);

	return err != JY_OK ? err : make(act, &template, kind, terms, out);
}

static enum jy_err
keep(struct act *act, int64_t template_id, struct text *t)
{
	char uid[RANDOM_TEXT_SIZE(UID_BYTES)];
	struct buf sealed = BUF_INIT;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = random_text(uid, UID_BYTES)) == JY_OK &&
	    (err = sealed_put(act->keys, SEALED_DOCUMENT_BODY, str_of(uid), t->body,
		 &sealed)) == JY_OK &&
	    (err = db_prepare(act->db, &st, SQL_TEXT_ADD)) == JY_OK) {
		db_bind_text(st, ":uid", uid);
		db_bind_str(st, ":kind", t->kind);
		db_bind_int(st, ":template", template_id);
		db_bind_str(st, ":body", buf_view(&sealed));
		db_bind_blob(st, ":sha256", t->sha256, sizeof(t->sha256));
		db_bind_int(st, ":now", t->made_at);
		err = db_run(st);
		t->id = db_last_id(act->db);
		db_finish(st);
	}
	buf_release(&sealed);
	return err;
}

enum jy_err
text_fix(struct act *act, const char *kind, const struct val *terms, struct str digest,
    struct text *out)
{
	struct text_template template;
	enum jy_err err;

	if ((err = text_template_use(act, kind, &template)) != JY_OK ||
	    (err = make(act, &template, kind, terms, out)) != JY_OK)
		return err;
	if (digest.p != NULL && !secret_eq(digest, out->digest))
		return JY_ECONFLICT;
	return keep(act, template.id, out);
}

enum jy_err
text_load(struct act *act, int64_t id, struct text *out)
{
	uint8_t digest[SHA256_SIZE];
	struct db_stmt *st = NULL;
	enum jy_err err;

	*out = (struct text){ .id = id };
	if ((err = db_prepare(act->db, &st, SQL_TEXT_LOAD)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) == JY_OK) {
		out->kind = arena_str(act->arena, db_str(st, 1));
		memcpy(out->sha256, db_blob(st, 3).p, SHA256_SIZE);
		out->made_at = db_int(st, 4);
		out->version = db_int(st, 5);
		err = sealed_get(act->keys, act->arena, SEALED_DOCUMENT_BODY,
		    db_str(st, 0), db_str(st, 2), &out->body);
	}
	db_finish(st);
	if (err != JY_OK || (err = sha256(out->body, digest)) != JY_OK ||
	    (err = set_digest(act, out)) != JY_OK)
		return err;
	return secret_eq(STR_BYTES(digest), STR_BYTES(out->sha256)) ? JY_OK : JY_ECRYPTO;
}

/* --- numbers */

static enum jy_err
kind_of(struct act *act, int64_t id, const struct paper **out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_TEXT_KIND);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) == JY_OK && (*out = paper_of(db_str(st, 0))) == NULL)
		err = JY_EINTERNAL;
	db_finish(st);
	return err;
}

static enum jy_err
next_seq(struct act *act, const struct paper *paper, int year, int64_t *seq)
{
	static const char *const steps[] = { SQL_NUMBER_NEXT, SQL_NUMBER_LAST };
	struct db_stmt *st = NULL;
	enum jy_err err = JY_OK;

	for (int i = 0; i < 2 && err == JY_OK; i++) {
		if ((err = db_prepare(act->db, &st, steps[i])) != JY_OK)
			return err;
		db_bind_text(st, ":kind", paper->kind);
		db_bind_int(st, ":year", year);
		if (i == 0)
			err = db_run(st);
		else if ((err = db_one(st)) == JY_OK)
			*seq = db_int(st, 0);
		db_finish(st);
	}
	return err;
}

enum jy_err
text_issue(struct act *act, int64_t id, struct str *number)
{
	int year = clock_day_number(act->now) / 10000;
	const struct paper *paper;
	struct db_stmt *st = NULL;
	enum jy_err err;
	int64_t seq = 0;

	if (!db_in_transaction(act->db))
		return JY_EINTERNAL;
	if ((err = kind_of(act, id, &paper)) != JY_OK ||
	    (err = next_seq(act, paper, year, &seq)) != JY_OK)
		return err;
	*number =
	    arena_printf(act->arena, "%s%04d%06lld", paper->prefix, year, (long long)seq);
	if (number->p == NULL)
		return JY_ENOMEM;
	if ((err = db_prepare(act->db, &st, SQL_ISSUE_ADD)) != JY_OK)
		return err;
	db_bind_str(st, ":number", *number);
	db_bind_text(st, ":kind", paper->kind);
	db_bind_int(st, ":year", year);
	db_bind_int(st, ":seq", seq);
	db_bind_int(st, ":text", id);
	db_bind_str(st, ":key", keyring_id(act->keys));
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	return err;
}
