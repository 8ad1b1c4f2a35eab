/*
 * assets.c - fingerprinted assets (see assets.h).
 */
#include <stdlib.h>
#include <unistd.h>

#include "assets.h"
#include "crypto.h"
#include "file.h"
#include "output.h"
#include "tree.h"
#include "valjson.h"

#define ASSET_MAX (8 * 1024 * 1024)

struct asset {
	const char *file; /* to read */
	struct str name;  /* "site.css" */
	struct str path;  /* below public, "assets/site.1a2b3c4d.css" */
	struct str bytes;
};

struct asset_list {
	struct asset *v;
	size_t n, room;
};

static enum jy_err
add(struct gen *g, const char *file, struct str name)
{
	struct asset_list *l = g->assets;
	struct asset *wider;
	size_t i;

	for (i = 0; i < l->n; i++) {
		if (str_eq(l->v[i].name, name))
			return gen_fail(g, JY_ECONFLICT, file, 0,
			    "has the same name as %s", l->v[i].file);
	}
	if (l->n == l->room) {
		l->room = l->room * 2 + 16;
		if ((wider = arena_array(&g->arena, l->room, sizeof(*wider))) == NULL)
			return gen_mem(g, NULL);
		if (l->n > 0)
			memcpy(wider, l->v, l->n * sizeof(*wider));
		l->v = wider;
	}
	l->v[l->n++] = (struct asset){ .file = file, .name = name };
	return name.p != NULL ? JY_OK : gen_mem(g, NULL);
}

static enum jy_err
on_file(void *arg, struct str path, const struct stat *st)
{
	struct gen *g = arg;
	const char *file = arena_printf(
	    &g->arena, "%s/assets/" STR_FMT, g->conf.path.source, STR_ARG(path))
			       .p;

	(void)st;
	if (file == NULL)
		return gen_mem(g, NULL);
	return add(g, file, arena_str(&g->arena, path));
}

static enum jy_err
find_all(struct gen *g)
{
	const char *dir = arena_printf(&g->arena, "%s/assets", g->conf.path.source).p;
	const char *file, *slash;
	enum jy_err err;
	size_t i;
	int fd;

	if (dir == NULL)
		return gen_mem(g, NULL);
	if ((err = tree_find(dir, &fd)) == JY_OK)
		err = tree_walk(fd, on_file, g);
	if (fd != -1)
		close(fd);
	for (i = 0; i < g->site.npm_count && err == JY_OK; i++) {
		file =
		    arena_printf(&g->arena, "%s/%s", g->conf.path.assets, g->site.npm[i])
			.p;
		if (file == NULL)
			return gen_mem(g, NULL);
		slash = strrchr(file, '/');
		err = add(g, file, str_of(slash + 1));
	}
	return err == JY_OK ? JY_OK : gen_fail(g, err, dir, 0, "cannot be read: %m");
}

/* "site.css" with digest 1a2b3c4d…: "assets/site.1a2b3c4d.css" */
static struct str
path_of(struct gen *g, struct str name, const uint8_t digest[32])
{
	size_t n = name.n;

	while (n > 0 && name.p[n - 1] != '.' && name.p[n - 1] != '/')
		n--;
	if (n == 0 || name.p[n - 1] == '/')
		n = name.n + 1;
	return arena_printf(&g->arena, "assets/%.*s.%02x%02x%02x%02x%s%.*s", (int)(n - 1),
	    name.p, digest[0], digest[1], digest[2], digest[3], n <= name.n ? "." : "",
	    n <= name.n ? (int)(name.n - n) : 0, n <= name.n ? name.p + n : "");
}

/* url(NAME) of an asset becomes its path; anything else stays. */
static void
rewrite_css(struct gen *g, struct str css, struct buf *out)
{
	const struct asset_list *l = g->assets;
	struct str name;
	const char *at, *close;
	size_t i;

	while (css.n > 0 && (at = memmem(css.p, css.n, "url(", 4)) != NULL &&
	       (close = memchr(at, ')', css.n - (size_t)(at - css.p))) != NULL) {
		name = str_trim((struct str){ at + 4, (size_t)(close - at) - 4 });
		if (name.n > 1 && (name.p[0] == '"' || name.p[0] == '\''))
			name = (struct str){ name.p + 1, name.n - 2 };
		for (i = 0; i < l->n && !str_eq(l->v[i].name, name); i++)
			;
		buf_add(out, css.p, (size_t)(at - css.p) + 4);
		if (i < l->n && l->v[i].path.n > 0)
			buf_printf(out, "/" STR_FMT, STR_ARG(l->v[i].path));
		else
			buf_add(out, at + 4, (size_t)(close - at) - 4);
		css = str_from(css, (size_t)(close - css.p));
	}
	buf_str(out, css);
}

static enum jy_err
load(struct gen *g, struct asset *as)
{
	struct buf raw = BUF_INIT, css = BUF_INIT;
	uint8_t digest[SHA256_SIZE];
	enum jy_err err;

	if ((err = file_read(as->file, ASSET_MAX, &raw, &g->diag)) != JY_OK)
		goto out;
	if (str_ends(as->name, ".css")) {
		rewrite_css(g, buf_view(&raw), &css);
		as->bytes = arena_str(&g->arena, buf_view(&css));
	} else {
		as->bytes = arena_str(&g->arena, buf_view(&raw));
	}
	if ((err = sha256(as->bytes, digest)) != JY_OK)
		goto out;
	as->path = path_of(g, as->name, digest);
	err = gen_mem(g, as->bytes.p != NULL || raw.len == 0 ? as->path.p : NULL);
out:
	buf_release(&raw);
	buf_release(&css);
	return err;
}

/* Set asset.site.css for the name "site.css". */
static enum jy_err
name_it(struct gen *g, const struct asset *as)
{
	struct val at = g->asset_val, deeper;
	struct str rest = as->name, part;
	const struct val *found;

	while (str_split(&rest, '.', &part)) {
		found = val_get(&at, part);
		if (rest.p == NULL && found == NULL) {
			val_set_str(&at, part,
			    val_str(
				arena_printf(&g->arena, "/" STR_FMT, STR_ARG(as->path))));
			return JY_OK;
		}
		if (rest.p == NULL || (found != NULL && found->type != VAL_MAP))
			return gen_fail(g, JY_ECONFLICT, as->file, 0,
			    "its name is another asset's name with an ending");
		deeper = found != NULL ? *found : val_map(&g->arena);
		if (found == NULL)
			val_set_str(&at, part, deeper);
		at = deeper;
	}
	return JY_OK;
}

static int
css_last(const void *a, const void *b)
{
	const struct asset *x = a, *y = b;
	int c = str_ends(x->name, ".css") - str_ends(y->name, ".css");

	return c != 0 ? c : str_cmp(x->name, y->name);
}

enum jy_err
assets_load(struct gen *g)
{
	struct asset_list *l;
	enum jy_err err;
	size_t i;

	if ((l = g->assets = arena_alloc(&g->arena, sizeof(*l))) == NULL)
		return gen_mem(g, NULL);
	g->asset_val = val_map(&g->arena);
	if ((err = find_all(g)) != JY_OK)
		return err;
	if (l->n > 0)
		qsort(l->v, l->n, sizeof(*l->v), css_last);
	for (i = 0; i < l->n && err == JY_OK; i++) {
		if ((err = load(g, &l->v[i])) == JY_OK)
			err = name_it(g, &l->v[i]);
	}
	return err;
}

enum jy_err
assets_digest(struct gen *g, uint8_t out[32])
{
	const struct asset_list *l = g->assets;
	struct sha256 h;
	size_t i;

	sha256_init(&h);
	for (i = 0; i < l->n; i++) {
		sha256_add(&h, l->v[i].path);
		sha256_add(&h, STR("\n"));
	}
	return sha256_done(&h, out) == JY_OK
		   ? JY_OK
		   : gen_fail(g, JY_ECRYPTO, NULL, 0, "a digest failed");
}

enum jy_err
assets_build(struct gen *g)
{
	const struct asset_list *l = g->assets;
	struct output o = { .owner = STR("assets"), .role = OUT_ASSET };
	struct buf names = BUF_INIT;
	enum jy_err err = JY_OK;
	size_t i;

	for (i = 0; i < l->n && err == JY_OK; i++) {
		o.path = l->v[i].path;
		o.bytes = l->v[i].bytes;
		err = output_put(g, &o);
	}
	val_json(&names, &g->asset_val, false);
	buf_char(&names, '\n');
	o.path = STR("assets/assets.json");
	o.bytes = buf_view(&names);
	if (err == JY_OK)
		err = output_put(g, &o);
	buf_release(&names);
	return err == JY_OK ? output_sweep(g, OUT_ASSET) : err;
}
