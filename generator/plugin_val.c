/*
 * plugin_val.c - values between Lua and templates. HTML that is known to be safe
 * is a userdata, so that a plugin cannot make any from text.
 */
#include <math.h>

#include "plugin_int.h"

#define DEPTH_MAX 16
#define HTML "html"
#define KEY_MAX 40      /* bytes; longer texts Lua may have twice */
#define KEY_COPIES 5000 /* of keys, that one plugin may have */

/* A copy of what Lua has, so `s.p` is never NULL. */
static struct str
keep(lua_State *L, struct arena *a, struct str s)
{
	char *p = arena_room(a, s.n + 1);

	if (p != NULL) {
		memcpy(p, s.p, s.n);
		p[s.n] = '\0';
	} else {
		luaL_error(L, "not enough memory");
	}
	return (struct str){ p, s.n };
}

/*
 * A key, copied once for the run: a table for a template has the keys of the last one.
 * Lua has one copy of each short text, so its place says which it probably is. A plugin
 * that makes up keys gets a copy each, like any text.
 */
static struct str
keep_key(lua_State *L, struct str key, uint32_t *hash)
{
	struct plugin *pl = plugin_of(L);
	struct plugin_key *k = &pl->keys[(uintptr_t)key.p / 16 % PLUGIN_KEYS];

	if (k->text.p != NULL && str_eq(k->text, key)) {
		*hash = k->hash;
		return k->text;
	}
	*hash = val_hash(key);
	if (key.n > KEY_MAX || pl->key_count == KEY_COPIES)
		return keep(L, pl->arena, key);
	if ((k->text = arena_str(&pl->key_arena, key)).p == NULL)
		luaL_error(L, "not enough memory");
	pl->key_count++;
	k->hash = *hash;
	return k->text;
}

static struct str
html_bytes(lua_State *L, int idx)
{
	const char *p = lua_touserdata(L, idx);

	return (struct str){ p, lua_rawlen(L, idx) };
}

static int
html_tostring(lua_State *L)
{
	luaL_checkudata(L, 1, HTML);
	lua_pushlstring(L, html_bytes(L, 1).p, html_bytes(L, 1).n);
	return 1;
}

static int
html_len(lua_State *L)
{
	luaL_checkudata(L, 1, HTML);
	lua_pushinteger(L, (lua_Integer)html_bytes(L, 1).n);
	return 1;
}

void
plugin_val_open(lua_State *L)
{
	luaL_newmetatable(L, HTML);
	lua_pushcfunction(L, html_tostring);
	lua_setfield(L, -2, "__tostring");
	lua_pushcfunction(L, html_len);
	lua_setfield(L, -2, "__len");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_pop(L, 1);
}

void
plugin_push_html(lua_State *L, struct str html)
{
	char *p = lua_newuserdatauv(L, html.n, 0);

	if (html.n > 0)
		memcpy(p, html.p, html.n);
	luaL_setmetatable(L, HTML);
}

/* A table that is read. `kept`: its texts are copied, else they are Lua's own. */
struct reader {
	lua_State *L;
	struct arena *a;
	bool kept;
};

static struct val to_val(const struct reader *r, int idx, int depth);

static struct val
table_to_list(const struct reader *r, int idx, lua_Integer n, int depth)
{
	struct val list = val_list(r->a);
	lua_Integer i;

	for (i = 1; i <= n; i++) {
		lua_rawgeti(r->L, idx, i);
		val_push(&list, to_val(r, lua_gettop(r->L), depth));
		lua_pop(r->L, 1);
	}
	return list;
}

static struct val
table_to_val(const struct reader *r, int idx, int depth)
{
	lua_State *L = r->L;
	lua_Integer n = (lua_Integer)lua_rawlen(L, idx);
	struct val map;
	struct str key;
	uint32_t hash;
	int at;

	if (depth == 0)
		luaL_error(L, "tables nested deeper than %d", DEPTH_MAX);
	luaL_checkstack(L, 4, "tables nested too deep");
	if (n > 0)
		return table_to_list(r, idx, n, depth - 1);
	lua_pushnil(L);
	if (lua_next(L, idx) == 0)
		return val_list(r->a);
	map = val_map(r->a);
	at = lua_gettop(L);
	do {
		if (lua_type(L, at - 1) != LUA_TSTRING)
			luaL_error(
			    L, "a table for a template has keys of text, or 1, 2, 3 …");
		key.p = lua_tolstring(L, at - 1, &key.n);
		key = keep_key(L, key, &hash);
		val_add(&map, key, hash, to_val(r, at, depth - 1));
		lua_settop(L, at - 1);
	} while (lua_next(L, idx) != 0);
	return map;
}

static struct val
to_val(const struct reader *r, int idx, int depth)
{
	lua_State *L = r->L;
	lua_Number real;
	struct str s;

	switch (lua_type(L, idx)) {
	case LUA_TNIL:
	case LUA_TNONE:
		return val_null();
	case LUA_TBOOLEAN:
		return val_bool(lua_toboolean(L, idx) != 0);
	case LUA_TNUMBER:
		if (lua_isinteger(L, idx))
			return val_int(lua_tointeger(L, idx));
		real = lua_tonumber(L, idx);
		if (!isfinite(real))
			luaL_error(L, "a number that is not finite");
		return val_real(real);
	case LUA_TSTRING:
		s.p = lua_tolstring(L, idx, &s.n);
		return val_str(r->kept ? keep(L, r->a, s) : s);
	case LUA_TTABLE:
		return table_to_val(r, idx, depth);
	case LUA_TUSERDATA:
		if (luaL_testudata(L, idx, HTML) != NULL) {
			s = html_bytes(L, idx);
			return val_html(r->kept ? keep(L, r->a, s) : s);
		}
		break;
	default:
		break;
	}
	luaL_error(L, "a %s cannot be given to a template", luaL_typename(L, idx));
	return val_null();
}

struct val
plugin_to_val(lua_State *L, int idx)
{
	struct reader r = { L, plugin_of(L)->arena, true };

	return to_val(&r, lua_absindex(L, idx), DEPTH_MAX);
}

struct val
plugin_view_val(lua_State *L, int idx)
{
	struct reader r = { L, plugin_of(L)->arena, false };

	return to_val(&r, lua_absindex(L, idx), DEPTH_MAX);
}

static void
push_list(lua_State *L, const struct val *list)
{
	size_t i, n = val_len(list);
	struct val v;

	lua_createtable(L, (int)n, 0);
	for (i = 0; i < n; i++) {
		v = val_at(list, i);
		plugin_push_val(L, &v);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
}

static void
push_map(lua_State *L, const struct val *map)
{
	const struct val *v;
	struct str key;
	size_t i;

	lua_createtable(L, 0, (int)val_entries(map));
	for (i = 0; val_entry(map, i, &key, &v); i++) {
		lua_pushlstring(L, key.p, key.n);
		plugin_push_val(L, v);
		lua_rawset(L, -3);
	}
}

void
plugin_push_val(lua_State *L, const struct val *v)
{
	if (v->type >= VAL_LIST) /* for its entries too */
		luaL_checkstack(L, 6, "values nested too deep");
	switch (v->type) {
	case VAL_NULL:
		lua_pushnil(L);
		break;
	case VAL_BOOL:
		lua_pushboolean(L, v->b);
		break;
	case VAL_INT:
		lua_pushinteger(L, v->i);
		break;
	case VAL_REAL:
		lua_pushnumber(L, v->r);
		break;
	case VAL_TEXT:
		lua_pushlstring(L, v->s.p != NULL ? v->s.p : "", v->s.n);
		break;
	case VAL_HTML:
		plugin_push_html(L, v->s);
		break;
	case VAL_LIST:
		push_list(L, v);
		break;
	case VAL_MAP:
		push_map(L, v);
		break;
	}
}

void
plugin_push_key(lua_State *L, struct key k)
{
	if (k.is_int)
		lua_pushinteger(L, k.i);
	else
		lua_pushlstring(L, k.s.p != NULL ? k.s.p : "", k.s.n);
}

struct key
plugin_to_key(lua_State *L, int idx)
{
	if (lua_isinteger(L, idx))
		return key_int(lua_tointeger(L, idx));
	if (lua_type(L, idx) != LUA_TSTRING)
		luaL_error(
		    L, "a key is text or an integer, not a %s", luaL_typename(L, idx));
	return key_str(plugin_to_str(L, idx));
}

struct str
plugin_to_str(lua_State *L, int idx)
{
	struct str s;

	s.p = lua_tolstring(L, idx, &s.n);
	return keep(L, plugin_of(L)->arena, s);
}

struct str
plugin_top_str(lua_State *L, const char *name, const char *where)
{
	if (lua_type(L, -1) != LUA_TSTRING)
		luaL_error(
		    L, "%s: %s is text, not a %s", where, name, luaL_typename(L, -1));
	return plugin_to_str(L, -1);
}

int64_t
plugin_top_int(lua_State *L, const char *name, const char *where)
{
	int ok;
	int64_t v = lua_tointegerx(L, -1, &ok);

	if (!ok)
		luaL_error(L, "%s: %s is an integer, not a %s", where, name,
		    luaL_typename(L, -1));
	return v;
}

bool
plugin_top_bool(lua_State *L, const char *name, const char *where)
{
	if (!lua_isboolean(L, -1))
		luaL_error(L, "%s: %s is true or false, not a %s", where, name,
		    luaL_typename(L, -1));
	return lua_toboolean(L, -1) != 0;
}

struct val
plugin_top_table(lua_State *L, const char *name, bool map, const char *where)
{
	struct val v;

	if (!lua_istable(L, -1))
		luaL_error(L, "%s: %s is a table", where, name);
	v = plugin_to_val(L, -1);
	if (map && v.type == VAL_LIST && val_len(&v) > 0)
		luaL_error(L, "%s: %s has names, not numbers", where, name);
	return v;
}

struct str
plugin_field_str(lua_State *L, int idx, const char *name, const char *where)
{
	struct str s = STR_NONE;

	if (lua_getfield(L, idx, name) != LUA_TNIL)
		s = plugin_top_str(L, name, where);
	lua_pop(L, 1);
	return s;
}

int64_t
plugin_field_int(
    lua_State *L, int idx, const char *name, int64_t otherwise, const char *where)
{
	int64_t v = otherwise;

	if (lua_getfield(L, idx, name) != LUA_TNIL)
		v = plugin_top_int(L, name, where);
	lua_pop(L, 1);
	return v;
}

bool
plugin_field_bool(
    lua_State *L, int idx, const char *name, bool otherwise, const char *where)
{
	bool v = otherwise;

	if (lua_getfield(L, idx, name) != LUA_TNIL)
		v = plugin_top_bool(L, name, where);
	lua_pop(L, 1);
	return v;
}

lua_fn
plugin_field_fn(lua_State *L, int idx, const char *name, const char *where)
{
	int type = lua_getfield(L, idx, name);

	if (type == LUA_TFUNCTION)
		return (lua_fn){ luaL_ref(L, LUA_REGISTRYINDEX) };
	if (type != LUA_TNIL)
		luaL_error(L, "%s: %s is a function, not a %s", where, name,
		    luaL_typename(L, -1));
	lua_pop(L, 1);
	return (lua_fn){ 0 };
}

static bool
is_known(const char *name, const char *const *known)
{
	size_t i;

	for (i = 0; known[i] != NULL; i++) {
		if (known[i][0] == name[0] && strcmp(known[i], name) == 0)
			return true;
	}
	return false;
}

const char *
plugin_key_name(lua_State *L, int idx)
{
	return lua_type(L, idx) == LUA_TSTRING ? lua_tostring(L, idx)
					       : luaL_typename(L, idx);
}

void
plugin_only(lua_State *L, int idx, const char *const *known, const char *where)
{
	const char *name;

	idx = lua_absindex(L, idx);
	for (lua_pushnil(L); lua_next(L, idx) != 0; lua_pop(L, 1)) {
		name = plugin_key_name(L, -2);
		if (lua_type(L, -2) != LUA_TSTRING || !is_known(name, known))
			luaL_error(L, "%s: unknown field %s", where, name);
	}
}
