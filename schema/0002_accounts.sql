-- 0002_accounts.sql: who may come in, sessions, codes, limits, the outbox and the
-- audit trail. ..._sealed columns hold seal.h text, ..._index columns the keyed blind index of
-- the normalised value.

CREATE TABLE employer(
  id            INTEGER PRIMARY KEY,
  name          TEXT NOT NULL CHECK(name <> ''),
  credit_code   TEXT NOT NULL UNIQUE CHECK(length(credit_code) = 18),   -- GB 32100-2015
  kind          TEXT,                  -- dict employer_kind
  industry      TEXT,                  -- dict industry
  region_code   TEXT REFERENCES region(code),
  address       TEXT NOT NULL DEFAULT '',
  intro         TEXT NOT NULL DEFAULT '',   -- Markdown
  website       TEXT NOT NULL DEFAULT '',
  contact_name  TEXT NOT NULL DEFAULT '',
  contact_phone TEXT NOT NULL DEFAULT '',   -- published by the employer's own wish
  state         TEXT NOT NULL DEFAULT 'pending'
                CHECK(state IN ('pending', 'verified', 'rejected', 'suspended')),
  reason        TEXT NOT NULL DEFAULT '',
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  verified_at   INTEGER
) STRICT;

CREATE TABLE account(
  id            INTEGER PRIMARY KEY,
  uid           TEXT NOT NULL UNIQUE CHECK(length(uid) = 22),  -- random, 128 bits; also the seal's row id
  role          TEXT NOT NULL CHECK(role IN
                ('graduate', 'employer', 'faculty', 'school', 'prefecture', 'authority', 'admin')),
  state         TEXT NOT NULL DEFAULT 'active' CHECK(state IN ('active', 'disabled', 'closed')),
  login         TEXT UNIQUE,           -- offices: a name; employers: the credit code
  name          TEXT NOT NULL,         -- the person's real name
  id_no_sealed  TEXT,
  id_no_index   BLOB UNIQUE,           -- 1.1.i1
  mobile_sealed TEXT,
  mobile_index  BLOB UNIQUE,           -- 1.1.i2
  password      TEXT NOT NULL,         -- password.h text
  password_at   INTEGER NOT NULL,
  office_id     INTEGER REFERENCES office(id),
  employer_id   INTEGER UNIQUE REFERENCES employer(id),
  agreement     TEXT,                  -- version of the user agreement (1.1.r4)
  agreement_at  INTEGER,
  created_at    INTEGER NOT NULL,
  login_at      INTEGER,               -- last login; null: never (2.1.f1)
  CHECK((role = 'graduate') = (id_no_index IS NOT NULL)),
  CHECK(role NOT IN ('graduate', 'employer') OR mobile_index IS NOT NULL),
  CHECK((role IN ('faculty', 'school', 'prefecture', 'authority')) = (office_id IS NOT NULL)),
  CHECK((role = 'employer') = (employer_id IS NOT NULL)),
  CHECK(role = 'graduate' OR login IS NOT NULL),
  CHECK((id_no_index IS NULL) = (id_no_sealed IS NULL)),
  CHECK((mobile_index IS NULL) = (mobile_sealed IS NULL))
) STRICT;

CREATE TABLE session(
  token_hash BLOB PRIMARY KEY CHECK(length(token_hash) = 32),   -- SHA-256 of the cookie's value
  account_id INTEGER NOT NULL REFERENCES account(id),
  created_at INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL,
  device     TEXT NOT NULL DEFAULT ''  -- "Chrome, Android": for the person's own list
) STRICT;
CREATE INDEX session_account ON session(account_id, seen_at);

-- Captchas that were answered: a second answer is refused (1.2.i4). One that was
-- only shown leaves no row.
CREATE TABLE captcha(
  id         TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL          -- the row may go
) STRICT;
CREATE INDEX captcha_expires ON captcha(expires_at);

-- Codes sent by SMS.
CREATE TABLE sms_code(
  id           INTEGER PRIMARY KEY,
  purpose      TEXT NOT NULL CHECK(purpose IN ('register', 'reset', 'mobile', 'sign')),
  mobile_index BLOB NOT NULL,
  presession   BLOB NOT NULL,
  code_mac     BLOB NOT NULL CHECK(length(code_mac) = 32),
  tries        INTEGER NOT NULL DEFAULT 0 CHECK(tries BETWEEN 0 AND 5),
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  used_at      INTEGER
) STRICT;
CREATE INDEX sms_code_mobile ON sms_code(mobile_index, purpose, created_at);
CREATE INDEX sms_code_expires ON sms_code(expires_at);

-- Counters of tries, shared by all workers. The key is an HMAC of what is counted.
CREATE TABLE rate(
  key        BLOB PRIMARY KEY CHECK(length(key) = 32),
  hits       INTEGER NOT NULL,
  window_at  INTEGER NOT NULL,         -- when the window began
  until      INTEGER NOT NULL          -- refused until then; also when the row may go
) STRICT;
CREATE INDEX rate_until ON rate(until);

-- Mail and SMS, written in the transaction of their cause and sent by the tick.
CREATE TABLE outbox(
  id               INTEGER PRIMARY KEY,
  uid              TEXT NOT NULL UNIQUE,
  channel          TEXT NOT NULL CHECK(channel IN ('mail', 'sms')),
  recipient_sealed TEXT NOT NULL,
  subject          TEXT NOT NULL DEFAULT '',
  body_sealed      TEXT NOT NULL,
  state            TEXT NOT NULL DEFAULT 'queued'
                   CHECK(state IN ('queued', 'sending', 'sent', 'dead')),
  tries            INTEGER NOT NULL DEFAULT 0,
  next_at          INTEGER NOT NULL,
  created_at       INTEGER NOT NULL,
  expires_at       INTEGER,            -- of no use afterwards (a code)
  sent_at          INTEGER,
  error            TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX outbox_due ON outbox(next_at) WHERE state IN ('queued', 'sending');

-- Who did what. A row's mac covers the row before it, so nothing can be changed,
-- removed or inserted unnoticed.
CREATE TABLE audit_event(
  seq      INTEGER PRIMARY KEY,        -- 1, 2, 3 … without gaps
  at_ms    INTEGER NOT NULL,
  actor_id INTEGER,                    -- account; null: nobody logged in, or the system
  role     TEXT NOT NULL,              -- of the actor; 'visitor', 'system', 'console'
  address  TEXT NOT NULL,
  act      TEXT NOT NULL,              -- 'account.register', 'session.login', …
  object   TEXT NOT NULL,              -- 'account:17'
  result   TEXT NOT NULL,              -- 'ok', 'refused', or a state 'a>b'
  reason   TEXT NOT NULL DEFAULT '',
  key_id   TEXT NOT NULL,              -- of the master key that made the mac
  mac      BLOB NOT NULL CHECK(length(mac) = 32)
) STRICT;
CREATE INDEX audit_object ON audit_event(object);
CREATE TRIGGER audit_event_fixed BEFORE UPDATE ON audit_event
BEGIN SELECT raise(ABORT, 'audit_event rows never change'); END;
CREATE TRIGGER audit_event_kept BEFORE DELETE ON audit_event
BEGIN SELECT raise(ABORT, 'audit_event rows are never deleted'); END;
