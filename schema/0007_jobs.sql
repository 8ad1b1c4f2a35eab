-- 0007_jobs.sql: resumes, applications, favourites, search (chapters 3 and 4).

ALTER TABLE employer ADD COLUMN scale TEXT NOT NULL DEFAULT '';
ALTER TABLE employer ADD COLUMN licence_id INTEGER REFERENCES file(id);

CREATE TABLE resume(
  id         INTEGER PRIMARY KEY,
  uid        TEXT NOT NULL UNIQUE CHECK(length(uid) = 22),
  account_id INTEGER NOT NULL REFERENCES account(id),
  name       TEXT NOT NULL CHECK(name <> ''),
  level      TEXT NOT NULL DEFAULT 'applied'             -- 3.2.q1: 公开, 仅投递单位可见, 保密
             CHECK(level IN ('public', 'applied', 'private')),
  content    TEXT NOT NULL DEFAULT '{}',                 -- JSON by section, see resume.h
  complete   INTEGER NOT NULL DEFAULT 0 CHECK(complete IN (0, 1)),   -- mandatory sections done
  photo_id   INTEGER REFERENCES file(id),
  -- copies for the employers' search
  position   TEXT NOT NULL DEFAULT '',                   -- wanted
  region_code TEXT REFERENCES region(code),              -- wanted
  education  TEXT NOT NULL DEFAULT '',
  salary     INTEGER NOT NULL DEFAULT 0,                 -- wanted, yuan a month; 0: negotiable
  version    INTEGER NOT NULL DEFAULT 1,                 -- of the content; a stale save is refused
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX resume_account ON resume(account_id, updated_at);
CREATE INDEX resume_public ON resume(updated_at) WHERE level = 'public' AND complete = 1;

-- 3.2.f3: an employer that finds none of this graduate's resumes.
CREATE TABLE resume_block(
  account_id  INTEGER NOT NULL REFERENCES account(id),
  employer_id INTEGER NOT NULL REFERENCES employer(id),
  at          INTEGER NOT NULL,
  PRIMARY KEY(account_id, employer_id)
) STRICT;

-- 3.3: every look an employer takes.
CREATE TABLE resume_view(
  id          INTEGER PRIMARY KEY,
  account_id  INTEGER NOT NULL REFERENCES account(id),   -- whose resume
  resume_id   INTEGER REFERENCES resume(id) ON DELETE SET NULL,
  resume_name TEXT NOT NULL,
  employer_id INTEGER NOT NULL REFERENCES employer(id),
  at          INTEGER NOT NULL
) STRICT;
CREATE INDEX resume_view_account ON resume_view(account_id, at);
CREATE INDEX resume_view_employer ON resume_view(employer_id, at);

CREATE TABLE application(
  id             INTEGER PRIMARY KEY,
  uid            TEXT NOT NULL UNIQUE CHECK(length(uid) = 22),
  account_id     INTEGER NOT NULL REFERENCES account(id),
  job_id         INTEGER NOT NULL REFERENCES job(id),
  employer_id    INTEGER NOT NULL REFERENCES employer(id),
  resume_id      INTEGER REFERENCES resume(id) ON DELETE SET NULL,
  resume_name    TEXT NOT NULL,
  snapshot       TEXT NOT NULL,                          -- the content as sent; never changes (3.2.i2)
  contact_sealed TEXT NOT NULL,                          -- phone and mail as sent
  state          TEXT NOT NULL DEFAULT 'sent' CHECK(state IN
                 ('sent', 'viewed', 'interview', 'unsuitable', 'hired', 'withdrawn')),
  reason         TEXT NOT NULL DEFAULT '',
  invitation     TEXT NOT NULL DEFAULT '',               -- time and place of the interview
  note           TEXT NOT NULL DEFAULT '',               -- the employer's own
  hidden         INTEGER NOT NULL DEFAULT 0 CHECK(hidden IN (0, 1)),   -- from the graduate's list
  viewed_at      INTEGER,
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX application_once ON application(account_id, job_id)   -- 4.1.i2
  WHERE state <> 'withdrawn';
CREATE INDEX application_account ON application(account_id, created_at);
CREATE INDEX application_employer ON application(employer_id, state, created_at);
CREATE INDEX application_job ON application(job_id, created_at);

CREATE TABLE favourite(
  account_id INTEGER NOT NULL REFERENCES account(id),
  job_id     INTEGER NOT NULL REFERENCES job(id),
  at         INTEGER NOT NULL,
  PRIMARY KEY(account_id, job_id)
) STRICT;
CREATE INDEX favourite_newest ON favourite(account_id, at);

CREATE TABLE saved_search(
  id         INTEGER PRIMARY KEY,
  uid        TEXT NOT NULL UNIQUE CHECK(length(uid) = 22),
  account_id INTEGER NOT NULL REFERENCES account(id),
  name       TEXT NOT NULL,
  query      TEXT NOT NULL,                              -- the search page's query string
  alert      INTEGER NOT NULL DEFAULT 0 CHECK(alert IN (0, 1)),
  seen_at    INTEGER NOT NULL,                           -- jobs published before were told of
  told_at    INTEGER NOT NULL DEFAULT 0,                 -- when there last was something to tell
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX saved_search_account ON saved_search(account_id);
CREATE INDEX saved_search_alert ON saved_search(id) WHERE alert = 1;

-- 8: anyone logged in can report a job.
CREATE TABLE job_report(
  id         INTEGER PRIMARY KEY,
  uid        TEXT NOT NULL UNIQUE CHECK(length(uid) = 22),
  job_id     INTEGER NOT NULL REFERENCES job(id),
  account_id INTEGER NOT NULL REFERENCES account(id),
  kind       TEXT NOT NULL,                              -- dict report
  detail     TEXT NOT NULL DEFAULT '',
  state      TEXT NOT NULL DEFAULT 'open' CHECK(state IN ('open', 'dismissed', 'upheld')),
  reason     TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX job_report_once ON job_report(job_id, account_id) WHERE state = 'open';
CREATE INDEX job_report_open ON job_report(created_at) WHERE state = 'open';
INSERT INTO dict(kind, code, label, position) VALUES
  ('report', 'fee', '收取费用', 0), ('report', 'fraud', '虚假招聘', 1),
  ('report', 'illegal', '违法内容', 2), ('report', 'discrimination', '歧视性条件', 3),
  ('report', 'other', '其他', 4);
