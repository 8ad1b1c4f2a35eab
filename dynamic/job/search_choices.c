/*
 * search_choices.c - the lists of the search's conditions, kept by the worker.
 */
#include "job/search_choices.h"
#include "job/search_memo.h"

#define KEEP_SECONDS 60
#define VERSION_JUMP 1000

/* "不限" alone is the condition that is not set. */
SQL(SQL_CHOICES_DICT, "SELECT code, CASE WHEN code = 'any' THEN '学历不限' ELSE label END"
		      " FROM dict WHERE kind = :kind ORDER BY position, code");
SQL(SQL_CHOICES_CATEGORY,
    "SELECT category, category FROM job_live WHERE category <> '' AND :kind = :kind"
    " GROUP BY category ORDER BY count(*) DESC, category LIMIT 100");
/* The province of the authority; every province where there is none. */
SQL(SQL_CHOICES_PLACE,
    "WITH home AS (SELECT substr(region_code, 1, 2) AS code FROM office"
    " WHERE kind = 'authority' AND region_code IS NOT NULL ORDER BY id LIMIT 1)"
    " SELECT code, name FROM region WHERE :kind = :kind AND (code IN (SELECT code FROM "
    "home)"
    " OR parent IN (SELECT code FROM home)"
    " OR (level = 1 AND NOT EXISTS (SELECT 1 FROM home))) ORDER BY code");
SQL(SQL_CHOICES_ABOVE, "SELECT code, name FROM region WHERE code IN (:a, :b, :c, :d, :e)"
		       " ORDER BY code");
SQL(SQL_CHOICES_BELOW,
    "SELECT code, name FROM region WHERE parent = :code ORDER BY code");

static const struct {
	const char *sql, *kind;
} sources[LIST_COUNT] = {
	[LIST_INDUSTRY] = { SQL_CHOICES_DICT, "industry" },
	[LIST_EMPLOYER_KIND] = { SQL_CHOICES_DICT, "employer_kind" },
	[LIST_EMPLOYMENT] = { SQL_CHOICES_DICT, "employment" },
	[LIST_EDUCATION] = { SQL_CHOICES_DICT, "education" },
	[LIST_CATEGORY] = { SQL_CHOICES_CATEGORY, "" },
	[LIST_PLACE] = { SQL_CHOICES_PLACE, "" },
};

static struct {
	struct arena arena;
	struct val list[LIST_COUNT];
	int64_t version, loaded_at; /* of job_live; 0: nothing is loaded */
	int64_t stamp;
} kept;

static struct val
choice(struct arena *a, struct str code, struct str label)
{
	struct val v = val_map(a);

	val_set(&v, "code", val_str(arena_str(a, code)));
	val_set(&v, "label", val_str(arena_str(a, label)));
	return v;
}

static enum jy_err
rows(struct arena *a, struct db_stmt *st, struct val *out)
{
	enum jy_err err;
	bool row;

	while ((err = db_step(st, &row)) == JY_OK && row)
		val_push(out, choice(a, db_str(st, 0), db_str(st, 1)));
	db_finish(st);
	return err;
}

static struct val
days_list(struct arena *a)
{
	static const char *const spans[][2] = { { "1", "1 天内" }, { "3", "3 天内" },
		{ "7", "1 周内" }, { "15", "15 天内" }, { "30", "1 个月内" } };
	struct val list = val_list(a);

	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++)
		val_push(&list, choice(a, str_of(spans[i][0]), str_of(spans[i][1])));
	return list;
}

static enum jy_err
load(struct db *db)
{
	struct db_stmt *st;
	enum jy_err err = JY_OK;

	kept.stamp++;
	arena_reset(&kept.arena);
	kept.list[LIST_DAYS] = days_list(&kept.arena);
	for (size_t i = 0; i < LIST_COUNT && err == JY_OK; i++) {
		if (sources[i].sql == NULL)
			continue;
		kept.list[i] = val_list(&kept.arena);
		if ((err = db_prepare(db, &st, sources[i].sql)) != JY_OK)
			break;
		db_bind_text(st, ":kind", sources[i].kind);
		err = rows(&kept.arena, st, &kept.list[i]);
	}
	return err;
}

/* Versions of one store grow by small steps; another's begins elsewhere (0008_search.sql). */
static bool
is_same_store(int64_t version)
{
	return kept.version != 0 && version >= kept.version &&
	       version - kept.version < VERSION_JUMP;
}

enum jy_err
search_choices_load(struct act *act)
{
	int64_t version;
	enum jy_err err;

	if ((err = search_memo_version(act->db, &version)) != JY_OK)
		return err;
	if (version != kept.version)
		kept.stamp++;
	if (is_same_store(version) && act->now >= kept.loaded_at &&
	    act->now - kept.loaded_at < KEEP_SECONDS) {
		kept.version = version;
		return JY_OK;
	}
	kept.version = 0;
	if ((err = load(act->db)) == JY_OK) {
		kept.version = version;
		kept.loaded_at = act->now;
	}
	return err;
}

int64_t
search_choices_stamp(void)
{
	return kept.stamp;
}

struct val
search_choices(enum search_list list)
{
	return kept.list[list];
}

struct str
search_label(enum search_list list, struct str code)
{
	for (size_t i = 0; i < val_len(&kept.list[list]); i++) {
		struct val v = val_at(&kept.list[list], i);

		if (str_eq(val_get(&v, STR("code"))->s, code))
			return val_get(&v, STR("label"))->s;
	}
	return code;
}

/* {chosen} */
static void
put_list(struct arena *a, struct val *form, const char *name, enum search_list list,
    struct str code)
{
	struct val v = val_map(a);

	if (code.n > 0)
		val_set(&v, "chosen", choice(a, code, search_label(list, code)));
	val_set(form, name, v);
}

/* What is above the chosen place, and what is below it. */
static enum jy_err
put_near(struct act *act, struct val *region, struct str code)
{
	static const size_t level[] = { 2, 4, 6, 9, 12 };
	static const char *const names[] = { ":a", ":b", ":c", ":d", ":e" };
	struct val above = val_list(act->arena), below = val_list(act->arena);
	struct db_stmt *st;
	enum jy_err err;
	size_t n;

	if ((err = db_prepare(act->db, &st, SQL_CHOICES_ABOVE)) != JY_OK)
		return err;
	for (size_t i = 0; i < 5; i++)
		db_bind_str(st, names[i],
		    level[i] <= code.n ? (struct str){ code.p, level[i] } : STR(""));
	if ((err = rows(act->arena, st, &above)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_CHOICES_BELOW)) != JY_OK)
		return err;
	db_bind_str(st, ":code", code);
	if ((err = rows(act->arena, st, &below)) != JY_OK)
		return err;
	if ((n = val_len(&above)) > 0)
		val_set(region, "chosen", val_at(&above, n - 1));
	val_set(region, "above", above);
	val_set(region, "below", below);
	return JY_OK;
}

static void
put_days(struct arena *a, struct val *form, int64_t days)
{
	struct val v = val_map(a);
	struct str code;

	if (days > 0) {
		code = arena_printf(a, "%lld", (long long)days);
		val_set(&v, "chosen",
		    choice(a, code, arena_printf(a, STR_FMT " 天内", STR_ARG(code))));
	}
	val_set(form, "days", v);
}

enum jy_err
search_form(struct act *act, const struct search *s, struct val *out)
{
	struct arena *a = act->arena;
	struct val region = val_map(a);
	enum jy_err err = JY_OK;
	struct buf any = BUF_INIT;

	*out = val_map(a);
	search_query(s, false, &any);
	val_set(out, "any", val_bool(any.len > 0));
	buf_release(&any);
	val_set(out, "keyword", val_str(s->keyword));
	val_set(out, "category", val_str(s->category));
	if (s->salary_min > 0)
		val_set(out, "salary_min", val_int(s->salary_min));
	if (s->salary_max > 0)
		val_set(out, "salary_max", val_int(s->salary_max));
	put_list(a, out, "industry", LIST_INDUSTRY, s->industry);
	put_list(a, out, "employer_kind", LIST_EMPLOYER_KIND, s->employer_kind);
	put_list(a, out, "employment", LIST_EMPLOYMENT, s->employment);
	put_list(a, out, "education", LIST_EDUCATION, s->education);
	put_days(a, out, s->days);
	if (s->region.n > 0)
		err = put_near(act, &region, s->region);
	val_set(out, "region", region);
	return err;
}
