/*
 * template_desk.c - see template_desk.h. The pages are template_pages.c's.
 */
#include "clock.h"
#include "signing/template_desk.h"

SQL(SQL_TEMPLATE_FLOW_LOAD,
    "SELECT id, state, kind, body FROM document_template WHERE id = :id");
SQL(SQL_TEMPLATE_FLOW_MOVE,
    "UPDATE document_template SET state = :to, reason = :reason, updated_at = :now,"
    " version = CASE WHEN :to = 'published' THEN (SELECT coalesce(max(p.version), 1) + 1"
    " FROM document_template p WHERE p.kind = document_template.kind) END,"
    " published_at = CASE WHEN :to = 'published' THEN :now END"
    " WHERE id = :id AND state = :from");
SQL(SQL_TEMPLATE_DRAFT, "SELECT id, body FROM document_template"
			" WHERE kind = :kind AND state = 'draft'");
SQL(SQL_TEMPLATE_ADD,
    "INSERT INTO document_template(kind, body, made_by, created_at, updated_at)"
    " VALUES(:kind, :body, :by, :now, :now)");
SQL(SQL_TEMPLATE_EDIT, "UPDATE document_template SET body = :body, made_by = :by,"
		       " updated_at = :now WHERE id = :id");
SQL(SQL_TEMPLATE_VERSIONS,
    "SELECT t.version, t.published_at, coalesce(a.name, ''), t.reason"
    " FROM document_template t LEFT JOIN account a ON a.id = t.made_by"
    " WHERE t.kind = :kind AND t.state = 'published' ORDER BY t.version DESC");
SQL(SQL_TEMPLATE_VERSION, "SELECT id, version, body, published_at FROM document_template"
			  " WHERE kind = :kind AND version = :version");

/* --- the workflow */

static const struct flow_state states[] = {
	{ "draft", "草稿", "wait" },
	{ "published", "已发布", "good" },
	{ "discarded", "已作废", "off" },
};

static enum jy_err
load(struct act *act, int64_t id, struct flow_doc *doc)
{
	struct text_template *t = arena_alloc(act->arena, sizeof(*t));
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (act->who.role != ROLE_ADMIN)
		return JY_ENOTFOUND;
	if (t == NULL)
		return JY_ENOMEM;
	if ((err = db_prepare(act->db, &st, SQL_TEMPLATE_FLOW_LOAD)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) == JY_OK) {
		doc->id = t->id = db_int(st, 0);
		doc->state = arena_str(act->arena, db_str(st, 1));
		t->body = arena_str(act->arena, db_str(st, 3));
		doc->data = t;
	}
	db_finish(st);
	return err;
}

static const char *
well_formed(const struct act *act, const struct flow_doc *doc)
{
	const struct text_template *t = doc->data;

	(void)act;
	return text_template_check(t->body, NULL) == JY_OK ? NULL
							   : "草稿有错误，请先改正。";
}

/* flow_input.data: the new text, a struct str. */
static enum jy_err
on_edit(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct str *body = in->data;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (body == NULL)
		return JY_EINPUT;
	if ((err = db_prepare(act->db, &st, SQL_TEMPLATE_EDIT)) != JY_OK)
		return err;
	db_bind_int(st, ":id", doc->id);
	db_bind_str(st, ":body", *body);
	db_bind_int(st, ":by", act->who.account_id);
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	return err;
}

static const struct flow_step steps[] = {
	{ "draft", "edit", "保存草稿", ROLE_ADMIN, NULL, "=", on_edit, 0 },
	{ "draft", "publish", "发布", ROLE_ADMIN, well_formed, "published", NULL,
	    FLOW_REASON },
	{ "draft", "discard", "作废草稿", ROLE_ADMIN, NULL, "discarded", NULL, 0 },
};

const struct flow text_template_flow = {
	.kind = "document_template",
	.label = "示范文本",
	.states = states,
	.nstates = FLOW_COUNT(states),
	.steps = steps,
	.nsteps = FLOW_COUNT(steps),
	.load = load,
	.sql_move = SQL_TEMPLATE_FLOW_MOVE,
};

/* --- drafts */

enum jy_err
text_template_draft(struct act *act, const char *kind, struct text_template *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	*out = (struct text_template){ 0 };
	if ((err = db_prepare(act->db, &st, SQL_TEMPLATE_DRAFT)) != JY_OK)
		return err;
	db_bind_text(st, ":kind", kind);
	if ((err = db_one(st)) == JY_OK) {
		out->id = db_int(st, 0);
		out->body = arena_str(act->arena, db_str(st, 1));
	}
	db_finish(st);
	return err;
}

/* The shipped one becomes a row before there is a second. */
static enum jy_err
add_draft(struct act *act, const char *kind, struct str body)
{
	struct text_template now;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = text_template_use(act, kind, &now)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_TEMPLATE_ADD)) != JY_OK)
		return err;
	db_bind_text(st, ":kind", kind);
	db_bind_str(st, ":body", body);
	db_bind_int(st, ":by", act->who.account_id);
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	return err != JY_OK
		   ? err
		   : flow_created(act, &text_template_flow, db_last_id(act->db), "draft");
}

enum jy_err
text_template_save(struct act *act, const char *kind, struct str body, struct diag *d)
{
	const struct flow_input in = { STR_NONE, &body };
	struct text_template draft;
	bool own;
	enum jy_err err;

	if ((err = text_template_check(body, d)) != JY_OK ||
	    (err = db_join(act->db, &own)) != JY_OK)
		return err;
	err = text_template_draft(act, kind, &draft);
	if (err == JY_ENOTFOUND)
		err = add_draft(act, kind, body);
	else if (err == JY_OK)
		err = flow_apply(act, &text_template_flow, draft.id, "edit", &in, NULL);
	return db_leave(act->db, own, err);
}

/* --- versions */

static struct val
version_val(
    struct arena *a, int64_t version, struct str since, struct str by, struct str reason)
{
	struct val v = val_map(a);

	val_set(&v, "version", val_int(version));
	val_set(&v, "since", val_str(since));
	val_set(&v, "by", val_str(by));
	val_set(&v, "reason", val_str(reason));
	return v;
}

enum jy_err
text_template_versions(struct act *act, const char *kind, struct val *out)
{
	struct arena *a = act->arena;
	struct db_stmt *st = NULL;
	enum jy_err err;
	char at[17];
	bool row;

	*out = val_list(a);
	if ((err = db_prepare(act->db, &st, SQL_TEMPLATE_VERSIONS)) != JY_OK)
		return err;
	db_bind_text(st, ":kind", kind);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		clock_minute(db_int(st, 1), at);
		val_push(
		    out, version_val(a, db_int(st, 0), arena_str(a, str_of(at)),
			     arena_str(a, db_str(st, 2)), arena_str(a, db_str(st, 3))));
	}
	db_finish(st);
	if (err == JY_OK && val_len(out) == 0)
		val_push(out, version_val(a, 1, STR(""), STR(""), STR("")));
	return err;
}

enum jy_err
text_template_version(
    struct act *act, const char *kind, int64_t version, struct text_template *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = text_template_active(act, kind, out)) != JY_OK ||
	    out->version == version)
		return err;
	if ((err = db_prepare(act->db, &st, SQL_TEMPLATE_VERSION)) != JY_OK)
		return err;
	db_bind_text(st, ":kind", kind);
	db_bind_int(st, ":version", version);
	if ((err = db_one(st)) == JY_OK) {
		out->id = db_int(st, 0);
		out->version = db_int(st, 1);
		out->body = arena_str(act->arena, db_str(st, 2));
		out->published_at = db_int(st, 3);
	}
	db_finish(st);
	return err;
}
