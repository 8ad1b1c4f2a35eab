/*
 * realname_view.c - a registration's records as pages show them.
 */
#include "clock.h"
#include "realname/realname_row.h"
#include "region/region.h"

#define LABEL(kind, column)                                                             \
	"coalesce((SELECT label FROM dict WHERE kind = '" kind "' AND code = r." column \
	"), '')"

SQL(SQL_REALNAME_RECORDS,
    "SELECT r.version, r.at, r.registrar, r.type, " LABEL(
	"realname", "type") ", CASE r.type WHEN 'other' THEN " LABEL("realname_way",
	"way") " ELSE " LABEL("realname_status",
	"type") " END, r.region_code, r.wish_position,"
		" coalesce((SELECT name FROM region WHERE code = r.wish_region), "
		"''), " LABEL("employment", "wish_employment") ", " LABEL("industry",
		    "wish_industry") ", r.wish_salary, " LABEL("realname_service",
		    "wish_service") ", r.employer, r.credit_code, r.position, r.place, "
				    "r.starts_on, " LABEL("realname_way",
					"way") ", r.note FROM realname_record r"
					       " WHERE r.realname_id = :id ORDER BY "
					       "r.version DESC");

/* Columns with a line of their own, in order. */
static const struct {
	int column;
	const char *label;
} lines[] = {
	{ 7, "期望职位" },
	{ 8, "期望地区" },
	{ 9, "工作性质" },
	{ 10, "期望行业" },
	{ 12, "需要的就业服务" },
	{ 13, "就业单位" },
	{ 14, "统一社会信用代码" },
	{ 15, "岗位" },
	{ 16, "工作地点" },
	{ 17, "入职日期" },
	{ 18, "就业方式" },
	{ 19, "说明" },
};

static void
push_fact(struct arena *a, struct val *facts, const char *label, struct str value)
{
	struct val v = val_map(a);

	if (value.n == 0)
		return;
	val_set(&v, "label", val_text(label));
	val_set(&v, "value", val_str(arena_str(a, value)));
	val_push(facts, v);
}

static struct val
record_facts(struct arena *a, struct db_stmt *st)
{
	struct val facts = val_list(a);
	bool wishes = db_str(st, 7).n > 0;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (lines[i].column == 12 && wishes)
			push_fact(a, &facts, "期望月薪",
			    db_int(st, 11) > 0
				? arena_printf(a, "%lld 元", (long long)db_int(st, 11))
				: STR("面议"));
		push_fact(a, &facts, lines[i].label, db_str(st, lines[i].column));
	}
	return facts;
}

static enum jy_err
record_val(struct act *act, struct db_stmt *st, struct val *v)
{
	struct arena *a = act->arena;
	bool automatic = str_is(db_str(st, 2), "system");
	struct str code = arena_str(a, db_str(st, 6));
	struct region r = { STR_NONE, STR("") };
	enum jy_err err = JY_OK;
	char at[17];

	*v = val_map(a);
	clock_minute(db_int(st, 1), at);
	val_set(v, "version", val_int(db_int(st, 0)));
	val_set(v, "follow_up", val_bool(db_int(st, 0) > 1));
	val_set(v, "at", val_text(arena_strdup(a, at)));
	val_set(v, "registrar", val_text(automatic ? "系统" : "本人"));
	val_set(v, "automatic", val_bool(automatic));
	val_set(v, "type", val_str(arena_str(a, db_str(st, 3))));
	val_set(v, "type_label", val_str(arena_str(a, db_str(st, 4))));
	val_set(v, "status", val_str(arena_str(a, db_str(st, 5))));
	val_set(v, "facts", record_facts(a, st));
	if (code.n > 0)
		err = region_get(act, code, &r);
	val_set(v, "region", val_str(r.path));
	val_set(v, "coarse", val_bool(code.n < REGION_TOWNSHIP));
	return err == JY_ENOTFOUND ? JY_OK : err;
}

/* The newest apart from those before it. */
static void
part(struct arena *a, struct val *out, struct val records)
{
	struct val earlier = val_list(a);

	for (size_t i = 1; i < val_len(&records); i++)
		val_push(&earlier, val_at(&records, i));
	val_set(out, "records", records);
	if (val_len(&records) > 0)
		val_set(out, "current", val_at(&records, 0));
	val_set(out, "earlier", earlier);
	val_set(out, "some_earlier", val_bool(val_len(&earlier) > 0));
}

enum jy_err
realname_records(struct act *act, int64_t realname_id, struct val *out)
{
	struct val records = val_list(act->arena), one;
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_REALNAME_RECORDS);
	bool row;

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", realname_id);
	while ((err = db_step(st, &row)) == JY_OK && row &&
	       (err = record_val(act, st, &one)) == JY_OK)
		val_push(&records, one);
	db_finish(st);
	part(act->arena, out, records);
	return err;
}
