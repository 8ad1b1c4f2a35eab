/*
 * import_dossiers.h - dispatches from a school's CSV file (7.1.i1).
 */
#ifndef IMPORT_DOSSIERS_H
#define IMPORT_DOSSIERS_H

#include "import/import.h"

extern const struct import_kind import_dossiers;

#endif
