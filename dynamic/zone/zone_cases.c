/*
 * zone_cases.c - see zone_cases.h. A workflow whose documents belong to graduates is a row.
 */
#include "application/application.h"
#include "cert/cert.h"
#include "clock.h"
#include "confirm/confirm.h"
#include "identity/identity.h"
#include "rural/apply.h"
#include "signing/document.h"
#include "signing/invitation.h"
#include "subsidy/subsidy.h"
#include "zone/zone_cases.h"

/* Of a kind: who has more looks at the kind's own page. */
#define EACH " LIMIT 10"

/* Each gives id, what it is about, where it stands, when it last moved. */
SQL(SQL_CASES_IDENTITY,
    "SELECT id, '', '/my/identity', updated_at FROM identity WHERE account_id = :account"
    " AND state IN ('matched', 'onsite')");
SQL(SQL_CASES_INVITATION,
    "SELECT i.id, e.name || '，' || i.position, '/my/' || i.kind || 's/invitations',"
    " i.updated_at FROM invitation i JOIN employer e ON e.id = i.employer_id"
    " WHERE i.account_id = :account AND i.state = 'sent' AND i.hidden = 0"
    " AND i.expires_at > :now ORDER BY i.id DESC" EACH);
SQL(SQL_CASES_DOCUMENT,
    "SELECT id, employer || '，' || position, '/my/' || kind || 's/' || uid, updated_at"
    " FROM document WHERE account_id = :account AND state IN ('draft', 'review',"
    " 'faculty_review', 'returned', 'terminating', 'awaiting_archive') ORDER BY id "
    "DESC" EACH);
SQL(SQL_CASES_CONFIRM,
    "SELECT c.id, '', '/my/confirmation', c.updated_at FROM confirmation c"
    " JOIN student s ON s.id = c.id WHERE s.account_id = :account"
    " AND c.state IN ('unconfirmed', 'disputed')");
SQL(SQL_CASES_CERT,
    "SELECT id, (SELECT label FROM dict WHERE kind = 'certificate' AND code ="
    " certificate), '/my/certificates/' || uid, updated_at FROM cert_request"
    " WHERE account_id = :account AND state IN ('pending', 'public_notice', 'ready')"
    " ORDER BY id DESC" EACH);
SQL(SQL_CASES_SUBSIDY,
    "SELECT id, year || ' 年', '/my/subsidy', updated_at FROM subsidy"
    " WHERE account_id = :account AND state IN ('faculty_review', 'school_review',"
    " 'authority_review', 'approved', 'faculty_rejected') ORDER BY id DESC" EACH);
SQL(SQL_CASES_POST,
    "SELECT a.id, p.unit || '，' || p.name, '/my/posts', a.updated_at"
    " FROM post_application a JOIN post p ON p.id = a.post_id"
    " WHERE a.account_id = :account AND a.state = 'pending' ORDER BY a.id DESC" EACH);
SQL(SQL_CASES_APPLICATION,
    "SELECT a.id, e.name || '，' || j.title, '/my/applications', a.updated_at"
    " FROM application a JOIN job j ON j.id = a.job_id"
    " JOIN employer e ON e.id = a.employer_id WHERE a.account_id = :account"
    " AND a.state IN ('sent', 'viewed', 'interview') AND a.hidden = 0"
    " ORDER BY a.created_at DESC" EACH);

static const struct kind {
	const struct flow *flow;
	const char *sql;
} kinds[] = {
	{ &identity_flow, SQL_CASES_IDENTITY },
	{ &invitation_flow, SQL_CASES_INVITATION },
	{ &document_flow, SQL_CASES_DOCUMENT },
	{ &confirm_flow, SQL_CASES_CONFIRM },
	{ &cert_flow, SQL_CASES_CERT },
	{ &subsidy_flow, SQL_CASES_SUBSIDY },
	{ &post_flow, SQL_CASES_POST },
	{ &application_flow, SQL_CASES_APPLICATION },
};
#define NKINDS (sizeof(kinds) / sizeof(kinds[0]))

static struct val
case_val(struct act *act, const struct flow_doc *doc, struct db_stmt *st)
{
	const struct flow_state *now = flow_state(doc->flow, doc->state);
	struct arena *a = act->arena;
	struct val v = val_map(a), state = val_map(a);
	char at[17];

	clock_minute(db_int(st, 3), at);
	val_set(&v, "reference", val_str(flow_reference(a, doc->flow, doc->id)));
	val_set(&v, "label", val_text(doc->flow->label));
	val_set(&v, "subject", val_str(arena_str(a, db_str(st, 1))));
	val_set(&v, "href", val_str(arena_str(a, db_str(st, 2))));
	val_set(&state, "label", val_text(now->label));
	val_set(&state, "tone", val_text(now->tone));
	val_set(&v, "state", state);
	val_set(&v, "next",
	    (flow_next(act, doc) & ROLE_GRADUATE) != 0
		? val_text("您本人")
		: val_str(flow_next_words(act, doc)));
	val_set(&v, "at", val_text(arena_strdup(a, at)));
	return v;
}

static enum jy_err
add_kind(struct act *act, const struct kind *k, struct val *todo, struct val *going)
{
	struct flow_doc doc;
	struct db_stmt *st = NULL;
	struct val v;
	enum jy_err err = db_prepare(act->db, &st, k->sql);
	bool row;

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	if (strstr(k->sql, ":now") != NULL)
		db_bind_int(st, ":now", act->now);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		doc = (struct flow_doc){ .flow = k->flow };
		if ((err = k->flow->load(act, db_int(st, 0), &doc)) != JY_OK)
			break;
		v = case_val(act, &doc, st);
		val_push((flow_next(act, &doc) & ROLE_GRADUATE) != 0 ? todo : going, v);
	}
	db_finish(st);
	return err;
}

enum jy_err
zone_cases(struct act *act, struct val *todo, struct val *going)
{
	enum jy_err err = JY_OK;

	*todo = val_list(act->arena);
	*going = val_list(act->arena);
	for (size_t i = 0; i < NKINDS && err == JY_OK; i++)
		err = add_kind(act, &kinds[i], todo, going);
	return err;
}
