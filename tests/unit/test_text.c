/*
 * test_text.c - the texts that are signed: templates, exact bytes, numbers.
 */
#include "actor.h"

#include <pthread.h>

#include "crypto.h"
#include "signing/text.h"
#include "signing/text_template.h"

static struct val
terms_of(struct actor *t)
{
	struct val terms = text_template_sample(&t->arena);

	return terms;
}

static struct text
fixed(struct actor *t, const char *kind)
{
	struct val terms = terms_of(t);
	struct text text;

	assert_int_equal(db_begin(t->act.db), JY_OK);
	assert_int_equal(
	    db_end(t->act.db, text_fix(&t->act, kind, &terms, STR_NONE, &text)), JY_OK);
	return text;
}

static bool
says(struct str body, const char *what)
{
	return memmem(body.p, body.n, what, strlen(what)) != NULL;
}

/* --- templates */

static const struct {
	const char *what, *body, *why;
	unsigned line, column;
} templates[] = {
	{ "a plain one", "## 合同\n\n{{name}}", NULL, 0, 0 },
	{ "with conditions",
	    "{{#ends_on}}至 {{ ends_on }}{{/ends_on}}{{^ends_on}}无{{/ends_on}}", NULL, 0,
	    0 },
	{ "a name that is none", "甲方\n乙方：{{nmae}}", "没有这个占位符：nmae", 2, 4 },
	{ "raw", "{{{other}}}", "只能使用", 1, 1 },
	{ "raw by &", "一{{&other}}", "只能使用", 1, 2 },
	{ "a partial", "{{>layout}}", "只能使用", 1, 1 },
	{ "other delimiters", "{{=<% %>=}}", "只能使用", 1, 1 },
	{ "no end of a tag", "好\n\n  {{pay", "“{{”没有对应的“}}”", 3, 3 },
	{ "no end of a section", "{{#salary}}每月", "没有与它对应的结尾：salary", 1, 1 },
	{ "an end without beginning", "每月{{/salary}}", "没有与它对应的开头：salary", 1,
	    3 },
	{ "crossed", "{{#salary}}{{#other}}{{/salary}}{{/other}}",
	    "没有与它对应的开头：salary", 1, 22 },
	{ "a first title", "## 一\n# 二", "标题从", 2, 1 },
	{ "empty", " \n", "示范文本是空的", 1, 1 },
};

static void
test_check(void **state)
{
	struct diag d;
	enum jy_err err;

	(void)state;
	for (size_t i = 0; i < sizeof(templates) / sizeof(templates[0]); i++) {
		d = (struct diag){ .text = "" };
		err = text_template_check(str_of(templates[i].body), &d);
		if ((err == JY_OK) != (templates[i].why == NULL))
			fail_msg("%s: %d %s", templates[i].what, err, d.text);
		if (err == JY_OK)
			continue;
		if (!str_starts(str_of(d.text), templates[i].why) ||
		    d.line != templates[i].line || d.column != templates[i].column)
			fail_msg(
			    "%s: %u:%u %s", templates[i].what, d.line, d.column, d.text);
	}
}

static const struct {
	const char *value, *html;
} values[] = {
	{ "张三", "<p>张三</p>\n" },
	{ "<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n" },
	{ "a & b \"c\" 'd' &amp;", "<p>a &amp; b &quot;c&quot; 'd' &amp;amp;</p>\n" },
	{ "# 第十条", "<p># 第十条</p>\n" },
	{ "*重要* _强调_ `码` **粗**", "<p>*重要* _强调_ `码` **粗**</p>\n" },
	{ "[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n" },
	{ "1. 一\n2. 二", "<p>1. 一<br />\n2. 二</p>\n" },
	{ "一\n\n## 二\n- 三", "<p>一<br />\n<br />\n## 二<br />\n- 三</p>\n" },
	{ "    缩进", "<p>缩进</p>\n" },
	{ "{{employer}}", "<p>{{employer}}</p>\n" },
	{ "a\\", "<p>a\\</p>\n" },
	{ "http://例.中国/?a=1&b=2", "<p>http://例.中国/?a=1&amp;b=2</p>\n" },
	{ "", "" },
};

static void
test_values(void **state)
{
	struct actor *t = *state;
	struct text_template template = { .version = 1, .body = STR("{{other}}") };
	struct buf out = BUF_INIT;
	struct val terms;

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		terms = val_map(&t->arena);
		val_set(&terms, "other", val_text(values[i].value));
		buf_reset(&out);
		assert_int_equal(
		    text_template_fill(&t->arena, &template, &terms, &out), JY_OK);
		assert_str(buf_view(&out), values[i].html);
	}
	buf_release(&out);
}

/* Labour Contract Law article 17, item by item. */
static void
test_article_17(void **state)
{
	static const char *const items[] = { "天山机械制造有限公司",
		"乌鲁木齐市天山区人民路1号", "王建国", "张三", "喀什市解放北路8号",
		"（毕业生的居民身份证号码）", "固定期限劳动合同，自 2026年7月1日",
		"设备工程师", "负责生产线设备", "工作地点：乌鲁木齐市", "标准工时制",
		"每周休息两日", "每月6500元", "社会保险", "防护眼镜", "单人宿舍" };
	struct actor *t = *state;
	struct val terms = terms_of(t);
	struct text text;

	assert_int_equal(text_render(&t->act, "contract", &terms, &text), JY_OK);
	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++)
		if (!says(text.body, items[i]))
			fail_msg("no %s in " STR_FMT, items[i], STR_ARG(text.body));
	assert_false(says(text.body, "{{"));
	assert_false(says(text.body, "录入"));
	val_set(&terms, "entered", val_text("yes"));
	assert_int_equal(text_render(&t->act, "contract", &terms, &text), JY_OK);
	assert_false(says(text.body, "数据电文"));
	assert_true(says(text.body, "以纸质合同为准"));
	assert_int_equal(text_render(&t->act, "agreement", &terms, &text), JY_OK);
	assert_true(says(text.body, "就业协议书"));
	assert_false(says(text.body, "{{"));
	assert_false(says(text.body, "<h1"));
}

/* --- exact bytes */

static void
test_fix(void **state)
{
	struct actor *t = *state;
	struct val terms = terms_of(t);
	struct text shown, kept, again;
	uint8_t digest[SHA256_SIZE];

	assert_int_equal(text_render(&t->act, "contract", &terms, &shown), JY_OK);
	assert_int_equal(shown.id, 0);
	assert_int_equal(db_begin(t->act.db), JY_OK);
	assert_int_equal(
	    db_end(t->act.db, text_fix(&t->act, "contract", &terms, shown.digest, &kept)),
	    JY_OK);
	assert_true(kept.id > 0);
	assert_true(str_eq(kept.body, shown.body));
	assert_int_equal(text_load(&t->act, kept.id, &again), JY_OK);
	assert_true(str_eq(again.body, shown.body));
	assert_true(str_eq(again.digest, shown.digest));
	assert_int_equal(sha256(again.body, digest), JY_OK);
	assert_memory_equal(again.sha256, digest, sizeof(digest));
}

static void
test_other_text(void **state)
{
	struct actor *t = *state;
	struct val terms = terms_of(t);
	struct text shown, kept;

	assert_int_equal(text_render(&t->act, "contract", &terms, &shown), JY_OK);
	val_set(&terms, "salary", val_text("2000元"));
	assert_int_equal(db_begin(t->act.db), JY_OK);
	assert_int_equal(
	    db_end(t->act.db, text_fix(&t->act, "contract", &terms, shown.digest, &kept)),
	    JY_ECONFLICT);
	assert_int_equal(world_number(t->world, "SELECT count(*) FROM document_text"), 0);
}

static void
test_transaction(void **state)
{
	struct actor *t = *state;
	struct val terms = terms_of(t);
	struct text kept = fixed(t, "contract");
	struct str number;

	assert_int_equal(
	    text_fix(&t->act, "contract", &terms, STR_NONE, &kept), JY_EINTERNAL);
	assert_int_equal(text_issue(&t->act, kept.id, &number), JY_EINTERNAL);
}

/* A later template changes what comes, not what is there. */
static void
test_versions(void **state)
{
	struct actor *t = *state;
	struct text old = fixed(t, "contract"), again, new;

	world_sql(t->world,
	    "INSERT INTO document_template(kind, version, body, state, published_at,"
	    " created_at, updated_at) VALUES('contract', 2, '新的：{{name}}',"
	    " 'published', 5, 5, 5)");
	new = fixed(t, "contract");
	assert_str(new.body, "<p>新的：张三</p>\n");
	assert_int_equal(new.version, 2);
	assert_int_equal(text_load(&t->act, old.id, &again), JY_OK);
	assert_true(str_eq(again.body, old.body));
	assert_int_equal(again.version, 1);
}

static const char *const never[] = {
	"UPDATE document_text SET made_at = 1",
	"UPDATE document_text SET sha256 = zeroblob(32)",
	"DELETE FROM document_text",
	"UPDATE document_template SET body = 'x' WHERE version = 1",
	"UPDATE document_template SET state = 'discarded', version = NULL, published_at "
	"= NULL",
	"DELETE FROM document_template",
	"UPDATE document_number SET last = last + 2",
	"UPDATE document_number SET last = last - 1",
	"DELETE FROM document_number",
	"UPDATE document_issue SET text_id = text_id + 1",
	"DELETE FROM document_issue",
	"INSERT INTO document_template(kind, body, created_at, updated_at)"
	" VALUES('contract', 'a', 1, 1), ('contract', 'b', 1, 1)",
};

static void
test_never(void **state)
{
	struct actor *t = *state;
	struct text kept = fixed(t, "contract");
	struct str number;

	assert_int_equal(db_begin(t->act.db), JY_OK);
	assert_int_equal(db_end(t->act.db, text_issue(&t->act, kept.id, &number)), JY_OK);
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		if (db_exec(t->act.db, never[i]) == JY_OK)
			fail_msg("%s", never[i]);
}

/* Bytes that were changed behind the triggers' back. */
static void
test_tampered(void **state)
{
	static const char *const how[] = {
		"UPDATE document_text SET body_sealed = replace(body_sealed, "
		"substr(body_sealed,"
		" 60, 1), iif(substr(body_sealed, 60, 1) = 'A', 'B', 'A'))",
		"UPDATE document_text SET sha256 = zeroblob(32)",
		"UPDATE document_text SET body_sealed = (SELECT body_sealed FROM "
		"document_text"
		" ORDER BY id DESC LIMIT 1)",
	};
	struct actor *t = *state;
	struct text kept = fixed(t, "contract"), other = fixed(t, "agreement"), again;

	assert_true(other.id > kept.id);
	world_sql(t->world, "DROP TRIGGER document_text_fixed");
	world_sql(t->world, "CREATE TABLE kept AS SELECT * FROM document_text");
	for (size_t i = 0; i < 3; i++) {
		world_sql(t->world, how[i]);
		assert_int_equal(text_load(&t->act, kept.id, &again), JY_ECRYPTO);
		world_sql(t->world,
		    "UPDATE document_text SET body_sealed = (SELECT body_sealed FROM kept"
		    " WHERE kept.id = document_text.id), sha256 = (SELECT sha256 FROM "
		    "kept"
		    " WHERE kept.id = document_text.id)");
		assert_int_equal(text_load(&t->act, kept.id, &again), JY_OK);
	}
}

static void
test_sealed(void **state)
{
	struct actor *t = *state;

	fixed(t, "contract");
	assert_int_equal(world_number(t->world, "SELECT count(*) FROM document_text"
						" WHERE instr(body_sealed, '张三') > 0"
						" OR instr(body_sealed, '合同') > 0"),
	    0);
}

/* --- numbers */

static struct str
issue(struct actor *t, int64_t text, enum jy_err end)
{
	struct str number = STR_NONE;
	enum jy_err err;

	assert_int_equal(db_begin(t->act.db), JY_OK);
	err = text_issue(&t->act, text, &number);
	assert_int_equal(err, JY_OK);
	assert_int_equal(db_end(t->act.db, end), end);
	return number;
}

static void
test_numbers(void **state)
{
	struct actor *t = *state;

	assert_str(issue(t, fixed(t, "contract").id, JY_OK), "HT2026000001");
	assert_str(issue(t, fixed(t, "agreement").id, JY_OK), "XY2026000001");
	assert_str(issue(t, fixed(t, "contract").id, JY_OK), "HT2026000002");
	actor_wait(t, (int64_t)60 * 86400);
	assert_str(issue(t, fixed(t, "contract").id, JY_OK), "HT2027000001");
}

static void
test_rollback(void **state)
{
	struct actor *t = *state;
	int64_t first = fixed(t, "contract").id;

	assert_str(issue(t, first, JY_ECONFLICT), "HT2026000001");
	assert_str(issue(t, fixed(t, "contract").id, JY_OK), "HT2026000001");
	assert_str(issue(t, first, JY_OK), "HT2026000002");
}

static void
test_once(void **state)
{
	struct actor *t = *state;
	int64_t id = fixed(t, "contract").id;
	struct str number;
	enum jy_err err;

	issue(t, id, JY_OK);
	assert_int_equal(db_begin(t->act.db), JY_OK);
	err = text_issue(&t->act, id, &number);
	assert_int_equal(db_end(t->act.db, err), JY_ECONFLICT);
	assert_str(issue(t, fixed(t, "contract").id, JY_OK), "HT2026000002");
}

/* --- many at once */

enum { WRITERS = 4, EACH = 25 };

struct writer {
	struct actor *t;
	int64_t texts[EACH];
	int failed;
};

static void *
write_numbers(void *arg)
{
	struct writer *w = arg;
	struct act act = w->t->act;
	struct arena arena;
	struct str number;
	enum jy_err err;

	arena_init(&arena, 0);
	act.arena = &arena;
	w->failed = db_open(&act.db, w->t->world->url, DB_WRITE, NULL) != JY_OK;
	for (int i = 0; i < EACH && !w->failed; i++) {
		if (db_begin(act.db) != JY_OK) {
			w->failed = 1;
			break;
		}
		/* every third is given up, and done again */
		err = text_issue(&act, w->texts[i], &number);
		if (err == JY_OK && i % 3 == 0) {
			db_end(act.db, JY_ECONFLICT);
			err = db_begin(act.db);
			if (err == JY_OK)
				err = text_issue(&act, w->texts[i], &number);
		}
		w->failed = db_end(act.db, err) != JY_OK;
	}
	db_close(act.db);
	arena_release(&arena);
	return NULL;
}

static void
test_parallel(void **state)
{
	struct actor *t = *state;
	struct writer writers[WRITERS] = { { .t = t }, { .t = t }, { .t = t },
		{ .t = t } };
	pthread_t threads[WRITERS];

	for (int i = 0; i < WRITERS; i++)
		for (int k = 0; k < EACH; k++)
			writers[i].texts[k] = fixed(t, "contract").id;
	for (int i = 0; i < WRITERS; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, write_numbers, &writers[i]), 0);
	for (int i = 0; i < WRITERS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(writers[i].failed, 0);
	}
	assert_int_equal(
	    world_number(t->world, "SELECT count(DISTINCT seq) FROM document_issue"),
	    WRITERS * EACH);
	assert_int_equal(world_number(t->world, "SELECT max(seq) FROM document_issue"),
	    WRITERS * EACH);
}

#define ROW(label, fn) CASE_WITH(label, fn, actor_setup, actor_teardown)

static const struct CMUnitTest cases[] = {
	CASE("a template's fault has its line and column", test_check),
	ROW("what a party has typed is text, never markup", test_values),
	ROW("5.3.f3 a contract has the nine items of article 17, an agreement its own",
	    test_article_17),
	ROW("5.1.f3 the text that is kept is the text that was shown", test_fix),
	ROW("5.1.r1 6.1.r1 a text that changed since it was shown is not kept",
	    test_other_text),
	ROW("texts and numbers belong to a transaction", test_transaction),
	ROW("5.3.f3 6.3.f3 a new template leaves the old texts alone", test_versions),
	ROW("texts, templates and numbers never change", test_never),
	ROW("a byte that was tampered with is found", test_tampered),
	ROW("the store cannot read the texts", test_sealed),
	ROW("5.3.f3 6.3.f3 numbers follow each other in each kind and year",
	    test_numbers),
	ROW("5.3.f3 a rollback gives the number back", test_rollback),
	ROW("5.3.f3 a text gets one number", test_once),
	ROW("5.3.f3 6.3.f3 numbers have no gap with four writers at once", test_parallel),
};

int
main(void)
{
	return RUN(cases);
}
