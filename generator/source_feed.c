/*
 * source_feed.c - items from remote feeds. The last good copy is kept in
 * cache/feeds/SECTION.body, what is needed to ask again in SECTION.json.
 */
#include <stdio.h>

#include "crypto.h"
#include "feedparse.h"
#include "fetch.h"
#include "file.h"
#include "manifest.h"
#include "valjson.h"

/* What is known of the copy. */
struct copy {
	struct str url, etag, last_modified, digest;
	int64_t checked; /* when the remote last answered; 0: never */
};

static const char *
copy_file(struct gen *g, const struct section *s, const char *suffix)
{
	return arena_printf(
	    &g->arena, "%s/feeds/%s%s", g->conf.path.cache, s->name, suffix)
	    .p;
}

static struct str
text_of(const struct val *map, const char *name)
{
	const struct val *v = val_get(map, str_of(name));

	return v != NULL && v->type == VAL_TEXT ? v->s : STR_NONE;
}

/* The digest of the copy in hexadecimal digits; "" when it cannot be read. */
static void
copy_digest(struct gen *g, const struct section *s, char hex[65])
{
	const char *file = copy_file(g, s, ".body");
	uint8_t digest[SHA256_SIZE];
	struct buf b = BUF_INIT;
	size_t i;

	hex[0] = '\0';
	if (file != NULL && file_read(file, (size_t)s->source.max, &b, NULL) == JY_OK &&
	    sha256(buf_view(&b), digest) == JY_OK) {
		for (i = 0; i < sizeof(digest); i++)
			snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	}
	buf_release(&b);
}

/* A copy whose notes cannot be read, or are not of it, counts as never fetched. */
static void
copy_read(struct gen *g, const struct section *s, struct copy *c)
{
	const char *file = copy_file(g, s, ".json");
	struct buf b = BUF_INIT;
	const struct val *at;
	char digest[65];
	struct val v;

	memset(c, 0, sizeof(*c));
	copy_digest(g, s, digest);
	if (file != NULL && file_read(file, 65536, &b, NULL) == JY_OK &&
	    val_from_json(
		&g->arena, file, arena_str(&g->arena, buf_view(&b)), &v, NULL) == JY_OK) {
		c->url = text_of(&v, "url");
		c->etag = text_of(&v, "etag");
		c->last_modified = text_of(&v, "last_modified");
		at = val_get(&v, STR("checked"));
		c->checked = at != NULL && at->type == VAL_INT ? at->i : 0;
		c->digest = text_of(&v, "digest");
	}
	buf_release(&b);
	if (!str_is(c->url, s->source.url) || !str_is(c->digest, digest))
		memset(c, 0, sizeof(*c)); /* another feed now, or a damaged copy */
}

static enum jy_err
copy_write(struct gen *g, const struct section *s, const struct copy *c)
{
	const char *file = copy_file(g, s, ".json");
	struct val v = val_map(&g->arena);
	struct buf b = BUF_INIT;
	char digest[65];
	enum jy_err err;

	copy_digest(g, s, digest);
	val_set(&v, "digest", val_text(digest));
	val_set(&v, "url", val_str(c->url));
	val_set(&v, "etag", val_str(c->etag));
	val_set(&v, "last_modified", val_str(c->last_modified));
	val_set(&v, "checked", val_int(c->checked));
	val_json(&b, &v, false);
	err = file_write(file, buf_view(&b), 0644, FILE_FAST, &g->diag);
	buf_release(&b);
	return err;
}

/* A new document replaces the copy when it can be read. */
static enum jy_err
accept(struct gen *g, const struct section *s, const struct fetch_answer *ans,
    struct copy *c)
{
	const char *name =
	    arena_printf(&g->arena, "%s (section %s)", s->source.url, s->name).p;
	struct row *rows;
	enum jy_err err;
	struct arena a;
	size_t n;

	arena_init(&a, 0);
	err = feed_parse(&a, &s->source, name, buf_view(&ans->body), &rows, &n, &g->diag);
	arena_release(&a);
	if (err != JY_OK)
		return err;
	c->etag = arena_str(&g->arena, str_of(ans->etag));
	c->last_modified = arena_str(&g->arena, str_of(ans->last_modified));
	return file_write(
	    copy_file(g, s, ".body"), buf_view(&ans->body), 0644, FILE_FAST, &g->diag);
}

static void
due_at(struct gen *g, int64_t at)
{
	if (g->feeds_at == 0 || at < g->feeds_at)
		g->feeds_at = at;
}

static enum jy_err
fetch_one(struct gen *g, const struct section *s)
{
	struct fetch_request req = {
		.url = s->source.url, .max = (size_t)s->source.max, .redirects = 3
	};
	struct fetch_answer ans;
	struct diag why = { .line = 0 };
	struct copy c;
	enum jy_err err;

	copy_read(g, s, &c);
	if (c.checked != 0 && c.checked <= g->now &&
	    g->now < c.checked + s->source.every) {
		due_at(g, c.checked + s->source.every);
		return JY_OK;
	}
	due_at(g, g->now + s->source.every);
	req.etag = arena_cstr(&g->arena, c.etag);
	req.last_modified = arena_cstr(&g->arena, c.last_modified);
	memset(&ans, 0, sizeof(ans));
	err = fetch(&req, &ans, &why);
	if (err == JY_OK && ans.status == 200) {
		err = accept(g, s, &ans, &c);
	} else if (err != JY_OK || ans.status != 304) {
		if (err == JY_OK)
			diag_set(
			    &why, JY_EIO, NULL, 0, 0, "the answer is %ld", ans.status);
		gen_warn(g, "%s (section %s): %s; %s", s->source.url, s->name, why.text,
		    c.checked != 0 ? "using the last copy" : "there is no copy yet");
		buf_release(&ans.body);
		return JY_OK;
	}
	buf_release(&ans.body);
	if (err != JY_OK || g->dry)
		return err;
	c.url = str_of(s->source.url);
	c.checked = g->now;
	return copy_write(g, s, &c);
}

/* The copy's bytes, in `a`; empty when there is none yet. */
static enum jy_err
copy_body(struct gen *g, const struct section *s, struct arena *a, struct str *text)
{
	struct buf b = BUF_INIT;
	enum jy_err err;

	err = file_read(copy_file(g, s, ".body"), (size_t)s->source.max, &b, NULL);
	*text = arena_str(a, buf_view(&b));
	buf_release(&b);
	if (err != JY_OK && err != JY_ENOTFOUND)
		gen_fail(g, err, copy_file(g, s, ".body"), 0, "cannot be read: %m");
	return err;
}

static enum jy_err
mark_if_changed(struct gen *g, struct section *s)
{
	const char *name = arena_printf(&g->arena, "copy %s", s->name).p;
	uint8_t digest[SHA256_SIZE];
	struct str text;
	struct arena a;
	enum jy_err err;
	bool changed;

	arena_init(&a, 0);
	err = copy_body(g, s, &a, &text);
	if (err == JY_OK || err == JY_ENOTFOUND)
		err = sha256(text, digest);
	arena_release(&a);
	if (err != JY_OK || (err = signature_changed(g, name, digest, &changed)) != JY_OK)
		return err;
	s->all = s->all || changed;
	return JY_OK;
}

enum jy_err
source_feeds_fetch(struct gen *g)
{
	const char *dir = arena_printf(&g->arena, "%s/feeds", g->conf.path.cache).p;
	struct section *s;
	enum jy_err err;
	size_t i;

	for (i = 0; i < g->site.section_count; i++) {
		s = &g->site.sections[i];
		if (s->source.type != SOURCE_FEED)
			continue;
		if ((err = file_mkdirs(dir, 0755, &g->diag)) != JY_OK ||
		    (err = fetch_one(g, s)) != JY_OK ||
		    (err = mark_if_changed(g, s)) != JY_OK)
			return err;
	}
	return JY_OK;
}

static enum jy_err
load(
    struct gen *g, const struct section *s, struct arena *a, struct row **rows, size_t *n)
{
	const char *name = arena_printf(a, "%s (section %s)", s->source.url, s->name).p;
	struct str text;
	enum jy_err err;

	*n = 0;
	if ((err = copy_body(g, s, a, &text)) != JY_OK)
		return err == JY_ENOTFOUND ? JY_OK : err;
	return feed_parse(a, &s->source, name, text, rows, n, &g->diag);
}

static enum jy_err
each(struct gen *g, const struct section *s, source_row *fn, void *arg)
{
	struct arena rows_arena, a;
	struct row *rows = NULL;
	enum jy_err err;
	size_t i, n;

	arena_init(&rows_arena, 0);
	arena_init(&a, 0);
	err = load(g, s, &rows_arena, &rows, &n);
	for (i = 0; err == JY_OK && i < n; i++) {
		err = fn(arg, &a, &rows[i]);
		arena_reset(&a);
	}
	arena_release(&a);
	arena_release(&rows_arena);
	return err;
}

static enum jy_err
one(struct gen *g, const struct section *s, struct key key, struct arena *a,
    source_row *fn, void *arg)
{
	struct row *rows = NULL;
	enum jy_err err;
	size_t i, n;

	if ((err = load(g, s, a, &rows, &n)) != JY_OK)
		return err;
	for (i = 0; i < n; i++) {
		if (key_cmp(rows[i].key, key) == 0)
			return fn(arg, a, &rows[i]);
	}
	return JY_ENOTFOUND;
}

/* A new copy makes the whole section anew. */
static enum jy_err
changes(struct gen *g, const struct section *s, source_key *fn, void *arg)
{
	(void)g;
	(void)s;
	(void)fn;
	(void)arg;
	return JY_OK;
}

const struct source_type_ops source_feed = { each, one, changes };
