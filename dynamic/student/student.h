/*
 * student.h - 生源库: the records that schools report of their graduates (2.2.f1), and
 * those of other regions that the authority keeps (2.3.i2). Who may see which follows
 * from who acts: a school its own, a faculty its own, the authority those of schools
 * outside of the region, the console all; the others none. A record that is not there
 * and one that is somebody else's are the same: JY_ENOTFOUND.
 */
#ifndef STUDENT_H
#define STUDENT_H

#include "act.h"
#include "err.h"

struct student {
	int64_t id;
	struct str uid;
	int64_t school_id, faculty_id; /* faculty 0: not said */
	struct str school, faculty;    /* names */
	int64_t year;                  /* of graduation */
	struct str student_no, name;
	struct str id_no;     /* whole; only student_get() fills it */
	struct str education; /* dict degree; its label is in education_label */
	struct str education_label;
	struct str major;
	struct str leaving_on; /* ISO date, or empty */
	struct str region;     /* code, or empty */
	int64_t account_id;    /* who is verified by it; 0: nobody */
};

/* What to put into a record. A text whose p is NULL, and a number 0, is left alone when
 * a record is changed; an empty text clears. */
struct student_data {
	int64_t school_id; /* of a new record only */
	int64_t faculty_id, year;
	struct str student_no, name, id_no, education, major, leaving_on, region;
};

/* --- rows, in the caller's transaction, without an audit record: for imports */

/* JY_ECONFLICT: the school has this ID number in this year already. */
enum jy_err student_insert(
    struct act *act, const struct student_data *data, int64_t *id) MUST_CHECK;

/*
 * *changed: whether anything differs now. Who is verified by the record has the new
 * values in the profile too (2.1.i1).
 *   JY_ECONFLICT  as above; or somebody is verified by it, and name, year or ID number
 *                 would change: *why says so
 */
enum jy_err student_update(struct act *act, int64_t id, const struct student_data *data,
    bool *changed, const char **why) MUST_CHECK;

/* The record of a school, year and ID number; id 0: there is none. */
enum jy_err student_find(struct act *act, int64_t school_id, int64_t year,
    struct str id_no, int64_t *id) MUST_CHECK;

/* --- acts of an office: one transaction each, with its audit record */

enum jy_err student_get(struct act *act, struct str uid, struct student *out) MUST_CHECK;

/* One by id, whosever it is: whether it may be seen is the caller's question. */
enum jy_err student_by_id(struct act *act, int64_t id, struct student *out) MUST_CHECK;

/* The school must be one that the acting office keeps: JY_EFORBIDDEN otherwise. */
enum jy_err student_add(
    struct act *act, const struct student_data *data, struct str *uid) MUST_CHECK;

/* Correct a record (2.2.i2). A graduate with this ID number who is not verified yet is
 * told to compare again. Errors as student_update(). */
enum jy_err student_correct(struct act *act, struct str uid,
    const struct student_data *data, const char **why) MUST_CHECK;

/* JY_ECONFLICT: somebody is verified by it, or was compared with it. */
enum jy_err student_delete(struct act *act, struct str uid) MUST_CHECK;

/* Note that the whole ID number was shown. */
enum jy_err student_shown(struct act *act, const struct student *s) MUST_CHECK;

/* --- lists */

struct student_filter {
	int64_t year, school_id, faculty_id; /* 0: any */
	struct str name, student_no;         /* a part of it; empty: any */
};

/* One record of a list, without its ID number; texts live in the act's arena. `id_no` is
 * masked, or whole if the list was asked for that. False stops the list. */
typedef bool student_each_fn(void *arg, const struct student *s);

/*
 * Records with ids below `before` (0: from the newest), newest first, at most `limit`.
 * `whole`: with whole ID numbers, which the caller records in the same transaction
 * (student_shown_all()).
 */
enum jy_err student_each(struct act *act, const struct student_filter *filter,
    int64_t before, int limit, bool whole, student_each_fn *each, void *arg) MUST_CHECK;

/* Note for each graduate with an account among the records of a filter that her whole ID
 * number was shown. In the caller's transaction. */
enum jy_err student_shown_all(
    struct act *act, const struct student_filter *filter) MUST_CHECK;

#endif
