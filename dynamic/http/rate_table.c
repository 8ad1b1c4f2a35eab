/*
 * rate_table.c - a table of shelves; a key's first bytes say on which one it stands. A lock
 * goes to whoever asks next when the worker that had it died.
 */
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

#include "http/rate_table.h"

#define SHELVES 2048 /* a power of two */
#define PLACES 8     /* of a shelf */
#define KEY_SIZE 16

static struct shelf {
	pthread_mutex_t lock;
	struct place {
		uint8_t key[KEY_SIZE];
		struct rate_counter counter;
	} place[PLACES];
} alone[SHELVES], *table = alone; /* a process without workers needs no more */

enum jy_err
rate_table_make(void)
{
	pthread_mutexattr_t attr;
	void *p;

	p = mmap(NULL, SHELVES * sizeof(*table), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return JY_ENOMEM;
	pthread_mutexattr_init(&attr);
	pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
	for (size_t i = 0; i < SHELVES; i++)
		pthread_mutex_init(&((struct shelf *)p)[i].lock, &attr);
	pthread_mutexattr_destroy(&attr);
	table = p;
	return JY_OK;
}

static struct shelf *
shelf_of(const uint8_t key[32])
{
	uint32_t n;

	memcpy(&n, key + KEY_SIZE, sizeof(n));
	return &table[n % SHELVES];
}

/* Its place; a free one; else that of whoever tried least. */
static struct place *
place_of(struct shelf *shelf, const uint8_t key[32], int64_t now)
{
	struct place *best = &shelf->place[0];

	for (size_t i = 0; i < PLACES; i++) {
		struct place *p = &shelf->place[i];

		if (memcmp(p->key, key, KEY_SIZE) == 0)
			return p;
		if (p->counter.until <= now)
			p->counter.hits = 0;
		if (p->counter.hits < best->counter.hits)
			best = p;
	}
	memset(best, 0, sizeof(*best));
	memcpy(best->key, key, KEY_SIZE);
	return best;
}

struct rate_counter *
rate_table_open(const uint8_t key[32], int64_t now)
{
	struct shelf *shelf = shelf_of(key);

	if (pthread_mutex_lock(&shelf->lock) == EOWNERDEAD)
		pthread_mutex_consistent(&shelf->lock);
	return &place_of(shelf, key, now)->counter;
}

void
rate_table_close(const uint8_t key[32])
{
	pthread_mutex_unlock(&shelf_of(key)->lock);
}
