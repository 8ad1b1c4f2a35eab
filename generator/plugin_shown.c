/*
 * plugin_shown.c - what a plugin declared, as a table for its cases (plugin_test.c): sections,
 * pages, redirects.
 */
#include "plugin_int.h"

static void
set_text(lua_State *L, const char *name, const char *text)
{
	if (text == NULL)
		return;
	lua_pushstring(L, text);
	lua_setfield(L, -2, name);
}

/* The names of sections, the addresses of pages, old and new addresses. */
static void
set_names(lua_State *L, const struct plugin *pl)
{
	const struct site *site = &pl->g->site;
	lua_Integer n = 0;
	size_t i;

	lua_newtable(L);
	for (i = 0; i < site->section_count; i++) {
		if (site->sections[i].plugin != pl)
			continue;
		lua_pushstring(L, site->sections[i].name);
		lua_rawseti(L, -2, ++n);
	}
	lua_setfield(L, -2, "sections");
	lua_newtable(L);
	for (i = n = 0; i < site->page_count; i++) {
		if (site->pages[i].plugin != pl)
			continue;
		lua_pushstring(L, site->pages[i].path);
		lua_rawseti(L, -2, ++n);
	}
	lua_setfield(L, -2, "pages");
	lua_newtable(L);
	for (i = 0; i < site->redirect_count; i++) {
		if (strcmp(site->redirects[i].plugin, pl->name) == 0)
			set_text(L, site->redirects[i].from, site->redirects[i].to);
	}
	lua_setfield(L, -2, "redirects");
}

void
plugin_push_declared(lua_State *L)
{
	lua_newtable(L);
	set_names(L, plugin_of(L));
}
