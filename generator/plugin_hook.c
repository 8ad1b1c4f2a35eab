/*
 * plugin_hook.c - declaring hooks { } and calling them (see hooks.h).
 */
#include "ask.h"
#include "hooks.h"
#include "manifest.h"
#include "plugin_int.h"
#include "valjson.h"

#define WARNINGS_MAX 20 /* of one after_build() */

int
plugin_hooks(lua_State *L)
{
	static const char *const known[] = { "before_build", "page", "after_build",
		NULL };
	struct plugin *pl = plugin_of(L);
	struct site *site = &pl->g->site;
	struct hook_def h = { .plugin = pl };

	luaL_checktype(L, 1, LUA_TTABLE);
	plugin_only(L, 1, known, "hooks");
	h.before = plugin_field_fn(L, 1, "before_build", "hooks");
	h.page = plugin_field_fn(L, 1, "page", "hooks");
	h.after = plugin_field_fn(L, 1, "after_build", "hooks");
	for (size_t i = 0; i < site->hook_count; i++) {
		if (site->hooks[i].plugin == pl)
			luaL_error(L, "hooks is declared twice");
	}
	site->page_hooks = site->page_hooks || h.page.ref != 0;
	*(struct hook_def *)plugin_grow(L, &site->hooks, &site->hook_count, sizeof(h)) =
	    h;
	return 0;
}

struct hook_call {
	lua_fn fn;
	struct val *val;
	int64_t *next_at;
	struct meta *meta;
	bool list;
};

/* Call one of a plugin's hooks through `fn`, with words for its errors. */
static enum jy_err
call(struct gen *g, const struct hook_def *h, lua_CFunction fn, struct hook_call *c,
    struct arena *a, const char *what)
{
	enum jy_err err;

	if (c->meta == NULL)
		ask_begin(g, a, NULL);
	err = plugin_protect(h->plugin, fn, c, a, what);
	if (c->meta == NULL)
		ask_end(g);
	return err;
}

/* --- before_build */

static int
do_before(lua_State *L)
{
	struct hook_call *c = lua_touserdata(L, 1);

	plugin_push_fn(L, c->fn);
	plugin_push_ctx(L);
	lua_call(L, 1, 2);
	if (!lua_istable(L, 2) && !lua_isnil(L, 2))
		plugin_error_at(L, c->fn, "before_build() returns a table or nothing");
	*c->val = plugin_to_val(L, 2);
	*c->next_at = plugin_next_instant(L, 3, "before_build()");
	return 0;
}

static enum jy_err
share(struct gen *g, const struct hook_def *h, const struct val *given)
{
	struct val *all = &g->shared_val;
	const struct val *v;
	struct str key;

	for (size_t i = 0; val_entry(given, i, &key, &v); i++) {
		if (val_get(all, key) != NULL)
			return gen_fail(g, JY_EPARSE, plugin_name(h->plugin), 0,
			    "before_build(): shared." STR_FMT
			    " is given by another plugin, too",
			    STR_ARG(key));
		val_set_str(all, key, *v);
	}
	return JY_OK;
}

enum jy_err
hooks_before(struct gen *g)
{
	const struct hook_def *h;
	struct hook_call c;
	struct val given;
	int64_t next_at;
	enum jy_err err;

	if (g->site.hook_count == 0)
		return JY_OK;
	g->shared_val = val_map(&g->arena);
	for (h = g->site.hooks; h < g->site.hooks + g->site.hook_count; h++) {
		if (h->before.ref == 0)
			continue;
		given = val_null();
		next_at = 0;
		c = (struct hook_call){
			.fn = h->before, .val = &given, .next_at = &next_at
		};
		if ((err = call(g, h, do_before, &c, &g->arena, "before_build")) !=
			JY_OK ||
		    (err = state_set_int(g,
			 arena_printf(&g->arena, "next:@%s", plugin_name(h->plugin)).p,
			 next_at)) != JY_OK ||
		    (err = share(g, h, &given)) != JY_OK)
			return err;
	}
	return JY_OK;
}

void
hooks_sign(struct gen *g, struct sha256 *h)
{
	const struct hook_def *d;
	struct buf b = BUF_INIT;

	for (d = g->site.hooks; d < g->site.hooks + g->site.hook_count; d++) {
		if (d->page.ref != 0)
			sha256_add(
			    h, (struct str){
				   (const char *)plugin_digest(d->plugin), SHA256_SIZE });
	}
	if (g->site.hook_count > 0) {
		val_json(&b, &g->shared_val, false);
		sha256_add(h, buf_view(&b));
	}
	buf_release(&b);
}

/* --- page */

static void
set_text(lua_State *L, const char *name, struct str s)
{
	if (s.n == 0)
		return;
	lua_pushlstring(L, s.p, s.n);
	lua_setfield(L, -2, name);
}

static void
push_page(lua_State *L, const struct meta *m, bool list)
{
	lua_newtable(L);
	set_text(L, "path", m->address);
	set_text(L, "title", m->title);
	set_text(L, "description", m->description);
	set_text(L, "image", m->image);
	set_text(L, "section", str_of(m->nav));
	lua_pushboolean(L, m->noindex);
	lua_setfield(L, -2, "noindex");
	lua_pushboolean(L, list);
	lua_setfield(L, -2, "list");
	if (m->lastmod != 0) {
		lua_pushinteger(L, m->lastmod);
		lua_setfield(L, -2, "lastmod");
	}
}

/* A text that takes the place of *s if there is one. */
static void
take_text(lua_State *L, const char *name, struct str *s)
{
	struct str given = plugin_field_str(L, 2, name, "page()");

	if (given.n > 0)
		*s = given;
}

static int
do_page(lua_State *L)
{
	static const char *const known[] = { "title", "description", "image", "data",
		NULL };
	struct hook_call *c = lua_touserdata(L, 1);
	const struct val *v;
	struct val data;
	struct str key;

	plugin_push_fn(L, c->fn);
	push_page(L, c->meta, c->list);
	lua_call(L, 1, 1);
	if (lua_isnil(L, 2))
		return 0;
	if (!lua_istable(L, 2))
		plugin_error_at(L, c->fn, "page() returns a table or nil");
	plugin_only(L, 2, known, "page()");
	take_text(L, "title", &c->meta->title);
	take_text(L, "description", &c->meta->description);
	take_text(L, "image", &c->meta->image);
	lua_getfield(L, 2, "data");
	data = plugin_to_val(L, -1);
	if (c->val->type != VAL_MAP)
		*c->val = val_map(plugin_of(L)->arena);
	for (size_t i = 0; val_entry(&data, i, &key, &v); i++)
		val_set_str(c->val, key, *v);
	return 0;
}

enum jy_err
hooks_page(struct gen *g, struct arena *a, struct meta *meta, bool list, struct val *data)
{
	const struct hook_def *h;
	struct hook_call c = { .val = data, .meta = meta, .list = list };
	enum jy_err err = JY_OK;

	*data = val_null();
	for (h = g->site.hooks; h < g->site.hooks + g->site.hook_count && err == JY_OK;
	     h++) {
		c.fn = h->page;
		if (h->page.ref != 0)
			err = call(g, h, do_page, &c, a,
			    arena_printf(a, "page " STR_FMT, STR_ARG(meta->address)).p);
	}
	return err;
}

/* --- after_build */

static void
push_result(lua_State *L, const struct gen *g)
{
	const struct {
		const char *name;
		int64_t v;
	} facts[] = { { "written", g->counts.written }, { "deleted", g->counts.deleted },
		{ "before", g->counts.before } };

	lua_newtable(L);
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		lua_pushinteger(L, facts[i].v);
		lua_setfield(L, -2, facts[i].name);
	}
	lua_pushboolean(L, g->fresh);
	lua_setfield(L, -2, "fresh");
}

static int
do_after(lua_State *L)
{
	struct hook_call *c = lua_touserdata(L, 1);

	plugin_push_fn(L, c->fn);
	plugin_push_ctx(L);
	push_result(L, plugin_of(L)->g);
	lua_call(L, 2, 1);
	*c->val = plugin_to_val(L, 2);
	if (c->val->type != VAL_NULL && c->val->type != VAL_LIST)
		plugin_error_at(
		    L, c->fn, "after_build() returns a list of warnings or nothing");
	return 0;
}

enum jy_err
hooks_after(struct gen *g)
{
	const struct hook_def *h;
	struct hook_call c;
	struct val words, w;
	enum jy_err err;

	for (h = g->site.hooks; h < g->site.hooks + g->site.hook_count; h++) {
		if (h->after.ref == 0)
			continue;
		words = val_null();
		c = (struct hook_call){ .fn = h->after, .val = &words };
		err = call(g, h, do_after, &c, &g->arena, "after_build");
		if (err != JY_OK)
			return err;
		for (size_t i = 0; i < val_len(&words) && i < WARNINGS_MAX; i++) {
			w = val_at(&words, i);
			if (w.type == VAL_TEXT)
				gen_warn(g, "%s: " STR_FMT, plugin_name(h->plugin),
				    STR_ARG(w.s));
		}
	}
	return JY_OK;
}
