/*
 * invitation.c - finding and listing invitations, and what their texts are made from.
 */
#include "clock.h"
#include "job/job_links.h"
#include "signing/invitation.h"
#include "signing/parties.h"
#include "signing/terms.h"

/* As its parties see it: what is past its last day has expired, whatever the row says. */
#define STATE_NOW                                                             \
	" CASE WHEN i.state = 'sent' AND i.expires_at <= :now AND :clock = 0" \
	" THEN 'expired' ELSE i.state END"
#define INVITATION_COLUMNS                                                           \
	"SELECT i.id, i.uid, i.kind, i.employer_id, i.account_id, e.name, a.name, "  \
	"i.letter,"                                                                  \
	" i.terms, i.position, i.reason," STATE_NOW ", i.expires_on, i.expires_at,"  \
	" i.created_at, e.state = 'verified',"                                       \
	" coalesce((SELECT d.uid FROM document d WHERE d.invitation_id = i.id), '')" \
	" FROM invitation i"                                                         \
	" JOIN employer e ON e.id = i.employer_id JOIN account a ON a.id = i.account_id"
/* A graduate's own that she has not deleted, an employer's own; the clock's all. */
#define INVITATION_OWN                                  \
	" AND (:clock = 1 OR i.employer_id = :employer" \
	" OR (i.account_id = :account AND i.hidden = 0))"

SQL(SQL_INVITATION_FIND, INVITATION_COLUMNS " WHERE i.uid = :uid" INVITATION_OWN);
SQL(SQL_INVITATION_GET, INVITATION_COLUMNS " WHERE i.id = :id" INVITATION_OWN);
/* An employer's newest terms of a kind: the next ones begin with them. */
SQL(SQL_INVITATION_LAST, "SELECT terms FROM invitation WHERE employer_id = :employer"
			 " AND kind = :kind ORDER BY id DESC LIMIT 1");
SQL(SQL_INVITATION_LETTER,
    "SELECT label FROM dict WHERE kind = 'letter' AND code = :kind");
SQL(SQL_INVITATION_PARTY, "SELECT name, credit_code FROM employer WHERE id = :id");

#define INVITATION_LIST                                                    \
	" AND (:kind = '' OR i.kind = :kind)"                              \
	" AND (:position = '' OR instr(i.position, :position) > 0)"        \
	" AND (:state = '' OR " STATE_NOW " = :state)"                     \
	" AND i.created_at >= :from AND i.created_at < :to AND :clock = 0" \
	" AND (:before = 0 OR i.id < :before) ORDER BY i.id DESC LIMIT :limit"
SQL(SQL_INVITATION_LIST_GRADUATE,
    INVITATION_COLUMNS " WHERE i.account_id = :own AND i.hidden = 0"
		       " AND (:other = '' OR instr(e.name, :other) > 0)" INVITATION_LIST);
SQL(SQL_INVITATION_LIST_EMPLOYER,
    INVITATION_COLUMNS " WHERE i.employer_id = :own"
		       " AND (:other = '' OR instr(a.name, :other) > 0)" INVITATION_LIST);

static void
read_row(struct act *act, struct db_stmt *st, struct invitation *out)
{
	struct arena *a = act->arena;

	*out = (struct invitation){
		.id = db_int(st, 0),
		.uid = arena_str(a, db_str(st, 1)),
		.kind = signing_kind_of(db_str(st, 2)),
		.employer_id = db_int(st, 3),
		.account_id = db_int(st, 4),
		.employer = arena_str(a, db_str(st, 5)),
		.graduate = arena_str(a, db_str(st, 6)),
		.letter = arena_str(a, db_str(st, 7)),
		.terms = arena_str(a, db_str(st, 8)),
		.position = arena_str(a, db_str(st, 9)),
		.reason = arena_str(a, db_str(st, 10)),
		.state = arena_str(a, db_str(st, 11)),
		.expires_on = arena_str(a, db_str(st, 12)),
		.expires_at = db_int(st, 13),
		.created_at = db_int(st, 14),
		.employer_verified = db_int(st, 15) != 0,
		.document = arena_str(a, db_str(st, 16)),
	};
}

static enum jy_err
find(struct act *act, struct db_stmt *st, struct invitation *out)
{
	bool clock = (act->who.role & (ROLE_SYSTEM | ROLE_CONSOLE)) != 0;
	enum jy_err err;

	db_bind_int(st, ":clock", clock);
	db_bind_int(
	    st, ":account", act->who.role == ROLE_GRADUATE ? act->who.account_id : 0);
	db_bind_int(
	    st, ":employer", act->who.role == ROLE_EMPLOYER ? act->who.employer_id : 0);
	db_bind_int(st, ":now", act->now);
	if ((err = db_one(st)) == JY_OK)
		read_row(act, st, out);
	db_finish(st);
	return err;
}

enum jy_err
invitation_find(struct act *act, struct str uid, struct invitation *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_INVITATION_FIND);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	return find(act, st, out);
}

enum jy_err
invitation_get(struct act *act, int64_t id, struct invitation *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_INVITATION_GET);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	return find(act, st, out);
}

enum jy_err
invitation_texts(struct act *act, const struct invitation *i, struct val *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_INVITATION_PARTY);

	*out = val_map(act->arena);
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", i->employer_id);
	if ((err = db_one(st)) == JY_OK) {
		val_set(out, "employer", val_str(arena_str(act->arena, db_str(st, 0))));
		val_set(
		    out, "credit_code", val_str(arena_str(act->arena, db_str(st, 1))));
	}
	db_finish(st);
	if (err != JY_OK ||
	    (err = parties_put_graduate(act, i->account_id, out)) != JY_OK)
		return err;
	return terms_put(act, i->kind, i->terms, out);
}

enum jy_err
invitation_last_terms(struct act *act, enum signing_kind kind, struct str *terms)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_INVITATION_LAST);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":employer", act->who.employer_id);
	db_bind_text(st, ":kind", signing_words[kind].name);
	if ((err = db_one(st)) == JY_OK)
		*terms = arena_str(act->arena, db_str(st, 0));
	db_finish(st);
	return err;
}

/* The template with {name} and {employer} filled in. */
static struct str
fill_in(struct arena *a, struct str text, const struct str names[2])
{
	static const char *const places[] = { "{name}", "{employer}" };
	struct buf b = BUF_INIT;
	struct str letter;
	size_t i = 0, k;

	while (i < text.n) {
		for (k = 0; k < 2 && !str_starts(str_from(text, i), places[k]); k++)
			continue;
		if (k < 2) {
			buf_str(&b, names[k]);
			i += strlen(places[k]);
		} else {
			buf_char(&b, text.p[i++]);
		}
	}
	letter = buf_ok(&b) ? arena_str(a, buf_view(&b)) : STR_NONE;
	buf_release(&b);
	return letter;
}

enum jy_err
invitation_letter(struct act *act, enum signing_kind kind, struct str graduate,
    struct str employer, struct str *letter)
{
	const struct str names[] = { graduate, employer };
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_INVITATION_LETTER);

	*letter = STR("");
	if (err != JY_OK)
		return err;
	db_bind_text(st, ":kind", signing_words[kind].name);
	if ((err = db_one(st)) == JY_OK &&
	    (*letter = fill_in(act->arena, db_str(st, 0), names)).p == NULL)
		err = JY_ENOMEM;
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

/* --- lists */

struct val
invitation_val(struct act *act, const struct invitation *i)
{
	const struct flow_state *state = flow_state(&invitation_flow, i->state);
	struct val v = val_map(act->arena);
	char at[17];

	clock_minute(i->created_at, at);
	val_set(&v, "id", val_int(i->id));
	val_set(&v, "uid", val_str(i->uid));
	val_set(&v, "kind", val_text(signing_words[i->kind].name));
	val_set(&v, "kind_label", val_text(signing_words[i->kind].label));
	val_set(&v, "employer", val_str(i->employer));
	val_set(&v, "employer_href", val_str(employer_href(act->arena, i->employer_id)));
	val_set(&v, "graduate", val_str(i->graduate));
	val_set(&v, "position", val_str(i->position));
	val_set(&v, "sent", val_text(arena_strdup(act->arena, at)));
	val_set(&v, "expires_on", val_str(i->expires_on));
	val_set(&v, "state", val_text(state->name));
	val_set(&v, "label", val_text(state->label));
	val_set(&v, "tone", val_text(state->tone));
	val_set(&v, "open", val_bool(str_is(i->state, "sent")));
	val_set(&v, "reason", val_str(i->reason));
	val_set(&v, "document", val_str(i->document));
	return v;
}

static void
bind_text(struct db_stmt *st, const char *name, struct str value)
{
	db_bind_str(st, name, value.p != NULL ? value : STR(""));
}

static void
bind_filter(struct act *act, struct db_stmt *st, const struct invitation_filter *f)
{
	bool graduate = act->who.role == ROLE_GRADUATE;
	int64_t from = 0, to = 0;

	db_bind_int(st, ":own", graduate ? act->who.account_id : act->who.employer_id);
	bind_text(st, ":kind",
	    f->kind < SIGNING_KINDS ? str_of(signing_words[f->kind].name) : STR(""));
	bind_text(st, ":other", f->other);
	bind_text(st, ":position", f->position);
	bind_text(st, ":state", f->state);
	db_bind_int(st, ":from", clock_parse_date(f->from, &from) ? from : 0);
	db_bind_int(
	    st, ":to", clock_parse_date(f->to, &to) ? clock_day_start(to, 1) : INT64_MAX);
	db_bind_int(st, ":clock", 0);
	db_bind_int(st, ":now", act->now);
	db_bind_int(st, ":before", f->before);
}

enum jy_err
invitation_list(struct act *act, const struct invitation_filter *f, int limit,
    struct val *out, int64_t *older)
{
	bool graduate = act->who.role == ROLE_GRADUATE;
	struct invitation i = { .id = 0 };
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	*older = 0;
	*out = val_list(act->arena);
	if ((err = db_prepare(act->db, &st,
		 graduate ? SQL_INVITATION_LIST_GRADUATE
			  : SQL_INVITATION_LIST_EMPLOYER)) != JY_OK)
		return err;
	bind_filter(act, st, f);
	db_bind_int(st, ":limit", limit + 1);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		if (val_len(out) == (size_t)limit) {
			*older = i.id;
			break;
		}
		read_row(act, st, &i);
		val_push(out, invitation_val(act, &i));
	}
	db_finish(st);
	return err;
}
