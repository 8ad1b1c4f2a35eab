/*
 * lookup.c - see lookup.h. A kind is a row; whether the employer may see what was found is its workflow's to say. The
 * offices' lookup is desk/lookup.c.
 */
#include "application/application.h"
#include "clock.h"
#include "employer/lookup.h"
#include "job/job.h"
#include "rural/apply.h"
#include "signing/document.h"
#include "signing/invitation.h"
#include "utf8.h"

#define NAME_MIN 2 /* characters */
#define TAIL_IDS 8 /* as in desk/lookup.c */
#define LAST "\U0010FFFF"

/* Each gives id, the end of its address, the name, what it is about, when it last moved. */
#define FOUND(name)                                                     \
	" AND (w.id = :id OR (" name " >= :who AND " name " <= :whom))" \
	" ORDER BY w.updated_at DESC, w.id DESC LIMIT :limit"
#define PERSON " JOIN account g ON g.id = w.account_id"

SQL(SQL_ORG_FIND_APPLICATION,
    "SELECT w.id, w.uid, g.name, j.title, w.updated_at FROM application w" PERSON
    " JOIN job j ON j.id = w.job_id WHERE w.employer_id = :employer" FOUND("g.name"));
SQL(SQL_ORG_FIND_INVITATION,
    "SELECT w.id, w.uid, g.name, w.position, w.updated_at FROM invitation w" PERSON
    " WHERE w.employer_id = :employer" FOUND("g.name"));
SQL(SQL_ORG_FIND_DOCUMENT,
    "SELECT w.id, w.uid, g.name, w.position, w.updated_at FROM document w" PERSON
    " WHERE w.employer_id = :employer" FOUND("g.name"));
SQL(SQL_ORG_FIND_NUMBER,
    "SELECT w.id, w.uid, g.name, w.position, w.updated_at FROM document w" PERSON
    " WHERE w.employer_id = :employer AND w.number = upper(:who)");
SQL(SQL_ORG_FIND_POST,
    "SELECT w.id, w.uid, g.name, p.name, w.updated_at FROM post_application w" PERSON
    " JOIN post p ON p.id = w.post_id WHERE w.employer_id = :employer" FOUND("g.name"));
SQL(SQL_ORG_FIND_JOB, "SELECT w.id, w.id, w.title, w.category, w.updated_at FROM job w"
		      " WHERE w.employer_id = :employer" FOUND("w.title"));

static const struct kind {
	const struct flow *flow;
	const char *noun, *path, *sql;
} kinds[] = {
	{ &application_flow, "收到的简历", "/org/applications",
	    SQL_ORG_FIND_APPLICATION },
	{ &invitation_flow, "签约邀请", "/org/invitations", SQL_ORG_FIND_INVITATION },
	{ &document_flow, "合同和协议书", "/org/documents", SQL_ORG_FIND_DOCUMENT },
	{ &post_flow, "三支一扶报名", "/org/posts", SQL_ORG_FIND_POST },
	{ &job_flow, "职位", "/org/jobs", SQL_ORG_FIND_JOB },
};
static const struct kind numbered = { &document_flow, "合同和协议书", "/org/documents",
	SQL_ORG_FIND_NUMBER };

/* What the workflow does not load is not the employer's to see. */
static enum jy_err
add(struct act *act, const struct kind *k, struct db_stmt *st, struct val *list)
{
	struct flow_doc doc = { .flow = k->flow };
	const struct flow_state *state;
	struct arena *a = act->arena;
	struct val one = val_map(a);
	char at[17];
	enum jy_err err = k->flow->load(act, db_int(st, 0), &doc);

	if (err != JY_OK)
		return err == JY_ENOTFOUND ? JY_OK : err;
	state = flow_state(k->flow, doc.state);
	clock_minute(db_int(st, 4), at);
	val_set(&one, "kind", val_text(k->noun));
	val_set(&one, "reference", val_str(flow_reference(a, k->flow, doc.id)));
	val_set(&one, "href",
	    val_str(arena_printf(a, "%s/" STR_FMT, k->path, STR_ARG(db_str(st, 1)))));
	val_set(&one, "name", val_str(arena_str(a, db_str(st, 2))));
	val_set(&one, "about", val_str(arena_str(a, db_str(st, 3))));
	val_set(&one, "label", val_text(state->label));
	val_set(&one, "tone", val_text(state->tone));
	val_set(&one, "at", val_text(arena_strdup(a, at)));
	val_push(list, one);
	return JY_OK;
}

/* By an id, or else by `who`. */
static enum jy_err
find(struct act *act, const struct kind *k, int64_t id, struct str who, struct val *list,
    bool *more)
{
	struct db_stmt *st = NULL;
	int64_t n = 0;
	enum jy_err err = db_prepare(act->db, &st, k->sql);
	bool row;

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":employer", act->who.employer_id);
	db_bind_str(st, ":who", id != 0 ? STR(LAST) : who);
	if (k != &numbered) {
		db_bind_int(st, ":id", id);
		db_bind_str(st, ":whom",
		    id != 0 ? STR("")
			    : arena_printf(act->arena, STR_FMT LAST, STR_ARG(who)));
		db_bind_int(st, ":limit", ORG_FOUND_MAX + 1);
	}
	while ((err = db_step(st, &row)) == JY_OK && row) {
		if ((*more = n++ == ORG_FOUND_MAX) ||
		    (err = add(act, k, st, list)) != JY_OK)
			break;
	}
	db_finish(st);
	return err;
}

enum jy_err
org_lookup(struct act *act, struct str text, struct val *out, bool *more)
{
	int64_t ids[TAIL_IDS];
	enum jy_err err = JY_OK;
	bool many = false;
	size_t n;

	*more = false;
	*out = val_list(act->arena);
	for (size_t k = 0; k < FLOW_COUNT(kinds) && err == JY_OK; k++) {
		n = flow_reference_ids(kinds[k].flow, text, ids, TAIL_IDS);
		for (size_t i = 0; i < n && err == JY_OK; i++)
			err = find(act, &kinds[k], ids[i], text, out, &many);
	}
	if (err == JY_OK)
		err = find(act, &numbered, 0, text, out, &many);
	if (utf8_count(text) < NAME_MIN)
		return err;
	for (size_t k = 0; k < FLOW_COUNT(kinds) && err == JY_OK; k++) {
		many = false;
		err = find(act, &kinds[k], 0, text, out, &many);
		*more = *more || many;
	}
	return err;
}
