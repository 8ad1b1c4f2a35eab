/*
 * options.c - reading switches (see options.h).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "err.h"
#include "options.h"
#include "str.h"

static const struct option_def {
	char letter;
	const char *name;
	bool has_value;
	const char *help;
} defs[] = {
	{ 'c', "--config", true, "FILE: another jiuye.conf" },
	{ 't', "--clock", true, "DAY: build as of another day or second" },
	{ 'p', "--port", true, "N: where to serve" },
	{ 'f', "--full", false, "render everything anew" },
	{ 'n', "--dry-run", false, "say what would be done" },
	{ 'F', "--force", false, "publish although much would go" },
	{ 'w', "--wait", false, "wait for a build that is running" },
	{ 'q', "--quiet", false, "only errors" },
	{ 's', "--seconds", false, "print seconds" },
	{ 'P', "--profile", false, "print what each stage took" },
	{ 'j', "--json", false, "print one JSON value, for programs" },
	{ 'H', "--html", false, "print a page for operators" },
};

static bool
set(struct options *o, char letter, const char *value)
{
	switch (letter) {
	case 'c':
		o->conf = value;
		return true;
	case 't':
		return clock_parse(str_of(value), &o->clock) ||
		       str_int(str_of(value), 0, INT64_MAX, &o->clock);
	case 'p':
		return str_int(str_of(value), 0, 65535, &o->port);
	case 'f':
		o->full = true;
		return true;
	case 'n':
		o->dry = true;
		return true;
	case 'F':
		o->force = true;
		return true;
	case 'w':
		o->wait = true;
		return true;
	case 's':
		o->seconds = true;
		return true;
	case 'P':
		o->profile = true;
		return true;
	case 'j':
		o->json = true;
		return true;
	case 'H':
		o->html = true;
		return true;
	default:
		o->quiet = true;
		return true;
	}
}

static const struct option_def *
find(const char *arg, const char *allowed)
{
	size_t i;

	for (i = 0; i < sizeof(defs) / sizeof(defs[0]); i++) {
		if (strchr(allowed, defs[i].letter) != NULL &&
		    (strcmp(arg, defs[i].name) == 0 ||
			(defs[i].letter == 'c' && strcmp(arg, "-c") == 0)))
			return &defs[i];
	}
	return NULL;
}

/* What a command takes, on standard output. */
static void
help(const char *command, const char *allowed)
{
	printf("usage: sitegen %s [OPTIONS]\n", command);
	for (size_t i = 0; i < sizeof(defs) / sizeof(defs[0]); i++)
		if (strchr(allowed, defs[i].letter) != NULL)
			printf("  %-10s %s\n", defs[i].name, defs[i].help);
}

bool
options_read(struct options *o, int argc, char **argv, const char *allowed)
{
	const struct option_def *def;
	const char *value;
	int i;

	memset(o, 0, sizeof(*o));
	o->clock = -1;
	o->port = -1;
	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0) {
			help(argv[0], allowed);
			exit(0);
		}
		if (argv[i][0] != '-' && strchr(allowed, '.') != NULL &&
		    o->operands < OPERANDS_MAX) {
			o->operand[o->operands++] = argv[i];
			continue;
		}
		if ((def = find(argv[i], allowed)) == NULL) {
			fprintf(stderr, "sitegen %s: unknown argument %s\n", argv[0],
			    argv[i]);
			return false;
		}
		value = def->has_value ? argv[++i] : NULL;
		if (def->has_value && (value == NULL || !set(o, def->letter, value))) {
			fprintf(stderr, "sitegen %s: %s %s%s\n", argv[0], def->name,
			    value == NULL ? "wants a value" : "cannot be ",
			    value == NULL ? "" : value);
			return false;
		}
		if (!def->has_value)
			set(o, def->letter, NULL);
	}
	return true;
}

int
report(int err, const struct diag *d)
{
	char text[1024];

	if (err != JY_OK)
		fprintf(stderr, "sitegen: %s\n",
		    d->text[0] != '\0' ? diag_str(d, text, sizeof(text))
				       : err_info((enum jy_err)err)->name);
	return err_info((enum jy_err)err)->exit;
}
