/*
 * inbox.c - see inbox.h.
 */
#include "application/application.h"
#include "audit/audit.h"
#include "clock.h"
#include "employer/inbox.h"
#include "resume/resume.h"
#include "sealed.h"

/* Who may see it: ownership, and not what was withdrawn unread. */
#define MINE                                                        \
	" a.employer_id = :employer AND (a.state <> 'withdrawn' OR" \
	" a.viewed_at IS NOT NULL)"
#define FROM                                                \
	" FROM application a JOIN job j ON j.id = a.job_id" \
	" JOIN account g ON g.id = a.account_id WHERE" MINE
#define FILTER                                                                     \
	" AND (:job = 0 OR a.job_id = :job) AND (:state = '' OR a.state = :state)" \
	" AND (:before = 0 OR a.id < :before) ORDER BY a.id DESC LIMIT :limit"

SQL(SQL_INBOX_LIST,
    "SELECT a.id, a.uid, g.name, a.job_id, j.title, a.resume_name, a.created_at, a.state,"
    " a.note <> ''" FROM FILTER);
SQL(SQL_INBOX_JOBS,
    "SELECT j.id, j.title FROM job j WHERE j.employer_id = :employer AND EXISTS (SELECT 1"
    " FROM application a WHERE a.job_id = j.id) ORDER BY j.id DESC LIMIT 200");
SQL(SQL_INBOX_ID, "SELECT a.id, a.state FROM application a WHERE a.uid = :uid AND" MINE);
SQL(SQL_INBOX_VIEW,
    "INSERT INTO resume_view(account_id, resume_id, resume_name, employer_id, at)"
    " SELECT account_id, resume_id, resume_name, employer_id, :now FROM application"
    " WHERE id = :id");
SQL(SQL_INBOX_ONE,
    "SELECT a.id, a.uid, g.name, a.job_id, j.title, a.resume_name, a.created_at, a.state,"
    " a.invitation, a.reason, a.note, a.viewed_at, a.snapshot, a.contact_sealed,"
    " a.photo_id" FROM " AND a.uid = :uid");
SQL(SQL_INBOX_PHOTO, "SELECT a.photo_id FROM application a WHERE a.uid = :uid"
		     " AND a.viewed_at IS NOT NULL AND a.photo_id IS NOT NULL AND" MINE);
SQL(SQL_INBOX_NOTE, "UPDATE application SET note = :note WHERE id = :id");
SQL(SQL_INBOX_SHEET,
    "SELECT a.created_at, g.name, j.title, a.resume_name, a.state, a.invitation,"
    " a.reason, a.note, a.viewed_at, a.contact_sealed, a.uid" FROM FILTER);

const char *const inbox_heads[INBOX_COLUMNS] = { "投递时间", "姓名", "应聘职位",
	"简历名称", "状态", "手机号", "邮箱", "面试安排", "原因", "备注" };

static struct str
minute(struct arena *a, int64_t at)
{
	char text[17];

	clock_minute(at, text);
	return arena_str(a, str_of(text));
}

static void
bind_filter(
    struct act *act, struct db_stmt *st, const struct inbox_filter *f, int64_t limit)
{
	db_bind_int(st, ":employer", act->who.employer_id);
	db_bind_int(st, ":job", f->job);
	db_bind_str(st, ":state", f->state.p != NULL ? f->state : STR(""));
	db_bind_int(st, ":before", f->before);
	db_bind_int(st, ":limit", limit);
}

/* --- the list */

/* What list and page have in common: columns 0 to 7. */
static struct val
head_val(struct arena *a, struct db_stmt *st)
{
	const struct flow_state *state = flow_state(&application_flow, db_str(st, 7));
	struct val v = val_map(a);

	val_set(&v, "id", val_int(db_int(st, 0)));
	val_set(&v, "uid", val_str(arena_str(a, db_str(st, 1))));
	val_set(&v, "applicant", val_str(arena_str(a, db_str(st, 2))));
	val_set(&v, "job_id", val_int(db_int(st, 3)));
	val_set(&v, "title", val_str(arena_str(a, db_str(st, 4))));
	val_set(&v, "resume", val_str(arena_str(a, db_str(st, 5))));
	val_set(&v, "sent", val_str(minute(a, db_int(st, 6))));
	val_set(&v, "state_name", val_text(state->name));
	val_set(&v, "state", val_text(state->label));
	val_set(&v, "tone", val_text(state->tone));
	val_set(&v, "unread", val_bool(strcmp(state->name, "sent") == 0));
	return v;
}

enum jy_err
inbox_list(struct act *act, const struct inbox_filter *f, int limit, struct val *out,
    int64_t *older)
{
	struct db_stmt *st = NULL;
	int64_t last = 0;
	enum jy_err err;
	struct val v;
	bool row;

	*older = 0;
	*out = val_list(act->arena);
	if ((err = db_prepare(act->db, &st, SQL_INBOX_LIST)) != JY_OK)
		return err;
	bind_filter(act, st, f, limit + 1);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		if (val_len(out) == (size_t)limit) {
			*older = last;
			break;
		}
		last = db_int(st, 0);
		v = head_val(act->arena, st);
		val_set(&v, "noted", val_bool(db_int(st, 8) != 0));
		val_push(out, v);
	}
	db_finish(st);
	return err;
}

enum jy_err
inbox_jobs(struct act *act, int64_t current, struct val *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	struct val v;
	bool row;

	*out = val_list(act->arena);
	if ((err = db_prepare(act->db, &st, SQL_INBOX_JOBS)) != JY_OK)
		return err;
	db_bind_int(st, ":employer", act->who.employer_id);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		v = val_map(act->arena);
		val_set(&v, "id", val_int(db_int(st, 0)));
		val_set(&v, "title", val_str(arena_str(act->arena, db_str(st, 1))));
		val_set(&v, "current", val_bool(db_int(st, 0) == current));
		val_push(out, v);
	}
	db_finish(st);
	return err;
}

/* --- one of them */

static enum jy_err
find(struct act *act, struct str uid, int64_t *id, bool *unread)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_INBOX_ID)) != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	db_bind_int(st, ":employer", act->who.employer_id);
	if ((err = db_one(st)) == JY_OK) {
		*id = db_int(st, 0);
		*unread = str_is(db_str(st, 1), "sent");
	}
	db_finish(st);
	return err;
}

static enum jy_err
record_view(struct act *act, int64_t id)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_INBOX_VIEW)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	return err;
}

enum jy_err
inbox_open(struct act *act, struct str uid)
{
	enum jy_err err;
	bool unread;
	int64_t id;

	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = find(act, uid, &id, &unread)) == JY_OK &&
	    (err = record_view(act, id)) == JY_OK)
		err = unread ? flow_apply(act, &application_flow, id, "view", NULL, NULL)
			     : audit_act(act, "application.open", "application", id, NULL,
				   STR_NONE);
	return db_end(act->db, err);
}

/* Opened contact data as JSON: {mobile, email}. */
static enum jy_err
contact(struct act *act, struct str uid, struct str sealed, struct str *mobile,
    struct str *email)
{
	struct str json = STR_NONE;
	const struct val *part;
	struct val v;
	enum jy_err err;

	*mobile = *email = STR("");
	if (sealed.n == 0)
		return JY_OK; /* the account was closed */
	if ((err = sealed_get(act->keys, act->arena, SEALED_APPLICATION_CONTACT, uid,
		 sealed, &json)) != JY_OK ||
	    (err = val_from_json(act->arena, "contact", json, &v, NULL)) != JY_OK)
		return err;
	if ((part = val_get(&v, STR("mobile"))) != NULL)
		*mobile = part->s;
	if ((part = val_get(&v, STR("email"))) != NULL)
		*email = part->s;
	return JY_OK;
}

static void
push_line(struct arena *a, struct val *list, const char *label, struct str value)
{
	struct val v = val_map(a);

	if (value.n == 0)
		return;
	val_set(&v, "label", val_text(label));
	val_set(&v, "value", val_str(value));
	val_push(list, v);
}

/* What resume/sheet.mustache wants. */
static enum jy_err
put_resume(struct act *act, struct db_stmt *st, struct val *out)
{
	struct val lines = val_list(act->arena), sections;
	struct str mobile, email;
	enum jy_err err;

	if ((err = contact(act, db_str(st, 1), db_str(st, 13), &mobile, &email)) !=
		JY_OK ||
	    (err = resume_view(act, db_str(st, 12), &sections)) != JY_OK)
		return err;
	push_line(act->arena, &lines, "手机", mobile);
	push_line(act->arena, &lines, "邮箱", email);
	val_set(out, "name", *val_get(out, STR("applicant")));
	val_set(out, "updated", *val_get(out, STR("sent")));
	val_set(out, "contact", lines);
	if (db_type(st, 14) != DB_NULL)
		val_set(out, "photo",
		    val_str(arena_printf(act->arena,
			"/org/applications/" STR_FMT "/photo", STR_ARG(db_str(st, 1)))));
	val_set(out, "sections", sections);
	return JY_OK;
}

enum jy_err
inbox_load(struct act *act, struct str uid, struct val *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_INBOX_ONE)) != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	db_bind_int(st, ":employer", act->who.employer_id);
	if ((err = db_one(st)) == JY_OK) {
		bool opened = db_type(st, 11) != DB_NULL;

		*out = head_val(act->arena, st);
		val_set(out, "invitation", val_str(arena_str(act->arena, db_str(st, 8))));
		val_set(out, "reason", val_str(arena_str(act->arena, db_str(st, 9))));
		val_set(out, "note", val_str(arena_str(act->arena, db_str(st, 10))));
		val_set(out, "opened", val_bool(opened));
		if (opened)
			err = put_resume(act, st, out);
	}
	db_finish(st);
	return err;
}

enum jy_err
inbox_photo(struct act *act, struct str uid, int64_t *file_id)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_INBOX_PHOTO)) != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	db_bind_int(st, ":employer", act->who.employer_id);
	if ((err = db_one(st)) == JY_OK)
		*file_id = db_int(st, 0);
	db_finish(st);
	return err;
}

enum jy_err
inbox_note(struct act *act, struct str uid, struct str note)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool unread, own;
	int64_t id;

	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = find(act, uid, &id, &unread)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_INBOX_NOTE)) != JY_OK)
		goto out;
	db_bind_int(st, ":id", id);
	db_bind_str(st, ":note", note.p != NULL ? note : STR(""));
	if ((err = db_run(st)) == JY_OK)
		err =
		    audit_act(act, "application.note", "application", id, NULL, STR_NONE);
out:
	db_finish(st);
	return db_leave(act->db, own, err);
}

enum jy_err
inbox_step(struct act *act, struct str uid, const char *action, struct str text,
    const char **why)
{
	struct application_invitation when = { text };
	struct flow_input in = { strcmp(action, "reject") == 0 ? text : STR(""), &when };
	enum jy_err err;
	bool unread;
	int64_t id;

	*why = NULL;
	if (strcmp(action, "invite") == 0 && str_trim(text).n == 0) {
		*why = "请填写面试的时间和地点。";
		return JY_EINPUT;
	}
	if ((err = find(act, uid, &id, &unread)) != JY_OK)
		return err;
	return flow_apply(act, &application_flow, id, action, &in, why);
}

/* --- the table */

static enum jy_err
sheet_row(struct act *act, struct db_stmt *st, struct sheet *out)
{
	struct str mobile = STR(""), email = STR("");
	enum jy_err err;

	if (db_type(st, 8) != DB_NULL &&
	    (err = contact(act, db_str(st, 10), db_str(st, 9), &mobile, &email)) != JY_OK)
		return err;
	sheet_add(out, minute(act->arena, db_int(st, 0)));
	for (int i = 1; i <= 3; i++)
		sheet_add(out, arena_str(act->arena, db_str(st, i)));
	sheet_add(out, str_of(flow_state(&application_flow, db_str(st, 4))->label));
	sheet_add(out, mobile);
	sheet_add(out, email);
	for (int i = 5; i <= 7; i++)
		sheet_add(out, arena_str(act->arena, db_str(st, i)));
	return JY_OK;
}

enum jy_err
inbox_sheet(struct act *act, const struct inbox_filter *f, struct sheet *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	if ((err = db_prepare(act->db, &st, SQL_INBOX_SHEET)) != JY_OK)
		return err;
	bind_filter(act, st, f, INBOX_EXPORT_MAX);
	while ((err = db_step(st, &row)) == JY_OK && row)
		if ((err = sheet_row(act, st, out)) != JY_OK)
			break;
	db_finish(st);
	return err;
}
