/*
 * plugin_test.c - cases of plugins (see plugin_test.h): a row and a clock go in, what item()
 * returns and the page made of it come out; so do pages, files and hooks, of feeds { } one
 * feed, of sitemap { } robots.txt, and what else was declared.
 * No manifest: ctx answers what the case says. Comparing is KIT's part, in the plugin's own
 * Lua state.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "assets.h"
#include "ask.h"
#include "file.h"
#include "options.h"
#include "output.h"
#include "pages.h"
#include "plugin_int.h"
#include "plugin_test.h"
#include "render.h"
#include "run.h"
#include "say.h"
#include "sitemap.h"

#define USAGE 2
#define CASES_MAX (1024 * 1024)

/* differ() gives nil, or words for the first difference; check(subject, case) the same. */
static const char KIT[] =
    "local function show(v)\n"
    "  if type(v) == 'string' then return '\"' .. v .. '\"' end\n"
    "  return type(v) == 'table' and 'a table' or tostring(v)\n"
    "end\n"
    "local function differ(path, got, want)\n"
    "  if type(want) == 'function' then\n"
    "    return not want(got) and path .. ': ' .. show(got) .. ' is not as wanted' or "
    "nil\n"
    "  end\n"
    "  if want == false and got == nil then return nil end\n"
    "  if type(want) ~= 'table' then\n"
    "    if type(got) == 'userdata' then got = tostring(got) end\n"
    "    return got ~= want and path .. ': wanted ' .. show(want) .. ', got ' .. "
    "show(got) or nil\n"
    "  end\n"
    "  if type(got) ~= 'table' then return path .. ': wanted a table, got ' .. show(got) "
    "end\n"
    "  for k, v in pairs(want) do\n"
    "    local words = differ(path .. '.' .. tostring(k), got[k], v)\n"
    "    if words then return words end\n"
    "  end\n"
    "end\n"
    "local kit = {}\n"
    "function kit.feed(got, case) return differ('feed', got, case.want) end\n"
    "function kit.ctx(case)\n"
    "  local given, ctx = case.ctx or {}, { now = case.now or 0 }\n"
    "  function ctx.count(...) return given.count and given.count(...) or 0 end\n"
    "  function ctx.latest(...) return given.latest and given.latest(...) or {} end\n"
    "  function ctx.facets(...) return given.facets and given.facets(...) or {} end\n"
    "  function ctx.rows(...) return given.rows and given.rows(...) or {} end\n"
    "  return ctx\n"
    "end\n"
    "local function call(subject, case, ctx)\n"
    "  if case.declares then return subject end\n"
    "  if case.page then return subject(ctx) end\n"
    "  if case.hook == 'page' then return subject(case.given) end\n"
    "  if case.hook then return subject(ctx, case.given) end\n"
    "  return subject(case.row, ctx)\n"
    "end\n"
    "function kit.check(subject, case, ctx)\n"
    "  local want = case.want\n"
    "  if want == nil then return nil end\n"
    "  local got, at = call(subject, case, ctx)\n"
    "  if case.again then\n"
    "    local words = differ('again', at, case.again)\n"
    "    if words then return words end\n"
    "  end\n"
    "  local what = case.declares and 'plugin' or case.page and 'data' or case.hook\n"
    "  return differ(what or 'item', got, want)\n"
    "end\n"
    "return kit\n";

/* One case at work; text is the arena's. */
struct trial {
	const struct section *s;     /* of item() */
	const struct page_def *p;    /* instead: of page { } or file { } */
	const struct feed_def *feed; /* or: */
	bool robots, found;          /* found: there is such a case */
	lua_Integer n;
	struct str name, words; /* words: the difference, empty: none */
	struct val row, shows, hides;
	int64_t now;
};

/* --- inside Lua */

/* Keep the kit and the list of cases in the registry. */
static int
do_cases(lua_State *L)
{
	struct buf *source = lua_touserdata(L, 1);

	if (luaL_loadbufferx(L, KIT, sizeof(KIT) - 1, "=kit", "t") != LUA_OK)
		return lua_error(L);
	lua_call(L, 0, 1);
	lua_setfield(L, LUA_REGISTRYINDEX, "kit");
	lua_pushfstring(L, "@plugins/tests%s", strrchr(plugin_of(L)->name, '/'));
	if (luaL_loadbufferx(L, source->data != NULL ? source->data : "", source->len,
		lua_tostring(L, -1), "t") != LUA_OK)
		return lua_error(L);
	lua_call(L, 0, 1);
	if (!lua_istable(L, -1))
		return luaL_error(L, "the file returns a list of cases");
	lua_setfield(L, LUA_REGISTRYINDEX, "cases");
	return 0;
}

static const struct section *
section_of(lua_State *L, int idx)
{
	const struct plugin *pl = plugin_of(L);
	struct str name = plugin_field_str(L, idx, "section", "case");
	struct section *s;
	size_t i;

	for (i = 0; i < pl->g->site.section_count; i++) {
		s = &pl->g->site.sections[i];
		if (s->plugin == pl && (name.n == 0 || str_is(name, s->name)))
			return s;
	}
	luaL_error(L, "case: the plugin has no such section");
	return NULL;
}

static struct val
field(lua_State *L, int idx, const char *name)
{
	struct val v;

	lua_getfield(L, idx, name);
	v = plugin_to_val(L, -1);
	lua_pop(L, 1);
	return v;
}

static const struct feed_def *
feed_of(lua_State *L, int idx)
{
	static const char *const known[] = { "section", "facet", "key", "label", NULL };
	const struct plugin *pl = plugin_of(L);
	struct str section = plugin_field_str(L, idx, "section", "feed");
	struct str facet = plugin_field_str(L, idx, "facet", "feed");
	const struct feed_def *f;
	size_t i;

	plugin_only(L, idx, known, "feed");
	for (i = 0; i < pl->g->site.feed_count; i++) {
		f = &pl->g->site.feeds[i];
		if (f->plugin == pl && str_is(section, f->section) &&
		    str_is(facet, f->facet))
			return f;
	}
	luaL_error(L, "case: the plugin has no such feed");
	return NULL;
}

/* The text, or what the function makes of the feed's key and label. */
static void
push_text(lua_State *L, const struct text_or_fn *what, int feed)
{
	if (!plugin_push_fn(L, what->fn)) {
		lua_pushstring(L, what->text);
		return;
	}
	lua_getfield(L, feed, "key");
	lua_getfield(L, feed, "label");
	lua_call(L, 2, 1);
}

/* The case at `at` is of feeds { }: `feed` on the top of the stack names one of them. */
static void
try_feed(lua_State *L, struct trial *t, int at)
{
	int feed = lua_gettop(L);

	t->feed = feed_of(L, feed);
	lua_getfield(L, LUA_REGISTRYINDEX, "kit");
	lua_getfield(L, -1, "feed");
	lua_createtable(L, 0, 3);
	push_text(L, &t->feed->path, feed);
	lua_setfield(L, -2, "path");
	push_text(L, &t->feed->title, feed);
	lua_setfield(L, -2, "title");
	lua_pushinteger(L, t->feed->entries);
	lua_setfield(L, -2, "entries");
	lua_pushvalue(L, at);
	lua_call(L, 2, 1);
	if (!lua_isnil(L, -1))
		t->words = plugin_to_str(L, -1);
}

static const struct page_def *
page_of(lua_State *L, struct str path)
{
	const struct plugin *pl = plugin_of(L);

	for (size_t i = 0; i < pl->g->site.page_count; i++) {
		if (pl->g->site.pages[i].plugin == pl &&
		    str_is(path, pl->g->site.pages[i].path))
			return &pl->g->site.pages[i];
	}
	luaL_error(L, "case: the plugin has no such page or file");
	return NULL;
}

static lua_fn
hook_of(lua_State *L, struct str name)
{
	const struct plugin *pl = plugin_of(L);
	const struct hook_def *h;
	lua_fn fn = { 0 };

	for (size_t i = 0; i < pl->g->site.hook_count; i++) {
		h = &pl->g->site.hooks[i];
		if (h->plugin == pl)
			fn = str_is(name, "before_build")  ? h->before
			     : str_is(name, "page")        ? h->page
			     : str_is(name, "after_build") ? h->after
							   : fn;
	}
	if (fn.ref == 0)
		luaL_error(L, "case: the plugin has no such hook");
	return fn;
}

/* Push what the case is about: a function, or the table of what is declared. */
static void
push_subject(lua_State *L, struct trial *t, int at)
{
	struct str page = plugin_field_str(L, at, "page", "case");
	struct str hook = plugin_field_str(L, at, "hook", "case");

	if (plugin_field_bool(L, at, "declares", false, "case")) {
		plugin_push_declared(L);
	} else if (page.n > 0) {
		t->p = page_of(L, page);
		if (!plugin_push_fn(L, t->p->data))
			lua_pushnil(L);
	} else if (hook.n > 0) {
		plugin_push_fn(L, hook_of(L, hook));
	} else {
		t->s = section_of(L, at);
		plugin_push_fn(L, t->s->item);
	}
}

/* Set ctx for the case at `at`, and compare what its subject returns. */
static void
try_subject(lua_State *L, struct trial *t, int at)
{
	t->now = plugin_field_int(L, at, "now", 0, "case");
	t->row = field(L, at, "row");
	plugin_of(L)->g->now = t->now;
	lua_getfield(L, LUA_REGISTRYINDEX, "kit");
	lua_getfield(L, -1, "ctx");
	lua_pushvalue(L, at);
	lua_call(L, 1, 1);
	lua_setfield(L, LUA_REGISTRYINDEX, "ctx");
	lua_getfield(L, -1, "check");
	push_subject(L, t, at);
	lua_pushvalue(L, at);
	plugin_push_ctx(L);
	lua_call(L, 3, 1);
	if (!lua_isnil(L, -1))
		t->words = plugin_to_str(L, -1);
}

static int
do_case(lua_State *L)
{
	static const char *const known[] = { "name", "section", "page", "hook",
		"declares", "now", "row", "given", "ctx", "want", "again", "shows",
		"hides", "feed", "robots", NULL };
	struct trial *t = lua_touserdata(L, 1);
	int at;

	lua_getfield(L, LUA_REGISTRYINDEX, "cases");
	if (lua_rawgeti(L, -1, t->n) == LUA_TNIL)
		return 0;
	luaL_checktype(L, -1, LUA_TTABLE);
	at = lua_gettop(L);
	t->found = true;
	plugin_only(L, at, known, "case");
	t->name = plugin_field_str(L, at, "name", "case");
	t->shows = field(L, at, "shows");
	t->hides = field(L, at, "hides");
	t->robots = plugin_field_bool(L, at, "robots", false, "case");
	if (t->robots && plugin_of(L)->g->site.sitemap.plugin != plugin_of(L))
		luaL_error(L, "case: the plugin has no sitemap");
	if (lua_getfield(L, at, "feed") == LUA_TTABLE)
		try_feed(L, t, at);
	else if (!t->robots)
		try_subject(L, t, at);
	return 0;
}

/* --- outside */

/* The page holds all of `shows` and nothing of `hides`. */
static void
look(struct arena *a, struct trial *t, struct str page)
{
	const struct val *lists[] = { &t->shows, &t->hides };
	struct val part;
	size_t i, k;
	bool found;

	for (k = 0; k < 2; k++) {
		for (i = 0; i < val_len(lists[k]) && t->words.n == 0; i++) {
			part = val_at(lists[k], i);
			found = part.type == VAL_TEXT && page.n > 0 &&
				memmem(page.p, page.n, part.s.p, part.s.n) != NULL;
			if (found != (k == 0))
				t->words = arena_printf(a, "the page %s " STR_FMT,
				    found ? "holds" : "does not hold", STR_ARG(part.s));
		}
	}
}

/* As a build does it: what item() may return is checked, and the page is made. */
static enum jy_err
render_item(struct gen *g, struct arena *a, struct trial *t, struct buf *page)
{
	struct meta meta = { .nav = t->s->name, .section = t->s };
	struct item it;
	enum jy_err err;

	if ((err = plugin_item(g, t->s, key_str(t->name), &t->row, a, &it)) != JY_OK)
		return err;
	meta.address = it.path;
	meta.title = it.title;
	meta.description = it.description;
	meta.noindex = it.noindex;
	meta.lastmod = it.lastmod;
	if (!it.publish || it.path.n == 0 || t->s->page == NULL)
		return JY_OK;
	return render_page(
	    g, a, t->s->page, &meta, &it.data, NULL, NULL, arena_cstr(a, t->name), page);
}

static enum jy_err
render(struct gen *g, struct arena *a, struct trial *t)
{
	struct output o = { .owner = t->name };
	struct buf page = BUF_INIT;
	enum jy_err err = JY_OK;
	int64_t next_at;

	if (t->s != NULL)
		err = render_item(g, a, t, &page);
	else if (t->p != NULL &&
		 (err = output_file(g, a, str_of(t->p->path), &o.path)) == JY_OK)
		err = page_render(g, t->p, a, &o, &page, &next_at);
	if (err == JY_OK)
		look(a, t, buf_view(&page));
	buf_release(&page);
	return err;
}

/* What the case is about besides what Lua compared. */
static enum jy_err
make(struct gen *g, struct arena *a, struct trial *t)
{
	struct buf robots = BUF_INIT;
	enum jy_err err = JY_OK;

	if (t->s != NULL || t->p != NULL)
		return render(g, a, t);
	if (t->robots)
		sitemap_robots(g, &robots);
	if (buf_ok(&robots))
		look(a, t, buf_view(&robots));
	else
		err = gen_mem(g, NULL);
	buf_release(&robots);
	return err;
}

/* Run one; *more is false behind the last. */
static enum jy_err
run_case(struct plugin *pl, struct trial *t, struct arena *a, bool *more)
{
	enum jy_err err = plugin_protect(pl, do_case, t, a, NULL);
	char text[1024];

	*more = err != JY_OK || t->found;
	if (err == JY_OK && t->found && t->words.n == 0)
		err = make(pl->g, a, t);
	if (err != JY_OK) {
		t->words =
		    arena_str(a, str_of(diag_str(&pl->g->diag, text, sizeof(text))));
		memset(&pl->g->diag, 0, sizeof(pl->g->diag));
	}
	return JY_OK;
}

/* What came of all cases. */
struct tally {
	int passed, failed;
	struct val failures; /* for --json; null: they are printed */
};

static void
count(struct tally *c, const struct plugin *pl, const struct trial *t)
{
	struct arena *a = &pl->g->arena;
	struct val v = val_map(a);

	*(t->words.n > 0 ? &c->failed : &c->passed) += 1;
	if (t->words.n == 0)
		return;
	if (c->failures.type == VAL_NULL) {
		printf("FAILED %s: case %d, " STR_FMT ": " STR_FMT "\n", pl->name,
		    (int)t->n, STR_ARG(t->name), STR_ARG(t->words));
		return;
	}
	val_set(&v, "plugin", val_text(pl->name));
	val_set(&v, "case", val_int(t->n));
	val_set(&v, "name", val_str(arena_str(a, t->name)));
	val_set(&v, "text", val_str(arena_str(a, t->words)));
	val_push(&c->failures, v);
}

static enum jy_err
run_cases(struct plugin *pl, struct str cases, struct tally *c)
{
	struct buf source = { .data = (char *)(uintptr_t)cases.p, .len = cases.n };
	struct trial t;
	struct arena a;
	enum jy_err err;
	bool more = true;

	if ((err = plugin_protect(pl, do_cases, &source, &pl->g->arena, NULL)) != JY_OK)
		return err;
	arena_init(&a, 0);
	for (lua_Integer n = 1; more; n++) {
		memset(&t, 0, sizeof(t));
		t.n = n;
		if ((err = run_case(pl, &t, &a, &more)) != JY_OK || !more)
			break;
		count(c, pl, &t);
		arena_reset(&a);
	}
	arena_release(&a);
	return err;
}

static bool
is_named(const struct plugin *pl, const struct options *o)
{
	const char *file = strrchr(pl->name, '/') + 1;
	int i;

	for (i = 1; i < o->operands; i++) {
		if (str_eq(str_of(o->operand[i]), (struct str){ file, strlen(file) - 4 }))
			return true;
	}
	return o->operands == 1;
}

static enum jy_err
run_plugin(struct gen *g, struct plugin *pl, bool named, struct tally *c)
{
	const char *file = arena_printf(
	    &g->arena, "%s/tests/%s", g->conf.path.plugins, strrchr(pl->name, '/') + 1)
			       .p;
	struct buf source = BUF_INIT;
	enum jy_err err;

	if (file == NULL)
		return gen_mem(g, NULL);
	err = file_read(file, CASES_MAX, &source, named ? &g->diag : NULL);
	if (err == JY_OK)
		err = run_cases(pl, buf_view(&source), c);
	else if (err == JY_ENOTFOUND && !named)
		err = JY_OK;
	buf_release(&source);
	return err;
}

static enum jy_err
open_site(struct gen *g)
{
	const char *dir = arena_printf(&g->arena, "%s/templates", g->conf.path.source).p;
	enum jy_err err;
	size_t i;

	if (dir == NULL || (g->templates = template_set_new(dir)) == NULL)
		return gen_mem(g, NULL);
	if ((err = run_open_store(g, DB_READ)) != JY_OK)
		return err;
	render_open(g);
	if ((err = template_load_all(g->templates, &g->diag)) != JY_OK ||
	    (err = plugins_load(g)) != JY_OK || (err = assets_load(g)) != JY_OK)
		return err;
	for (i = 0; i < g->site.section_count && err == JY_OK; i++)
		err = render_section_open(g, &g->site.sections[i]);
	return err;
}

static enum jy_err
run_all(struct gen *g, const struct options *o, struct tally *c)
{
	enum jy_err err = open_site(g);
	int found = 0;
	size_t i;

	for (i = 0; i < g->plugin_count && err == JY_OK; i++) {
		if (!is_named(g->plugins[i], o))
			continue;
		found++;
		err = run_plugin(g, g->plugins[i], o->operands > 1, c);
	}
	if (err == JY_OK && found < o->operands - 1)
		err = gen_fail(g, JY_ENOTFOUND, g->conf.path.plugins, 0,
		    "there is no plugin of that name");
	return err;
}

static void
say(struct gen *g, enum jy_err err, const struct tally *c)
{
	struct val v = val_map(&g->arena);

	val_set(&v, "ok", val_bool(err == JY_OK && c->failed == 0));
	if (err == JY_OK) {
		val_set(&v, "passed", val_int(c->passed));
		val_set(&v, "failed", val_int(c->failed));
		val_set(&v, "failures", c->failures);
	}
	say_error(&g->arena, &v, err, &g->diag);
	say_json(&v);
}

int
plugin_cmd(int argc, char **argv)
{
	struct tally c = { .passed = 0 };
	struct options o;
	enum jy_err err;
	struct gen g;
	int status;

	if (!options_read(&o, argc, argv, "cj."))
		return USAGE;
	if (o.operands == 0 || strcmp(o.operand[0], "test") != 0) {
		fputs("usage: sitegen plugin test [NAME...]\n", stderr);
		return USAGE;
	}
	if ((err = run_open(&g, o.conf, -1)) == JY_OK) {
		if (o.json)
			c.failures = val_list(&g.arena);
		err = run_all(&g, &o, &c);
	}
	status = report(err, &g.diag);
	if (o.json)
		say(&g, err, &c);
	else if (err == JY_OK)
		printf("sitegen: %d passed, %d failed\n", c.passed, c.failed);
	run_close(&g);
	return status != 0 ? status : c.failed > 0;
}
