/*
 * content.h - a resume's JSON in memory. Private to resume/.
 */
#ifndef JY_RESUME_CONTENT_H
#define JY_RESUME_CONTENT_H

#include <jansson.h>

#include "http/field.h"
#include "resume/resume.h"

struct content {
	json_t *root; /* an object; NULL only when memory is exhausted */
};

/* Malformed or missing text gives an empty content. */
struct content content_parse(struct str text);
void content_release(struct content *c);

/* NULL: there is none. */
json_t *content_entry(const struct content *c, const struct resume_section *s, int at);
size_t content_count(const struct content *c, const struct resume_section *s);

/* A field of a section's first entry; lives as long as the content. */
struct str content_text(const struct content *c, const char *section, const char *field);

/* The values of a form as entry `at` of a section, or as a new one; see resume_save(). */
enum content_put {
	CONTENT_CHANGED,
	CONTENT_SAME,
	CONTENT_FULL,
	CONTENT_NO_ENTRY,
	CONTENT_NO_MEMORY
};
enum content_put content_put(
    struct content *c, const struct resume_section *s, int at, const struct form *form);

/* False: no such entry. */
bool content_drop(struct content *c, const struct resume_section *s, int at);

/* Is there an entry, where one is required, and has each all that it needs? */
bool content_done(const struct content *c, const struct resume_section *s);
bool content_complete(const struct content *c);

/* Required sections that are done, of all required, in percent. */
int content_percent(const struct content *c);

struct str content_print(const struct content *c, struct arena *a);

/* All texts, one a line: what a full-text search looks through. */
void content_words(const struct content *c, struct buf *out);

#endif
