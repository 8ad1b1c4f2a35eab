-- 0033_lookup.sql: cases are looked up by the name of whose they are, from its first character on. Their reference
-- numbers need no index: they are computed from the id.
CREATE INDEX account_name ON account(name);
CREATE INDEX student_name ON student(name);
CREATE INDEX employer_name ON employer(name);
CREATE INDEX cert_objection_name ON cert_objection(name);
CREATE INDEX job_report_job ON job_report(job_id);
