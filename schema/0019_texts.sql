-- 0019_texts.sql: what is signed. Templates by version, the exact bytes of every text that
-- was signed, and the numbers that were given out. A document points at its text.

CREATE TABLE document_template(
  id           INTEGER PRIMARY KEY,
  kind         TEXT NOT NULL CHECK(kind IN ('contract', 'agreement')),
  version      INTEGER CHECK(version >= 1),              -- 1, 2, 3 …; null while a draft
  body         TEXT NOT NULL CHECK(body <> ''),          -- Markdown with {{placeholders}}
  state        TEXT NOT NULL DEFAULT 'draft' CHECK(state IN ('draft', 'published', 'discarded')),
  reason       TEXT NOT NULL DEFAULT '',                 -- what has changed, as published
  made_by      INTEGER REFERENCES account(id),           -- null: shipped with the portal
  published_at INTEGER,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  UNIQUE(kind, version),
  CHECK((state = 'published') = (version IS NOT NULL)),
  CHECK((version IS NULL) = (published_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX document_template_draft ON document_template(kind) WHERE state = 'draft';
CREATE TRIGGER document_template_fixed BEFORE UPDATE ON document_template
WHEN OLD.state <> 'draft'
BEGIN SELECT raise(ABORT, 'a published template never changes'); END;
CREATE TRIGGER document_template_kept BEFORE DELETE ON document_template
BEGIN SELECT raise(ABORT, 'templates are never deleted'); END;

CREATE TABLE document_text(
  id          INTEGER PRIMARY KEY,
  uid         TEXT NOT NULL UNIQUE CHECK(length(uid) = 22),
  kind        TEXT NOT NULL CHECK(kind IN ('contract', 'agreement')),
  template_id INTEGER NOT NULL REFERENCES document_template(id),
  body_sealed TEXT NOT NULL,                             -- the bytes that were signed
  sha256      BLOB NOT NULL CHECK(length(sha256) = 32),  -- of these bytes, open
  made_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX document_text_digest ON document_text(sha256);
CREATE TRIGGER document_text_fixed BEFORE UPDATE ON document_text
BEGIN SELECT raise(ABORT, 'a signed text never changes'); END;
CREATE TRIGGER document_text_kept BEFORE DELETE ON document_text
BEGIN SELECT raise(ABORT, 'a signed text is never deleted'); END;

-- The last number of each kind and year. A rollback gives the number back.
CREATE TABLE document_number(
  kind TEXT NOT NULL CHECK(kind IN ('contract', 'agreement')),
  year INTEGER NOT NULL CHECK(year BETWEEN 2000 AND 2999),
  last INTEGER NOT NULL CHECK(last >= 1),
  PRIMARY KEY(kind, year)
) STRICT;
CREATE TRIGGER document_number_next BEFORE UPDATE ON document_number
WHEN NEW.last <> OLD.last + 1 OR NEW.kind <> OLD.kind OR NEW.year <> OLD.year
BEGIN SELECT raise(ABORT, 'numbers follow each other'); END;
CREATE TRIGGER document_number_kept BEFORE DELETE ON document_number
BEGIN SELECT raise(ABORT, 'numbers are never used again'); END;

CREATE TABLE document_issue(
  number  TEXT PRIMARY KEY,                              -- HT2026000001, XY2026000001
  kind    TEXT NOT NULL,
  year    INTEGER NOT NULL,
  seq     INTEGER NOT NULL CHECK(seq >= 1),
  text_id INTEGER NOT NULL UNIQUE REFERENCES document_text(id),
  key_id  TEXT NOT NULL,                                 -- under which its code was made
  at      INTEGER NOT NULL,
  UNIQUE(kind, year, seq),
  FOREIGN KEY(kind, year) REFERENCES document_number(kind, year)
) STRICT;
CREATE TRIGGER document_issue_fixed BEFORE UPDATE ON document_issue
BEGIN SELECT raise(ABORT, 'a number never changes'); END;
CREATE TRIGGER document_issue_kept BEFORE DELETE ON document_issue
BEGIN SELECT raise(ABORT, 'a number is never deleted'); END;
