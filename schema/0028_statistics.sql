-- 0028_statistics.sql: what the public statistics count. Taken once a day by the clock (see
-- dynamic/statistics/), so that no registration, job or signing has to pay for it; the public site
-- follows the one row of statistic_taken.
CREATE TABLE statistic(
  subject TEXT NOT NULL CHECK(subject IN
          ('registration', 'job_prefecture', 'job_industry', 'contract', 'agreement')),
  key     TEXT NOT NULL,                       -- dict realname; prefecture; dict industry or ''; 2026-11
  n       INTEGER NOT NULL CHECK(n > 0),       -- persons, jobs, documents; a group of none has no row
  PRIMARY KEY(subject, key)
) STRICT;
CREATE TABLE statistic_taken(
  id INTEGER PRIMARY KEY CHECK(id = 1),
  at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER statistic_first AFTER INSERT ON statistic_taken BEGIN
  INSERT INTO change VALUES('statistic', NEW.id, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER statistic_again AFTER UPDATE ON statistic_taken BEGIN
  INSERT INTO change VALUES('statistic', NEW.id, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;

CREATE VIEW public_statistic AS SELECT subject, key, n FROM statistic;
CREATE VIEW public_statistic_taken AS SELECT at FROM statistic_taken;
