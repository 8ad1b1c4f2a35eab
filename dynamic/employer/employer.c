/*
 * employer.c - see employer.h: loading and storing.
 */
#include "audit/audit.h"
#include "employer/employer.h"
#include "file/upload.h"
#include "job/job_index.h"

SQL(SQL_EMPLOYER_LOAD,
    "SELECT name, credit_code, state, reason, kind, industry, region_code, scale, "
    "address,"
    " intro, website, contact_name, contact_phone, licence_id FROM employer"
    " WHERE id = :id");
SQL(SQL_EMPLOYER_SAVE,
    "UPDATE employer SET kind = :kind, industry = :industry, region_code = :region,"
    " scale = :scale, address = :address, intro = :intro, website = :website,"
    " contact_name = :contact, contact_phone = :phone, updated_at = :now"
    " WHERE id = :id");
SQL(SQL_EMPLOYER_RENAME,
    "UPDATE employer SET name = :name, credit_code = :credit WHERE id = :id");
SQL(SQL_EMPLOYER_LICENCE,
    "UPDATE employer SET licence_id = :file, updated_at = :now WHERE id = :id");
SQL(SQL_EMPLOYER_LOGIN, "UPDATE account SET login = :credit WHERE employer_id = :id");

enum jy_err
employer_load(struct act *act, int64_t id, struct employer_profile *p)
{
	struct str *const texts[] = { &p->name, &p->credit_code, &p->state, &p->reason,
		&p->kind, &p->industry, &p->region, &p->scale, &p->address, &p->intro,
		&p->website, &p->contact_name, &p->contact_phone };
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_EMPLOYER_LOAD)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) == JY_OK) {
		for (int i = 0; i < (int)(sizeof(texts) / sizeof(texts[0])); i++)
			*texts[i] = arena_str(act->arena, db_str(st, i));
		p->licence_id = db_int(st, 13);
	}
	db_finish(st);
	return err;
}

/* "" in a column with a reference is null. */
static void
bind_choice(struct db_stmt *st, const char *name, struct str value)
{
	if (value.n > 0)
		db_bind_str(st, name, value);
	else
		db_bind_null(st, name);
}

static void
bind_text(struct db_stmt *st, const char *name, struct str value)
{
	db_bind_str(st, name, value.p != NULL ? value : STR(""));
}

static enum jy_err
store(struct act *act, const struct employer_profile *p)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_EMPLOYER_SAVE)) != JY_OK)
		return err;
	bind_choice(st, ":kind", p->kind);
	bind_choice(st, ":industry", p->industry);
	bind_choice(st, ":region", p->region);
	bind_text(st, ":scale", p->scale);
	bind_text(st, ":address", p->address);
	bind_text(st, ":intro", p->intro);
	bind_text(st, ":website", p->website);
	bind_text(st, ":contact", p->contact_name);
	bind_text(st, ":phone", p->contact_phone);
	db_bind_int(st, ":now", act->now);
	db_bind_int(st, ":id", act->who.employer_id);
	err = db_run(st);
	db_finish(st);
	return err;
}

enum jy_err
employer_save(struct act *act, const struct employer_profile *p)
{
	enum jy_err err;

	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = store(act, p)) == JY_OK && (err = job_index_update(act->db)) == JY_OK)
		err = audit_act(act, "employer.save", "employer", act->who.employer_id,
		    NULL, STR_NONE);
	return db_end(act->db, err);
}

/* One of the statements with :id and :credit. */
static enum jy_err
run(struct act *act, const char *sql, int64_t id, const struct employer_name *n)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, sql)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	db_bind_str(st, ":credit", n->credit_code);
	if (sql == SQL_EMPLOYER_RENAME)
		db_bind_str(st, ":name", n->name);
	err = db_run(st);
	db_finish(st);
	return err;
}

enum jy_err
employer_rename(struct act *act, int64_t id, const struct employer_name *n)
{
	enum jy_err err;

	if ((err = run(act, SQL_EMPLOYER_RENAME, id, n)) != JY_OK)
		return err;
	return run(act, SQL_EMPLOYER_LOGIN, id, n);
}

enum jy_err
employer_set_licence(struct act *act, int64_t file_id, struct str *old)
{
	struct employer_profile p;
	struct db_stmt *st = NULL;
	enum jy_err err;

	*old = STR("");
	if ((err = employer_load(act, act->who.employer_id, &p)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_EMPLOYER_LICENCE)) != JY_OK)
		return err;
	db_bind_int(st, ":id", act->who.employer_id);
	db_bind_int(st, ":file", file_id);
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	if (err == JY_OK)
		err = audit_act(act, "employer.licence", "employer", act->who.employer_id,
		    NULL, STR_NONE);
	if (err == JY_OK && p.licence_id != 0)
		err = upload_drop(act, p.licence_id, old);
	return err;
}
