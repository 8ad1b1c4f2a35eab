/*
 * employer_view.c - see employer_view.h.
 */
#include "clock.h"
#include "db.h"
#include "employer/employer_view.h"
#include "markdown.h"
#include "region/region.h"

SQL(SQL_EMPLOYER_VIEW,
    "SELECT e.name, e.credit_code, (SELECT label FROM dict WHERE kind = 'employer_kind'"
    " AND code = e.kind), (SELECT label FROM dict WHERE kind = 'industry'"
    " AND code = e.industry), e.scale, e.address, e.website, e.contact_name,"
    " e.contact_phone, e.reason, a.name, e.region_code, f.uid, e.created_at,"
    " e.intro, e.licence_id IS NULL AND e.state <> 'verified' FROM employer e LEFT JOIN "
    "account a ON a.employer_id = e.id"
    " LEFT JOIN file f ON f.id = e.licence_id"
    " WHERE e.id = :id");

static const char *const names[] = { "name", "credit_code", "kind", "industry", "scale",
	"address", "website", "contact_name", "contact_phone", "reason", "user" };

static enum jy_err
put_place(struct act *act, struct val *v, struct str code)
{
	struct region r;
	enum jy_err err = region_get(act, code, &r);

	if (err == JY_OK)
		val_set(v, "place", val_str(r.path));
	return err == JY_ENOTFOUND ? JY_OK : err;
}

static enum jy_err
put_intro(struct act *act, struct val *data, struct str intro)
{
	struct buf html = BUF_INIT;
	enum jy_err err = markdown_html(intro, NULL, &html);

	if (err == JY_OK)
		val_set(data, "body", val_html(arena_str(act->arena, buf_view(&html))));
	buf_release(&html);
	return err;
}

static enum jy_err
put_row(struct act *act, struct db_stmt *st, int64_t id, struct val *data)
{
	struct val v = val_map(act->arena);
	char day[11];
	enum jy_err err;

	for (int i = 0; i < (int)(sizeof(names) / sizeof(names[0])); i++)
		val_set(&v, names[i], val_str(arena_str(act->arena, db_str(st, i))));
	clock_date(db_int(st, 13), day);
	val_set(&v, "id", val_int(id));
	val_set(&v, "registered", val_text(arena_strdup(act->arena, day)));
	val_set(&v, "licence", val_str(arena_str(act->arena, db_str(st, 12))));
	val_set(&v, "lacks_licence", val_bool(db_int(st, 15) != 0));
	if ((err = put_place(act, &v, db_str(st, 11))) != JY_OK)
		return err;
	val_set(data, "employer", v);
	return put_intro(act, data, db_str(st, 14));
}

enum jy_err
employer_put(struct act *act, int64_t id, struct val *data)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_EMPLOYER_VIEW)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) == JY_OK)
		err = put_row(act, st, id, data);
	db_finish(st);
	return err;
}
