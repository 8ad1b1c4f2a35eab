/*
 * evidence.c - see evidence.h. The checks are evidence_check.c's part.
 */
#include <inttypes.h>
#include <stdio.h>

#include "clock.h"
#include "signing/evidence.h"
#include "signing/invitation.h"
#include "signing/text_template.h"
#include "signing/verify.h"

SQL(SQL_EVIDENCE_STEPS,
    "SELECT e.kind, e.at, coalesce(e.actor_id, 0), e.role, e.action, e.from_state,"
    " e.to_state, e.reason, coalesce(o.name, '') FROM flow_event e"
    " LEFT JOIN account a ON a.id = e.actor_id LEFT JOIN office o ON o.id = a.office_id"
    " WHERE (e.kind = 'document' AND e.item_id = :document)"
    " OR (e.kind = 'invitation' AND e.item_id = :invitation) ORDER BY e.id LIMIT :limit");
SQL(SQL_EVIDENCE_COUNT,
    "SELECT count(*) FROM flow_event e WHERE (e.kind = 'document' AND e.item_id ="
    " :document) OR (e.kind = 'invitation' AND e.item_id = :invitation)");
SQL(SQL_EVIDENCE_RECORDS,
    "SELECT seq, at_ms, coalesce(actor_id, 0), role, act, object, result, reason, mac"
    " FROM audit_event WHERE object IN (:document, :invitation)"
    " AND result LIKE '%>%' ORDER BY seq");

/* --- steps */

static void
read_step(struct arena *a, struct db_stmt *st, struct evidence_step *s)
{
	s->flow =
	    str_is(db_str(st, 0), document_flow.kind) ? &document_flow : &invitation_flow;
	s->at = db_int(st, 1);
	s->actor = db_int(st, 2);
	s->role = arena_str(a, db_str(st, 3));
	s->action = arena_str(a, db_str(st, 4));
	s->from = arena_str(a, db_str(st, 5));
	s->to = arena_str(a, db_str(st, 6));
	s->reason = arena_str(a, db_str(st, 7));
	s->office = arena_str(a, db_str(st, 8));
}

static void
read_record(struct arena *a, struct db_stmt *st, struct evidence_step *s)
{
	s->seq = db_int(st, 0);
	s->audit_at_ms = db_int(st, 1);
	s->audit_actor = db_int(st, 2);
	s->audit_role = arena_str(a, db_str(st, 3));
	s->audit_act = arena_str(a, db_str(st, 4));
	s->audit_object = arena_str(a, db_str(st, 5));
	s->audit_result = arena_str(a, db_str(st, 6));
	s->audit_reason = arena_str(a, db_str(st, 7));
	if (db_blob(st, 8).n == SHA256_SIZE)
		memcpy(s->mac, db_blob(st, 8).p, SHA256_SIZE);
}

/* Steps and records were written one beside the other, in the same order. */
static enum jy_err
add_records(struct act *act, const struct document *d, struct evidence_step *steps,
    size_t n, size_t *extra)
{
	char document[40], invitation[40];
	struct db_stmt *st = NULL;
	enum jy_err err;
	size_t i = 0;
	bool row;

	*extra = 0;
	snprintf(document, sizeof(document), "document:%" PRId64, d->id);
	snprintf(invitation, sizeof(invitation), "invitation:%" PRId64, d->invitation_id);
	if ((err = db_prepare(act->db, &st, SQL_EVIDENCE_RECORDS)) != JY_OK)
		return err;
	db_bind_text(st, ":document", document);
	db_bind_text(st, ":invitation", invitation);
	while ((err = db_step(st, &row)) == JY_OK && row)
		if (i < n)
			read_record(act->arena, st, &steps[i++]);
		else
			(*extra)++;
	db_finish(st);
	return err;
}

/* How many there are: who asks to terminate and withdraws can make any number. */
static enum jy_err
count_steps(struct act *act, const struct document *d, int64_t *n)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_EVIDENCE_COUNT);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":document", d->id);
	db_bind_int(st, ":invitation", d->invitation_id);
	if ((err = db_one(st)) == JY_OK)
		*n = db_int(st, 0);
	db_finish(st);
	return err;
}

enum jy_err
evidence_steps(struct act *act, const struct document *d, struct evidence_step **out,
    size_t *n, size_t *extra)
{
	struct db_stmt *st = NULL;
	int64_t limit = 0;
	enum jy_err err = count_steps(act, d, &limit);
	bool row;

	*n = 0;
	if (err != JY_OK)
		return err;
	*out = arena_array(act->arena, (size_t)limit + 1, sizeof(**out));
	if (*out == NULL)
		return JY_ENOMEM;
	if ((err = db_prepare(act->db, &st, SQL_EVIDENCE_STEPS)) != JY_OK)
		return err;
	db_bind_int(st, ":document", d->id);
	db_bind_int(st, ":invitation", d->invitation_id);
	db_bind_int(st, ":limit", limit);
	while ((err = db_step(st, &row)) == JY_OK && row)
		read_step(act->arena, st, &(*out)[(*n)++]);
	db_finish(st);
	return err != JY_OK ? err : add_records(act, d, *out, *n, extra);
}

/* --- as a value */

static void
set_time(struct arena *a, struct val *v, const char *key, int64_t at)
{
	char text[26] = "";

	if (at != 0)
		clock_rfc3339(at, text);
	val_set(v, key, val_str(arena_str(a, str_of(text))));
}

static struct val
hex_of(struct arena *a, struct str bytes)
{
	struct buf hex = BUF_INIT;
	struct str out;

	hex_encode(&hex, bytes);
	out = arena_str(a, buf_view(&hex));
	buf_release(&hex);
	return val_str(out);
}

/* The steps that are not in the tables: how something began. */
static const char *
step_label(const struct evidence_step *s)
{
	if (s->from.n > 0)
		return flow_action_label(s->flow, s->action);
	if (s->flow == &invitation_flow)
		return "发送邀请";
	return str_is(s->action, "enter") ? "录入" : "生成";
}

/* How somebody showed who she is: for the signature again, else by the session. */
static const char *
method_label(struct str method)
{
	if (str_is(method, "password"))
		return "登录密码";
	return str_is(method, "sms") ? "短信验证码" : "登录会话";
}

static struct str
method_of(const struct document *d, const struct evidence_step *s)
{
	if (s->actor == 0)
		return STR("system");
	return str_is(s->action, "accept") ? d->accepted_method : STR("session");
}

static struct val
step_val(struct arena *a, const struct document *d, const struct evidence_step *s)
{
	struct str method = method_of(d, s);
	struct val v = val_map(a);
	char at[40] = "";

	set_time(a, &v, "at", s->at);
	val_set(&v, "of", val_text(s->flow->kind));
	val_set(&v, "action", val_str(s->action));
	val_set(&v, "label", val_text(step_label(s)));
	val_set(&v, "role", val_text(role_label(role_of(s->role))));
	val_set(&v, "office", val_str(s->office));
	val_set(&v, "method", val_str(method));
	val_set(
	    &v, "method_label", val_text(s->actor == 0 ? "系统" : method_label(method)));
	val_set(&v, "from", val_text(flow_state(s->flow, s->from)->label));
	val_set(&v, "to", val_text(flow_state(s->flow, s->to)->label));
	val_set(&v, "reason", val_str(s->reason));
	if (s->seq != 0)
		clock_rfc3339_ms(s->audit_at_ms, at);
	val_set(&v, "seq", val_int(s->seq));
	val_set(&v, "recorded_at", val_str(arena_str(a, str_of(at))));
	val_set(&v, "act", val_str(s->audit_act));
	val_set(&v, "result", val_str(s->audit_result));
	val_set(&v, "mac", hex_of(a, STR_BYTES(s->mac)));
	return v;
}

static enum jy_err
put_steps(struct act *act, const struct document *d, struct val *out)
{
	struct val list = val_list(act->arena);
	struct evidence_step *steps;
	size_t n, extra;
	enum jy_err err = evidence_steps(act, d, &steps, &n, &extra);

	for (size_t i = 0; err == JY_OK && i < n; i++)
		val_push(&list, step_val(act->arena, d, &steps[i]));
	val_set(out, "steps", list);
	return err;
}

static enum jy_err
put_text(struct act *act, const struct document *d, struct val *out)
{
	struct val v = val_map(act->arena);
	struct text text;
	enum jy_err err = text_load(act, d->text_id, &text);

	if (err != JY_OK)
		return err;
	val_set(&v, "version", val_int(text.version));
	set_time(act->arena, &v, "made_at", text.made_at);
	val_set(&v, "sha256", val_str(text.digest));
	val_set(&v, "body", val_html(text.body));
	val_set(out, "text", v);
	return JY_OK;
}

static void
put_acceptance(struct arena *a, const struct document *d, struct val *out)
{
	struct val v = val_map(a);

	if (d->entered)
		return;
	set_time(a, &v, "at", d->accepted_at);
	val_set(&v, "role", val_text(role_label(ROLE_GRADUATE)));
	val_set(&v, "method", val_str(d->accepted_method));
	val_set(&v, "method_label", val_text(method_label(d->accepted_method)));
	val_set(&v, "sha256", hex_of(a, d->accepted_digest));
	val_set(out, "acceptance", v);
}

static void
put_facts(struct act *act, const struct document *d, struct val *out)
{
	const struct paper *paper = paper_of(str_of(signing_words[d->kind].name));

	val_set(out, "format", val_text("jiuye-evidence-1"));
	val_set(out, "site", val_text(act->conf->site.base_url));
	set_time(act->arena, out, "made_at", act->now);
	val_set(out, "number", val_str(d->number));
	val_set(out, "label", val_text(paper->label));
	val_set(out, "state", val_str(d->state));
	val_set(
	    out, "state_label", val_text(flow_state(&document_flow, d->state)->label));
	val_set(out, "entered", val_bool(d->entered));
	val_set(out, "employer", val_str(d->employer));
	val_set(out, "credit_code", val_str(d->credit_code));
	val_set(out, "graduate", val_str(d->graduate));
	val_set(out, "signed_on", val_str(d->signed_on));
	set_time(act->arena, out, "effective_at", d->effective_at);
	set_time(act->arena, out, "ended_at", d->archived_at);
}

enum jy_err
evidence_val(struct act *act, const struct document *d, struct val *out)
{
	char head_text[AUDIT_HEAD_SIZE];
	struct str code, url;
	struct audit_head head;
	enum jy_err err;

	*out = val_map(act->arena);
	if (d->text_id == 0)
		return JY_ENOTFOUND;
	put_facts(act, d, out);
	if (d->number.n > 0) {
		if ((err = verify_of(act, d->number, &code, &url)) != JY_OK)
			return err;
		val_set(out, "code", val_str(code));
		val_set(out, "url", val_str(url));
	}
	if ((err = put_text(act, d, out)) != JY_OK ||
	    (err = put_steps(act, d, out)) != JY_OK ||
	    (err = audit_head(act->db, &head)) != JY_OK)
		return err;
	put_acceptance(act->arena, d, out);
	audit_head_text(&head, head_text);
	val_set(out, "chain_head", val_str(arena_str(act->arena, str_of(head_text))));
	return JY_OK;
}
