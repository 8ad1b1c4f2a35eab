/*
 * job_edit.c - see job_edit.h: writing. What pages show is job_sheet.c's.
 */
#include "audit/audit.h"
#include "clock.h"
#include "job/job.h"
#include "job/job_edit.h"

#define DAY 86400

#define JOB_COLUMNS                                                                   \
	"title, category, employment, headcount, region_code, workplace, salary_min," \
	" salary_max, education, description, mailbox, contact_name, contact_phone,"  \
	" closes_on, closes_at"
#define JOB_VALUES                                                                      \
	":title, :category, :employment, :headcount, :region, :workplace, :salary_min," \
	" :salary_max, :education, :description, :mailbox, :contact_name,"              \
	" :contact_phone, :closes_on, :closes_at"

SQL(SQL_JOB_CREATE,
    "INSERT INTO job(employer_id, " JOB_COLUMNS
    ", created_at, updated_at) VALUES(:employer, " JOB_VALUES ", :now, :now)");
SQL(SQL_JOB_STORE, "UPDATE job SET (" JOB_COLUMNS ") = (" JOB_VALUES ") WHERE id = :id");
SQL(SQL_JOB_POSTING,
    "SELECT " JOB_COLUMNS " FROM job WHERE id = :id"
    " AND deleted_at IS NULL AND (:employer = 0 OR employer_id = :employer)");
SQL(SQL_JOB_DELETE, "UPDATE job SET deleted_at = :now WHERE id = :id");
SQL(SQL_JOB_REMIND,
    "SELECT j.id FROM job j WHERE j.state = 'published' AND j.closes_at <= :soon"
    " AND j.closes_at > :now AND NOT EXISTS (SELECT 1 FROM flow_event f"
    " WHERE f.kind = 'job' AND f.item_id = j.id AND f.action = 'remind'"
    " AND f.at >= j.published_at) ORDER BY j.closes_at LIMIT 256");

const char *
job_day_fault(struct act *act, struct str day)
{
	int64_t start;

	if (!clock_parse_date(day, &start))
		return "截止日期不是有效日期。";
	if (clock_day_start(start, 1) <= act->now)
		return "截止日期不能早于今天。";
	if (start > act->now + (int64_t)JOB_DAYS_MAX * DAY)
		return "截止日期最多为一年以后。";
	return NULL;
}

static void
bind_text(struct db_stmt *st, const char *name, struct str value)
{
	db_bind_str(st, name, value.p != NULL ? value : STR(""));
}

/* All that JOB_VALUES names. */
static enum jy_err
bind_posting(struct act *act, struct db_stmt *st, const struct job_posting *p)
{
	const struct {
		const char *name;
		struct str value;
	} texts[] = {
		{ ":title", p->title },
		{ ":category", p->category },
		{ ":employment", p->employment },
		{ ":region", p->region },
		{ ":workplace", p->workplace },
		{ ":education", p->education },
		{ ":description", p->description },
		{ ":mailbox", p->mailbox },
		{ ":contact_name", p->contact_name },
		{ ":contact_phone", p->contact_phone },
		{ ":closes_on", p->closes_on },
	};
	int64_t start;

	if (job_day_fault(act, p->closes_on) != NULL ||
	    !clock_parse_date(p->closes_on, &start))
		return JY_EINPUT;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		bind_text(st, texts[i].name, texts[i].value);
	db_bind_int(st, ":headcount", p->headcount);
	db_bind_int(st, ":salary_min", p->salary_min);
	db_bind_int(st, ":salary_max", p->salary_max);
	db_bind_int(st, ":closes_at", clock_day_start(start, 1));
	return JY_OK;
}

enum jy_err
job_create(struct act *act, const struct job_posting *posting, int64_t *id)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = db_prepare(act->db, &st, SQL_JOB_CREATE)) != JY_OK ||
	    (err = bind_posting(act, st, posting)) != JY_OK)
		goto out;
	db_bind_int(st, ":employer", act->who.employer_id);
	db_bind_int(st, ":now", act->now);
	if ((err = db_run(st)) == JY_OK) {
		*id = db_last_id(act->db);
		err = flow_created(act, &job_flow, *id, "create");
	}
out:
	db_finish(st);
	return db_end(act->db, err);
}

enum jy_err
job_edit_store(struct act *act, int64_t id, const struct job_posting *posting)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_JOB_STORE)) != JY_OK)
		return err;
	if ((err = bind_posting(act, st, posting)) == JY_OK) {
		db_bind_int(st, ":id", id);
		err = db_run(st);
	}
	db_finish(st);
	return err;
}

enum jy_err
job_edit_delete(struct act *act, int64_t id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_JOB_DELETE);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	return err;
}

enum jy_err
job_posting_load(struct act *act, int64_t id, struct job_posting *p)
{
	struct str *const texts[] = { &p->title, &p->category, &p->employment, NULL,
		&p->region, &p->workplace, NULL, NULL, &p->education, &p->description,
		&p->mailbox, &p->contact_name, &p->contact_phone, &p->closes_on };
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_JOB_POSTING)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	db_bind_int(
	    st, ":employer", act->who.role == ROLE_EMPLOYER ? act->who.employer_id : 0);
	if ((err = db_one(st)) == JY_OK) {
		for (int i = 0; i < (int)(sizeof(texts) / sizeof(texts[0])); i++)
			if (texts[i] != NULL)
				*texts[i] = arena_str(act->arena, db_str(st, i));
		p->headcount = db_int(st, 3);
		p->salary_min = db_int(st, 6);
		p->salary_max = db_int(st, 7);
	}
	db_finish(st);
	return err;
}

enum jy_err
job_remind(struct act *act, int *told)
{
	return flow_remind(
	    act, &job_flow, SQL_JOB_REMIND, (int64_t)JOB_WARN_DAYS * DAY, "remind", told);
}
