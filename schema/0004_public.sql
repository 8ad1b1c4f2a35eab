-- 0004_public.sql: all that the generator may see, and how it learns what changed.
-- A plugin's connection reads the views named public_… and nothing else, so
-- whatever must be masked is masked here.

-- The newest change of each public item. seq only grows; the generator asks for
-- everything above the number it saw last.
CREATE TABLE change(
  kind    TEXT NOT NULL,               -- 'job', 'employer', 'notice'
  item_id INTEGER NOT NULL,
  seq     INTEGER NOT NULL UNIQUE,
  PRIMARY KEY(kind, item_id)
) STRICT;

CREATE TRIGGER job_added AFTER INSERT ON job BEGIN
  INSERT INTO change VALUES('job', NEW.id, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER job_changed AFTER UPDATE ON job BEGIN
  INSERT INTO change VALUES('job', NEW.id, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER job_removed AFTER DELETE ON job BEGIN
  INSERT INTO change VALUES('job', OLD.id, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;

CREATE TRIGGER employer_added AFTER INSERT ON employer BEGIN
  INSERT INTO change VALUES('employer', NEW.id, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER employer_changed AFTER UPDATE ON employer BEGIN
  INSERT INTO change VALUES('employer', NEW.id, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER employer_removed AFTER DELETE ON employer BEGIN
  INSERT INTO change VALUES('employer', OLD.id, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;
-- What a job's page and card show of its employer.
CREATE TRIGGER employer_shown AFTER UPDATE OF name, kind, industry, state ON employer
WHEN OLD.name <> NEW.name OR OLD.kind IS NOT NEW.kind OR OLD.industry IS NOT NEW.industry
  OR OLD.state <> NEW.state BEGIN
  INSERT INTO change
    SELECT 'job', id, (SELECT coalesce(max(seq), 0) FROM change) + row_number() OVER (ORDER BY id)
      FROM job WHERE employer_id = NEW.id
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;

CREATE TRIGGER notice_added AFTER INSERT ON cert_request BEGIN
  INSERT INTO change VALUES('notice', NEW.id, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER notice_changed AFTER UPDATE ON cert_request BEGIN
  INSERT INTO change VALUES('notice', NEW.id, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER notice_removed AFTER DELETE ON cert_request BEGIN
  INSERT INTO change VALUES('notice', OLD.id, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;

CREATE VIEW public_change AS SELECT kind, item_id, seq FROM change;

-- Published jobs of verified employers. An expired one stays in the view: its page
-- is kept, marked, for a configured time.
CREATE VIEW public_job AS
  SELECT job.id, job.employer_id, employer.name AS employer, employer.kind AS employer_kind,
         employer.industry, job.title, job.category, job.employment, job.headcount,
         job.region_code, substr(job.region_code, 1, 4) AS prefecture, job.workplace,
         job.salary_min, job.salary_max, job.education, job.description, job.mailbox,
         job.contact_name, job.contact_phone, job.state, job.closes_on, job.closes_at,
         job.published_at, job.updated_at
    FROM job JOIN employer ON employer.id = job.employer_id
   WHERE job.state IN ('published', 'expired') AND employer.state = 'verified';

CREATE VIEW public_employer AS
  SELECT id, name, kind, industry, region_code, substr(region_code, 1, 4) AS prefecture,
         address, intro, website, contact_name, contact_phone, verified_at, updated_at
    FROM employer WHERE state = 'verified';

-- Name masked to its first character; no ID digits (7.2.i3).
CREATE VIEW public_notice AS
  SELECT id, substr(holder, 1, 1) || '*' AS holder, school, year, certificate, state,
         notice_from, notice_until, updated_at
    FROM cert_request WHERE state IN ('public_notice', 'ready', 'collected');

CREATE VIEW public_region AS SELECT code, name, level, parent FROM region;
CREATE VIEW public_dict AS SELECT kind, code, label, position FROM dict;

-- The newest link of the audit chain, printed into each build.
CREATE VIEW public_audit_head AS
  SELECT seq, lower(hex(mac)) AS mac, at_ms FROM audit_event ORDER BY seq DESC LIMIT 1;
