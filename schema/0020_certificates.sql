-- 0020_certificates.sql: what requests for lost certificates want beside 0003 (7.2): which
-- certificates can be replaced now, the particulars of a request, objections to its notice.

-- The certificates whose replacement this portal knows; labels are dict 'certificate' (7.2.q3).
CREATE TABLE cert_type(
  code       TEXT PRIMARY KEY,
  is_open    INTEGER NOT NULL CHECK(is_open IN (0, 1)),   -- requests are taken now
  note       TEXT NOT NULL DEFAULT '',                    -- told to graduates, open or not
  updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO cert_type(code, is_open, updated_at)
  SELECT code, 1, 0 FROM dict WHERE kind = 'certificate';

ALTER TABLE cert_request ADD COLUMN original_no TEXT NOT NULL DEFAULT '';  -- of the lost one
ALTER TABLE cert_request ADD COLUMN original_year INTEGER CHECK(original_year BETWEEN 1950 AND 2100);
ALTER TABLE cert_request ADD COLUMN lost_on TEXT;                          -- ISO date
ALTER TABLE cert_request ADD COLUMN notice_days INTEGER;                   -- working days
ALTER TABLE cert_request ADD COLUMN new_no TEXT NOT NULL DEFAULT '';       -- of the replacement
CREATE INDEX cert_request_account ON cert_request(account_id, id);
CREATE INDEX cert_request_state ON cert_request(state, updated_at, id);
CREATE INDEX cert_request_due ON cert_request(notice_until) WHERE state = 'public_notice';

-- An objection to a notice: of somebody who is logged in, or entered by the authority.
CREATE TABLE cert_objection(
  id             INTEGER PRIMARY KEY,
  uid            TEXT NOT NULL UNIQUE,
  cert_id        INTEGER NOT NULL REFERENCES cert_request(id),
  account_id     INTEGER REFERENCES account(id),           -- null: came by letter or call
  name           TEXT NOT NULL CHECK(name <> ''),          -- who objects
  contact_sealed TEXT,
  detail         TEXT NOT NULL CHECK(detail <> ''),
  state          TEXT NOT NULL DEFAULT 'open' CHECK(state IN ('open', 'upheld', 'dismissed')),
  reason         TEXT NOT NULL DEFAULT '',
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL,
  CHECK(state = 'open' OR reason <> '')
) STRICT;
CREATE INDEX cert_objection_cert ON cert_objection(cert_id, id);
CREATE INDEX cert_objection_state ON cert_objection(state, updated_at, id);
CREATE UNIQUE INDEX cert_objection_open ON cert_objection(cert_id, account_id)
  WHERE state = 'open' AND account_id IS NOT NULL;

-- What a notice says depends on its objections too.
CREATE TRIGGER objection_added AFTER INSERT ON cert_objection BEGIN
  INSERT INTO change VALUES('notice', NEW.cert_id, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER objection_changed AFTER UPDATE ON cert_objection BEGIN
  INSERT INTO change VALUES('notice', NEW.cert_id, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;
DROP VIEW public_notice;
-- Name masked to its first character; no ID digits (7.2.i3).
CREATE VIEW public_notice AS
  SELECT id, substr(holder, 1, 1) || '*' AS holder, school, year, certificate, state,
         notice_from, notice_until, updated_at,
         EXISTS(SELECT 1 FROM cert_objection o WHERE o.cert_id = cert_request.id
                AND o.state = 'open') AS disputed
    FROM cert_request WHERE state IN ('public_notice', 'ready', 'collected');
