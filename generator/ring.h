/*
 * ring.h - the places in a ring of slots that one thread fills and another empties, in
 * order. The slots are the caller's: place n is slot[n % size]. Counters only grow.
 */
#ifndef GEN_RING_H
#define GEN_RING_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct ring {
	pthread_mutex_t lock;
	struct ring_side {
		uint64_t n; /* places so far */
		uint64_t
		    wanted; /* what the other thread waits for, UINT64_MAX: nothing */
		pthread_cond_t reached;
	} filled, emptied;
	bool closed; /* nothing more is filled */
};

void ring_init(struct ring *r);
void ring_release(struct ring *r);

/* Both threads say how far they are. */
void ring_filled(struct ring *r, uint64_t n);
void ring_emptied(struct ring *r, uint64_t n);

/* No more will be filled, or nobody wants more: whoever waits goes on. */
void ring_close(struct ring *r);

/*
 * Wait until `n` places are filled (emptied), or the ring is closed. Returns how many
 * are. Waiting for several at once spares both threads from waking for each.
 */
uint64_t ring_wait_filled(struct ring *r, uint64_t n);
uint64_t ring_wait_emptied(struct ring *r, uint64_t n);

bool ring_is_closed(struct ring *r);

/* Is there a second processor that could run the other thread? */
bool ring_pays(void);

#endif
