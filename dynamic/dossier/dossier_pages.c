/*
 * dossier_pages.c - 档案流向查询 (7.1): where the graduate's dossier is, or that nothing is
 * written down yet.
 */
#include "dossier/dossier.h"
#include "dossier/pages.h"
#include "identity/identity.h"

SQL(SQL_DOSSIER_SCHOOL, "SELECT o.name, o.contact FROM student s JOIN office o ON o.id ="
			" s.school_id WHERE s.account_id = :account");

/* Whom to ask. */
static enum jy_err
put_school(struct request *rq, struct val *data)
{
	struct val v = val_map(rq->act.arena);
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(rq->act.db, &st, SQL_DOSSIER_SCHOOL);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", rq->act.who.account_id);
	if ((err = db_one(st)) == JY_OK) {
		val_set(&v, "name", val_str(arena_str(rq->act.arena, db_str(st, 0))));
		val_set(&v, "contact", val_str(arena_str(rq->act.arena, db_str(st, 1))));
		val_set(data, "school", v);
	}
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

static enum jy_err
dossier_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list, history, one;
	bool known;
	enum jy_err err;

	if ((err = dossier_mine(&rq->act, &list, &known)) != JY_OK ||
	    (err = put_school(rq, &data)) != JY_OK)
		return err;
	for (size_t i = 0; i < val_len(&list); i++) {
		one = val_at(&list, i);
		err = flow_history(
		    &rq->act, &dossier_flow, val_get(&one, STR("id"))->i, &history);
		if (err != JY_OK)
			return err;
		val_set(&one, "history", history);
		val_set(&one, "newest", val_bool(i == 0));
	}
	val_set(&data, "dispatches", list);
	val_set(&data, "some", val_bool(val_len(&list) > 0));
	val_set(&data, "verified",
	    val_bool(identity_is_verified(&rq->act, rq->act.who.account_id)));
	val_set(&data, "known", val_bool(known));
	return reply_page(rq, 200, "dossier/mine", "档案流向查询", data);
}

/* clang-format off */
const struct route dossier_routes[] = {
	{ METHOD_GET, "/my/dossier", ROLE_GRADUATE, CSRF_NO, RATE_NONE, NO_FIELDS, dossier_page, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
