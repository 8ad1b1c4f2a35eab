/*
 * resume.c - the graduate's own resumes: the store (see resume.h). What a content is made
 * of is content.c's; what employers see, find.c's.
 */
#include "audit/audit.h"
#include "clock.h"
#include "file/upload.h"
#include "resume/content.h"
#include "resume/resume_index.h"

#define UID_BYTES 16

SQL(SQL_RESUME_INSERT,
    "INSERT INTO resume(uid, account_id, name, created_at, updated_at)"
    " SELECT :uid, :account, :name, :now, :now"
    " WHERE (SELECT count(*) FROM resume WHERE account_id = :account) < :most");
SQL(SQL_RESUME_LOAD,
    "SELECT id, account_id, version, coalesce(photo_id, 0), uid, name, level, content,"
    " complete, percent, updated_at FROM resume"
    " WHERE uid = :uid AND account_id = :account");
SQL(SQL_RESUME_LIST,
    "SELECT r.uid, r.name, r.level, r.complete, r.percent, r.updated_at,"
    " (SELECT count(*) FROM resume_view v WHERE v.resume_id = r.id)"
    " FROM resume r WHERE r.account_id = :account ORDER BY r.updated_at DESC, r.id DESC");
SQL(SQL_RESUME_SAVE,
    "UPDATE resume SET content = :content, complete = :complete, percent = :percent,"
    " position = :position, region_code = :region, education = :education,"
    " salary = :salary, version = version + 1, updated_at = :now"
    " WHERE id = :id AND version = :version");
SQL(SQL_RESUME_RENAME, "UPDATE resume SET name = :name WHERE id = :id");
SQL(SQL_RESUME_LEVEL, "UPDATE resume SET level = :level WHERE id = :id");
SQL(SQL_RESUME_PHOTO,
    "UPDATE resume SET photo_id = nullif(:photo, 0), updated_at = :now WHERE id = :id");
SQL(SQL_RESUME_PHOTO_FREE,
    "SELECT NOT EXISTS(SELECT 1 FROM application WHERE photo_id = :photo)"
    " AND NOT EXISTS(SELECT 1 FROM resume WHERE photo_id = :photo)");
SQL(SQL_RESUME_DELETE, "DELETE FROM resume WHERE id = :id");

const char *
resume_level_label(struct str level)
{
	for (const struct choice *c = resume_levels; c->value != NULL; c++)
		if (str_is(level, c->value))
			return c->label;
	return "";
}

/* --- reading */

enum jy_err
resume_load(struct act *act, struct str uid, struct resume *r)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_RESUME_LOAD)) != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	db_bind_int(st, ":account", act->who.account_id);
	if ((err = db_one(st)) == JY_OK)
		*r = (struct resume){
			.id = db_int(st, 0),
			.account_id = db_int(st, 1),
			.version = db_int(st, 2),
			.photo_id = db_int(st, 3),
			.uid = arena_str(act->arena, db_str(st, 4)),
			.name = arena_str(act->arena, db_str(st, 5)),
			.level = arena_str(act->arena, db_str(st, 6)),
			.content = arena_str(act->arena, db_str(st, 7)),
			.complete = db_int(st, 8) != 0,
			.percent = db_int(st, 9),
			.updated_at = db_int(st, 10),
		};
	db_finish(st);
	return err;
}

static struct val
list_row(struct act *act, struct db_stmt *st)
{
	struct val v = val_map(act->arena);
	struct str level = arena_str(act->arena, db_str(st, 2));
	char at[17];

	clock_minute(db_int(st, 5), at);
	val_set(&v, "uid", val_str(arena_str(act->arena, db_str(st, 0))));
	val_set(&v, "name", val_str(arena_str(act->arena, db_str(st, 1))));
	val_set(&v, "level", val_str(level));
	val_set(&v, "level_label", val_text(resume_level_label(level)));
	val_set(&v, "complete", val_bool(db_int(st, 3) != 0));
	val_set(&v, "percent", val_int(db_int(st, 4)));
	val_set(&v, "updated", val_text(arena_strdup(act->arena, at)));
	val_set(&v, "views", val_int(db_int(st, 6)));
	return v;
}

enum jy_err
resume_list(struct act *act, struct val *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	*out = val_list(act->arena);
	if ((err = db_prepare(act->db, &st, SQL_RESUME_LIST)) != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	while ((err = db_step(st, &row)) == JY_OK && row)
		val_push(out, list_row(act, st));
	db_finish(st);
	return err;
}

/* --- writing: each in one transaction with what it says to the audit trail */

enum jy_err
resume_create(struct act *act, struct str name, struct str *uid)
{
	char text[RANDOM_TEXT_SIZE(UID_BYTES)];
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool own;

	if ((err = random_text(text, UID_BYTES)) != JY_OK ||
	    (err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = db_prepare(act->db, &st, SQL_RESUME_INSERT)) != JY_OK)
		goto out;
	db_bind_text(st, ":uid", text);
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_str(st, ":name", name);
	db_bind_int(st, ":now", act->now);
	db_bind_int(st, ":most", RESUME_PER_ACCOUNT);
	if ((err = db_run(st)) == JY_OK && db_changes(act->db) == 0)
		err = JY_ECONFLICT;
	if (err == JY_OK)
		err = audit_act(
		    act, "resume.create", "resume", db_last_id(act->db), NULL, STR_NONE);
	*uid = arena_str(act->arena, str_of(text));
	if (err == JY_OK && uid->p == NULL)
		err = JY_ENOMEM;
out:
	db_finish(st);
	return db_leave(act->db, own, err);
}

/* Store a content, and the copies of it that the employers' search has. */
static enum jy_err
store(struct act *act, const struct resume *r, const struct content *c)
{
	struct str text = content_print(c, act->arena),
		   region = content_text(c, "intention", "region"),
		   position = content_text(c, "intention", "position"),
		   education = content_text(c, "basic", "education");
	struct db_stmt *st = NULL;
	int64_t salary = 0;
	enum jy_err err;

	if (text.p == NULL)
		return JY_ENOMEM;
	str_int(content_text(c, "intention", "salary"), 1, INT32_MAX, &salary);
	if ((err = db_prepare(act->db, &st, SQL_RESUME_SAVE)) != JY_OK)
		return err;
	db_bind_int(st, ":id", r->id);
	db_bind_int(st, ":version", r->version);
	db_bind_str(st, ":content", text);
	db_bind_int(st, ":complete", content_complete(c));
	db_bind_int(st, ":percent", content_percent(c));
	db_bind_str(st, ":position", position.n > 0 ? position : STR(""));
	if (region.n > 0)
		db_bind_str(st, ":region", region);
	else
		db_bind_null(st, ":region");
	db_bind_str(st, ":education", education.n > 0 ? education : STR(""));
	db_bind_int(st, ":salary", salary);
	db_bind_int(st, ":now", act->now);
	if ((err = db_run(st)) == JY_OK && db_changes(act->db) == 0)
		err = JY_ECONFLICT;
	db_finish(st);
	return err;
}

/* The change is made: store it, and tell whoever keeps account of it. */
static enum jy_err
keep(
    struct act *act, const struct resume *r, const struct content *c, const char *section)
{
	enum jy_err err;

	if ((err = store(act, r, c)) != JY_OK ||
	    (err = resume_index_update(act->db, r->id)) != JY_OK)
		return err;
	return audit_act(act, "resume.save", "resume", r->id, section, STR_NONE);
}

enum jy_err
resume_save(struct act *act, struct str uid, int64_t version,
    const struct resume_section *s, int at, struct form *form)
{
	struct content c = { NULL };
	struct resume r;
	enum jy_err err;
	bool own;

	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = resume_load(act, uid, &r)) != JY_OK)
		goto out;
	if (r.version != version) {
		err = JY_ECONFLICT;
		goto out;
	}
	c = content_parse(r.content);
	switch (content_put(&c, s, at, form)) {
	case CONTENT_CHANGED:
		err = keep(act, &r, &c, s->name);
		break;
	case CONTENT_SAME:
		break;
	case CONTENT_FULL:
		err = form_fail(form, NULL, "这一部分最多填写 20 条。");
		break;
	case CONTENT_NO_ENTRY:
		err = JY_ENOTFOUND;
		break;
	case CONTENT_NO_MEMORY:
		err = JY_ENOMEM;
		break;
	}
out:
	content_release(&c);
	return db_leave(act->db, own, err);
}

enum jy_err
resume_drop_entry(struct act *act, struct str uid, int64_t version,
    const struct resume_section *s, int at)
{
	struct content c = { NULL };
	struct resume r;
	enum jy_err err;
	bool own;

	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = resume_load(act, uid, &r)) != JY_OK)
		goto out;
	c = content_parse(r.content);
	if (r.version != version)
		err = JY_ECONFLICT;
	else if (!content_drop(&c, s, at))
		err = JY_ENOTFOUND;
	else
		err = keep(act, &r, &c, s->name);
out:
	content_release(&c);
	return db_leave(act->db, own, err);
}

/* One column of a resume, in the open transaction. */
static enum jy_err
set_text(struct act *act, const char *sql, int64_t id, const char *name, struct str value)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, sql)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	db_bind_str(st, name, value);
	err = db_run(st);
	db_finish(st);
	return err;
}

enum jy_err
resume_rename(struct act *act, struct str uid, struct str name)
{
	struct resume r;
	enum jy_err err;
	bool own;

	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = resume_load(act, uid, &r)) == JY_OK &&
	    (err = set_text(act, SQL_RESUME_RENAME, r.id, ":name", name)) == JY_OK)
		err = audit_act(act, "resume.rename", "resume", r.id, NULL, STR_NONE);
	return db_leave(act->db, own, err);
}

enum jy_err
resume_set_level(struct act *act, struct str uid, struct str level)
{
	struct resume r;
	struct str step;
	enum jy_err err;
	bool own;

	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = resume_load(act, uid, &r)) != JY_OK)
		goto out;
	step = arena_printf(
	    act->arena, STR_FMT ">" STR_FMT, STR_ARG(r.level), STR_ARG(level));
	if (step.p == NULL)
		err = JY_ENOMEM;
	else if ((err = set_text(act, SQL_RESUME_LEVEL, r.id, ":level", level)) ==
		     JY_OK &&
		 (err = resume_index_update(act->db, r.id)) == JY_OK)
		err = audit_act(act, "resume.level", "resume", r.id, step.p, STR_NONE);
out:
	return db_leave(act->db, own, err);
}

/* Delete a photo's row unless something still shows it. */
static enum jy_err
free_photo(struct act *act, int64_t photo, struct str *uid)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool unused = false;

	*uid = STR("");
	if (photo == 0)
		return JY_OK;
	if ((err = db_prepare(act->db, &st, SQL_RESUME_PHOTO_FREE)) != JY_OK)
		return err;
	db_bind_int(st, ":photo", photo);
	if ((err = db_one(st)) == JY_OK)
		unused = db_int(st, 0) != 0;
	db_finish(st);
	return err == JY_OK && unused ? upload_drop(act, photo, uid) : err;
}

enum jy_err
resume_set_photo(struct act *act, struct str uid, int64_t file_id, struct str *old)
{
	struct db_stmt *st = NULL;
	struct resume r;
	enum jy_err err;

	*old = STR("");
	if ((err = resume_load(act, uid, &r)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_RESUME_PHOTO)) != JY_OK)
		return err;
	db_bind_int(st, ":id", r.id);
	db_bind_int(st, ":photo", file_id);
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	if (err == JY_OK && (err = free_photo(act, r.photo_id, old)) == JY_OK)
		err = audit_act(act, "resume.photo", "resume", r.id,
		    file_id != 0 ? NULL : "removed", STR_NONE);
	return err;
}

/* One of several; *photo is a file to be unlinked after the commit, or "". */
static enum jy_err
delete_one(struct act *act, struct str uid, struct str *photo)
{
	struct db_stmt *st = NULL;
	struct resume r;
	enum jy_err err;

	if ((err = resume_load(act, uid, &r)) != JY_OK ||
	    (err = resume_index_remove(act->db, r.id)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_RESUME_DELETE)) != JY_OK)
		return err;
	db_bind_int(st, ":id", r.id);
	err = db_run(st);
	db_finish(st);
	if (err == JY_OK && (err = free_photo(act, r.photo_id, photo)) == JY_OK)
		err = audit_act(act, "resume.delete", "resume", r.id, NULL, STR_NONE);
	return err;
}

enum jy_err
resume_delete(struct act *act, const struct str *uids, size_t nuids, int *n)
{
	struct str photos[RESUME_PER_ACCOUNT];
	enum jy_err err;

	*n = 0;
	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	for (size_t i = 0; i < nuids && *n < RESUME_PER_ACCOUNT && err == JY_OK; i++) {
		photos[*n] = STR("");
		if ((err = delete_one(act, uids[i], &photos[*n])) == JY_OK)
			(*n)++;
		else if (err == JY_ENOTFOUND)
			err = JY_OK;
	}
	err = db_end(act->db, err);
	for (int i = 0; err == JY_OK && i < *n; i++)
		if (photos[i].n > 0)
			upload_unlink(act, photos[i]);
	return err;
}
