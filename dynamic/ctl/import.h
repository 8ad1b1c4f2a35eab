/*
 * import.h - the imports of the console: import/import.h with a terminal to tell of
 * faults and progress.
 */
#ifndef CTL_IMPORT_H
#define CTL_IMPORT_H

#include "ctl/ctl.h"
#include "import/import.h"

extern const struct import_kind import_employers, import_jobs, import_offices,
    import_regions;

/*
 * Import `bytes`, which were read from `file`, in the caller's transaction; nothing
 * is printed but faults and notes (to standard error). Errors as import_bytes(), the
 * cause in c->diag.
 */
enum jy_err ctl_import_bytes(struct ctl *c, const struct import_kind *kind,
    const char *file, struct str bytes, bool partial, struct import *im);

#endif
