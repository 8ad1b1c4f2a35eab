/*
 * content_cmd.c - sitegen new and list (see content_cmd.h).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "content_cmd.h"
#include "file.h"
#include "options.h"
#include "plugin.h"
#include "run.h"
#include "say.h"
#include "source.h"
#include "tree.h"
#include "utf8.h"

#define USAGE 2
#define SAME_DAY_MAX 100 /* files of one day without a slug */
#define TITLE_MAX 300    /* bytes */
#define SLUG_CHARS "abcdefghijklmnopqrstuvwxyz0123456789-"

/* --- new */

static bool
is_folder(const char *path)
{
	struct stat st;

	return path != NULL && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* "announcement" or "announcements" to the folder of content. */
static enum jy_err
find_folder(struct gen *g, const char *kind, const char **folder)
{
	static const char *const endings[] = { "", "s" };
	size_t i;

	for (i = 0; i < 2; i++) {
		*folder = arena_printf(
		    &g->arena, "%s/content/%s%s", g->conf.path.source, kind, endings[i])
			      .p;
		if (path_is_clean(str_of(kind)) && is_folder(*folder))
			return JY_OK;
	}
	return gen_fail(g, JY_ENOTFOUND, NULL, 0, "%s/content has no folder %ss",
	    g->conf.path.source, kind);
}

static enum jy_err
front_matter(struct gen *g, const char *title, struct buf *out)
{
	char day[11];
	size_t i, n = strlen(title);

	if (n == 0 || n > TITLE_MAX || !utf8_valid(str_of(title)))
		return gen_fail(g, JY_EINPUT, NULL, 0,
		    "a title has 1 to %d bytes of UTF-8", TITLE_MAX);
	clock_date(g->now, day);
	buf_puts(out, "---\ntitle: \"");
	for (i = 0; i < n; i++) {
		if ((unsigned char)title[i] < 0x20)
			return gen_fail(g, JY_EINPUT, NULL, 0,
			    "a title holds no line ends and the like");
		if (title[i] == '"' || title[i] == '\\')
			buf_char(out, '\\');
		buf_char(out, title[i]);
	}
	buf_printf(out,
	    "\"\ndate: %s\n# publish: %s 09:00\n# expire: %s\n"
	    "draft: true            # take this line away to publish\n---\n\n",
	    day, day, day);
	return buf_ok(out) ? JY_OK : gen_mem(g, NULL);
}

/* The first name of the day that is free. */
static enum jy_err
write_new(struct gen *g, const char *folder, const char *slug, struct str text)
{
	int root = tree_open(folder, false), n;
	enum jy_err err = JY_ECONFLICT;
	char day[11], name[300];

	clock_date(g->now, day);
	for (n = 1; err == JY_ECONFLICT && n <= SAME_DAY_MAX; n++) {
		snprintf(name, sizeof(name), "%.4s/%s%s%s", day, day + 5,
		    slug != NULL ? "-" : "", slug != NULL ? slug : "");
		if (n > 1)
			snprintf(
			    name + strlen(name), sizeof(name) - strlen(name), "-%d", n);
		snprintf(name + strlen(name), sizeof(name) - strlen(name), ".md");
		err = tree_write(root, name, text, false);
	}
	if (err == JY_OK)
		printf("%s/%s\n", folder, name);
	else
		gen_fail(g, err, folder, 0, "cannot be written: %s", strerror(errno));
	if (root != -1)
		close(root);
	return err;
}

static enum jy_err
make_new(struct gen *g, const struct options *o)
{
	const char *slug = o->operand[2], *folder;
	struct buf text = BUF_INIT;
	enum jy_err err;

	if (slug != NULL &&
	    (strlen(slug) > 100 || strspn(slug, SLUG_CHARS) != strlen(slug)))
		return gen_fail(g, JY_EINPUT, NULL, 0,
		    "a slug has a-z, 0-9 and - only, up to 100 of them");
	if ((err = find_folder(g, o->operand[0], &folder)) == JY_OK &&
	    (err = front_matter(g, o->operand[1], &text)) == JY_OK)
		err = write_new(g, folder, slug, buf_view(&text));
	buf_release(&text);
	return err;
}

int
new_cmd(int argc, char **argv)
{
	struct options o;
	struct gen g;
	enum jy_err err;
	int status;

	if (!options_read(&o, argc, argv, "ct."))
		return USAGE;
	if (o.operands < 2) {
		fputs("usage: sitegen new KIND TITLE [SLUG]\n", stderr);
		return USAGE;
	}
	if ((err = run_open(&g, o.conf, o.clock)) == JY_OK)
		err = make_new(&g, &o);
	status = report(err, &g.diag);
	run_close(&g);
	return status;
}

/* --- list */

enum { DRAFTS, FUTURE, EXPIRED, KINDS };
static const char *const kind_names[KINDS] = { "drafts", "future", "expired" };

struct listing {
	struct gen *g;
	int only; /* a kind, or KINDS */
	struct val found;
};

static int64_t
int_of(const struct val *map, const char *name)
{
	const struct val *v = val_get(map, str_of(name));

	return v != NULL && v->type == VAL_INT ? v->i : 0;
}

static enum jy_err
add_row(void *arg, struct arena *a, const struct row *row)
{
	struct listing *l = arg;
	struct arena *keep = &l->g->arena;
	const struct val *f = &row->fields, *title = val_get(f, STR("title"));
	int64_t at = int_of(f, "publish");
	struct val one = val_map(keep);
	int kind = FUTURE;

	(void)a;
	if (!row->hidden)
		return JY_OK;
	if (val_true(val_get(f, STR("draft")))) {
		kind = DRAFTS;
		at = int_of(f, "date");
	} else if (row->next_at == 0) {
		kind = EXPIRED;
		at = int_of(f, "expire");
	}
	if (l->only != KINDS && l->only != kind)
		return JY_OK;
	val_set(&one, "state", val_text(kind_names[kind]));
	say_instant(keep, &one, "at", at);
	val_set(&one, "file", val_str(arena_str(keep, val_get(f, STR("file"))->s)));
	val_set(&one, "title", val_str(arena_str(keep, title->s)));
	val_push(&l->found, one);
	return JY_OK;
}

static enum jy_err
find_hidden(struct listing *l)
{
	struct gen *g = l->g;
	enum jy_err err;
	size_t i;

	if ((err = run_open_store(g, DB_READ)) != JY_OK || (err = plugins_load(g)) != JY_OK)
		return err;
	l->found = val_list(&g->arena);
	for (i = 0; i < g->site.section_count && err == JY_OK; i++) {
		if (g->site.sections[i].source.type == SOURCE_FILES)
			err = source_each(g, &g->site.sections[i], add_row, l);
	}
	return err;
}

static void
print_found(const struct val *found)
{
	static const char *const columns[] = { "state", "at", "file", "title" };
	const struct val *v;
	struct val one;
	size_t i, k;

	for (i = 0; i < val_len(found); i++) {
		one = val_at(found, i);
		for (k = 0; k < 4; k++) {
			v = val_get(&one, str_of(columns[k]));
			printf("%s" STR_FMT, k > 0 ? "\t" : "",
			    STR_ARG(v != NULL ? v->s : STR("-")));
		}
		putchar('\n');
	}
}

int
list_cmd(int argc, char **argv)
{
	struct listing l = { .only = KINDS };
	struct options o;
	struct gen g;
	enum jy_err err;
	int status;

	if (!options_read(&o, argc, argv, "ctj."))
		return USAGE;
	for (l.only = 0; o.operands > 0 && l.only < KINDS; l.only++)
		if (strcmp(o.operand[0], kind_names[l.only]) == 0)
			break;
	if (o.operands == 0)
		l.only = KINDS;
	if (o.operands > 1 || (o.operands == 1 && l.only == KINDS)) {
		fputs("usage: sitegen list [drafts|future|expired]\n", stderr);
		return USAGE;
	}
	l.g = &g;
	if ((err = run_open(&g, o.conf, o.clock)) == JY_OK &&
	    (err = find_hidden(&l)) == JY_OK) {
		if (o.json)
			say_json(&l.found);
		else
			print_found(&l.found);
	}
	status = report(err, &g.diag);
	run_close(&g);
	return status;
}
