-- 0009_offices.sql: finding the accounts of an office, to tell them what waits for them.
CREATE INDEX account_office ON account(office_id) WHERE office_id IS NOT NULL;
