/*
 * cert.c - the rows of requests for lost certificates: asking, listing, loading. What
 * happens to one afterwards is cert_flow.c's.
 */
#include "cert/cert.h"
#include "clock.h"
#include "crypto.h"
#include "identity/identity.h"
#include "profile/profile.h"

#define UID_BYTES 16
#define MINE_MAX 50

SQL(SQL_CERT_OPEN,
    "SELECT t.is_open, EXISTS(SELECT 1 FROM cert_request c WHERE c.account_id ="
    " :account AND c.state IN ('pending', 'public_notice', 'ready')) FROM cert_type t"
    " WHERE t.code = :code");
SQL(SQL_CERT_INSERT,
    "INSERT INTO cert_request(uid, account_id, certificate, holder, school, year, cause,"
    " original_no, original_year, lost_on, created_at, updated_at) VALUES(:uid, :account,"
    " :certificate, :holder, :school, :year, :cause, :original_no, :original_year,"
    " :lost_on, :now, :now)");

#define CERT_COLUMNS                                                                    \
	"SELECT c.id, c.uid, coalesce(d.label, c.certificate), c.state, c.created_at,"  \
	" coalesce(c.notice_from, 0), coalesce(c.notice_until, 0), c.holder, c.school," \
	" c.year, c.updated_at, c.cause, c.original_no, coalesce(c.original_year, 0),"  \
	" coalesce(c.lost_on, ''), coalesce(c.notice_days, 0), c.new_no, c.account_id," \
	" EXISTS(SELECT 1 FROM cert_objection o WHERE o.cert_id = c.id AND o.state ="   \
	" 'open') FROM cert_request c LEFT JOIN dict d ON d.kind = 'certificate' AND"   \
	" d.code = c.certificate"

SQL(SQL_CERT_MINE, CERT_COLUMNS " WHERE c.account_id = :account AND c.hidden = 0"
				" ORDER BY c.id DESC LIMIT :limit");
SQL(SQL_CERT_LOAD, CERT_COLUMNS " WHERE c.uid = :uid AND (:account = 0 OR (c.account_id ="
				" :account AND c.hidden = 0))");

/* Who has to act now. */
static const struct {
	const char *state, *next;
} nexts[] = {
	{ "pending", "等待区本级人社厅审核" },
	{ "ready", "请携带居民身份证原件，到区本级人社厅领取" },
};

/* --- asking */

static enum jy_err
may_request(struct act *act, struct str code, const char **why)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	*why = NULL;
	if (!identity_is_verified(act, act->who.account_id)) {
		*why = "请先完成身份认证，再申请补办。";
		return JY_ECONFLICT;
	}
	if ((err = db_prepare(act->db, &st, SQL_CERT_OPEN)) != JY_OK)
		return err;
	db_bind_str(st, ":code", code);
	db_bind_int(st, ":account", act->who.account_id);
	if ((err = db_one(st)) == JY_ENOTFOUND)
		*why = "没有这种证件。";
	else if (err == JY_OK && db_int(st, 0) == 0)
		*why = "该证件目前不受理补办申请。";
	else if (err == JY_OK && db_int(st, 1) != 0)
		*why = "您已有一份补办申请正在办理，办结后才能再次申请。";
	db_finish(st);
	return *why != NULL ? JY_ECONFLICT : err;
}

static enum jy_err
insert(
    struct act *act, const struct cert_new *in, const struct profile *p, const char *uid)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_CERT_INSERT);

	if (err != JY_OK)
		return err;
	db_bind_text(st, ":uid", uid);
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_str(st, ":certificate", in->certificate);
	db_bind_str(st, ":holder", p->name);
	db_bind_str(st, ":school", p->school);
	db_bind_int(st, ":year", p->year);
	db_bind_str(st, ":cause", in->cause);
	db_bind_str(
	    st, ":original_no", in->original_no.p != NULL ? in->original_no : STR(""));
	if (in->original_year != 0)
		db_bind_int(st, ":original_year", in->original_year);
	else
		db_bind_null(st, ":original_year");
	if (in->lost_on.n > 0)
		db_bind_str(st, ":lost_on", in->lost_on);
	else
		db_bind_null(st, ":lost_on");
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	return err;
}

enum jy_err
cert_request(
    struct act *act, const struct cert_new *in, struct str *uid, const char **why)
{
	char text[RANDOM_TEXT_SIZE(UID_BYTES)];
	struct profile p;
	enum jy_err err;
	bool own;

	*why = NULL;
	if ((err = random_text(text, UID_BYTES)) != JY_OK ||
	    (err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = may_request(act, in->certificate, why)) == JY_OK &&
	    (err = profile_load(act, act->who.account_id, &p)) == JY_OK &&
	    (err = insert(act, in, &p, text)) == JY_OK)
		err = flow_created(act, &cert_flow, db_last_id(act->db), "request");
	*uid = arena_str(act->arena, str_of(text));
	return db_leave(act->db, own, err);
}

/* --- reading */

static void
put_next(struct act *act, struct val *v, const struct flow_state *state, bool disputed)
{
	const struct val *last = val_get(v, STR("last"));

	for (size_t i = 0; i < sizeof(nexts) / sizeof(nexts[0]); i++)
		if (strcmp(nexts[i].state, state->name) == 0)
			val_set(v, "next", val_text(nexts[i].next));
	if (strcmp(state->name, "public_notice") != 0)
		return;
	if (disputed)
		val_set(v, "next", val_text("公示有异议，等待区本级人社厅核查处理"));
	else if (last != NULL)
		val_set(v, "next",
		    val_str(arena_printf(act->arena,
			"公示至 " STR_FMT "，期满无异议的，系统转为待领取",
			STR_ARG(last->s))));
}

static void
put_day(struct act *act, struct val *v, const char *key, int64_t at)
{
	char date[11];

	if (at <= 0)
		return;
	clock_date(at, date);
	val_set(v, key, val_text(arena_strdup(act->arena, date)));
}

static struct val
row_val(struct act *act, struct db_stmt *st)
{
	struct arena *a = act->arena;
	const struct flow_state *state = flow_state(&cert_flow, db_str(st, 3));
	struct val v = val_map(a);
	char at[17];

	val_set(&v, "uid", val_str(arena_str(a, db_str(st, 1))));
	val_set(&v, "number", val_str(flow_reference(a, &cert_flow, db_int(st, 0))));
	val_set(&v, "certificate", val_str(arena_str(a, db_str(st, 2))));
	val_set(&v, "state", val_text(state->name));
	val_set(&v, "label", val_text(state->label));
	val_set(&v, "tone", val_text(state->tone));
	clock_minute(db_int(st, 4), at);
	val_set(&v, "at", val_text(arena_strdup(a, at)));
	put_day(act, &v, "from", db_int(st, 5));
	put_day(act, &v, "last", db_int(st, 6) - 1);
	val_set(&v, "holder", val_str(arena_str(a, db_str(st, 7))));
	val_set(&v, "school", val_str(arena_str(a, db_str(st, 8))));
	val_set(&v, "year", val_int(db_int(st, 9)));
	put_next(act, &v, state, db_int(st, 18) != 0);
	return v;
}

enum jy_err
cert_mine(struct act *act, struct val *out, bool *open)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	*open = false;
	*out = val_list(act->arena);
	if ((err = db_prepare(act->db, &st, SQL_CERT_MINE)) != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":limit", MINE_MAX);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		struct str state = db_str(st, 3);

		*open = *open || str_is(state, "pending") ||
			str_is(state, "public_notice") || str_is(state, "ready");
		val_push(out, row_val(act, st));
	}
	db_finish(st);
	return err;
}

enum jy_err
cert_load(struct act *act, struct str uid, struct val *out)
{
	struct arena *a = act->arena;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((act->who.role & (ROLE_GRADUATE | ROLE_AUTHORITY)) == 0)
		return JY_ENOTFOUND;
	if ((err = db_prepare(act->db, &st, SQL_CERT_LOAD)) != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	db_bind_int(
	    st, ":account", act->who.role == ROLE_AUTHORITY ? 0 : act->who.account_id);
	if ((err = db_one(st)) == JY_OK) {
		*out = row_val(act, st);
		val_set(out, "id", val_int(db_int(st, 0)));
		val_set(out, "cause", val_str(arena_str(a, db_str(st, 11))));
		val_set(out, "original_no", val_str(arena_str(a, db_str(st, 12))));
		if (db_int(st, 13) != 0)
			val_set(out, "original_year", val_int(db_int(st, 13)));
		val_set(out, "lost_on", val_str(arena_str(a, db_str(st, 14))));
		if (db_int(st, 15) != 0)
			val_set(out, "days", val_int(db_int(st, 15)));
		val_set(out, "new_no", val_str(arena_str(a, db_str(st, 16))));
		val_set(out, "account_id", val_int(db_int(st, 17)));
	}
	db_finish(st);
	return err;
}
