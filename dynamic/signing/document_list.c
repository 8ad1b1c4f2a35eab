/*
 * document_list.c - lists of documents (5.3, 6.3), for each of those who see them.
 */
#include "clock.h"
#include "job/job_links.h"
#include "signing/document.h"
#include "signing/document_row.h"

/* Every condition but whose they are. */
#define DOCUMENT_LIST                                           \
	" AND (:kind = '' OR d.kind = :kind)"                   \
	" AND (:number = '' OR instr(d.number, :number) > 0)"   \
	" AND (:name = '' OR instr(d.employer, :name) > 0)"     \
	" AND (:graduate = '' OR instr(a.name, :graduate) > 0)" \
	" AND (:state = '' OR d.state = :state)"                \
	" AND (:year = 0 OR d.year = :year)"                    \
	" AND (:from = '' OR d.signed_on >= :from)"             \
	" AND (:to = '' OR d.signed_on <= :to)"                 \
	" AND (:online = 0 OR d.invitation_id IS NOT NULL)"     \
	" AND (:before = 0 OR d.id < :before) ORDER BY d.id DESC LIMIT :limit"

SQL(SQL_DOCUMENT_LIST_GRADUATE,
    DOCUMENT_COLUMNS " WHERE d.account_id = :own" DOCUMENT_LIST);
SQL(SQL_DOCUMENT_LIST_EMPLOYER,
    DOCUMENT_COLUMNS " WHERE d.employer_id = :own" DOCUMENT_LIST);
SQL(SQL_DOCUMENT_LIST_FACULTY,
    DOCUMENT_COLUMNS " WHERE d.faculty_id = :own AND " DOCUMENT_SUBMITTED DOCUMENT_LIST);
SQL(SQL_DOCUMENT_LIST_SCHOOL,
    DOCUMENT_COLUMNS " WHERE d.school_id = :own AND " DOCUMENT_SUBMITTED DOCUMENT_LIST);
SQL(SQL_DOCUMENT_LIST_AUTHORITY, DOCUMENT_COLUMNS
    " WHERE " DOCUMENT_AUTHORITY " AND " DOCUMENT_SUBMITTED DOCUMENT_LIST);

static const char *
statement(enum role role)
{
	switch (role) {
	case ROLE_GRADUATE:
		return SQL_DOCUMENT_LIST_GRADUATE;
	case ROLE_EMPLOYER:
		return SQL_DOCUMENT_LIST_EMPLOYER;
	case ROLE_FACULTY:
		return SQL_DOCUMENT_LIST_FACULTY;
	case ROLE_SCHOOL:
		return SQL_DOCUMENT_LIST_SCHOOL;
	case ROLE_AUTHORITY:
		return SQL_DOCUMENT_LIST_AUTHORITY;
	default:
		return NULL;
	}
}

static int64_t
own_id(const struct principal *who)
{
	if (who->role == ROLE_GRADUATE)
		return who->account_id;
	return who->role == ROLE_EMPLOYER ? who->employer_id : who->office_id;
}

/* A date that is none is no condition. */
static void
bind_date(struct db_stmt *st, const char *name, struct str date)
{
	int64_t start;

	document_bind_text(st, name, clock_parse_date(date, &start) ? date : STR(""));
}

static void
bind_filter(struct act *act, struct db_stmt *st, const struct document_filter *f)
{
	if (act->who.role == ROLE_AUTHORITY)
		db_bind_int(st, ":authority", act->who.office_id);
	else
		db_bind_int(st, ":own", own_id(&act->who));
	document_bind_text(st, ":kind",
	    f->kind < SIGNING_KINDS ? str_of(signing_words[f->kind].name) : STR(""));
	document_bind_text(st, ":number", f->number);
	document_bind_text(st, ":name", f->employer);
	document_bind_text(st, ":graduate", f->graduate);
	document_bind_text(st, ":state", f->state);
	db_bind_int(st, ":year", f->year);
	bind_date(st, ":from", f->from);
	bind_date(st, ":to", f->to);
	db_bind_int(st, ":online", f->online);
	db_bind_int(st, ":before", f->before);
}

struct val
document_val(struct act *act, const struct document *d)
{
	const struct flow_state *state = flow_state(&document_flow, d->state);
	struct val v = val_map(act->arena);

	val_set(&v, "id", val_int(d->id));
	val_set(&v, "uid", val_str(d->uid));
	val_set(&v, "kind", val_text(signing_words[d->kind].name));
	val_set(&v, "kind_label", val_text(signing_words[d->kind].label));
	val_set(&v, "employer", val_str(d->employer));
	if (d->employer_id != 0)
		val_set(&v, "employer_href",
		    val_str(employer_href(act->arena, d->employer_id)));
	val_set(&v, "graduate", val_str(d->graduate));
	val_set(&v, "number", val_str(d->number));
	if (d->year != 0)
		val_set(&v, "year", val_int(d->year));
	val_set(&v, "position", val_str(d->position));
	val_set(&v, "signed_on", val_str(d->signed_on));
	val_set(&v, "state", val_text(state->name));
	val_set(&v, "label", val_text(state->label));
	val_set(&v, "tone", val_text(state->tone));
	val_set(&v, "reason", val_str(d->reason));
	val_set(&v, "prints", val_bool(document_prints(d)));
	val_set(&v, "entered", val_bool(d->entered));
	val_set(&v, "asked_by", val_text(role_label(role_of(d->asked_by))));
	val_set(&v, "terminating", val_bool(str_is(d->state, "terminating")));
	return v;
}

enum jy_err
document_list(struct act *act, const struct document_filter *f, int limit,
    struct val *out, int64_t *older)
{
	const char *sql = statement(act->who.role);
	struct document d = { .id = 0 };
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	*older = 0;
	*out = val_list(act->arena);
	if (sql == NULL)
		return JY_ENOTFOUND;
	if ((err = db_prepare(act->db, &st, sql)) != JY_OK)
		return err;
	bind_filter(act, st, f);
	db_bind_int(st, ":limit", limit + 1);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		if (val_len(out) == (size_t)limit) {
			*older = d.id;
			break;
		}
		document_read(act, st, &d);
		val_push(out, document_val(act, &d));
	}
	db_finish(st);
	return err;
}
