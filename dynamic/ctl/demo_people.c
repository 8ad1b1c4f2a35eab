/*
 * demo_people.c - the demo's people: accounts of every role with known passwords, and
 * the schools' student records.
 */
#include <stdio.h>

#include "account/create.h"
#include "audit/audit.h"
#include "clock.h"
#include "ctl/demo.h"
#include "office/office.h"
#include "password.h"
#include "sealed.h"

#define STUDENTS 400
#define STAFF_PASSWORD "Xueling-Qingsong-26"
#define OWN_PASSWORD "hulusi26"
#define AGREEMENT "demo"

const struct demo_account demo_accounts[] = {
	{ ROLE_ADMIN, "admin", STAFF_PASSWORD, "秦志远", NULL, 0, NULL, 0, 0 },
	{ ROLE_AUTHORITY, "renshe", STAFF_PASSWORD, "顾明霞", "authority", 0, NULL, 0,
	    0 },
	{ ROLE_AUTHORITY, "renshe-cw", STAFF_PASSWORD, "郝永平", "authority", 0, NULL, 0,
	    0 },
	{ ROLE_PREFECTURE, "wulumuqi", STAFF_PASSWORD, "周立新", "6501", 0, NULL, 0, 0 },
	{ ROLE_PREFECTURE, "changji", STAFF_PASSWORD, "马晓梅", "6523", 0, NULL, 0, 0 },
	{ ROLE_PREFECTURE, "kashi", STAFF_PASSWORD, "艾力·吐尔逊", "6531", 0, NULL, 0,
	    0 },
	{ ROLE_PREFECTURE, "yili", STAFF_PASSWORD, "叶尔兰·哈森", "6540", 0, NULL, 0, 0 },
	{ ROLE_SCHOOL, "tianchi", STAFF_PASSWORD, "沈国栋", "99001", 0, NULL, 0, 0 },
	{ ROLE_SCHOOL, "huyang", STAFF_PASSWORD, "罗燕", "99004", 0, NULL, 0, 0 },
	{ ROLE_SCHOOL, "qinling", STAFF_PASSWORD, "梁博", "99101", 0, NULL, 0, 0 },
	{ ROLE_FACULTY, "tianchi-jsj", STAFF_PASSWORD, "何静怡", "99001-1", 0, NULL, 0,
	    0 },
	{ ROLE_FACULTY, "tianchi-jg", STAFF_PASSWORD, "古丽娜·阿不都", "99001-2", 0, NULL,
	    0, 0 },
	{ ROLE_FACULTY, "huyang-nx", STAFF_PASSWORD, "冯大海", "99004-1", 0, NULL, 0, 0 },
	{ ROLE_EMPLOYER, NULL, STAFF_PASSWORD, "田文博", NULL, 0, NULL, 0, 101 },
	{ ROLE_EMPLOYER, NULL, STAFF_PASSWORD, "赛力克·木拉提", NULL, 1, NULL, 0, 102 },
	{ ROLE_EMPLOYER, NULL, STAFF_PASSWORD, "曹雪莲", NULL, 2, NULL, 0, 103 },
	{ ROLE_EMPLOYER, NULL, STAFF_PASSWORD, "江海涛", NULL, 57, NULL, 0, 104 },
	/* who has been through most of it */
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "王晓彤", NULL, 0, "652300", 20021121, 3 },
	/* whose turn it is */
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "李思远", NULL, 0, "650100", 20030516, 1 },
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "阿依努尔·买买提", NULL, 0, "653100",
	    20030902, 2 },
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "努尔兰·别克", NULL, 0, "654000", 20030218,
	    4 },
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "张子轩", NULL, 0, "652900", 20040107, 5 },
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "陈嘉怡", NULL, 0, "650200", 20030630, 6 },
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "麦合木提·艾山", NULL, 0, "653200", 20020814,
	    7 },
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "刘佳宁", NULL, 0, "650500", 20031225, 8 },
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "巴图·那木吉勒", NULL, 0, "652800", 20030409,
	    9 },
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "杨梦琪", NULL, 0, "610100", 20030111, 10 },
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "赵一鸣", NULL, 0, "650100", 20030322, 11 },
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "古丽娜尔·艾合买提", NULL, 0, "653100",
	    20030718, 12 },
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "周文博", NULL, 0, "652300", 20021030, 13 },
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "孙雅婷", NULL, 0, "650200", 20030205, 14 },
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "热依拉·托合提", NULL, 0, "653200", 20021212,
	    15 },
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "徐浩", NULL, 0, "652900", 20030926, 16 },
	/* of the class that leaves next */
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "何雨桐", NULL, 0, "650100", 20040212, 17 },
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "阿丽米热·库尔班", NULL, 0, "653100",
	    20040517, 18 },
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "马俊", NULL, 0, "652300", 20031108, 19 },
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "沈佳琪", NULL, 0, "654000", 20040321, 20 },
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "艾尔肯·吐尔地", NULL, 0, "653200", 20040623,
	    21 },
	{ ROLE_GRADUATE, NULL, OWN_PASSWORD, "高文静", NULL, 0, "650500", 20040830, 22 },
};
const size_t demo_naccounts = sizeof(demo_accounts) / sizeof(demo_accounts[0]);

SQL(SQL_DEMO_STUDENT,
    "INSERT INTO student(uid, school_id, faculty_id, year, student_no, name, "
    "id_no_sealed,"
    " id_no_index, education, major, leaving_on, region_code, created_at, updated_at)"
    " VALUES(:uid, (SELECT parent_id FROM office WHERE code = :faculty), (SELECT id FROM"
    " office WHERE code = :faculty), :year, :no, :name, :sealed, :id_no, :education,"
    " :major, :leaving, :region, :now, :now)");
/* What the faculties teach. */
static const struct {
	const char *faculty, *majors, *education;
} majors[] = {
	{ "99001-1", "计算机科学与技术|软件工程|网络工程", "bachelor" },
	{ "99001-2", "会计学|工商管理|国际经济与贸易", "bachelor" },
	{ "99001-3", "机械设计制造及其自动化|能源与动力工程", "bachelor" },
	{ "99001-4", "汉语言文学|新闻学", "bachelor" },
	{ "99002-1", "学前教育|小学教育", "bachelor" },
	{ "99002-2", "英语|俄语", "bachelor" },
	{ "99002-3", "数学与应用数学", "bachelor" },
	{ "99003-1", "临床医学|医学影像学", "bachelor" },
	{ "99003-2", "护理学", "bachelor" },
	{ "99004-1", "农学|园艺|植物保护", "bachelor" },
	{ "99004-2", "动物医学|动物科学", "bachelor" },
	{ "99004-3", "食品科学与工程", "master" },
	{ "99004-4", "水利水电工程|农业水利工程", "bachelor" },
	{ "99005-1", "汉语国际教育", "bachelor" },
	{ "99005-2", "旅游管理|酒店管理", "bachelor" },
	{ "99006-1", "计算机应用技术|电子商务技术", "college" },
	{ "99006-2", "畜牧兽医", "college" },
	{ "99006-3", "大数据与会计|市场营销", "college" },
	{ "99101-1", "电子信息工程", "bachelor" },
	{ "99103-1", "会计学", "bachelor" },
};

void
demo_login(const struct demo_account *a, char out[33])
{
	out[0] = '\0';
	if (a->role == ROLE_GRADUATE)
		demo_id_number(out, a->region, a->born, 990 + a->mobile % 10);
	else if (a->role == ROLE_EMPLOYER)
		demo_credit_code(out, demo_employer_kind(a->employer),
		    demo_employer_place(a->employer)->code, (unsigned)a->employer);
	else
		snprintf(out, 33, "%s", a->login);
}

static enum jy_err
add_account(struct demo *d, const struct demo_account *a, int64_t *id)
{
	char stored[PASSWORD_STORED_SIZE], login[33], mobile[12] = "",
						      kind[OFFICE_KIND_SIZE];
	struct account_new n = {
		.role = a->role, .name = str_of(a->name), .password = stored
	};
	enum jy_err err = JY_OK;

	demo_login(a, login);
	if (a->mobile != 0)
		demo_mobile(mobile, a->mobile);
	n.mobile = str_of(mobile);
	if (a->role == ROLE_GRADUATE)
		n.id_no = str_of(login);
	else
		n.login = str_of(login);
	if (a->role == ROLE_EMPLOYER)
		n.employer_id = d->employer[a->employer];
	if (a->mobile != 0)
		n.agreement = AGREEMENT;
	if (a->office != NULL)
		err = office_find(d->c->db, str_of(a->office), &n.office_id, kind);
	if (err != JY_OK ||
	    (err = password_hash(d->c->keys, str_of(a->password), stored)) != JY_OK ||
	    (err = account_create(&d->c->act, &n, id)) != JY_OK)
		return err;
	return audit_act(&d->c->act, a->mobile != 0 ? "account.register" : "account.add",
	    "account", *id, role_name(a->role), STR_NONE);
}

/* --- graduates and their requests, as events */

static const char *
majors_pick(struct demo *d, const char *list, struct arena *a)
{
	struct str rest = str_of(list), one = STR_NONE;
	uint32_t count = 1;

	for (const char *p = list; *p != '\0'; p++)
		count += *p == '|';
	for (uint32_t i = demo_random(d, count) + 1; i > 0; i--)
		str_split(&rest, '|', &one);
	return arena_cstr(a, one);
}

static enum jy_err
add_student(struct demo *d, const char *name, const char *id_no, const char *region,
    size_t major, int year)
{
	struct arena *a = &d->c->arena;
	char uid[RANDOM_TEXT_SIZE(16)];
	uint8_t index[SHA256_SIZE];
	struct buf sealed = BUF_INIT;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = random_text(uid, 16)) != JY_OK ||
	    (err = sealed_put(d->c->keys, SEALED_STUDENT_ID_NO, str_of(uid),
		 str_of(id_no), &sealed)) != JY_OK ||
	    (err = sealed_index(
		 d->c->keys, SEALED_STUDENT_ID_NO, str_of(id_no), index)) != JY_OK ||
	    (err = db_prepare(d->c->db, &st, SQL_DEMO_STUDENT)) != JY_OK)
		goto out;
	db_bind_text(st, ":uid", uid);
	db_bind_text(st, ":faculty", majors[major].faculty);
	db_bind_int(st, ":year", year);
	db_bind_str(
	    st, ":no", arena_printf(a, "%d%05u", year - 4, demo_random(d, 100000)));
	db_bind_text(st, ":name", name);
	db_bind_str(st, ":sealed", buf_view(&sealed));
	db_bind_blob(st, ":id_no", index, sizeof(index));
	db_bind_text(st, ":education", majors[major].education);
	db_bind_text(st, ":major", majors_pick(d, majors[major].majors, a));
	db_bind_str(st, ":leaving", arena_printf(a, "%d-06-30", year));
	db_bind_text(st, ":region", region);
	db_bind_int(st, ":now", d->c->act.now);
	err = db_run(st);
out:
	db_finish(st);
	buf_release(&sealed);
	return err;
}

/* The class that leaves next: from September on, next year's. */
static int
graduation_year(const struct demo *d)
{
	char date[11];
	int64_t year = 2026, month = 1;

	clock_date(d->now, date);
	str_int((struct str){ date, 4 }, 1900, 9999, &year);
	str_int((struct str){ date + 5, 2 }, 1, 12, &month);
	return (int)(year + (month >= 9));
}

static const char *
random_name(struct demo *d, struct arena *a)
{
	static const char *const family[] = { "王", "李", "张", "刘", "陈", "杨", "赵",
		"黄", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "高",
		"罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭",
		"曾", "萧", "田", "董", "袁", "潘", "蒋", "蔡", "余", "杜", "叶", "程",
		"魏", "苏", "吕", "丁", "任", "沈", "姚" };
	static const char *const given[] = { "子涵", "浩然", "欣怡", "宇轩", "思琪",
		"俊杰", "雨欣", "志强", "晓明", "佳慧", "建国", "文静", "海燕", "明哲",
		"雪莹", "一鸣", "梦瑶", "天佑", "丽娟", "晨曦", "伟", "静", "磊", "婷",
		"鹏", "雯", "博", "琳", "瑞", "颖", "振华", "秀英", "立军", "春梅",
		"少华", "凯旋" };
	static const char *const own[] = { "阿迪力", "古丽米热", "艾尼瓦尔", "帕提古丽",
		"玉素甫", "热依汗", "库尔班", "迪丽努尔", "赛达尔", "阿丽娅", "哈丽旦",
		"巴合提", "叶尔肯", "木合塔尔", "米热阿依" };
	static const char *const fathers[] = { "买买提", "吐尔逊", "阿不都拉", "依明",
		"艾合买提", "哈山", "托合提", "努尔买买提", "木沙", "卡德尔" };
#define PICK(list) (list)[demo_random(d, sizeof(list) / sizeof((list)[0]))]

	if (demo_random(d, 10) < 3) {
		const char *first = PICK(own), *last = PICK(fathers);

		return arena_printf(a, "%s·%s", first, last).p;
	} else {
		const char *last = PICK(family), *first = PICK(given);

		return arena_printf(a, "%s%s", last, first).p;
	}
}

static enum jy_err
add_students(struct demo *d)
{
	/* rows of majors[], by the number of the mobile; 0 also of those in no record */
	static const unsigned char studies[] = { 0, 0, 2, 4, 6, 8, 10, 12, 14, 0, 18, 16,
		0, 2, 0, 0, 4, 1, 0, 1, 0, 1, 0 };
	int year = graduation_year(d);
	size_t nmajors = sizeof(majors) / sizeof(majors[0]);
	enum jy_err err = JY_OK;
	char id_no[33], region[7];
	unsigned born;
	bool next;

	if ((d->class = arena_array(&d->c->arena, STUDENTS / 5, sizeof(d->class[0]))) ==
	    NULL)
		return JY_ENOMEM;
	for (int i = 0; i < STUDENTS && err == JY_OK; i++) {
		const struct demo_place *home = &demo_places[demo_random(d, DEMO_PLACES)];
		const char *name = random_name(d, &d->c->arena);

		snprintf(region, sizeof(region), "%s00", home->code);
		born = (int)demo_between(d, 2001, 2004) * 10000 +
		       (int)demo_between(d, 1, 12) * 100 + (int)demo_between(d, 1, 28);
		demo_id_number(id_no, region, born, 100 + (unsigned)i);
		err = name == NULL ? JY_ENOMEM
				   : add_student(d, name, id_no, home->code,
					 (size_t)i % nmajors, year - (i % 5 == 0));
		if (i % 5 == 0)
			d->class[d->nclass++] = (struct demo_classmate){ name,
				arena_strdup(&d->c->arena, id_no), home };
	}
	/* Most graduates with accounts are in their schools' records too, of last year's
	 * class; the rest are in no record: demo_identity.c says what becomes of them. */
	for (size_t i = 0; i < demo_naccounts && err == JY_OK; i++) {
		const struct demo_account *g = &demo_accounts[i];

		if (g->role != ROLE_GRADUATE || demo_is_unknown(g->mobile))
			continue;
		demo_login(g, id_no);
		next = g->mobile == 3 || g->mobile == 10 || g->mobile >= 17;
		err = add_student(
		    d, g->name, id_no, NULL, studies[g->mobile], year - !next);
	}
	return err;
}

static enum jy_err
register_graduate(struct demo *d, const struct demo_event *e)
{
	int64_t id;

	demo_be(d, ROLE_VISITOR, 0, 0);
	return add_account(d, &demo_accounts[e->item], &id);
}

enum jy_err
demo_employer_account(struct demo *d, int employer)
{
	for (size_t i = 0; i < demo_naccounts; i++)
		if (demo_accounts[i].role == ROLE_EMPLOYER &&
		    demo_accounts[i].employer == employer)
			return add_account(
			    d, &demo_accounts[i], &d->employer_account[employer]);
	return JY_OK;
}

enum jy_err
demo_make_people(struct demo *d)
{
	enum jy_err err = JY_OK;
	int64_t id = 0;

	for (size_t i = 0; i < demo_naccounts && err == JY_OK; i++) {
		const struct demo_account *a = &demo_accounts[i];

		if ((a->role & ROLES_STAFF) != 0) {
			err = add_account(d, a, &id);
			if (a->role == ROLE_AUTHORITY)
				*(d->authority == 0 ? &d->authority : &d->cashier) = id;
		} else if (a->role == ROLE_GRADUATE) {
			demo_at(d, d->now - (400 - (int64_t)a->mobile) * DEMO_DAY,
			    register_graduate, (int)i);
		}
	}
	return err != JY_OK ? err : add_students(d);
}
