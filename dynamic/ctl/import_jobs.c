/*
 * import_jobs.c - jobs of employers that the portal knows, published at once. One is
 * known by employer and title as long as it is a draft, pending or published;
 * importing it again brings it up to date and leaves its state alone.
 */
#include "clock.h"
#include "ctl/import.h"
#include "job/job.h"
#include "job/job_index.h"

enum {
	EMPLOYER,
	TITLE,
	REGION,
	CLOSES,
	CATEGORY,
	EMPLOYMENT,
	HEADCOUNT,
	WORKPLACE,
	SALARY_MIN,
	SALARY_MAX,
	EDUCATION,
	DESCRIPTION,
	MAILBOX,
	CONTACT,
	PHONE,
	COLUMNS_READ
};

static const struct import_column columns[] = {
	[EMPLOYER] = { "employer|统一社会信用代码|信用代码|credit_code|单位名称|单位",
	    IMPORT_LINE, true, 2, 100, NULL, NULL },
	[TITLE] = { "title|职位名称|职位|岗位名称", IMPORT_LINE, true, 2, 60, NULL,
	    NULL },
	[REGION] = { "region|工作地区|地区|工作地", IMPORT_REGION, true, 4, 6, NULL,
	    NULL },
	[CLOSES] = { "closes_on|截止日期|有效期至", IMPORT_DATE, true, 0, 0, NULL, NULL },
	[CATEGORY] = { "category|职位类别|类别", IMPORT_LINE, false, 1, 40, NULL, NULL },
	[EMPLOYMENT] = { "employment|用工形式|工作性质", IMPORT_DICT, false, 0, 0,
	    "employment", "full_time" },
	[HEADCOUNT] = { "headcount|招聘人数|人数", IMPORT_NUMBER, false, 1, 9999, NULL,
	    "1" },
	[WORKPLACE] = { "workplace|工作地点|工作地址", IMPORT_LINE, false, 1, 200, NULL,
	    NULL },
	[SALARY_MIN] = { "salary_min|最低月薪|薪资下限", IMPORT_NUMBER, false, 0, 1000000,
	    NULL, "0" },
	[SALARY_MAX] = { "salary_max|最高月薪|薪资上限", IMPORT_NUMBER, false, 0, 1000000,
	    NULL, "0" },
	[EDUCATION] = { "education|学历要求|学历", IMPORT_DICT, false, 0, 0, "education",
	    "any" },
	[DESCRIPTION] = { "description|职位描述|岗位描述|职位说明", IMPORT_LONG, false, 1,
	    20000, NULL, NULL },
	[MAILBOX] = { "mailbox|投递邮箱|邮箱", IMPORT_EMAIL, false, 0, 0, NULL, NULL },
	[CONTACT] = { "contact_name|联系人", IMPORT_NAME, false, 0, 0, NULL, NULL },
	[PHONE] = { "contact_phone|联系电话|电话", IMPORT_PHONE, false, 5, 30, NULL,
	    NULL },
};

SQL(SQL_JOB_EMPLOYER,
    "SELECT id, state FROM employer WHERE credit_code = :who OR name = :who"
    " ORDER BY id LIMIT 2");
SQL(SQL_JOB_FIND, "SELECT id FROM job WHERE employer_id = :employer AND title = :title"
		  " AND state IN ('draft', 'pending', 'published') ORDER BY id LIMIT 1");
SQL(SQL_JOB_ADD,
    "INSERT INTO job(employer_id, title, region_code, closes_on, closes_at, category,"
    " employment, headcount, workplace, salary_min, salary_max, education, description,"
    " mailbox, contact_name, contact_phone, created_at, updated_at) VALUES(:employer,"
    " :title, :region, :closes_on, :closes_at, coalesce(:category, ''), :employment,"
    " :headcount, coalesce(:workplace, ''), :salary_min, :salary_max, :education,"
    " coalesce(:description, ''), coalesce(:mailbox, ''), coalesce(:contact, ''),"
    " coalesce(:phone, ''), :now, :now)");
SQL(SQL_JOB_CHANGE,
    "UPDATE job SET region_code = :region, closes_on = :closes_on, closes_at = "
    ":closes_at,"
    " category = coalesce(:category, category), employment = :employment,"
    " headcount = :headcount, workplace = coalesce(:workplace, workplace),"
    " salary_min = :salary_min, salary_max = :salary_max, education = :education,"
    " description = coalesce(:description, description),"
    " mailbox = coalesce(:mailbox, mailbox),"
    " contact_name = coalesce(:contact, contact_name),"
    " contact_phone = coalesce(:phone, contact_phone), updated_at = :now"
    " WHERE id = :id AND (region_code <> :region OR closes_on <> :closes_on"
    " OR category <> coalesce(:category, category) OR employment <> :employment"
    " OR headcount <> :headcount OR workplace <> coalesce(:workplace, workplace)"
    " OR salary_min <> :salary_min OR salary_max <> :salary_max"
    " OR education <> :education OR description <> coalesce(:description, description)"
    " OR mailbox <> coalesce(:mailbox, mailbox)"
    " OR contact_name <> coalesce(:contact, contact_name)"
    " OR contact_phone <> coalesce(:phone, contact_phone))");

/* Its id goes to the cell's number. */
static enum jy_err
find_employer(struct import *im, struct import_row *row)
{
	struct db_stmt *st = NULL;
	bool found, more = false, verified = false;
	enum jy_err err;

	if ((err = db_prepare(im->act->db, &st, SQL_JOB_EMPLOYER)) != JY_OK)
		return err;
	db_bind_str(st, ":who", row->value[EMPLOYER].text);
	if ((err = db_step(st, &found)) == JY_OK && found) {
		row->value[EMPLOYER].number = db_int(st, 0);
		verified = str_is(db_str(st, 1), "verified");
		err = db_step(st, &more);
	}
	db_finish(st);
	if (err != JY_OK)
		return err;
	if (!found)
		import_fault(
		    im, row, EMPLOYER, "没有这个单位（请填统一社会信用代码或全称）");
	else if (more)
		import_fault(im, row, EMPLOYER, "有多个同名单位，请填统一社会信用代码");
	else if (!verified)
		import_fault(im, row, EMPLOYER, "该单位尚未通过认证");
	return JY_OK;
}

static enum jy_err
check(struct import *im, struct import_row *row)
{
	struct import_value *v = row->value;
	enum jy_err err;

	if ((err = find_employer(im, row)) != JY_OK)
		return err;
	if (v[SALARY_MAX].number == 0)
		v[SALARY_MAX].number = v[SALARY_MIN].number;
	if (v[SALARY_MAX].number < v[SALARY_MIN].number)
		import_fault(im, row, SALARY_MAX, "低于最低月薪");
	v[CLOSES].number = clock_day_start(v[CLOSES].number, 1);
	if (v[CLOSES].number <= im->act->now)
		import_fault(im, row, CLOSES, "截止日期已过");
	row->key = arena_printf(im->act->arena, "%lld " STR_FMT,
	    (long long)v[EMPLOYER].number, STR_ARG(v[TITLE].text));
	return JY_OK;
}

/* What both statements have. */
static void
bind(struct db_stmt *st, const struct import *im, const struct import_row *row)
{
	static const struct {
		const char *name;
		int column;
	} texts[] = { { ":region", REGION }, { ":closes_on", CLOSES },
		{ ":category", CATEGORY }, { ":employment", EMPLOYMENT },
		{ ":workplace", WORKPLACE }, { ":education", EDUCATION },
		{ ":description", DESCRIPTION }, { ":mailbox", MAILBOX },
		{ ":contact", CONTACT }, { ":phone", PHONE } },
	  numbers[] = { { ":headcount", HEADCOUNT }, { ":salary_min", SALARY_MIN },
		  { ":salary_max", SALARY_MAX } };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		import_bind(st, texts[i].name, im, row, texts[i].column);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		db_bind_int(st, numbers[i].name, row->value[numbers[i].column].number);
	db_bind_int(st, ":closes_at", row->value[CLOSES].number);
	db_bind_int(st, ":now", im->act->now);
}

static enum jy_err
add(struct import *im, struct import_row *row)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	int64_t id;

	if ((err = db_prepare(im->act->db, &st, SQL_JOB_ADD)) != JY_OK)
		return err;
	db_bind_int(st, ":employer", row->value[EMPLOYER].number);
	db_bind_str(st, ":title", row->value[TITLE].text);
	bind(st, im, row);
	err = db_run(st);
	id = db_last_id(im->act->db);
	db_finish(st);
	if (err != JY_OK)
		return err;
	im->added++;
	if ((err = flow_created(im->act, &job_flow, id, "create")) != JY_OK)
		return err;
	return flow_apply(im->act, &job_flow, id, "import", NULL, NULL);
}

static enum jy_err
change(struct import *im, struct import_row *row, int64_t id)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(im->act->db, &st, SQL_JOB_CHANGE)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	bind(st, im, row);
	if ((err = db_run(st)) == JY_OK)
		im->changed += db_changes(im->act->db) > 0;
	db_finish(st);
	return err;
}

static enum jy_err
store(struct import *im, struct import_row *row)
{
	struct db_stmt *st = NULL;
	int64_t id = 0;
	enum jy_err err;

	if ((err = db_prepare(im->act->db, &st, SQL_JOB_FIND)) != JY_OK)
		return err;
	db_bind_int(st, ":employer", row->value[EMPLOYER].number);
	db_bind_str(st, ":title", row->value[TITLE].text);
	if ((err = db_one(st)) == JY_OK)
		id = db_int(st, 0);
	db_finish(st);
	if (err == JY_ENOTFOUND)
		return add(im, row);
	return err != JY_OK ? err : change(im, row, id);
}

static enum jy_err
finish(struct import *im)
{
	return job_index_update(im->act->db);
}

const struct import_kind import_jobs = {
	.name = "jobs",
	.act = "import.jobs",
	.columns = columns,
	.n = sizeof(columns) / sizeof(columns[0]),
	.read = COLUMNS_READ,
	.limits = &CSV_IMPORT_LIMITS,
	.check = check,
	.store = store,
	.finish = finish,
};
