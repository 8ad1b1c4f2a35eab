-- 0023_drafts_alerts.sql: an employer deletes a draft (4.1.i5): its history stays, so no later job takes its
-- number. Mail that can be ended by one click carries the address for that (RFC 8058), sealed: it holds a token.
ALTER TABLE job ADD COLUMN deleted_at INTEGER CHECK(deleted_at IS NULL OR state = 'draft');
ALTER TABLE outbox ADD COLUMN unsubscribe_sealed TEXT;
