-- 0018_file_waiting.sql: files that came before the account to which they will belong: those of a
-- registration that waits for its code. They become rows of file with it, or go.
CREATE TABLE file_waiting(
  uid        TEXT PRIMARY KEY CHECK(length(uid) = 22),   -- the file's name in the folder
  purpose    TEXT NOT NULL CHECK(purpose IN ('photo', 'licence', 'material', 'scan')),
  name       TEXT NOT NULL,
  type       TEXT NOT NULL,
  size       INTEGER NOT NULL CHECK(size > 0),
  sha256     BLOB NOT NULL CHECK(length(sha256) = 32),
  until      INTEGER NOT NULL
) STRICT;
CREATE INDEX file_waiting_until ON file_waiting(until);
