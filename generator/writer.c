/*
 * writer.c - see writer.h. A slot goes round: filled by the builder, emptied by the
 * thread, settled by the builder when it needs the slot again.
 */
#include <stdlib.h>

#include "profile.h"
#include "publish.h"
#include "ring.h"
#include "writer.h"

#define SLOTS 128
#define BATCH 32 /* settled at once, */
#define WAKE 16  /* made at once: neither thread wakes for each file */

struct slot {
	struct arena a;
	struct buf bytes;
	struct output o;
	struct output_made made;
	struct diag diag;
};

struct writer {
	struct gen *g;
	struct gen own; /* the thread's: only its error is written to */
	pthread_t thread;
	struct ring ring;
	uint64_t put, settled;
	struct slot slot[SLOTS];
};

static struct slot *
slot_at(struct writer *w, uint64_t n)
{
	return &w->slot[n % SLOTS];
}

/* After an error files are still made: the builder stops at the first. */
static void *
work(void *arg)
{
	struct writer *w = arg;
	uint64_t done = 0, filled;
	struct slot *s;

	while ((filled = ring_wait_filled(&w->ring, done + WAKE)) > done) {
		for (; done < filled; ring_emptied(&w->ring, ++done)) {
			s = slot_at(w, done);
			memset(&w->own.diag, 0, sizeof(w->own.diag));
			output_make(&w->own, &s->o, &s->made);
			s->diag = w->own.diag;
		}
	}
	profile_thread(&w->own, "digests, checks, files", NULL);
	return NULL;
}

enum jy_err
writer_start(struct gen *g)
{
	struct writer *w;
	enum jy_err err;

	if (!g->fresh || g->dry || !ring_pays())
		return JY_OK;
	if ((w = calloc(1, sizeof(*w))) == NULL)
		return gen_mem(g, NULL);
	if ((err = publish_stage(g)) != JY_OK) {
		free(w);
		return err;
	}
	w->g = g;
	w->own = *g;
	ring_init(&w->ring);
	if (pthread_create(&w->thread, NULL, work, w) != 0) { /* then without it */
		ring_release(&w->ring);
		free(w);
		return JY_OK;
	}
	g->writer = w;
	return JY_OK;
}

/* Tell the manifest of what has been made, up to place n. */
static enum jy_err
settle(struct writer *w, uint64_t n)
{
	enum jy_err err = JY_OK;
	struct slot *s;

	for (; w->settled < n && err == JY_OK; w->settled++) {
		s = slot_at(w, w->settled);
		if (s->made.err != JY_OK)
			w->g->diag = s->diag;
		err = output_made(w->g, &s->o, &s->made);
	}
	return err;
}

enum jy_err
writer_put(struct writer *w, const struct output *o)
{
	struct slot *s = slot_at(w, w->put);
	struct buf old;
	enum jy_err err;

	if (w->put - w->settled == SLOTS &&
	    (err = settle(w, ring_wait_emptied(&w->ring, w->settled + BATCH))) != JY_OK)
		return err;
	arena_reset(&s->a);
	buf_reset(&s->bytes);
	if (o->buf != NULL) {
		old = s->bytes;
		s->bytes = *o->buf;
		*o->buf = old;
	} else {
		buf_str(&s->bytes, o->bytes);
	}
	s->o = *o;
	s->o.path = arena_str(&s->a, o->path);
	s->o.owner = arena_str(&s->a, o->owner);
	s->o.contacts = arena_str(&s->a, o->contacts);
	s->o.bytes = buf_view(&s->bytes);
	if (s->o.path.p == NULL || s->o.owner.p == NULL || !buf_ok(&s->bytes))
		return gen_mem(w->g, NULL);
	ring_filled(&w->ring, ++w->put);
	return JY_OK;
}

enum jy_err
writer_stop(struct gen *g, enum jy_err err)
{
	struct writer *w = g->writer;
	size_t i;

	if (w == NULL)
		return err;
	ring_close(&w->ring);
	pthread_join(w->thread, NULL);
	if (err == JY_OK)
		err = settle(w, w->put);
	for (i = 0; i < SLOTS; i++) {
		arena_release(&w->slot[i].a);
		buf_release(&w->slot[i].bytes);
	}
	ring_release(&w->ring);
	free(w);
	g->writer = NULL;
	return err;
}
