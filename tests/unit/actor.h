/*
 * actor.h - a world (world.h) with somebody who acts in it: a struct act over the
 * default configuration, an arena, and two browsers. Use as fixture:
 * CASE_WITH("...", test, actor_setup, actor_teardown); *state is a struct actor.
 */
#ifndef ACTOR_H
#define ACTOR_H

#include "world.h"

#include "act.h"
#include "outbox/outbox.h"

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

static inline bool
actor_newest(void *arg, const struct outbox_row *row)
{
	*(int64_t *)arg = row->id;
	return false;
}

/* The text of the newest message in the outbox; "" if there is none. */
static inline struct str
actor_sms(struct actor *t)
{
	struct outbox_row row = { .body = STR_NONE };
	int64_t id = 0;

	assert_int_equal(
	    outbox_each(t->act.db, t->act.keys, 1, actor_newest, &id), JY_OK);
	if (id != 0)
		assert_int_equal(
		    outbox_load(t->act.db, t->act.keys, &t->arena, id, true, &row),
		    JY_OK);
	return row.body;
}

/* The six digits in it. */
static inline struct str
actor_code(struct actor *t)
{
	struct str text = actor_sms(t);
	size_t run = 0;

	for (size_t i = 0; i < text.n; i++) {
		run = text.p[i] >= '0' && text.p[i] <= '9' ? run + 1 : 0;
		if (run == 6)
			return (struct str){ text.p + i - 5, 6 };
	}
	return STR("none");
}

/* Time passes, for the act and for the clock. */
static inline void
actor_wait(struct actor *t, int64_t seconds)
{
	t->act.now += seconds;
	clock_set(t->act.now);
}

#endif
