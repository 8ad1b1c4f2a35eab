/*
 * import_destinations.h - 报到信息 from a school's CSV file.
 */
#ifndef IMPORT_DESTINATIONS_H
#define IMPORT_DESTINATIONS_H

#include "import/import.h"

extern const struct import_kind import_destinations;

#endif
