/*
 * plugin_item.c - calls of item(), and reading what it returns.
 */
#include <stddef.h>
#include <stdlib.h>

#include "ask.h"
#include "gate.h"
#include "paging.h"
#include "plugin_int.h"
#include "utf8.h"

#define FACETS_MAX 64   /* of an item */
#define CONTACTS_MAX 50 /* of an item */

/* --- facets */

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
size_t
plugin_sort_facets(struct facet_value *v, size_t n)
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
void
plugin_add_facets(lua_State *L, struct facets *f, const char *where)
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
read_facets(lua_State *L, struct item *out, const char *where)
{
	struct facet_value v[FACETS_MAX];
	struct facets f = { .v = v, .max = FACETS_MAX };
	const char *name;
	int table = lua_gettop(L);

	if (!lua_istable(L, table))
		luaL_error(L, "%s: facets is a table", where);
	for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) {
		name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "";
		if (name[0] == '\0' || name[0] == '@' || strpbrk(name, "\t\n/") != NULL)
			luaL_error(L, "%s: facets has a name that is no name", where);
		f.name = plugin_to_str(L, -2);
		plugin_add_facets(L, &f, where);
	}
	out->facet_count = plugin_sort_facets(v, f.n);
	out->facets = arena_room(plugin_of(L)->arena, f.n * sizeof(*v));
	if (out->facets != NULL)
		memcpy(out->facets, v, out->facet_count * sizeof(*v));
	else
		luaL_error(L, "not enough memory");
}

static void
read_contacts(lua_State *L, struct item *out)
{
	struct plugin *pl = plugin_of(L);
	lua_Integer i, n = lua_istable(L, -1) ? (lua_Integer)lua_rawlen(L, -1) : 0;

	buf_reset(&pl->out);
	for (i = 1; i <= n && i <= CONTACTS_MAX; i++) {
		if (lua_rawgeti(L, -1, i) == LUA_TSTRING)
			gate_contact(&pl->out, plugin_to_str(L, -1));
		lua_pop(L, 1);
	}
	out->contacts = arena_str(pl->arena, buf_view(&pl->out));
	if (!buf_ok(&pl->out) || out->contacts.p == NULL)
		luaL_error(L, "not enough memory");
}

/* --- fields */

/* What item() may return, and where it goes. */
enum form { TEXT, INTEGER, FLAG, INSTANTS, FACETS, CONTACTS, MAP, LIST };

static const struct field {
	const char *name;
	enum form form;
	size_t at; /* in struct item */
} fields[] = {
	{ "path", TEXT, offsetof(struct item, path) },
	{ "order", INTEGER, offsetof(struct item, order) },
	{ "listed", FLAG, offsetof(struct item, listed) },
	{ "facets", FACETS, 0 },
	{ "changes_at", INSTANTS, offsetof(struct item, next_at) },
	{ "lastmod", INTEGER, offsetof(struct item, lastmod) },
	{ "noindex", FLAG, offsetof(struct item, noindex) },
	{ "contacts", CONTACTS, 0 },
	{ "title", TEXT, offsetof(struct item, title) },
	{ "description", TEXT, offsetof(struct item, description) },
	{ "image", TEXT, offsetof(struct item, image) },
	{ "data", MAP, offsetof(struct item, data) },
	{ "card", MAP, offsetof(struct item, card) },
	{ "entry", MAP, offsetof(struct item, entry) },
	{ "search", MAP, offsetof(struct item, search) },
	{ "aliases", LIST, offsetof(struct item, aliases) },
	{ NULL, TEXT, 0 },
};

/* The value is on top of the stack. */
static void
read_field(lua_State *L, const struct field *f, struct item *out, const char *where)
{
	void *to = (char *)out + f->at;

	switch (f->form) {
	case TEXT:
		*(struct str *)to = plugin_top_str(L, f->name, where);
		break;
	case INTEGER:
		*(int64_t *)to = plugin_top_int(L, f->name, where);
		break;
	case FLAG:
		*(bool *)to = plugin_top_bool(L, f->name, where);
		break;
	case INSTANTS:
		*(int64_t *)to = plugin_next_instant(L, lua_gettop(L), where);
		break;
	case FACETS:
		read_facets(L, out, where);
		break;
	case CONTACTS:
		read_contacts(L, out);
		break;
	case MAP:
	case LIST:
		*(struct val *)to = plugin_top_table(L, f->name, f->form == MAP, where);
		break;
	}
}

static void
read_item(
    lua_State *L, int idx, const struct section *s, struct item *out, const char *where)
{
	const struct field *f;
	const char *name;

	out->publish = out->listed = true;
	out->order = INT64_MIN; /* none was given */
	for (lua_pushnil(L); lua_next(L, idx) != 0; lua_pop(L, 1)) {
		name = plugin_key_name(L, -2);
		for (f = fields; f->name != NULL; f++) {
			if (f->name[0] == name[0] && strcmp(f->name, name) == 0)
				break;
		}
		if (f->name == NULL)
			luaL_error(L, "%s: unknown field %s", where, name);
		read_field(L, f, out, where);
	}
	if (out->order == INT64_MIN &&
	    !(out->listed && s->list_count + s->feed_count > 0))
		out->order = 0;
	if (out->order < 0 || out->order >= PAGING_KEY_MAX)
		luaL_error(L, "%s: order is an integer from 0 up", where);
}

/* --- the call */

struct item_call {
	const struct section *s;
	struct key key;
	const struct val *row;
	struct item *out;
};

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
