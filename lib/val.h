/*
 * val.h - the data that a template sees: null, booleans, integers, text, HTML
 * that is already safe, lists and maps. Everything lives in an arena.
 *
 * {{x}} escapes whatever it prints. VAL_HTML marks text that need not be: only
 * the Markdown renderer and the template engine itself make it, and it comes out
 * as it is only where a template that the lint allows asks with a triple brace.
 */
#ifndef JY_VAL_H
#define JY_VAL_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "err.h"
#include "str.h"

enum val_type {
	VAL_NULL,
	VAL_BOOL,
	VAL_INT,
	VAL_REAL,
	VAL_TEXT,
	VAL_HTML,
	VAL_LIST,
	VAL_MAP
};

struct val;
struct val_list;
struct val_map;

struct val {
	enum val_type type;
	union {
		bool b;
		int64_t i;
		double r;
		struct str s; /* VAL_TEXT, VAL_HTML; lives as long as its maker said */
		struct val_list *list;
		struct val_map *map;
	};
};

/* Scalars: nothing is allocated, text is not copied. */
static inline struct val
val_null(void)
{
	return (struct val){ .type = VAL_NULL };
}
static inline struct val
val_bool(bool b)
{
	return (struct val){ .type = VAL_BOOL, .b = b };
}
static inline struct val
val_int(int64_t i)
{
	return (struct val){ .type = VAL_INT, .i = i };
}
static inline struct val
val_real(double r)
{
	return (struct val){ .type = VAL_REAL, .r = r };
}
static inline struct val
val_str(struct str s)
{
	return (struct val){ .type = VAL_TEXT, .s = s };
}
static inline struct val
val_text(const char *s)
{
	return val_str(str_of(s));
}
static inline struct val
val_html(struct str s)
{
	return (struct val){ .type = VAL_HTML, .s = s };
}

/* An empty list or map in `a`. When memory is exhausted the value is null, and
 * adding to it does nothing. */
struct val val_list(struct arena *a);
struct val val_map(struct arena *a);
struct val val_map_for(struct arena *a, size_t n); /* with room for n entries */

void val_push(struct val *list, struct val v);
size_t val_len(const struct val *list); /* 0 for anything but a list */
struct val val_at(const struct val *list, size_t i);

/* Set a key of a map; a later value replaces an earlier one. The key is not
 * copied: a literal, or bytes that live as long as the arena. */
void val_set(struct val *map, const char *key, struct val v);
void val_set_str(struct val *map, struct str key, struct val v);

/* Add a key that the map surely does not have, of which val_hash() is known. */
void val_add(struct val *map, struct str key, uint32_t hash, struct val v);

/* Find a key in a map; NULL when it is no map or has no such key. The second
 * form takes val_hash(key), for callers that look the same key up often. */
const struct val *val_get(const struct val *map, struct str key);
const struct val *val_get_hashed(const struct val *map, struct str key, uint32_t hash);

/* The hash that maps use; it differs from one run of the program to the next. */
uint32_t val_hash(struct str key);

size_t val_entries(const struct val *map); /* 0 for anything but a map */

/* Walk a map in insertion order. False past the end. */
bool val_entry(const struct val *map, size_t i, struct str *key, const struct val **v);

/* Parse JSON (RFC 8259, UTF-8, any value, depth <= VAL_DEPTH_MAX) into `a`; the
 * text is copied. Numbers without fraction or exponent become VAL_INT. Of a key
 * that comes twice the last value counts.
 *   JY_EPARSE  malformed, too deep, an integer beyond 64 bits, a NUL in a text:
 *              `d` has `file`, line and column (in characters)
 *   JY_ENOMEM  memory is exhausted */
#define VAL_DEPTH_MAX 32
enum jy_err val_from_json(
    struct arena *a, const char *file, struct str json, struct val *out, struct diag *d);

/* Mustache's truth: null (or no value), false, "" and the empty list are false;
 * all else is true, 0 and the empty map too. */
bool val_true(const struct val *v);

#endif
