/*
 * employer_desk.c - see employer_desk.h. The rules are employer_flow's.
 */
#include "clock.h"
#include "employer/employer.h"
#include "employer/employer_desk.h"
#include "employer/employer_view.h"
#include "file/upload.h"
#include "flow/desk.h"
#include "flow/flow_pages.h"
#include "http/csrf.h"

#define PAGE_ROWS 20
#define LIST_PATH "/office/employers"

SQL(SQL_EMPLOYER_DESK,
    "SELECT e.id, e.name, e.credit_code, e.updated_at, e.licence_id IS NOT NULL,"
    " (SELECT count(*) FROM job WHERE employer_id = e.id) FROM employer e"
    " WHERE e.state = :state AND (e.updated_at, e.id) > (:at, :id)"
    " ORDER BY e.updated_at, e.id LIMIT :limit");
SQL(SQL_EMPLOYER_DESK_NEXT,
    "SELECT w.id FROM employer w JOIN employer e ON e.id = :id WHERE w.state = 'pending'"
    " AND w.id <> e.id ORDER BY (w.updated_at, w.id) < (e.updated_at, e.id),"
    " w.updated_at, w.id LIMIT 1");

/* clang-format off */
static const struct field act_fields[] = { FLOW_FIELDS };
/* clang-format on */

/* --- what waits */

static struct val
row_val(struct arena *a, struct db_stmt *st)
{
	struct val v = val_map(a);
	char at[17];

	clock_minute(db_int(st, 3), at);
	val_set(&v, "id", val_int(db_int(st, 0)));
	val_set(&v, "name", val_str(arena_str(a, db_str(st, 1))));
	val_set(&v, "credit_code", val_str(arena_str(a, db_str(st, 2))));
	val_set(&v, "at", val_text(arena_strdup(a, at)));
	val_set(&v, "licence", val_bool(db_int(st, 4) != 0));
	val_set(&v, "jobs", val_int(db_int(st, 5)));
	return v;
}

static enum jy_err
list(struct act *act, const char *state, struct desk_place from, struct val *out,
    struct str *next)
{
	struct db_stmt *st = NULL;
	struct desk_place last = from;
	enum jy_err err;
	bool row;

	*next = STR_NONE;
	*out = val_list(act->arena);
	if ((err = db_prepare(act->db, &st, SQL_EMPLOYER_DESK)) != JY_OK)
		return err;
	db_bind_text(st, ":state", state);
	db_bind_int(st, ":at", from.at);
	db_bind_int(st, ":id", from.id);
	db_bind_int(st, ":limit", PAGE_ROWS + 1);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		if (val_len(out) == PAGE_ROWS) {
			*next = desk_place_text(act->arena, last.at, last.id);
			break;
		}
		last = (struct desk_place){ db_int(st, 3), db_int(st, 0) };
		val_push(out, row_val(act->arena, st));
	}
	db_finish(st);
	return err;
}

static enum jy_err
list_page(struct request *rq)
{
	const struct flow_state *state = desk_state(rq, &employer_flow, "pending");
	struct val data = val_map(rq->act.arena), rows;
	struct str next;
	enum jy_err err = list(&rq->act, state->name, desk_place(rq), &rows, &next);

	if (err != JY_OK)
		return err;
	val_set(&data, "employers", rows);
	val_set(&data, "some", val_bool(val_len(&rows) > 0));
	val_set(&data, "tabs", desk_tabs(rq->act.arena, &employer_flow, state));
	val_set(&data, "state", val_text(state->name));
	val_set(&data, "label", val_text(state->label));
	if (next.n > 0)
		val_set(&data, "next", val_str(next));
	return reply_page(rq, 200, "employer/desk", "单位审核", data);
}

/* --- one employer */

static enum jy_err
put_next(struct request *rq, struct val *data, int64_t id)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(rq->act.db, &st, SQL_EMPLOYER_DESK_NEXT)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) == JY_OK)
		val_set(data, "next", val_int(db_int(st, 0)));
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

static struct val
crumbs(struct request *rq)
{
	struct val v = val_list(rq->act.arena), one = val_map(rq->act.arena);

	val_set(&one, "label", val_text("单位审核"));
	val_set(&one, "path", val_text(LIST_PATH));
	val_push(&v, one);
	return v;
}

static enum jy_err
view_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	struct str path;
	int64_t id;
	enum jy_err err;

	if (!str_int(rq->param, 1, INT64_MAX, &id))
		return JY_ENOTFOUND;
	path = arena_printf(rq->act.arena, LIST_PATH "/%lld", (long long)id);
	if ((err = employer_put(&rq->act, id, &data)) != JY_OK ||
	    (err = flow_put(rq, &data, &employer_flow, id, NULL, path)) != JY_OK ||
	    (err = put_next(rq, &data, id)) != JY_OK)
		return err;
	val_set(&data, "crumbs", crumbs(rq));
	return reply_page(rq, 200, "employer/desk_one", "单位审核", data);
}

static enum jy_err
act_post(struct request *rq)
{
	const char *action = arena_cstr(rq->act.arena, form_get(&rq->form, "action"));
	struct flow_input in = { form_get(&rq->form, "reason"), NULL };
	int64_t id;
	bool done;
	enum jy_err err;

	if (!str_int(rq->param, 1, INT64_MAX, &id))
		return JY_ENOTFOUND;
	if (action == NULL)
		return JY_ENOMEM;
	err = flow_post(rq, &employer_flow, id, action, &in, view_page, &done);
	return !done ? err
		     : reply_redirect_str(
			   rq, arena_printf(rq->act.arena, LIST_PATH "/%lld?done=%s",
				   (long long)id,
				   strcmp(action, "verify") == 0   ? "approved"
				   : strcmp(action, "reject") == 0 ? "rejected"
								   : "submitted"));
}

static enum jy_err
licence(struct request *rq)
{
	struct employer_profile p;
	struct stored file;
	int64_t id;
	enum jy_err err;

	if (!str_int(rq->param, 1, INT64_MAX, &id))
		return JY_ENOTFOUND;
	if ((err = employer_load(&rq->act, id, &p)) != JY_OK)
		return err;
	if (p.licence_id == 0)
		return JY_ENOTFOUND;
	err = upload_find(&rq->act, p.licence_id, &file);
	return err != JY_OK ? err : upload_reply(rq, &file);
}

/* clang-format off */
const struct route employer_desk_routes[] = {
	{ METHOD_GET, LIST_PATH, ROLE_AUTHORITY, CSRF_NO, RATE_NONE, NO_FIELDS, list_page, NULL, NULL },
	{ METHOD_GET, LIST_PATH "/*", ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(act_fields), view_page, NULL, NULL },
	{ METHOD_POST, LIST_PATH "/*", ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(act_fields), act_post, view_page, NULL },
	{ METHOD_GET, LIST_PATH "/*/licence", ROLE_AUTHORITY, CSRF_NO, RATE_NONE, NO_FIELDS, licence, NULL, "employer.licence" },
	{ .path = NULL },
};
/* clang-format on */
