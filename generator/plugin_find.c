/*
 * plugin_find.c - what helps others to find things: feeds { } and sitemap { } say which
 * sections have them. A plugin may speak of sections of others, which may be loaded later,
 * so all is put together at the end.
 */
#include "plugin_int.h"

#define FEEDS_MAX 200
#define FEED_ENTRIES_MAX 500

void
plugin_read_feed(lua_State *L, int idx, struct feed_def *f, const char *section)
{
	static const char *const known[] = { "section", "facet", "path", "title",
		"entries", NULL };
	const char *where = lua_pushfstring(L, "section %s, feed", section);

	plugin_only(L, idx, f->section == NULL ? known + 1 : known, where);
	f->plugin = plugin_of(L);
	f->facet = plugin_field_text(L, idx, "facet", where, false);
	f->path = plugin_field_text_or_fn(L, idx, "path", where);
	f->title = plugin_field_text_or_fn(L, idx, "title", where);
	f->entries = plugin_field_int(
	    L, idx, "entries", f->plugin->g->conf.build.feed_entries, where);
	if (f->entries < 1 || f->entries > FEED_ENTRIES_MAX)
		luaL_error(L, "%s: entries is from 1 to %d", where, FEED_ENTRIES_MAX);
	if (f->facet == NULL)
		f->facet = "";
	else if (f->path.fn.ref == 0)
		luaL_error(
		    L, "%s: path is a function, as there is one feed a value", where);
	lua_pop(L, 1);
}

/* feeds { { section = "jobs", path = …, title = … }, … } */
int
plugin_feeds(lua_State *L)
{
	struct site *site = &plugin_of(L)->g->site;
	struct feed_def f;
	lua_Integer i, n;

	luaL_checktype(L, 1, LUA_TTABLE);
	n = (lua_Integer)lua_rawlen(L, 1);
	if (n < 1 || n > FEEDS_MAX)
		luaL_error(L, "feeds: a list of 1 to %d tables", FEEDS_MAX);
	for (i = 1; i <= n; i++) {
		if (lua_rawgeti(L, 1, i) != LUA_TTABLE)
			luaL_error(L, "feeds: a list of tables");
		memset(&f, 0, sizeof(f));
		f.section = plugin_field_text(L, lua_gettop(L), "section", "feeds", true);
		plugin_read_feed(L, lua_gettop(L), &f, f.section);
		*(struct feed_def *)plugin_grow(
		    L, &site->feeds, &site->feed_count, sizeof(f)) = f;
		lua_pop(L, 1);
	}
	return 0;
}

/* sitemap { sections = { "jobs" }, disallow = { "/my/" } } */
int
plugin_sitemap(lua_State *L)
{
	static const char *const known[] = { "sections", "disallow", NULL };
	struct plugin *pl = plugin_of(L);
	struct sitemap_def *def = &pl->g->site.sitemap;
	const char **path;

	luaL_checktype(L, 1, LUA_TTABLE);
	plugin_only(L, 1, known, "sitemap");
	if (def->plugin != NULL)
		luaL_error(L, "sitemap is declared twice");
	def->plugin = pl;
	if (lua_getfield(L, 1, "sections") != LUA_TNIL)
		def->sections = plugin_field_texts(L, 1, "sections", "sitemap");
	lua_pop(L, 1);
	def->disallow = plugin_field_texts(L, 1, "disallow", "sitemap");
	for (path = def->disallow; *path != NULL; path++) {
		if ((*path)[0] != '/' || strpbrk(*path, " \t\r\n") != NULL)
			luaL_error(L,
			    "sitemap: disallow: \"%s\" is no path that begins with /",
			    *path);
	}
	return 0;
}

/* --- all plugins are there */

/* NULL, and a warning: no plugin declares it (any more). */
static struct section *
find(struct gen *g, const char *name)
{
	struct section *s = site_section(&g->site, str_of(name));

	if (s == NULL)
		gen_warn_missing(g, str_of(name));
	return s;
}

static enum jy_err
add_feed(struct gen *g, const struct feed_def *f)
{
	struct section *s = find(g, f->section);
	struct feed_def *wider;

	if (s == NULL)
		return JY_OK;
	if ((wider = arena_array(&g->arena, s->feed_count + 1, sizeof(*wider))) == NULL)
		return gen_mem(g, NULL);
	if (s->feed_count > 0)
		memcpy(wider, s->feeds, s->feed_count * sizeof(*wider));
	wider[s->feed_count++] = *f;
	s->feeds = wider;
	return JY_OK;
}

/* A list names one feed of its facet; those of a whole section are all named. */
static enum jy_err
check_feeds(struct gen *g, const struct section *s)
{
	size_t i, k;

	for (i = 0; i < s->feed_count; i++) {
		for (k = i + 1; k < s->feed_count; k++) {
			if (s->feeds[i].facet[0] != '\0' &&
			    strcmp(s->feeds[i].facet, s->feeds[k].facet) == 0)
				return gen_fail(g, JY_EPARSE,
				    plugin_name(s->feeds[k].plugin), 0,
				    "section %s has two feeds of the facet %s", s->name,
				    s->feeds[k].facet);
		}
	}
	return JY_OK;
}

enum jy_err
plugin_find_settle(struct gen *g)
{
	const struct sitemap_def *def = &g->site.sitemap;
	struct section *s;
	enum jy_err err;
	size_t i;

	for (i = 0; i < g->site.feed_count; i++) {
		if ((err = add_feed(g, &g->site.feeds[i])) != JY_OK)
			return err;
	}
	for (i = 0; i < g->site.section_count; i++) {
		if ((err = check_feeds(g, &g->site.sections[i])) != JY_OK)
			return err;
	}
	if (def->plugin != NULL && def->sections == NULL) {
		for (i = 0; i < g->site.section_count; i++)
			g->site.sections[i].in_sitemap = true;
	}
	for (i = 0; def->sections != NULL && def->sections[i] != NULL; i++) {
		if ((s = find(g, def->sections[i])) != NULL)
			s->in_sitemap = true;
	}
	return JY_OK;
}
