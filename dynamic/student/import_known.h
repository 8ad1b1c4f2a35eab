/*
 * import_known.h - a file whose rows are about students a school has already: year and ID
 * number say who, and the name is there so that a slip in the number is noticed.
 */
#ifndef IMPORT_KNOWN_H
#define IMPORT_KNOWN_H

#include "import/import.h"

/* For check() of such a file: sets the row's key and marks what does not fit in the columns
 * named, none of the acting school's students or another's name. */
enum jy_err import_known_student(
    struct import *im, struct import_row *row, int year, int id_no, int name) MUST_CHECK;

#endif
