/*
 * objection.c - see objection.h.
 */
#include "cert/cert.h"
#include "cert/objection.h"
#include "clock.h"
#include "crypto.h"
#include "message/message.h"
#include "sealed.h"

#define UID_BYTES 16

SQL(SQL_OBJECTION_NOTICE,
    "SELECT c.id, substr(c.holder, 1, 1) || '*', coalesce(d.label, c.certificate),"
    " c.notice_from, c.notice_until, c.state, c.account_id = :account, EXISTS(SELECT 1"
    " FROM cert_objection o WHERE o.cert_id = c.id AND o.account_id = :account AND"
    " o.state = 'open') FROM cert_request c LEFT JOIN dict d ON d.kind = 'certificate'"
    " AND d.code = c.certificate WHERE c.id = :id AND c.state IN ('public_notice',"
    " 'ready', 'collected') AND c.notice_from <= :now");
SQL(SQL_OBJECTION_INSERT,
    "INSERT INTO cert_objection(uid, cert_id, account_id, name, contact_sealed, detail,"
    " created_at, updated_at) VALUES(:uid, :cert, :account, :name, :contact, :detail, "
    ":now,"
    " :now)");
SQL(SQL_OBJECTION_OFFICES, "SELECT id FROM office WHERE kind = 'authority'");
#define OBJECTION_COLUMNS                                                               \
	"SELECT o.id, o.uid, o.name, coalesce(a.role, ''), coalesce(o.contact_sealed, " \
	"''),"                                                                          \
	" o.detail, o.created_at, o.state, o.reason, c.uid FROM cert_objection o"       \
	" JOIN cert_request c ON c.id = o.cert_id LEFT JOIN account a ON a.id = "       \
	"o.account_id"
SQL(SQL_OBJECTION_LIST, OBJECTION_COLUMNS " WHERE o.cert_id = :cert ORDER BY o.id");
SQL(SQL_OBJECTION_LOAD, OBJECTION_COLUMNS " WHERE o.uid = :uid");
SQL(SQL_OBJECTION_FLOW_LOAD, "SELECT id, state, cert_id, coalesce(account_id, 0)"
			     " FROM cert_objection WHERE id = :id");
SQL(SQL_OBJECTION_FLOW_MOVE,
    "UPDATE cert_objection SET state = :to, reason = :reason, updated_at = :now"
    " WHERE id = :id AND state = :from");

/* --- the workflow */

static const struct flow_state states[] = {
	{ "open", "待处理", "wait" },
	{ "upheld", "异议成立", "good" },
	{ "dismissed", "异议不成立", "off" },
};

/* flow_doc.data */
struct objection_case {
	int64_t cert_id, account_id; /* account 0: came by letter or call */
};

/* Only the authority reaches objections. */
static enum jy_err
load(struct act *act, int64_t id, struct flow_doc *doc)
{
	struct objection_case *c = arena_alloc(act->arena, sizeof(*c));
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (act->who.role != ROLE_AUTHORITY)
		return JY_ENOTFOUND;
	if (c == NULL)
		return JY_ENOMEM;
	if ((err = db_prepare(act->db, &st, SQL_OBJECTION_FLOW_LOAD)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) == JY_OK) {
		doc->id = db_int(st, 0);
		doc->state = arena_str(act->arena, db_str(st, 1));
		*c = (struct objection_case){ db_int(st, 2), db_int(st, 3) };
		doc->data = c;
	}
	db_finish(st);
	return err;
}

static enum jy_err
tell(struct act *act, const struct flow_doc *doc, const char *what, struct str reason)
{
	const struct objection_case *c = doc->data;

	return c->account_id == 0
		   ? JY_OK
		   : message_put(act, c->account_id, str_of(what), reason, STR(""));
}

/* The notice ends and the request is rejected, for the same reason. */
static enum jy_err
on_uphold(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct objection_case *c = doc->data;
	const struct flow_input why = { in->reason, NULL };
	enum jy_err err = flow_apply(act, &cert_flow, c->cert_id, "object", &why, NULL);

	/* another objection was faster */
	if (err != JY_OK && err != JY_ECONFLICT)
		return err;
	return tell(act, doc, "您提出的公示异议成立，公示已终止", in->reason);
}

static enum jy_err
on_dismiss(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	return tell(act, doc, "您提出的公示异议经核查不成立", in->reason);
}

static const struct flow_step steps[] = {
	{ "open", "uphold", "异议成立，终止公示", ROLE_AUTHORITY, NULL, "upheld",
	    on_uphold, FLOW_REASON },
	{ "open", "dismiss", "异议不成立", ROLE_AUTHORITY, NULL, "dismissed", on_dismiss,
	    FLOW_REASON | FLOW_NEXT },
};

const struct flow objection_flow = {
	.kind = "cert_objection",
	.label = "补办公示异议",
	.created = "提出异议",
	.states = states,
	.nstates = FLOW_COUNT(states),
	.steps = steps,
	.nsteps = FLOW_COUNT(steps),
	.load = load,
	.sql_move = SQL_OBJECTION_FLOW_MOVE,
};

/* --- objecting */

static void
read_notice(struct act *act, struct db_stmt *st, struct val *out)
{
	char from[11], last[11];

	clock_date(db_int(st, 3), from);
	clock_date(db_int(st, 4) - 1, last);
	val_set(out, "id", val_int(db_int(st, 0)));
	val_set(out, "title",
	    val_str(arena_printf(act->arena, "关于补发" STR_FMT STR_FMT "的公示",
		STR_ARG(db_str(st, 1)), STR_ARG(db_str(st, 2)))));
	val_set(out, "from", val_text(arena_strdup(act->arena, from)));
	val_set(out, "last", val_text(arena_strdup(act->arena, last)));
	val_set(out, "running",
	    val_bool(str_is(db_str(st, 5), "public_notice") && db_int(st, 4) > act->now));
	val_set(out, "own", val_bool(db_int(st, 6) != 0));
	val_set(out, "mine", val_bool(db_int(st, 7) != 0));
}

enum jy_err
objection_notice(struct act *act, int64_t cert_id, struct val *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	*out = val_map(act->arena);
	if ((err = db_prepare(act->db, &st, SQL_OBJECTION_NOTICE)) != JY_OK)
		return err;
	db_bind_int(st, ":id", cert_id);
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":now", act->now);
	if ((err = db_one(st)) == JY_OK)
		read_notice(act, st, out);
	db_finish(st);
	return err;
}

static enum jy_err
may_object(struct act *act, int64_t cert_id, const char **why)
{
	struct val notice;
	enum jy_err err = objection_notice(act, cert_id, &notice);

	*why = NULL;
	if (err != JY_OK)
		return err;
	if (!val_true(val_get(&notice, STR("running"))))
		*why = "公示已结束，不再受理异议。";
	else if (val_true(val_get(&notice, STR("own"))))
		*why = "这是您本人的申请，如需停止办理，请联系区本级人社厅。";
	else if (val_true(val_get(&notice, STR("mine"))))
		*why = "您已提出异议，正在核查。";
	return *why != NULL ? JY_ECONFLICT : JY_OK;
}

static enum jy_err
insert(struct act *act, int64_t cert_id, const struct objection_new *in)
{
	bool office = act->who.role == ROLE_AUTHORITY;
	char uid[RANDOM_TEXT_SIZE(UID_BYTES)];
	struct buf sealed = BUF_INIT;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = random_text(uid, UID_BYTES)) != JY_OK)
		return err;
	if (office && in->contact.n > 0 &&
	    (err = sealed_put(act->keys, SEALED_OBJECTION_CONTACT, str_of(uid),
		 in->contact, &sealed)) != JY_OK)
		goto out;
	if ((err = db_prepare(act->db, &st, SQL_OBJECTION_INSERT)) != JY_OK)
		goto out;
	db_bind_text(st, ":uid", uid);
	db_bind_int(st, ":cert", cert_id);
	if (office)
		db_bind_null(st, ":account");
	else
		db_bind_int(st, ":account", act->who.account_id);
	db_bind_str(st, ":name", office ? in->name : act->who.name);
	if (sealed.len > 0)
		db_bind_str(st, ":contact", buf_view(&sealed));
	else
		db_bind_null(st, ":contact");
	db_bind_str(st, ":detail", in->detail);
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
out:
	db_finish(st);
	buf_release(&sealed);
	return err;
}

static enum jy_err
tell_offices(struct act *act)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_OBJECTION_OFFICES);
	bool row;

	while (err == JY_OK && (err = db_step(st, &row)) == JY_OK && row)
		err =
		    message_put_office(act, db_int(st, 0), STR("有人对补办公示提出异议"),
			STR("异议处理完之前，公示不会转为待领取。"),
			STR("/office/objections"));
	db_finish(st);
	return err;
}

enum jy_err
objection_put(
    struct act *act, int64_t cert_id, const struct objection_new *in, const char **why)
{
	enum jy_err err;
	bool own;

	*why = NULL;
	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = may_object(act, cert_id, why)) == JY_OK &&
	    (err = insert(act, cert_id, in)) == JY_OK &&
	    (err = flow_created(act, &objection_flow, db_last_id(act->db), "object")) ==
		JY_OK &&
	    act->who.role != ROLE_AUTHORITY)
		err = tell_offices(act);
	return db_leave(act->db, own, err);
}

/* --- the authority */

static enum jy_err
row_val(struct act *act, struct db_stmt *st, struct val *v)
{
	const struct flow_state *state = flow_state(&objection_flow, db_str(st, 7));
	struct arena *a = act->arena;
	enum role role = role_of(db_str(st, 3));
	struct str contact;
	char at[17];
	enum jy_err err;

	*v = val_map(a);
	clock_minute(db_int(st, 6), at);
	val_set(v, "id", val_int(db_int(st, 0)));
	val_set(v, "uid", val_str(arena_str(a, db_str(st, 1))));
	val_set(v, "request", val_str(arena_str(a, db_str(st, 9))));
	val_set(v, "name", val_str(arena_str(a, db_str(st, 2))));
	val_set(v, "by", val_text(role != 0 ? role_label(role) : "来信来访"));
	val_set(v, "detail", val_str(arena_str(a, db_str(st, 5))));
	val_set(v, "at", val_text(arena_strdup(a, at)));
	val_set(v, "label", val_text(state->label));
	val_set(v, "tone", val_text(state->tone));
	val_set(v, "reason", val_str(arena_str(a, db_str(st, 8))));
	if (db_str(st, 4).n == 0)
		return JY_OK;
	err = sealed_get(act->keys, a, SEALED_OBJECTION_CONTACT, db_str(st, 1),
	    db_str(st, 4), &contact);
	if (err == JY_OK)
		val_set(v, "contact", val_str(contact));
	return err;
}

enum jy_err
objection_list(struct act *act, int64_t cert_id, struct val *out)
{
	struct db_stmt *st = NULL;
	struct val v;
	enum jy_err err;
	bool row;

	*out = val_list(act->arena);
	if (act->who.role != ROLE_AUTHORITY)
		return JY_ENOTFOUND;
	if ((err = db_prepare(act->db, &st, SQL_OBJECTION_LIST)) != JY_OK)
		return err;
	db_bind_int(st, ":cert", cert_id);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		if ((err = row_val(act, st, &v)) != JY_OK)
			break;
		val_push(out, v);
	}
	db_finish(st);
	return err;
}

enum jy_err
objection_load(struct act *act, struct str uid, struct val *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (act->who.role != ROLE_AUTHORITY)
		return JY_ENOTFOUND;
	if ((err = db_prepare(act->db, &st, SQL_OBJECTION_LOAD)) != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	if ((err = db_one(st)) == JY_OK)
		err = row_val(act, st, out);
	db_finish(st);
	return err;
}
