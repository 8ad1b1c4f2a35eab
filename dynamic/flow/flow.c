/*
 * flow.c - applies one step of a workflow table. It knows no kind of document.
 */
#include <stdio.h>
#include <string.h>

#include "audit/audit.h"
#include "clock.h"
#include "flow.h"

SQL(SQL_FLOW_EVENT_INSERT,
    "INSERT INTO flow_event(kind, item_id, at, actor_id, role, action, from_state, "
    "to_state,"
    " reason) VALUES(:kind, :item, :at, :actor, :role, :action, :from, :to, :reason)");

SQL(SQL_FLOW_EVENT_LIST,
    "SELECT e.at, e.role, e.action, e.from_state, e.to_state, e.reason, a.name"
    " FROM flow_event e LEFT JOIN account a ON a.id = e.actor_id"
    " WHERE e.kind = :kind AND e.item_id = :item ORDER BY e.id");

SQL(SQL_FLOW_VERSION,
    "SELECT count(*) FROM flow_event WHERE kind = :kind AND item_id = :item");

const struct flow_state *
flow_state(const struct flow *flow, struct str name)
{
	static const struct flow_state unknown = { "", "", "off" };

	for (size_t i = 0; i < flow->nstates; i++)
		if (str_is(name, flow->states[i].name))
			return &flow->states[i];
	return &unknown;
}

static bool
starts_from(const struct flow_step *s, struct str state)
{
	return strcmp(s->from, "*") == 0 || str_is(state, s->from);
}

bool
flow_waits_for(const struct flow *flow, const char *state, enum role role)
{
	for (size_t i = 0; i < flow->nsteps; i++)
		if ((flow->steps[i].flags & FLOW_NEXT) != 0 &&
		    (flow->steps[i].roles & role) != 0 &&
		    starts_from(&flow->steps[i], str_of(state)))
			return true;
	return false;
}

bool
flow_offers(
    const struct flow *flow, const char *state, const char *action, enum role role)
{
	for (size_t i = 0; action != NULL && i < flow->nsteps; i++)
		if (strcmp(flow->steps[i].action, action) == 0 &&
		    (flow->steps[i].roles & role) != 0 &&
		    starts_from(&flow->steps[i], str_of(state)))
			return true;
	return false;
}

const char *
flow_action_label(const struct flow *flow, struct str action)
{
	for (size_t i = 0; i < flow->nsteps; i++)
		if (str_is(action, flow->steps[i].action))
			return flow->steps[i].label;
	return flow->created != NULL ? flow->created : "提交";
}

/* For which of its roles does the step's guard hold? */
static unsigned
holds_for(const struct act *act, const struct flow_doc *doc, const struct flow_step *s)
{
	struct act other = *act;
	unsigned able = 0;

	for (unsigned bit = 1; bit <= ROLE_CONSOLE; bit <<= 1) {
		other.who.role = (enum role)bit;
		if ((s->roles & bit) != 0 &&
		    (s->guard == NULL || s->guard(&other, doc) == NULL))
			able |= bit;
	}
	return able;
}

unsigned
flow_next(const struct act *act, const struct flow_doc *doc)
{
	const struct flow_step *s;
	unsigned all = 0, able = 0;

	for (size_t i = 0; i < doc->flow->nsteps; i++) {
		s = &doc->flow->steps[i];
		if ((s->flags & FLOW_NEXT) == 0 || !starts_from(s, doc->state))
			continue;
		all |= s->roles;
		able |= holds_for(act, doc, s);
	}
	return able != 0 ? able : all;
}

static void
put_roles(struct buf *out, unsigned roles)
{
	const char *comma = "";

	for (unsigned bit = 1; bit <= ROLE_CONSOLE; bit <<= 1) {
		if ((roles & bit) == 0)
			continue;
		buf_printf(out, "%s%s", comma, role_label((enum role)bit));
		comma = "、";
	}
}

struct str
flow_next_words(const struct act *act, const struct flow_doc *doc)
{
	struct buf b = BUF_INIT;
	struct str words;

	put_roles(&b, flow_next(act, doc));
	words = buf_ok(&b) && b.len > 0 ? arena_str(act->arena, buf_view(&b)) : STR("");
	buf_release(&b);
	return words;
}

/* The row to take for `action`, or NULL with the reason in *err and *why. */
static const struct flow_step *
choose(const struct act *act, const struct flow_doc *doc, const char *action,
    enum jy_err *err, const char **why)
{
	const struct flow *flow = doc->flow;
	const struct flow_step *s;
	const char *refused = NULL;
	bool known = false;

	for (size_t i = 0; i < flow->nsteps; i++) {
		s = &flow->steps[i];
		if (strcmp(s->action, action) != 0 || (s->roles & act->who.role) == 0)
			continue;
		known = true;
		if (!starts_from(s, doc->state))
			continue;
		if (s->guard == NULL || (refused = s->guard(act, doc)) == NULL)
			return s;
	}
	*err = known ? JY_ECONFLICT : JY_EFORBIDDEN;
	*why = refused;
	if (known && refused == NULL)
		*why = arena_printf(act->arena, "该记录已被处理，当前状态为“%s”。",
		    flow_state(flow, doc->state)->label)
			   .p;
	return NULL;
}

static enum jy_err
record(struct act *act, const struct flow *flow, int64_t id, const char *action,
    const char *from, const char *to, struct str reason)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	char step[80], what[80];

	if ((err = db_prepare(act->db, &st, SQL_FLOW_EVENT_INSERT)) != JY_OK)
		return err;
	db_bind_text(st, ":kind", flow->kind);
	db_bind_int(st, ":item", id);
	db_bind_int(st, ":at", act->now);
	if (act->who.account_id != 0)
		db_bind_int(st, ":actor", act->who.account_id);
	else
		db_bind_null(st, ":actor");
	db_bind_text(st, ":role", role_name(act->who.role));
	db_bind_text(st, ":action", action);
	db_bind_text(st, ":from", from);
	db_bind_text(st, ":to", to);
	db_bind_str(st, ":reason", reason);
	err = db_run(st);
	db_finish(st);
	if (err != JY_OK)
		return err;
	snprintf(what, sizeof(what), "%s.%s", flow->kind, action);
	snprintf(step, sizeof(step), "%s>%s", from, to);
	return audit_act(act, what, flow->kind, id, step, reason);
}

enum jy_err
flow_created(struct act *act, const struct flow *flow, int64_t id, const char *action)
{
	return flow_created_in(act, flow, id, action, flow->states[0].name);
}

enum jy_err
flow_created_in(struct act *act, const struct flow *flow, int64_t id, const char *action,
    const char *state)
{
	return record(act, flow, id, action, "", state, STR_NONE);
}

/* UPDATE … WHERE state = :from: the one who changes a row has won. */
static enum jy_err
move(struct act *act, const struct flow_doc *doc, const char *to, struct str reason)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, doc->flow->sql_move)) != JY_OK)
		return err;
	db_bind_int(st, ":id", doc->id);
	db_bind_str(st, ":from", doc->state);
	db_bind_text(st, ":to", to);
	db_bind_str(st, ":reason", reason);
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
	if (err == JY_OK && db_changes(act->db) != 1)
		err = JY_ECONFLICT;
	db_finish(st);
	return err;
}

static enum jy_err
take(struct act *act, struct flow_doc *doc, const struct flow_step *s,
    const struct flow_input *in)
{
	const char *from = arena_cstr(act->arena, doc->state);
	const char *to = strcmp(s->to, "=") == 0 ? from : s->to;
	enum jy_err err;

	if (from == NULL)
		return JY_ENOMEM;
	if ((err = move(act, doc, to, in->reason)) != JY_OK)
		return err;
	doc->state = str_of(to);
	if (s->effect != NULL && (err = s->effect(act, doc, in)) != JY_OK)
		return err;
	return record(act, doc->flow, doc->id, s->action, from, to, in->reason);
}

enum jy_err
flow_version(struct act *act, const struct flow *flow, int64_t id, int64_t *version)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	*version = 0;
	if ((err = db_prepare(act->db, &st, SQL_FLOW_VERSION)) != JY_OK)
		return err;
	db_bind_text(st, ":kind", flow->kind);
	db_bind_int(st, ":item", id);
	if ((err = db_step(st, &row)) == JY_OK && row)
		*version = db_int(st, 0);
	db_finish(st);
	return err;
}

/* May the step be taken by who saw so much of the document's history, with this reason? */
static enum jy_err
admit(struct act *act, const struct flow_doc *doc, const struct flow_step *s,
    const struct flow_input *in, int64_t version, const char **why)
{
	int64_t now = version;
	enum jy_err err = JY_OK;

	if (version >= 0 && (err = flow_version(act, doc->flow, doc->id, &now)) != JY_OK)
		return err;
	if (now != version) {
		*why = "您打开页面之后，该记录又有新的变化，请核对后再办理。";
		return JY_ECONFLICT;
	}
	if ((s->flags & FLOW_REASON) != 0 && str_trim(in->reason).n == 0) {
		*why = "请填写原因。";
		return JY_EINPUT;
	}
	return JY_OK;
}

enum jy_err
flow_apply(struct act *act, const struct flow *flow, int64_t id, const char *action,
    const struct flow_input *in, const char **why)
{
	return flow_apply_at(act, flow, id, action, in, -1, why);
}

enum jy_err
flow_apply_at(struct act *act, const struct flow *flow, int64_t id, const char *action,
    const struct flow_input *in, int64_t version, const char **why)
{
	static const struct flow_input nothing = { { "", 0 }, NULL };
	struct flow_doc doc = { .flow = flow };
	bool own = !db_in_transaction(act->db);
	const struct flow_step *s;
	const char *reason = NULL;
	enum jy_err err;

	if (in == NULL)
		in = &nothing;
	if (own && (err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = flow->load(act, id, &doc)) == JY_OK &&
	    (s = choose(act, &doc, action, &err, &reason)) != NULL &&
	    (err = admit(act, &doc, s, in, version, &reason)) == JY_OK)
		err = take(act, &doc, s, in);
	if (why != NULL)
		*why = reason;
	return own ? db_end(act->db, err) : err;
}

enum jy_err
flow_preview(struct act *act, const struct flow *flow, int64_t id, const char *action,
    struct flow_preview *out)
{
	struct flow_doc doc = { .flow = flow };
	const struct flow_step *s;
	enum jy_err err, no;

	*out = (struct flow_preview){ .to = NULL };
	if ((err = flow->load(act, id, &doc)) != JY_OK)
		return err;
	if ((s = choose(act, &doc, action, &no, &out->why)) != NULL) {
		out->to =
		    flow_state(flow, strcmp(s->to, "=") == 0 ? doc.state : str_of(s->to));
		out->reason = (s->flags & FLOW_REASON) != 0;
	} else if (out->why == NULL) {
		out->why = err_info(no)->text_zh;
	}
	return JY_OK;
}

struct val
flow_actions(struct act *act, const struct flow_doc *doc)
{
	const struct flow *flow = doc->flow;
	struct val list = val_list(act->arena), row;
	const struct flow_step *s, *taken;
	const char *why, *last = "";
	enum jy_err err;

	for (size_t i = 0; i < flow->nsteps; i++) {
		s = &flow->steps[i];
		if ((s->roles & act->who.role) == 0 || !starts_from(s, doc->state) ||
		    strcmp(last, s->action) == 0)
			continue;
		last = s->action;
		why = NULL;
		taken = choose(act, doc, s->action, &err, &why);
		if (taken != NULL)
			s = taken;
		row = val_map(act->arena);
		val_set(&row, "action", val_text(s->action));
		val_set(&row, "label", val_text(s->label));
		val_set(&row, "allowed", val_bool(taken != NULL));
		val_set(&row, "why", val_text(why != NULL ? why : ""));
		val_set(&row, "reason", val_bool((s->flags & FLOW_REASON) != 0));
		val_set(&row, "remark", val_bool((s->flags & FLOW_REMARK) != 0));
		val_push(&list, row);
	}
	return list;
}

struct val
flow_may(struct act *act, const struct flow_doc *doc)
{
	struct val all = flow_actions(act, doc), may = val_map(act->arena), one;

	for (size_t i = 0; i < val_len(&all); i++) {
		one = val_at(&all, i);
		val_set_str(&may, val_get(&one, STR("action"))->s, one);
	}
	return may;
}

static struct val
history_row(struct act *act, const struct flow *flow, struct db_stmt *st)
{
	struct val row = val_map(act->arena);
	struct str action = arena_str(act->arena, db_str(st, 2));
	char at[17];

	clock_minute(db_int(st, 0), at);
	val_set(&row, "at", val_text(arena_strdup(act->arena, at)));
	val_set(&row, "action", val_str(action));
	val_set(&row, "label", val_text(flow_action_label(flow, action)));
	val_set(&row, "role", val_text(role_label(role_of(db_str(st, 1)))));
	val_set(&row, "from", val_text(flow_state(flow, db_str(st, 3))->label));
	val_set(&row, "to", val_text(flow_state(flow, db_str(st, 4))->label));
	val_set(&row, "tone", val_text(flow_state(flow, db_str(st, 4))->tone));
	val_set(&row, "reason", val_str(arena_str(act->arena, db_str(st, 5))));
	return row;
}

enum jy_err
flow_history(struct act *act, const struct flow *flow, int64_t id, struct val *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	*out = val_list(act->arena);
	if ((err = db_prepare(act->db, &st, SQL_FLOW_EVENT_LIST)) != JY_OK)
		return err;
	db_bind_text(st, ":kind", flow->kind);
	db_bind_int(st, ":item", id);
	while ((err = db_step(st, &row)) == JY_OK && row)
		val_push(out, history_row(act, flow, st));
	db_finish(st);
	return err;
}

/* One batch of what is due; ahead < 0: the statement has no :soon. */
static enum jy_err
due(struct act *act, const char *sql, int64_t ahead, int64_t ids[256], size_t *n)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	*n = 0;
	if ((err = db_prepare(act->db, &st, sql)) != JY_OK)
		return err;
	db_bind_int(st, ":now", act->now);
	if (ahead >= 0)
		db_bind_int(st, ":soon", act->now + ahead);
	while (*n < 256 && (err = db_step(st, &row)) == JY_OK && row)
		ids[(*n)++] = db_int(st, 0);
	db_finish(st);
	return err;
}

enum jy_err
flow_remind(struct act *act, const struct flow *flow, const char *sql, int64_t ahead,
    const char *action, int *moved)
{
	int64_t ids[256];
	enum jy_err err;
	int before;
	size_t n;

	*moved = 0;
	do {
		before = *moved;
		err = due(act, sql, ahead, ids, &n);
		for (size_t i = 0; i < n && err == JY_OK; i++) {
			err = flow_apply(act, flow, ids[i], action, NULL, NULL);
			*moved += err == JY_OK;
			if (err == JY_ECONFLICT) /* somebody was faster */
				err = JY_OK;
		}
	} while (err == JY_OK && n == 256 && *moved > before);
	return err;
}

enum jy_err
flow_tick(struct act *act, const struct flow *flow, int *moved)
{
	return flow_remind(act, flow, flow->sql_due, -1, flow->due_action, moved);
}

void
flow_describe(const struct flow *flow, struct buf *out)
{
	const struct flow_step *s;

	buf_printf(
	    out, "## %s (%s)\n\n```mermaid\nstateDiagram-v2\n", flow->label, flow->kind);
	for (size_t i = 0; i < flow->nstates; i++)
		buf_printf(
		    out, "  %s: %s\n", flow->states[i].name, flow->states[i].label);
	if (*flow->steps[0].from != '\0')
		buf_printf(out, "  [*] --> %s\n", flow->states[0].name);
	for (size_t i = 0; i < flow->nsteps; i++) {
		s = &flow->steps[i];
		if (strcmp(s->from, "*") != 0)
			buf_printf(out, "  %s --> %s: %s\n", *s->from ? s->from : "[*]",
			    strcmp(s->to, "=") == 0 ? s->from : s->to, s->label);
	}
	buf_puts(
	    out, "```\n\n| from | action | who | to | next |\n|---|---|---|---|---|\n");
	for (size_t i = 0; i < flow->nsteps; i++) {
		s = &flow->steps[i];
		buf_printf(out, "| %s | %s %s%s | ", *s->from ? s->from : "–", s->action,
		    s->label, (s->flags & FLOW_REASON) != 0 ? " (reason)" : "");
		put_roles(out, s->roles);
		buf_printf(out, " | %s%s | %s |\n", s->to,
		    s->guard != NULL ? " (guarded)" : "",
		    (s->flags & FLOW_NEXT) != 0 ? "waits" : "");
	}
	buf_char(out, '\n');
}
