/*
 * evidence_check.c - does everything that proves a document agree with each other?
 */
#include <inttypes.h>

#include "clock.h"
#include "signing/evidence.h"
#include "signing/text_template.h"

/* Between a step's time and that of its record lies the work of one request. */
#define RECORD_SECONDS 300

SQL(SQL_CHECK_ISSUE, "SELECT number, kind, year, seq, at FROM document_issue"
		     " WHERE text_id = :text");
SQL(SQL_CHECK_RECORD,
    "SELECT reason FROM audit_event WHERE object = :object AND act = :act");
SQL(SQL_CHECK_COUNTERS,
    "SELECT n.kind, n.year, n.last, count(i.number), coalesce(min(i.seq), 0),"
    " coalesce(max(i.seq), 0) FROM document_number n LEFT JOIN document_issue i"
    " ON i.kind = n.kind AND i.year = n.year GROUP BY n.kind, n.year, n.last");
SQL(SQL_CHECK_ORPHANS,
    "SELECT i.number FROM document_issue i LEFT JOIN document d ON d.text_id = i.text_id"
    " WHERE d.id IS NULL OR d.number IS NULL OR d.number <> i.number ORDER BY i.number");
SQL(SQL_CHECK_STRAY,
    "SELECT d.number FROM document d LEFT JOIN document_issue i ON i.number = d.number"
    " WHERE d.number IS NOT NULL AND i.number IS NULL ORDER BY d.number");

static void fault(struct act *act, struct val *faults, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void
fault(struct act *act, struct val *faults, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	val_push(faults, val_str(arena_vprintf(act->arena, fmt, ap)));
	va_end(ap);
}

/* Does the chain have one record of `what` about it, which says `said`? */
static enum jy_err
check_record(struct act *act, const struct document *d, const char *what, struct str said,
    const char *wrong, struct val *faults)
{
	struct str object =
	    arena_printf(act->arena, "%s:%" PRId64, document_flow.kind, d->id);
	struct db_stmt *st = NULL;
	size_t n = 0, same = 0;
	enum jy_err err;
	bool row;

	if (object.p == NULL || said.p == NULL)
		return JY_ENOMEM;
	if ((err = db_prepare(act->db, &st, SQL_CHECK_RECORD)) != JY_OK)
		return err;
	db_bind_str(st, ":object", object);
	db_bind_text(st, ":act", what);
	for (; (err = db_step(st, &row)) == JY_OK && row; n++)
		same += str_eq(db_str(st, 0), said);
	db_finish(st);
	if (err == JY_OK && (n != 1 || same != 1))
		fault(act, faults, "%s", wrong);
	return err;
}

/* --- the text */

static struct str
accepted_as(const struct document *d)
{
	return d->entered ? STR("entered") : d->accepted_method;
}

static enum jy_err
check_text(struct act *act, const struct document *d, struct val *faults)
{
	struct text text;
	enum jy_err err;

	if (d->text_id == 0) {
		if (!d->entered || document_prints(d))
			fault(act, faults, "it has no text");
		return JY_OK;
	}
	err = text_load(act, d->text_id, &text);
	if (err == JY_ECRYPTO) {
		fault(act, faults, "its text or the digest of its text was altered");
		return JY_OK;
	}
	if (err != JY_OK)
		return err;
	if (!str_is(text.kind, signing_words[d->kind].name))
		fault(act, faults, "its text is of another kind");
	if (!d->entered && !secret_eq(d->accepted_digest, STR_BYTES(text.sha256)))
		fault(
		    act, faults, "the digest that was accepted is not that of its text");
	return check_record(act, d, "document.text",
	    arena_printf(act->arena, STR_FMT " " STR_FMT, STR_ARG(accepted_as(d)),
		STR_ARG(text.digest)),
	    "its text or how it was accepted is not what the chain says", faults);
}

/* --- the number */

static enum jy_err
check_number(struct act *act, const struct document *d, struct val *faults)
{
	const struct paper *paper = paper_of(str_of(signing_words[d->kind].name));
	struct db_stmt *st = NULL;
	struct str made;
	enum jy_err err;
	bool row;

	if ((err = db_prepare(act->db, &st, SQL_CHECK_ISSUE)) != JY_OK)
		return err;
	db_bind_int(st, ":text", d->text_id);
	if ((err = db_step(st, &row)) == JY_OK && row) {
		made = arena_printf(act->arena, "%s%04" PRId64 "%06" PRId64,
		    paper->prefix, db_int(st, 2), db_int(st, 3));
		if (!str_eq(db_str(st, 0), d->number))
			fault(act, faults, "the number given to its text is " STR_FMT,
			    STR_ARG(db_str(st, 0)));
		if (!str_eq(db_str(st, 0), made) || !str_is(db_str(st, 1), paper->kind) ||
		    db_int(st, 2) != clock_day_number(db_int(st, 4)) / 10000)
			fault(act, faults,
			    "its number is not made of its kind, year and "
			    "sequence");
	} else if (err == JY_OK && d->number.n > 0) {
		fault(act, faults, "its number was never given out");
	}
	if (err == JY_OK && d->number.n == 0 && document_prints(d))
		fault(act, faults, "it is in force and has no number");
	db_finish(st);
	if (err != JY_OK || d->number.n == 0)
		return err;
	return check_record(act, d, "document.number", d->number,
	    "its number is not what the chain says", faults);
}

/* --- the history */

static bool
record_agrees(struct act *act, const struct document *d, const struct evidence_step *s)
{
	struct arena *a = act->arena;
	int64_t late = s->audit_at_ms / 1000 - s->at;
	struct str what =
		       arena_printf(a, "%s." STR_FMT, s->flow->kind, STR_ARG(s->action)),
		   object = arena_printf(a, "%s:%" PRId64, s->flow->kind,
		       s->flow == &document_flow ? d->id : d->invitation_id),
		   result = arena_printf(
		       a, STR_FMT ">" STR_FMT, STR_ARG(s->from), STR_ARG(s->to));

	return str_eq(s->audit_act, what) && str_eq(s->audit_object, object) &&
	       str_eq(s->audit_result, result) && str_eq(s->audit_role, s->role) &&
	       str_eq(s->audit_reason, s->reason) && s->audit_actor == s->actor &&
	       late >= -1 && late <= RECORD_SECONDS;
}

/* Each step begins where the one before has ended; the last one ended in the state. */
static void
check_way(struct act *act, const struct document *d, const struct evidence_step *steps,
    size_t n, struct val *faults)
{
	struct str document = STR(""), invitation = STR(""), *at;

	for (size_t i = 0; i < n; i++) {
		at = steps[i].flow == &document_flow ? &document : &invitation;
		if (!str_eq(steps[i].from, *at))
			fault(act, faults,
			    "step %zu begins in '" STR_FMT "', the one before ended in "
			    "'" STR_FMT "'",
			    i + 1, STR_ARG(steps[i].from), STR_ARG(*at));
		*at = steps[i].to;
	}
	if (!str_eq(document, d->state))
		fault(act, faults,
		    "it is in '" STR_FMT "', its history ends in '" STR_FMT "'",
		    STR_ARG(d->state), STR_ARG(document));
}

/* The times that it shows of itself are those of its steps. */
static void
check_times(struct act *act, const struct document *d, const struct evidence_step *steps,
    size_t n, struct val *faults)
{
	int64_t effective = 0, archived = 0;

	for (size_t i = 0; i < n; i++) {
		if (steps[i].flow != &document_flow)
			continue;
		if (str_is(steps[i].action, "approve"))
			effective = steps[i].at;
		else if (str_is(steps[i].action, "archive"))
			archived = steps[i].at;
	}
	if (effective != d->effective_at)
		fault(act, faults, "it was not approved at the time that it shows");
	if (archived != d->archived_at)
		fault(act, faults, "it was not archived at the time that it shows");
}

static enum jy_err
check_history(struct act *act, const struct document *d, struct val *faults)
{
	struct evidence_step *steps;
	bool accepted = false;
	size_t n, extra;
	enum jy_err err = evidence_steps(act, d, &steps, &n, &extra);

	if (err != JY_OK)
		return err;
	for (size_t i = 0; i < n; i++) {
		if (steps[i].seq == 0)
			fault(act, faults, "step %zu (" STR_FMT ") is not in the chain",
			    i + 1, STR_ARG(steps[i].action));
		else if (!record_agrees(act, d, &steps[i]))
			fault(act, faults,
			    "step %zu (" STR_FMT ") is not what record %" PRId64
			    " of the chain says",
			    i + 1, STR_ARG(steps[i].action), steps[i].seq);
		accepted = accepted || (steps[i].flow == &document_flow &&
					   str_is(steps[i].action, "accept") &&
					   steps[i].at == d->accepted_at &&
					   steps[i].actor == d->account_id);
	}
	if (extra > 0)
		fault(act, faults, "%zu records of the chain are no steps of its history",
		    extra);
	if (!d->entered && !accepted)
		fault(act, faults,
		    "its history has no acceptance by the graduate at that "
		    "time");
	check_way(act, d, steps, n, faults);
	check_times(act, d, steps, n, faults);
	return JY_OK;
}

enum jy_err
evidence_check(struct act *act, const struct document *d, struct val *faults)
{
	enum jy_err err;

	*faults = val_list(act->arena);
	if ((err = check_text(act, d, faults)) != JY_OK ||
	    (err = check_number(act, d, faults)) != JY_OK)
		return err;
	return check_history(act, d, faults);
}

/* --- all numbers */

static enum jy_err
check_counters(struct act *act, struct val *faults)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	if ((err = db_prepare(act->db, &st, SQL_CHECK_COUNTERS)) != JY_OK)
		return err;
	while ((err = db_step(st, &row)) == JY_OK && row) {
		int64_t last = db_int(st, 2);

		if (db_int(st, 3) != last || db_int(st, 4) != 1 || db_int(st, 5) != last)
			fault(act, faults,
			    STR_FMT " numbers of %" PRId64 ": %" PRId64 " from %" PRId64
				    " to %" PRId64 ", the counter says %" PRId64,
			    STR_ARG(db_str(st, 0)), db_int(st, 1), db_int(st, 3),
			    db_int(st, 4), db_int(st, 5), last);
	}
	db_finish(st);
	return err;
}

static enum jy_err
check_each(struct act *act, const char *sql, const char *what, struct val *faults)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	if ((err = db_prepare(act->db, &st, sql)) != JY_OK)
		return err;
	while ((err = db_step(st, &row)) == JY_OK && row)
		fault(act, faults, "number " STR_FMT " %s", STR_ARG(db_str(st, 0)), what);
	db_finish(st);
	return err;
}

enum jy_err
evidence_check_numbers(struct act *act, struct val *faults)
{
	enum jy_err err;

	*faults = val_list(act->arena);
	if ((err = check_counters(act, faults)) != JY_OK ||
	    (err = check_each(act, SQL_CHECK_ORPHANS,
		 "was given out and is no document's", faults)) != JY_OK)
		return err;
	return check_each(
	    act, SQL_CHECK_STRAY, "was never given out and is a document's", faults);
}
