/*
 * frontmatter.h - the YAML head of a Markdown file (libyaml): a flat list of known
 * fields; anything else is an error with file and line.
 */
#ifndef GEN_FRONTMATTER_H
#define GEN_FRONTMATTER_H

#include "arena.h"
#include "err.h"
#include "str.h"
#include "val.h"

struct doc_file {
	struct str file, title; /* beside the .md file; title may be empty */
	unsigned line;
};

struct frontmatter {
	struct str title, summary;
	int64_t date, updated, publish, expire; /* seconds; 0: not given */
	bool draft, pinned;
	struct doc_file *files;
	size_t file_count;
	struct str aliases; /* one a line */
	struct val more;    /* the section's own fields: text */
	struct str body;    /* Markdown, in the text that was parsed */
	unsigned body_line; /* where it begins */
};

/* Parse a whole file. `fields` are further names allowed, NULL-terminated. All lives
 * in `a` or in `text`.
 *   JY_EPARSE  no head, a field unknown, twice or malformed; d says where */
enum jy_err frontmatter_parse(struct arena *a, const char *file, struct str text,
    const char *const *fields, struct frontmatter *out, struct diag *d);

#endif
