/*
 * text_template.c - see text_template.h. What an administrator does with templates is
 * template_desk.c's part.
 */
#include <stdio.h>
#include <stdlib.h>

#include "file.h"
#include "markdown.h"
#include "signing/text_template.h"
#include "template.h"

#define TEMPLATE_BYTES_MAX ((size_t)TEXT_TEMPLATE_CHARS * 4)
#define TEXT_BYTES_MAX (512 * 1024)
#define SECTIONS_MAX 8

SQL(SQL_TEMPLATE_ACTIVE,
    "SELECT id, version, body, published_at FROM document_template"
    " WHERE kind = :kind AND state = 'published' ORDER BY version DESC LIMIT 1");
SQL(SQL_TEMPLATE_SHIPPED,
    "INSERT INTO document_template(kind, version, body, state, published_at, created_at,"
    " updated_at) VALUES(:kind, 1, :body, 'published', :now, :now, :now)");

const struct paper papers[] = {
	{ "contract", "劳动合同", "HT" },
	{ "agreement", "就业协议书", "XY" },
	{ NULL, NULL, NULL },
};
#define PAPERS (sizeof(papers) / sizeof(papers[0]) - 1)

/* clang-format off */
const struct text_place text_places[] = {
	{ "employer",		"单位名称",		"天山机械制造有限公司" },
	{ "credit_code",	"统一社会信用代码",	"91650100MA0000001X" },
	{ "employer_address",	"单位住所",		"乌鲁木齐市天山区人民路1号" },
	{ "legal_person",	"法定代表人或者主要负责人", "王建国" },
	{ "name",		"毕业生姓名",		"张三" },
	{ "id_no",		"居民身份证号码",	"（毕业生的居民身份证号码）" },
	{ "address",		"毕业生住址",		"喀什市解放北路8号" },
	{ "school",		"毕业院校",		"天山大学" },
	{ "faculty",		"院系",			"机械工程学院" },
	{ "major",		"专业",			"机械设计制造及其自动化" },
	{ "education",		"学历",			"本科" },
	{ "year",		"毕业年度",		"2026" },
	{ "position",		"岗位（工种）",		"设备工程师" },
	{ "duties",		"工作内容和要求",	"负责生产线设备的安装、调试和维护" },
	{ "workplace",		"工作地点",		"乌鲁木齐市" },
	{ "term_kind",		"合同期限类型",		"固定期限" },
	{ "starts_on",		"起始日期、报到日期",	"2026年7月1日" },
	{ "ends_on",		"终止日期",		"2029年6月30日" },
	{ "service_years",	"服务期",		"3年" },
	{ "probation",		"试用期、见习期",	"3个月" },
	{ "hours",		"工作时间",		"标准工时制，每日不超过8小时，每周不超过40小时" },
	{ "rest",		"休息休假",		"每周休息两日" },
	{ "salary",		"每月的劳动报酬",	"6500元" },
	{ "probation_salary",	"试用期的报酬",		"5500元" },
	{ "pay_day",		"每月的发薪日",		"15日" },
	{ "insurance",		"社会保险和福利",	"缴纳各项社会保险和住房公积金，提供工作餐" },
	{ "protection",		"劳动保护、劳动条件和职业危害防护", "发放防护眼镜、手套和耳塞，每年一次职业健康检查" },
	{ "dossier_to",		"档案转往",		"天山机械制造有限公司人力资源部" },
	{ "household_to",	"户口迁往",		"乌鲁木齐市天山区" },
	{ "penalty",		"违约金",		"2000元" },
	{ "other",		"其他约定",		"提供单人宿舍" },
	{ "entered",		"由毕业生录入的文本（不是在线签订）", "" },
	{ "template_version",	"示范文本的版本",	"1" },
	{ NULL, NULL, NULL },
};
/* clang-format on */

static struct str shipped[PAPERS];
static struct arena memory;

const struct paper *
paper_of(struct str kind)
{
	for (size_t i = 0; i < PAPERS; i++)
		if (str_is(kind, papers[i].kind))
			return &papers[i];
	return NULL;
}

/* --- what is well-formed */

struct scan {
	struct str body;
	struct diag *d;
	struct str open[SECTIONS_MAX];
	size_t opened[SECTIONS_MAX], depth;
};

/* JY_EPARSE at the byte `at`. */
static enum jy_err
fault(const struct scan *s, size_t at, const char *text, struct str name)
{
	unsigned line = 1, column = 1;

	for (size_t i = 0; i < at; i++)
		if (s->body.p[i] == '\n') {
			line++;
			column = 1;
		} else if (((unsigned char)s->body.p[i] & 0xc0) != 0x80) {
			column++;
		}
	return diag_set(s->d, JY_EPARSE, "", line, column, "%s" STR_FMT, text,
	    STR_ARG(name.n <= 60 ? name : STR("")));
}

static bool
is_place(struct str name)
{
	for (const struct text_place *p = text_places; p->name != NULL; p++)
		if (str_is(name, p->name))
			return true;
	return false;
}

/* What stands between {{ and }} at byte `at`. */
static enum jy_err
scan_tag(struct scan *s, size_t at, struct str inside)
{
	char sigil =
	    inside.n > 0 && strchr("#^/!", inside.p[0]) != NULL ? inside.p[0] : '\0';
	struct str name = str_trim(str_from(inside, sigil != '\0'));

	if (sigil == '!')
		return JY_OK;
	if (inside.n > 0 && strchr("{&><$=*", inside.p[0]) != NULL)
		return fault(s, at,
		    "只能使用 {{名称}}、{{#名称}}、{{^名称}} 和 {{/名称}}", STR_NONE);
	if (!is_place(name))
		return fault(s, at, "没有这个占位符：", name);
	if (sigil == '/') {
		if (s->depth == 0 || !str_eq(s->open[s->depth - 1], name))
			return fault(s, at, "没有与它对应的开头：", name);
		s->depth--;
	} else if (sigil != '\0') {
		if (s->depth == SECTIONS_MAX)
			return fault(s, at, "嵌套过深：", name);
		s->opened[s->depth] = at;
		s->open[s->depth++] = name;
	}
	return JY_OK;
}

/* The page has its own title above the text's. */
static enum jy_err
scan_titles(const struct scan *s)
{
	struct str rest = s->body, line;
	size_t at = 0;

	while (str_split(&rest, '\n', &line)) {
		if (str_starts(line, "# ") || str_is(str_trim(line), "#") ||
		    str_starts(line, "=="))
			return fault(s, at, "标题从“## ”（二级标题）开始", STR_NONE);
		at += line.n + 1;
	}
	return JY_OK;
}

enum jy_err
text_template_check(struct str body, struct diag *d)
{
	struct scan s = { .body = body, .d = d };
	const char *open, *close;
	enum jy_err err;

	if (str_trim(body).n == 0)
		return fault(&s, 0, "示范文本是空的", STR_NONE);
	for (size_t at = 0; (open = memmem(body.p + at, body.n - at, "{{", 2)) != NULL;) {
		at = (size_t)(open - body.p);
		close = memmem(open + 2, body.n - at - 2, "}}", 2);
		if (close == NULL)
			return fault(&s, at, "“{{”没有对应的“}}”", STR_NONE);
		if ((err = scan_tag(&s, at,
			 (struct str){ open + 2, (size_t)(close - open - 2) })) != JY_OK)
			return err;
		at = (size_t)(close - body.p) + 2;
	}
	if (s.depth > 0)
		return fault(&s, s.opened[s.depth - 1], "没有与它对应的结尾：",
		    s.open[s.depth - 1]);
	return scan_titles(&s);
}

/* --- filling in */

/* So that Markdown takes it for text; & < > " ' are left to the template engine, whose
 * entities are text to Markdown as well. */
static struct str
escaped(struct arena *a, struct str value)
{
	struct buf b = BUF_INIT;
	struct str out;

	value = str_trim(value);
	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] == '\n' ||
		    (value.p[i] > ' ' && value.p[i] < 0x7f &&
			strchr("!#$%()*+,-./:;=?@[\\]^_`{|}~", value.p[i]) != NULL))
			buf_char(&b, '\\');
		if (value.p[i] != '\r')
			buf_char(&b, value.p[i]);
	}
	out = buf_ok(&b) ? arena_str(a, buf_view(&b)) : STR_NONE;
	buf_release(&b);
	return out;
}

static struct val
escaped_terms(struct arena *a, const struct text_template *t, const struct val *terms)
{
	struct val out = val_map(a);
	const struct val *v;

	for (const struct text_place *p = text_places; p->name != NULL; p++)
		if ((v = val_get(terms, str_of(p->name))) != NULL && v->type == VAL_TEXT)
			val_set(&out, p->name, val_str(escaped(a, v->s)));
	val_set(&out, "template_version",
	    val_str(arena_printf(a, "%lld", (long long)t->version)));
	return out;
}

enum jy_err
text_template_fill(struct arena *a, const struct text_template *t,
    const struct val *terms, struct buf *out)
{
	struct template_set *set = template_set_new(NULL);
	struct val values = escaped_terms(a, t, terms);
	const struct template *compiled;
	struct buf markdown;
	enum jy_err err;

	if (set == NULL)
		return JY_ENOMEM;
	buf_init(&markdown, TEXT_BYTES_MAX);
	if ((err = template_add(set, "text", "text", t->body, NULL)) == JY_OK &&
	    (err = template_get(set, "text", &compiled, NULL)) == JY_OK &&
	    (err = template_render(compiled, &values, &markdown, NULL)) == JY_OK)
		err = buf_ok(&markdown) ? markdown_html(buf_view(&markdown), NULL, out)
					: JY_ETOOBIG;
	buf_release(&markdown);
	template_set_free(set);
	return err;
}

struct val
text_template_sample(struct arena *a)
{
	struct val out = val_map(a);

	for (const struct text_place *p = text_places; p->name != NULL; p++)
		val_set(&out, p->name, val_text(p->sample));
	return out;
}

/* --- the shipped ones, and the one in use */

static enum jy_err
load_one(const struct conf *conf, size_t i, struct diag *d)
{
	struct buf file = BUF_INIT;
	struct diag where = { .text = "" };
	char path[512];
	enum jy_err err;

	if ((size_t)snprintf(path, sizeof(path), "%s/signing/%s.md", conf->path.source,
		papers[i].kind) >= sizeof(path))
		return diag_set(d, JY_ECONF, "", 0, 0, "[path] source is too long");
	if ((err = file_read(path, TEMPLATE_BYTES_MAX, &file, d)) == JY_OK &&
	    (err = text_template_check(buf_view(&file), &where)) != JY_OK)
		diag_set(d, err, path, where.line, where.column, "%s", where.text);
	if (err == JY_OK && (shipped[i] = arena_str(&memory, buf_view(&file))).p == NULL)
		err = JY_ENOMEM;
	buf_release(&file);
	return err;
}

enum jy_err
text_templates_load(const struct conf *conf, struct diag *d)
{
	enum jy_err err = JY_OK;

	for (size_t i = 0; i < PAPERS && err == JY_OK; i++)
		if (shipped[i].n == 0)
			err = load_one(conf, i, d);
	return err;
}

enum jy_err
text_template_active(struct act *act, const char *kind, struct text_template *out)
{
	const struct paper *paper = paper_of(str_of(kind));
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (paper == NULL)
		return JY_EINTERNAL;
	*out = (struct text_template){ .version = 1 };
	if ((err = db_prepare(act->db, &st, SQL_TEMPLATE_ACTIVE)) != JY_OK)
		return err;
	db_bind_text(st, ":kind", kind);
	if ((err = db_one(st)) == JY_OK) {
		out->id = db_int(st, 0);
		out->version = db_int(st, 1);
		out->body = arena_str(act->arena, db_str(st, 2));
		out->published_at = db_int(st, 3);
	}
	db_finish(st);
	if (err != JY_ENOTFOUND || (err = text_templates_load(act->conf, NULL)) != JY_OK)
		return err;
	out->body = shipped[paper - papers];
	return JY_OK;
}

enum jy_err
text_template_use(struct act *act, const char *kind, struct text_template *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (!db_in_transaction(act->db))
		return JY_EINTERNAL;
	if ((err = text_template_active(act, kind, out)) != JY_OK || out->id != 0)
		return err;
	if ((err = db_prepare(act->db, &st, SQL_TEMPLATE_SHIPPED)) != JY_OK)
		return err;
	db_bind_text(st, ":kind", kind);
	db_bind_str(st, ":body", out->body);
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	out->id = db_last_id(act->db);
	return err;
}
