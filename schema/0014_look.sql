-- 0014_look.sql: who, besides the person herself, was shown data of a person that the store keeps
-- sealed, or that pages otherwise mask. What the person is shown as 谁查看了我的信息.
CREATE TABLE data_look(
  id          INTEGER PRIMARY KEY,
  account_id  INTEGER NOT NULL REFERENCES account(id),   -- whose data
  viewer_id   INTEGER NOT NULL REFERENCES account(id),
  viewer_role TEXT NOT NULL CHECK(viewer_role IN
              ('graduate', 'employer', 'faculty', 'school', 'prefecture', 'authority', 'admin')),
  viewer      TEXT NOT NULL,                             -- name of the office or employer, as it was then
  what        TEXT NOT NULL CHECK(what <> ''),           -- 求职补贴银行账号
  at          INTEGER NOT NULL
) STRICT;
CREATE INDEX data_look_account ON data_look(account_id, id);
CREATE TRIGGER data_look_fixed BEFORE UPDATE ON data_look
BEGIN SELECT raise(ABORT, 'data_look rows never change'); END;
