-- 0030_four_eyes.sql: a batch of subsidies is marked paid by another person than the one who made it. What was
-- paid before has nobody here; its history says who it was.
ALTER TABLE subsidy_batch ADD COLUMN paid_by INTEGER REFERENCES account(id) CHECK(paid_by <> account_id);

CREATE TRIGGER subsidy_batch_made BEFORE INSERT ON subsidy_batch
WHEN NEW.state <> 'prepared'
BEGIN SELECT raise(ABORT, 'a batch is made before it is paid'); END;
CREATE TRIGGER subsidy_batch_paid BEFORE UPDATE OF state ON subsidy_batch
WHEN NEW.state = 'paid' AND OLD.state <> 'paid' AND NEW.paid_by IS NULL
BEGIN SELECT raise(ABORT, 'a batch is paid by somebody, who did not make it'); END;
CREATE TRIGGER subsidy_batch_maker BEFORE UPDATE OF account_id ON subsidy_batch
WHEN NEW.account_id <> OLD.account_id
BEGIN SELECT raise(ABORT, 'who made a batch stays so'); END;
