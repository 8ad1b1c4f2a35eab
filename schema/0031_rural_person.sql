-- 0031_rural_person.sql: 9.1.q1 is about the person. One who closes her account and registers again has
-- another account and the same ID number; what was decided names her still, and her contact goes.
ALTER TABLE post_application ADD COLUMN person BLOB;      -- the account's id_no_index of that day; closing frees the account's
ALTER TABLE post_application ADD COLUMN id_no_sealed TEXT NOT NULL DEFAULT ''; -- once the account is closed, which keeps none
UPDATE post_application SET person = (SELECT id_no_index FROM account WHERE id = post_application.account_id
  AND state <> 'closed');
CREATE UNIQUE INDEX post_application_person ON post_application(campaign_id, person);
CREATE TRIGGER post_application_same BEFORE UPDATE OF person ON post_application
WHEN OLD.person IS NOT NULL AND NEW.person IS NOT OLD.person
BEGIN SELECT raise(ABORT, 'an application stays its person''s'); END;
CREATE INDEX account_closed ON account(id) WHERE state = 'closed';
