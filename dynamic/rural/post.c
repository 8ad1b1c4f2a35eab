/*
 * post.c - the posts of a campaign (campaign.h).
 */
#include "audit/audit.h"
#include "rural/campaign.h"

#define COLUMNS                                                                         \
	"SELECT p.id, p.campaign_id, p.code, p.name, p.region_code, coalesce((SELECT"   \
	" name FROM region WHERE code = substr(p.region_code, 1, 4)), '') || CASE"      \
	" WHEN length(p.region_code) > 4 THEN coalesce((SELECT name FROM region WHERE"  \
	" code = p.region_code), '') ELSE '' END, p.unit, p.service, coalesce(s.label," \
	" p.service), p.headcount, p.education, coalesce(d.label, p.education),"        \
	" p.requirements, p.office_id, coalesce(p.employer_id, 0), o.name,"             \
	" coalesce(e.credit_code, ''), (SELECT count(*) FROM post_application a WHERE"  \
	" a.post_id = p.id) FROM post p JOIN office o ON o.id = p.office_id"            \
	" LEFT JOIN employer e ON e.id = p.employer_id"                                 \
	" LEFT JOIN dict s ON s.kind = 'rural' AND s.code = p.service"                  \
	" LEFT JOIN dict d ON d.kind = 'education' AND d.code = p.education"

SQL(SQL_POST_LIST, COLUMNS " WHERE p.campaign_id = :campaign AND (:region = '' OR"
			   " substr(p.region_code, 1, 4) = :region) ORDER BY p.code"
			   " LIMIT :limit");
SQL(SQL_POST_LOAD, COLUMNS " WHERE p.id = :id");
SQL(SQL_POST_FIND, "SELECT id FROM post WHERE campaign_id = :campaign AND code = :code");
SQL(SQL_POST_OFFICE,
    "SELECT id FROM office WHERE kind = 'prefecture' AND region_code = :region");
SQL(SQL_POST_EMPLOYER,
    "SELECT id FROM employer WHERE credit_code = :code AND state = 'verified'");
SQL(SQL_POST_INSERT,
    "INSERT INTO post(campaign_id, code, name, region_code, unit, service, headcount,"
    " education, requirements, office_id, employer_id, created_at, updated_at)"
    " VALUES(:campaign, :code, :name, :region, :unit, :service, :headcount, :education,"
    " :requirements, :office, nullif(:employer, 0), :now, :now)");
SQL(SQL_POST_UPDATE,
    "UPDATE post SET code = :code, name = :name, region_code = :region, unit = :unit,"
    " service = :service, headcount = :headcount, education = :education, requirements ="
    " :requirements, office_id = :office, employer_id = nullif(:employer, 0), updated_at "
    "="
    " :now WHERE id = :id AND campaign_id = :campaign");
SQL(SQL_POST_DELETE, "DELETE FROM post WHERE id = :id");

static void
read_post(struct act *act, struct db_stmt *st, struct post *out)
{
	struct arena *a = act->arena;

	*out = (struct post){
		.id = db_int(st, 0),
		.campaign_id = db_int(st, 1),
		.code = arena_str(a, db_str(st, 2)),
		.name = arena_str(a, db_str(st, 3)),
		.region = arena_str(a, db_str(st, 4)),
		.place = arena_str(a, db_str(st, 5)),
		.unit = arena_str(a, db_str(st, 6)),
		.service = arena_str(a, db_str(st, 7)),
		.service_label = arena_str(a, db_str(st, 8)),
		.headcount = db_int(st, 9),
		.education = arena_str(a, db_str(st, 10)),
		.education_label = arena_str(a, db_str(st, 11)),
		.requirements = arena_str(a, db_str(st, 12)),
		.office_id = db_int(st, 13),
		.employer_id = db_int(st, 14),
		.office = arena_str(a, db_str(st, 15)),
		.employer_code = arena_str(a, db_str(st, 16)),
		.applications = db_int(st, 17),
	};
}

enum jy_err
post_list(struct act *act, int64_t campaign_id, struct str region, struct post *out,
    size_t limit, size_t *n)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_POST_LIST);
	bool row;

	*n = 0;
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":campaign", campaign_id);
	db_bind_str(st, ":region", region);
	db_bind_int(st, ":limit", (int64_t)limit);
	while (*n < limit && (err = db_step(st, &row)) == JY_OK && row)
		read_post(act, st, &out[(*n)++]);
	db_finish(st);
	return err;
}

enum jy_err
post_load(struct act *act, int64_t id, struct post *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_POST_LOAD);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) == JY_OK)
		read_post(act, st, out);
	db_finish(st);
	return err;
}

enum jy_err
post_find(struct act *act, int64_t campaign_id, struct str code, int64_t *id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_POST_FIND);

	*id = 0;
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":campaign", campaign_id);
	db_bind_str(st, ":code", code);
	if ((err = db_one(st)) == JY_OK)
		*id = db_int(st, 0);
	db_finish(st);
	return err;
}

/* The id that a statement finds for a text. */
static enum jy_err
look_up(struct act *act, const char *sql, const char *name, struct str value, int64_t *id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, sql);

	if (err != JY_OK)
		return err;
	db_bind_str(st, name, value);
	if ((err = db_one(st)) == JY_OK)
		*id = db_int(st, 0);
	db_finish(st);
	return err;
}

/* Who reviews: the prefecture of the place, and an employer if one is named (9.1.i2). */
static enum jy_err
find_reviewers(struct act *act, struct post *p, const char **why)
{
	struct str prefecture = { p->region.p, p->region.n < 4 ? p->region.n : 4 };
	enum jy_err err =
	    look_up(act, SQL_POST_OFFICE, ":region", prefecture, &p->office_id);

	if (err == JY_ENOTFOUND) {
		*why = "该地区没有审核报名的地州人社部门。";
		return JY_ECONFLICT;
	}
	p->employer_id = 0;
	if (err != JY_OK || p->employer_code.n == 0)
		return err;
	err = look_up(act, SQL_POST_EMPLOYER, ":code", p->employer_code, &p->employer_id);
	if (err == JY_ENOTFOUND) {
		*why = "没有这个信用代码的已认证单位。";
		return JY_ECONFLICT;
	}
	return err;
}

enum jy_err
post_put(struct act *act, struct post *p, const char **why)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	*why = "该招募中已有这个岗位代码。";
	if ((err = find_reviewers(act, p, why)) != JY_OK ||
	    (err = db_prepare(
		 act->db, &st, p->id == 0 ? SQL_POST_INSERT : SQL_POST_UPDATE)) != JY_OK)
		return err;
	if (p->id != 0)
		db_bind_int(st, ":id", p->id);
	db_bind_int(st, ":campaign", p->campaign_id);
	db_bind_str(st, ":code", p->code);
	db_bind_str(st, ":name", p->name);
	db_bind_str(st, ":region", p->region);
	db_bind_str(st, ":unit", p->unit);
	db_bind_str(st, ":service", p->service);
	db_bind_int(st, ":headcount", p->headcount);
	db_bind_str(st, ":education", p->education);
	db_bind_str(
	    st, ":requirements", p->requirements.p != NULL ? p->requirements : STR(""));
	db_bind_int(st, ":office", p->office_id);
	db_bind_int(st, ":employer", p->employer_id);
	db_bind_int(st, ":now", act->now);
	if ((err = db_run(st)) == JY_OK && p->id == 0)
		p->id = db_last_id(act->db);
	db_finish(st);
	return err;
}

enum jy_err
post_save(struct act *act, struct post *p, const char **why)
{
	enum jy_err err;

	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = post_put(act, p, why)) == JY_OK)
		err = audit_act(act, "post.save", "post", p->id, NULL, p->code);
	return db_end(act->db, err);
}

enum jy_err
post_delete(struct act *act, const struct post *p)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = db_prepare(act->db, &st, SQL_POST_DELETE)) == JY_OK) {
		db_bind_int(st, ":id", p->id);
		err = db_run(st);
		db_finish(st);
	}
	if (err == JY_OK)
		err = audit_act(act, "post.delete", "post", p->id, NULL, p->code);
	return db_end(act->db, err);
}
