-- 0006_people.sql: files, messages, profiles and identity (chapter 2).

-- Uploaded files. The bytes lie outside the store under the uid; the shown name is text.
CREATE TABLE file(
  id         INTEGER PRIMARY KEY,
  uid        TEXT NOT NULL UNIQUE CHECK(length(uid) = 22),
  account_id INTEGER NOT NULL REFERENCES account(id),    -- who sent it
  purpose    TEXT NOT NULL CHECK(purpose IN ('photo', 'licence', 'material', 'scan')),
  name       TEXT NOT NULL,
  type       TEXT NOT NULL CHECK(type IN ('image/jpeg', 'image/png', 'application/pdf')),
  size       INTEGER NOT NULL CHECK(size BETWEEN 1 AND 10485760),
  sha256     BLOB NOT NULL CHECK(length(sha256) = 32),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX file_account ON file(account_id);

-- The in-app inbox of every role.
CREATE TABLE message(
  id         INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id),
  at         INTEGER NOT NULL,
  title      TEXT NOT NULL,
  body       TEXT NOT NULL DEFAULT '',
  link       TEXT NOT NULL DEFAULT '',                   -- a local path, or ''
  read_at    INTEGER
) STRICT;
CREATE INDEX message_account ON message(account_id, id);
CREATE INDEX message_unread ON message(account_id) WHERE read_at IS NULL;

-- What a graduate says of herself (2.1). From confirmation on, what the student record
-- has is the record's and read-only (2.1.i1, 2.2.r4).
CREATE TABLE profile(
  account_id    INTEGER PRIMARY KEY REFERENCES account(id),
  education     TEXT NOT NULL DEFAULT '',                -- dict education
  school_id     INTEGER REFERENCES office(id),           -- null: a school not in the list
  school        TEXT NOT NULL DEFAULT '',
  faculty       TEXT NOT NULL DEFAULT '',
  major         TEXT NOT NULL DEFAULT '',
  year          INTEGER,                                 -- of graduation
  region_code   TEXT REFERENCES region(code),            -- household
  email_sealed  TEXT,
  address_sealed TEXT,
  prompted_at   INTEGER,                                 -- the first-login prompt was shown (2.1.f1)
  updated_at    INTEGER NOT NULL
) STRICT;

-- The identity check (2.2, 2.3); no row is the state 'none'.
CREATE TABLE identity(
  id            INTEGER PRIMARY KEY,
  uid           TEXT NOT NULL UNIQUE,
  account_id    INTEGER NOT NULL UNIQUE REFERENCES account(id),
  state         TEXT NOT NULL DEFAULT 'none'
                CHECK(state IN ('none', 'failed', 'matched', 'onsite', 'verified')),
  method        TEXT NOT NULL DEFAULT '' CHECK(method IN ('', 'roster', 'system', 'onsite')),
  student_id    INTEGER REFERENCES student(id),          -- matched or verified against
  prefecture_id INTEGER REFERENCES office(id),           -- 现场审核 there
  year          INTEGER,                                 -- that was looked up
  reason        TEXT NOT NULL DEFAULT '',                -- of a failure: what differs, in words
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  CHECK(state <> 'onsite' OR prefecture_id IS NOT NULL),
  CHECK(state <> 'matched' OR student_id IS NOT NULL)
) STRICT;
CREATE INDEX identity_prefecture ON identity(prefecture_id, state, updated_at);
-- 2.2.i3: one student record verifies one account only.
CREATE UNIQUE INDEX identity_student ON identity(student_id) WHERE state = 'verified';
