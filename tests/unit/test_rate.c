/*
 * test_rate.c - counters in the memory that workers share (http/rate_table.h); the rules are
 * tested through their pages and in test_account.c.
 */
#include "unit.h"

#include <sys/wait.h>
#include <unistd.h>

#include "http/rate_table.h"

#define NOW 1000

/* A key on the shelf of `shelf`. */
static void
key_set(uint8_t key[32], uint32_t shelf, uint32_t n)
{
	memset(key, 0, 32);
	memcpy(key, &n, sizeof(n));
	memcpy(key + 16, &shelf, sizeof(shelf));
}

static int64_t
hit(uint32_t shelf, uint32_t n, int64_t now, int64_t until)
{
	struct rate_counter *c;
	uint8_t key[32];
	int64_t hits;

	key_set(key, shelf, n);
	c = rate_table_open(key, now);
	c->until = until;
	hits = ++c->hits;
	rate_table_close(key);
	return hits;
}

static void
test_workers(void **state)
{
	int status, children = 4;

	(void)state;
	assert_int_equal(rate_table_make(), JY_OK);
	for (int i = 0; i < children; i++) {
		if (fork() != 0)
			continue;
		for (int n = 0; n < 20000; n++)
			hit(1, 1, NOW, NOW + 60);
		_exit(0);
	}
	while (wait(&status) > 0)
		assert_int_equal(status, 0);
	assert_int_equal(hit(1, 1, NOW, NOW + 60), children * 20000 + 1);
}

static void
test_death(void **state)
{
	uint8_t key[32];
	int status;

	(void)state;
	key_set(key, 2, 7);
	if (fork() == 0) {
		rate_table_open(key, NOW)->hits = 5;
		_exit(0);
	}
	wait(&status);
	assert_int_equal(hit(2, 7, NOW, NOW + 60), 6);
	assert_int_equal(hit(2, 7, NOW, NOW + 60), 7);
}

static void
test_room(void **state)
{
	(void)state;
	for (int i = 0; i < 10; i++)
		hit(3, 100, NOW, NOW + 60);
	for (uint32_t n = 0; n < 50; n++)
		assert_int_equal(hit(3, n, NOW, NOW + 60), 1);
	assert_int_equal(hit(3, 100, NOW, NOW + 60), 11);
	for (uint32_t n = 0; n < 8; n++) /* all are over */
		assert_int_equal(hit(3, 200 + n, NOW + 60, NOW + 90), 1);
	for (uint32_t n = 0; n < 8; n++)
		assert_int_equal(hit(3, 200 + n, NOW + 60, NOW + 90), 2);
}

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		CASE("all workers count together", test_workers),
		CASE("a worker that dies while it counts stops nobody", test_death),
		CASE("who tried most keeps the place when there is no room", test_room),
	};

	return RUN(cases);
}
