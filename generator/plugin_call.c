/*
 * plugin_call.c - calls into plugins: item(), head(), landing(), data(), text(), path(),
 * title(), and reading what they return.
 */
#include <stdio.h>
#include <stdlib.h>

#include "ask.h"
#include "gate.h"
#include "paging.h"
#include "plugin_int.h"
#include "utf8.h"

#define FACETS_MAX 64 /* of an item */
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

/* Keys become file names and lines of the manifest. */
static void
check_key(lua_State *L, struct key k, const char *where)
{
	size_t i;

	for (i = 0; !k.is_int && i < k.s.n; i++) {
		if ((unsigned char)k.s.p[i] < 0x20)
			luaL_error(L, "%s: a key holds a control character", where);
	}
	if (!k.is_int && (k.s.n > 200 || !utf8_valid(k.s)))
		luaL_error(L, "%s: a key is longer than 200 bytes, or not UTF-8", where);
}

struct facets {
	struct facet_value *v;
	size_t n, max;
	struct str name;
};

static void
add_facet(lua_State *L, struct facets *f, int idx, const char *where)
{
	struct facet_value *v = &f->v[f->n];
	size_t i;
	char *label;

	if (!lua_toboolean(L, idx) ||
	    (lua_type(L, idx) == LUA_TSTRING && lua_rawlen(L, idx) == 0))
		return;
	if (f->n == f->max)
		luaL_error(L, "%s: more than %d facet values", where, (int)f->max);
	memset(v, 0, sizeof(*v));
	v->facet = f->name;
	if (lua_istable(L, idx)) {
		lua_getfield(L, idx, "key");
		v->key = plugin_to_key(L, -1);
		lua_pop(L, 1);
		v->label = plugin_field_str(L, idx, "label", where);
		label = (char *)(uintptr_t)v->label.p; /* our copy */
		for (i = 0; i < v->label.n; i++)
			label[i] = (unsigned char)label[i] < 0x20 ? ' ' : label[i];
	} else {
		v->key = plugin_to_key(L, idx);
	}
	check_key(L, v->key, where);
	f->n++;
}

static int
by_facet(const void *a, const void *b)
{
	const struct facet_value *x = a, *y = b;
	int c = str_cmp(x->facet, y->facet);

	return c != 0 ? c : key_cmp(x->key, y->key);
}

/* A value given twice counts once. */
static size_t
sort_facets(struct facet_value *v, size_t n)
{
	size_t i, kept = 0;

	if (n > 1)
		qsort(v, n, sizeof(*v), by_facet);
	for (i = 0; i < n; i++) {
		if (kept == 0 || by_facet(&v[kept - 1], &v[i]) != 0)
			v[kept++] = v[i];
	}
	return kept;
}

/* One value, or a list of them, at the top of the stack. */
static void
add_facets(lua_State *L, struct facets *f, const char *where)
{
	int idx = lua_gettop(L);
	lua_Integer i, n = lua_istable(L, idx) ? (lua_Integer)lua_rawlen(L, idx) : 0;

	for (i = 1; i <= n; i++) {
		lua_rawgeti(L, idx, i);
		add_facet(L, f, lua_gettop(L), where);
		lua_pop(L, 1);
	}
	if (n > 0)
		return;
	if (!lua_istable(L, idx) || lua_getfield(L, idx, "key") != LUA_TNIL)
		add_facet(L, f, idx, where);
	lua_settop(L, idx);
}

/* facets = { name = value | { key =, label = } | { value, value, … } } */
static void
read_facets(lua_State *L, int idx, struct item *out, const char *where)
{
	struct facet_value v[FACETS_MAX];
	struct facets f = { .v = v, .max = FACETS_MAX };
	const char *name;
	int table;

	if (lua_getfield(L, idx, "facets") == LUA_TNIL) {
		lua_pop(L, 1);
		return;
	}
	if (!lua_istable(L, -1))
		luaL_error(L, "%s: facets is a table", where);
	table = lua_gettop(L);
	for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) {
		name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "";
		if (name[0] == '\0' || name[0] == '@' || strpbrk(name, "\t\n/") != NULL)
			luaL_error(L, "%s: facets has a name that is no name", where);
		f.name = plugin_to_str(L, -2);
		add_facets(L, &f, where);
	}
	lua_pop(L, 1);
	out->facet_count = sort_facets(v, f.n);
	out->facets = arena_room(plugin_of(L)->arena, f.n * sizeof(*v));
	if (out->facets != NULL)
		memcpy(out->facets, v, out->facet_count * sizeof(*v));
	else
		luaL_error(L, "not enough memory");
}

static void
read_contacts(lua_State *L, int idx, struct item *out)
{
	struct buf b = BUF_INIT;
	char small[1024];
	lua_Integer i, n;

	if (lua_getfield(L, idx, "contacts") == LUA_TTABLE) {
		n = (lua_Integer)lua_rawlen(L, -1);
		for (i = 1; i <= n && i <= 50; i++) {
			if (lua_rawgeti(L, -1, i) == LUA_TSTRING)
				gate_contact(&b, plugin_to_str(L, -1));
			lua_pop(L, 1);
		}
	}
	lua_pop(L, 1);
	snprintf(small, sizeof(small), "%s", b.data != NULL ? b.data : "");
	buf_release(&b);
	out->contacts = arena_str(plugin_of(L)->arena, str_of(small));
}

static struct val
field_val(lua_State *L, int idx, const char *name, const char *where, bool list)
{
	int type = lua_getfield(L, idx, name);
	struct val v;

	if (type != LUA_TNIL && type != LUA_TTABLE)
		luaL_error(L, "%s: %s is a table", where, name);
	v = plugin_to_val(L, -1);
	lua_pop(L, 1);
	if (!list && v.type == VAL_LIST && val_len(&v) > 0)
		luaL_error(L, "%s: %s has names, not numbers", where, name);
	return v;
}

/* --- item */

struct item_call {
	const struct section *s;
	struct key key;
	const struct val *row;
	struct item *out;
};

static void
read_item(
    lua_State *L, int idx, const struct section *s, struct item *out, const char *where)
{
	static const char *const known[] = { "path", "order", "listed", "noindex",
		"changes_at", "lastmod", "title", "description", "image", "facets",
		"contacts", "data", "card", "entry", "search", "aliases", NULL };

	plugin_only(L, idx, known, where);
	out->publish = true;
	out->path = plugin_field_str(L, idx, "path", where);
	out->listed = plugin_field_bool(L, idx, "listed", true, where);
	out->order = plugin_field_int(L, idx, "order",
	    out->listed && s->list_count + s->feed_count > 0 ? -1 : 0, where);
	out->noindex = plugin_field_bool(L, idx, "noindex", false, where);
	out->lastmod = plugin_field_int(L, idx, "lastmod", 0, where);
	out->title = plugin_field_str(L, idx, "title", where);
	out->description = plugin_field_str(L, idx, "description", where);
	out->image = plugin_field_str(L, idx, "image", where);
	lua_getfield(L, idx, "changes_at");
	out->next_at = plugin_next_instant(L, lua_gettop(L), where);
	lua_pop(L, 1);
	read_facets(L, idx, out, where);
	read_contacts(L, idx, out);
	out->data = field_val(L, idx, "data", where, false);
	out->card = field_val(L, idx, "card", where, false);
	out->entry = field_val(L, idx, "entry", where, false);
	out->search = field_val(L, idx, "search", where, false);
	out->aliases = field_val(L, idx, "aliases", where, true);
	if (out->order < 0 || out->order >= PAGING_KEY_MAX)
		luaL_error(L, "%s: order is an integer from 0 up", where);
}

static int
do_item(lua_State *L)
{
	struct item_call *c = lua_touserdata(L, 1);
	const char *where = c->s->item_where;

	plugin_push_fn(L, c->s->item);
	plugin_push_val(L, c->row);
	plugin_push_ctx(L);
	lua_call(L, 2, 2);
	if (lua_isnil(L, 2)) {
		c->out->next_at = plugin_next_instant(L, 3, where);
		return 0;
	}
	if (!lua_istable(L, 2))
		luaL_error(
		    L, "%s returns a table or nil, not a %s", where, luaL_typename(L, 2));
	read_item(L, 2, c->s, c->out, where);
	return 0;
}

enum jy_err
plugin_item(struct gen *g, const struct section *s, struct key key, const struct val *row,
    struct arena *a, struct item *out)
{
	struct item_call c = { s, key, row, out };
	enum jy_err err;
	struct str k;

	memset(out, 0, sizeof(*out));
	ask_begin(g, a, s);
	err = plugin_protect(s->plugin, do_item, &c, a, NULL);
	ask_end(g);
	if (err != JY_OK) {
		k = key_text(a, key);
		gen_fail_in(g, " (item %s " STR_FMT ")", s->name, STR_ARG(k));
	}
	return err;
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
	add_facets(L, &c->f, "keep");
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
	*n = err == JY_OK ? sort_facets(c.f.v, c.f.n) : 0;
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
	c->head->data = field_val(L, 2, "data", "head()", false);
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
