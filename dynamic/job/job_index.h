/*
 * job_index.h - what the job search reads, kept up to date.
 * job_live follows every change of a job or its employer by triggers
 * (schema/0008_search.sql); the full-text index job_fts follows it here. Between a
 * change and job_index_update() a job may not be found by its new words, but one that is
 * no longer on offer is never shown: the search reads its rows from job_live.
 */
#ifndef JY_JOB_INDEX_H
#define JY_JOB_INDEX_H

#include "db.h"
#include "err.h"

/*
 * Bring job_fts up to date, in the caller's transaction. Costs next to nothing when it
 * is. Called by the steps of job_flow; by whoever else changes jobs or employers behind
 * the change; and by each tick, for those who forget.
 */
enum jy_err job_index_update(struct db *db);

/* Make job_live and job_fts anew from the jobs, newest publication first, in the caller's
 * transaction: after an import, or when places were renamed. */
enum jy_err job_index_rebuild(struct db *db);

#endif
