/*
 * status_page.c - see status_page.h.
 */
#include "escape.h"
#include "status_page.h"

static const char HEAD[] =
    "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
    "<meta name=\"robots\" content=\"noindex\">"
    "<meta name=\"color-scheme\" content=\"light dark\">"
    "<meta http-equiv=\"refresh\" content=\"60\"><title>生成报告</title><style>"
    "body{font:1rem/1.6 sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse}th,td{text-align:left;padding:.2rem 1.5rem .2rem 0;"
    "border-bottom:1px solid #8886}td.n{text-align:right;padding-right:0}"
    "</style></head>\n<body>\n";

/* In their order; what is not known is left out. */
static const struct {
	const char *name, *words;
} facts[] = {
	{ "current", "已是最新" },
	{ "built", "最近生成" },
	{ "ms", "用时（毫秒）" },
	{ "outputs", "文件" },
	{ "written", "其中写入" },
	{ "deleted", "删除" },
	{ "missing", "缺失的文件" },
	{ "warnings", "警告" },
	{ "next", "下次到期" },
	{ "change_seq", "变更序号" },
	{ "audit_seq", "审计链序号" },
};

static void
put_value(struct buf *out, const struct val *v)
{
	if (v->type == VAL_INT)
		buf_int(out, v->i);
	else if (v->type == VAL_TEXT)
		html_escape(out, v->s);
	else if (v->type == VAL_BOOL)
		buf_puts(out, val_true(v) ? "是" : "还没有");
}

static void
put_facts(struct buf *out, const struct val *status)
{
	const struct val *v;

	buf_puts(out, "<table>\n");
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		if ((v = val_get(status, str_of(facts[i].name))) == NULL)
			continue;
		buf_printf(
		    out, "<tr><th scope=\"row\">%s</th><td class=\"n\">", facts[i].words);
		put_value(out, v);
		buf_puts(out, "</td></tr>\n");
	}
	buf_puts(out, "</table>\n");
}

static void
put_sections(struct buf *out, const struct val *list)
{
	static const char *const columns[] = { "name", "items", "listed" };
	const struct val *v;
	struct val one;

	buf_puts(out,
	    "<h2>栏目</h2>\n<table>\n<tr><th scope=\"col\">栏目</th>"
	    "<th scope=\"col\">内容</th><th scope=\"col\">在列表中</th></tr>\n");
	for (size_t i = 0; list != NULL && i < val_len(list); i++) {
		one = val_at(list, i);
		buf_puts(out, "<tr>");
		for (size_t k = 0; k < 3; k++) {
			buf_puts(out, k == 0 ? "<td>" : "<td class=\"n\">");
			if ((v = val_get(&one, str_of(columns[k]))) != NULL)
				put_value(out, v);
			buf_puts(out, "</td>");
		}
		buf_puts(out, "</tr>\n");
	}
	buf_puts(out, "</table>\n");
}

/* Lines of text under a heading, if there are any. */
static void
put_lines(struct buf *out, const char *heading, const struct val *text)
{
	struct str rest, line;

	if (text == NULL || text->type != VAL_TEXT)
		return;
	buf_printf(out, "<h2>%s</h2>\n<ul>\n", heading);
	for (rest = text->s; str_split(&rest, '\n', &line);) {
		if (line.n == 0)
			continue;
		buf_puts(out, "<li>");
		html_escape(out, line);
		buf_puts(out, "</li>\n");
	}
	buf_puts(out, "</ul>\n");
}

void
status_page(struct buf *out, const struct val *status, struct str site)
{
	buf_puts(out, HEAD);
	buf_puts(out, "<h1>");
	html_escape(out, site);
	buf_printf(out, "：%s</h1>\n",
	    val_true(val_get(status, STR("ok"))) ? "生成正常" : "生成有问题");
	put_lines(out, "最近一次生成失败", val_get(status, STR("failure")));
	put_facts(out, status);
	put_lines(out, "警告", val_get(status, STR("warned")));
	put_sections(out, val_get(status, STR("sections")));
	buf_puts(out, "</body></html>\n");
}
