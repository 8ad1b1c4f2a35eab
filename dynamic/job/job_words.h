/*
 * job_words.h - words that mark fee-taking or fraud in a job posting: a list that an
 * administrator edits (plugins/rules/review.lua). A match is a warning to the reviewer
 * and a hint to the employer, never a refusal.
 */
#ifndef JY_JOB_WORDS_H
#define JY_JOB_WORDS_H

#include "arena.h"
#include "crypto.h"
#include "conf.h"
#include "err.h"
#include "val.h"

/*
 * Read the list, once, before requests are served. The file is Lua that returns
 * { {pattern, reason}, … }; it runs without any library, with little memory and time.
 *   JY_OK      also when there is no such file: no word is a warning then
 *   JY_EPARSE  it is malformed; `d` says where
 */
enum jy_err job_words_load(const struct conf *conf, struct diag *d) MUST_CHECK;

/* The same from text; `name` is for messages. */
enum jy_err job_words_read(struct str lua, const char *name, struct diag *d) MUST_CHECK;

/* Append to `list` what is found in `text`, each pattern once: [{pattern, reason, before,
 * after}], the last two being what stands around it. Latin letters match in either case. */
void job_words_find(struct arena *a, struct str text, struct val *list);

#endif
