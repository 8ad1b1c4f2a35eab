/*
 * office.c - `portalctl office`: the offices that review, as rows of table office.
 */
#include <inttypes.h>
#include <stdio.h>

#include "audit/audit.h"
#include "ctl/ctl.h"
#include "ctl/office.h"
#include "utf8.h"

SQL(SQL_OFFICE_ADD,
    "INSERT INTO office(kind, code, name, parent_id, region_code, in_region)"
    " VALUES(:kind, :code, :name, :parent, :region, :in_region)");
SQL(SQL_OFFICE_FIND, "SELECT id, kind FROM office WHERE code = :code");
SQL(SQL_OFFICE_LIST,
    "SELECT o.kind, o.code, o.name, coalesce(p.code, ''), coalesce(o.region_code, ''),"
    " o.in_region FROM office o LEFT JOIN office p ON p.id = o.parent_id"
    " ORDER BY o.kind, o.code");

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

/* What the command line gave; the parent by its code. */
static enum jy_err
add(struct ctl *c, struct office_new *o, const char *parent)
{
	char kind[OFFICE_KIND_SIZE];
	int64_t id;
	enum jy_err err;

	if ((err = db_begin(c->db)) != JY_OK)
		return err;
	if (parent != NULL)
		err = office_find(c->db, str_of(parent), &o->parent, kind);
	if (err == JY_ENOTFOUND || (o->parent != 0 && strcmp(kind, "school") != 0))
		err = ctl_fail(c, JY_ENOTFOUND, "there is no school '%s'", parent);
	else if (err == JY_OK && (err = office_add(&c->act, o, &id)) == JY_ECONFLICT)
		ctl_fail(c, err,
		    "refused: the code is taken, the region unknown, or the kind "
		    "does not fit (a faculty needs --parent, others have none)");
	return db_end(c->db, err);
}

enum jy_err
ctl_office_add(struct ctl *c, int argc, char **argv)
{
	const char *code = NULL, *name = NULL, *region = NULL, *parent = NULL;
	struct office_new o = { 0 };
	struct ctl_option options[] = { { "kind", &o.kind, NULL },
		{ "code", &code, NULL }, { "name", &name, NULL },
		{ "parent", &parent, NULL }, { "region", &region, NULL },
		{ "inland", NULL, &o.inland } };
	enum jy_err err;

	if ((err = ctl_arguments(c, argc, argv, options, 6, NULL, 0, 0)) != JY_OK)
		return err;
	if (o.kind == NULL || code == NULL || name == NULL)
		return ctl_usage(c, "--kind, --code and --name are needed");
	if (!office_kind_ok(str_of(o.kind)))
		return ctl_usage(c, "KIND is authority, prefecture, school or faculty");
	o.code = str_trim(str_of(code));
	o.region = str_of(region);
	if (utf8_clean(&c->arena, str_of(name), TEXT_LINE, &o.name) != TEXT_OK ||
	    o.name.n == 0 || o.code.n == 0)
		return ctl_usage(c, "the name or the code is empty or not UTF-8");
	return add(c, &o, parent);
}

enum jy_err
ctl_office_list(struct ctl *c, int argc, char **argv)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	if ((err = ctl_arguments(c, argc, argv, NULL, 0, NULL, 0, 0)) != JY_OK ||
	    (err = db_prepare(c->db, &st, SQL_OFFICE_LIST)) != JY_OK)
		return err;
	while ((err = db_step(st, &row)) == JY_OK && row)
		printf(STR_FMT "\t" STR_FMT "\t" STR_FMT "\t" STR_FMT "\t" STR_FMT
			       "\t%s\n",
		    STR_ARG(db_str(st, 0)), STR_ARG(db_str(st, 1)),
		    STR_ARG(db_str(st, 2)), STR_ARG(db_str(st, 3)),
		    STR_ARG(db_str(st, 4)), db_int(st, 5) != 0 ? "" : "inland");
	db_finish(st);
	return err;
}
