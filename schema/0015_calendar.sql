-- 0015_calendar.sql: the days that are not what their day of the week says, so that periods can be
-- counted in working days (7.2). What is not in it is a working day from Monday to Friday.
CREATE TABLE calendar_day(
  day  TEXT PRIMARY KEY CHECK(day LIKE '____-__-__'),
  kind TEXT NOT NULL CHECK(kind IN ('off', 'work')),   -- 放假, 上班
  name TEXT NOT NULL CHECK(name <> '')                 -- 春节
) STRICT;

-- 国务院办公厅关于2026年部分节假日安排的通知, 4 November 2025, as published by Xinhua. Holidays of the
-- autonomous region and later years are added at /office/holidays.
INSERT INTO calendar_day(day, kind, name) VALUES
  ('2026-01-01', 'off', '元旦'), ('2026-01-02', 'off', '元旦'), ('2026-01-03', 'off', '元旦'),
  ('2026-01-04', 'work', '元旦调休'), ('2026-02-14', 'work', '春节调休'),
  ('2026-02-15', 'off', '春节'), ('2026-02-16', 'off', '春节'), ('2026-02-17', 'off', '春节'),
  ('2026-02-18', 'off', '春节'), ('2026-02-19', 'off', '春节'), ('2026-02-20', 'off', '春节'),
  ('2026-02-21', 'off', '春节'), ('2026-02-22', 'off', '春节'), ('2026-02-23', 'off', '春节'),
  ('2026-02-28', 'work', '春节调休'),
  ('2026-04-04', 'off', '清明节'), ('2026-04-05', 'off', '清明节'), ('2026-04-06', 'off', '清明节'),
  ('2026-05-01', 'off', '劳动节'), ('2026-05-02', 'off', '劳动节'), ('2026-05-03', 'off', '劳动节'),
  ('2026-05-04', 'off', '劳动节'), ('2026-05-05', 'off', '劳动节'), ('2026-05-09', 'work', '劳动节调休'),
  ('2026-06-19', 'off', '端午节'), ('2026-06-20', 'off', '端午节'), ('2026-06-21', 'off', '端午节'),
  ('2026-09-20', 'work', '国庆节调休'),
  ('2026-09-25', 'off', '中秋节'), ('2026-09-26', 'off', '中秋节'), ('2026-09-27', 'off', '中秋节'),
  ('2026-10-01', 'off', '国庆节'), ('2026-10-02', 'off', '国庆节'), ('2026-10-03', 'off', '国庆节'),
  ('2026-10-04', 'off', '国庆节'), ('2026-10-05', 'off', '国庆节'), ('2026-10-06', 'off', '国庆节'),
  ('2026-10-07', 'off', '国庆节'), ('2026-10-10', 'work', '国庆节调休');
