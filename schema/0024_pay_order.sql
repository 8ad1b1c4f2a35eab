-- 0024_pay_order.sql: a search by salary reads its page from the beginning, as one by date does.
-- A second full-text index has the same words under rowids that ascend from the best paid job to the
-- least paid, the newest first among equals: rowid = -salary_max * 4294967296 + rank. It keeps no
-- text of its own; what it has for a rank stands in job_fts, and under which rowid in job_fts_at.
-- dynamic/job/job_index.c writes it together with job_fts.
CREATE VIRTUAL TABLE job_fts_pay USING fts5(title, employer, body, facet, content = '', tokenize = 'bigram', prefix = '1');
CREATE TABLE job_fts_at(
  rank INTEGER PRIMARY KEY,
  pay  INTEGER NOT NULL UNIQUE
) STRICT;

-- Words of facet that are new: s and p for the steps of the highest salary (500 and 5000 yuan), m and n for
-- those of the lowest where a salary is named, d and o for the day of publication and for its 16 days.
INSERT INTO job_fts_stale SELECT rank FROM job_live WHERE true ON CONFLICT DO NOTHING;
