/*
 * office.c - see office.h.
 */
#include <stdio.h>

#include "audit/audit.h"
#include "office/office.h"

SQL(SQL_OFFICE_ADD,
    "INSERT INTO office(kind, code, name, parent_id, region_code, in_region)"
    " VALUES(:kind, :code, :name, :parent, :region, :in_region)");
SQL(SQL_OFFICE_CONTACT, "SELECT contact FROM office WHERE id = :id");
SQL(SQL_OFFICE_SET_CONTACT, "UPDATE office SET contact = :contact WHERE id = :id");
SQL(SQL_OFFICE_FIND, "SELECT id, kind FROM office WHERE code = :code");
const char *const office_kinds[] = { "authority", "prefecture", "school", "faculty",
	NULL };

bool
office_kind_ok(struct str kind)
{
	for (size_t i = 0; office_kinds[i] != NULL; i++)
		if (str_is(kind, office_kinds[i]))
			return true;
	return false;
}

enum jy_err
office_find(struct db *db, struct str code, int64_t *id, char kind[OFFICE_KIND_SIZE])
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	*id = 0;
	if ((err = db_prepare(db, &st, SQL_OFFICE_FIND)) != JY_OK)
		return err;
	db_bind_str(st, ":code", code);
	if ((err = db_one(st)) == JY_OK) {
		*id = db_int(st, 0);
		snprintf(kind, OFFICE_KIND_SIZE, STR_FMT, STR_ARG(db_str(st, 1)));
	}
	db_finish(st);
	return err;
}

enum jy_err
office_add(const struct act *act, const struct office_new *o, int64_t *id)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_OFFICE_ADD)) != JY_OK)
		return err;
	db_bind_text(st, ":kind", o->kind);
	db_bind_str(st, ":code", o->code);
	db_bind_str(st, ":name", o->name);
	if (o->parent != 0)
		db_bind_int(st, ":parent", o->parent);
	else
		db_bind_null(st, ":parent");
	if (o->region.n > 0)
		db_bind_str(st, ":region", o->region);
	else
		db_bind_null(st, ":region");
	db_bind_int(st, ":in_region", !o->inland);
	if ((err = db_run(st)) == JY_OK)
		*id = db_last_id(act->db);
	db_finish(st);
	return err != JY_OK ? err
			    : audit_act(act, "office.add", "office", *id, NULL, o->name);
}

enum jy_err
office_contact(struct act *act, int64_t id, struct str *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_OFFICE_CONTACT);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) == JY_OK)
		*out = arena_str(act->arena, db_str(st, 0));
	db_finish(st);
	return err;
}

enum jy_err
office_set_contact(struct act *act, struct str contact)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = db_prepare(act->db, &st, SQL_OFFICE_SET_CONTACT)) == JY_OK) {
		db_bind_int(st, ":id", act->who.office_id);
		db_bind_str(st, ":contact", contact);
		err = db_run(st);
		db_finish(st);
	}
	if (err == JY_OK)
		err = audit_act(
		    act, "office.contact", "office", act->who.office_id, NULL, STR_NONE);
	return db_end(act->db, err);
}
