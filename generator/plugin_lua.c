/*
 * plugin_lua.c - Lua states: the sandbox, its limits, protected calls and loading.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "crypto.h"
#include "file.h"
#include "plugin_int.h"
#include "tree.h"

#define SOURCE_MAX (1024 * 1024)
#define API 1       /* what docs/plugins.md describes */
#define TRACE_MAX 8 /* lines of a traceback */

static const char *const libraries_off[] = { "dofile", "loadfile", "load", "require",
	"print", "collectgarbage", "next", "warn", NULL };

/* Walking a table in the order of its keys gives the same page every time. A finalizer
 * would run outside of all limits. */
static const char PRELUDE[] = "local raw, sort, type, get, set, error = next, "
			      "table.sort, type, rawget, setmetatable, error\n"
			      "local function less(a, b)\n"
			      "  local ta, tb = type(a), type(b)\n"
			      "  if ta ~= tb then return ta < tb end\n"
			      "  return a < b\n"
			      "end\n"
			      "function pairs(t)\n"
			      "  local keys, n, i = {}, 0, 0\n"
			      "  for k in raw, t do n = n + 1; keys[n] = k end\n"
			      "  sort(keys, less)\n"
			      "  return function()\n"
			      "    i = i + 1\n"
			      "    local k = keys[i]\n"
			      "    if k ~= nil then return k, t[k] end\n"
			      "  end\n"
			      "end\n"
			      "function setmetatable(t, m)\n"
			      "  if type(m) == 'table' and get(m, '__gc') ~= nil then\n"
			      "    error('setmetatable: a plugin has no __gc', 2)\n"
			      "  end\n"
			      "  return set(t, m)\n"
			      "end\n";

struct plugin *
plugin_of(lua_State *L)
{
	return *(struct plugin **)lua_getextraspace(L);
}

const uint8_t *
plugin_digest(const struct plugin *pl)
{
	return pl->digest;
}

const char *
plugin_name(const struct plugin *pl)
{
	return pl->name;
}

/* "plugins/jobs.lua:12: text" into the diagnostics. */
static void
record(struct plugin *pl, const char *msg, const char *what)
{
	struct gen *g = pl->g;
	size_t n = strlen(pl->name);
	unsigned line = 0;
	char *end = NULL;

	if (msg == NULL)
		msg = "an error that is not text";
	if (strncmp(msg, pl->name, n) == 0 && msg[n] == ':') {
		line = (unsigned)strtoul(msg + n + 1, &end, 10);
		msg = end[0] == ':' ? end + 1 + (end[1] == ' ') : end;
	}
	if (strcmp(msg, "not enough memory") == 0)
		msg = "not enough memory ([build] lua_memory_mb)";
	gen_fail(g, JY_EPARSE, pl->name, line, "%s", msg);
	if (what != NULL)
		gen_fail_in(g, " (%s)", what);
}

/* Append the plugin's lines that led to the error, but for the one that it names. */
static int
on_error(lua_State *L)
{
	int level, shown = 0, seen = 0;
	lua_Debug ar;

	if (lua_type(L, 1) != LUA_TSTRING)
		return 1;
	for (level = 1; shown < TRACE_MAX && lua_getstack(L, level, &ar) != 0; level++) {
		lua_getinfo(L, "Sl", &ar);
		if (ar.currentline <= 0 || strncmp(ar.short_src, "plugins/", 8) != 0 ||
		    seen++ == 0)
			continue;
		lua_pushfstring(L, "%s, called from %s:%d", lua_tostring(L, 1),
		    ar.short_src, ar.currentline);
		lua_replace(L, 1);
		shown++;
	}
	lua_settop(L, 1);
	return 1;
}

enum jy_err
plugin_protect(
    struct plugin *pl, lua_CFunction fn, void *arg, struct arena *a, const char *what)
{
	struct arena *outer = pl->arena; /* ctx may call back into the same plugin */
	int top = lua_gettop(pl->L);
	enum jy_err err = JY_OK;

	if (outer == NULL)
		plugin_watch_enter(pl);
	pl->arena = a;
	lua_pushcfunction(pl->L, on_error);
	lua_pushcfunction(pl->L, fn);
	lua_pushlightuserdata(pl->L, arg);
	if (lua_pcall(pl->L, 1, 0, top + 1) != LUA_OK) {
		record(pl, lua_tostring(pl->L, -1), what);
		err = JY_EPARSE;
	}
	lua_settop(pl->L, top);
	pl->arena = outer;
	if (outer == NULL)
		plugin_watch_leave(pl);
	return err;
}

bool
plugin_push_fn(lua_State *L, lua_fn fn)
{
	if (fn.ref == 0)
		return false;
	lua_rawgeti(L, LUA_REGISTRYINDEX, fn.ref);
	return true;
}

int
plugin_error_at(lua_State *L, lua_fn fn, const char *fmt, ...)
{
	char text[400];
	lua_Debug ar;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (plugin_push_fn(L, fn) && lua_getinfo(L, ">S", &ar) != 0)
		lua_pushfstring(L, "%s:%d: %s", ar.short_src, ar.linedefined, text);
	else
		lua_pushstring(L, text);
	lua_error(L);
	__builtin_unreachable();
}

/* include(name): plugins/lib/NAME.lua, once, in the same state. */
static int
l_include(lua_State *L)
{
	struct plugin *pl = plugin_of(L);
	const char *name = luaL_checkstring(L, 1), *path;
	struct buf source = BUF_INIT;
	bool ok;

	luaL_getsubtable(L, LUA_REGISTRYINDEX, "included");
	if (lua_getfield(L, -1, name) != LUA_TNIL)
		return 1;
	if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen(name))
		return luaL_error(L, "include: no such name: %s", name);
	path = lua_pushfstring(L, "%s/lib/%s.lua", pl->g->conf.path.plugins, name);
	if (file_read(path, SOURCE_MAX, &source, NULL) != JY_OK) {
		buf_release(&source);
		return luaL_error(L, "include: plugins/lib/%s.lua cannot be read: %s",
		    name, strerror(errno));
	}
	lua_pushfstring(L, "@plugins/lib/%s.lua", name);
	ok = luaL_loadbufferx(L, source.data, source.len, lua_tostring(L, -1), "t") ==
	     LUA_OK;
	buf_release(&source);
	if (!ok)
		return lua_error(L);
	lua_call(L, 0, 1);
	if (lua_isnil(L, -1)) {
		lua_pop(L, 1);
		lua_pushboolean(L, 1);
	}
	lua_pushvalue(L, -1);
	lua_setfield(L, 2, name);
	return 1;
}

static void
open_libraries(lua_State *L)
{
	static const luaL_Reg libraries[] = { { "_G", luaopen_base },
		{ LUA_TABLIBNAME, luaopen_table }, { LUA_STRLIBNAME, luaopen_string },
		{ LUA_MATHLIBNAME, luaopen_math }, { LUA_UTF8LIBNAME, luaopen_utf8 },
		{ NULL, NULL } };
	const luaL_Reg *lib;
	size_t i;

	for (lib = libraries; lib->func != NULL; lib++) {
		luaL_requiref(L, lib->name, lib->func, 1);
		lua_pop(L, 1);
	}
	if (luaL_loadbufferx(L, PRELUDE, sizeof(PRELUDE) - 1, "=prelude", "t") != LUA_OK)
		lua_error(L);
	lua_call(L, 0, 0);
	for (i = 0; libraries_off[i] != NULL; i++) {
		lua_pushnil(L);
		lua_setglobal(L, libraries_off[i]);
	}
	lua_getglobal(L, "math");
	lua_pushnil(L);
	lua_setfield(L, -2, "random");
	lua_pushnil(L);
	lua_setfield(L, -2, "randomseed");
	lua_getglobal(L, "string");
	lua_pushnil(L);
	lua_setfield(L, -2, "dump");
	lua_pop(L, 2);
}

static int
do_open(lua_State *L)
{
	open_libraries(L);
	plugin_val_open(L);
	plugin_api_open(L);
	plugin_ctx_open(L);
	lua_gc(L, LUA_GCINC, 800, 400, 0);
	plugin_decl_open(L);
	lua_register(L, "include", l_include);
	return 0;
}

static int
do_load(lua_State *L)
{
	struct buf *source = lua_touserdata(L, 1);

	lua_pushfstring(L, "@%s", plugin_of(L)->name);
	if (luaL_loadbufferx(L, source->data != NULL ? source->data : "", source->len,
		lua_tostring(L, -1), "t") != LUA_OK)
		return lua_error(L);
	lua_call(L, 0, 0);
	if (lua_getglobal(L, "api") != LUA_TNIL && lua_tointeger(L, -1) != API)
		return luaL_error(L, "api is %s, this sitegen has %d",
		    luaL_tolstring(L, -1, NULL), API);
	return 0;
}

/* The shared files count into every plugin's digest. */
static enum jy_err
digest_helper(void *arg, struct str path, const struct stat *sb)
{
	struct {
		struct gen *g;
		int dir;
		struct sha256 *h;
	} *c = arg;
	struct buf b = BUF_INIT;
	enum jy_err err;

	(void)sb;
	err = tree_read(c->dir, path.p, &b);
	sha256_add(c->h, path);
	sha256_add(c->h, buf_view(&b));
	buf_release(&b);
	return err;
}

static enum jy_err
digest(struct gen *g, struct str source, uint8_t out[32])
{
	const char *lib = arena_printf(&g->arena, "%s/lib", g->conf.path.plugins).p;
	struct sha256 h;
	struct {
		struct gen *g;
		int dir;
		struct sha256 *h;
	} c = { g, -1, &h };
	enum jy_err err;

	if (lib == NULL)
		return gen_mem(g, NULL);
	sha256_init(&h);
	sha256_add(&h, source);
	if ((err = tree_find(lib, &c.dir)) == JY_OK)
		err = tree_walk(c.dir, digest_helper, &c);
	if (c.dir != -1)
		close(c.dir);
	if (sha256_done(&h, out) != JY_OK && err == JY_OK)
		err = JY_ECRYPTO;
	return err == JY_OK ? JY_OK : gen_fail(g, err, lib, 0, "cannot be read: %m");
}

static enum jy_err
load_one(struct gen *g, struct plugin *pl, const char *name)
{
	struct buf source = BUF_INIT;
	enum jy_err err;

	pl->g = pl->memory.g = g;
	pl->file = arena_printf(&g->arena, "%s/%s", g->conf.path.plugins, name).p;
	pl->name = arena_printf(&g->arena, "plugins/%s", name).p;
	if (pl->file == NULL || pl->name == NULL)
		return gen_mem(g, NULL);
	if ((err = file_read(pl->file, SOURCE_MAX, &source, &g->diag)) != JY_OK)
		goto out;
	if ((err = digest(g, buf_view(&source), pl->digest)) != JY_OK)
		goto out;
	if ((pl->L = lua_newstate(plugin_memory, &pl->memory)) == NULL) {
		err = gen_fail(g, JY_ENOMEM, pl->name, 0, "not enough memory");
		goto out;
	}
	*(struct plugin **)lua_getextraspace(pl->L) = pl;
	pl->source = buf_view(&source);
	if ((err = plugin_protect(pl, do_open, NULL, &g->arena, NULL)) == JY_OK)
		err = plugin_protect(pl, do_load, &source, &g->arena, NULL);
out:
	pl->source = STR_NONE;
	buf_release(&source);
	return err;
}

static int
is_plugin(const struct dirent *e)
{
	return e->d_name[0] != '.' && str_ends(str_of(e->d_name), ".lua");
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* Room for all, so that they can be looked at while the first loads. */
static enum jy_err
make_room(struct gen *g, size_t n)
{
	g->plugins = arena_array(&g->arena, n, sizeof(*g->plugins));
	for (size_t i = 0; i < n && g->plugins != NULL; i++) {
		g->plugins[i] = arena_alloc(&g->arena, sizeof(struct plugin));
		if (g->plugins[i] == NULL)
			g->plugins = NULL;
	}
	return gen_mem(g, g->plugins);
}

enum jy_err
plugins_load(struct gen *g)
{
	struct dirent **names = NULL;
	enum jy_err err;
	int i, n;

	if ((n = scandir(g->conf.path.plugins, &names, is_plugin, by_name)) < 0)
		return gen_fail(g, JY_ENOTFOUND, g->conf.path.plugins, 0,
		    "the folder of plugins cannot be read: %m");
	if ((err = make_room(g, (size_t)n)) == JY_OK)
		err = plugin_watch_start(g, (size_t)n);
	for (i = 0; i < n; i++) {
		if (err == JY_OK) {
			g->plugin_count = (size_t)i + 1;
			err = load_one(g, g->plugins[i], names[i]->d_name);
		}
		free(names[i]);
	}
	free(names);
	return err == JY_OK ? plugin_find_settle(g) : err;
}

void
plugins_lend(struct gen *g, struct gen *to)
{
	size_t i;

	for (i = 0; i < g->plugin_count; i++)
		g->plugins[i]->g = to;
}

void
plugins_free(struct gen *g)
{
	size_t i;

	plugin_watch_stop(g);
	for (i = 0; i < g->plugin_count; i++) {
		if (g->plugins[i]->L != NULL)
			lua_close(g->plugins[i]->L);
		arena_release(&g->plugins[i]->memory.arena);
		markdown_release(&g->plugins[i]->text);
		buf_release(&g->plugins[i]->out);
		arena_release(&g->plugins[i]->key_arena);
	}
	g->plugin_count = 0;
}
