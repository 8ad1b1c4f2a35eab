-- 0008_search.sql: what the job search reads (4.1). Triggers keep job_live in the transaction of
-- every change to a job or its employer, so that no way of changing them can forget it.

-- One row for each published job: all that a row of results shows and that conditions ask for, so
-- that a page of results is read from here alone. rank falls with each publication: ascending is
-- newest first; it is also the rowid of the full-text index. Editing keeps it.
CREATE TABLE job_live(
  rank          INTEGER PRIMARY KEY,
  job_id        INTEGER NOT NULL UNIQUE REFERENCES job(id),
  employer_id   INTEGER NOT NULL,
  offered       INTEGER NOT NULL CHECK(offered IN (0, 1)),   -- 0: its employer is not verified now
  closes_at     INTEGER NOT NULL,
  published_at  INTEGER NOT NULL,
  salary_min    INTEGER NOT NULL,
  salary_max    INTEGER NOT NULL,
  region_code   TEXT NOT NULL,
  industry      TEXT NOT NULL,
  category      TEXT NOT NULL,
  employer_kind TEXT NOT NULL,
  employment    TEXT NOT NULL,
  education     TEXT NOT NULL,
  headcount     INTEGER NOT NULL,
  title         TEXT NOT NULL,
  employer      TEXT NOT NULL,
  place         TEXT NOT NULL,
  brief         TEXT NOT NULL               -- how the description begins
) STRICT;
CREATE INDEX job_live_salary ON job_live(salary_max DESC, rank);
CREATE INDEX job_live_published ON job_live(published_at, rank);
CREATE INDEX job_live_closes ON job_live(closes_at);
CREATE INDEX job_live_category ON job_live(category);
CREATE INDEX job_live_employer ON job_live(employer_id);

-- Grows with every change of job_live: what was counted under one version stays right for it. It
-- begins anywhere, so that two stores hardly ever agree.
CREATE TABLE job_live_version(
  id      INTEGER PRIMARY KEY CHECK(id = 1),
  version INTEGER NOT NULL
) STRICT;
INSERT INTO job_live_version VALUES(1, abs(random() % 1000000000000) * 1000);

-- The text that is searched, over our own tokenizer (lib/bigram.h), and in facet one word for each
-- condition with a list: r6501 for each part of a region's code, i…, c…, k…, t…, e…; and s16 for a
-- salary from 8000 to 8499. A trigger may
-- not write to it, so job_index.c does; job_fts_stale says which rows are behind.
CREATE VIRTUAL TABLE job_fts USING fts5(title, employer, body, facet, tokenize = 'bigram', prefix = '1');
CREATE TABLE job_fts_stale(rank INTEGER PRIMARY KEY) STRICT;

-- job_live as it should be, but for rank.
CREATE VIEW job_offer AS
  SELECT job.id AS job_id, job.employer_id, employer.state = 'verified' AS offered, job.closes_at,
         job.published_at, job.salary_min, job.salary_max, job.region_code,
         coalesce(employer.industry, '') AS industry, job.category,
         coalesce(employer.kind, '') AS employer_kind, job.employment, job.education, job.headcount,
         job.title, employer.name AS employer,
         coalesce((SELECT name FROM region WHERE code = substr(job.region_code, 1, 4)),
                  (SELECT name FROM region WHERE code = job.region_code), '')
         || CASE WHEN length(job.region_code) > 4
                 THEN coalesce((SELECT name FROM region WHERE code = job.region_code), '')
                 ELSE '' END AS place, replace(replace(replace(
         substr(job.description, 1, 100), '## ', ''), '# ', ''), '**', '') AS brief,
         job.category || ' ' || job.workplace || ' ' || job.description AS body
    FROM job JOIN employer ON employer.id = job.employer_id
   WHERE job.state = 'published';

-- From job and employer to job_live.
CREATE TRIGGER job_live_published AFTER INSERT ON job WHEN NEW.state = 'published' BEGIN
  INSERT INTO job_live SELECT (SELECT coalesce(min(rank), 0) - 1 FROM job_live), job_id, employer_id,
         offered, closes_at, published_at, salary_min, salary_max, region_code, industry, category,
         employer_kind, employment, education, headcount, title, employer, place,
         brief
    FROM job_offer WHERE job_id = NEW.id;
END;
CREATE TRIGGER job_live_changed AFTER UPDATE OF title, category, employment, headcount, region_code,
  workplace, salary_min, salary_max, education, description, state, closes_at, published_at ON job
BEGIN
  DELETE FROM job_live
   WHERE job_id = NEW.id AND (NEW.state <> 'published' OR NEW.published_at <> published_at);
  UPDATE job_live SET (closes_at, salary_min, salary_max, region_code, category, employment,
         education, headcount, title, place, brief) = (SELECT closes_at, salary_min, salary_max,
         region_code, category, employment, education, headcount, title, place, brief
    FROM job_offer WHERE job_id = NEW.id) WHERE job_id = NEW.id;
  INSERT INTO job_live SELECT (SELECT coalesce(min(rank), 0) - 1 FROM job_live), job_id, employer_id,
         offered, closes_at, published_at, salary_min, salary_max, region_code, industry, category,
         employer_kind, employment, education, headcount, title, employer, place,
         brief
    FROM job_offer
   WHERE job_id = NEW.id AND NOT EXISTS (SELECT 1 FROM job_live WHERE job_id = NEW.id);
END;
CREATE TRIGGER job_live_removed BEFORE DELETE ON job BEGIN
  DELETE FROM job_live WHERE job_id = OLD.id;
END;
CREATE TRIGGER job_live_employer_changed AFTER UPDATE OF name, kind, industry, state ON employer
WHEN OLD.name <> NEW.name OR OLD.kind IS NOT NEW.kind OR OLD.industry IS NOT NEW.industry
  OR OLD.state <> NEW.state BEGIN
  UPDATE job_live SET offered = NEW.state = 'verified', industry = coalesce(NEW.industry, ''),
         employer_kind = coalesce(NEW.kind, ''), employer = NEW.name
   WHERE employer_id = NEW.id;
END;

-- What job_fts has to follow.
CREATE TRIGGER job_live_inserted AFTER INSERT ON job_live BEGIN
  UPDATE job_live_version SET version = version + 1;
  INSERT INTO job_fts_stale VALUES(NEW.rank) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER job_live_updated AFTER UPDATE ON job_live BEGIN
  UPDATE job_live_version SET version = version + 1;
  INSERT INTO job_fts_stale VALUES(NEW.rank) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER job_live_deleted AFTER DELETE ON job_live BEGIN
  UPDATE job_live_version SET version = version + 1;
  INSERT INTO job_fts_stale VALUES(OLD.rank) ON CONFLICT DO NOTHING;
END;
