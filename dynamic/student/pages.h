/*
 * pages.h - the routes of this folder: the desk of student records, /office/students
 * (2.2.i1, 2.2.i2, 2.3.i2): list, one record, forms, files in and out.
 */
#ifndef STUDENT_PAGES_H
#define STUDENT_PAGES_H

#include "http/route.h"
#include "student/student.h"

/* Who reads records; who keeps them. Which ones: student.h. */
#define STUDENT_READERS (ROLE_SCHOOL | ROLE_FACULTY | ROLE_AUTHORITY)
#define STUDENT_KEEPERS (ROLE_SCHOOL | ROLE_AUTHORITY)

/* The table puts rows with a whole path before those with a "*" there. */
extern const struct route student_file_routes[], student_form_routes[],
    student_list_routes[];

/*
 * Set data.faculties and data.schools, [{id, name, selected}]: the acting office's own
 * faculties, and, for the authority, the schools outside of the region. `faculty` and
 * `school` are what is chosen, as forms have it.
 */
enum jy_err student_put_offices(
    struct request *rq, struct val *data, struct str faculty, struct str school);

/* A number of a form or a query; 0 when there is none. */
int64_t student_number(struct str text);

#endif
