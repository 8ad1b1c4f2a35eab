/*
 * region_pages.c - see pages.h.
 */
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

enum jy_err
region_put(struct request *rq, struct val *data, struct str code, struct str words)
{
	struct val v = val_map(rq->act.arena), list = val_list(rq->act.arena);
	struct region now, found[CHOICES];
	int n;
	enum jy_err err;

	if ((err = region_get(&rq->act, code, &now)) == JY_OK)
		push(rq, &list, &now, true);
	else if (err != JY_ENOTFOUND)
		return err;
	if ((err = region_find(&rq->act, words, CHOICES, found, &n)) != JY_OK)
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

static enum jy_err
api_regions(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	enum jy_err err = region_put(rq, &data, STR_NONE, request_query(rq, "q"));

	return err != JY_OK ? err : reply_json(rq, *val_get(&data, STR("region")));
}

const struct route region_routes[] = {
	{ METHOD_GET, "/api/regions", ROLES_ACCOUNT, CSRF_NO, RATE_NONE, NO_FIELDS,
	    api_regions, NULL, NULL },
	{ .path = NULL },
};
