-- 0026_rural.sql: rural service posts 三支一扶 (9.1, 9.2): campaigns with their posts, and who applies.

INSERT INTO dict(kind, code, label, position) VALUES
  ('rural', 'teaching', '支教', 0), ('rural', 'farming', '支农', 1), ('rural', 'medical', '支医', 2),
  ('rural', 'revival', '帮扶乡村振兴', 3), ('rural', 'youth', '基层青年事务', 4), ('rural', 'water', '基层水利', 5),
  ('rural', 'employment', '就业和社会保障服务', 6);

CREATE TABLE campaign(
  id           INTEGER PRIMARY KEY,
  year         INTEGER NOT NULL CHECK(year BETWEEN 2000 AND 2100),
  title        TEXT NOT NULL CHECK(title <> ''),
  eligibility  TEXT NOT NULL,                            -- Markdown: who may apply, and how it goes on
  brings       TEXT NOT NULL DEFAULT '',                 -- what to bring: printed on the form
  opens_on     TEXT NOT NULL,                            -- ISO dates, the first and the last day
  closes_on    TEXT NOT NULL,
  opens_at     INTEGER NOT NULL,
  closes_at    INTEGER NOT NULL,                         -- first second after the last day
  state        TEXT NOT NULL DEFAULT 'draft' CHECK(state IN ('draft', 'published', 'closed')),
  reason       TEXT NOT NULL DEFAULT '',
  published_at INTEGER,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  CHECK(closes_at > opens_at),
  CHECK(state = 'draft' OR published_at IS NOT NULL)
) STRICT;
CREATE INDEX campaign_state ON campaign(state, closes_at);

CREATE TABLE post(
  id           INTEGER PRIMARY KEY,
  campaign_id  INTEGER NOT NULL REFERENCES campaign(id),
  code         TEXT NOT NULL CHECK(code <> ''),
  name         TEXT NOT NULL CHECK(name <> ''),
  region_code  TEXT NOT NULL REFERENCES region(code) CHECK(length(region_code) >= 4),
  unit         TEXT NOT NULL,                            -- where one serves: a township's school
  service      TEXT NOT NULL,                            -- dict rural
  headcount    INTEGER NOT NULL CHECK(headcount BETWEEN 1 AND 999),
  education    TEXT NOT NULL DEFAULT 'any',              -- dict education, the least
  requirements TEXT NOT NULL DEFAULT '',
  office_id    INTEGER NOT NULL REFERENCES office(id),   -- the prefecture that reviews
  employer_id  INTEGER REFERENCES employer(id),          -- and an employer, where one is named
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  UNIQUE(campaign_id, code)
) STRICT;

CREATE TABLE post_application(
  id             INTEGER PRIMARY KEY,
  uid            TEXT NOT NULL UNIQUE CHECK(length(uid) = 22),
  account_id     INTEGER NOT NULL REFERENCES account(id),
  campaign_id    INTEGER NOT NULL REFERENCES campaign(id),
  post_id        INTEGER NOT NULL REFERENCES post(id),
  office_id      INTEGER NOT NULL REFERENCES office(id), -- of the post, as of the last save
  employer_id    INTEGER REFERENCES employer(id),
  basic          TEXT NOT NULL,                          -- JSON of the profile, as of the last save
  experience     TEXT NOT NULL DEFAULT '',
  contact_sealed TEXT NOT NULL,                          -- JSON: phone, email, address
  state          TEXT NOT NULL DEFAULT 'pending' CHECK(state IN ('pending', 'approved', 'rejected')),
  reason         TEXT NOT NULL DEFAULT '',               -- the reviewer's opinion
  reviewer       TEXT NOT NULL DEFAULT '',               -- name of the office or employer
  reviewed_at    INTEGER,
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL,
  CHECK((state = 'pending') = (reviewed_at IS NULL)),
  UNIQUE(account_id, campaign_id)                        -- 9.1.q1
) STRICT;
CREATE INDEX post_application_office ON post_application(office_id, state, updated_at, id);
CREATE INDEX post_application_employer ON post_application(employer_id, state, updated_at, id);
CREATE INDEX post_application_state ON post_application(state, updated_at, id);
CREATE INDEX post_application_post ON post_application(post_id);
-- 9.1.r2: what was reviewed stays as it was reviewed; it may be emptied when its person leaves.
CREATE TRIGGER post_application_fixed BEFORE UPDATE ON post_application
WHEN OLD.state <> 'pending' AND (NEW.state <> OLD.state OR NEW.post_id <> OLD.post_id
  OR NEW.basic NOT IN (OLD.basic, '{}') OR NEW.experience NOT IN (OLD.experience, '')
  OR NEW.contact_sealed NOT IN (OLD.contact_sealed, ''))
BEGIN SELECT raise(ABORT, 'an application that was reviewed never changes'); END;

-- What the public site shows: campaigns that were published, with their posts.
CREATE VIEW public_campaign AS
  SELECT id, year, title, eligibility, brings, opens_on, closes_on, opens_at, closes_at, state,
         published_at, updated_at,
         (SELECT count(*) FROM post WHERE campaign_id = campaign.id) AS posts,
         (SELECT coalesce(sum(headcount), 0) FROM post WHERE campaign_id = campaign.id) AS headcount
    FROM campaign WHERE state IN ('published', 'closed');
CREATE VIEW public_post AS
  SELECT post.id, post.campaign_id, campaign.title AS campaign, campaign.state, campaign.opens_at,
         campaign.closes_at, post.code, post.name, post.region_code,
         substr(post.region_code, 1, 4) AS prefecture, post.unit, post.service, post.headcount,
         post.education, post.requirements
    FROM post JOIN campaign ON campaign.id = post.campaign_id
   WHERE campaign.state IN ('published', 'closed');

CREATE TRIGGER campaign_added AFTER INSERT ON campaign BEGIN
  INSERT INTO change VALUES('campaign', NEW.id, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER campaign_changed AFTER UPDATE ON campaign BEGIN
  INSERT INTO change VALUES('campaign', NEW.id, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
  INSERT INTO change
    SELECT 'post', id, (SELECT coalesce(max(seq), 0) FROM change) + row_number() OVER (ORDER BY id)
      FROM post WHERE campaign_id = NEW.id
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER post_added AFTER INSERT ON post BEGIN
  INSERT INTO change VALUES('post', NEW.id, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
  INSERT INTO change VALUES('campaign', NEW.campaign_id, (SELECT max(seq) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER post_changed AFTER UPDATE ON post BEGIN
  INSERT INTO change VALUES('post', NEW.id, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
  INSERT INTO change VALUES('campaign', NEW.campaign_id, (SELECT max(seq) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER post_removed AFTER DELETE ON post BEGIN
  INSERT INTO change VALUES('post', OLD.id, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
  INSERT INTO change VALUES('campaign', OLD.campaign_id, (SELECT max(seq) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;
