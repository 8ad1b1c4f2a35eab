/*
 * template_int.h - what the parts of the template engine share; nobody else
 * includes it.
 *
 *   template_scan.c    source -> tokens: tags, delimiters, which tag closes which
 *   template_parse.c   tokens -> nodes: standalone lines and indentation
 *   template_render.c  nodes and data -> text
 *   template_set.c     names, files, links between templates, digests
 */
#ifndef JY_TEMPLATE_INT_H
#define JY_TEMPLATE_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "err.h"
#include "str.h"
#include "template.h"

#define TEMPLATE_NEST_MAX 32          /* tags that wrap others, in one source */
#define TEMPLATE_DEPTH_MAX 64         /* templates and blocks, one inside another */
#define TEMPLATE_SOURCE_MAX (4 << 20) /* bytes of one source */

struct source {
	const char *file; /* for errors */
	struct str text;
	struct diag *diag;
};

/* JY_EPARSE with the line and column (in characters) of the byte `at`. */
enum jy_err source_error(const struct source *src, size_t at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void source_place(struct str text, size_t at, unsigned *line, unsigned *column);

/* --- tokens */

enum tag {
	TAG_VAR,
	TAG_RAW,
	TAG_SECTION,
	TAG_INVERTED,
	TAG_PARENT,
	TAG_BLOCK,
	TAG_CLOSE,
	TAG_PARTIAL,
	TAG_COMMENT,
	TAG_DELIMITERS
};

#define NO_TOKEN SIZE_MAX

struct token {
	enum tag tag;
	bool dynamic;      /* the name began with '*', which is not part of it */
	struct str name;   /* in the source; empty: "." */
	size_t start, end; /* of the tag in the source */
	size_t mate;       /* of a tag that wraps, and of its closing tag: the other */
	size_t owner;      /* the innermost tag that wraps it, or NO_TOKEN */
};

struct tokens {
	struct token *t;
	size_t n;
};

/* Cut the source into tags. The array lives in `a`, the names in the source. */
enum jy_err template_scan(const struct source *src, struct arena *a, struct tokens *out);

/* --- nodes */

struct key {
	struct str name;
	uint32_t hash; /* val_hash(name) */
};

struct path { /* a dotted name; n = 0 is "." */
	const struct key *key;
	size_t n;
};

/* A name of another template, with its place for the error when it is missing. */
struct ref {
	struct str name;
	size_t at;
	bool parent;
	struct template *target; /* NULL: there is none */
};

struct include {         /* a partial or a parent */
	struct ref *ref; /* NULL: the name is the value of `path` */
	struct path path;
	bool alone;        /* on its line: the lines of the target get the indent, */
	struct str indent; /* otherwise none */
};

struct block {
	struct key key;
	/* A parameter that has its lines for itself ... */
	bool alone;
	struct str indent;   /* goes before each line of what overrides it, */
	struct str line_end; /* and this after it if it does not end its last line */
	/* An argument: */
	bool ends_line; /* it is empty or ends with a whole line */
};

enum node_type {
	NODE_TEXT,
	NODE_VAR,
	NODE_RAW,
	NODE_SECTION,
	NODE_INVERTED,
	NODE_PARTIAL,
	NODE_PARENT, /* contains nothing but arguments */
	NODE_PARAMETER,
	NODE_ARGUMENT
};

struct node {
	uint8_t type;
	bool line_start; /* the indentation of the template goes before it */
	uint32_t end;    /* index behind what it contains */
	uint32_t at;     /* in the source */
	union {
		struct str text;
		struct path path;
		struct include *include;
		struct block *block;
	};
};

struct template
{
	struct template_set *set;
	struct arena arena; /* all of what follows */
	const char *name, *file;
	struct str source;
	struct node *node;
	uint32_t n;
	struct ref **ref;
	size_t nref;
	bool dynamic;          /* includes what the data name */
	struct template *next; /* of the same bucket in the set */
	unsigned mark;         /* of the last walk over the links */
};

/* Compile t->source into t's nodes and refs; nothing is linked yet. */
enum jy_err template_parse(struct template *t, struct diag *d);

/* The template that data name, NULL if there is none; may be called while other
 * threads render. */
enum jy_err template_lookup(struct template_set *set, struct str name,
    const struct template **out, struct diag *d);

#endif
