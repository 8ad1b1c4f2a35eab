/*
 * fuzz_json.c - any bytes as JSON.
 */
#include "val.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct diag d = { .text = "" };
	struct arena a;
	struct val v;

	arena_init(&a, 0);
	val_from_json(&a, "f", (struct str){ (const char *)bytes, size }, &v, &d);
	arena_release(&a);
	return 0;
}
