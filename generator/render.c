/*
 * render.c - the data of every template, and printing it (see render.h).
 */
#include "clock.h"
#include "feed.h"
#include "hooks.h"
#include "render.h"

void
render_open(struct gen *g)
{
	struct val *site = &g->site_val;

	*site = val_map(&g->arena);
	val_set(site, "name", val_text(g->conf.site.name));
	val_set(site, "base_url", val_text(g->conf.site.base_url));
	val_set(site, "contact", val_text(g->conf.site.contact));
	val_set(site, "icp", val_text(g->conf.site.icp));
}

static void
set_text(struct val *map, const char *name, struct str s)
{
	if (s.n > 0)
		val_set(map, name, val_str(s));
}

static void
add_feed(struct arena *a, struct val *links, struct str title, struct str path,
    const char *type)
{
	struct val feed = val_map(a);

	if (path.n == 0)
		return;
	val_set(&feed, "title", val_str(title));
	val_set(&feed, "path", val_str(path));
	val_set(&feed, "type", val_text(type));
	val_push(links, feed);
}

/* { title, path, type } of each feed of the whole section. */
enum jy_err
render_section_open(struct gen *g, struct section *s)
{
	struct arena *a = &g->arena;
	struct val *links = arena_alloc(a, sizeof(*links));
	struct str title, path;
	enum jy_err err;
	size_t i;

	if (links == NULL)
		return gen_mem(g, NULL);
	*links = val_list(a);
	for (i = 0; i < s->feed_count; i++) {
		if (s->feeds[i].facet[0] != '\0')
			continue;
		if ((err = plugin_text(g, s->feeds[i].plugin, &s->feeds[i].title,
			 key_str(STR_NONE), STR_NONE, a, &title)) != JY_OK ||
		    (err = plugin_text(g, s->feeds[i].plugin, &s->feeds[i].path,
			 key_str(STR_NONE), STR_NONE, a, &path)) != JY_OK)
			return err;
		add_feed(a, links, title, path, "application/atom+xml");
		add_feed(
		    a, links, title, feed_json_address(a, path), "application/feed+json");
	}
	s->feed_links = links;
	return JY_OK;
}

/* The whole address of a page. */
static struct str
canonical(struct gen *g, struct arena *a, struct str address)
{
	struct str base = str_of(g->conf.site.base_url);
	char *p = arena_room(a, base.n + address.n + 1);

	if (p == NULL)
		return STR_NONE;
	memcpy(p, base.p, base.n);
	memcpy(p + base.n, address.p, address.n);
	p[base.n + address.n] = '\0';
	return (struct str){ p, base.n + address.n };
}

static void
page_val(struct gen *g, struct arena *a, const struct meta *m, struct val *page)
{
	char lastmod[26];

	*page = val_map(a);
	set_text(page, "title", m->title);
	set_text(page, "description", m->description);
	set_text(page, "image", m->image);
	set_text(page, "path", m->address);
	set_text(page, "canonical", canonical(g, a, m->address));
	val_set(page, "noindex", val_bool(m->noindex));
	if (m->lastmod != 0) {
		clock_rfc3339(m->lastmod, lastmod);
		set_text(page, "lastmod", arena_str(a, str_of(lastmod)));
	}
	val_set(
	    page, "feeds", m->section != NULL ? *m->section->feed_links : val_list(a));
}

/* May a plugin's table stand beside our names? */
static enum jy_err
check_names(struct gen *g, const struct val *data, const char *who)
{
	static const char *const ours[] = { "site", "asset", "nav", "page", "list",
		"shared" };
	size_t i;

	for (i = 0; i < sizeof(ours) / sizeof(ours[0]); i++) {
		if (val_get(data, str_of(ours[i])) != NULL)
			return gen_fail(g, JY_EPARSE, NULL, 0,
			    "data may not hold `%s`: the name is taken (%s)", ours[i],
			    who);
	}
	return JY_OK;
}

static enum jy_err
print(struct gen *g, const char *template, const struct val *const *maps, size_t n,
    const char *who, struct buf *out)
{
	const struct template *t;
	enum jy_err err;

	err = template_get(g->templates, template, &t, &g->diag);
	if (err == JY_OK)
		err = template_render_maps(t, maps, n, out, &g->diag);
	if (err == JY_OK && !buf_ok(out))
		err = gen_mem(g, NULL);
	if (err != JY_OK) {
		gen_fail(g, err, NULL, 0, "the template %s cannot be used", template);
		gen_fail_in(g, " (%s)", who);
	}
	return err;
}

enum jy_err
render_page(struct gen *g, struct arena *a, const char *template, const struct meta *meta,
    const struct val *data, const struct val *more, const struct val *list,
    const char *who, struct buf *out)
{
	struct val ours = val_map(a), nav = val_map(a), page, hooked = val_null();
	const struct val *const theirs[] = { &hooked, more, data };
	const struct val *maps[1 + sizeof(theirs) / sizeof(theirs[0])] = { &ours };
	struct meta m = *meta;
	enum jy_err err;
	size_t i, n = 1;

	if (g->site.page_hooks &&
	    (err = hooks_page(g, a, &m, list != NULL, &hooked)) != JY_OK)
		return err;
	page_val(g, a, &m, &page);
	val_set(&ours, "site", g->site_val);
	val_set(&ours, "asset", g->asset_val);
	if (meta->nav != NULL)
		val_set(&nav, meta->nav, val_bool(true));
	val_set(&ours, "nav", nav);
	val_set(&ours, "page", page);
	if (g->shared_val.type == VAL_MAP)
		val_set(&ours, "shared", g->shared_val);
	if (list != NULL)
		val_set(&ours, "list", *list);
	for (i = 0; i < sizeof(theirs) / sizeof(theirs[0]); i++) {
		if (theirs[i] == NULL || theirs[i]->type != VAL_MAP)
			continue;
		if ((err = check_names(g, theirs[i], who)) != JY_OK)
			return err;
		maps[n++] = theirs[i];
	}
	return print(g, template, maps, n, who, out);
}

enum jy_err
render_card(struct gen *g, const char *template, const struct val *data, const char *who,
    struct buf *out)
{
	return print(g, template, &data, 1, who, out);
}
