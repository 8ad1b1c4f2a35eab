/*
 * reindex.c - `portalctl reindex`: make anew what the searches for jobs, for resumes
 * and for places read.
 */
#include <stdio.h>

#include "ctl/ctl.h"
#include "job/job_index.h"
#include "region/region_index.h"
#include "resume/resume_index.h"

SQL(SQL_REINDEX_COUNT, "SELECT (SELECT count(*) FROM job_live),"
		       " (SELECT count(*) FROM resume_live)");

enum jy_err
ctl_reindex(struct ctl *c, int argc, char **argv)
{
	struct db_stmt *st = NULL;
	int64_t places = 0;
	enum jy_err err;

	if ((err = ctl_arguments(c, argc, argv, NULL, 0, NULL, 0, 0)) != JY_OK ||
	    (err = db_begin(c->db)) != JY_OK)
		return err;
	if ((err = job_index_rebuild(c->db)) == JY_OK)
		err = resume_index_rebuild(c->db);
	if (err == JY_OK)
		err = region_index_rebuild(c->db, &places);
	if ((err = db_end(c->db, err)) != JY_OK ||
	    (err = db_prepare(c->db, &st, SQL_REINDEX_COUNT)) != JY_OK)
		return err;
	if ((err = db_one(st)) == JY_OK)
		printf("%lld jobs, %lld resumes, %lld places\n", (long long)db_int(st, 0),
		    (long long)db_int(st, 1), (long long)places);
	db_finish(st);
	return err;
}
