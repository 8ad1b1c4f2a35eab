/*
 * status.c - sitegen status and next (see status.h).
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build.h"
#include "clock.h"
#include "file.h"
#include "manifest.h"
#include "options.h"
#include "publish.h"
#include "run.h"
#include "say.h"
#include "seen.h"
#include "status.h"
#include "status_page.h"

#define USAGE 2

MAN_SQL(SQL_STATUS_SECTIONS, "SELECT name, items, listed FROM section ORDER BY name");
MAN_SQL(SQL_STATUS_OUTPUTS, "SELECT path FROM output");

static const struct {
	const char *name, *words;
} facts[] = {
	{ "outputs", "files" },
	{ "written", "written by that build" },
	{ "deleted", "deleted by it" },
	{ "warnings", "its warnings" },
	{ "ms", "its milliseconds" },
	{ "change_seq", "change sequence" },
	{ "audit_seq", "head of the audit chain" },
};

#define FACTS (sizeof(facts) / sizeof(facts[0]))

static const char *
instant(int64_t at, char text[26])
{
	if (at == 0)
		return "none";
	clock_rfc3339(at, text);
	return text;
}

static enum jy_err
get_sections(struct gen *g, struct val *map)
{
	struct val list = val_list(&g->arena), one;
	struct db_stmt *st;
	enum jy_err err;
	bool row;

	if ((err = man_prepare(g, &st, SQL_STATUS_SECTIONS)) != JY_OK)
		return err;
	while ((err = man_step(g, st, &row)) == JY_OK && row) {
		one = val_map(&g->arena);
		val_set(&one, "name", val_str(arena_str(&g->arena, db_str(st, 0))));
		val_set(&one, "items", val_int(db_int(st, 1)));
		val_set(&one, "listed", val_int(db_int(st, 2)));
		val_push(&list, one);
	}
	db_finish(st);
	val_set(map, "sections", list);
	return err;
}

/* Files that somebody took away: a build does not look for them. */
static enum jy_err
count_missing(struct gen *g, int64_t *n)
{
	char name[1280];
	struct db_stmt *st;
	enum jy_err err;
	bool row;

	*n = 0;
	if ((err = man_prepare(g, &st, SQL_STATUS_OUTPUTS)) != JY_OK)
		return err;
	while ((err = man_step(g, st, &row)) == JY_OK && row) {
		snprintf(name, sizeof(name), STR_FMT, STR_ARG(db_str(st, 0)));
		*n += g->live == -1 ||
		      faccessat(g->live, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0;
	}
	db_finish(st);
	return err;
}

/* Would a build find nothing to do? Asked before the manifest is open. */
static bool
is_current(const char *conf)
{
	struct seen s;
	struct gen g;
	bool same = run_open(&g, conf, -1) == JY_OK && seen_same(&g, g.now, &s);

	run_close(&g);
	return same;
}

/* What went wrong in the last try. */
static void
get_failure(struct gen *g, struct val *map)
{
	const char *failed = arena_printf(&g->arena, "%s/failed", g->conf.path.cache).p;
	struct buf b = BUF_INIT;

	if (failed != NULL && file_read(failed, 4096, &b, NULL) == JY_OK)
		val_set(map, "failure",
		    val_str(arena_str(&g->arena, str_trim(buf_view(&b)))));
	buf_release(&b);
}

static enum jy_err
get_status(struct gen *g, struct val *map)
{
	struct str warned;
	enum jy_err err;
	int64_t v;
	size_t i;

	*map = val_map(&g->arena);
	get_failure(g, map);
	if ((err = state_int(g, "clock", 0, &v)) != JY_OK)
		return err;
	say_instant(&g->arena, map, "built", v);
	for (i = 0; i < FACTS; i++) {
		if ((err = state_int(g, facts[i].name, 0, &v)) != JY_OK)
			return err;
		val_set(map, facts[i].name, val_int(v));
	}
	if ((err = state_text(g, "warned", &g->arena, &warned)) != JY_OK)
		return err;
	if (warned.n > 0)
		val_set(map, "warned", val_str(warned));
	if ((err = get_sections(g, map)) != JY_OK || (err = publish_open(g)) != JY_OK ||
	    (err = count_missing(g, &v)) != JY_OK)
		return err;
	val_set(map, "missing", val_int(v));
	if ((err = build_next(g, &v)) == JY_OK)
		say_instant(&g->arena, map, "next", v);
	return err;
}

static int64_t
int_of(const struct val *map, const char *name)
{
	const struct val *v = val_get(map, str_of(name));

	return v != NULL && v->type == VAL_INT ? v->i : 0;
}

static struct str
text_of(const struct val *map, const char *name, const char *otherwise)
{
	const struct val *v = val_get(map, str_of(name));

	return v != NULL && v->type == VAL_TEXT ? v->s : str_of(otherwise);
}

static void
print_sections(const struct val *map)
{
	const struct val *list = val_get(map, STR("sections"));
	struct val s;
	size_t i;

	for (i = 0; list != NULL && i < val_len(list); i++) {
		s = val_at(list, i);
		printf("section " STR_FMT ": %" PRId64 " items, %" PRId64 " listed\n",
		    STR_ARG(text_of(&s, "name", "")), int_of(&s, "items"),
		    int_of(&s, "listed"));
	}
}

static void
print_status(const struct val *map)
{
	struct str warned = text_of(map, "warned", ""), line;
	size_t i;

	printf("up to date: %s\n",
	    val_true(val_get(map, STR("current"))) ? "yes" : "not yet");
	printf("last built: " STR_FMT "\n", STR_ARG(text_of(map, "built", "none")));
	for (i = 0; i < FACTS; i++)
		printf("%s: %" PRId64 "\n", facts[i].words, int_of(map, facts[i].name));
	print_sections(map);
	printf("next change: " STR_FMT "\n", STR_ARG(text_of(map, "next", "none")));
	while (str_split(&warned, '\n', &line)) {
		if (line.n > 0)
			printf("warning: " STR_FMT "\n", STR_ARG(line));
	}
	if (int_of(map, "missing") > 0)
		printf("missing files: %" PRId64
		       " (sitegen check names them, sitegen build --full restores)\n",
		    int_of(map, "missing"));
	if (text_of(map, "failure", "").n > 0)
		printf("the last try failed: " STR_FMT "\n",
		    STR_ARG(text_of(map, "failure", "")));
}

static void
print_page(const struct gen *g, const struct val *map)
{
	struct buf page = BUF_INIT;

	status_page(&page, map, str_of(g->conf.site.name));
	fwrite(page.data, 1, page.len, stdout);
	buf_release(&page);
}

int
status_cmd(int argc, char **argv)
{
	struct val map = val_null();
	struct options o;
	struct gen g;
	enum jy_err err;
	bool well = false, current;
	int status;

	if (!options_read(&o, argc, argv, "cjH"))
		return USAGE;
	current = is_current(o.conf);
	if ((err = run_open_built(&g, o.conf)) == JY_OK)
		err = get_status(&g, &map);
	status = report(err, &g.diag);
	if (err == JY_OK) {
		well =
		    int_of(&map, "missing") == 0 && text_of(&map, "failure", "").n == 0;
		val_set(&map, "ok", val_bool(well));
		val_set(&map, "current", val_bool(current));
		if (o.json)
			say_json(&map);
		else if (o.html)
			print_page(&g, &map);
		else
			print_status(&map);
	}
	run_close(&g);
	return status != 0 ? status : !well;
}

static void
print_next(struct gen *g, const struct options *o, int64_t at)
{
	struct val map = val_map(&g->arena);
	char text[26];

	say_instant(&g->arena, &map, "next", at);
	if (at != 0)
		val_set(&map, "seconds", val_int(at));
	if (o->json)
		say_json(&map);
	else if (!o->seconds)
		puts(instant(at, text));
	else if (at != 0)
		printf("%" PRId64 "\n", at);
}

int
next_cmd(int argc, char **argv)
{
	struct options o;
	struct gen g;
	enum jy_err err;
	int64_t at;
	int status;

	if (!options_read(&o, argc, argv, "csj"))
		return USAGE;
	if ((err = run_open_built(&g, o.conf)) == JY_OK &&
	    (err = build_next(&g, &at)) == JY_OK)
		print_next(&g, &o, at);
	status = report(err, &g.diag);
	run_close(&g);
	return status;
}
