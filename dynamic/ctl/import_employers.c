/*
 * import_employers.c - employers that the authority vouches for: a new one is
 * verified at once. Known by the credit code; importing again brings it up to date
 * and leaves its state alone.
 */
#include "ctl/import.h"
#include "employer/employer.h"

enum {
	NAME,
	CREDIT,
	KIND,
	INDUSTRY,
	REGION,
	ADDRESS,
	INTRO,
	WEBSITE,
	CONTACT,
	PHONE,
	COLUMNS_READ
};

static const struct import_column columns[] = {
	[NAME] = { "name|单位名称|名称|企业名称", IMPORT_LINE, true, 2, 100, NULL, NULL },
	[CREDIT] = { "credit_code|统一社会信用代码|信用代码", IMPORT_CREDIT, true, 0, 0,
	    NULL, NULL },
	[KIND] = { "kind|单位性质|性质", IMPORT_DICT, false, 0, 0, "employer_kind",
	    NULL },
	[INDUSTRY] = { "industry|行业|所属行业", IMPORT_DICT, false, 0, 0, "industry",
	    NULL },
	[REGION] = { "region|地区|所在地区|所在地", IMPORT_REGION, false, 4, 6, NULL,
	    NULL },
	[ADDRESS] = { "address|地址|单位地址", IMPORT_LINE, false, 1, 200, NULL, NULL },
	[INTRO] = { "intro|简介|单位简介", IMPORT_LONG, false, 1, 20000, NULL, NULL },
	[WEBSITE] = { "website|网址|单位网址", IMPORT_URL, false, 1, 200, NULL, NULL },
	[CONTACT] = { "contact_name|联系人", IMPORT_NAME, false, 0, 0, NULL, NULL },
	[PHONE] = { "contact_phone|联系电话|电话", IMPORT_PHONE, false, 5, 30, NULL,
	    NULL },
};

SQL(SQL_EMPLOYER_FIND, "SELECT id FROM employer WHERE credit_code = :credit");
SQL(SQL_EMPLOYER_ADD,
    "INSERT INTO employer(name, credit_code, kind, industry, region_code, address, intro,"
    " website, contact_name, contact_phone, created_at, updated_at) VALUES(:name,"
    " :credit, nullif(:kind, ''), nullif(:industry, ''), nullif(:region, ''),"
    " coalesce(:address, ''), coalesce(:intro, ''), coalesce(:website, ''),"
    " coalesce(:contact, ''), coalesce(:phone, ''), :now, :now)");
SQL(SQL_EMPLOYER_CHANGE,
    "UPDATE employer SET name = :name, kind = nullif(coalesce(:kind, kind), ''),"
    " industry = nullif(coalesce(:industry, industry), ''),"
    " region_code = nullif(coalesce(:region, region_code), ''),"
    " address = coalesce(:address, address), intro = coalesce(:intro, intro),"
    " website = coalesce(:website, website),"
    " contact_name = coalesce(:contact, contact_name),"
    " contact_phone = coalesce(:phone, contact_phone), updated_at = :now"
    " WHERE credit_code = :credit AND (name <> :name"
    " OR coalesce(kind, '') <> coalesce(:kind, kind, '')"
    " OR coalesce(industry, '') <> coalesce(:industry, industry, '')"
    " OR coalesce(region_code, '') <> coalesce(:region, region_code, '')"
    " OR address <> coalesce(:address, address) OR intro <> coalesce(:intro, intro)"
    " OR website <> coalesce(:website, website)"
    " OR contact_name <> coalesce(:contact, contact_name)"
    " OR contact_phone <> coalesce(:phone, contact_phone))");

static enum jy_err
check(struct import *im, struct import_row *row)
{
	(void)im;
	row->key = row->value[CREDIT].text;
	return JY_OK;
}

static enum jy_err
write_row(struct import *im, struct import_row *row, const char *sql)
{
	static const struct {
		const char *name;
		int column;
	} binds[] = { { ":name", NAME }, { ":credit", CREDIT }, { ":kind", KIND },
		{ ":industry", INDUSTRY }, { ":region", REGION }, { ":address", ADDRESS },
		{ ":intro", INTRO }, { ":website", WEBSITE }, { ":contact", CONTACT },
		{ ":phone", PHONE } };
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(im->act->db, &st, sql)) != JY_OK)
		return err;
	for (size_t i = 0; i < sizeof(binds) / sizeof(binds[0]); i++)
		import_bind(st, binds[i].name, im, row, binds[i].column);
	db_bind_int(st, ":now", im->act->now);
	err = db_run(st);
	db_finish(st);
	return err;
}

static enum jy_err
store(struct import *im, struct import_row *row)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	int64_t id;
	bool known;

	if ((err = db_prepare(im->act->db, &st, SQL_EMPLOYER_FIND)) != JY_OK)
		return err;
	db_bind_str(st, ":credit", row->value[CREDIT].text);
	err = db_step(st, &known);
	db_finish(st);
	if (err != JY_OK)
		return err;
	if ((err = write_row(im, row, known ? SQL_EMPLOYER_CHANGE : SQL_EMPLOYER_ADD)) !=
	    JY_OK)
		return err;
	if (known) {
		im->changed += db_changes(im->act->db) > 0;
		return JY_OK;
	}
	im->added++;
	id = db_last_id(im->act->db);
	if ((err = flow_created(im->act, &employer_flow, id, "register")) != JY_OK)
		return err;
	return flow_apply(im->act, &employer_flow, id, "import", NULL, NULL);
}

const struct import_kind import_employers = {
	.name = "employers",
	.act = "import.employers",
	.columns = columns,
	.n = sizeof(columns) / sizeof(columns[0]),
	.read = COLUMNS_READ,
	.limits = &CSV_IMPORT_LIMITS,
	.check = check,
	.store = store,
};
