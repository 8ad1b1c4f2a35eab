/*
 * office.c - `portalctl office`: the offices that review. Their rows are office/office.c's.
 */
#include <inttypes.h>
#include <stdio.h>

#include "ctl/ctl.h"
#include "office/office.h"
#include "utf8.h"

SQL(SQL_OFFICE_LIST,
    "SELECT o.kind, o.code, o.name, coalesce(p.code, ''), coalesce(o.region_code, ''),"
    " o.in_region FROM office o LEFT JOIN office p ON p.id = o.parent_id"
    " ORDER BY o.kind, o.code");

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
