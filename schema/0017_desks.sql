-- 0017_desks.sql: reports at the authority's desk, by state and in order of time.
CREATE INDEX job_report_state ON job_report(state, updated_at, id);
