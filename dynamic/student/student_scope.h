/*
 * student_scope.h - what the files of this folder share: the columns of a record, as
 * the statements of each scope select them.
 */
#ifndef STUDENT_SCOPE_H
#define STUDENT_SCOPE_H

#include "student/student.h"

#define STUDENT_FIELDS                                                                  \
	"SELECT s.id, s.uid, s.school_id, coalesce(s.faculty_id, 0), o.name,"           \
	" coalesce(f.name, ''), s.year, s.student_no, s.name, s.id_no_sealed,"          \
	" s.education, coalesce(d.label, s.education), s.major,"                        \
	" coalesce(s.leaving_on, ''), coalesce(s.region_code, ''),"                     \
	" coalesce(s.account_id, 0) FROM student s JOIN office o ON o.id = s.school_id" \
	" LEFT JOIN office f ON f.id = s.faculty_id"                                    \
	" LEFT JOIN dict d ON d.kind = 'education' AND d.code = s.education"
#define STUDENT_COLUMNS STUDENT_FIELDS " WHERE s.uid = :uid"

/* A row of these; texts are copied into the act's arena. The ID number is opened, and
 * masked unless `whole`. */
enum jy_err student_read(
    struct act *act, struct db_stmt *st, bool whole, struct student *out) MUST_CHECK;

#endif
