/*
 * say.h - what the commands of sitegen print for programs (--json): one object on one
 * line of standard output. Names are part of the interface: docs/operate.md.
 */
#ifndef GEN_SAY_H
#define GEN_SAY_H

#include "arena.h"
#include "err.h"
#include "val.h"

/* Print it, and a line end. */
void say_json(const struct val *v);

/* `name` = the instant in RFC 3339; nothing when `at` is 0. */
void say_instant(struct arena *a, struct val *map, const char *name, int64_t at);

/* `error` = { file, line, text }; nothing when err is JY_OK. */
void say_error(struct arena *a, struct val *map, enum jy_err err, const struct diag *d);

#endif
