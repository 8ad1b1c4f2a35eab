/*
 * db_sqlite_guard.c - a checksum on each page of a file, which SQLite leaves to its caller.
 * The driver's methods of reading and writing the file are taken over; the sum stands in
 * the bytes that SQLite reserves at a page's end. A page of zeros is none that was written.
 */
#include <assert.h>
#include <string.h>

#include "db_sqlite.h"

#define PAGE 8192 /* larger than usual: a full build writes each of them */
#define PAGE_SIZE "PRAGMA page_size=8192"
#define SUM 8 /* bytes reserved in each page */
#define LANES 4
#define FACTOR 0x9e3779b1u

typedef uint32_t lanes __attribute__((vector_size(LANES * sizeof(uint32_t))));

/* The reserved bytes are the second half of the last lanes. */
static_assert(PAGE % sizeof(lanes) == 0 && SUM == sizeof(lanes) / 2, "lanes");

static const sqlite3_io_methods *plain;
static sqlite3_io_methods guarded;

/* Of all but the reserved bytes of the page at `at`, which may not change places. */
static void
sum_page(const void *page, sqlite3_int64 at, uint32_t sum[2])
{
	lanes w = { 0 }, s1 = { 0 }, s2 = { 0 };
	size_t i;

	for (i = 0; i < PAGE - sizeof(w); i += sizeof(w)) {
		memcpy(&w, (const char *)page + i, sizeof(w));
		s1 += w;
		s2 += s1;
	}
	w = (lanes){ 0 };
	memcpy(&w, (const char *)page + i, sizeof(w) - SUM);
	s1 += w;
	s2 += s1;
	sum[0] = sum[1] = 0;
	for (i = 0; i < LANES; i++) {
		sum[0] = sum[0] * FACTOR + s1[i];
		sum[1] = sum[1] * FACTOR + s2[i];
	}
	if (sum[0] != 0 || sum[1] != 0)
		sum[0] += (uint32_t)(at / PAGE) + 1;
}

static bool
is_page(int n, sqlite3_int64 at)
{
	return n == PAGE && at % PAGE == 0;
}

static int
guarded_read(sqlite3_file *file, void *out, int n, sqlite3_int64 at)
{
	uint32_t sum[2];
	int rc = plain->xRead(file, out, n, at);

	if (rc != SQLITE_OK || !is_page(n, at))
		return rc;
	sum_page(out, at, sum);
	return memcmp((char *)out + PAGE - SUM, sum, SUM) == 0 ? SQLITE_OK
							       : SQLITE_CORRUPT;
}

static int
guarded_write(sqlite3_file *file, const void *in, int n, sqlite3_int64 at)
{
	uint32_t sum[2];
	char page[PAGE];

	if (!is_page(n, at))
		return plain->xWrite(file, in, n, at);
	memcpy(page, in, PAGE - SUM);
	sum_page(in, at, sum);
	memcpy(page + PAGE - SUM, sum, SUM);
	return plain->xWrite(file, page, n, at);
}

bool
guard_pages(sqlite3 *h)
{
	sqlite3_file *file = NULL;
	int n = SUM;

	if (sqlite3_file_control(h, "main", SQLITE_FCNTL_FILE_POINTER, &file) !=
		SQLITE_OK ||
	    file == NULL || file->pMethods == NULL) /* in memory */
		return true;
	if (sqlite3_file_control(h, "main", SQLITE_FCNTL_RESERVE_BYTES, &n) !=
		SQLITE_OK ||
	    sqlite3_exec(h, PAGE_SIZE, NULL, NULL, NULL) != SQLITE_OK)
		return false;
	plain = file->pMethods;
	guarded = *plain;
	guarded.xRead = guarded_read;
	guarded.xWrite = guarded_write;
	file->pMethods = &guarded;
	return true;
}
