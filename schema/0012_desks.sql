-- 0012_desks.sql: what waits at the authority's desks, oldest first.
CREATE INDEX job_state ON job(state, updated_at, id);
CREATE INDEX employer_state ON employer(state, updated_at, id);
