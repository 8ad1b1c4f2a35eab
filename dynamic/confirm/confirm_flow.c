/*
 * confirm_flow.c - the life of a confirmation (docs/workflows.md), and how an edit takes it
 * back.
 */
#include "confirm/confirm_row.h"
#include "message/message.h"

static const struct flow_state states[] = {
	{ "unconfirmed", "待确认", "wait" },
	{ "confirmed", "已确认", "good" },
	{ "disputed", "有误待修改", "bad" },
};

/* Offices that edit for themselves or for others. */
#define EDITORS (ROLE_SCHOOL | ROLE_FACULTY | ROLE_AUTHORITY | ROLE_CONSOLE | ROLE_SYSTEM)

SQL(SQL_CONFIRM_FLOW_LOAD,
    "SELECT w.id, w.state, coalesce(s.account_id, 0) FROM confirmation w JOIN student s"
    " ON s.id = w.id WHERE w.id = :id" CONFIRM_SEEN);
SQL(SQL_CONFIRM_FLOW_MOVE, "UPDATE confirmation SET state = :to, reason = :reason,"
			   " updated_at = :now WHERE id = :id AND state = :from");
SQL(SQL_CONFIRM_OFFICES, "SELECT school_id, coalesce(faculty_id, 0) FROM confirmation"
			 " WHERE id = :id");
SQL(SQL_CONFIRM_STATE, "SELECT state FROM confirmation WHERE id = :id");

void
confirm_bind_seen(const struct act *act, struct db_stmt *st)
{
	db_bind_text(st, ":role", role_name(act->who.role));
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":office", act->who.office_id);
}

static enum jy_err
load(struct act *act, int64_t id, struct flow_doc *doc)
{
	struct confirm_case *c = arena_alloc(act->arena, sizeof(*c));
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (c == NULL)
		return JY_ENOMEM;
	if ((err = db_prepare(act->db, &st, SQL_CONFIRM_FLOW_LOAD)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	confirm_bind_seen(act, st);
	if ((err = db_one(st)) == JY_OK) {
		doc->id = db_int(st, 0);
		doc->state = arena_str(act->arena, db_str(st, 1));
		c->account_id = db_int(st, 2);
		doc->data = c;
	}
	db_finish(st);
	return err;
}

/* --- effects */

static enum jy_err
offices(struct act *act, int64_t id, int64_t *school, int64_t *faculty)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_CONFIRM_OFFICES);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) == JY_OK) {
		*school = db_int(st, 0);
		*faculty = db_int(st, 1);
	}
	db_finish(st);
	return err;
}

static enum jy_err
on_dispute(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct str title = STR("有毕业生认为就业信息有误");
	int64_t school, faculty;
	enum jy_err err = offices(act, doc->id, &school, &faculty);

	if (err != JY_OK || (err = message_put_office(act, school, title, in->reason,
				 STR("/office/confirmations"))) != JY_OK)
		return err;
	return faculty == 0 ? JY_OK
			    : message_put_office(act, faculty, title, in->reason,
				  STR("/office/confirmations"));
}

static enum jy_err
tell(struct act *act, const struct flow_doc *doc, struct str title, struct str body)
{
	const struct confirm_case *c = doc->data;

	return c->account_id == 0 ? JY_OK
				  : message_put(act, c->account_id, title, body,
					STR("/my/confirmation"));
}

static enum jy_err
on_answer(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	return tell(act, doc, STR("您反映的就业信息已核实，请重新确认"), in->reason);
}

static enum jy_err
on_edit(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	return tell(act, doc, STR("您的就业信息有修改，请重新确认"), in->reason);
}

/* clang-format off */
static const struct flow_step steps[] = {
	{ "unconfirmed", "confirm", "确认正确",	ROLE_GRADUATE, NULL, "confirmed", NULL, FLOW_NEXT },
	{ "unconfirmed", "dispute", "确认错误",	ROLE_GRADUATE, NULL, "disputed", on_dispute, FLOW_REASON | FLOW_NEXT },
	{ "disputed",	 "answer",  "已核实，请本人重新确认", ROLE_SCHOOL | ROLE_FACULTY, NULL, "unconfirmed", on_answer, FLOW_REASON | FLOW_NEXT },
	{ "disputed",	 "edit",    "信息已修改", EDITORS, NULL, "unconfirmed", on_edit, FLOW_REASON },
	{ "confirmed",	 "edit",    "信息已修改", EDITORS, NULL, "unconfirmed", on_edit, FLOW_REASON },
};
/* clang-format on */

const struct flow confirm_flow = {
	.kind = "confirmation",
	.label = "就业信息确认",
	.states = states,
	.nstates = FLOW_COUNT(states),
	.steps = steps,
	.nsteps = FLOW_COUNT(steps),
	.load = load,
	.sql_move = SQL_CONFIRM_FLOW_MOVE,
};

/* --- edits */

enum jy_err
confirm_edited(struct act *act, int64_t student_id, struct str what)
{
	const struct flow_input in = { what, NULL };
	struct db_stmt *st = NULL;
	bool stands = false;
	enum jy_err err;

	if (what.p == NULL)
		return JY_ENOMEM;
	if (!db_in_transaction(act->db))
		return JY_EINTERNAL;
	if ((err = db_prepare(act->db, &st, SQL_CONFIRM_STATE)) != JY_OK)
		return err;
	db_bind_int(st, ":id", student_id);
	if ((err = db_one(st)) == JY_OK)
		stands = !str_is(db_str(st, 0), "unconfirmed");
	db_finish(st);
	if (err != JY_OK || !stands)
		return err;
	return flow_apply(act, &confirm_flow, student_id, "edit", &in, NULL);
}
