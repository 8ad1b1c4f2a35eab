/*
 * bare.h - what the programs share that run statements of the portal without requests: the
 * store, a graduate who acts, the processor time.
 */
#ifndef BARE_H
#define BARE_H

#include <stdio.h>
#include <time.h>

#include "act.h"
#include "clock.h"

static inline double
bare_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* `arena` lives as long as the act. */
static inline bool
bare_open(struct act *act, struct arena *arena, const char *store)
{
	char url[4200];

	arena_init(arena, 0);
	*act = (struct act){ .arena = arena, .now = clock_now() };
	act->who = (struct principal){ .role = ROLE_GRADUATE, .account_id = 1 };
	snprintf(url, sizeof(url), "sqlite:%s", store);
	return clock_zone("Asia/Shanghai", NULL) == JY_OK &&
	       db_open(&act->db, url, DB_WRITE, NULL) == JY_OK;
}

static inline void
bare_close(struct act *act)
{
	db_close(act->db);
	arena_release(act->arena);
}

#endif
