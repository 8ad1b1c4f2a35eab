-- 0001_places.sql: the administrative divisions, the words of every list of
-- choices, and the offices that review.

-- Statistical codes (GB/T 2260 and the village level of the statistics bureau): a
-- code's beginning is its parent's code. 2, 4, 6, 9 or 12 digits.
CREATE TABLE region(
  code   TEXT PRIMARY KEY CHECK(length(code) IN (2, 4, 6, 9, 12)),
  name   TEXT NOT NULL CHECK(name <> ''),
  level  INTEGER NOT NULL CHECK(level BETWEEN 1 AND 5),  -- province … village
  parent TEXT REFERENCES region(code)
) STRICT;
CREATE INDEX region_parent ON region(parent);
CREATE INDEX region_name ON region(name);

-- Choices of forms and facets: what policy changes is data, not code (0.r2).
CREATE TABLE dict(
  kind     TEXT NOT NULL,     -- 'education', 'industry', …
  code     TEXT NOT NULL,     -- stored in other tables
  label    TEXT NOT NULL,     -- shown
  position INTEGER NOT NULL,
  PRIMARY KEY(kind, code)
) STRICT;
INSERT INTO dict(kind, code, label, position) VALUES
  ('education', 'any', '不限', 0), ('education', 'vocational', '中专及以下', 1),
  ('education', 'college', '大专', 2), ('education', 'bachelor', '本科', 3),
  ('education', 'master', '硕士', 4), ('education', 'doctor', '博士', 5),
  ('employment', 'full_time', '全职', 0), ('employment', 'part_time', '兼职', 1),
  ('employment', 'intern', '实习', 2),
  ('employer_kind', 'government', '机关', 0), ('employer_kind', 'institution', '事业单位', 1),
  ('employer_kind', 'state', '国有企业', 2), ('employer_kind', 'private', '民营企业', 3),
  ('employer_kind', 'foreign', '外资企业', 4), ('employer_kind', 'social', '社会组织', 5),
  -- GB/T 4754-2017, the twenty sections
  ('industry', 'A', '农、林、牧、渔业', 0), ('industry', 'B', '采矿业', 1),
  ('industry', 'C', '制造业', 2), ('industry', 'D', '电力、热力、燃气及水生产和供应业', 3),
  ('industry', 'E', '建筑业', 4), ('industry', 'F', '批发和零售业', 5),
  ('industry', 'G', '交通运输、仓储和邮政业', 6), ('industry', 'H', '住宿和餐饮业', 7),
  ('industry', 'I', '信息传输、软件和信息技术服务业', 8), ('industry', 'J', '金融业', 9),
  ('industry', 'K', '房地产业', 10), ('industry', 'L', '租赁和商务服务业', 11),
  ('industry', 'M', '科学研究和技术服务业', 12), ('industry', 'N', '水利、环境和公共设施管理业', 13),
  ('industry', 'O', '居民服务、修理和其他服务业', 14), ('industry', 'P', '教育', 15),
  ('industry', 'Q', '卫生和社会工作', 16), ('industry', 'R', '文化、体育和娱乐业', 17),
  ('industry', 'S', '公共管理、社会保障和社会组织', 18), ('industry', 'T', '国际组织', 19),
  ('certificate', 'registration', '就业报到证', 0);

CREATE TABLE office(
  id          INTEGER PRIMARY KEY,
  kind        TEXT NOT NULL CHECK(kind IN ('authority', 'prefecture', 'school', 'faculty')),
  code        TEXT NOT NULL UNIQUE,   -- a school's national code; 'authority'; a region code
  name        TEXT NOT NULL CHECK(name <> ''),
  parent_id   INTEGER REFERENCES office(id),
  region_code TEXT REFERENCES region(code),
  in_region   INTEGER NOT NULL DEFAULT 1 CHECK(in_region IN (0, 1)), -- 2.2 or 2.3 for its students
  CHECK((kind = 'faculty') = (parent_id IS NOT NULL))
) STRICT;
CREATE INDEX office_parent ON office(parent_id);
