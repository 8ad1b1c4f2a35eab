/*
 * rate_table.h - counters of tries in memory that all workers share. They are forgotten
 * when the portal is started anew, and the least busy one when there is no room: what
 * must outlast that is counted in the store (rate.c's table says which).
 */
#ifndef JY_RATE_TABLE_H
#define JY_RATE_TABLE_H

#include <stdint.h>

#include "err.h"

struct rate_counter {
	int64_t hits, window_at, until; /* as the columns of the table rate */
};

/* Take the memory, before the workers are forked. JY_ENOMEM */
enum jy_err rate_table_make(void);

/*
 * The counter of a key (32 bytes that are as good as random), all zero when it is new.
 * Nobody else can see its part of the table before rate_table_close(); nothing may fail or wait
 * in between. `now` tells which counters are over.
 */
struct rate_counter *rate_table_open(const uint8_t key[32], int64_t now);
void rate_table_close(const uint8_t key[32]);

#endif
