/*
 * realname_flow.c - the steps of a registration (docs/workflows.md), and what they write: one more
 * record. Who calls them is realname.c.
 */
#include "identity/identity.h"
#include "message/message.h"
#include "realname/realname_row.h"

SQL(SQL_REALNAME_LOAD_OWN, "SELECT id, state, account_id, version FROM realname"
			   " WHERE id = :id AND account_id = :account");
SQL(SQL_REALNAME_LOAD_ANY,
    "SELECT id, state, account_id, version FROM realname WHERE id = :id");
/* A step adds a record, so that its version goes up with it. */
SQL(SQL_REALNAME_MOVE,
    "UPDATE realname SET state = :to, reason = :reason, updated_at = :now,"
    " version = version + 1 WHERE id = :id AND state = :from");
SQL(SQL_REALNAME_PUT,
    "INSERT INTO realname_record(realname_id, version, at, registrar, type, region_code,"
    " wish_position, wish_region, wish_employment, wish_industry, wish_salary,"
    " wish_service, employer, credit_code, position, place, starts_on, way, note,"
    " document_kind, document_id) SELECT id, version, :now, :registrar, :type, :region,"
    " :wish_position, :wish_region, :wish_employment, :wish_industry, :wish_salary,"
    " :wish_service, :employer, :credit_code, :position, :place, :starts_on, :way, :note,"
    " :document_kind, :document_id FROM realname WHERE id = :id");

static const struct flow_state states[] = {
	{ "none", "未登记", "off" },
	{ "registered", "已登记", "good" },
};

/* A graduate reaches her own; the system, whomever it registers. */
static enum jy_err
load(struct act *act, int64_t id, struct flow_doc *doc)
{
	bool own = act->who.role == ROLE_GRADUATE;
	struct realname_doc *c;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (!own && act->who.role != ROLE_SYSTEM)
		return JY_ENOTFOUND;
	if ((c = arena_alloc(act->arena, sizeof(*c))) == NULL)
		return JY_ENOMEM;
	if ((err = db_prepare(act->db, &st,
		 own ? SQL_REALNAME_LOAD_OWN : SQL_REALNAME_LOAD_ANY)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if (own)
		db_bind_int(st, ":account", act->who.account_id);
	if ((err = db_one(st)) == JY_OK) {
		doc->id = db_int(st, 0);
		doc->state = arena_str(act->arena, db_str(st, 1));
		c->account_id = db_int(st, 2);
		c->version = db_int(st, 3);
		doc->data = c;
	}
	db_finish(st);
	return err;
}

/* 8.1.r1 */
static const char *
is_verified(const struct act *act, const struct flow_doc *doc)
{
	const struct realname_doc *c = doc->data;
	struct act asking = *act;

	return identity_is_verified(&asking, c->account_id)
		   ? NULL
		   : "须先完成身份认证，才能进行实名登记。";
}

static struct str
text(struct str s)
{
	return s.p != NULL ? s : STR("");
}

static void
bind_data(struct db_stmt *st, const struct realname_data *d)
{
	const struct {
		const char *name;
		struct str value;
	} texts[] = {
		{ ":wish_position", d->wish_position },
		{ ":wish_employment", d->wish_employment },
		{ ":wish_industry", d->wish_industry },
		{ ":wish_service", d->wish_service },
		{ ":employer", d->employer },
		{ ":credit_code", d->credit_code },
		{ ":position", d->position },
		{ ":place", d->place },
		{ ":starts_on", d->starts_on },
		{ ":way", d->way },
		{ ":note", d->note },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		db_bind_str(st, texts[i].name, text(texts[i].value));
	db_bind_text(st, ":type", d->type);
	db_bind_int(st, ":wish_salary", d->wish_salary);
	if (d->region.n > 0)
		db_bind_str(st, ":region", d->region);
	else
		db_bind_null(st, ":region");
	if (d->wish_region.n > 0)
		db_bind_str(st, ":wish_region", d->wish_region);
	else
		db_bind_null(st, ":wish_region");
}

static enum jy_err
put_record(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct realname_input *input = in->data;
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_REALNAME_PUT);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", doc->id);
	db_bind_int(st, ":now", act->now);
	db_bind_text(st, ":registrar", input->deal != NULL ? "system" : "graduate");
	bind_data(st, input->data);
	db_bind_text(st, ":document_kind", input->deal != NULL ? input->deal->kind : "");
	if (input->deal != NULL)
		db_bind_int(st, ":document_id", input->deal->document_id);
	else
		db_bind_null(st, ":document_id");
	/* the form asks for all that the schema wants: a refusal here is a mistake of ours */
	if ((err = db_run(st)) == JY_ECONFLICT)
		err = JY_EDB;
	db_finish(st);
	return err;
}

static enum jy_err
put_automatic(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct realname_input *input = in->data;
	enum jy_err err = put_record(act, doc, in);
	struct str body = arena_printf(act->arena,
	    "您与“" STR_FMT "”的网签已生效，系统已为您办理实名登记，就业状态为已就业。"
	    "就业情况有变化时，请进行跟踪登记。",
	    STR_ARG(input->deal->employer));

	if (err != JY_OK || body.p == NULL)
		return err != JY_OK ? err : JY_ENOMEM;
	return message_put(act, input->deal->account_id, STR("系统已为您办理实名登记"),
	    body, STR("/my/realname"));
}

/* clang-format off */
static const struct flow_step steps[] = {
	{ "none",       "register", "实名登记", ROLE_GRADUATE, is_verified, "registered", put_record, 0 },
	{ "none",       "automatic", "网签生效，自动登记", ROLE_SYSTEM, NULL, "registered", put_automatic, 0 },
	{ "registered", "follow",   "跟踪登记", ROLE_GRADUATE, is_verified, "=",          put_record, 0 },
};
/* clang-format on */

const struct flow realname_flow = {
	.kind = "realname",
	.label = "实名登记",
	.states = states,
	.nstates = FLOW_COUNT(states),
	.steps = steps,
	.nsteps = FLOW_COUNT(steps),
	.load = load,
	.sql_move = SQL_REALNAME_MOVE,
};
