-- 0021_signing.sql: invitations to sign, contracts and agreements, and the schools' plan
-- locks (chapters 5 and 6).

-- 5.1.i1: a graduate whom an employer has found by exact name and ID number. Only she, or
-- one who applied to it, can be invited.
CREATE TABLE graduate_found(
  employer_id INTEGER NOT NULL REFERENCES employer(id),
  account_id  INTEGER NOT NULL REFERENCES account(id),
  at          INTEGER NOT NULL,
  PRIMARY KEY(employer_id, account_id)
) STRICT;

CREATE TABLE invitation(
  id             INTEGER PRIMARY KEY,
  uid            TEXT NOT NULL UNIQUE CHECK(length(uid) = 22),
  kind           TEXT NOT NULL CHECK(kind IN ('contract', 'agreement')),
  employer_id    INTEGER NOT NULL REFERENCES employer(id),
  account_id     INTEGER NOT NULL REFERENCES account(id),
  letter         TEXT NOT NULL CHECK(letter <> ''),
  terms          TEXT NOT NULL,                          -- JSON by field, see terms.h
  position       TEXT NOT NULL,                          -- of the terms, for lists and queries
  state          TEXT NOT NULL DEFAULT 'sent' CHECK(state IN
                 ('sent', 'accepted', 'declined', 'withdrawn', 'expired')),
  reason         TEXT NOT NULL DEFAULT '',
  expires_on     TEXT NOT NULL,                          -- ISO date, the last day
  expires_at     INTEGER NOT NULL,                       -- first second after that day
  hidden         INTEGER NOT NULL DEFAULT 0 CHECK(hidden IN (0, 1)),   -- from the graduate's list
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL,
  CHECK(expires_at > created_at)
) STRICT;
-- 5.1.i3
CREATE UNIQUE INDEX invitation_open ON invitation(employer_id, account_id, kind)
  WHERE state = 'sent';
CREATE INDEX invitation_account ON invitation(account_id, kind, id);
CREATE INDEX invitation_employer ON invitation(employer_id, id);
CREATE INDEX invitation_due ON invitation(expires_at) WHERE state = 'sent';

-- Contracts and agreements: signed online (with an invitation), or entered by the graduate
-- for an employer that is no user (5.2, 6.2).
CREATE TABLE document(
  id              INTEGER PRIMARY KEY,
  uid             TEXT NOT NULL UNIQUE CHECK(length(uid) = 22),
  kind            TEXT NOT NULL CHECK(kind IN ('contract', 'agreement')),
  account_id      INTEGER NOT NULL REFERENCES account(id),
  employer_id     INTEGER REFERENCES employer(id),       -- null: entered
  invitation_id   INTEGER UNIQUE REFERENCES invitation(id),
  employer        TEXT NOT NULL CHECK(employer <> ''),   -- its name as signed
  credit_code     TEXT NOT NULL DEFAULT '',
  terms           TEXT NOT NULL,                         -- JSON
  position        TEXT NOT NULL,
  number          TEXT UNIQUE,                           -- 5.3.f3
  text_id         INTEGER UNIQUE REFERENCES document_text(id),
  school_id       INTEGER REFERENCES office(id),         -- the graduate's, when it began
  faculty_id      INTEGER REFERENCES office(id),
  year            INTEGER,                               -- of graduation
  region_code     TEXT REFERENCES region(code),          -- whose authority reviews (5.1.q3)
  reviewer_id     INTEGER REFERENCES office(id),         -- who reviews an entered one
  state           TEXT NOT NULL CHECK(state IN
                  ('draft', 'review', 'faculty_review', 'returned', 'effective', 'rejected',
                   'revoked', 'terminating', 'awaiting_archive', 'terminated')),
  reason          TEXT NOT NULL DEFAULT '',
  accepted_at     INTEGER,                               -- the graduate's own act
  accepted_method TEXT NOT NULL DEFAULT '' CHECK(accepted_method IN ('', 'password', 'sms')),
  accepted_digest BLOB CHECK(length(accepted_digest) = 32),   -- of the text that she was shown
  signed_on       TEXT,                                  -- ISO date: accepted, or as entered
  scan_id         INTEGER REFERENCES file(id),
  asked_by        TEXT NOT NULL DEFAULT '' CHECK(asked_by IN ('', 'graduate', 'employer')),
  asked_at        INTEGER,                               -- the newest request to terminate
  asked_reason    TEXT NOT NULL DEFAULT '',
  answered_at     INTEGER,
  answered_reason TEXT NOT NULL DEFAULT '',
  submitted_at    INTEGER,                               -- an entered one: first time
  effective_at    INTEGER,
  archived_at     INTEGER,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  CHECK((employer_id IS NULL) = (invitation_id IS NULL)),
  CHECK((invitation_id IS NULL) = (accepted_digest IS NULL)),
  CHECK((accepted_digest IS NULL) = (accepted_at IS NULL)),
  CHECK((accepted_digest IS NULL) = (accepted_method = '')),
  CHECK(invitation_id IS NULL OR (text_id IS NOT NULL
        AND state NOT IN ('draft', 'faculty_review', 'returned'))),
  -- entered ones are neither reviewed by an authority nor terminated online (5.4.r1)
  CHECK(invitation_id IS NOT NULL OR state NOT IN
        ('review', 'rejected', 'terminating', 'awaiting_archive', 'terminated')),
  CHECK(state <> 'faculty_review' OR reviewer_id IS NOT NULL),
  -- an agreement is numbered at acceptance, a contract only once approved (5.1.r1, 6.1.r1)
  CHECK(kind <> 'agreement' OR invitation_id IS NULL OR number IS NOT NULL),
  CHECK(kind <> 'contract' OR number IS NULL OR state NOT IN
        ('draft', 'review', 'faculty_review', 'returned', 'rejected')),
  CHECK(state NOT IN ('effective', 'terminating', 'awaiting_archive', 'terminated')
        OR effective_at IS NOT NULL),
  CHECK((asked_by = '') = (asked_at IS NULL)),
  CHECK(state <> 'terminated' OR archived_at IS NOT NULL)
) STRICT;
-- 5.1.r4, 6.1.r4: one active document of a kind for one graduate
CREATE UNIQUE INDEX document_active ON document(account_id, kind) WHERE state IN
  ('review', 'faculty_review', 'returned', 'effective', 'terminating', 'awaiting_archive');
CREATE INDEX document_account ON document(account_id, kind, id);
CREATE INDEX document_employer ON document(employer_id, id) WHERE employer_id IS NOT NULL;
CREATE INDEX document_school ON document(school_id, state, updated_at, id);
CREATE INDEX document_faculty ON document(faculty_id, state, updated_at, id);
CREATE INDEX document_state ON document(state, updated_at, id);

-- 5.4.i3: the employment plan of a school and year. No row: it is open.
CREATE TABLE plan_lock(
  id         INTEGER PRIMARY KEY,
  school_id  INTEGER NOT NULL REFERENCES office(id),
  year       INTEGER NOT NULL CHECK(year BETWEEN 1950 AND 2100),
  state      TEXT NOT NULL DEFAULT 'open' CHECK(state IN ('open', 'locked')),
  reason     TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE(school_id, year)
) STRICT;

INSERT INTO dict(kind, code, label, position) VALUES
  ('document', 'contract', '合同', 0), ('document', 'agreement', '协议书', 1);

-- 5.1.i1: how a letter begins; {name} is the graduate, {employer} the employer.
INSERT INTO dict(kind, code, label, position) VALUES
  ('letter', 'contract', '{name}同学：

    经考察，我单位拟与您签订劳动合同，岗位、期限、工作地点和劳动报酬见所附合同条款。请在有效期内登录网站阅读并应约。如有疑问，请与我单位联系。

{employer}', 0),
  ('letter', 'agreement', '{name}同学：

    经考察，我单位拟录用您，与您签订就业协议书，岗位、报到日期和工资待遇见所附协议条款。请在有效期内登录网站阅读并应约。如有疑问，请与我单位联系。

{employer}', 1);
