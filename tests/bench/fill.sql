-- fill.sql: a large portal for the benches: 100,000 published jobs of 3,000 employers, and
-- 300 graduates who are logged in (their tokens are made by world.mjs).
BEGIN;
INSERT INTO employer(name, credit_code, kind, industry, region_code, state, verified_at, created_at, updated_at)
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
  SELECT substr('天山昆仑博格达塔里木准噶尔阿尔泰', 1 + i % 14, 3) || i || '有限公司', printf('BENCH%013d', i),
         CASE i % 4 WHEN 0 THEN 'state' WHEN 1 THEN 'institution' ELSE 'private' END,
         substr('ABCDEFGHIJKLMNOPQRST', 1 + (i * 7) % 20, 1), '6501', 'verified', 1, 1, 1 FROM n;
CREATE TEMP TABLE places AS SELECT row_number() OVER (ORDER BY code) - 1 AS i, code FROM region WHERE level = 3 AND code LIKE '65%';
CREATE TEMP TABLE firms AS SELECT row_number() OVER (ORDER BY id) - 1 AS i, id FROM employer WHERE credit_code LIKE 'BENCH%';
-- a to f: numbers that do not go together
CREATE TEMP TABLE numbers AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
  SELECT i, i * 7919 % 10007 AS a, i * 104729 % 10009 AS b, i * 1299709 % 10037 AS c, i * 15485863 % 10039 AS d,
         i * 32452843 % 10061 AS e, i * 49979687 % 10067 AS f FROM n;
INSERT INTO job(employer_id, title, category, employment, headcount, region_code, workplace, salary_min, salary_max,
    education, description, mailbox, state, closes_on, closes_at, published_at, created_at, updated_at)
  SELECT (SELECT id FROM firms WHERE firms.i = a % 3000),
         substr('高级初级资深中级', 1 + 2 * (b % 4), 2) || substr('软件数学语文电气机械销售会计护理物流采矿', 1 + 2 * (c % 20), 2)
         || substr('工程师教师员技术员经理', 1 + 3 * (d % 3), 3),
         substr('技术教育生产管理医疗', 1 + 2 * (e % 5), 2),
         CASE f % 9 WHEN 0 THEN 'intern' WHEN 1 THEN 'part_time' ELSE 'full_time' END, 1 + a % 9,
         (SELECT code FROM places WHERE places.i = b % (SELECT count(*) FROM places)), '人民路' || c % 300 || '号',
         3000 + (d % 50) * 100, 8000 + (e % 80) * 150,
         CASE (a + f) % 4 WHEN 0 THEN 'bachelor' WHEN 1 THEN 'college' WHEN 2 THEN 'any' ELSE 'master' END,
         '负责日常工作与项目管理，要求熟悉业务流程，具备良好的沟通能力和团队合作精神，能够独立完成任务，接受出差。'
         || substr('热爱教育事业责任心强善于学习数据库编程安全生产财务报表设备维护', 1 + (b + c) % 24, 8) || '。五险一金，双休。',
         'hr@example.cn', 'published', '2099-12-31', 4102416000, unixepoch() - 6000000 + i * 50, 1, 1
    FROM numbers;
INSERT INTO account(uid, role, name, id_no_sealed, id_no_index, mobile_sealed, mobile_index, password, password_at, created_at)
  SELECT printf('bench%017d', i), 'graduate', '测试', 'x', randomblob(32), 'x', randomblob(32), 'x', 1, 1 FROM numbers WHERE i <= 300;
COMMIT;
