/*
 * preview.h - the preview server of `sitegen watch`: the generated site on
 * 127.0.0.1, each page with a script that reloads it after a build, and shows what
 * went wrong with the last one. For authors only: no portal behind it, nobody else
 * can reach it.
 */
#ifndef GEN_PREVIEW_H
#define GEN_PREVIEW_H

#include <stdint.h>

#include "err.h"

struct preview;

/* Serve the folder `dir` (copied) on `port` (0: any free one) in a thread of its own.
 *   JY_EBUSY  the port is taken */
enum jy_err preview_start(
    struct preview **out, const char *dir, int64_t port, struct diag *d);

int preview_port(const struct preview *p);

/* Tell the open pages: something changed (reload), or what went wrong (NULL: all is
 * well again). `error` is copied. */
void preview_changed(struct preview *p);
void preview_error(struct preview *p, const char *error);

void preview_stop(struct preview *p); /* NULL is fine */

#endif
