-- 0008_search.sql: the full-text index of the jobs on offer, over our own tokenizer (lib/bigram.h).
-- rowid is job_live.rank.
CREATE VIRTUAL TABLE job_fts USING fts5(title, employer, body, tokenize = 'bigram');
