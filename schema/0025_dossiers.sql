-- 0025_dossiers.sql: where dossiers were sent (7.1), where graduates report, and whether they
-- have confirmed both (7.4). All belong to the student record, so they are there before the graduate is.
INSERT INTO dict(kind, code, label, position) VALUES
  ('dispatch', 'courier', '机要', 0), ('dispatch', 'ems', 'EMS', 1), ('dispatch', 'person', '专人', 2);

CREATE TABLE dossier(
  id          INTEGER PRIMARY KEY,
  uid         TEXT NOT NULL UNIQUE,
  student_id  INTEGER NOT NULL REFERENCES student(id),
  school_id   INTEGER NOT NULL REFERENCES office(id),     -- the student's
  method      TEXT NOT NULL CHECK(method <> ''),          -- dict dispatch
  number      TEXT NOT NULL DEFAULT '',
  sent_on     TEXT NOT NULL CHECK(sent_on LIKE '____-__-__'),
  unit        TEXT NOT NULL CHECK(unit <> ''),            -- that receives it
  address     TEXT NOT NULL DEFAULT '',
  phone       TEXT NOT NULL DEFAULT '',
  region_code TEXT REFERENCES region(code),               -- the prefecture of the unit, if in the region
  state       TEXT NOT NULL DEFAULT 'sent' CHECK(state IN ('sent', 'received', 'returned', 'void')),
  reason      TEXT NOT NULL DEFAULT '',
  received_on TEXT,                                       -- ISO date
  receiver    TEXT NOT NULL DEFAULT '',                   -- who signed for it
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX dossier_student ON dossier(student_id, id);
CREATE INDEX dossier_school ON dossier(school_id, state, updated_at, id);
CREATE INDEX dossier_region ON dossier(region_code, state, updated_at, id);
CREATE INDEX dossier_state ON dossier(state, updated_at, id);
-- A dossier is in one place.
CREATE UNIQUE INDEX dossier_current ON dossier(student_id) WHERE state IN ('sent', 'received');

-- 报到信息: where the certificate sends its holder.
CREATE TABLE destination(
  student_id     INTEGER PRIMARY KEY REFERENCES student(id) ON DELETE CASCADE,
  unit           TEXT NOT NULL CHECK(unit <> ''),
  address        TEXT NOT NULL DEFAULT '',
  report_from    TEXT NOT NULL DEFAULT '',                -- ISO dates, the days between which to report
  report_until   TEXT NOT NULL DEFAULT '',
  certificate_no TEXT NOT NULL DEFAULT '',
  issued_on      TEXT NOT NULL DEFAULT '',
  updated_at     INTEGER NOT NULL,
  CHECK(report_from = '' OR report_until = '' OR report_from <= report_until)
) STRICT;
CREATE UNIQUE INDEX destination_certificate ON destination(certificate_no)
  WHERE certificate_no <> '';

-- 就业信息确认: one for each student record, of the same id; made and kept with it.
CREATE TABLE confirmation(
  id         INTEGER PRIMARY KEY REFERENCES student(id) ON DELETE CASCADE,
  school_id  INTEGER NOT NULL REFERENCES office(id),
  faculty_id INTEGER REFERENCES office(id),
  year       INTEGER NOT NULL,
  state      TEXT NOT NULL DEFAULT 'unconfirmed' CHECK(state IN
             ('unconfirmed', 'confirmed', 'disputed')),
  reason     TEXT NOT NULL DEFAULT '',
  digest     TEXT NOT NULL DEFAULT '',                    -- SHA-256 of what was confirmed, in hex
  updated_at INTEGER NOT NULL,
  CHECK(state <> 'confirmed' OR length(digest) = 64),
  CHECK(state <> 'disputed' OR reason <> '')
) STRICT;
CREATE INDEX confirmation_school ON confirmation(school_id, state, updated_at, id);
CREATE INDEX confirmation_faculty ON confirmation(faculty_id, state, updated_at, id);
CREATE INDEX confirmation_state ON confirmation(state, updated_at, id);
CREATE INDEX confirmation_year ON confirmation(year, school_id, faculty_id, state);

INSERT INTO confirmation(id, school_id, faculty_id, year, updated_at)
  SELECT id, school_id, faculty_id, year, updated_at FROM student;
CREATE TRIGGER confirmation_made AFTER INSERT ON student BEGIN
  INSERT INTO confirmation(id, school_id, faculty_id, year, updated_at)
    VALUES(NEW.id, NEW.school_id, NEW.faculty_id, NEW.year, NEW.updated_at);
END;
CREATE TRIGGER confirmation_moved AFTER UPDATE OF faculty_id, year ON student BEGIN
  UPDATE confirmation SET faculty_id = NEW.faculty_id, year = NEW.year WHERE id = NEW.id;
END;
