-- 0022_subsidy.sql: job-seeking subsidies (7.3): applications, what is paid for each type, and the
-- batches in which they are paid.

INSERT INTO dict(kind, code, label, position) VALUES
  ('subsidy', 'allowance', '城乡居民最低生活保障家庭', 0), ('subsidy', 'poverty', '脱贫家庭（含防止返贫监测对象）', 1),
  ('subsidy', 'jobless', '零就业家庭', 2), ('subsidy', 'disabled', '残疾毕业生', 3),
  ('subsidy', 'loan', '已获得国家助学贷款', 4), ('subsidy', 'destitute', '特困人员', 5),
  ('subsidy', 'other', '其他就业困难情形', 6);

-- Yuan, once. A batch keeps the amounts of the day it was made.
CREATE TABLE subsidy_rate(
  type   TEXT PRIMARY KEY,                               -- dict subsidy
  amount INTEGER NOT NULL CHECK(amount BETWEEN 1 AND 100000)
) STRICT;
INSERT INTO subsidy_rate SELECT code, 1000 FROM dict WHERE kind = 'subsidy';

CREATE TABLE subsidy(
  id           INTEGER PRIMARY KEY,
  uid          TEXT NOT NULL UNIQUE CHECK(length(uid) = 22),
  account_id   INTEGER NOT NULL REFERENCES account(id),
  student_id   INTEGER NOT NULL REFERENCES student(id),
  school_id    INTEGER NOT NULL REFERENCES office(id),   -- who reviews, as of the application
  faculty_id   INTEGER NOT NULL REFERENCES office(id),
  year         INTEGER NOT NULL,                         -- of graduation
  type         TEXT NOT NULL,                            -- dict subsidy
  bank         TEXT NOT NULL,
  holder       TEXT NOT NULL,
  card_sealed  TEXT NOT NULL,
  phone_sealed TEXT NOT NULL,
  state        TEXT NOT NULL DEFAULT 'faculty_review' CHECK(state IN
               ('faculty_review', 'school_review', 'authority_review', 'approved', 'paid',
                'faculty_rejected', 'school_rejected', 'authority_rejected', 'withdrawn', 'deleted')),
  reason       TEXT NOT NULL DEFAULT '',
  paid_on      TEXT,                                     -- ISO date
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  CHECK((state = 'paid') = (paid_on IS NOT NULL)),
  CHECK(state <> 'deleted' OR card_sealed = '')          -- a deleted one keeps no account number
) STRICT;
-- 7.3.q2: one that may still be paid, or was, for a graduate and year.
CREATE UNIQUE INDEX subsidy_open ON subsidy(account_id, year) WHERE state IN
  ('faculty_review', 'school_review', 'authority_review', 'approved', 'paid', 'faculty_rejected');
CREATE INDEX subsidy_account ON subsidy(account_id, id);
CREATE INDEX subsidy_faculty ON subsidy(faculty_id, state, updated_at, id);
CREATE INDEX subsidy_school ON subsidy(school_id, state, updated_at, id);
CREATE INDEX subsidy_state ON subsidy(state, updated_at, id);
-- 7.3.r6: these are ends.
CREATE TRIGGER subsidy_final BEFORE UPDATE OF state ON subsidy
WHEN OLD.state IN ('paid', 'withdrawn', 'deleted') AND NEW.state <> OLD.state
BEGIN SELECT raise(ABORT, 'a subsidy that is paid, withdrawn or deleted stays so'); END;

CREATE TABLE subsidy_file(
  subsidy_id INTEGER NOT NULL REFERENCES subsidy(id),
  file_id    INTEGER NOT NULL UNIQUE REFERENCES file(id),
  PRIMARY KEY(subsidy_id, file_id)
) STRICT;

CREATE TABLE subsidy_batch(
  id         INTEGER PRIMARY KEY,
  uid        TEXT NOT NULL UNIQUE CHECK(length(uid) = 22),
  name       TEXT NOT NULL UNIQUE,                       -- 2026-001
  account_id INTEGER NOT NULL REFERENCES account(id),    -- who made it
  state      TEXT NOT NULL DEFAULT 'prepared' CHECK(state IN ('prepared', 'paid', 'cancelled')),
  reason     TEXT NOT NULL DEFAULT '',
  paid_on    TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK(state <> 'paid' OR paid_on IS NOT NULL)
) STRICT;
CREATE INDEX subsidy_batch_state ON subsidy_batch(state, id);

CREATE TABLE subsidy_item(
  batch_id   INTEGER NOT NULL REFERENCES subsidy_batch(id),
  subsidy_id INTEGER NOT NULL REFERENCES subsidy(id),
  amount     INTEGER NOT NULL CHECK(amount > 0),
  outcome    TEXT NOT NULL DEFAULT 'waiting' CHECK(outcome IN ('waiting', 'paid', 'refused')),
  why        TEXT NOT NULL DEFAULT '',                   -- of a refusal
  PRIMARY KEY(batch_id, subsidy_id)
) STRICT;
-- In one batch at a time, and never paid twice.
CREATE UNIQUE INDEX subsidy_item_once ON subsidy_item(subsidy_id) WHERE outcome <> 'refused';
