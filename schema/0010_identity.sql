-- 0010_identity.sql: what the identity check and its offices want beside 0006.

-- Where, when and how to ask: shown to graduates who are to contact a school (2.2.r3)
-- or to bring their papers to a prefecture (2.3.f4). The office's own words.
ALTER TABLE office ADD COLUMN contact TEXT NOT NULL DEFAULT '';

-- Education of a person: as for jobs, but for 不限.
INSERT INTO dict(kind, code, label, position)
  SELECT 'degree', code, label, position FROM dict WHERE kind = 'education' AND code <> 'any';

CREATE INDEX region_level ON region(level, code);
CREATE INDEX student_school ON student(school_id, id);
