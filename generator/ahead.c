/*
 * ahead.c - see ahead.h. The thread works with a gen of its own (error, arena, what was
 * asked); the plugins are lent to it, and nobody else calls them meanwhile. A row's
 * memory goes over with it: the arenas of the two sides change places.
 */
#include "ahead.h"
#include "ask.h"
#include "profile.h"
#include "ring.h"

#define SLOTS 128
#define BATCH 32 /* so that neither thread wakes for each row */

struct slot {
	struct arena a;
	struct row row;
	struct item it;
	struct asker ask;
};

struct ahead {
	struct gen *g;
	struct gen own; /* the thread's */
	const struct section *s;
	struct ring ring;
	uint64_t filled, room;
	enum jy_err end; /* how reading ended */
	struct slot slot[SLOTS];
};

static enum jy_err
evaluate(struct gen *g, const struct section *s, struct arena *a, const struct row *row,
    struct item *it)
{
	ask_begin(g, a, s);
	memset(it, 0, sizeof(*it));
	return row->hidden ? JY_OK : plugin_item(g, s, row->key, &row->fields, a, it);
}

/* --- at once */

struct direct {
	struct gen *g;
	const struct section *s;
	ahead_fn *fn;
	void *arg;
};

static enum jy_err
evaluate_direct(void *arg, struct arena *a, const struct row *row)
{
	struct direct *d = arg;
	struct item it;
	enum jy_err err = evaluate(d->g, d->s, a, row, &it);

	return err == JY_OK ? d->fn(d->arg, a, row, &it) : err;
}

enum jy_err
ahead_one(struct gen *g, const struct section *s, struct key key, struct arena *a,
    ahead_fn *fn, void *arg)
{
	struct direct d = { g, s, fn, arg };

	return source_one(g, s, key, a, evaluate_direct, &d);
}

/* --- ahead */

/* JY_EBUSY: the other side has given up. */
static enum jy_err
evaluate_ahead(void *arg, struct arena *a, const struct row *row)
{
	struct ahead *h = arg;
	struct slot *slot = &h->slot[h->filled % SLOTS];
	struct arena mine;
	enum jy_err err;

	if (h->filled == h->room) {
		h->room = SLOTS + ring_wait_emptied(&h->ring, h->filled - SLOTS + BATCH);
		if (h->filled == h->room || ring_is_closed(&h->ring))
			return JY_EBUSY;
	}
	if ((err = evaluate(&h->own, h->s, a, row, &slot->it)) != JY_OK)
		return err;
	slot->row = *row;
	slot->ask = h->own.ask;
	mine = slot->a;
	slot->a = *a;
	*a = mine;
	ring_filled(&h->ring, ++h->filled);
	return JY_OK;
}

static void *
work(void *arg)
{
	struct ahead *h = arg;

	h->end = source_each(&h->own, h->s, evaluate_ahead, h);
	profile_thread(&h->own, "rows and item() of", h->s->name);
	ring_close(&h->ring);
	return NULL;
}

static enum jy_err
consume(struct ahead *h, ahead_fn *fn, void *arg)
{
	uint64_t done = 0, filled;
	enum jy_err err = JY_OK;
	struct slot *slot;

	while ((filled = ring_wait_filled(&h->ring, done + BATCH)) > done) {
		for (; done < filled && err == JY_OK; ring_emptied(&h->ring, ++done)) {
			slot = &h->slot[done % SLOTS];
			h->g->ask = slot->ask;
			h->g->ask.arena = &slot->a;
			err = fn(arg, &slot->a, &slot->row, &slot->it);
			arena_reset(&slot->a);
		}
		if (err != JY_OK)
			break;
	}
	return err;
}

static enum jy_err
run(struct ahead *h, ahead_fn *fn, void *arg)
{
	pthread_t thread;
	enum jy_err err;

	plugins_lend(h->g, &h->own);
	if (pthread_create(&thread, NULL, work, h) != 0) {
		plugins_lend(h->g, h->g);
		return gen_fail(h->g, JY_ENOMEM, NULL, 0, "a thread cannot be started");
	}
	err = consume(h, fn, arg);
	ring_close(&h->ring);
	pthread_join(thread, NULL);
	plugins_lend(h->g, h->g);
	h->g->warnings += h->own.warnings;
	if (err == JY_OK && h->end != JY_OK) {
		h->g->diag = h->own.diag;
		err = h->end;
	}
	return err;
}

enum jy_err
ahead_each(struct gen *g, const struct section *s, ahead_fn *fn, void *arg)
{
	struct direct d = { g, s, fn, arg };
	struct ahead *h;
	enum jy_err err;
	size_t i;

	/* A feed's rows live in memory of their own. */
	if (s->source.type == SOURCE_FEED || s->after[0] != NULL || g->site.page_hooks ||
	    !ring_pays())
		return source_each(g, s, evaluate_direct, &d);
	if ((h = arena_alloc(&g->arena, sizeof(*h))) == NULL)
		return gen_mem(g, NULL);
	h->g = g;
	h->s = s;
	h->room = SLOTS;
	h->own = *g;
	h->own.warnings = 0;
	arena_init(&h->own.arena, 0);
	ring_init(&h->ring);
	err = run(h, fn, arg);
	ring_release(&h->ring);
	arena_release(&h->own.arena);
	for (i = 0; i < SLOTS; i++)
		arena_release(&h->slot[i].a);
	return err;
}
