/*
 * test_template.c - the template engine: what is printed (template_cases.h), what
 * is refused and where, sets, limits, digests.
 */
#include "unit.h"

#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "template.h"
#include "template_cases.h"

/* --- output */

static void
prints(void **state)
{
	const struct template_case *c = *state;
	struct template_set *set = template_set_new(NULL);
	struct diag d = { .text = "" };
	struct buf out = BUF_INIT;
	const struct template *t;
	struct arena a;
	struct val data;

	arena_init(&a, 0);
	assert_int_equal(template_add(set, "/", "main", str_of(c->template), &d), JY_OK);
	for (size_t i = 0; i < PARTIALS_MAX && c->partial[i].name != NULL; i++)
		assert_int_equal(template_add(set, c->partial[i].name, c->partial[i].name,
				     str_of(c->partial[i].source), &d),
		    JY_OK);
	assert_int_equal(val_from_json(&a, "json", str_of(c->json), &data, &d), JY_OK);
	assert_int_equal(template_get(set, "/", &t, &d), JY_OK);
	assert_int_equal(template_render(t, &data, &out, &d), JY_OK);
	assert_str(buf_view(&out), c->expected);
	buf_release(&out);
	arena_release(&a);
	template_set_free(set);
}

static void
test_several_maps(void **state)
{
	static const char *const json[] = { "{\"a\":1,\"o\":{\"x\":\"i\"},\"n\":null}",
		"{\"a\":2,\"b\":3,\"o\":{\"x\":4,\"y\":5},\"n\":6,\"l\":[{\"a\":7},{}]}",
		"{\"b\":8,\"c\":9}" };
	struct template_set *set = template_set_new(NULL);
	const struct template *t;
	struct val data[3];
	const struct val *maps[TEMPLATE_MAPS_MAX + 1] = { &data[0], &data[1], &data[2] };
	struct buf out = BUF_INIT;
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(
		    val_from_json(&a, "json", str_of(json[i]), &data[i], NULL), JY_OK);
	assert_int_equal(
	    template_add(set, "t", "t",
		STR("{{a}}{{b}}{{c}} {{o.x}}{{o.y}} [{{n}}] {{#l}}{{a}}{{c}} "
		    "{{/l}}{{#o}}{{y}}{{b}}{{/o}}{{.}}{{none}}"),
		NULL),
	    JY_OK);
	assert_int_equal(template_get(set, "t", &t, NULL), JY_OK);
	assert_int_equal(template_render_maps(t, maps, 3, &out, NULL), JY_OK);
	assert_str(buf_view(&out), "139 i [] 79 19 3");
	assert_int_equal(template_render_maps(t, maps, TEMPLATE_MAPS_MAX + 1, &out, NULL),
	    JY_EINTERNAL);
	buf_release(&out);
	arena_release(&a);
	template_set_free(set);
}

/* --- errors */

static const struct {
	const char *template, *diag;
} bad[] = {
	{ "a\n  {{#jobs}}\n", "f:2:3: unclosed section 'jobs' opened here" },
	{ "{{^x}}", "f:1:1: unclosed section 'x' opened here" },
	{ "{{<x}}", "f:1:1: unclosed parent 'x' opened here" },
	{ "{{$x}}", "f:1:1: unclosed block 'x' opened here" },
	{ "{{#a}}\n\n{{#y}}\n 我{{/x}}",
	    "f:4:3: closing 'x' does not match 'y' opened at 3:1" },
	{ "{{/x}}", "f:1:1: closing 'x', but nothing is open" },
	{ "{{<*x}}{{/x}}", "f:1:8: closing 'x' does not match '*x' opened at 1:1" },
	{ "{{<x}}{{/*x}}", "f:1:7: closing '*x' does not match 'x' opened at 1:1" },
	{ "x {{name", "f:1:3: unclosed tag: '}}' is missing" },
	{ "x {{{name}}", "f:1:3: unclosed tag: '}}}' is missing" },
	{ "{{=<% %>}}", "f:1:1: unclosed tag: '=}}' is missing" },
	{ "{{! x", "f:1:1: unclosed tag: '}}' is missing" },
	{ "{{a {{b}}", "f:1:1: unclosed tag: another begins before its '}}'" },
	{ "a\n我\xff{{x}}", "f:2:2: a byte that is not UTF-8" },
	{ "{{}}", "f:1:1: empty tag" },
	{ "{{# }}", "f:1:1: empty tag" },
	{ "{{> * }}", "f:1:1: empty tag" },
	{ "{{a b}}", "f:1:1: the name 'a b' holds a blank" },
	{ "{{a..b}}", "f:1:1: the name 'a..b' has an empty part" },
	{ "{{#a.}}", "f:1:1: the name 'a.' has an empty part" },
	{ "{{=<% =}}", "f:1:1: two delimiters are wanted, without blanks or '='" },
	{ "{{=a b c=}}", "f:1:1: two delimiters are wanted, without blanks or '='" },
	{ "{{==}}", "f:1:1: two delimiters are wanted, without blanks or '='" },
	{ "{{=[ ]=}}[#x] [/y]", "f:1:15: closing 'y' does not match 'x' opened at 1:10" },
};

static void
test_bad(void **state)
{
	char text[sizeof(struct diag)];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct template_set *set = template_set_new(NULL);
		struct diag d = { .text = "" };

		assert_int_equal(
		    template_add(set, "t", "f", str_of(bad[i].template), &d), JY_EPARSE);
		assert_string_equal(diag_str(&d, text, sizeof(text)), bad[i].diag);
		template_set_free(set);
	}
}

static void
test_bad_leaves_nothing(void **state)
{
	struct template_set *set = template_set_new(NULL);
	const struct template *t;

	(void)state;
	assert_int_equal(template_add(set, "t", "f", STR("{{"), NULL), JY_EPARSE);
	assert_int_equal(template_get(set, "t", &t, NULL), JY_ENOTFOUND);
	assert_int_equal(template_add(set, "t", "f", STR("x"), NULL), JY_OK);
	assert_int_equal(template_add(set, "t", "f", STR("y"), NULL), JY_ECONFLICT);
	template_set_free(set);
}

/* --- limits */

static enum jy_err
render_one(const char *source, const char *json, size_t max, struct diag *d)
{
	struct template_set *set = template_set_new(NULL);
	struct buf out = { .max = max };
	const struct template *t;
	enum jy_err err;
	struct arena a;
	struct val data;

	arena_init(&a, 0);
	assert_int_equal(template_add(set, "t", "f", str_of(source), d), JY_OK);
	assert_int_equal(template_get(set, "t", &t, d), JY_OK);
	assert_int_equal(val_from_json(&a, "json", str_of(json), &data, d), JY_OK);
	err = template_render(t, &data, &out, d);
	buf_release(&out);
	arena_release(&a);
	template_set_free(set);
	return err;
}

static void
test_endless(void **state)
{
	static const char *const sources[] = { "\n {{>t}}", "\n {{>*n}}",
		"\n {{<t}}{{/t}}", "\n {{<t}}{{$a}}{{<t}}{{/t}}{{/a}}{{/t}}" };

	(void)state;
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		struct diag d = { .text = "" };

		assert_int_equal(
		    render_one(sources[i], "{\"n\":\"t\"}", 0, &d), JY_EPARSE);
		assert_string_equal(d.file, "f");
		assert_int_equal(d.line, 2);
		assert_int_equal(d.column, 2);
		assert_non_null(strstr(d.text, "nested deeper than 64"));
	}
}

static void
test_deepest(void **state)
{
	struct diag d = { .text = "" };
	struct buf b = BUF_INIT;

	(void)state;
	for (int i = 0; i < 32; i++)
		buf_puts(&b, "{{#a}}");
	buf_puts(&b, "{{>t}}");
	for (int i = 0; i < 32; i++)
		buf_puts(&b, "{{/a}}");
	assert_int_equal(render_one(b.data, "{\"a\":[true]}", 0, &d), JY_EPARSE);
	assert_int_equal(d.column, 32 * 6 + 1);
	buf_release(&b);
}

static void
test_nesting(void **state)
{
	struct template_set *set = template_set_new(NULL);
	struct diag d = { .text = "" };
	struct buf b = BUF_INIT;

	(void)state;
	for (int i = 0; i < 32; i++)
		buf_puts(&b, "{{#a}}");
	for (int i = 0; i < 32; i++)
		buf_puts(&b, "{{/a}}");
	assert_int_equal(template_add(set, "32", "f", buf_view(&b), &d), JY_OK);
	buf_reset(&b);
	for (int i = 0; i < 33; i++)
		buf_puts(&b, "{{#a}}");
	assert_int_equal(template_add(set, "33", "f", buf_view(&b), &d), JY_EPARSE);
	assert_int_equal(d.column, 32 * 6 + 1);
	assert_string_equal(d.text, "nested deeper than 32");
	buf_release(&b);
	template_set_free(set);
}

static void
test_full(void **state)
{
	(void)state;
	assert_int_equal(
	    render_one("{{#l}}{{.}}{{/l}}", "{\"l\":[1,2,3]}", 3, NULL), JY_OK);
	assert_int_equal(
	    render_one("{{#l}}{{.}}{{/l}}", "{\"l\":[1,2,3]}", 2, NULL), JY_ENOMEM);
}

/* --- folders */

static char folder[] = "/tmp/jy-template-XXXXXX";

static void
put_file(const char *name, const char *text)
{
	char path[256];
	FILE *fp;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_non_null(fp = fopen(path, "w"));
	assert_int_equal(fputs(text, fp) >= 0, 1);
	assert_int_equal(fclose(fp), 0);
}

static void
drop_file(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(remove(path), 0);
}

static int
folder_up(void **state)
{
	char path[256];

	(void)state;
	memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/jobs", folder);
	return mkdir(path, 0700);
}

static int
folder_down(void **state)
{
	(void)state;
	drop_file("jobs");
	return remove(folder);
}

static void
test_folder(void **state)
{
	struct template_set *set = template_set_new(folder);
	struct diag d = { .text = "" };
	struct val data = val_text("jobs/dyn");
	struct buf out = BUF_INIT;
	const struct template *t;

	(void)state;
	put_file("page.mustache", "{{>jobs/card}} {{>*.}} {{>missing}}");
	put_file("jobs/card.mustache", "card");
	put_file("jobs/dyn.mustache", "dyn");
	assert_int_equal(template_get(set, "page", &t, &d), JY_OK);
	assert_int_equal(template_render(t, &data, &out, &d), JY_OK);
	assert_str(buf_view(&out), "card dyn ");
	assert_int_equal(template_load_all(set, &d), JY_EPARSE);
	assert_int_equal(d.line, 1);
	assert_int_equal(d.column, 24);
	assert_string_equal(d.text, "partial 'missing' not found");
	buf_release(&out);
	template_set_free(set);
	drop_file("page.mustache");
	drop_file("jobs/card.mustache");
	drop_file("jobs/dyn.mustache");
}

static void
test_names_stay_inside(void **state)
{
	static const char *const names[] = { "../x", "/etc/passwd", "jobs/../../x",
		"jobs/./x", "", "a//b", "jobs", "missing" };
	struct template_set *set = template_set_new(folder);
	const struct template *t;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct diag d = { .text = "" };

		assert_int_equal(template_get(set, names[i], &t, &d), JY_ENOTFOUND);
		assert_int_not_equal(d.text[0], '\0');
	}
	template_set_free(set);
}

static void
test_long_dynamic_name(void **state)
{
	struct template_set *set = template_set_new(folder);
	char name[1000] = { 0 };
	struct val data;
	struct buf out = BUF_INIT;
	const struct template *t;

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	data = val_text(name);
	put_file("page.mustache", "[{{>*.}}]");
	assert_int_equal(template_get(set, "page", &t, NULL), JY_OK);
	assert_int_equal(template_render(t, &data, &out, NULL), JY_OK);
	assert_str(buf_view(&out), "[]");
	buf_release(&out);
	template_set_free(set);
	drop_file("page.mustache");
}

static void
test_bad_partial(void **state)
{
	struct template_set *set = template_set_new(folder);
	const struct template *t;

	(void)state;
	put_file("page.mustache", "{{>jobs/card}}");
	put_file("jobs/card.mustache", "\n{{x");
	for (int i = 0; i < 2; i++) {
		struct diag d = { .text = "" };

		assert_int_equal(template_get(set, "page", &t, &d), JY_EPARSE);
		assert_non_null(strstr(d.file, "jobs/card.mustache"));
		assert_int_equal(d.line, 2);
	}
	put_file("jobs/card.mustache", "{{>page}}"); /* a circle is no error */
	assert_int_equal(template_get(set, "page", &t, NULL), JY_OK);
	assert_int_equal(template_load_all(set, NULL), JY_OK);
	template_set_free(set);
	drop_file("page.mustache");
	drop_file("jobs/card.mustache");
}

/* --- digests */

static void
digest(const char *name, uint8_t out[32])
{
	struct template_set *set = template_set_new(folder);

	assert_int_equal(template_digest(set, name, out, NULL), JY_OK);
	template_set_free(set);
}

static void
test_digest(void **state)
{
	uint8_t a[32], b[32];

	(void)state;
	put_file("page.mustache", "{{<base}}{{$x}}{{>jobs/card}}{{/x}}{{/base}}");
	put_file("base.mustache", "{{$x}}{{/x}}");
	put_file("other.mustache", "x");
	digest("page", a);
	put_file("other.mustache", "y");
	digest("page", b);
	assert_memory_equal(a, b, 32); /* not reached */
	put_file("jobs/card.mustache", "card");
	digest("page", b);
	assert_memory_not_equal(a, b, 32); /* appeared */
	put_file("jobs/card.mustache", "{{>*x}}");
	digest("page", a);
	put_file("other.mustache", "z");
	digest("page", b);
	assert_memory_not_equal(a, b, 32); /* a dynamic name reaches all */
	put_file("base.mustache", "{{$x}} {{/x}}");
	digest("page", a);
	digest("page", b);
	assert_memory_equal(a, b, 32);
	drop_file("page.mustache");
	drop_file("base.mustache");
	drop_file("other.mustache");
	drop_file("jobs/card.mustache");
}

/* --- threads */

static void *
render_often(void *arg)
{
	const struct template *t = arg;
	struct val data = val_text("jobs/dyn");
	struct buf out = BUF_INIT;
	size_t good = 0;

	for (int i = 0; i < 500; i++) {
		buf_reset(&out);
		if (template_render(t, &data, &out, NULL) == JY_OK &&
		    str_is(buf_view(&out), "card dyn"))
			good++;
	}
	buf_release(&out);
	return (void *)good;
}

static void
test_threads(void **state)
{
	struct template_set *set = template_set_new(folder);
	const struct template *t;
	pthread_t thread[4];
	void *good;

	(void)state;
	put_file("page.mustache", "{{>jobs/card}} {{>*.}}");
	put_file("jobs/card.mustache", "card");
	put_file("jobs/dyn.mustache", "dyn");
	assert_int_equal(template_get(set, "page", &t, NULL), JY_OK);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(
		    pthread_create(&thread[i], NULL, render_often, (void *)t), 0);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(pthread_join(thread[i], &good), 0);
		assert_int_equal((size_t)good, 500);
	}
	template_set_free(set);
	drop_file("page.mustache");
	drop_file("jobs/card.mustache");
	drop_file("jobs/dyn.mustache");
}

#define IN_FOLDER(label, fn) CASE_WITH(label, fn, folder_up, folder_down)

static const struct CMUnitTest others[] = {
	CASE("names are looked up in one map after the other", test_several_maps),
	CASE("a malformed template is refused with line, column and cause", test_bad),
	CASE("a template that was refused is not in the set", test_bad_leaves_nothing),
	CASE("a template that includes itself for ever is stopped", test_endless),
	CASE("the deepest nesting fits on the stack", test_deepest),
	CASE("32 tags may wrap each other, 33 may not", test_nesting),
	CASE("a full buffer ends the rendering", test_full),
	IN_FOLDER(
	    "templates are found in folders; a missing partial is reported", test_folder),
	IN_FOLDER("no name leads out of the folder", test_names_stay_inside),
	IN_FOLDER(
	    "a dynamic name too long for a file prints nothing", test_long_dynamic_name),
	IN_FOLDER("an error in a partial names the partial's file", test_bad_partial),
	IN_FOLDER("the digest changes with all that can be reached", test_digest),
	IN_FOLDER("several threads render one set", test_threads),
};

#define OTHERS (sizeof(others) / sizeof(others[0]))

int
main(void)
{
	static struct CMUnitTest all[CASES + OTHERS];

	for (size_t i = 0; i < CASES; i++)
		all[i] =
		    (struct CMUnitTest){ cases[i].name, prints, NULL, NULL, &cases[i] };
	memcpy(all + CASES, others, sizeof(others));
	return RUN(all);
}
