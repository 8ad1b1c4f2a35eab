/*
 * application_send.c - sending a resume to a job: what is asked, what is kept, who is told.
 */
#include "application/application.h"
#include "application/application_mail.h"
#include "clock.h"
#include "escape.h"
#include "message/message.h"
#include "sealed.h"

#define UID_BYTES 16

SQL(SQL_APPLY_JOB,
    "SELECT j.title, e.name, e.id, j.mailbox,"
    " j.state = 'published' AND j.closes_at > :now AND e.state = 'verified',"
    " EXISTS(SELECT 1 FROM resume_block b"
    " WHERE b.account_id = :account AND b.employer_id = e.id),"
    " coalesce((SELECT max(created_at) FROM application a WHERE a.account_id = :account"
    " AND a.job_id = j.id AND a.state <> 'withdrawn'), 0)"
    " FROM job j JOIN employer e ON e.id = j.employer_id"
    " WHERE j.id = :job AND j.published_at IS NOT NULL");
SQL(SQL_APPLY_RESUME, "SELECT id, name, content, coalesce(photo_id, 0) FROM resume"
		      " WHERE uid = :uid AND account_id = :account AND complete = 1");
SQL(SQL_APPLY_CONTACT,
    "SELECT a.mobile_sealed, p.email_sealed FROM account a"
    " LEFT JOIN profile p ON p.account_id = a.id WHERE a.id = :account");
SQL(SQL_APPLY_INSERT,
    "INSERT INTO application(uid, account_id, job_id, employer_id, resume_id,"
    " resume_name, snapshot, photo_id, contact_sealed, created_at, updated_at)"
    " VALUES(:uid, :account, :job, :employer, :resume, :name, :snapshot,"
    " nullif(:photo, 0), :contact, :now, :now)");

/* What an application is made of; text lives in the act's arena. */
struct draft {
	int64_t job_id, resume_id, photo_id;
	char uid[RANDOM_TEXT_SIZE(UID_BYTES)];
	struct str mailbox, resume, snapshot, mobile, email;
};

static enum jy_err
ask(struct act *act, int64_t job_id, struct draft *d, struct apply_result *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool on_offer;

	*out = (struct apply_result){ .answer = APPLY_SENT };
	if ((err = db_prepare(act->db, &st, SQL_APPLY_JOB)) != JY_OK)
		return err;
	db_bind_int(st, ":job", job_id);
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":now", act->now);
	if ((err = db_one(st)) == JY_OK) {
		out->title = arena_str(act->arena, db_str(st, 0));
		out->employer = arena_str(act->arena, db_str(st, 1));
		out->employer_id = db_int(st, 2);
		d->mailbox = arena_str(act->arena, db_str(st, 3));
		on_offer = db_int(st, 4) != 0;
		out->blocked = db_int(st, 5) != 0;
		out->sent_at = db_int(st, 6);
		if (out->sent_at != 0)
			out->answer = APPLY_ALREADY;
		else if (!on_offer)
			out->answer = APPLY_OVER;
	}
	db_finish(st);
	return err;
}

static enum jy_err
load_resume(struct act *act, struct str uid, struct draft *d)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_APPLY_RESUME)) != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	db_bind_int(st, ":account", act->who.account_id);
	if ((err = db_one(st)) == JY_OK) {
		d->resume_id = db_int(st, 0);
		d->resume = arena_str(act->arena, db_str(st, 1));
		d->snapshot = arena_str(act->arena, db_str(st, 2));
		d->photo_id = db_int(st, 3);
	}
	db_finish(st);
	return err;
}

static enum jy_err
load_contact(struct act *act, struct draft *d)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_APPLY_CONTACT)) != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	if ((err = db_one(st)) == JY_OK && db_str(st, 0).n > 0)
		err = sealed_get(act->keys, act->arena, SEALED_ACCOUNT_MOBILE,
		    act->who.uid, db_str(st, 0), &d->mobile);
	if (err == JY_OK && db_str(st, 1).n > 0)
		err = sealed_get(act->keys, act->arena, SEALED_PROFILE_EMAIL,
		    act->who.uid, db_str(st, 1), &d->email);
	db_finish(st);
	return err;
}

/* {"mobile":"…","email":"…"}, sealed. */
static enum jy_err
seal_contact(struct act *act, const struct draft *d, struct buf *out)
{
	struct buf json = BUF_INIT;
	enum jy_err err;

	buf_puts(&json, "{\"mobile\":\"");
	json_escape(&json, d->mobile);
	buf_puts(&json, "\",\"email\":\"");
	json_escape(&json, d->email);
	buf_puts(&json, "\"}");
	err = buf_ok(&json) ? sealed_put(act->keys, SEALED_APPLICATION_CONTACT,
				  str_of(d->uid), buf_view(&json), out)
			    : JY_ENOMEM;
	if (json.data != NULL)
		secret_wipe(json.data, json.len);
	buf_release(&json);
	return err;
}

static enum jy_err
insert(struct act *act, const struct draft *d, int64_t employer, int64_t *id)
{
	struct buf contact = BUF_INIT;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = seal_contact(act, d, &contact)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_APPLY_INSERT)) != JY_OK)
		goto out;
	db_bind_text(st, ":uid", d->uid);
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":job", d->job_id);
	db_bind_int(st, ":employer", employer);
	db_bind_int(st, ":resume", d->resume_id);
	db_bind_str(st, ":name", d->resume);
	db_bind_str(st, ":snapshot", d->snapshot);
	db_bind_int(st, ":photo", d->photo_id);
	db_bind_str(st, ":contact", buf_view(&contact));
	db_bind_int(st, ":now", act->now);
	if ((err = db_run(st)) == JY_OK)
		*id = db_last_id(act->db);
out:
	db_finish(st);
	buf_release(&contact);
	return err;
}

static enum jy_err
mail_mailbox(struct act *act, const struct draft *d, const struct apply_result *r)
{
	const struct application_letter letter = {
		.mailbox = d->mailbox,
		.employer = r->employer,
		.title = r->title,
		.resume = d->resume,
		.content = d->snapshot,
		.mobile = d->mobile,
		.email = d->email,
		.uid = d->uid,
	};

	return application_mail(act, &letter);
}

/* Keep it, write its history, tell the employer. */
static enum jy_err
store(struct act *act, struct draft *d, struct apply_result *r)
{
	struct str title =
	    arena_printf(act->arena, "收到新的简历：" STR_FMT, STR_ARG(r->title));
	struct str link = arena_printf(act->arena, "/org/applications/%s", d->uid);
	enum jy_err err;
	int64_t id = 0;

	if (title.p == NULL || link.p == NULL)
		return JY_ENOMEM;
	if ((err = insert(act, d, r->employer_id, &id)) != JY_OK ||
	    (err = flow_created(act, &application_flow, id, "send")) != JY_OK ||
	    (err = message_put_employer(act, r->employer_id, title, STR(""), link)) !=
		JY_OK)
		return err;
	r->sent_at = act->now;
	r->mailed = d->mailbox.n > 0;
	return r->mailed ? mail_mailbox(act, d, r) : JY_OK;
}

enum jy_err
application_ask(struct act *act, int64_t job_id, struct apply_result *out)
{
	struct draft d = { .job_id = job_id };

	return ask(act, job_id, &d, out);
}

enum jy_err
application_send(struct act *act, int64_t job_id, struct str resume_uid, bool knows,
    struct apply_result *out)
{
	struct draft d = { .job_id = job_id };
	enum jy_err err;
	bool own;

	if ((err = random_text(d.uid, UID_BYTES)) != JY_OK ||
	    (err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = ask(act, job_id, &d, out)) != JY_OK || out->answer != APPLY_SENT)
		goto out;
	if (out->blocked && !knows) {
		out->answer = APPLY_BLOCKED;
		goto out;
	}
	if ((err = load_resume(act, resume_uid, &d)) == JY_ENOTFOUND) {
		out->answer = APPLY_RESUME;
		err = JY_OK;
		goto out;
	}
	if (err == JY_OK && (err = load_contact(act, &d)) == JY_OK)
		err = store(act, &d, out);
out:
	err = db_leave(act->db, own, err);
	if (err == JY_ECONFLICT) { /* a request beside this one was faster */
		out->answer = APPLY_ALREADY;
		out->sent_at = act->now;
		err = JY_OK;
	}
	return err;
}

struct str
apply_text(struct arena *a, const struct apply_result *r)
{
	char at[17];

	switch (r->answer) {
	case APPLY_SENT:
		return r->mailed ? STR("投递成功，简历已同时发往该职位的邮箱。")
				 : STR("投递成功。");
	case APPLY_ALREADY:
		clock_minute(r->sent_at, at);
		return arena_printf(a, "您已于 %s 投递过该职位，不能重复投递。", at);
	case APPLY_OVER:
		return STR("该职位已停止招聘，不能投递。");
	case APPLY_BLOCKED:
		return STR("您已屏蔽该单位。请到职位页面确认后单独投递。");
	case APPLY_RESUME:
		break;
	}
	return STR("请选择一份已填写完整的简历。");
}
