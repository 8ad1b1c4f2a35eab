/*
 * source_files.c - items from Markdown files below site-src/content/. A file's key
 * is its path without folder and ".md". Files beside it are published below
 * /files/SECTION/KEY/.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ask.h"
#include "escape.h"
#include "file.h"
#include "frontmatter.h"
#include "manifest.h"
#include "plugin.h"
#include "shortcode.h"
#include "source.h"
#include "tree.h"

#define DOC_MAX (1024 * 1024)
#define USED_MAX 200 /* files of one document */

MAN_SQL(SQL_TOPIC_HAS, "SELECT 1 FROM topic WHERE name = :name");

/* One document being read. */
struct reading {
	struct gen *g;
	const struct section *s;
	struct arena *a;
	struct str key, folder; /* folder below [path] source, with '/' */
	struct attached *files;
	struct str *topics;
	size_t file_count, topic_count;
	struct str image; /* address of the first picture */
};

static enum jy_err
too_many(struct reading *r)
{
	return gen_fail(r->g, JY_ETOOBIG, NULL, 0, "more than %d files beside " STR_FMT,
	    USED_MAX, STR_ARG(r->key));
}

static enum jy_err
add_topic(struct reading *r, struct str source)
{
	if (r->topic_count == USED_MAX)
		return too_many(r);
	r->topics[r->topic_count] = arena_printf(r->a, "file:" STR_FMT, STR_ARG(source));
	return gen_mem(r->g, r->topics[r->topic_count++].p);
}

/* A file beside the document: it will be published with it. */
static enum jy_err
use(void *arg, struct str name, struct str *address, int64_t *size)
{
	struct reading *r = arg;
	struct str source, path;
	const char *full;
	struct stat st;
	size_t i;

	if (!path_is_clean(name))
		return JY_ENOTFOUND;
	source = arena_printf(r->a, STR_FMT STR_FMT, STR_ARG(r->folder), STR_ARG(name));
	full =
	    arena_printf(r->a, "%s/" STR_FMT, r->g->conf.path.source, STR_ARG(source)).p;
	path = arena_printf(r->a, "files/%s/" STR_FMT "/" STR_FMT, r->s->name,
	    STR_ARG(r->key), STR_ARG(name));
	if (full == NULL || path.p == NULL)
		return gen_mem(r->g, NULL);
	if (stat(full, &st) != 0 || !S_ISREG(st.st_mode))
		return JY_ENOTFOUND;
	*size = st.st_size;
	*address = arena_printf(r->a, "/" STR_FMT, STR_ARG(path));
	for (i = 0; i < r->file_count; i++) {
		if (str_eq(r->files[i].path, path))
			return JY_OK;
	}
	if (r->file_count == USED_MAX - 1)
		return too_many(r);
	r->files[r->file_count++] = (struct attached){ .source = source, .path = path };
	return add_topic(r, source);
}

/* The first picture stands for the document where others show it. */
static enum jy_err
note_image(struct reading *r, const struct image *im, struct str stem)
{
	struct buf b = BUF_INIT;

	url_escape_path(&b, stem);
	buf_printf(&b, "-%u.%s%s", im->widths[im->n - 1], im->digest, im->ending);
	r->image = arena_str(r->a, buf_view(&b));
	buf_release(&b);
	return gen_mem(r->g, r->image.p);
}

/* A picture beside the document: it will be published in its widths. */
static enum jy_err
use_picture(void *arg, struct str name, struct image *im, struct str *stem)
{
	struct reading *r = arg;
	struct str source =
	    arena_printf(r->a, STR_FMT STR_FMT, STR_ARG(r->folder), STR_ARG(name));
	size_t i, dot = name.n;
	enum jy_err err;

	while (name.p[dot - 1] != '.')
		dot--;
	*stem = arena_printf(r->a, "/files/%s/" STR_FMT "/%.*s", r->s->name,
	    STR_ARG(r->key), (int)(dot - 1), name.p);
	if (source.p == NULL || stem->p == NULL)
		return gen_mem(r->g, NULL);
	if ((err = add_topic(r, source)) != JY_OK ||
	    (err = image_make(r->g, r->a, source, im)) != JY_OK)
		return err;
	if (r->file_count + im->n >= USED_MAX)
		return too_many(r);
	if (r->image.n == 0 && (err = note_image(r, im, *stem)) != JY_OK)
		return err;
	for (i = 0; i < im->n; i++)
		r->files[r->file_count++] =
		    (struct attached){ .source = arena_printf(r->a, "%s/%u%s", im->cache,
					   im->widths[i], im->ending),
			    .path = arena_printf(r->a, STR_FMT "-%u.%s%s",
				STR_ARG(str_from(*stem, 1)), im->widths[i], im->digest,
				im->ending),
			    .made = true };
	return JY_OK;
}

static enum jy_err
attachments(
    struct reading *r, const char *file, const struct frontmatter *fm, struct val *list)
{
	char type[16], words[32];
	struct str address;
	struct val entry;
	enum jy_err err;
	int64_t size;
	size_t i;

	*list = val_list(r->a);
	for (i = 0; i < fm->file_count; i++) {
		err = use(r, fm->files[i].file, &address, &size);
		if (err == JY_ENOTFOUND)
			return gen_fail(r->g, JY_EPARSE, file, fm->files[i].line,
			    "no file " STR_FMT " beside it", STR_ARG(fm->files[i].file));
		if (err != JY_OK)
			return err;
		file_words(fm->files[i].file, size, type, words);
		entry = val_map(r->a);
		val_set(&entry, "path", val_str(address));
		val_set(&entry, "title",
		    val_str(fm->files[i].title.n > 0 ? fm->files[i].title
						     : fm->files[i].file));
		val_set(&entry, "type", val_str(arena_str(r->a, str_of(type))));
		val_set(&entry, "size", val_str(arena_str(r->a, str_of(words))));
		val_push(list, entry);
	}
	return JY_OK;
}

static void
set_time(struct val *map, const char *name, int64_t at)
{
	if (at != 0)
		val_set(map, name, val_int(at));
}

/* Drafts and what is not to be seen now are hidden; *next_at: when that changes. */
static void
schedule(struct gen *g, const struct frontmatter *fm, struct row *row)
{
	if (fm->draft) {
		row->hidden = true;
	} else if (fm->publish != 0 && g->now < fm->publish) {
		row->hidden = true;
		row->next_at = fm->publish;
	} else if (fm->expire != 0 && g->now >= fm->expire) {
		row->hidden = true;
	} else if (fm->expire != 0) {
		row->next_at = fm->expire;
	}
}

static enum jy_err
fill(struct reading *r, const char *file, struct frontmatter *fm, struct row *row)
{
	struct body body = { .g = r->g,
		.a = r->a,
		.file = file,
		.folder = r->folder,
		.line = fm->body_line,
		.use = use,
		.picture = use_picture,
		.arg = r };
	struct buf html = BUF_INIT;
	struct val files, *f = &row->fields;
	const struct val *v;
	struct str key;
	enum jy_err err;
	size_t i;

	if ((err = attachments(r, file, fm, &files)) != JY_OK ||
	    (err = body_html(&body, fm->body, &html)) != JY_OK)
		goto out;
	*f = val_map(r->a);
	val_set(f, "key", val_str(r->key));
	val_set(f, "file", val_text(file));
	val_set(f, "title", val_str(fm->title));
	if (fm->summary.n > 0)
		val_set(f, "summary", val_str(fm->summary));
	if (r->image.n > 0)
		val_set(f, "image", val_str(r->image));
	set_time(f, "date", fm->date);
	set_time(f, "publish", fm->publish);
	set_time(f, "updated", fm->updated);
	set_time(f, "expire", fm->expire);
	val_set(f, "draft", val_bool(fm->draft));
	val_set(f, "pinned", val_bool(fm->pinned));
	val_set(f, "attachments", files);
	val_set(f, "body", val_html(arena_str(r->a, buf_view(&html))));
	val_set(f, "text", val_str(arena_str(r->a, fm->body)));
	for (i = 0; val_entry(&fm->more, i, &key, &v); i++)
		val_set_str(f, key, *v);
	row->aliases = fm->aliases;
	schedule(r->g, fm, row);
out:
	buf_release(&html);
	return err;
}

static enum jy_err
read_doc(struct reading *r, const char *file, const char *full, struct row *row)
{
	struct buf text = BUF_INIT;
	struct frontmatter fm;
	enum jy_err err;

	if ((err = file_read(full, DOC_MAX, &text, NULL)) == JY_ENOTFOUND) {
		buf_release(&text);
		return err;
	}
	if (err != JY_OK)
		gen_fail(r->g, err, file, 0, "%s",
		    err == JY_ETOOBIG ? "larger than 1 MiB" : strerror(errno));
	if (err == JY_OK)
		err = frontmatter_parse(
		    r->a, file, buf_view(&text), r->s->source.fields, &fm, &r->g->diag);
	if (err == JY_OK)
		err = fill(r, file, &fm, row);
	buf_release(&text);
	return err;
}

static enum jy_err
one(struct gen *g, const struct section *s, struct key key, struct arena *a,
    source_row *fn, void *arg)
{
	struct reading r = { .g = g, .s = s, .a = a, .key = key.s };
	struct row row = { .key = key };
	const char *file, *full;
	enum jy_err err;
	struct str source;

	r.files = arena_array(a, USED_MAX, sizeof(*r.files));
	r.topics = arena_array(a, USED_MAX, sizeof(*r.topics));
	source = arena_printf(
	    a, "content/%s/" STR_FMT ".md", s->source.folder, STR_ARG(key.s));
	file = arena_printf(a, "site-src/" STR_FMT, STR_ARG(source)).p;
	full = arena_printf(a, "%s/" STR_FMT, g->conf.path.source, STR_ARG(source)).p;
	if (r.files == NULL || r.topics == NULL || full == NULL || file == NULL)
		return gen_mem(g, NULL);
	r.folder = source;
	while (r.folder.p[r.folder.n - 1] != '/')
		r.folder.n--;
	if (!path_is_clean(source))
		return JY_ENOTFOUND;
	if ((err = add_topic(&r, source)) != JY_OK ||
	    (err = read_doc(&r, file, full, &row)) != JY_OK)
		return err;
	row.files = r.files;
	row.file_count = r.file_count;
	row.topics = r.topics;
	row.topic_count = r.topic_count;
	return fn(arg, a, &row);
}

struct walk {
	struct gen *g;
	const struct section *s;
	enum jy_err (*fn)(struct walk *w, struct str key);
	source_row *row_fn;
	source_key *key_fn;
	void *arg;
	struct arena a;
};

static enum jy_err
on_file(void *arg, struct str path, const struct stat *st)
{
	struct walk *w = arg;
	enum jy_err err;
	struct str key;

	(void)st;
	if (!str_ends(path, ".md"))
		return JY_OK;
	arena_reset(&w->a);
	key = arena_str(&w->a, (struct str){ path.p, path.n - 3 });
	if ((err = gen_mem(w->g, key.p)) != JY_OK)
		return err;
	return w->fn(w, key);
}

static enum jy_err
walk(struct gen *g, struct walk *w)
{
	const char *dir = arena_printf(
	    &g->arena, "%s/content/%s", g->conf.path.source, w->s->source.folder)
			      .p;
	enum jy_err err;
	int fd;

	if (dir == NULL)
		return gen_mem(g, NULL);
	arena_init(&w->a, 0);
	if ((err = tree_find(dir, &fd)) == JY_OK)
		err = tree_walk(fd, on_file, w);
	if (fd != -1)
		close(fd);
	arena_release(&w->a);
	return err == JY_OK ? JY_OK : gen_fail(g, err, dir, 0, "cannot be read: %m");
}

static enum jy_err
each_one(struct walk *w, struct str key)
{
	enum jy_err err = one(w->g, w->s, key_str(key), &w->a, w->row_fn, w->arg);

	return err == JY_ENOTFOUND ? JY_OK : err;
}

static enum jy_err
each(struct gen *g, const struct section *s, source_row *fn, void *arg)
{
	struct walk w = { .g = g, .s = s, .fn = each_one, .row_fn = fn, .arg = arg };

	return walk(g, &w);
}

/* New files: known ones depend on their own topic (see inputs.h). */
static enum jy_err
changed_one(struct walk *w, struct str key)
{
	struct str topic = arena_printf(
	    &w->a, "file:content/%s/" STR_FMT ".md", w->s->source.folder, STR_ARG(key));
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(w->g, &st, SQL_TOPIC_HAS)) != JY_OK)
		return err;
	db_bind_str(st, ":name", topic);
	err = man_one(w->g, st);
	db_finish(st);
	if (err == JY_OK)
		return w->key_fn(w->arg, key_str(key));
	return err == JY_ENOTFOUND ? JY_OK : err;
}

static enum jy_err
changes(struct gen *g, const struct section *s, source_key *fn, void *arg)
{
	struct walk w = { .g = g, .s = s, .fn = changed_one, .key_fn = fn, .arg = arg };

	return walk(g, &w);
}

const struct source_type_ops source_files = { each, one, changes };
