/*
 * plugin_decl.c - section { }, page { }, file { }, redirects { }, assets { } (hooks { },
 * feeds { } and sitemap { } are plugin_hook.c's and plugin_find.c's): reading
 * what a plugin declares into g->site. Unknown fields are errors: a typo would be silent.
 */
#include "plugin_int.h"

#define NAME_CHARS "abcdefghijklmnopqrstuvwxyz0123456789_-"
#define ITEMS_MAX 4096 /* of any list in a declaration */

const char *
plugin_field_text(
    lua_State *L, int idx, const char *name, const char *where, bool required)
{
	struct str s = plugin_field_str(L, idx, name, where);

	if (s.n == 0 && required)
		luaL_error(L, "%s: %s is missing", where, name);
	return s.n == 0 ? NULL : s.p;
}

static const char *
field_name(lua_State *L, int idx, const char *where)
{
	const char *name = plugin_field_text(L, idx, "name", where, true);

	if (strspn(name, NAME_CHARS) != strlen(name))
		luaL_error(
		    L, "%s: name \"%s\" holds other than a-z 0-9 _ -", where, name);
	return name;
}

static void *
take(lua_State *L, size_t n, size_t size)
{
	void *p = arena_array(&plugin_of(L)->g->arena, n, size);

	if (p == NULL)
		luaL_error(L, "not enough memory");
	return p;
}

const char **
plugin_field_texts(lua_State *L, int idx, const char *name, const char *where)
{
	const char **list;
	size_t i, n = 0;

	if (lua_getfield(L, idx, name) == LUA_TTABLE)
		n = lua_rawlen(L, -1);
	else if (!lua_isnil(L, -1))
		luaL_error(L, "%s: %s is a list of text", where, name);
	if (n > ITEMS_MAX)
		luaL_error(L, "%s: %s is too long", where, name);
	list = take(L, n + 1, sizeof(*list));
	for (i = 0; i < n; i++) {
		if (lua_rawgeti(L, -1, (lua_Integer)i + 1) != LUA_TSTRING)
			luaL_error(L, "%s: %s is a list of text", where, name);
		list[i] = plugin_to_str(L, -1).p;
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	return list;
}

struct text_or_fn
plugin_field_text_or_fn(lua_State *L, int idx, const char *name, const char *where)
{
	struct text_or_fn v = { NULL, { 0 } };

	if (lua_getfield(L, idx, name) == LUA_TFUNCTION)
		v.fn = plugin_field_fn(L, idx, name, where);
	lua_pop(L, 1);
	if (v.fn.ref == 0)
		v.text = plugin_field_text(L, idx, name, where, true);
	return v;
}

/* --- section */

static void
read_feed(lua_State *L, int idx, struct source *src, const char *where)
{
	static const char *const known[] = { "url", "format", "items", "key", "every",
		"max", NULL };
	static const char *const formats[] = { "json", "csv", "rss", "atom", NULL };
	size_t i;

	plugin_only(L, idx, known, where);
	src->type = SOURCE_FEED;
	src->url = plugin_field_text(L, idx, "url", where, true);
	src->format = plugin_field_text(L, idx, "format", where, true);
	src->items = plugin_field_text(L, idx, "items", where, false);
	src->key = plugin_field_text(L, idx, "key", where, false);
	src->every = plugin_field_int(L, idx, "every", 3600, where);
	src->max = plugin_field_int(L, idx, "max", 1024 * 1024, where);
	for (i = 0; formats[i] != NULL && strcmp(formats[i], src->format) != 0; i++)
		;
	if (formats[i] == NULL)
		luaL_error(L, "%s: format is json, csv, rss or atom", where);
	if (i < 2 && src->key == NULL)
		luaL_error(L, "%s: key is missing", where);
	if (src->max < 1 || src->max > 64 * 1024 * 1024 || src->every < 0)
		luaL_error(L, "%s: max or every is out of range", where);
}

/* The line of the plugin on which a text of it begins; of section { } when it is put
 * together from pieces. */
static unsigned
line_of(lua_State *L, const char *text)
{
	struct str all = plugin_of(L)->source;
	const char *at = all.n > 0 ? memmem(all.p, all.n, text, strlen(text)) : NULL;
	unsigned line = 1;
	lua_Debug ar;

	if (at == NULL && lua_getstack(L, 1, &ar) != 0 && lua_getinfo(L, "l", &ar) != 0)
		return (unsigned)ar.currentline;
	for (; at != NULL && at > all.p; at--)
		line += at[-1] == '\n';
	return line;
}

static void
read_source(lua_State *L, int idx, struct source *src, const char *where)
{
	static const char *const known[] = { "kind", "key", "sql", "files", "fields",
		"feed", NULL };

	if (lua_getfield(L, idx, "source") != LUA_TTABLE)
		luaL_error(L, "%s: source is missing", where);
	idx = lua_gettop(L);
	plugin_only(L, idx, known, where);
	src->sql = plugin_field_text(L, idx, "sql", where, false);
	src->folder = plugin_field_text(L, idx, "files", where, false);
	src->fields = plugin_field_texts(L, idx, "fields", where);
	if (lua_getfield(L, idx, "feed") == LUA_TTABLE) {
		read_feed(L, lua_gettop(L), src, where);
	} else if (src->folder != NULL) {
		src->type = SOURCE_FILES;
	} else if (src->sql != NULL) {
		src->type = SOURCE_SQL;
		src->sql_line = line_of(L, src->sql);
		src->kind = plugin_field_text(L, idx, "kind", where, true);
		src->key = plugin_field_text(L, idx, "key", where, true);
		if (strspn(src->key, NAME_CHARS) != strlen(src->key))
			luaL_error(L, "%s: key is the name of a column", where);
	} else {
		luaL_error(L, "%s: source has neither sql nor files nor feed", where);
	}
	lua_settop(L, idx - 1);
}

/* keep = true | { values } | function() return { values } end */
static void
read_keep(lua_State *L, int idx, struct list_def *l, const char *where)
{
	int type = lua_getfield(L, idx, "keep");

	if (type == LUA_TTABLE || type == LUA_TFUNCTION) {
		if (l->facet == NULL)
			luaL_error(
			    L, "%s: keep names values, but there is no facet", where);
		l->kept_by.ref = luaL_ref(L, LUA_REGISTRYINDEX);
		return;
	}
	lua_pop(L, 1);
	l->keep = plugin_field_bool(L, idx, "keep", l->facet == NULL, where);
}

static void
read_list(lua_State *L, int idx, struct list_def *l, const char *section)
{
	static const char *const known[] = { "name", "facet", "template", "path", "head",
		"landing", "keep", "noindex", NULL };
	const char *where = lua_pushfstring(L, "section %s, index", section);

	plugin_only(L, idx, known, where);
	l->name = field_name(L, idx, where);
	where = lua_pushfstring(L, "section %s, index %s", section, l->name);
	l->facet = plugin_field_text(L, idx, "facet", where, false);
	l->template = plugin_field_text(L, idx, "template", where, true);
	l->path = plugin_field_text_or_fn(L, idx, "path", where);
	l->head = plugin_field_fn(L, idx, "head", where);
	l->landing = plugin_field_fn(L, idx, "landing", where);
	read_keep(L, idx, l, where);
	l->noindex = plugin_field_bool(L, idx, "noindex", false, where);
	if (l->facet == NULL)
		l->facet = "";
	else if (l->path.fn.ref == 0)
		luaL_error(
		    L, "%s: path is a function, as there is one list a value", where);
	lua_pop(L, 2);
}

/* The tables in a list field, one by one. */
static size_t
open_list(lua_State *L, int idx, const char *name, const char *where)
{
	if (lua_getfield(L, idx, name) != LUA_TTABLE && !lua_isnil(L, -1))
		luaL_error(L, "%s: %s is a list", where, name);
	if (lua_isnil(L, -1))
		return 0;
	if (lua_rawlen(L, -1) > ITEMS_MAX)
		luaL_error(L, "%s: %s is too long", where, name);
	return lua_rawlen(L, -1);
}

static void
read_lists(lua_State *L, int idx, struct section *s, const char *where)
{
	size_t i;

	s->list_count = open_list(L, idx, "indexes", where);
	s->lists = take(L, s->list_count, sizeof(*s->lists));
	for (i = 0; i < s->list_count; i++) {
		if (lua_rawgeti(L, -1, (lua_Integer)i + 1) != LUA_TTABLE)
			luaL_error(L, "%s: indexes is a list of tables", where);
		read_list(L, lua_gettop(L), &s->lists[i], s->name);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	s->feed_count = open_list(L, idx, "feeds", where);
	s->feeds = take(L, s->feed_count, sizeof(*s->feeds));
	for (i = 0; i < s->feed_count; i++) {
		if (lua_rawgeti(L, -1, (lua_Integer)i + 1) != LUA_TTABLE)
			luaL_error(L, "%s: feeds is a list of tables", where);
		plugin_read_feed(L, lua_gettop(L), &s->feeds[i], s->name);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

static void
read_templates(lua_State *L, int idx, struct section *s, const char *where)
{
	static const char *const known[] = { "page", "card", NULL };

	if (lua_getfield(L, idx, "templates") == LUA_TTABLE) {
		plugin_only(L, -1, known, where);
		s->page = plugin_field_text(L, lua_gettop(L), "page", where, false);
		s->card = plugin_field_text(L, lua_gettop(L), "card", where, false);
	}
	lua_pop(L, 1);
}

void *
plugin_grow(lua_State *L, void *array, size_t *n, size_t size)
{
	char *wider = take(L, *n + 1, size);
	char **old = array;

	if (*n > 0)
		memcpy(wider, *old, *n * size);
	*old = wider;
	return wider + (*n)++ * size;
}

/* "plugins/jobs.lua:40: item()" */
static const char *
item_where(lua_State *L, lua_fn item)
{
	const char *where;
	lua_Debug ar;

	plugin_push_fn(L, item);
	lua_getinfo(L, ">S", &ar);
	where = arena_printf(
	    &plugin_of(L)->g->arena, "%s:%d: item()", ar.short_src, ar.linedefined)
		    .p;
	if (where == NULL)
		luaL_error(L, "not enough memory");
	return where;
}

static int
l_section(lua_State *L)
{
	static const char *const known[] = { "name", "after", "source", "item",
		"templates", "indexes", "feeds", "search", NULL };
	struct plugin *pl = plugin_of(L);
	struct section s = { .plugin = pl };
	const char *where;

	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 1);
	plugin_only(L, 1, known, "section");
	s.name = field_name(L, 1, "section");
	where = lua_pushfstring(L, "section %s", s.name);
	if (site_section(&pl->g->site, str_of(s.name)) != NULL)
		luaL_error(L, "%s is declared twice", where);
	s.after = plugin_field_texts(L, 1, "after", where);
	read_source(L, 1, &s.source, where);
	s.item = plugin_field_fn(L, 1, "item", where);
	if (s.item.ref == 0)
		luaL_error(L, "%s: item is missing", where);
	s.item_where = item_where(L, s.item);
	read_templates(L, 1, &s, where);
	s.search = plugin_field_text(L, 1, "search", where, false);
	if (s.search != NULL && (s.search[0] != '/' || !str_ends(str_of(s.search), "/") ||
				    s.source.type != SOURCE_SQL || s.card == NULL))
		luaL_error(L,
		    "%s: search is an address such as /search/jobs/, of a section "
		    "with sql and a card",
		    where);
	read_lists(L, 1, &s, where);
	*(struct section *)plugin_grow(
	    L, &pl->g->site.sections, &pl->g->site.section_count, sizeof(s)) = s;
	return 0;
}

/* A page or file of its own path. */
static void
add_page(lua_State *L, const struct page_def *p, const char *where)
{
	struct site *site = &p->plugin->g->site;
	size_t i;

	for (i = 0; i < site->page_count; i++) {
		if (strcmp(p->path, site->pages[i].path) == 0)
			luaL_error(L, "%s is declared twice", where);
	}
	*(struct page_def *)plugin_grow(L, &site->pages, &site->page_count, sizeof(*p)) =
	    *p;
}

static int
l_page(lua_State *L)
{
	static const char *const known[] = { "path", "template", "nav", "title",
		"description", "noindex", "sitemap", "data", NULL };
	struct plugin *pl = plugin_of(L);
	struct page_def p = { .plugin = pl };
	const char *where;

	luaL_checktype(L, 1, LUA_TTABLE);
	plugin_only(L, 1, known, "page");
	p.path = plugin_field_text(L, 1, "path", "page", true);
	where = lua_pushfstring(L, "page %s", p.path);
	p.template = plugin_field_text(L, 1, "template", where, true);
	p.nav = plugin_field_text(L, 1, "nav", where, false);
	p.title = plugin_field_text(L, 1, "title", where, false);
	p.description = plugin_field_text(L, 1, "description", where, false);
	p.noindex = plugin_field_bool(L, 1, "noindex", false, where);
	p.sitemap = plugin_field_bool(L, 1, "sitemap", !p.noindex, where);
	p.data = plugin_field_fn(L, 1, "data", where);
	add_page(L, &p, where);
	return 0;
}

/* The endings under which a text is looked through and sent as what it is. */
static bool
is_data_path(struct str path)
{
	static const char *const endings[] = { ".csv", ".json", ".txt" };
	size_t i;

	for (i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		if (str_ends(path, endings[i]))
			return true;
	}
	return false;
}

static int
l_file(lua_State *L)
{
	static const char *const known[] = { "path", "text", NULL };
	struct page_def p = { .plugin = plugin_of(L) };
	const char *where;

	luaL_checktype(L, 1, LUA_TTABLE);
	plugin_only(L, 1, known, "file");
	p.path = plugin_field_text(L, 1, "path", "file", true);
	where = lua_pushfstring(L, "file %s", p.path);
	if (!is_data_path(str_of(p.path)))
		luaL_error(L, "%s: path ends in .csv, .json or .txt", where);
	p.data = plugin_field_fn(L, 1, "text", where);
	if (p.data.ref == 0)
		luaL_error(L, "%s: text is missing", where);
	add_page(L, &p, where);
	return 0;
}

static int
l_redirects(lua_State *L)
{
	struct plugin *pl = plugin_of(L);
	struct redirect_def r = { .plugin = pl->name };

	luaL_checktype(L, 1, LUA_TTABLE);
	for (lua_pushnil(L); lua_next(L, 1) != 0; lua_pop(L, 1)) {
		if (lua_type(L, -2) != LUA_TSTRING || lua_type(L, -1) != LUA_TSTRING)
			luaL_error(L, "redirects: { [\"/old\"] = \"/new\" }");
		r.from = plugin_to_str(L, -2).p;
		r.to = plugin_to_str(L, -1).p;
		*(struct redirect_def *)plugin_grow(L, &pl->g->site.redirects,
		    &pl->g->site.redirect_count, sizeof(r)) = r;
	}
	return 0;
}

static int
l_assets(lua_State *L)
{
	struct site *site = &plugin_of(L)->g->site;
	size_t i, n;

	luaL_checktype(L, 1, LUA_TTABLE);
	n = lua_rawlen(L, 1);
	for (i = 1; i <= n && i <= ITEMS_MAX; i++) {
		if (lua_rawgeti(L, 1, (lua_Integer)i) != LUA_TSTRING)
			luaL_error(L, "assets: a list of text");
		*(const char **)plugin_grow(L, &site->npm, &site->npm_count,
		    sizeof(*site->npm)) = plugin_to_str(L, -1).p;
		lua_pop(L, 1);
	}
	return 0;
}

void
plugin_decl_open(lua_State *L)
{
	lua_register(L, "section", l_section);
	lua_register(L, "page", l_page);
	lua_register(L, "file", l_file);
	lua_register(L, "redirects", l_redirects);
	lua_register(L, "assets", l_assets);
	lua_register(L, "hooks", plugin_hooks);
	lua_register(L, "feeds", plugin_feeds);
	lua_register(L, "sitemap", plugin_sitemap);
}
