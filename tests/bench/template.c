/*
 * template.c - what a template costs: bench/template ROUNDS
 * Renders a list of 20 rows (six values each, HTML-escaped) ROUNDS times through the
 * template engine, and the same bytes with a plain loop of printf; prints the
 * microseconds of CPU time that one list took each way.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "arena.h"
#include "buf.h"
#include "escape.h"
#include "template.h"
#include "val.h"

#define ROWS 20

static const char TEMPLATE[] =
    "<ul class=\"rows\">\n{{#rows}}\n<li class=\"job\">\n"
    "<h3><a href=\"{{path}}\">{{title}}</a></h3>\n<span class=\"pay\">{{salary}}</span>\n"
    "<p class=\"by\">{{employer}}</p>\n<ul class=\"facts\">\n<li>{{place}}</li>\n"
    "<li>招 {{headcount}} 人</li>\n</ul>\n</li>\n{{/rows}}\n</ul>\n";

static const char ROW[] =
    "<li class=\"job\">\n<h3><a href=\"%.*s\">%.*s</a></h3>\n"
    "<span class=\"pay\">%.*s</span>\n<p class=\"by\">%.*s</p>\n"
    "<ul class=\"facts\">\n<li>%.*s</li>\n<li>招 %d 人</li>\n</ul>\n</li>\n";

enum { PATH, TITLE, SALARY, EMPLOYER, PLACE, TEXTS };
static const char *const names[TEXTS] = { "path", "title", "salary", "employer",
	"place" };

struct row {
	struct str text[TEXTS];
	int headcount;
};

static double
cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void
fill(struct arena *a, struct row *rows, struct val *data)
{
	struct val list = val_list(a), v;

	for (int i = 0; i < ROWS; i++) {
		rows[i].text[PATH] = arena_printf(a, "/jobs/0001/%d.html", 1000 + i);
		rows[i].text[TITLE] = arena_printf(a, "软件工程师 <%d>", i);
		rows[i].text[SALARY] = arena_printf(a, "%d–%d 元/月", 5000 + i, 8000 + i);
		rows[i].text[EMPLOYER] = arena_printf(a, "天山科技%d号有限公司", i);
		rows[i].text[PLACE] = STR("乌鲁木齐市天山区");
		rows[i].headcount = i % 9 + 1;
		v = val_map(a);
		for (int t = 0; t < TEXTS; t++)
			val_set(&v, names[t], val_str(rows[i].text[t]));
		val_set(&v, "headcount", val_int(rows[i].headcount));
		val_push(&list, v);
	}
	*data = val_map(a);
	val_set(data, "rows", list);
}

static void
by_hand(const struct row *rows, struct buf *out)
{
	struct buf b[TEXTS] = { BUF_INIT };

	buf_puts(out, "<ul class=\"rows\">\n");
	for (int i = 0; i < ROWS; i++) {
		for (int t = 0; t < TEXTS; t++) {
			buf_reset(&b[t]);
			html_escape(&b[t], rows[i].text[t]);
		}
		buf_printf(out, ROW, (int)b[PATH].len, b[PATH].data, (int)b[TITLE].len,
		    b[TITLE].data, (int)b[SALARY].len, b[SALARY].data,
		    (int)b[EMPLOYER].len, b[EMPLOYER].data, (int)b[PLACE].len,
		    b[PLACE].data, rows[i].headcount);
	}
	buf_puts(out, "</ul>\n");
	for (int t = 0; t < TEXTS; t++)
		buf_release(&b[t]);
}

int
main(int argc, char **argv)
{
	struct template_set *set = template_set_new(NULL);
	struct buf page = BUF_INIT, plain = BUF_INIT;
	int rounds = argc == 2 ? (int)strtol(argv[1], NULL, 10) : 0;
	const struct template *t;
	struct row rows[ROWS];
	double start, rendered;
	struct val data;
	struct arena a;

	arena_init(&a, 0);
	fill(&a, rows, &data);
	if (rounds < 1 ||
	    template_add(set, "list", "list", STR(TEMPLATE), NULL) != JY_OK ||
	    template_get(set, "list", &t, NULL) != JY_OK)
		return 2;
	start = cpu_us();
	for (int i = 0; i < rounds; i++) {
		buf_reset(&page);
		template_render(t, &data, &page, NULL);
	}
	rendered = cpu_us() - start;
	start = cpu_us();
	for (int i = 0; i < rounds; i++) {
		buf_reset(&plain);
		by_hand(rows, &plain);
	}
	if (!str_eq(buf_view(&page), buf_view(&plain))) {
		fprintf(stderr, "template: the two ways differ\n");
		return 1;
	}
	printf("%.3f %.3f\n", rendered / rounds, (cpu_us() - start) / rounds);
	buf_release(&page);
	buf_release(&plain);
	template_set_free(set);
	arena_release(&a);
	return 0;
}
