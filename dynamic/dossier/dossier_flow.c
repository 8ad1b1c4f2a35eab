/*
 * dossier_flow.c - the life of a dispatch: its states, steps and effects.
 */
#include "clock.h"
#include "confirm/confirm.h"
#include "dossier/dossier.h"
#include "dossier/dossier_row.h"
#include "message/message.h"

static const struct flow_state states[] = {
	{ "sent", "已寄出", "wait" },
	{ "received", "已签收", "good" },
	{ "returned", "已退回", "bad" },
	{ "void", "登记作废", "off" },
};

SQL(SQL_DOSSIER_FLOW_LOAD,
    "SELECT w.id, w.state, w.student_id, coalesce(s.account_id, 0), w.method, w.number,"
    " w.sent_on, w.unit, w.address, w.phone, coalesce(w.region_code, '') FROM dossier w"
    " JOIN student s ON s.id = w.student_id WHERE w.id = :id" DOSSIER_SEEN);
SQL(SQL_DOSSIER_FLOW_MOVE, "UPDATE dossier SET state = :to, reason = :reason,"
			   " updated_at = :now WHERE id = :id AND state = :from");
SQL(SQL_DOSSIER_RECEIVED, "UPDATE dossier SET received_on = :on, receiver = :receiver"
			  " WHERE id = :id");
SQL(SQL_DOSSIER_UPDATE,
    "UPDATE dossier SET method = :method, number = :number, sent_on = :sent_on, unit ="
    " :unit, address = :address, phone = :phone, region_code = nullif(:region, '')"
    " WHERE id = :id");

void
dossier_bind_seen(const struct act *act, struct db_stmt *st)
{
	db_bind_text(st, ":role", role_name(act->who.role));
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":office", act->who.office_id);
}

static void
read_case(struct act *act, struct db_stmt *st, struct dossier_case *c)
{
	struct arena *a = act->arena;

	c->student_id = db_int(st, 2);
	c->account_id = db_int(st, 3);
	c->data = (struct dossier_data){
		.method = arena_str(a, db_str(st, 4)),
		.number = arena_str(a, db_str(st, 5)),
		.sent_on = arena_str(a, db_str(st, 6)),
		.unit = arena_str(a, db_str(st, 7)),
		.address = arena_str(a, db_str(st, 8)),
		.phone = arena_str(a, db_str(st, 9)),
		.region = arena_str(a, db_str(st, 10)),
	};
}

static enum jy_err
load(struct act *act, int64_t id, struct flow_doc *doc)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((doc->data = arena_alloc(act->arena, sizeof(struct dossier_case))) == NULL)
		return JY_ENOMEM;
	if ((err = db_prepare(act->db, &st, SQL_DOSSIER_FLOW_LOAD)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	dossier_bind_seen(act, st);
	if ((err = db_one(st)) == JY_OK) {
		doc->id = db_int(st, 0);
		doc->state = arena_str(act->arena, db_str(st, 1));
		read_case(act, st, doc->data);
	}
	db_finish(st);
	return err;
}

/* --- guards */

/* Units elsewhere have no prefecture here to confirm for them. */
static const char *
is_here(const struct act *act, const struct flow_doc *doc)
{
	const struct dossier_case *c = doc->data;

	(void)act;
	return c->data.region.n > 0 ? NULL : "接收单位不在区内。";
}

/* --- effects */

static enum jy_err
tell(struct act *act, const struct flow_doc *doc, const char *what, struct str body)
{
	const struct dossier_case *c = doc->data;

	return c->account_id == 0 ? JY_OK
				  : message_put(act, c->account_id, str_of(what), body,
					STR("/my/dossier"));
}

const char *
dossier_receipt_fault(const struct act *act, struct str sent_on, struct str on)
{
	char today[11];

	clock_date(act->now, today);
	return on.n == 0 || (str_cmp(on, str_of(today)) <= 0 && str_cmp(on, sent_on) >= 0)
		   ? NULL
		   : "签收日期应在寄送日期到今天之间。";
}

static enum jy_err
on_receive(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct dossier_case *c = doc->data;
	const struct dossier_receipt *r = in->data;
	struct str on = r != NULL ? r->on : STR("");
	struct db_stmt *st = NULL;
	char today[11];
	enum jy_err err;

	if (dossier_receipt_fault(act, c->data.sent_on, on) != NULL)
		return JY_EINPUT;
	if ((err = db_prepare(act->db, &st, SQL_DOSSIER_RECEIVED)) != JY_OK)
		return err;
	clock_date(act->now, today);
	db_bind_int(st, ":id", doc->id);
	db_bind_str(st, ":on", on.n > 0 ? on : str_of(today));
	db_bind_str(
	    st, ":receiver", r != NULL && r->receiver.n > 0 ? r->receiver : STR(""));
	err = db_run(st);
	db_finish(st);
	return err != JY_OK ? err : tell(act, doc, "您的档案已被接收单位签收", STR(""));
}

/* The dossier is not where the graduate has confirmed it to be. */
static enum jy_err
lost(struct act *act, struct flow_doc *doc, const char *what, struct str reason)
{
	const struct dossier_case *c = doc->data;
	enum jy_err err = tell(act, doc, what, reason);

	return err != JY_OK ? err
			    : confirm_edited(act, c->student_id,
				  arena_printf(act->arena, "档案寄送信息：%s", what));
}

static enum jy_err
on_return(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	return lost(act, doc, "您的档案已退回学校", in->reason);
}

static enum jy_err
on_void(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	return lost(act, doc, "您的一条档案寄送登记已作废", in->reason);
}

static enum jy_err
on_correct(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct dossier_case *c = doc->data;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (in->data == NULL)
		return JY_EINPUT;
	if ((err = db_prepare(act->db, &st, SQL_DOSSIER_UPDATE)) != JY_OK)
		return err;
	db_bind_int(st, ":id", doc->id);
	dossier_bind(st, in->data);
	err = db_run(st);
	db_finish(st);
	if (err != JY_OK ||
	    (err = tell(act, doc, "学校更正了您的档案寄送信息", in->reason)) != JY_OK)
		return err;
	return confirm_edited(act, c->student_id,
	    arena_printf(act->arena, "档案寄送信息：\n" STR_FMT, STR_ARG(in->reason)));
}

/* clang-format off */
static const struct flow_step steps[] = {
	{ "sent",     "receive", "确认签收", ROLE_PREFECTURE, is_here,          "received", on_receive, FLOW_NEXT },
	{ "sent",     "receive", "登记签收", ROLE_SCHOOL | ROLE_AUTHORITY, NULL, "received", on_receive, 0 },
	{ "sent",     "return",  "登记退回", ROLE_SCHOOL, NULL, "returned", on_return,  FLOW_REASON },
	{ "received", "return",  "登记退回", ROLE_SCHOOL, NULL, "returned", on_return,  FLOW_REASON },
	{ "sent",     "correct", "更正",     ROLE_SCHOOL, NULL, "=",        on_correct, 0 },
	{ "received", "correct", "更正",     ROLE_SCHOOL, NULL, "=",        on_correct, 0 },
	{ "sent",     "void",    "登记有误，作废", ROLE_SCHOOL, NULL, "void", on_void,  FLOW_REASON },
};
/* clang-format on */

const struct flow dossier_flow = {
	.kind = "dossier",
	.label = "档案寄送",
	.created = "登记寄送",
	.states = states,
	.nstates = FLOW_COUNT(states),
	.steps = steps,
	.nsteps = FLOW_COUNT(steps),
	.load = load,
	.sql_move = SQL_DOSSIER_FLOW_MOVE,
};
