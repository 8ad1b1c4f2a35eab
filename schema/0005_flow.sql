-- 0005_flow.sql: the history of everything that moves through a workflow. Every step of
-- every document is a row; rows never change. (The audit chain records the same acts
-- for the auditor; this is what the parties are shown.)
CREATE TABLE flow_event(
  id         INTEGER PRIMARY KEY,
  kind       TEXT NOT NULL,            -- a flow's name: 'job', 'employer', …
  item_id    INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  actor_id   INTEGER REFERENCES account(id),   -- null: the clock, the console
  role       TEXT NOT NULL,
  action     TEXT NOT NULL,
  from_state TEXT NOT NULL,            -- '' for the step that made it
  to_state   TEXT NOT NULL,
  reason     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX flow_event_item ON flow_event(kind, item_id, id);
CREATE TRIGGER flow_event_fixed BEFORE UPDATE ON flow_event
BEGIN SELECT raise(ABORT, 'flow_event rows never change'); END;
CREATE TRIGGER flow_event_kept BEFORE DELETE ON flow_event
BEGIN SELECT raise(ABORT, 'flow_event rows are never deleted'); END;
