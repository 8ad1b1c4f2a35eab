/*
 * region_pages.c - see pages.h.
 */
#include "http/rate.h"
#include "region/pages.h"
#include "region/region.h"

#define CHOICES 12

static void
push(struct request *rq, struct val *list, const struct region *r, bool chosen)
{
	struct val v = val_map(rq->act.arena);

	val_set(&v, "code", val_str(r->code));
	val_set(&v, "path", val_str(r->path));
	val_set(&v, "chosen", val_bool(chosen));
	val_push(list, v);
}

/* What the form holds now, then what was found. */
static enum jy_err
put(struct request *rq, struct val *data, struct str code, struct str words,
    const struct region *found, int n)
{
	struct val v = val_map(rq->act.arena), list = val_list(rq->act.arena);
	struct region now;
	enum jy_err err;

	if ((err = region_get(&rq->act, code, &now)) == JY_OK)
		push(rq, &list, &now, true);
	else if (err != JY_ENOTFOUND)
		return err;
	for (int i = 0; i < n; i++)
		if (!str_eq(found[i].code, code))
			push(rq, &list, &found[i], false);
	val_set(&v, "choices", list);
	val_set(&v, "none", val_bool(words.n > 0 && n == 0));
	val_set(&v, "word", val_str(words));
	val_set(data, "region", v);
	return JY_OK;
}

/* Words that came with a form count like those that a script asks for. *busy: too many; the
 * form is drawn with all that it holds, and says so. */
static enum jy_err
may_find(struct request *rq, struct str words, bool *busy)
{
	int64_t wait;
	enum jy_err err;

	*busy = false;
	if (words.n == 0)
		return JY_OK;
	err = rate_hit(&rq->act, RATE_RULE_LOOKUP, rq->act.who.uid, &wait);
	*busy = err == JY_ELIMIT;
	return *busy ? JY_OK : err;
}

static enum jy_err
put_busy(struct request *rq, struct val *data, struct str code, struct str words)
{
	struct val v;
	enum jy_err err = put(rq, data, code, STR(""), NULL, 0);

	if (err != JY_OK)
		return err;
	v = *val_get(data, STR("region"));
	val_set(&v, "word", val_str(words));
	val_set(&v, "busy", val_bool(true));
	return JY_OK;
}

static enum jy_err
find(struct request *rq, struct val *data, struct str code, struct str words)
{
	struct region found[CHOICES];
	int n;
	enum jy_err err = region_find(&rq->act, words, CHOICES, found, &n);

	return err != JY_OK ? err : put(rq, data, code, words, found, n);
}

enum jy_err
region_put(struct request *rq, struct val *data, struct str code, struct str words)
{
	bool busy;
	enum jy_err err = may_find(rq, words, &busy);

	if (err != JY_OK)
		return err;
	return busy ? put_busy(rq, data, code, words) : find(rq, data, code, words);
}

static enum jy_err
find_home(struct request *rq, struct val *data, struct str code, struct str words,
    bool townships)
{
	struct region found[CHOICES];
	int n;
	enum jy_err err =
	    region_find_home(&rq->act, words, townships, CHOICES, found, &n);

	return err != JY_OK ? err : put(rq, data, code, words, found, n);
}

enum jy_err
region_put_home(struct request *rq, struct val *data, struct str code, struct str words,
    bool townships)
{
	struct val v;
	bool busy;
	enum jy_err err = may_find(rq, words, &busy);

	if (err == JY_OK)
		err = busy ? put_busy(rq, data, code, words)
			   : find_home(rq, data, code, words, townships);
	if (err != JY_OK)
		return err;
	v = *val_get(data, STR("region"));
	val_set(&v, "townships", val_bool(townships));
	return JY_OK;
}

static enum jy_err
api_regions(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	enum jy_err err = find(rq, &data, STR_NONE, request_query(rq, "q"));

	return err != JY_OK ? err : reply_json(rq, *val_get(&data, STR("region")));
}

static enum jy_err
api_villages(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	enum jy_err err = find_home(rq, &data, STR_NONE, request_query(rq, "q"),
	    request_query(rq, "township").n > 0);

	return err != JY_OK ? err : reply_json(rq, *val_get(&data, STR("region")));
}

const struct route region_routes[] = {
	{ METHOD_GET, "/api/regions", ROLES_ACCOUNT, CSRF_NO, RATE_LOOKUP, NO_FIELDS,
	    api_regions, NULL, NULL },
	{ METHOD_GET, "/api/villages", ROLES_ACCOUNT, CSRF_NO, RATE_LOOKUP, NO_FIELDS,
	    api_villages, NULL, NULL },
	{ .path = NULL },
};
