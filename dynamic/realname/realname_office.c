/*
 * realname_office.c - the offices' side of registrations (8.1.i2): lists, one person's records,
 * counts. An office sees those whose household lies in its area, the authority sees all; an
 * office of a county, a township or a community is a prefecture's with that place's code.
 */
#include "clock.h"
#include "realname/realname_row.h"
#include "region/region.h"

#define NEWEST                                               \
	" FROM realname n JOIN realname_record r"            \
	" ON r.realname_id = n.id AND r.version = n.version" \
	" JOIN account a ON a.id = n.account_id"
/* :area is empty for all of the country; a code's places begin with it */
#define WITHIN                                                         \
	" (:area = '' OR (r.region_code >= :area AND r.region_code < " \
	":area || ':'))"

SQL(SQL_REALNAME_AREA,
    "SELECT kind, coalesce(region_code, '') FROM office WHERE id = :id");
SQL(SQL_REALNAME_LIST,
    "SELECT n.id, n.uid, substr(a.name, 1, 1) || '*', r.type,"
    " (SELECT label FROM dict WHERE kind = 'realname' AND code = r.type),"
    " (SELECT label FROM dict WHERE (kind = 'realname_way' AND code = r.way)"
    " OR (r.way = '' AND kind = 'realname_status' AND code = r.type)),"
    " r.region_code, n.updated_at, r.registrar, r.version" NEWEST " WHERE" WITHIN
    " AND (:type = '' OR r.type = :type) AND (:name = '' OR instr(a.name, :name) > 0)"
    " AND (:id = 0 OR (n.updated_at, n.id) < (:at, :id))"
    " ORDER BY n.updated_at DESC, n.id DESC LIMIT :limit");
SQL(SQL_REALNAME_CASE,
    "SELECT n.id, n.account_id, a.name, substr(a.name, 1, 1) || '*'" NEWEST
    " WHERE n.uid = :uid AND" WITHIN);
SQL(SQL_REALNAME_COUNTS,
    "SELECT CASE WHEN r.region_code >= :base AND r.region_code < :base || ':'"
    " THEN substr(r.region_code, 1, :digits) ELSE '' END AS part, r.type, count(*)" NEWEST
    " WHERE" WITHIN " GROUP BY part, r.type ORDER BY part = '', part");

static bool
is_under(struct str code, struct str area)
{
	return code.n >= area.n && memcmp(code.p, area.p, area.n) == 0;
}

/* What the acting office may see, narrowed to `region` when that lies in it; `base`: what
 * counts are parted below. */
static enum jy_err
area_of(struct act *act, struct str region, struct str *area, struct str *base)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_REALNAME_AREA);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", act->who.office_id);
	if ((err = db_one(st)) == JY_OK) {
		*base = arena_str(act->arena, db_str(st, 1));
		*area = str_is(db_str(st, 0), "authority") ? STR("") : *base;
		if (area->n == 0 && !str_is(db_str(st, 0), "authority"))
			err = JY_ENOTFOUND; /* an office without a place sees nobody */
	}
	db_finish(st);
	if (err != JY_OK || region.n == 0)
		return err;
	if (area->n > 0 && !is_under(region, *area))
		return JY_ENOTFOUND;
	*area = *base = region;
	return JY_OK;
}

static enum jy_err
row_val(struct act *act, struct db_stmt *st, struct val *v)
{
	static const char *const names[] = { "uid", "name", "type", "type_label",
		"status" };
	struct arena *a = act->arena;
	struct str code = db_str(st, 6);
	struct region r = { STR_NONE, STR("") };
	enum jy_err err = JY_OK;
	char at[17];

	*v = val_map(a);
	for (int i = 0; i < 5; i++)
		val_set(v, names[i], val_str(arena_str(a, db_str(st, i + 1))));
	if (code.n > 0)
		err = region_get(act, code, &r);
	val_set(v, "region", val_str(r.path));
	clock_minute(db_int(st, 7), at);
	val_set(v, "at", val_text(arena_strdup(a, at)));
	val_set(
	    v, "registrar", val_text(str_is(db_str(st, 8), "system") ? "系统" : "本人"));
	val_set(v, "follow_up", val_bool(db_int(st, 9) > 1));
	return err == JY_ENOTFOUND ? JY_OK : err;
}

static void
bind_filter(struct db_stmt *st, const struct realname_filter *f, struct str area,
    struct desk_place from, int limit)
{
	db_bind_str(st, ":area", area);
	db_bind_str(st, ":type", f->type.n > 0 ? f->type : STR(""));
	db_bind_str(st, ":name", f->name.n > 0 ? f->name : STR(""));
	db_bind_int(st, ":at", from.at);
	db_bind_int(st, ":id", from.id);
	db_bind_int(st, ":limit", limit + 1);
}

enum jy_err
realname_list(struct act *act, const struct realname_filter *filter,
    struct desk_place from, int limit, struct val *out, struct str *next)
{
	struct str area, base;
	struct db_stmt *st = NULL;
	struct desk_place last = from;
	struct val v;
	enum jy_err err = area_of(act, filter->region, &area, &base);
	bool row;

	*next = STR_NONE;
	*out = val_list(act->arena);
	if (err != JY_OK || (err = db_prepare(act->db, &st, SQL_REALNAME_LIST)) != JY_OK)
		return err;
	bind_filter(st, filter, area, from, limit);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		if (val_len(out) == (size_t)limit) {
			*next = desk_place_text(act->arena, last.at, last.id);
			break;
		}
		last = (struct desk_place){ db_int(st, 7), db_int(st, 0) };
		if ((err = row_val(act, st, &v)) != JY_OK)
			break;
		val_push(out, v);
	}
	db_finish(st);
	return err;
}

enum jy_err
realname_case(struct act *act, struct str uid, struct val *out)
{
	struct str area, base;
	struct db_stmt *st = NULL;
	int64_t id = 0;
	enum jy_err err = area_of(act, STR_NONE, &area, &base);

	*out = val_map(act->arena);
	if (err != JY_OK || (err = db_prepare(act->db, &st, SQL_REALNAME_CASE)) != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	db_bind_str(st, ":area", area);
	if ((err = db_one(st)) == JY_OK) {
		id = db_int(st, 0);
		val_set(out, "id", val_int(id));
		val_set(out, "account_id", val_int(db_int(st, 1)));
		val_set(out, "name", val_str(arena_str(act->arena, db_str(st, 2))));
		val_set(out, "masked", val_str(arena_str(act->arena, db_str(st, 3))));
	}
	db_finish(st);
	if (err != JY_OK)
		return err;
	val_set(out, "uid", val_str(uid));
	return realname_records(act, id, out);
}

/* --- counts */

static const char *const types[] = { "seeking", "unemployed", "employed", "other" };
#define NTYPES 4

struct tally {
	struct str code;
	int64_t n[NTYPES];
};

static struct val
tally_val(struct arena *a, const struct tally *t)
{
	struct val v = val_map(a);
	int64_t all = 0;

	for (int i = 0; i < NTYPES; i++) {
		val_set(&v, types[i], val_int(t->n[i]));
		all += t->n[i];
	}
	val_set(&v, "all", val_int(all));
	return v;
}

static enum jy_err
push_tally(struct act *act, struct val *rows, const struct tally *t, struct str base)
{
	struct val v = tally_val(act->arena, t);
	struct region r = { STR_NONE, STR("其他省份，或未登记户口地") }, above;
	enum jy_err err = JY_OK;

	if (t->code.n > 0 && (err = region_get(act, t->code, &r)) == JY_OK &&
	    base.n > 0 && t->code.n > base.n && region_get(act, base, &above) == JY_OK)
		r.path = str_from(r.path, above.path.n);
	val_set(&v, "name", val_str(r.path));
	if (t->code.n > base.n) {
		val_set(&v, "code", val_str(t->code));
		val_set(&v, "deeper", val_bool(t->code.n < REGION_VILLAGE));
	}
	val_push(rows, v);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

static int64_t
digits_below(struct str base)
{
	static const int digits[] = { REGION_PROVINCE, REGION_PREFECTURE, REGION_COUNTY,
		REGION_TOWNSHIP, REGION_VILLAGE };

	for (size_t i = 0; i < sizeof(digits) / sizeof(digits[0]); i++)
		if ((size_t)digits[i] > base.n)
			return digits[i];
	return REGION_VILLAGE;
}

static void
add(struct tally *t, struct str type, int64_t n)
{
	for (int i = 0; i < NTYPES; i++)
		if (str_is(type, types[i]))
			t->n[i] += n;
}

/* Rows of one part follow each other. */
static enum jy_err
read_counts(struct act *act, struct db_stmt *st, struct str base, struct val *rows,
    struct tally *total)
{
	struct tally now = { .code = STR_NONE };
	enum jy_err err;
	bool row, some = false;

	while ((err = db_step(st, &row)) == JY_OK && row) {
		if (some && !str_eq(now.code, db_str(st, 0))) {
			if ((err = push_tally(act, rows, &now, base)) != JY_OK)
				return err;
			some = false;
		}
		if (!some)
			now = (struct tally){ .code =
						  arena_str(act->arena, db_str(st, 0)) };
		some = true;
		add(&now, db_str(st, 1), db_int(st, 2));
		add(total, db_str(st, 1), db_int(st, 2));
	}
	return err == JY_OK && some ? push_tally(act, rows, &now, base) : err;
}

enum jy_err
realname_counts(struct act *act, struct str region, struct val *out)
{
	struct tally total = { .code = STR_NONE };
	struct val rows = val_list(act->arena);
	struct db_stmt *st = NULL;
	struct str area, base;
	struct region r;
	enum jy_err err = area_of(act, region, &area, &base);

	*out = val_map(act->arena);
	if (err != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_REALNAME_COUNTS)) != JY_OK)
		return err;
	db_bind_str(st, ":area", area);
	db_bind_str(st, ":base", base);
	db_bind_int(st, ":digits", digits_below(base));
	err = read_counts(act, st, base, &rows, &total);
	db_finish(st);
	if (err == JY_OK && base.n > 0 && (err = region_get(act, base, &r)) == JY_OK)
		val_set(out, "place", val_str(r.path));
	val_set(out, "rows", rows);
	val_set(out, "total", tally_val(act->arena, &total));
	return err;
}
