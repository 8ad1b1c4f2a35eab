/*
 * statistics.c - taking the counts (see statistics.h). The published views and the
 * change that lets the site follow are schema/0028_statistics.sql's part.
 */
#include <stdio.h>

#include "clock.h"
#include "statistics/statistics.h"

SQL(SQL_STATISTICS_AT, "SELECT at FROM statistic_taken");
SQL(SQL_STATISTICS_TAKEN, "INSERT INTO statistic_taken(id, at) VALUES(1, :now)"
			  " ON CONFLICT(id) DO UPDATE SET at = excluded.at");
SQL(SQL_STATISTICS_CLEAR, "DELETE FROM statistic");
/* Each graduate once: as what her newest record says. */
SQL(SQL_COUNT_REGISTRATIONS,
    "INSERT INTO statistic(subject, key, n)"
    " SELECT 'registration', realname_record.type, count(*) FROM realname"
    " JOIN realname_record ON realname_record.realname_id = realname.id"
    " AND realname_record.version = realname.version"
    " WHERE realname.state = 'registered' GROUP BY realname_record.type");
SQL(SQL_COUNT_JOB_PREFECTURES,
    "INSERT INTO statistic(subject, key, n)"
    " SELECT 'job_prefecture', substr(job.region_code, 1, 4), count(*) FROM job"
    " JOIN employer ON employer.id = job.employer_id WHERE job.state = 'published'"
    " AND job.closes_at > :now AND employer.state = 'verified'"
    " GROUP BY substr(job.region_code, 1, 4)");
SQL(SQL_COUNT_JOB_INDUSTRIES,
    "INSERT INTO statistic(subject, key, n)"
    " SELECT 'job_industry', coalesce(employer.industry, ''), count(*) FROM job"
    " JOIN employer ON employer.id = job.employer_id WHERE job.state = 'published'"
    " AND job.closes_at > :now AND employer.state = 'verified'"
    " GROUP BY coalesce(employer.industry, '')");
/* By the month in which they were signed, what took effect and was not taken back. */
SQL(SQL_COUNT_SIGNINGS,
    "INSERT INTO statistic(subject, key, n)"
    " SELECT kind, substr(signed_on, 1, 7), count(*) FROM document"
    " WHERE state IN ('effective', 'terminating', 'awaiting_archive', 'terminated')"
    " AND substr(signed_on, 1, 7) > :before AND substr(signed_on, 1, 7) <= :month"
    " GROUP BY kind, substr(signed_on, 1, 7)");

static const struct step {
	const char *sql;
	bool now, months; /* what to bind */
} steps[] = {
	{ SQL_STATISTICS_CLEAR, false, false },
	{ SQL_COUNT_REGISTRATIONS, false, false },
	{ SQL_COUNT_JOB_PREFECTURES, true, false },
	{ SQL_COUNT_JOB_INDUSTRIES, true, false },
	{ SQL_COUNT_SIGNINGS, false, true },
	{ SQL_STATISTICS_TAKEN, true, false },
};

static enum jy_err
run(struct act *act, const struct step *s)
{
	char month[11], before[16];
	struct db_stmt *st = NULL;
	enum jy_err err;

	clock_date(act->now, month);
	snprintf(before, sizeof(before), "%04d%.3s",
	    clock_day_number(act->now) / 10000 - 1, month + 4);
	if ((err = db_prepare(act->db, &st, s->sql)) != JY_OK)
		return err;
	if (s->now)
		db_bind_int(st, ":now", act->now);
	if (s->months) {
		db_bind_str(st, ":month", (struct str){ month, 7 });
		db_bind_text(st, ":before", before);
	}
	err = db_run(st);
	db_finish(st);
	return err;
}

static enum jy_err
is_due(struct act *act, bool *due)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	*due = true;
	if ((err = db_prepare(act->db, &st, SQL_STATISTICS_AT)) != JY_OK)
		return err;
	if ((err = db_one(st)) == JY_OK)
		*due = clock_day_number(db_int(st, 0)) != clock_day_number(act->now);
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

enum jy_err
statistics_tick(struct act *act)
{
	enum jy_err err;
	bool due, own;

	if ((err = is_due(act, &due)) != JY_OK || !due)
		return err;
	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]) && err == JY_OK; i++)
		err = run(act, &steps[i]);
	return db_leave(act->db, own, err);
}
