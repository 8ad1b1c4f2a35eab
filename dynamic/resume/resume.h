/*
 * resume.h - 简历 (chapter 3): what a resume consists of, and the graduate's own ones.
 *
 * A resume's content is JSON: for each section that was filled in, an array of entries,
 * each a map from field name to text. Sections and their fields are one table, which
 * checks the wizard's forms, draws the pages, decides completeness and says what an
 * employer sees. What an application sends is a copy of it that never changes.
 *
 * Who sees one (3.2.r1, 3.2.q1): its owner; verified employers whom she has not blocked
 * find 公开 ones (find.h), and open 仅投递单位可见 ones that they received an application
 * with. Only complete ones are seen by others or sent.
 */
#ifndef JY_RESUME_H
#define JY_RESUME_H

#include "act.h"
#include "crypto.h"
#include "err.h"
#include "http/form.h"
#include "val.h"

#define RESUME_PER_ACCOUNT 10
#define RESUME_ENTRIES_MAX 20 /* of one section */
#define RESUME_NAME_MAX 30    /* code points */
#define RESUME_UID_CHARS 22

/* A step of the wizard. */
struct resume_section {
	const char *name, *label;
	const char *lead; /* a sentence for who fills it in */
	const struct field *fields;
	size_t nfields;
	bool list;     /* any number of entries; else one */
	bool required; /* for a complete resume */
};

extern const struct resume_section resume_sections[];
extern const size_t resume_nsections;

/* NULL: there is none of that name. */
const struct resume_section *resume_section(struct str name);

struct resume {
	int64_t id, account_id, version, photo_id; /* photo 0: none */
	struct str uid, name, level;
	struct str content; /* JSON */
	bool complete;
	int64_t percent; /* of the mandatory sections */
	int64_t updated_at;
};

/* 公开, 仅投递单位可见, 保密: code and label; ends with NULL. */
extern const struct choice resume_levels[];

/* "" for an unknown code. */
const char *resume_level_label(struct str level);

/*
 * All of these touch resumes of the acting graduate only; somebody else's is
 * JY_ENOTFOUND. Each write is one transaction with its audit event, or part of its
 * caller's.
 */

/* Begin one. JY_ECONFLICT: there are RESUME_PER_ACCOUNT already. */
enum jy_err resume_create(struct act *act, struct str name, struct str *uid) MUST_CHECK;
enum jy_err resume_load(struct act *act, struct str uid, struct resume *r) MUST_CHECK;

/* [{uid, name, level, level_label, complete, percent, updated, views}], newest first. */
enum jy_err resume_list(struct act *act, struct val *out) MUST_CHECK;

/*
 * Put the values of a checked form into a section: entry `at`, or a new one (-1) of a
 * list. What is needed may still be missing: the section is not done then. A form
 * without any value adds nothing, and takes an existing entry away. `version` is the one
 * that the page was drawn from.
 *   JY_ECONFLICT  the resume was changed elsewhere meanwhile
 *   JY_EINPUT     the section is full; the form says so
 *   JY_ENOTFOUND  also: no such entry
 */
enum jy_err resume_save(struct act *act, struct str uid, int64_t version,
    const struct resume_section *s, int at, struct form *form) MUST_CHECK;
enum jy_err resume_drop_entry(struct act *act, struct str uid, int64_t version,
    const struct resume_section *s, int at) MUST_CHECK;

enum jy_err resume_rename(struct act *act, struct str uid, struct str name) MUST_CHECK;
enum jy_err resume_set_level(
    struct act *act, struct str uid, struct str level) MUST_CHECK;

/* Another photo (file.id), or none (0). *old becomes the uid of the file that nothing
 * refers to any more, to be unlinked after this; "" for none. In the caller's
 * transaction. */
enum jy_err resume_set_photo(
    struct act *act, struct str uid, int64_t file_id, struct str *old) MUST_CHECK;

/* Delete for good; applications keep what they sent (3.2.i2). One transaction for all;
 * *n counts, others' are passed over. */
enum jy_err resume_delete(
    struct act *act, const struct str *uids, size_t nuids, int *n) MUST_CHECK;

/* --- content */

/* One entry's values into the form of its section; false: no such entry. */
bool resume_fill(const struct resume *r, struct arena *a, const struct resume_section *s,
    int at, struct form *form);

/*
 * A content as pages show it: [{name, label, list, required, some, done, entries: [{at,
 * title, done, lines: [{label, value, long}]}]}], choices as their labels. Empty values
 * are left out.
 */
enum jy_err resume_view(struct act *act, struct str content, struct val *out) MUST_CHECK;

/* 张*, for whom the graduate did not write to; STR_NONE: no memory. */
struct str resume_masked(struct arena *a, struct str name);

#endif
