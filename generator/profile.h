/*
 * profile.h - what `sitegen build --profile` prints: the processor time and wall clock of
 * each stage of a build, and the processor time of the threads that work beside it.
 */
#ifndef GEN_PROFILE_H
#define GEN_PROFILE_H

#include "gen.h"

/* Sets g->profile. Without it the other calls do nothing. */
enum jy_err profile_start(struct gen *g);

/* The time since the last call (or the start) was spent on `stage`, of a section if
 * `section` is not NULL. Both must live as long as the run. */
void profile_stage(struct gen *g, const char *stage, const char *section);

/* The calling thread has used its processor time for `what`. To be called in its end, one
 * thread at a time. */
void profile_thread(struct gen *g, const char *what, const char *section);

void profile_print(const struct gen *g);

#endif
