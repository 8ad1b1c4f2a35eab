-- 0027_signed.sql: what was sent or signed stays, as it was. Only its state and what belongs
-- to a step change.

CREATE TRIGGER invitation_kept BEFORE DELETE ON invitation
BEGIN SELECT raise(ABORT, 'an invitation is never deleted'); END;
CREATE TRIGGER invitation_fixed BEFORE UPDATE ON invitation
WHEN NEW.uid <> OLD.uid OR NEW.kind <> OLD.kind OR NEW.employer_id <> OLD.employer_id
  OR NEW.account_id <> OLD.account_id
  OR (OLD.state <> 'sent' AND (NEW.letter <> OLD.letter OR NEW.terms <> OLD.terms))
BEGIN SELECT raise(ABORT, 'an answered invitation never changes'); END;

-- A draft that was never handed in is not kept by this.
CREATE TRIGGER document_kept BEFORE DELETE ON document
WHEN OLD.invitation_id IS NOT NULL OR OLD.submitted_at IS NOT NULL
BEGIN SELECT raise(ABORT, 'a document is never deleted'); END;
CREATE TRIGGER document_fixed BEFORE UPDATE ON document
WHEN NEW.uid <> OLD.uid OR NEW.kind <> OLD.kind OR NEW.account_id <> OLD.account_id
  OR NEW.employer_id IS NOT OLD.employer_id OR NEW.invitation_id IS NOT OLD.invitation_id
  OR NEW.accepted_at IS NOT OLD.accepted_at OR NEW.accepted_method <> OLD.accepted_method
  OR NEW.accepted_digest IS NOT OLD.accepted_digest
  OR (OLD.number IS NOT NULL AND NEW.number IS NOT OLD.number)
  OR (OLD.text_id IS NOT NULL AND (NEW.text_id IS NOT OLD.text_id
      OR NEW.employer <> OLD.employer OR NEW.credit_code <> OLD.credit_code
      OR NEW.terms <> OLD.terms OR NEW.signed_on IS NOT OLD.signed_on))
  OR (OLD.effective_at IS NOT NULL AND NEW.effective_at IS NOT OLD.effective_at)
  OR (OLD.archived_at IS NOT NULL AND NEW.archived_at IS NOT OLD.archived_at)
BEGIN SELECT raise(ABORT, 'what was signed never changes'); END;
