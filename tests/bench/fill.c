/*
 * fill.c - the data of the benchmarks: bench/fill STORE JOBS CONTENT
 * Adds JOBS open jobs (about 1.2 KB of Markdown each) of JOBS/16 verified employers
 * to a migrated store, and, unless CONTENT is "-", 500 announcements as files below
 * it. The same arguments give the same bytes, but for the time they count from:
 * BENCH_NOW (seconds). The store may hold other rows; those with regions keep theirs.
 */
#include <stdio.h>
#include <stdlib.h>

#include "arena.h"
#include "buf.h"
#include "clock.h"
#include "db.h"
#include "file.h"

#define ANNOUNCEMENTS 500
#define COUNTIES 7
#define DAY 86400

SQL(SQL_BENCH_REGION,
    "INSERT INTO region(code, name, level, parent) VALUES(:code, :name, :level, :parent)"
    " ON CONFLICT DO NOTHING");
SQL(SQL_BENCH_EMPLOYER,
    "INSERT INTO employer(name, credit_code, kind, industry, region_code, address, intro,"
    " contact_name, contact_phone, state, created_at, updated_at, verified_at)"
    " VALUES(:name, :code, :kind, :industry, :region, '人民路1号', :intro, '王经理',"
    " '', 'verified', :now, :now, :now)");
SQL(SQL_BENCH_JOB,
    "INSERT INTO job(employer_id, title, category, employment, headcount, region_code,"
    " workplace, salary_min, salary_max, education, description, mailbox, contact_name,"
    " state, closes_on, closes_at, published_at, created_at, updated_at) "
    "VALUES(:employer,"
    " :title, :category, :employment, :headcount, :region, '人民路1号', :low, :high,"
    " :education, :text, 'hr@example.com', '王经理', 'published', :closes_on, :closes,"
    " :at, :at, :at)");

static const char *const words[] = { "负责", "项目", "管理", "客户", "沟通", "数据",
	"分析", "设备", "维护", "安全", "生产", "质量", "检查", "团队", "合作", "培训",
	"记录", "报告", "计划", "实施", "现场", "技术", "支持", "方案", "设计", "测试",
	"运行", "系统", "改进", "流程", "材料", "采购", "仓库", "配送", "教学", "课程",
	"护理", "财务", "核算", "合同", "市场", "推广", "产品", "服务", "工程", "施工" };
static const char *const posts[] = { "软件工程师", "会计", "教师", "护士", "电气工程师",
	"销售代表", "仓库管理员", "行政文员", "施工员", "质量检验员", "农艺师", "司机" };
static const char *const places[][2] = { { "6501", "乌鲁木齐市" },
	{ "6502", "克拉玛依市" }, { "6504", "吐鲁番市" }, { "6505", "哈密市" },
	{ "6523", "昌吉回族自治州" }, { "6527", "博尔塔拉蒙古自治州" },
	{ "6528", "巴音郭楞蒙古自治州" }, { "6529", "阿克苏地区" },
	{ "6530", "克孜勒苏柯尔克孜自治州" }, { "6531", "喀什地区" },
	{ "6532", "和田地区" }, { "6540", "伊犁哈萨克自治州" }, { "6542", "塔城地区" },
	{ "6543", "阿勒泰地区" } };
static const char *const kinds[] = { "private", "state", "institution", "government" };
static const char *const degrees[] = { "any", "college", "bachelor", "master", "doctor" };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct fill {
	struct db *db;
	struct arena arena; /* of one row */
	int64_t now, first_employer, employers;
	uint64_t random;
};

/* xorshift64*: 0 … n - 1 */
static size_t
pick(struct fill *f, size_t n)
{
	f->random ^= f->random >> 12;
	f->random ^= f->random << 25;
	f->random ^= f->random >> 27;
	return (size_t)(f->random * 2685821657736338717u >> 33) % n;
}

#define ONE_OF(f, a) ((a)[pick(f, COUNT(a))])

static void
sentence(struct fill *f, struct buf *b, size_t least)
{
	size_t n = least + pick(f, 6);

	for (size_t i = 0; i < n; i++)
		buf_puts(b, ONE_OF(f, words));
	buf_puts(b, "。");
}

static struct str
markdown(struct fill *f)
{
	static const char *const parts[] = { "岗位职责", "任职要求", "福利待遇" };
	struct buf b = BUF_INIT;
	struct str text;

	for (size_t p = 0; p < COUNT(parts); p++) {
		buf_printf(&b, "## %s\n\n", parts[p]);
		for (int i = 0; i < 4; i++) {
			buf_puts(&b, p == 1 ? "1. " : "- ");
			sentence(f, &b, 10);
			buf_char(&b, '\n');
		}
		buf_char(&b, '\n');
	}
	buf_puts(&b, "**联系**：");
	sentence(f, &b, 4);
	buf_puts(&b, "[网站](https://example.com/)\n");
	text = arena_str(&f->arena, buf_view(&b));
	buf_release(&b);
	return text;
}

static struct str
county(struct fill *f, size_t place, size_t n)
{
	return arena_printf(&f->arena, "%s%02zu", places[place][0], n + 1);
}

static enum jy_err
add_region(struct fill *f, struct str code, struct str name, int level, struct str parent)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(f->db, &st, SQL_BENCH_REGION)) != JY_OK)
		return err;
	db_bind_str(st, ":code", code);
	db_bind_str(st, ":name", name);
	db_bind_int(st, ":level", level);
	if (parent.n > 0)
		db_bind_str(st, ":parent", parent);
	else
		db_bind_null(st, ":parent");
	err = db_run(st);
	db_finish(st);
	return err;
}

static enum jy_err
add_regions(struct fill *f)
{
	enum jy_err err = add_region(f, STR("65"), STR("新疆维吾尔自治区"), 1, STR_NONE);

	for (size_t p = 0; p < COUNT(places) && err == JY_OK; p++) {
		err = add_region(
		    f, str_of(places[p][0]), str_of(places[p][1]), 2, STR("65"));
		for (size_t n = 0; n < COUNTIES && err == JY_OK; n++)
			err = add_region(f, county(f, p, n),
			    arena_printf(&f->arena, "第%zu县", n + 1), 3,
			    str_of(places[p][0]));
	}
	return err;
}

static enum jy_err
add_employer(struct fill *f, int64_t n)
{
	char industry[2] = { (char)('A' + n % 20), '\0' };
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(f->db, &st, SQL_BENCH_EMPLOYER)) != JY_OK)
		return err;
	db_bind_str(st, ":name",
	    arena_printf(&f->arena, "%s%s%lld号有限公司", places[n % 14][1],
		ONE_OF(f, words), (long long)n));
	db_bind_str(st, ":code", arena_printf(&f->arena, "9165Z%013lld", (long long)n));
	db_bind_text(st, ":kind", kinds[n % 4]);
	db_bind_text(st, ":industry", industry);
	db_bind_str(st, ":region", county(f, n % 14, pick(f, COUNTIES)));
	db_bind_str(st, ":intro", markdown(f));
	db_bind_int(st, ":now", f->now);
	err = db_run(st);
	if (n == 0)
		f->first_employer = db_last_id(f->db);
	db_finish(st);
	return err;
}

/* Publication goes back an hour a job; closing dates are up to 90 days from now. */
static enum jy_err
add_job(struct fill *f, int64_t n, int64_t jobs)
{
	int64_t low = 3000 + (int64_t)pick(f, 60) * 100, at = f->now - (jobs - n) * 60;
	int64_t closes = clock_day_start(f->now, 2 + (int)pick(f, 90));
	struct db_stmt *st = NULL;
	char last[11];
	enum jy_err err;

	clock_date(closes - 1, last);
	if ((err = db_prepare(f->db, &st, SQL_BENCH_JOB)) != JY_OK)
		return err;
	db_bind_int(st, ":employer", f->first_employer + n % f->employers);
	db_bind_str(st, ":title",
	    arena_printf(&f->arena, "%s%s", ONE_OF(f, words), posts[n % 12]));
	db_bind_text(st, ":category", posts[n % 12]);
	db_bind_text(st, ":employment", n % 9 == 0 ? "intern" : "full_time");
	db_bind_int(st, ":headcount", 1 + (int64_t)pick(f, 9));
	db_bind_str(st, ":region", county(f, pick(f, 14), pick(f, COUNTIES)));
	db_bind_int(st, ":low", low);
	db_bind_int(st, ":high", low + 2000);
	db_bind_text(st, ":education", degrees[n % 5]);
	db_bind_str(st, ":text", markdown(f));
	db_bind_text(st, ":closes_on", last);
	db_bind_int(st, ":closes", closes);
	db_bind_int(st, ":at", at);
	err = db_run(st);
	db_finish(st);
	return err;
}

static enum jy_err
add_rows(struct fill *f, int64_t jobs)
{
	enum jy_err err;

	if ((err = db_begin(f->db)) != JY_OK)
		return err;
	err = add_regions(f);
	for (int64_t n = 0; n < f->employers && err == JY_OK; n++) {
		arena_reset(&f->arena);
		err = add_employer(f, n);
	}
	for (int64_t n = 0; n < jobs && err == JY_OK; n++) {
		arena_reset(&f->arena);
		err = add_job(f, n, jobs);
	}
	return db_end(f->db, err);
}

static enum jy_err
add_announcement(struct fill *f, const char *content, int n, struct diag *d)
{
	const char *dir = arena_printf(&f->arena, "%s/announcements/2025", content).p;
	const char *path = arena_printf(&f->arena, "%s/bench-%03d.md", dir, n).p;
	struct buf b = BUF_INIT;
	char day[11];
	enum jy_err err;

	clock_date(f->now - (int64_t)(n + 1) * DAY, day);
	buf_printf(&b, "---\ntitle: 通知第%d号\ndate: %s\nsummary: ", n, day);
	sentence(f, &b, 8);
	buf_puts(&b, "\n---\n\n");
	buf_str(&b, markdown(f));
	if ((err = file_mkdirs(dir, 0755, d)) == JY_OK)
		err = file_write(path, buf_view(&b), 0644, FILE_FAST, d);
	buf_release(&b);
	return err;
}

static enum jy_err
fill(struct fill *f, char **argv, struct diag *d)
{
	char url[4200];
	int64_t jobs;
	enum jy_err err;

	snprintf(url, sizeof(url), "sqlite:%s", argv[1]);
	if (!str_int(str_of(argv[2]), 16, 10000000, &jobs) ||
	    !str_int(str_of(getenv("BENCH_NOW")), 0, INT64_MAX, &f->now))
		return JY_EINPUT;
	f->employers = jobs / 16;
	if ((err = clock_zone("Asia/Shanghai", d)) != JY_OK ||
	    (err = db_open(&f->db, url, DB_WRITE, d)) != JY_OK ||
	    (err = add_rows(f, jobs)) != JY_OK || strcmp(argv[3], "-") == 0)
		return err;
	for (int n = 0; n < ANNOUNCEMENTS && err == JY_OK; n++) {
		arena_reset(&f->arena);
		err = add_announcement(f, argv[3], n, d);
	}
	return err;
}

int
main(int argc, char **argv)
{
	struct fill f = { .random = 88172645463325252u };
	struct diag d = { .text = "" };
	char text[1024];
	enum jy_err err;

	if (argc != 4) {
		fprintf(stderr, "usage: BENCH_NOW=SECONDS fill STORE JOBS CONTENT|-\n");
		return 2;
	}
	arena_init(&f.arena, 0);
	err = fill(&f, argv, &d);
	if (err != JY_OK)
		fprintf(stderr, "fill: %s: %s %s\n", err_info(err)->name,
		    diag_str(&d, text, sizeof(text)),
		    f.db != NULL ? db_message(f.db) : "");
	db_close(f.db);
	arena_release(&f.arena);
	return err_info(err)->exit;
}
