/*
 * writer.h - the files of a fresh tree, made by a thread of their own: digest,
 * personal-data gate, compression and writing run beside the building of the next
 * pages. What is waiting is bounded. The manifest is told in the order of the puts, by
 * the thread that builds.
 */
#ifndef GEN_WRITER_H
#define GEN_WRITER_H

#include "output.h"

/* Larger files (bytes) are made at once: the copies that wait are kept in memory. */
#define WRITER_MOST (256 * 1024)

/* Begin, where it pays and the build is fresh: sets g->writer. */
enum jy_err writer_start(struct gen *g);

/* Take an output over: the bytes are copied, or their buffer exchanged for an old one. An
 * error may be that of an output put before. */
enum jy_err writer_put(struct writer *w, const struct output *o);

/* Wait until all is written, tell the manifest, end the thread. `err`: what the build has
 * come to; if that is an error nothing more is told. Returns the first error. */
enum jy_err writer_stop(struct gen *g, enum jy_err err);

#endif
