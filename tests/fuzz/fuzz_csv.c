/*
 * fuzz_csv.c - any bytes as a CSV file. What is accepted keeps its shape: every
 * row as wide as the header, lines that only grow, cells in UTF-8.
 */
#include <stdlib.h>

#include "csvfile.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void
check_row(const struct csv *csv, const struct csv_row *row, unsigned after)
{
	if (row->n != csv->header.n || row->line <= after)
		abort();
	for (size_t i = 0; i < row->n; i++) {
		if (!utf8_valid(row->cell[i]))
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const struct csv_column want[] = { { "a|b", true }, { "姓名", false } };
	static const struct csv_limits limits = { 65536, 100, 16 };
	struct diag d = { .text = "" };
	struct arena a;
	struct csv *csv;
	int index[2];

	arena_init(&a, 8 * 1024 * 1024);
	if (csv_open(&a, "f", (struct str){ (const char *)bytes, size }, &limits, &csv,
		&d) == JY_OK) {
		check_row(csv, &csv->header, 0);
		for (size_t i = 0; i < csv->row_count; i++)
			check_row(csv, &csv->rows[i],
			    i == 0 ? csv->header.line : csv->rows[i - 1].line);
		csv_map(csv, want, 2, index, &d);
	} else if (d.text[0] == '\0') {
		abort();
	}
	arena_release(&a);
	return 0;
}
