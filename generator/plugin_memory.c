/*
 * plugin_memory.c - the memory of Lua states. What all plugins hold together is counted and
 * limited. An item makes and drops a hundred small objects, so small blocks come from an arena
 * that goes with the state, and when given back wait in a list for the next of their size.
 */
#include <stdlib.h>

#include "plugin_int.h"

/* Under AddressSanitizer each block is malloc()'s, so that it sees who uses it too long. */
#define SMALL_MAX                                                                       \
	(ARENA_POISONED ? 0                                                             \
			: sizeof(((struct plugin_memory *)0)->spare) / sizeof(void *) * \
			      ARENA_ALIGN)

struct plugin_spare {
	struct plugin_spare *next;
};

static struct plugin_spare **
spares(struct plugin_memory *m, size_t size)
{
	return &m->spare[(size - 1) / ARENA_ALIGN];
}

static void *
take(struct plugin_memory *m, size_t size)
{
	struct plugin_spare **first, *block;

	if (size > SMALL_MAX)
		return malloc(size);
	first = spares(m, size);
	if ((block = *first) == NULL)
		return arena_room(&m->arena, size);
	*first = block->next;
	return block;
}

static void
give_back(struct plugin_memory *m, void *p, size_t size)
{
	struct plugin_spare **first, *block = p;

	if (size > SMALL_MAX) {
		free(p);
	} else if (size > 0) {
		first = spares(m, size);
		block->next = *first;
		*first = block;
	}
}

static void *
move(struct plugin_memory *m, void *p, size_t had, size_t size)
{
	void *to;

	if (had > SMALL_MAX && size > SMALL_MAX)
		return realloc(p, size);
	if ((to = take(m, size)) == NULL)
		return NULL;
	memcpy(to, p, had < size ? had : size);
	give_back(m, p, had);
	return to;
}

void *
plugin_memory(void *ud, void *p, size_t old, size_t size)
{
	struct plugin_memory *m = ud;
	struct gen *g = m->g;
	size_t had = p != NULL ? old : 0; /* `old` says what kind it is of a new one */
	int64_t more = (int64_t)size - (int64_t)had;

	if (size == 0) {
		give_back(m, p, had);
	} else {
		if (more > 0 &&
		    g->lua_bytes + more > g->conf.build.lua_memory_mb * 1024 * 1024)
			return NULL;
		p = had > 0 ? move(m, p, had, size) : take(m, size);
		if (p == NULL)
			return NULL;
	}
	g->lua_bytes += more;
	return size == 0 ? NULL : p;
}
