-- 0003_records.sql: student records, jobs and requests for lost certificates, as far as the
-- public site and the imports need them.

CREATE TABLE student(
  id           INTEGER PRIMARY KEY,
  uid          TEXT NOT NULL UNIQUE,
  school_id    INTEGER NOT NULL REFERENCES office(id),
  faculty_id   INTEGER REFERENCES office(id),
  year         INTEGER NOT NULL CHECK(year BETWEEN 1950 AND 2100),   -- of graduation
  student_no   TEXT NOT NULL DEFAULT '',
  name         TEXT NOT NULL CHECK(name <> ''),
  id_no_sealed TEXT NOT NULL,
  id_no_index  BLOB NOT NULL,
  education    TEXT NOT NULL,          -- dict education
  major        TEXT NOT NULL DEFAULT '',
  leaving_on   TEXT,                   -- ISO date (7.3.r2)
  region_code  TEXT REFERENCES region(code),   -- household
  account_id   INTEGER UNIQUE REFERENCES account(id),   -- 2.2.i3
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  UNIQUE(school_id, year, id_no_index)
) STRICT;
CREATE INDEX student_id_no ON student(id_no_index);
CREATE INDEX student_faculty ON student(faculty_id, year);

CREATE TABLE job(
  id           INTEGER PRIMARY KEY,
  employer_id  INTEGER NOT NULL REFERENCES employer(id),
  title        TEXT NOT NULL CHECK(title <> ''),
  category     TEXT NOT NULL DEFAULT '',
  employment   TEXT NOT NULL DEFAULT 'full_time',       -- dict employment
  headcount    INTEGER NOT NULL DEFAULT 1 CHECK(headcount BETWEEN 1 AND 9999),
  region_code  TEXT NOT NULL REFERENCES region(code),   -- prefecture or county
  workplace    TEXT NOT NULL DEFAULT '',
  salary_min   INTEGER NOT NULL DEFAULT 0 CHECK(salary_min >= 0),   -- yuan a month; 0: negotiable
  salary_max   INTEGER NOT NULL DEFAULT 0 CHECK(salary_max >= salary_min),
  education    TEXT NOT NULL DEFAULT 'any',             -- dict education, the least
  description  TEXT NOT NULL DEFAULT '',                -- Markdown
  mailbox      TEXT NOT NULL DEFAULT '',                -- where applications go
  contact_name TEXT NOT NULL DEFAULT '',
  contact_phone TEXT NOT NULL DEFAULT '',               -- published
  state        TEXT NOT NULL DEFAULT 'draft' CHECK(state IN
               ('draft', 'pending', 'published', 'closed', 'expired', 'taken_down')),
  reason       TEXT NOT NULL DEFAULT '',
  closes_on    TEXT NOT NULL,                           -- ISO date, the last day
  closes_at    INTEGER NOT NULL,                        -- first second after that day (4.1.i4)
  published_at INTEGER,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  CHECK(state <> 'published' OR published_at IS NOT NULL)
) STRICT;
CREATE INDEX job_employer ON job(employer_id, state);
CREATE INDEX job_open ON job(closes_at) WHERE state = 'published';

-- Replacement of a lost certificate (7.2).
CREATE TABLE cert_request(
  id           INTEGER PRIMARY KEY,
  uid          TEXT NOT NULL UNIQUE,
  account_id   INTEGER NOT NULL REFERENCES account(id),
  certificate  TEXT NOT NULL DEFAULT 'registration',    -- dict certificate
  holder       TEXT NOT NULL,                           -- name, school and year as of the request
  school       TEXT NOT NULL,
  year         INTEGER NOT NULL,
  cause        TEXT NOT NULL,
  state        TEXT NOT NULL DEFAULT 'pending' CHECK(state IN
               ('pending', 'public_notice', 'ready', 'collected', 'rejected', 'withdrawn')),
  reason       TEXT NOT NULL DEFAULT '',
  notice_from  INTEGER,
  notice_until INTEGER,                                 -- first second after the notice
  hidden       INTEGER NOT NULL DEFAULT 0 CHECK(hidden IN (0, 1)),   -- deleted by the graduate
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  CHECK(state NOT IN ('public_notice', 'ready', 'collected')
        OR (notice_from IS NOT NULL AND notice_until > notice_from))
) STRICT;
CREATE UNIQUE INDEX cert_request_open ON cert_request(account_id)      -- 7.2.q2
  WHERE state IN ('pending', 'public_notice', 'ready');
