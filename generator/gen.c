/*
 * gen.c - errors and warnings of a run (see gen.h).
 */
#include <stdio.h>
#include <string.h>

#include "gen.h"

enum jy_err
gen_fail(
    struct gen *g, enum jy_err err, const char *file, unsigned line, const char *fmt, ...)
{
	char text[sizeof(g->diag.text)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return diag_set(&g->diag, err, file, line, 0, "%s", text);
}

void
gen_fail_in(struct gen *g, const char *fmt, ...)
{
	size_t n = strlen(g->diag.text);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(g->diag.text + n, sizeof(g->diag.text) - n, fmt, ap);
	va_end(ap);
}

void
gen_warn(struct gen *g, const char *fmt, ...)
{
	char text[500];
	size_t n = strlen(g->warned);
	va_list ap;

	g->warnings++;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	fprintf(stderr, "sitegen: warning: %s\n", text);
	if (n + strlen(text) + 2 <= sizeof(g->warned))
		snprintf(g->warned + n, sizeof(g->warned) - n, "%s\n", text);
}

void
gen_warn_missing(struct gen *g, struct str section)
{
	char name[100];

	snprintf(name, sizeof(name), "\"" STR_FMT "\"", STR_ARG(section));
	if (strstr(g->warned, name) == NULL)
		gen_warn(g, "there is no section %s: what plugins say of it is left out",
		    name);
}

enum jy_err
gen_mem(struct gen *g, const void *p)
{
	return p != NULL ? JY_OK : gen_fail(g, JY_ENOMEM, NULL, 0, "memory is exhausted");
}

struct section *
site_section(const struct site *site, struct str name)
{
	size_t i;

	for (i = 0; i < site->section_count; i++) {
		if (str_is(name, site->sections[i].name))
			return &site->sections[i];
	}
	return NULL;
}
