-- 0029_subsidy_once.sql: 7.3.q2 is about the person. One who closes her account and registers again has
-- another account, and still the student record by which she was paid.
CREATE UNIQUE INDEX subsidy_once ON subsidy(student_id, year) WHERE state IN
  ('faculty_review', 'school_review', 'authority_review', 'approved', 'paid', 'faculty_rejected');
