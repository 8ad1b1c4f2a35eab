-- 0016_realname.sql: real-name registration (8.1), follow-up (8.2), and finding places down to
-- villages.

INSERT INTO dict(kind, code, label, position) VALUES
  ('realname', 'seeking', '求职登记', 0), ('realname', 'unemployed', '失业登记', 1),
  ('realname', 'employed', '就业登记', 2), ('realname', 'other', '其他', 3),
  -- 就业状态 that follows from the type; of 'other' it is the way's label
  ('realname_status', 'seeking', '未就业，正在求职', 0), ('realname_status', 'unemployed', '失业', 1),
  ('realname_status', 'employed', '已就业', 2), ('realname_status', 'other', '其他', 3),
  ('realname_way', 'army', '应征义务兵', 0), ('realname_way', 'study', '升学', 1),
  ('realname_way', 'abroad', '出国（境）', 2), ('realname_way', 'venture', '自主创业', 3),
  ('realname_way', 'flexible', '灵活就业', 4), ('realname_way', 'programme', '基层服务项目', 5),
  ('realname_way', 'exam', '拟升学备考', 6), ('realname_way', 'pause', '暂不就业', 7);

-- One a graduate: is she registered? What she is registered as stands in its newest record.
CREATE TABLE realname(
  id         INTEGER PRIMARY KEY,
  uid        TEXT NOT NULL UNIQUE CHECK(length(uid) = 22),
  account_id INTEGER NOT NULL UNIQUE REFERENCES account(id),
  state      TEXT NOT NULL DEFAULT 'none' CHECK(state IN ('none', 'registered')),
  reason     TEXT NOT NULL DEFAULT '',
  version    INTEGER NOT NULL DEFAULT 0,     -- of the newest record; 0: there is none
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK((state = 'none') = (version = 0))
) STRICT;

-- Version 1 is the registration, each later one a follow-up. A row never changes.
CREATE TABLE realname_record(
  id              INTEGER PRIMARY KEY,
  realname_id     INTEGER NOT NULL REFERENCES realname(id),
  version         INTEGER NOT NULL CHECK(version > 0),
  at              INTEGER NOT NULL,          -- 登记时间; of the automatic one when the signing took effect
  registrar       TEXT NOT NULL CHECK(registrar IN ('graduate', 'system')),   -- 登记用户
  type            TEXT NOT NULL CHECK(type IN ('seeking', 'unemployed', 'employed', 'other')),
  region_code     TEXT REFERENCES region(code),         -- 户口地
  wish_position   TEXT NOT NULL DEFAULT '',
  wish_region     TEXT REFERENCES region(code),
  wish_employment TEXT NOT NULL DEFAULT '',             -- dict employment
  wish_industry   TEXT NOT NULL DEFAULT '',             -- dict industry
  wish_salary     INTEGER NOT NULL DEFAULT 0 CHECK(wish_salary >= 0),   -- yuan a month; 0: negotiable
  wish_service    TEXT NOT NULL DEFAULT '',             -- dict realname_service
  employer        TEXT NOT NULL DEFAULT '',
  credit_code     TEXT NOT NULL DEFAULT '',
  position        TEXT NOT NULL DEFAULT '',
  place           TEXT NOT NULL DEFAULT '',
  starts_on       TEXT NOT NULL DEFAULT '',             -- ISO date
  way             TEXT NOT NULL DEFAULT '',             -- dict realname_way
  note            TEXT NOT NULL DEFAULT '',
  document_kind   TEXT NOT NULL DEFAULT '',             -- what an automatic one follows from
  document_id     INTEGER,
  UNIQUE(realname_id, version),
  CHECK((wish_position <> '') = (type IN ('seeking', 'unemployed'))),   -- 8.1.r3
  CHECK((employer <> '') = (type = 'employed')),                        -- 8.1.r4
  CHECK((way <> '') = (type = 'other')),                                -- 8.1.r5
  CHECK((registrar = 'system') = (document_id IS NOT NULL)),
  CHECK(registrar <> 'system' OR type = 'employed'),                    -- 8.1.r7
  -- a village or community, or the township above it; no county (8.1.f1)
  CHECK(registrar = 'system' OR length(region_code) IN (9, 12))
) STRICT;
CREATE INDEX realname_record_region ON realname_record(region_code);
CREATE TRIGGER realname_record_fixed BEFORE UPDATE ON realname_record
BEGIN SELECT raise(ABORT, 'realname_record rows never change'); END;

INSERT INTO dict(kind, code, label, position) VALUES
  ('realname_service', 'none', '不需要', 0), ('realname_service', 'jobs', '岗位推荐', 1),
  ('realname_service', 'guide', '职业指导', 2), ('realname_service', 'training', '技能培训', 3),
  ('realname_service', 'trainee', '就业见习', 4), ('realname_service', 'venture', '创业扶持', 5);

-- Townships and villages by the words of their names and of what they belong to (path begins
-- with l4 or l5, the level). The rowid is the code, filled up with zeros to twelve digits; outside
-- of 新疆 a one stands before it. Kept by dynamic/region/region_index.c.
CREATE VIRTUAL TABLE region_fts USING fts5(name, path, content = '', detail = 'column',
  tokenize = 'bigram', prefix = '1');

-- Places that were merged or dissolved: not offered any more, their names are kept for what
-- names them.
CREATE TABLE region_ended(
  code TEXT PRIMARY KEY REFERENCES region(code),
  at   INTEGER NOT NULL
) STRICT;
