/*
 * office.h - the offices that review: the authority, prefectures, schools, faculties.
 */
#ifndef OFFICE_H
#define OFFICE_H

#include "act.h"
#include "err.h"

#define OFFICE_KIND_SIZE 16
extern const char *const office_kinds[]; /* ends with NULL */
bool office_kind_ok(struct str kind);

struct office_new {
	const char *kind;
	struct str code, name, region; /* region may be empty */
	int64_t parent;                /* a faculty's school; 0: none */
	bool inland;                   /* a school outside of the region (2.3) */
};

/* Add one, with its audit record, in the caller's transaction.
 *   JY_ECONFLICT  the code is taken, or a rule of the schema refuses */
enum jy_err office_add(
    const struct act *act, const struct office_new *office, int64_t *id);

/* The office of a code. JY_ENOTFOUND: none; *id is 0 then. */
enum jy_err office_find(
    struct db *db, struct str code, int64_t *id, char kind[OFFICE_KIND_SIZE]);

/* Where and how graduates reach an office: its own words, several lines; may be empty. */
enum jy_err office_contact(struct act *act, int64_t id, struct str *out);

/* The acting office's own. One transaction with its audit record. */
enum jy_err office_set_contact(struct act *act, struct str contact);

#endif
