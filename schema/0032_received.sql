-- 0032_received.sql: a dossier is not received tomorrow, nor before it was sent. The day is the portal's, at most
-- fourteen hours ahead of UTC; updated_at is when it was written down.
CREATE TRIGGER dossier_received BEFORE UPDATE OF received_on ON dossier
WHEN NEW.received_on > date(NEW.updated_at + 50400, 'unixepoch') OR NEW.received_on < NEW.sent_on
BEGIN SELECT raise(ABORT, 'a dossier is received between its dispatch and today'); END;
CREATE TRIGGER dossier_sent BEFORE INSERT ON dossier
WHEN NEW.received_on IS NOT NULL
BEGIN SELECT raise(ABORT, 'a dossier is sent before it is received'); END;
