/*
 * plugin_ctx.c - ctx: what a plugin may ask. The answers are ask.c's part.
 */
#include "ask.h"
#include "plugin_int.h"

static int
failed(lua_State *L)
{
	struct gen *g = plugin_of(L)->g;
	const char *text = lua_pushstring(L, g->diag.text);

	memset(&g->diag, 0, sizeof(g->diag)); /* it comes back with file and line */
	return luaL_error(L, "%s", text);
}

static void
query(lua_State *L, int section, int facet, struct query *q)
{
	memset(q, 0, sizeof(*q));
	luaL_checktype(L, section, LUA_TSTRING);
	q->section = plugin_to_str(L, section);
	if (lua_isnoneornil(L, facet))
		return;
	luaL_checktype(L, facet, LUA_TSTRING);
	q->facet = plugin_to_str(L, facet);
}

static int
l_latest(lua_State *L)
{
	struct plugin *pl = plugin_of(L);
	lua_Integer n = luaL_checkinteger(L, 2);
	struct query q;
	struct val list;

	query(L, 1, 3, &q);
	if (q.facet.n > 0)
		q.key = plugin_to_key(L, 4);
	if (ask_latest(pl->g, pl->arena, &q, n, &list) != JY_OK)
		return failed(L);
	plugin_push_val(L, &list);
	return 1;
}

static int
l_count(lua_State *L)
{
	struct query q;
	int64_t n;

	query(L, 1, 2, &q);
	if (q.facet.n > 0)
		q.key = plugin_to_key(L, 3);
	if (ask_count(plugin_of(L)->g, &q, &n) != JY_OK)
		return failed(L);
	lua_pushinteger(L, n);
	return 1;
}

static int
l_facets(lua_State *L)
{
	struct plugin *pl = plugin_of(L);
	struct query q;
	struct val list;

	luaL_checktype(L, 2, LUA_TSTRING);
	query(L, 1, 2, &q);
	if (ask_facets(pl->g, pl->arena, &q, &list) != JY_OK)
		return failed(L);
	plugin_push_val(L, &list);
	return 1;
}

static int
l_rows(lua_State *L)
{
	struct plugin *pl = plugin_of(L);
	struct val list;

	luaL_checktype(L, 1, LUA_TSTRING);
	luaL_checktype(L, 2, LUA_TSTRING);
	if (ask_rows(pl->g, pl->arena, plugin_to_str(L, 1), plugin_to_str(L, 2), &list) !=
	    JY_OK)
		return failed(L);
	plugin_push_val(L, &list);
	return 1;
}

void
plugin_ctx_open(lua_State *L)
{
	static const luaL_Reg functions[] = { { "latest", l_latest },
		{ "count", l_count }, { "facets", l_facets }, { "rows", l_rows },
		{ NULL, NULL } };

	luaL_newlib(L, functions);
	lua_pushinteger(L, plugin_of(L)->g->now);
	lua_setfield(L, -2, "now");
	lua_setfield(L, LUA_REGISTRYINDEX, "ctx");
}

void
plugin_push_ctx(lua_State *L)
{
	lua_getfield(L, LUA_REGISTRYINDEX, "ctx");
}
