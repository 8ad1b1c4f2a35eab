/*
 * apply_export.c - the applications that a reviewer has, as a sheet (apply.h).
 */
#include "audit/audit.h"
#include "clock.h"
#include "look/look.h"
#include "rural/apply_row.h"

SQL(SQL_APPLY_EXPORT,
    APPLY_ROW " WHERE (:campaign = 0 OR a.campaign_id = :campaign)" APPLY_SEEN
	      " ORDER BY a.campaign_id, p.code, a.id"
	      " LIMIT :limit");
/* Everybody in it, in one statement. */
LOOK_SQL(SQL_APPLY_LOOK,
    "SELECT DISTINCT a.account_id FROM post_application a WHERE (:campaign = 0 OR"
    " a.campaign_id = :campaign)" APPLY_SEEN);

static const char *const heads[] = { "报名编号", "招募", "岗位代码", "岗位名称",
	"服务地区", "服务单位", "姓名", "性别", "出生日期", "身份证号", "学历",
	"毕业院校", "专业", "毕业年度", "户籍所在地", "联系电话", "电子邮箱", "通信地址",
	"报名时间", "审核状态", "审核意见", "审核单位", "审核时间" };

static struct str
minute(struct act *act, int64_t at)
{
	char text[17] = "";

	if (at != 0)
		clock_minute(at, text);
	return arena_str(act->arena, str_of(text));
}

static struct str
basic(struct act *act, const struct post_application *p, const char *key)
{
	const struct val *v = val_get(&p->basic, str_of(key));

	if (v != NULL && v->type == VAL_INT)
		return arena_printf(act->arena, "%lld", (long long)v->i);
	return v != NULL && v->type == VAL_TEXT ? v->s : STR("");
}

static void
add_row(struct act *act, struct sheet *out, const struct post_application *p)
{
	const struct str cells[] = { p->number, p->campaign, p->code, p->post, p->place,
		p->unit, basic(act, p, "name"), basic(act, p, "gender"),
		basic(act, p, "born"), p->id_no, basic(act, p, "education"),
		basic(act, p, "school"), basic(act, p, "major"), basic(act, p, "year"),
		basic(act, p, "region"), p->phone, p->email, p->address,
		minute(act, p->created_at),
		str_of(flow_state(&post_flow, p->state)->label), p->reason, p->reviewer,
		minute(act, p->reviewed_at) };

	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++)
		sheet_add(out, cells[i]);
}

static enum jy_err
add_rows(struct act *act, struct db_stmt *st, bool whole, struct sheet *out, size_t *rows)
{
	struct post_application p;
	enum jy_err err;
	bool row;

	while ((err = db_step(st, &row)) == JY_OK && row) {
		if (++*rows > EXPORT_ROWS)
			return JY_ETOOBIG;
		if ((err = apply_read(act, st, whole, &p)) != JY_OK)
			return err;
		add_row(act, out, &p);
	}
	return err;
}

static enum jy_err
note_looks(struct act *act, int64_t campaign_id)
{
	struct db_stmt *st = NULL;
	int64_t n;
	enum jy_err err = db_prepare(act->db, &st, SQL_APPLY_LOOK);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":campaign", campaign_id);
	apply_bind_scope(act, st);
	err = look_each(act, st, STR("身份证号和联系方式（三支一扶报名表）"), &n);
	db_finish(st);
	return err;
}

enum jy_err
apply_export(struct act *act, int64_t campaign_id, bool whole, struct sheet *out)
{
	struct db_stmt *st = NULL;
	size_t rows = 0;
	enum jy_err err;

	*out = SHEET(act->arena, "三支一扶报名", heads);
	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = db_prepare(act->db, &st, SQL_APPLY_EXPORT)) == JY_OK) {
		db_bind_int(st, ":campaign", campaign_id);
		db_bind_int(st, ":limit", EXPORT_ROWS + 1);
		apply_bind_scope(act, st);
		err = add_rows(act, st, whole, out, &rows);
		db_finish(st);
	}
	if (err == JY_OK && whole)
		err = note_looks(act, campaign_id);
	if (err == JY_OK)
		err = audit_act(act, "post.export", "campaign", campaign_id, NULL,
		    arena_printf(act->arena, "%zu rows%s", rows,
			whole ? ", whole ID numbers and contacts" : ""));
	return db_end(act->db, err);
}
