/*
 * fuzz_template.c - any bytes as a template, which can include itself ("t") and a
 * well-formed one ("p"). A file given as an argument is run once.
 */
#include <stdlib.h>

#include "template.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char PARTIAL[] = "a\n  {{$a}}b{{x}}{{/a}}\nc{{>t}}\n{{#l}}\n{{.}}\n{{/l}}\n";
static const char DATA[] =
    "{\"x\":\"<&\",\"l\":[1],\"n\":\"t\",\"m\":{\"x\":1.5,\"n\":\"p\"}}";

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct template_set *set = template_set_new(NULL);
	struct buf out = { .max = 1 << 16 };
	const struct template *t;
	struct arena a;
	struct val data;

	arena_init(&a, 0);
	if (val_from_json(&a, "data", STR(DATA), &data, NULL) != JY_OK ||
	    template_add(set, "p", "p", STR(PARTIAL), NULL) != JY_OK)
		abort();
	if (template_add(set, "t", "t", (struct str){ (const char *)bytes, size },
		NULL) == JY_OK &&
	    template_get(set, "t", &t, NULL) == JY_OK)
		template_render(t, &data, &out, NULL);
	buf_release(&out);
	arena_release(&a);
	template_set_free(set);
	return 0;
}
