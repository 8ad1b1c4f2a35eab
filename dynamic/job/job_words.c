/*
 * job_words.c - see job_words.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include <lauxlib.h>
#include <lua.h>

#include "file.h"
#include "job/job_words.h"

#define RULES_FILE "rules/review.lua" /* below [path] plugins */
#define RULES_BYTES_MAX (256 * 1024)
#define RULES_MAX 2000
#define MEMORY_MAX (4 * 1024 * 1024)
#define INSTRUCTIONS 1000000
#define AROUND 36 /* bytes shown before and after a match, about */

struct rule {
	struct str pattern, reason;
};

static struct arena memory;
static struct rule *rules;
static size_t nrules;

/* --- reading the list */

static void *
allocate(void *ud, void *p, size_t old, size_t size)
{
	size_t *used = ud, had = p != NULL ? old : 0;
	void *moved;

	if (size == 0) {
		free(p);
		*used -= had;
		return NULL;
	}
	if (*used - had + size > MEMORY_MAX || (moved = realloc(p, size)) == NULL)
		return NULL;
	*used = *used - had + size;
	return moved;
}

static void
stop(lua_State *L, lua_Debug *ar)
{
	(void)ar;
	luaL_error(L, "it runs too long");
}

/* Field `i` of the table on top of the stack as text of the arena. */
static bool
text_at(lua_State *L, int i, struct str *out)
{
	size_t n;
	const char *p;
	bool ok = false;

	if (lua_rawgeti(L, -1, i) == LUA_TSTRING) {
		p = lua_tolstring(L, -1, &n);
		*out = arena_str(&memory, str_trim((struct str){ p, n }));
		ok = out->n > 0;
	}
	lua_pop(L, 1);
	return ok;
}

/* The table on top of the stack. */
static enum jy_err
take(lua_State *L, const char *name, struct diag *d)
{
	lua_Unsigned n = lua_type(L, -1) == LUA_TTABLE ? lua_rawlen(L, -1) : 0;
	bool ok;

	if (lua_type(L, -1) != LUA_TTABLE || n > RULES_MAX)
		return diag_set(d, JY_EPARSE, name, 0, 0,
		    "it must return a list of at most %d rules", RULES_MAX);
	if ((rules = arena_array(&memory, n, sizeof(*rules))) == NULL)
		return JY_ENOMEM;
	for (nrules = 0; nrules < n; nrules++) {
		ok = lua_rawgeti(L, -1, (lua_Integer)nrules + 1) == LUA_TTABLE &&
		     text_at(L, 1, &rules[nrules].pattern) &&
		     text_at(L, 2, &rules[nrules].reason);
		lua_pop(L, 1);
		if (!ok)
			return diag_set(d, JY_EPARSE, name, 0, 0,
			    "rule %zu is not { \"words\", \"reason\" }", nrules + 1);
	}
	return JY_OK;
}

enum jy_err
job_words_read(struct str lua, const char *name, struct diag *d)
{
	size_t used = 0;
	lua_State *L;
	enum jy_err err;

	arena_release(&memory);
	arena_init(&memory, 0);
	rules = NULL;
	nrules = 0;
	if ((L = lua_newstate(allocate, &used)) == NULL)
		return JY_ENOMEM;
	lua_sethook(L, stop, LUA_MASKCOUNT, INSTRUCTIONS);
	if (luaL_loadbufferx(L, lua.p, lua.n, name, "t") != LUA_OK ||
	    lua_pcall(L, 0, 1, 0) != LUA_OK)
		err = diag_set(d, JY_EPARSE, name, 0, 0, "%s",
		    lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1)
						   : "an error that is not text");
	else
		err = take(L, name, d);
	lua_close(L);
	if (err != JY_OK)
		nrules = 0;
	return err;
}

enum jy_err
job_words_load(const struct conf *conf, struct diag *d)
{
	struct buf text = BUF_INIT;
	char path[1024];
	enum jy_err err;

	snprintf(path, sizeof(path), "%s/%s", conf->path.plugins, RULES_FILE);
	err = file_read(path, RULES_BYTES_MAX, &text, NULL);
	if (err == JY_ENOTFOUND)
		err = job_words_read(STR("return {}"), path, d);
	else if (err == JY_OK)
		err = job_words_read(buf_view(&text), path, d);
	else
		err = diag_set(d, err, path, 0, 0, "cannot be read");
	buf_release(&text);
	return err;
}

/* --- finding */

/* Where `word` begins in `text`, or NULL. */
static const char *
find(struct str text, struct str word)
{
	for (size_t i = 0; i + word.n <= text.n; i++)
		if (strncasecmp(text.p + i, word.p, word.n) == 0)
			return text.p + i;
	return NULL;
}

static bool
continues(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

/* Up to AROUND bytes of whole characters before and after [at, at + n). */
static void
cut(struct str text, const char *at, size_t n, struct str *before, struct str *after)
{
	const char *from = text.p, *to = text.p + text.n, *end = at + n;

	if (at - from > AROUND)
		for (from = at - AROUND; continues(*from); from++)
			;
	if (to - end > AROUND)
		for (to = end + AROUND; to > end && continues(*to); to--)
			;
	*before = (struct str){ from, (size_t)(at - from) };
	*after = (struct str){ end, (size_t)(to - end) };
}

void
job_words_find(struct arena *a, struct str text, struct val *list)
{
	struct str before, after;
	const char *at;
	struct val v;

	for (size_t i = 0; i < nrules; i++) {
		if ((at = find(text, rules[i].pattern)) == NULL)
			continue;
		cut(text, at, rules[i].pattern.n, &before, &after);
		v = val_map(a);
		val_set(&v, "pattern",
		    val_str(arena_str(a, (struct str){ at, rules[i].pattern.n })));
		val_set(&v, "reason", val_str(rules[i].reason));
		val_set(&v, "before", val_str(arena_str(a, before)));
		val_set(&v, "after", val_str(arena_str(a, after)));
		val_push(list, v);
	}
}
