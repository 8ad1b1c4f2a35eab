/*
 * search_memo.c - a small table; see search_memo.h. A key has one slot; a
 * newer key in the same slot takes its place.
 */
#include "job/search_memo.h"
#include "val.h"

#define SLOTS 512
#define KEY_MAX 240

SQL(SQL_MEMO_VERSION, "SELECT version FROM job_live_version WHERE id = 1");
SQL(SQL_MEMO_CLOSES, "SELECT min(closes_at) FROM job_live WHERE closes_at > :now");

static struct slot {
	int64_t version, until, number; /* until 0: empty */
	size_t n;
	char key[KEY_MAX];
} slots[SLOTS];

static struct slot *
slot_of(struct str key)
{
	return &slots[val_hash(key) % SLOTS];
}

enum jy_err
search_memo_version(struct db *db, int64_t *version)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(db, &st, SQL_MEMO_VERSION)) == JY_OK &&
	    (err = db_one(st)) == JY_OK)
		*version = db_int(st, 0);
	db_finish(st);
	return err;
}

bool
search_memo_get(struct str key, int64_t version, int64_t now, int64_t *number)
{
	const struct slot *s = slot_of(key);

	if (s->until <= now || s->version != version ||
	    !str_eq((struct str){ s->key, s->n }, key))
		return false;
	*number = s->number;
	return true;
}

enum jy_err
search_memo_put(
    struct db *db, struct str key, int64_t version, int64_t now, int64_t number)
{
	struct slot *s = slot_of(key);
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (key.n > KEY_MAX)
		return JY_OK;
	if ((err = db_prepare(db, &st, SQL_MEMO_CLOSES)) != JY_OK)
		return err;
	db_bind_int(st, ":now", now);
	if ((err = db_one(st)) == JY_OK) {
		s->version = version;
		s->until = db_type(st, 0) == DB_NULL ? INT64_MAX : db_int(st, 0);
		s->number = number;
		s->n = key.n;
		memcpy(s->key, key.p, key.n);
	}
	db_finish(st);
	return err;
}
