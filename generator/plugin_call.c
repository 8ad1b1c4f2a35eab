/*
 * plugin_call.c - calls into plugins: head(), landing(), data(), text(), path(), title(), and
 * reading what they return. item() is plugin_item.c's.
 */

#include "ask.h"
#include "plugin_int.h"
#include "utf8.h"

#define KEPT_MAX 1000

/* --- pieces of results */

int64_t
plugin_next_instant(lua_State *L, int idx, const char *where)
{
	int64_t now = plugin_of(L)->g->now, best = 0, at;
	lua_Integer i, n = lua_istable(L, idx) ? (lua_Integer)lua_rawlen(L, idx) : 1;
	int ok = 1;

	if (lua_isnoneornil(L, idx))
		return 0;
	for (i = 1; i <= n; i++) {
		if (lua_istable(L, idx))
			lua_rawgeti(L, idx, i);
		else
			lua_pushvalue(L, idx);
		at = lua_tointegerx(L, -1, &ok);
		if (!ok)
			luaL_error(L, "%s: an instant is an integer (seconds)", where);
		if (at > now && (best == 0 || at < best))
			best = at;
		lua_pop(L, 1);
	}
	return best;
}

/* --- lists */

struct kept_call {
	const struct list_def *l;
	struct facets f;
};

static int
do_kept(lua_State *L)
{
	struct kept_call *c = lua_touserdata(L, 1);
	lua_fn fn = c->l->kept_by;

	plugin_push_fn(L, fn);
	if (lua_isfunction(L, 2))
		lua_call(L, 0, 1);
	if (!lua_istable(L, 2))
		luaL_error(L, "keep() returns a list of values");
	c->f.v = arena_array(plugin_of(L)->arena, KEPT_MAX, sizeof(*c->f.v));
	if (c->f.v == NULL)
		return luaL_error(L, "not enough memory");
	plugin_add_facets(L, &c->f, "keep");
	return 0;
}

enum jy_err
plugin_kept(struct gen *g, const struct section *s, const struct list_def *l,
    struct arena *a, struct facet_value **values, size_t *n)
{
	struct kept_call c = { l, { .max = KEPT_MAX, .name = str_of(l->facet) } };
	enum jy_err err;

	(void)g;
	err = plugin_protect(s->plugin, do_kept, &c, a,
	    arena_printf(a, "index %s/%s", s->name, l->name).p);
	*values = c.f.v;
	*n = err == JY_OK ? plugin_sort_facets(c.f.v, c.f.n) : 0;
	return err;
}

struct list_call {
	lua_fn fn;
	struct key key;
	struct str label;
	const char *what;
	struct head *head;
	struct val *val;
	struct str *text;
};

static void
push_key_label(lua_State *L, const struct list_call *c)
{
	plugin_push_key(L, c->key);
	if (c->label.n > 0)
		lua_pushlstring(L, c->label.p, c->label.n);
	else
		lua_pushnil(L);
}

static int
do_head(lua_State *L)
{
	static const char *const known[] = { "title", "description", "noindex", "data",
		NULL };
	struct list_call *c = lua_touserdata(L, 1);

	plugin_push_fn(L, c->fn);
	push_key_label(L, c);
	lua_call(L, 2, 1);
	if (!lua_istable(L, 2))
		plugin_error_at(L, c->fn, "head() returns a table");
	plugin_only(L, 2, known, "head()");
	c->head->title = plugin_field_str(L, 2, "title", "head()");
	c->head->description = plugin_field_str(L, 2, "description", "head()");
	c->head->noindex = plugin_field_bool(L, 2, "noindex", false, "head()");
	if (lua_getfield(L, 2, "data") != LUA_TNIL)
		c->head->data = plugin_top_table(L, "data", true, "head()");
	return 0;
}

static const char *
list_words(
    struct arena *a, const struct section *s, const struct list_def *l, struct key key)
{
	struct str k = key_text(a, key);

	return arena_printf(a, "index %s/%s " STR_FMT, s->name, l->name, STR_ARG(k)).p;
}

enum jy_err
plugin_head(struct gen *g, const struct section *s, const struct list_def *l,
    struct key key, struct str label, struct arena *a, struct head *out)
{
	struct list_call c = { .fn = l->head, .key = key, .label = label, .head = out };

	(void)g;
	memset(out, 0, sizeof(*out));
	if (l->head.ref == 0)
		return JY_OK;
	return plugin_protect(s->plugin, do_head, &c, a, list_words(a, s, l, key));
}

static int
do_landing(lua_State *L)
{
	struct list_call *c = lua_touserdata(L, 1);

	plugin_push_fn(L, c->fn);
	plugin_push_key(L, c->key);
	plugin_push_ctx(L);
	if (c->label.n > 0)
		lua_pushlstring(L, c->label.p, c->label.n);
	else
		lua_pushnil(L);
	lua_call(L, 3, 1);
	if (!lua_istable(L, 2) && !lua_isnil(L, 2))
		plugin_error_at(L, c->fn, "landing() returns a table");
	*c->val = plugin_to_val(L, 2);
	return 0;
}

enum jy_err
plugin_landing(struct gen *g, const struct section *s, const struct list_def *l,
    struct key key, struct str label, struct arena *a, struct val *out)
{
	struct list_call c = { .fn = l->landing, .key = key, .label = label, .val = out };
	enum jy_err err = JY_OK;

	*out = val_null();
	ask_begin(g, a, NULL);
	if (l->landing.ref != 0)
		err = plugin_protect(
		    s->plugin, do_landing, &c, a, list_words(a, s, l, key));
	ask_end(g);
	return err;
}

static int
do_text(lua_State *L)
{
	struct list_call *c = lua_touserdata(L, 1);

	plugin_push_fn(L, c->fn);
	push_key_label(L, c);
	lua_call(L, 2, 1);
	if (lua_type(L, 2) != LUA_TSTRING)
		plugin_error_at(L, c->fn, "path and title return text");
	*c->text = plugin_to_str(L, 2);
	return 0;
}

enum jy_err
plugin_text(struct gen *g, struct plugin *pl, const struct text_or_fn *what,
    struct key key, struct str label, struct arena *a, struct str *out)
{
	struct list_call c = { .fn = what->fn, .key = key, .label = label, .text = out };
	struct str k = key_text(a, key);

	(void)g;
	*out = str_of(what->text);
	if (what->fn.ref == 0)
		return JY_OK;
	return plugin_protect(
	    pl, do_text, &c, a, arena_printf(a, "value " STR_FMT, STR_ARG(k)).p);
}

/* --- single pages */

struct page_call {
	lua_fn fn;
	struct val *data;
	struct str *text;
	int64_t *next_at;
	int64_t lastmod;
};

static int
do_page(lua_State *L)
{
	struct page_call *c = lua_touserdata(L, 1);

	plugin_push_fn(L, c->fn);
	plugin_push_ctx(L);
	lua_call(L, 1, 3);
	if (!lua_istable(L, 2) && !lua_isnil(L, 2))
		plugin_error_at(L, c->fn, "data() returns a table");
	if (!lua_isinteger(L, 4) && !lua_isnil(L, 4))
		plugin_error_at(L, c->fn, "data(): lastmod is in whole seconds");
	*c->data = plugin_to_val(L, 2);
	*c->next_at = plugin_next_instant(L, 3, "data()");
	c->lastmod = lua_tointeger(L, 4);
	return 0;
}

static int
do_file(lua_State *L)
{
	struct page_call *c = lua_touserdata(L, 1);
	struct val v;

	plugin_push_fn(L, c->fn);
	plugin_push_ctx(L);
	lua_call(L, 1, 2);
	v = plugin_to_val(L, 2); /* json() gives HTML */
	if ((v.type != VAL_TEXT && v.type != VAL_HTML) || !utf8_valid(v.s))
		plugin_error_at(L, c->fn, "text() returns UTF-8 text");
	*c->text = v.s;
	*c->next_at = plugin_next_instant(L, 3, "text()");
	return 0;
}

static enum jy_err
call_page(struct gen *g, const struct page_def *p, lua_CFunction fn, struct page_call *c,
    struct arena *a)
{
	enum jy_err err = JY_OK;

	c->fn = p->data;
	*c->next_at = 0;
	ask_begin(g, a, NULL);
	if (p->data.ref != 0)
		err = plugin_protect(
		    p->plugin, fn, c, a, arena_printf(a, "page %s", p->path).p);
	ask_end(g);
	if (c->lastmod > g->ask.lastmod)
		g->ask.lastmod = c->lastmod;
	return err;
}

enum jy_err
plugin_page(struct gen *g, const struct page_def *p, struct arena *a, struct val *data,
    int64_t *next_at)
{
	struct page_call c = { .data = data, .next_at = next_at };

	*data = val_null();
	return call_page(g, p, do_page, &c, a);
}

enum jy_err
plugin_file(struct gen *g, const struct page_def *p, struct arena *a, struct str *text,
    int64_t *next_at)
{
	struct page_call c = { .text = text, .next_at = next_at };

	*text = STR_NONE;
	return call_page(g, p, do_file, &c, a);
}
