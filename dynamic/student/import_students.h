/*
 * import_students.h - student records from a CSV file: the console's import and the
 * upload page of the schools (2.2.i1).
 */
#ifndef IMPORT_STUDENTS_H
#define IMPORT_STUDENTS_H

#include "import/import.h"

extern const struct import_kind import_students;

/* The same for the school that acts: its file need not say which school. */
extern const struct import_kind import_own_students;

#endif
