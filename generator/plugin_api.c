/*
 * plugin_api.c - the functions that plugins call: dates, labels, places, Markdown,
 * JSON, addresses (docs/plugins.md).
 */
#include "clock.h"
#include "markdown.h"
#include "plugin_int.h"
#include "valjson.h"

SQL(SQL_LABELS, "SELECT code, label FROM public_dict WHERE kind = :kind"
		" ORDER BY position, code");
SQL(SQL_REGIONS,
    "SELECT code, name FROM public_region WHERE parent = :parent ORDER BY code");
SQL(SQL_REGION, "SELECT name, level, parent FROM public_region WHERE code = :code");

/* Where a function writes its result: one buffer for all calls, kept with the plugin. */
static struct buf *
begin_out(lua_State *L)
{
	struct buf *out = &plugin_of(L)->out;

	buf_reset(out);
	return out;
}

static int
push_out(lua_State *L, bool html)
{
	struct str s = buf_view(&plugin_of(L)->out);

	if (!buf_ok(&plugin_of(L)->out))
		return luaL_error(L, "not enough memory");
	if (html)
		plugin_push_html(L, s);
	else
		lua_pushlstring(L, s.p != NULL ? s.p : "", s.n);
	return 1;
}

static int
l_date(lua_State *L)
{
	static const char *const forms[] = { "date", "minute", "rfc3339", "zh", "month",
		NULL };
	int64_t at = luaL_checkinteger(L, 1);
	int form = luaL_checkoption(L, 2, "date", forms);
	char text[40] = ""; /* stays so beyond the years that have a date */

	if (form == 1)
		clock_minute(at, text);
	else if (form == 2)
		clock_rfc3339(at, text);
	else
		clock_date(at, text);
	if (form == 3 && text[0] != '\0')
		lua_pushfstring(L, "%c%c%c%c年%d月%d日", text[0], text[1], text[2],
		    text[3], (text[5] - '0') * 10 + text[6] - '0',
		    (text[8] - '0') * 10 + text[9] - '0');
	else
		lua_pushstring(L, form == 4 ? text + 5 : text);
	return 1;
}

static int
store_failed(lua_State *L, struct db_stmt *st)
{
	db_finish(st);
	return luaL_error(L, "the store: %s", db_message(plugin_of(L)->g->store));
}

/* What was looked up, in the registry. */
static const char labels_known, regions_known;

/* Push one of these tables. */
static void
push_known(lua_State *L, const char *which)
{
	if (lua_rawgetp(L, LUA_REGISTRYINDEX, which) == LUA_TTABLE)
		return;
	lua_pop(L, 1);
	lua_newtable(L);
	lua_pushvalue(L, -1);
	lua_rawsetp(L, LUA_REGISTRYINDEX, which);
}

/* Push the list { { code, label }, … } of a kind, which also maps code to label. */
static void
push_labels(lua_State *L, int kind)
{
	struct plugin *pl = plugin_of(L);
	struct db_stmt *st;
	lua_Integer n = 0;
	struct str code, label;
	enum jy_err err;
	bool row;

	push_known(L, &labels_known);
	lua_pushvalue(L, kind);
	if (lua_rawget(L, -2) != LUA_TNIL)
		return;
	lua_newtable(L);
	if (db_prepare(pl->g->store, &st, SQL_LABELS) != JY_OK)
		store_failed(L, st);
	db_bind_str(st, ":kind", plugin_to_str(L, kind));
	while ((err = db_step(st, &row)) == JY_OK && row) {
		code = db_str(st, 0);
		label = db_str(st, 1);
		lua_createtable(L, 0, 2);
		lua_pushlstring(L, code.p, code.n);
		lua_setfield(L, -2, "code");
		lua_pushlstring(L, label.p, label.n);
		lua_setfield(L, -2, "label");
		lua_rawseti(L, -2, ++n);
		lua_pushlstring(L, code.p, code.n);
		lua_pushlstring(L, label.p, label.n);
		lua_rawset(L, -3);
	}
	if (err != JY_OK)
		store_failed(L, st);
	db_finish(st);
	lua_pushvalue(L, kind);
	lua_pushvalue(L, -2);
	lua_rawset(L, -5);
}

static int
l_label(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TSTRING);
	if (lua_isnoneornil(L, 2)) {
		lua_pushliteral(L, "");
		return 1;
	}
	luaL_checktype(L, 2, LUA_TSTRING);
	push_labels(L, 1);
	lua_pushvalue(L, 2);
	if (lua_rawget(L, -2) == LUA_TNIL)
		lua_pushvalue(L, 2);
	return 1;
}

static int
l_labels(lua_State *L)
{
	lua_Integer i, n;

	luaL_checktype(L, 1, LUA_TSTRING);
	push_labels(L, 1);
	n = (lua_Integer)lua_rawlen(L, -1);
	lua_createtable(L, (int)n, 0);
	for (i = 1; i <= n; i++) {
		lua_rawgeti(L, -2, i);
		lua_rawseti(L, -2, i);
	}
	return 1;
}

/* Push { name, level, parent } of a place, or nil. */
static void
push_region(lua_State *L, int code)
{
	struct plugin *pl = plugin_of(L);
	struct db_stmt *st;
	enum jy_err err;

	push_known(L, &regions_known);
	lua_pushvalue(L, code);
	if (lua_rawget(L, -2) != LUA_TNIL) {
		lua_remove(L, -2);
		return;
	}
	if (db_prepare(pl->g->store, &st, SQL_REGION) != JY_OK)
		store_failed(L, st);
	db_bind_str(st, ":code", plugin_to_str(L, code));
	if ((err = db_one(st)) == JY_OK) {
		lua_createtable(L, 3, 0);
		lua_pushlstring(L, db_str(st, 0).p, db_str(st, 0).n);
		lua_rawseti(L, -2, 1);
		lua_pushinteger(L, db_int(st, 1));
		lua_rawseti(L, -2, 2);
		lua_pushlstring(
		    L, db_str(st, 2).n > 0 ? db_str(st, 2).p : "", db_str(st, 2).n);
		lua_rawseti(L, -2, 3);
	} else if (err == JY_ENOTFOUND) {
		lua_pushboolean(L, 0);
	} else {
		store_failed(L, st);
	}
	db_finish(st);
	lua_pushvalue(L, code);
	lua_pushvalue(L, -2);
	lua_rawset(L, -5);
	lua_replace(L, -3);
	lua_pop(L, 1);
}

static int
l_region_name(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TSTRING);
	push_region(L, 1);
	if (lua_istable(L, -1))
		lua_rawgeti(L, -1, 1);
	else
		lua_pushvalue(L, 1);
	return 1;
}

/* The names below the province, from the outside in. */
static int
l_region(lua_State *L)
{
	lua_Integer level;

	luaL_checktype(L, 1, LUA_TSTRING);
	push_region(L, 1);
	if (!lua_istable(L, -1)) {
		lua_pushvalue(L, 1);
		return 1;
	}
	lua_rawgeti(L, -1, 1);
	lua_rawgeti(L, -2, 2);
	level = lua_tointeger(L, -1);
	lua_pop(L, 1);
	if (level <= 2)
		return 1;
	lua_pushcfunction(L, l_region);
	lua_rawgeti(L, -3, 3);
	lua_call(L, 1, 1);
	lua_insert(L, -2);
	lua_concat(L, 2);
	return 1;
}

/* { { code, name }, … }: the places directly below one. */
static int
l_regions(lua_State *L)
{
	struct plugin *pl = plugin_of(L);
	enum jy_err err = JY_OK;
	struct db_stmt *st;
	lua_Integer n = 0;
	bool row;

	luaL_checktype(L, 1, LUA_TSTRING);
	lua_newtable(L);
	if (db_prepare(pl->g->store, &st, SQL_REGIONS) != JY_OK)
		return store_failed(L, st);
	db_bind_str(st, ":parent", plugin_to_str(L, 1));
	while ((err = db_step(st, &row)) == JY_OK && row) {
		lua_createtable(L, 0, 2);
		lua_pushlstring(L, db_str(st, 0).p, db_str(st, 0).n);
		lua_setfield(L, -2, "code");
		lua_pushlstring(L, db_str(st, 1).p, db_str(st, 1).n);
		lua_setfield(L, -2, "name");
		lua_rawseti(L, -2, ++n);
	}
	if (err != JY_OK)
		return store_failed(L, st);
	db_finish(st);
	return 1;
}

static struct str
text_arg(lua_State *L, int idx)
{
	struct str s;

	luaL_checktype(L, idx, LUA_TSTRING);
	s.p = lua_tolstring(L, idx, &s.n);
	return s;
}

/* The text at 1, read. A plugin wants the HTML and an excerpt of one text in turn. */
static struct markdown *
read_text(lua_State *L)
{
	struct plugin *pl = plugin_of(L);

	if (markdown_read(&pl->text, text_arg(L, 1)) != JY_OK)
		luaL_error(L, "not enough memory");
	return &pl->text;
}

static int
l_markdown(lua_State *L)
{
	struct markdown *m = read_text(L);

	if (markdown_put_html(m, begin_out(L)) != JY_OK)
		return luaL_error(L, "not enough memory");
	return push_out(L, true);
}

static int
l_excerpt(lua_State *L)
{
	lua_Integer n = luaL_checkinteger(L, 2);
	struct markdown *m = read_text(L);

	luaL_argcheck(L, n > 0 && n <= 10000, 2, "from 1 to 10000");
	if (markdown_put_excerpt(m, (size_t)n, begin_out(L)) != JY_OK)
		return luaL_error(L, "not enough memory");
	return push_out(L, false);
}

static int
l_json(lua_State *L)
{
	struct val v = plugin_view_val(L, 1);

	val_json(begin_out(L), &v, true);
	return push_out(L, true);
}

static int
l_url(lua_State *L)
{
	const char *path = luaL_checkstring(L, 1);

	luaL_argcheck(L, path[0] == '/', 1, "a path begins with /");
	lua_pushfstring(L, "%s%s", plugin_of(L)->g->conf.site.base_url, path);
	return 1;
}

static int
l_asset(lua_State *L)
{
	const struct val *v = &plugin_of(L)->g->asset_val;
	struct str rest = text_arg(L, 1), part;

	while (v != NULL && str_split(&rest, '.', &part))
		v = val_get(v, part);
	if (v == NULL || v->type != VAL_TEXT)
		return luaL_error(L, "there is no asset %s", lua_tostring(L, 1));
	lua_pushlstring(L, v->s.p, v->s.n);
	return 1;
}

static void
set_text(lua_State *L, const char *name, const char *value)
{
	lua_pushstring(L, value);
	lua_setfield(L, -2, name);
}

static void
set_number(lua_State *L, const char *name, int64_t value)
{
	lua_pushinteger(L, value);
	lua_setfield(L, -2, name);
}

static void
open_config(lua_State *L)
{
	const struct conf *c = &plugin_of(L)->g->conf;

	lua_newtable(L);
	lua_newtable(L);
	set_text(L, "name", c->site.name);
	set_text(L, "base_url", c->site.base_url);
	set_text(L, "contact", c->site.contact);
	set_text(L, "icp", c->site.icp);
	lua_setfield(L, -2, "site");
	lua_newtable(L);
	set_number(L, "job_keep_days", c->build.job_keep_days);
	set_number(L, "notice_keep_days", c->build.notice_keep_days);
	set_number(L, "statistics_min", c->build.statistics_min);
	set_number(L, "page_entries", c->build.page_entries);
	set_number(L, "feed_entries", c->build.feed_entries);
	lua_setfield(L, -2, "build");
	lua_setglobal(L, "config");
}

void
plugin_api_open(lua_State *L)
{
	static const luaL_Reg functions[] = { { "date", l_date }, { "label", l_label },
		{ "labels", l_labels }, { "region", l_region },
		{ "region_name", l_region_name }, { "regions", l_regions },
		{ "markdown", l_markdown }, { "excerpt", l_excerpt }, { "json", l_json },
		{ "url", l_url }, { "asset", l_asset }, { NULL, NULL } };
	const luaL_Reg *f;

	for (f = functions; f->func != NULL; f++)
		lua_register(L, f->name, f->func);
	open_config(L);
}
