/*
 * actor.h - a world (world.h) with somebody who acts in it: a struct act over the
 * default configuration, an arena, and two browsers. Use as fixture:
 * CASE_WITH("...", test, actor_setup, actor_teardown); *state is a struct actor.
 */
#ifndef ACTOR_H
#define ACTOR_H

#include "world.h"

#include "act.h"

#define BROWSER STR("this browser's cookie, hashed.......")
#define OTHER_BROWSER STR("another browser's cookie, hashed....")

struct actor {
	struct world *world;
	struct conf conf;
	struct arena arena;
	struct act act;
};

static inline int
actor_setup(void **state)
{
	struct actor *t = calloc(1, sizeof(*t));
	void *world = NULL;

	if (world_setup(&world) != 0 || conf_defaults(&t->conf) != JY_OK)
		return -1;
	t->world = world;
	arena_init(&t->arena, 0);
	t->act = (struct act){
		.db = t->world->db,
		.conf = &t->conf,
		.keys = t->world->keys,
		.arena = &t->arena,
		.who = { .role = ROLE_VISITOR },
		.address = STR("192.0.2.7"),
		.now = WORLD_NOW,
	};
	*state = t;
	return 0;
}

static inline int
actor_teardown(void **state)
{
	struct actor *t = *state;
	void *world = t->world;

	arena_release(&t->arena);
	conf_release(&t->conf);
	free(t);
	return world_teardown(&world);
}

/* Time passes, for the act and for the clock. */
static inline void
actor_wait(struct actor *t, int64_t seconds)
{
	t->act.now += seconds;
	clock_set(t->act.now);
}

#endif
