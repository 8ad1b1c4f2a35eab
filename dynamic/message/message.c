/*
 * message.c - see message.h. The page is message_pages.c's.
 */
#include "clock.h"
#include "code/sms.h"
#include "message/message.h"
#include "outbox/outbox.h"
#include "sealed.h"

/* Who is told. One of the three numbers is not 0. */
#define MESSAGE_READERS                                              \
	" FROM account a LEFT JOIN profile p ON p.account_id = a.id" \
	" WHERE (a.id = :account OR a.employer_id = :employer"       \
	" OR a.office_id = :office) AND a.state <> 'closed'"

SQL(SQL_MESSAGE_ADD, "INSERT INTO message(account_id, at, title, body, link)"
		     " SELECT a.id, :now, :title, :body, :link" MESSAGE_READERS);
SQL(SQL_MESSAGE_ADDRESSES,
    "SELECT a.uid, p.email_sealed, a.mobile_sealed" MESSAGE_READERS);
SQL(SQL_MESSAGE_UNREAD,
    "SELECT count(*) FROM message WHERE account_id = :account AND read_at IS NULL");
SQL(SQL_MESSAGE_LIST,
    "SELECT id, at, title, body, link, read_at FROM message WHERE account_id = :account"
    " AND (:before = 0 OR id < :before) ORDER BY id DESC LIMIT :limit");
SQL(SQL_MESSAGE_LINK,
    "SELECT link FROM message WHERE id = :id AND account_id = :account");
SQL(SQL_MESSAGE_READ, "UPDATE message SET read_at = :now WHERE read_at IS NULL"
		      " AND account_id = :account AND (:id = 0 OR id = :id)");
SQL(SQL_MESSAGE_DELETE, "DELETE FROM message WHERE id = :id AND account_id = :account");

struct readers {
	int64_t account, employer, office;
};

struct text {
	struct str title, body, link, unsubscribe;
};

static void
bind_readers(struct db_stmt *st, const struct readers *to)
{
	db_bind_int(st, ":account", to->account);
	db_bind_int(st, ":employer", to->employer);
	db_bind_int(st, ":office", to->office);
}

static enum jy_err
add(struct act *act, const struct readers *to, const struct text *text)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_MESSAGE_ADD);

	if (err != JY_OK)
		return err;
	bind_readers(st, to);
	db_bind_int(st, ":now", act->now);
	db_bind_str(st, ":title", text->title);
	db_bind_str(st, ":body", text->body.p != NULL ? text->body : STR(""));
	db_bind_str(st, ":link", text->link.p != NULL ? text->link : STR(""));
	err = db_run(st);
	db_finish(st);
	return err;
}

/* A mail says all, and where to go on. */
static enum jy_err
send_mail(struct act *act, const struct text *text, struct str address)
{
	struct outbox_message m = { .channel = OUTBOX_MAIL,
		.recipient = address,
		.subject = text->title,
		.unsubscribe = text->unsubscribe };
	const char *site = act->conf->site.name;

	m.body = arena_printf(act->arena,
	    STR_FMT "%s" STR_FMT "\n\n详情请登录%s查看：%s" STR_FMT
		    "\n（本邮件由系统自动发出，请勿回复。）\n",
	    STR_ARG(text->title), text->body.n > 0 ? "\n\n" : "", STR_ARG(text->body),
	    site, act->conf->site.base_url,
	    STR_ARG(text->link.n > 0 ? text->link : STR("/auth/messages")));
	return m.body.p == NULL ? JY_ENOMEM : outbox_put(act->db, act->keys, &m);
}

/* An SMS says what it is about only. */
static enum jy_err
send_sms(struct act *act, const struct text *text, struct str mobile)
{
	struct outbox_message m = { .channel = OUTBOX_SMS, .recipient = mobile };

	m.body = arena_printf(act->arena, "【%s】" STR_FMT "。详情请登录查看。",
	    act->conf->site.name, STR_ARG(text->title));
	return m.body.p == NULL ? JY_ENOMEM : outbox_put(act->db, act->keys, &m);
}

static enum jy_err
send_one(struct act *act, struct db_stmt *st, const struct text *text)
{
	struct str uid = db_str(st, 0), mail = db_str(st, 1), mobile = db_str(st, 2), to;
	enum jy_err err = JY_OK;

	if (mail.n > 0) {
		err = sealed_get(
		    act->keys, act->arena, SEALED_PROFILE_EMAIL, uid, mail, &to);
		return err != JY_OK ? err : send_mail(act, text, to);
	}
	if (mobile.n > 0 && act->conf->sms.messages) {
		err = sealed_get(
		    act->keys, act->arena, SEALED_ACCOUNT_MOBILE, uid, mobile, &to);
		return err != JY_OK ? err : send_sms(act, text, to);
	}
	return err;
}

static enum jy_err
put(struct act *act, const struct readers *to, const struct text *text)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	if (!db_in_transaction(act->db))
		return JY_EINTERNAL;
	if ((err = add(act, to, text)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_MESSAGE_ADDRESSES)) != JY_OK)
		return err;
	bind_readers(st, to);
	while ((err = db_step(st, &row)) == JY_OK && row)
		if ((err = send_one(act, st, text)) != JY_OK)
			break;
	db_finish(st);
	return err;
}

enum jy_err
message_put(struct act *act, int64_t account_id, struct str title, struct str body,
    struct str link)
{
	return put(act, &(struct readers){ .account = account_id },
	    &(struct text){ title, body, link, STR_NONE });
}

enum jy_err
message_put_alert(struct act *act, int64_t account_id, struct str title, struct str body,
    struct str link, struct str unsubscribe)
{
	return put(act, &(struct readers){ .account = account_id },
	    &(struct text){ title, body, link, unsubscribe });
}

enum jy_err
message_put_employer(struct act *act, int64_t employer_id, struct str title,
    struct str body, struct str link)
{
	return put(act, &(struct readers){ .employer = employer_id },
	    &(struct text){ title, body, link, STR_NONE });
}

enum jy_err
message_put_office(struct act *act, int64_t office_id, struct str title, struct str body,
    struct str link)
{
	return put(act, &(struct readers){ .office = office_id },
	    &(struct text){ title, body, link, STR_NONE });
}

int64_t
message_unread(struct act *act)
{
	struct db_stmt *st = NULL;
	int64_t n = 0;

	if (act->who.account_id == 0 ||
	    db_prepare(act->db, &st, SQL_MESSAGE_UNREAD) != JY_OK)
		return 0;
	db_bind_int(st, ":account", act->who.account_id);
	if (db_one(st) == JY_OK)
		n = db_int(st, 0);
	db_finish(st);
	return n;
}

static struct val
row_val(struct act *act, struct db_stmt *st)
{
	struct val v = val_map(act->arena);
	char at[17];

	clock_minute(db_int(st, 1), at);
	val_set(&v, "id", val_int(db_int(st, 0)));
	val_set(&v, "at", val_text(arena_strdup(act->arena, at)));
	val_set(&v, "title", val_str(arena_str(act->arena, db_str(st, 2))));
	val_set(&v, "body", val_str(arena_str(act->arena, db_str(st, 3))));
	val_set(&v, "link", val_str(arena_str(act->arena, db_str(st, 4))));
	val_set(&v, "unread", val_bool(db_type(st, 5) == DB_NULL));
	return v;
}

enum jy_err
message_list(struct act *act, int64_t before, int limit, struct val *out, int64_t *older)
{
	struct db_stmt *st = NULL;
	int64_t last = 0;
	enum jy_err err;
	bool row;

	*older = 0;
	*out = val_list(act->arena);
	if ((err = db_prepare(act->db, &st, SQL_MESSAGE_LIST)) != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":before", before);
	db_bind_int(st, ":limit", limit + 1);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		if (val_len(out) == (size_t)limit) {
			*older = last;
			break;
		}
		last = db_int(st, 0);
		val_push(out, row_val(act, st));
	}
	db_finish(st);
	return err;
}

/* Run a statement with :account and :id (and :now, where it has it). */
static enum jy_err
change(struct act *act, const char *sql, int64_t id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, sql);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":id", id);
	if (sql == SQL_MESSAGE_READ)
		db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	return err;
}

static enum jy_err
find_link(struct act *act, int64_t id, struct str *link)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_MESSAGE_LINK);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) == JY_OK)
		*link = arena_str(act->arena, db_str(st, 0));
	db_finish(st);
	return err;
}

enum jy_err
message_read(struct act *act, int64_t id, struct str *link)
{
	enum jy_err err;

	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = find_link(act, id, link)) == JY_OK)
		err = change(act, SQL_MESSAGE_READ, id);
	return db_end(act->db, err);
}

enum jy_err
message_read_all(struct act *act)
{
	enum jy_err err;

	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	return db_end(act->db, change(act, SQL_MESSAGE_READ, 0));
}

enum jy_err
message_delete(struct act *act, int64_t id)
{
	enum jy_err err;

	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = change(act, SQL_MESSAGE_DELETE, id)) == JY_OK &&
	    db_changes(act->db) == 0)
		err = JY_ENOTFOUND;
	return db_end(act->db, err);
}
