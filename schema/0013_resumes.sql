-- 0013_resumes.sql: how far a resume is, the photo of an application, and what the employers'
-- resume search reads (3.2.i1).

-- Of its mandatory sections, so many percent are done; 100 is complete.
ALTER TABLE resume ADD COLUMN percent INTEGER NOT NULL DEFAULT 0;

-- The photo as sent (3.2.i2).
ALTER TABLE application ADD COLUMN photo_id INTEGER REFERENCES file(id);

-- One row for each resume that is public and complete. rank falls with each change: ascending is
-- newest first; it is also the rowid of the full-text index. Kept by dynamic/resume/resume_index.c
-- in the transaction of the change.
CREATE TABLE resume_live(
  rank       INTEGER PRIMARY KEY,
  resume_id  INTEGER NOT NULL UNIQUE REFERENCES resume(id),
  account_id INTEGER NOT NULL REFERENCES account(id),
  salary     INTEGER NOT NULL,             -- wanted; 0: negotiable
  updated_at INTEGER NOT NULL
) STRICT;

-- Over our own tokenizer (lib/bigram.h). facet has one word for each condition with a list: r6501
-- for the wanted place, e… for the education and each below it.
CREATE VIRTUAL TABLE resume_fts USING fts5(position, body, facet, tokenize = 'bigram', prefix = '1');

-- Has this employer opened this resume?
CREATE INDEX resume_view_resume ON resume_view(resume_id, employer_id, at);
