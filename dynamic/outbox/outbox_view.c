/*
 * outbox_view.c - messages as an operator sees them: recipients masked, bodies
 * only when asked for.
 */
#include "idcheck.h"
#include "outbox/outbox.h"
#include "sealed.h"
#include "utf8.h"

#define COLUMNS                                                                       \
	"SELECT id, tries, next_at, created_at, expires_at, sent_at, channel, state," \
	" subject, error, uid, recipient_sealed, body_sealed FROM outbox"

SQL(SQL_OUTBOX_LIST, COLUMNS " ORDER BY id DESC LIMIT :limit");
SQL(SQL_OUTBOX_ONE, COLUMNS " WHERE id = :id");

static enum jy_err
recipient_read(struct arena *a, const struct keyring *keys, struct db_stmt *st,
    struct outbox_row *row)
{
	struct buf b = BUF_INIT;
	struct str whole;

	if (sealed_get(keys, a, SEALED_OUTBOX_RECIPIENT, db_str(st, 10), db_str(st, 11),
		&whole) != JY_OK)
		buf_puts(&b, "?");
	else if (strcmp(row->channel, outbox_channel_names[OUTBOX_MAIL]) == 0)
		mask_email(&b, whole);
	else
		mask_mobile(&b, whole);
	row->recipient = arena_str(a, buf_view(&b));
	buf_release(&b);
	return row->recipient.p == NULL ? JY_ENOMEM : JY_OK;
}

static enum jy_err
row_read(struct arena *a, const struct keyring *keys, struct db_stmt *st,
    struct outbox_row *row)
{
	memset(row, 0, sizeof(*row));
	row->id = db_int(st, 0);
	row->tries = db_int(st, 1);
	row->next_at = db_int(st, 2);
	row->created_at = db_int(st, 3);
	row->expires_at = db_int(st, 4);
	row->sent_at = db_int(st, 5);
	row->channel = arena_cstr(a, db_str(st, 6));
	row->state = arena_cstr(a, db_str(st, 7));
	row->subject = arena_str(a, db_str(st, 8));
	row->error = arena_str(a, db_str(st, 9));
	if (row->channel == NULL || row->state == NULL)
		return JY_ENOMEM;
	return recipient_read(a, keys, st, row);
}

enum jy_err
outbox_each(struct db *db, const struct keyring *keys, int64_t limit, outbox_each_fn *row,
    void *arg)
{
	struct db_stmt *st = NULL;
	struct outbox_row r;
	struct arena a;
	enum jy_err err;
	bool more;

	arena_init(&a, 0);
	if ((err = db_prepare(db, &st, SQL_OUTBOX_LIST)) != JY_OK)
		goto out;
	db_bind_int(st, ":limit", limit);
	while ((err = db_step(st, &more)) == JY_OK && more) {
		arena_reset(&a);
		if ((err = row_read(&a, keys, st, &r)) != JY_OK || !row(arg, &r))
			break;
	}
out:
	db_finish(st);
	arena_release(&a);
	return err;
}

enum jy_err
outbox_load(struct db *db, const struct keyring *keys, struct arena *a, int64_t id,
    bool show_body, struct outbox_row *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(db, &st, SQL_OUTBOX_ONE)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) == JY_OK)
		err = row_read(a, keys, st, out);
	if (err == JY_OK && show_body)
		err = sealed_get(keys, a, SEALED_OUTBOX_BODY, db_str(st, 10),
		    db_str(st, 12), &out->body);
	db_finish(st);
	return err;
}
