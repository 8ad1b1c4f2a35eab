/*
 * mydata.h - 我的数据: who looked at a graduate's data, all that the portal keeps of her as a file,
 * and closing her account. What belongs to a person is one table, mydata_tables[]: a new table of
 * the schema that names a person is a row there, and a test insists on it.
 */
#ifndef JY_MYDATA_H
#define JY_MYDATA_H

#include "act.h"
#include "err.h"
#include "val.h"

/*
 * A table that names accounts, by the columns that do ("document.account_id"), or a step of
 * erasing (refs ""). sql: her rows (:account), the columns named for people; behind an @
 * stands "time" (seconds since 1970) or a sealed column ("account.mobile_sealed"), which is
 * opened under the uid in the column "#uid". A column whose name begins with # is not shown.
 */
struct mydata_table {
	const char *refs;
	const char *label; /* 个人基本信息; NULL: not exported */
	const char *sql;   /* NULL likewise */
	const char *erase; /* when the account is closed (:account); NULL: kept */
	const char
	    *why; /* why it is kept, or not exported: a few words; NULL: it is neither */
};
extern const struct mydata_table mydata_tables[];
extern const size_t mydata_ntables;

/* What must be over before an account is closed: sql counts (:account). */
struct mydata_blocker {
	const char *sql, *text, *href;
};
extern const struct mydata_blocker mydata_blockers[];
extern const size_t mydata_nblockers;

/* Who was shown the acting graduate's masked data or resumes, newest first: [{at, viewer, role,
 * what}], `limit` rows from `skip` on. *more: there are others behind. */
enum jy_err mydata_looks(
    struct act *act, int skip, int limit, struct val *out, bool *more) MUST_CHECK;

/* All of hers: [{label, columns: [..], rows: [{cells: [{label, value}]}], some}], each part with
 * rows or empty; with its audit record, in one transaction. */
enum jy_err mydata_export(struct act *act, struct val *out) MUST_CHECK;

/* What stands against closing: [{text, href}]. */
enum jy_err mydata_blocked(struct act *act, struct val *out) MUST_CHECK;

/* What is erased and what is kept, and why: {erased: [label], kept: [{label, why}]}. */
struct val mydata_fate(struct arena *a);

/*
 * Close the acting graduate's account: withdraw what waits for employers, free her student
 * record and her numbers, so that they can register again, erase what no law keeps, end all
 * sessions. One transaction; files go after it.
 *   JY_ECONFLICT  something stands against it (mydata_blocked())
 */
enum jy_err mydata_close(struct act *act) MUST_CHECK;

#endif
