/*
 * realname.c - see realname.h: what a graduate does, and what the system does for her. Lists
 * and counts are realname_office.c's, how a record reads is realname_view.c's.
 */
#include "clock.h"
#include "crypto.h"
#include "message/message.h"
#include "realname/realname_row.h"
#include "region/region.h"
#include "region/region_edit.h"

#define UID_BYTES 16

SQL(SQL_REALNAME_IS,
    "SELECT 1 FROM realname WHERE account_id = :account AND state = 'registered'");
SQL(SQL_REALNAME_OPEN,
    "INSERT INTO realname(uid, account_id, created_at, updated_at)"
    " VALUES(:uid, :account, :now, :now) ON CONFLICT(account_id) DO NOTHING");
SQL(SQL_REALNAME_OWN, "SELECT id, uid, state FROM realname WHERE account_id = :account");
SQL(SQL_REALNAME_NEWEST,
    "SELECT r.type, r.region_code, r.wish_position, r.wish_region, r.wish_employment,"
    " r.wish_industry, r.wish_salary, r.wish_service, r.employer, r.credit_code,"
    " r.position, r.place, r.starts_on, r.way, r.note FROM realname n"
    " JOIN realname_record r ON r.realname_id = n.id AND r.version = n.version"
    " WHERE n.account_id = :account");
SQL(SQL_REALNAME_BY_DEAL, "SELECT 1 FROM realname n JOIN realname_record r"
			  " ON r.realname_id = n.id AND r.version = n.version"
			  " WHERE n.account_id = :account AND r.document_id = :document");
/* The last day at school, and the household as far as it is known. */
SQL(SQL_REALNAME_LEFT,
    "SELECT coalesce((SELECT leaving_on FROM student WHERE account_id = :account),"
    " p.year || '-06-30', ''), p.region_code FROM account a"
    " LEFT JOIN profile p ON p.account_id = a.id WHERE a.id = :account");

bool
realname_is_registered(struct act *act, int64_t account_id)
{
	struct db_stmt *st = NULL;
	bool registered = false;

	if (db_prepare(act->db, &st, SQL_REALNAME_IS) != JY_OK)
		return false;
	db_bind_int(st, ":account", account_id);
	if (db_step(st, &registered) != JY_OK)
		registered = false;
	db_finish(st);
	return registered;
}

/* The row of an account; no row is the state "none" too. */
static enum jy_err
open_row(struct act *act, int64_t account_id, int64_t *id)
{
	char uid[RANDOM_TEXT_SIZE(UID_BYTES)];
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = random_text(uid, UID_BYTES)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_REALNAME_OPEN)) != JY_OK)
		return err;
	db_bind_text(st, ":uid", uid);
	db_bind_int(st, ":account", account_id);
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	if (err != JY_OK || (err = db_prepare(act->db, &st, SQL_REALNAME_OWN)) != JY_OK)
		return err;
	db_bind_int(st, ":account", account_id);
	if ((err = db_one(st)) == JY_OK)
		*id = db_int(st, 0);
	db_finish(st);
	return err;
}

static enum jy_err
step(struct act *act, const char *action, const struct realname_data *data,
    const char **why)
{
	struct realname_input input = { data, NULL };
	struct flow_input in = { STR(""), &input };
	struct region r;
	int64_t id = 0;
	bool own, ended = false;
	enum jy_err err;

	*why = NULL;
	if (data->region.n != REGION_VILLAGE && data->region.n != REGION_TOWNSHIP)
		return JY_EINPUT;
	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = region_get(act, data->region, &r)) == JY_OK)
		err = region_is_ended(act, data->region, &ended);
	if (err == JY_ENOTFOUND || (err == JY_OK && ended))
		err = JY_EINPUT;
	if (err == JY_OK && (err = open_row(act, act->who.account_id, &id)) == JY_OK)
		err = flow_apply(act, &realname_flow, id, action, &in, why);
	return db_leave(act->db, own, err);
}

enum jy_err
realname_register(struct act *act, const struct realname_data *data, const char **why)
{
	enum jy_err err = step(act, "register", data, why);

	if (err == JY_ECONFLICT && realname_is_registered(act, act->who.account_id))
		*why = "您已经实名登记过了。情况有变化时，请进行跟踪登记。";
	return err;
}

enum jy_err
realname_follow(struct act *act, const struct realname_data *data, const char **why)
{
	enum jy_err err = step(act, "follow", data, why);

	if (err == JY_ECONFLICT && !realname_is_registered(act, act->who.account_id))
		*why = "须先完成实名登记，才能进行跟踪登记。";
	return err;
}

/* Is `today` behind her last day at school? And where she belongs, if that is known. */
static enum jy_err
has_left(struct act *act, int64_t account_id, bool *left, struct str *region)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_REALNAME_LEFT);
	char today[11];

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", account_id);
	if ((err = db_one(st)) == JY_OK) {
		clock_date(act->now, today);
		*left = db_str(st, 0).n > 0 && str_cmp(db_str(st, 0), str_of(today)) < 0;
		*region = arena_str(act->arena, db_str(st, 1));
	}
	db_finish(st);
	return err;
}

enum jy_err
realname_on_effective(struct act *act, const struct realname_deal *deal)
{
	struct realname_data data = { .type = "employed",
		.employer = deal->employer,
		.credit_code = deal->credit_code,
		.position = deal->position,
		.place = deal->place,
		.starts_on = deal->starts_on };
	struct realname_input input = { &data, deal };
	struct flow_input in = { STR(""), &input };
	struct act system = *act;
	int64_t id = 0;
	bool left = false;
	enum jy_err err;

	if (!db_in_transaction(act->db))
		return JY_EINTERNAL;
	if (realname_is_registered(act, deal->account_id))
		return JY_OK;
	if ((err = has_left(act, deal->account_id, &left, &data.region)) != JY_OK ||
	    !left)
		return err;
	system.who = (struct principal){ .role = ROLE_SYSTEM };
	if ((err = open_row(&system, deal->account_id, &id)) != JY_OK)
		return err;
	return flow_apply(&system, &realname_flow, id, "automatic", &in, NULL);
}

enum jy_err
realname_on_ended(
    struct act *act, int64_t account_id, int64_t document_id, struct str employer)
{
	struct db_stmt *st = NULL;
	struct str body;
	bool newest = false;
	enum jy_err err = db_prepare(act->db, &st, SQL_REALNAME_BY_DEAL);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", account_id);
	db_bind_int(st, ":document", document_id);
	err = db_step(st, &newest);
	db_finish(st);
	if (err != JY_OK || !newest)
		return err;
	body = arena_printf(act->arena,
	    "您的实名登记为已就业，就业信息来自与“" STR_FMT "”的网签，该网签现已失效。"
	    "就业情况有变化的，请登记最新的就业或求职信息。",
	    STR_ARG(employer));
	return body.p == NULL ? JY_ENOMEM
			      : message_put(act, account_id, STR("请进行跟踪登记"), body,
				    STR("/my/realname"));
}

enum jy_err
realname_own(struct act *act, struct val *out)
{
	struct db_stmt *st = NULL;
	int64_t id = 0;
	enum jy_err err = db_prepare(act->db, &st, SQL_REALNAME_OWN);

	*out = val_map(act->arena);
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	if ((err = db_one(st)) == JY_OK) {
		id = db_int(st, 0);
		val_set(out, "id", val_int(id));
		val_set(out, "uid", val_str(arena_str(act->arena, db_str(st, 1))));
		val_set(out, "registered", val_bool(str_is(db_str(st, 2), "registered")));
	}
	db_finish(st);
	if (err != JY_OK && err != JY_ENOTFOUND)
		return err;
	return realname_records(act, id, out);
}

enum jy_err
realname_newest(struct act *act, struct realname_data *out)
{
	struct arena *a = act->arena;
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_REALNAME_NEWEST);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	if ((err = db_one(st)) == JY_OK)
		*out = (struct realname_data){
			.type = arena_cstr(a, db_str(st, 0)),
			.region = arena_str(a, db_str(st, 1)),
			.wish_position = arena_str(a, db_str(st, 2)),
			.wish_region = arena_str(a, db_str(st, 3)),
			.wish_employment = arena_str(a, db_str(st, 4)),
			.wish_industry = arena_str(a, db_str(st, 5)),
			.wish_salary = db_int(st, 6),
			.wish_service = arena_str(a, db_str(st, 7)),
			.employer = arena_str(a, db_str(st, 8)),
			.credit_code = arena_str(a, db_str(st, 9)),
			.position = arena_str(a, db_str(st, 10)),
			.place = arena_str(a, db_str(st, 11)),
			.starts_on = arena_str(a, db_str(st, 12)),
			.way = arena_str(a, db_str(st, 13)),
			.note = arena_str(a, db_str(st, 14)),
		};
	db_finish(st);
	return err;
}
