/*
 * places.c - see places.h. What is planned stands in table plan, what there will be in
 * table output.
 */
#include "manifest.h"
#include "places.h"

/* '0' is the byte after '/': between them is what stands below. */
MAN_SQL(SQL_PLACE_BELOW,
    "SELECT plan.path, output.path FROM plan JOIN output"
    " ON output.path > plan.path || '/' AND output.path < plan.path || '0'"
    " WHERE plan.op = 0 AND plan.existed = 0 LIMIT 1");
MAN_SQL(SQL_PLACE_WAS_FOLDER,
    "SELECT plan.path, gone.path FROM plan JOIN plan AS gone"
    " ON gone.path > plan.path || '/' AND gone.path < plan.path || '0'"
    " WHERE plan.op = 0 AND plan.existed = 0 AND gone.op = 1 AND gone.existed = 1"
    " LIMIT 1");
MAN_SQL(SQL_PLACE_WAS_FILE,
    "SELECT plan.path, gone.path FROM plan AS gone JOIN plan"
    " ON plan.path > gone.path || '/' AND plan.path < gone.path || '0'"
    " WHERE plan.op = 0 AND plan.existed = 0 AND gone.op = 1 AND gone.existed = 1"
    " LIMIT 1");
MAN_SQL(SQL_PLACE_NEW, "SELECT path FROM plan WHERE op = 0 AND existed = 0");
MAN_SQL(SQL_PLACE_TAKEN, "SELECT path FROM output WHERE path = :path");

static enum jy_err
refuse(struct gen *g, struct str path, struct str other, bool scratch)
{
	g->scratch = scratch;
	return gen_fail(g, JY_ECONFLICT, NULL, 0,
	    scratch ? "/" STR_FMT " takes the place of /" STR_FMT
		    : "/" STR_FMT " and /" STR_FMT " cannot both be there: a name is a "
		      "file's or a folder's",
	    STR_ARG(path), STR_ARG(other));
}

/* A statement that gives two paths when something is wrong. */
static enum jy_err
ask(struct gen *g, const char *sql, bool scratch)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, sql)) != JY_OK)
		return err;
	if ((err = man_one(g, st)) == JY_OK)
		err = refuse(g, db_str(st, 0), db_str(st, 1), scratch);
	else if (err == JY_ENOTFOUND)
		err = JY_OK;
	db_finish(st);
	return err;
}

/* Does a file stand where a folder above `path` would? */
static enum jy_err
check_above(struct gen *g, struct db_stmt *taken, struct str path)
{
	enum jy_err err = JY_ENOTFOUND;
	size_t i;

	for (i = 1; i < path.n && err == JY_ENOTFOUND; i++) {
		if (path.p[i] != '/')
			continue;
		db_bind_str(taken, ":path", (struct str){ path.p, i });
		if ((err = man_one(g, taken)) == JY_OK)
			return refuse(g, path, db_str(taken, 0), false);
		db_reset(taken);
	}
	return err == JY_ENOTFOUND ? JY_OK : err;
}

static enum jy_err
check_all_above(struct gen *g)
{
	struct db_stmt *st, *taken;
	enum jy_err err;
	bool row;

	if ((err = man_prepare(g, &st, SQL_PLACE_NEW)) != JY_OK)
		return err;
	if ((err = man_prepare(g, &taken, SQL_PLACE_TAKEN)) == JY_OK) {
		while ((err = man_step(g, st, &row)) == JY_OK && row &&
		       (err = check_above(g, taken, db_str(st, 0))) == JY_OK)
			;
		db_finish(taken);
	}
	db_finish(st);
	return err;
}

enum jy_err
places_check(struct gen *g)
{
	enum jy_err err;

	if (g->fresh)
		return JY_OK;
	if ((err = ask(g, SQL_PLACE_BELOW, false)) != JY_OK ||
	    (err = check_all_above(g)) != JY_OK ||
	    (err = ask(g, SQL_PLACE_WAS_FOLDER, true)) != JY_OK)
		return err;
	return ask(g, SQL_PLACE_WAS_FILE, true);
}
