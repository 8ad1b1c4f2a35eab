/*
 * options.h - the command lines of sitegen, from one table of switches.
 */
#ifndef GEN_OPTIONS_H
#define GEN_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#define OPERANDS_MAX 3

struct options {
	const char *conf;
	int64_t clock; /* -1: not given */
	int64_t port;
	bool full, dry, force, wait, quiet, seconds, profile, json, html;
	const char *operand[OPERANDS_MAX]; /* what is no switch; NULL: not given */
	int operands;
};

/* Read the switches of argv[1..]; `allowed` holds their letters: c conf, t clock, f
 * full, n dry-run, F force, w wait, q quiet, s seconds, p port, P profile, j json, H html; with a dot
 * up to OPERANDS_MAX operands may be given. False: a message was printed. After --help the
 * program ends. */
bool options_read(struct options *o, int argc, char **argv, const char *allowed);

/* "sitegen: FILE:LINE: words" on standard error; returns the exit status. */
struct diag;
int report(int err, const struct diag *d);

#endif
