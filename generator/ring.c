/*
 * ring.c - see ring.h. One lock for both counters: it is held for a few instructions,
 * and either side works for tens of microseconds between two calls.
 */
#include <unistd.h>

#include "ring.h"

static void
side_init(struct ring_side *side)
{
	side->n = 0;
	side->wanted = UINT64_MAX;
	pthread_cond_init(&side->reached, NULL);
}

void
ring_init(struct ring *r)
{
	pthread_mutex_init(&r->lock, NULL);
	side_init(&r->filled);
	side_init(&r->emptied);
	r->closed = false;
}

void
ring_release(struct ring *r)
{
	pthread_cond_destroy(&r->filled.reached);
	pthread_cond_destroy(&r->emptied.reached);
	pthread_mutex_destroy(&r->lock);
}

static void
advance(struct ring *r, struct ring_side *side, uint64_t n)
{
	pthread_mutex_lock(&r->lock);
	side->n = n;
	if (n >= side->wanted)
		pthread_cond_signal(&side->reached);
	pthread_mutex_unlock(&r->lock);
}

static uint64_t
await(struct ring *r, struct ring_side *side, uint64_t n)
{
	uint64_t now;

	pthread_mutex_lock(&r->lock);
	while (side->n < n && !r->closed) {
		side->wanted = n;
		pthread_cond_wait(&side->reached, &r->lock);
	}
	side->wanted = UINT64_MAX;
	now = side->n;
	pthread_mutex_unlock(&r->lock);
	return now;
}

void
ring_filled(struct ring *r, uint64_t n)
{
	advance(r, &r->filled, n);
}

void
ring_emptied(struct ring *r, uint64_t n)
{
	advance(r, &r->emptied, n);
}

uint64_t
ring_wait_filled(struct ring *r, uint64_t n)
{
	return await(r, &r->filled, n);
}

uint64_t
ring_wait_emptied(struct ring *r, uint64_t n)
{
	return await(r, &r->emptied, n);
}

void
ring_close(struct ring *r)
{
	pthread_mutex_lock(&r->lock);
	r->closed = true;
	pthread_cond_signal(&r->filled.reached);
	pthread_cond_signal(&r->emptied.reached);
	pthread_mutex_unlock(&r->lock);
}

bool
ring_is_closed(struct ring *r)
{
	bool closed;

	pthread_mutex_lock(&r->lock);
	closed = r->closed;
	pthread_mutex_unlock(&r->lock);
	return closed;
}

bool
ring_pays(void)
{
	return sysconf(_SC_NPROCESSORS_ONLN) > 1;
}
