/*
 * moved.c - see moved.h. A note is a line: the address that was left, the file that had
 * it, and the file that has its text now. Notes are only ever added, so a newer one of an
 * address counts. A file that comes back has its address back; one that moves on is
 * followed.
 */
#include <unistd.h>

#include "crypto.h"
#include "file.h"
#include "key.h"
#include "manifest.h"
#include "moved.h"
#include "output.h"

#define NOTES_MAX ((size_t)16 * 1024 * 1024) /* bytes of cache/moved */
#define TEXT_LEAST 64                        /* bytes by which documents are told apart */
#define HOPS_MAX 50

MAN_SQL(SQL_DOC_SET, "INSERT INTO doc(path, text, title) VALUES(:path, :text, :title)"
		     " ON CONFLICT(path) DO UPDATE SET text = excluded.text,"
		     " title = excluded.title");
MAN_SQL(SQL_DOC_GET, "SELECT text, title FROM doc WHERE path = :path");
MAN_SQL(SQL_DOC_DROP, "DELETE FROM doc WHERE path = :path");
MAN_SQL(SQL_DOC_ITEM, "SELECT path FROM item WHERE section = :section AND key = :key"
		      " AND path IS NOT NULL");

struct doc {
	struct doc *next;
	struct str path, title;
	struct str text; /* its digest; empty: too short to tell */
	bool taken;
};

struct note {
	struct note *next;         /* newer */
	struct str from, was, now; /* a file of the site, two of the content */
};

struct moved {
	struct doc *fresh; /* new in this build */
	struct note *notes, **last;
	bool changed;
};

static const char *
notes_path(struct gen *g)
{
	return arena_printf(&g->arena, "%s/moved", g->conf.path.cache).p;
}

/* --- notes */

static enum jy_err
add_note(struct gen *g, struct str from, struct str was, struct str now)
{
	struct note *n = arena_array(&g->arena, 1, sizeof(*n));

	if (n == NULL)
		return gen_mem(g, NULL);
	*n = (struct note){ .from = arena_str(&g->arena, from),
		.was = arena_str(&g->arena, was),
		.now = arena_str(&g->arena, now) };
	*g->moved->last = n;
	g->moved->last = &n->next;
	return JY_OK;
}

enum jy_err
moved_load(struct gen *g)
{
	struct str rest, line, from, was;
	const char *path = notes_path(g);
	struct buf b = BUF_INIT;
	enum jy_err err;

	if (path == NULL ||
	    (g->moved = arena_array(&g->arena, 1, sizeof(*g->moved))) == NULL)
		return gen_mem(g, NULL);
	g->moved->last = &g->moved->notes;
	if ((err = file_read(path, NOTES_MAX, &b, NULL)) == JY_ENOTFOUND)
		err = JY_OK;
	else if (err != JY_OK)
		gen_fail(g, err, path, 0, "cannot be read: %m");
	rest = buf_view(&b);
	while (err == JY_OK && str_split(&rest, '\n', &line)) {
		str_split(&line, '\t', &from);
		str_split(&line, '\t', &was);
		if (path_is_clean(from) && path_is_clean(was) && path_is_clean(line))
			err = add_note(g, from, was, line);
	}
	buf_release(&b);
	return err;
}

enum jy_err
moved_save(struct gen *g)
{
	const char *path = notes_path(g);
	const struct note *n;
	struct buf b = BUF_INIT;
	enum jy_err err;

	if (!g->moved->changed || g->dry)
		return JY_OK;
	for (n = g->moved->notes; n != NULL; n = n->next)
		buf_printf(&b, STR_FMT "\t" STR_FMT "\t" STR_FMT "\n", STR_ARG(n->from),
		    STR_ARG(n->was), STR_ARG(n->now));
	err = path == NULL || !buf_ok(&b)
		  ? gen_mem(g, NULL)
		  : file_write(path, buf_view(&b), 0644, FILE_FAST, &g->diag);
	buf_release(&b);
	return err;
}

/* --- what is published of a content file */

/* The file of the site that one of the content is published as; empty: none. */
static enum jy_err
published(struct gen *g, struct arena *a, struct str path, struct str *file)
{
	const struct section *s;
	struct db_stmt *st;
	enum jy_err err = JY_OK;
	size_t i, n;

	*file = STR_NONE;
	for (i = 0; i < g->site.section_count && file->n == 0; i++) {
		s = &g->site.sections[i];
		if (s->source.type != SOURCE_FILES ||
		    !str_starts(path, s->source.folder) ||
		    (n = strlen(s->source.folder)) == path.n || path.p[n] != '/')
			continue;
		if ((err = man_prepare(g, &st, SQL_DOC_ITEM)) != JY_OK)
			return err;
		db_bind_int(st, ":section", s->id);
		db_bind_str(st, ":key", (struct str){ path.p + n + 1, path.n - n - 4 });
		if ((err = man_one(g, st)) == JY_OK)
			*file = arena_str(a, db_str(st, 0));
		db_finish(st);
		if (err != JY_OK && err != JY_ENOTFOUND)
			return err;
	}
	return JY_OK;
}

static bool
is_there(struct gen *g, struct arena *a, struct str path)
{
	const char *full =
	    arena_printf(a, "%s/content/" STR_FMT, g->conf.path.source, STR_ARG(path)).p;

	return full != NULL && access(full, F_OK) == 0;
}

/* --- finding out */

/* The title's line and the digest of the text behind the head. */
static enum jy_err
describe(struct gen *g, struct str bytes, struct doc *d)
{
	uint8_t digest[OUTPUT_DIGEST];
	struct str line;

	if (!str_split(&bytes, '\n', &line) || !str_eq(str_trim(line), STR("---")))
		return JY_OK;
	while (str_split(&bytes, '\n', &line) && !str_eq(str_trim(line), STR("---"))) {
		if (str_starts(line, "title:"))
			d->title = arena_str(&g->arena, str_trim(str_from(line, 6)));
	}
	bytes = str_trim(bytes);
	if (bytes.n < TEXT_LEAST)
		return JY_OK;
	output_digest(bytes, digest);
	d->text = arena_str(&g->arena, STR_BYTES(digest));
	return gen_mem(g, d->text.p);
}

enum jy_err
moved_seen(struct gen *g, struct str path, struct str bytes, bool is_new)
{
	struct doc *d = arena_array(&g->arena, 1, sizeof(*d));
	struct db_stmt *st;
	enum jy_err err;

	if (!str_ends(path, ".md"))
		return JY_OK;
	if (d == NULL || (d->path = arena_str(&g->arena, path)).p == NULL)
		return gen_mem(g, NULL);
	if ((err = describe(g, bytes, d)) != JY_OK ||
	    (err = man_prepare(g, &st, SQL_DOC_SET)) != JY_OK)
		return err;
	db_bind_str(st, ":path", d->path);
	db_bind_blob(st, ":text", d->text.p, d->text.n);
	db_bind_str(st, ":title", d->title);
	err = man_run(g, st);
	db_finish(st);
	if (is_new) {
		d->next = g->moved->fresh;
		g->moved->fresh = d;
	}
	return err;
}

static bool
same_folder(struct str a, struct str b)
{
	struct str x, y;

	str_split(&a, '/', &x);
	str_split(&b, '/', &y);
	return str_eq(x, y);
}

/* The one new document with that text, or else with that title in the same section. */
static struct doc *
find(const struct gen *g, const struct doc *gone)
{
	struct doc *d, *found = NULL;
	int pass, n = 0;

	for (pass = 0; pass < 2 && n == 0; pass++) {
		for (d = g->moved->fresh; d != NULL; d = d->next) {
			if (d->taken ||
			    (pass == 0 ? gone->text.n == 0 || !str_eq(d->text, gone->text)
				       : gone->title.n == 0 ||
					     !str_eq(d->title, gone->title) ||
					     !same_folder(d->path, gone->path)))
				continue;
			found = d;
			n++;
		}
	}
	return n == 1 ? found : NULL;
}

static enum jy_err
forget(struct gen *g, struct doc *gone)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_DOC_GET)) != JY_OK)
		return err;
	db_bind_str(st, ":path", gone->path);
	if ((err = man_one(g, st)) == JY_OK) {
		gone->text = arena_str(&g->arena, db_blob(st, 0));
		gone->title = arena_str(&g->arena, db_str(st, 1));
	}
	db_finish(st);
	if (err != JY_OK || (err = man_prepare(g, &st, SQL_DOC_DROP)) != JY_OK)
		return err;
	db_bind_str(st, ":path", gone->path);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

enum jy_err
moved_gone(struct gen *g, struct str path)
{
	struct doc gone = { .path = path }, *now;
	struct str from;
	enum jy_err err;

	if (!str_ends(path, ".md"))
		return JY_OK;
	if ((err = forget(g, &gone)) != JY_OK)
		return err == JY_ENOTFOUND ? JY_OK : err;
	if ((now = find(g, &gone)) == NULL)
		return JY_OK;
	now->taken = true;
	if ((err = published(g, &g->arena, path, &from)) != JY_OK || from.n == 0)
		return err;
	g->moved->changed = true;
	return add_note(g, from, path, now->path);
}

/* --- using it */

/* The file that has the text by now. */
static struct str
follow(struct gen *g, struct arena *a, struct str now)
{
	const struct note *n, *newest;
	int hops;

	for (hops = 0; hops < HOPS_MAX && !is_there(g, a, now); hops++) {
		newest = NULL;
		for (n = g->moved->notes; n != NULL; n = n->next) {
			if (str_eq(n->was, now))
				newest = n;
		}
		if (newest == NULL)
			break;
		now = newest->now;
	}
	return now;
}

static bool
is_newest(const struct note *n)
{
	const struct note *later;

	for (later = n->next; later != NULL; later = later->next) {
		if (str_eq(later->from, n->from))
			return false;
	}
	return true;
}

enum jy_err
moved_each(struct gen *g, moved_found *found, void *arg)
{
	const struct note *n;
	enum jy_err err = JY_OK;
	struct arena a;
	struct str to;

	arena_init(&a, 0);
	for (n = g->moved->notes; n != NULL && err == JY_OK; n = n->next) {
		if (!is_newest(n))
			continue;
		to = STR_NONE;
		if (!is_there(g, &a, n->was))
			err = published(g, &a, follow(g, &a, n->now), &to);
		if (err == JY_OK)
			err = found(arg, &a, n->from, to);
		arena_reset(&a);
	}
	arena_release(&a);
	return err;
}
