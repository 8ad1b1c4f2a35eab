/*
 * prepare.h - what the capabilities read once, before the workers start and the
 * sandbox closes: fonts, texts. It stays in memory as long as the process.
 */
#ifndef JY_PREPARE_H
#define JY_PREPARE_H

#include "conf.h"
#include "err.h"

/* Not JY_OK: the portal must not start; d says what is missing. */
enum jy_err portal_prepare(const struct conf *conf, struct diag *d);

#endif
