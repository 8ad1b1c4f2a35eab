/*
 * plugin_int.h - what the plugin_*.c files share; nobody else includes it.
 *
 * Everything that touches a Lua state runs inside plugin_protect(), where an error
 * (ours, the plugin's, or memory) unwinds: such code holds nothing but arena
 * memory.
 */
#ifndef GEN_PLUGIN_INT_H
#define GEN_PLUGIN_INT_H

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <pthread.h>
#include <stdatomic.h>

#include "markdown.h"
#include "plugin.h"

#define PLUGIN_KEYS 512

/* A key of tables, copied (plugin_val.c). */
struct plugin_key {
	struct str text;
	uint32_t hash;
};

/* The memory of one Lua state (plugin_memory.c). */
struct plugin_memory {
	struct gen *g; /* has what all of them hold */
	struct arena arena;
	struct plugin_spare *spare[32]; /* by size: 16, 32 … 512 bytes */
};

struct plugin {
	struct gen *g;
	lua_State *L;
	struct plugin_memory memory;
	const char *file, *name; /* to read; "plugins/jobs.lua" */
	uint8_t digest[32];
	int64_t instructions;   /* left in this call (plugin_watch.c, and so are these) */
	_Atomic uint64_t calls; /* begun and ended: odd while one runs */
	_Atomic uint64_t slow;  /* the call whose instructions shall be counted */
	struct plugin *around;  /* whose call this one's is within */
	_Atomic pid_t caller;   /* the thread it is called by */
	_Atomic clockid_t used; /* its processor time */
	struct str source;      /* its text, while it is loaded */
	struct arena *arena;    /* of this call */
	struct markdown text;   /* what markdown() or excerpt() read last */
	struct buf out;         /* what a function of ours is making for the plugin */
	struct plugin_key keys[PLUGIN_KEYS];
	struct arena key_arena; /* as long as the plugin */
	size_t key_count;
};

struct plugin *plugin_of(lua_State *L);

/* Run fn(L) with `arg` as a light userdata at index 1. On error g->diag gets the
 * message and " (what)" when there is a `what`. */
enum jy_err plugin_protect(
    struct plugin *pl, lua_CFunction fn, void *arg, struct arena *a, const char *what);

/* A lua_Alloc; `ud` is a plugin's memory. */
void *plugin_memory(void *ud, void *p, size_t old, size_t size);

/* Look on, from now until the stop, so that no call takes for ever. A call is between enter
 * and leave; calls of several plugins may be within each other. */
enum jy_err plugin_watch_start(struct gen *g, size_t count);
void plugin_watch_stop(struct gen *g);
void plugin_watch_enter(struct plugin *pl);
void plugin_watch_leave(struct plugin *pl);

/* Push a function of the registry; false and nothing pushed when there is none. */
bool plugin_push_fn(lua_State *L, lua_fn fn);

/* Raise an error that names where `fn` begins in the plugin. */
int plugin_error_at(lua_State *L, lua_fn fn, const char *fmt, ...)
    __attribute__((noreturn, format(printf, 3, 4)));

/* plugin_val.c: values in and out; HTML is a userdata. */
void plugin_val_open(lua_State *L);
struct val plugin_to_val(lua_State *L, int idx);   /* in the call's arena */
struct val plugin_view_val(lua_State *L, int idx); /* its texts: while it stands at idx */
void plugin_push_val(lua_State *L, const struct val *v);
void plugin_push_html(lua_State *L, struct str html);
void plugin_push_key(lua_State *L, struct key k);
struct key plugin_to_key(lua_State *L, int idx); /* integer or text, else error */
struct str plugin_to_str(lua_State *L, int idx); /* text in the call's arena */

/* The value on top of the stack, which is the field `name`; an error for another type.
 * `map`: a table with names. */
struct str plugin_top_str(lua_State *L, const char *name, const char *where);
int64_t plugin_top_int(lua_State *L, const char *name, const char *where);
bool plugin_top_bool(lua_State *L, const char *name, const char *where);
struct val plugin_top_table(lua_State *L, const char *name, bool map, const char *where);

/* Fields of the table at idx; `where` for messages. Absent gives empty, 0, false or
 * the default. */
struct str plugin_field_str(lua_State *L, int idx, const char *name, const char *where);
int64_t plugin_field_int(
    lua_State *L, int idx, const char *name, int64_t otherwise, const char *where);
bool plugin_field_bool(
    lua_State *L, int idx, const char *name, bool otherwise, const char *where);
lua_fn plugin_field_fn(lua_State *L, int idx, const char *name, const char *where);

/* Refuse a key of the table at idx that is not in `known` (NULL-terminated). */
void plugin_only(lua_State *L, int idx, const char *const *known, const char *where);

/* The key at idx for such a message; what is no text by its type. */
const char *plugin_key_name(lua_State *L, int idx);

/* plugin_item.c: add the value, or the list of them, on top of the stack; sort them and leave
 * each once. */
struct facets {
	struct facet_value *v;
	size_t n, max;
	struct str name;
};
void plugin_add_facets(lua_State *L, struct facets *f, const char *where);
size_t plugin_sort_facets(struct facet_value *v, size_t n);

/* The earliest of one instant or a list of them that is after now; 0: none. */
int64_t plugin_next_instant(lua_State *L, int idx, const char *where);

/* Grow an array of g->site by one and give the new element. */
void *plugin_grow(lua_State *L, void *array, size_t *n, size_t size);

/* Push what the plugin declared, for its cases: plugin_shown.c. */
void plugin_push_declared(lua_State *L);

/* Text of the declaration; NULL: absent. A list of it is NULL-terminated and never NULL. */
const char *plugin_field_text(
    lua_State *L, int idx, const char *name, const char *where, bool required);
const char **plugin_field_texts(
    lua_State *L, int idx, const char *name, const char *where);
struct text_or_fn plugin_field_text_or_fn(
    lua_State *L, int idx, const char *name, const char *where);

/* plugin_hook.c: hooks { }. plugin_find.c: feeds { }, sitemap { }, one feed of a section
 * (f->section is NULL in section { }), and, when all plugins are there, which section has
 * which. */
int plugin_hooks(lua_State *L);
int plugin_feeds(lua_State *L);
int plugin_sitemap(lua_State *L);
void plugin_read_feed(lua_State *L, int idx, struct feed_def *f, const char *section);
enum jy_err plugin_find_settle(struct gen *g);

/* plugin_api.c, plugin_ctx.c, plugin_decl.c: what plugins see. */
void plugin_api_open(lua_State *L);
void plugin_ctx_open(lua_State *L);
void plugin_push_ctx(lua_State *L);
void plugin_decl_open(lua_State *L);

#endif
