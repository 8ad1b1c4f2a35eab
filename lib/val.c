/*
 * val.c - lists and maps in an arena, and JSON into them.
 * A map keeps its entries in insertion order, the hashes of the keys beside
 * them: a small one is searched through its hashes, a larger one through a table
 * of places (open addressing).
 */
#include <jansson.h>
#include <sys/random.h>

#include "val.h"

#define MAP_FIRST 8  /* entries that a new map has room for */
#define SMALL_MAX 16 /* entries; beyond it a map has a table */

struct val_list {
	struct arena *arena;
	struct val *v;
	size_t n, cap;
};

struct entry {
	struct str key;
	struct val v;
};

struct val_map {
	struct arena *arena;
	uint32_t *hash; /* of entry[i].key */
	struct entry *entry;
	uint32_t *slot; /* NULL while small; else i + 1, 0: free; 2 * cap slots */
	size_t n, cap;  /* cap is a power of two */
};

/* --- hashing: the seed keeps a hostile JSON file from choosing collisions */

static uint64_t seed = 0x6a09e667f3bcc908;

__attribute__((constructor)) static void
seed_init(void)
{
	uint64_t fresh;

	if (getrandom(&fresh, sizeof(fresh), GRND_NONBLOCK) == sizeof(fresh))
		seed = fresh;
}

static inline uint64_t
mix(uint64_t h)
{
	h *= 0x9e3779b97f4a7c15;
	return h ^ h >> 32;
}

uint32_t
val_hash(struct str key)
{
	uint64_t h = seed ^ key.n, w;

	for (; key.n >= sizeof(w); key = str_from(key, sizeof(w))) {
		memcpy(&w, key.p, sizeof(w));
		h = mix(h ^ w);
	}
	w = 0;
	for (size_t i = 0; i < key.n; i++)
		w = w << 8 | (unsigned char)key.p[i];
	return (uint32_t)mix(h ^ w);
}

/* --- lists */

struct val
val_list(struct arena *a)
{
	struct val v = { .type = VAL_LIST };

	if ((v.list = arena_room(a, sizeof(*v.list))) == NULL)
		return val_null();
	*v.list = (struct val_list){ .arena = a };
	return v;
}

static bool
list_reserve(struct val_list *l, size_t cap)
{
	struct val *v;

	if (cap <= l->cap)
		return true;
	if ((v = arena_array(l->arena, cap, sizeof(*v))) == NULL)
		return false;
	if (l->n > 0)
		memcpy(v, l->v, l->n * sizeof(*v));
	l->v = v;
	l->cap = cap;
	return true;
}

void
val_push(struct val *list, struct val v)
{
	struct val_list *l;

	if (list->type != VAL_LIST)
		return;
	l = list->list;
	if (l->n == l->cap && !list_reserve(l, l->cap == 0 ? 8 : l->cap * 2))
		return;
	l->v[l->n++] = v;
}

size_t
val_len(const struct val *list)
{
	return list->type == VAL_LIST ? list->list->n : 0;
}

struct val
val_at(const struct val *list, size_t i)
{
	return i < val_len(list) ? list->list->v[i] : val_null();
}

/* --- maps */

static void
slot_add(struct val_map *m, size_t i)
{
	size_t mask = m->cap * 2 - 1, at = m->hash[i] & mask;

	while (m->slot[at] != 0)
		at = (at + 1) & mask;
	m->slot[at] = (uint32_t)(i + 1);
}

/* Room for `cap` entries, the old ones copied. */
static bool
map_reserve(struct val_map *m, size_t cap)
{
	uint32_t *hash, *slot = NULL;
	struct entry *entry;

	if (cap > UINT32_MAX / 2 ||
	    (hash = arena_room(m->arena, cap * sizeof(*hash))) == NULL ||
	    (entry = arena_room(m->arena, cap * sizeof(*entry))) == NULL)
		return false;
	if (cap > SMALL_MAX &&
	    (slot = arena_array(m->arena, cap * 2, sizeof(*slot))) == NULL)
		return false;
	if (m->n > 0) {
		memcpy(hash, m->hash, m->n * sizeof(*hash));
		memcpy(entry, m->entry, m->n * sizeof(*entry));
	}
	m->hash = hash;
	m->entry = entry;
	m->slot = slot;
	m->cap = cap;
	for (size_t i = 0; slot != NULL && i < m->n; i++)
		slot_add(m, i);
	return true;
}

struct val
val_map_for(struct arena *a, size_t n)
{
	size_t cap = MAP_FIRST;
	struct val_map *m;

	while (cap < n)
		cap *= 2;
	if ((m = arena_room(a, sizeof(*m))) == NULL)
		return val_null();
	*m = (struct val_map){ .arena = a };
	if (!map_reserve(m, cap))
		return val_null();
	return (struct val){ .type = VAL_MAP, .map = m };
}

struct val
val_map(struct arena *a)
{
	return val_map_for(a, MAP_FIRST);
}

static bool
is_entry(const struct val_map *m, size_t i, struct str key, uint32_t hash)
{
	return m->hash[i] == hash && str_eq(m->entry[i].key, key);
}

/* The place of a key; m->n if it is not there. */
static inline size_t
map_find(const struct val_map *m, struct str key, uint32_t hash)
{
	size_t mask = m->cap * 2 - 1, at, i;

	if (m->slot == NULL) {
		for (i = 0; i < m->n; i++)
			if (is_entry(m, i, key, hash))
				return i;
		return m->n;
	}
	for (at = hash & mask; m->slot[at] != 0; at = (at + 1) & mask)
		if (is_entry(m, m->slot[at] - 1, key, hash))
			return m->slot[at] - 1;
	return m->n;
}

void
val_add(struct val *map, struct str key, uint32_t hash, struct val v)
{
	struct val_map *m;

	if (map->type != VAL_MAP)
		return;
	m = map->map;
	if (m->n == m->cap && !map_reserve(m, m->cap * 2))
		return;
	m->hash[m->n] = hash;
	m->entry[m->n] = (struct entry){ key, v };
	if (m->slot != NULL)
		slot_add(m, m->n);
	m->n++;
}

void
val_set_str(struct val *map, struct str key, struct val v)
{
	uint32_t hash = val_hash(key);
	size_t i;

	if (map->type == VAL_MAP && (i = map_find(map->map, key, hash)) < map->map->n)
		map->map->entry[i].v = v;
	else
		val_add(map, key, hash, v);
}

void
val_set(struct val *map, const char *key, struct val v)
{
	val_set_str(map, str_of(key), v);
}

const struct val *
val_get_hashed(const struct val *map, struct str key, uint32_t hash)
{
	size_t i;

	if (map->type != VAL_MAP)
		return NULL;
	i = map_find(map->map, key, hash);
	return i < map->map->n ? &map->map->entry[i].v : NULL;
}

const struct val *
val_get(const struct val *map, struct str key)
{
	return map->type == VAL_MAP ? val_get_hashed(map, key, val_hash(key)) : NULL;
}

size_t
val_entries(const struct val *map)
{
	return map->type == VAL_MAP ? map->map->n : 0;
}

bool
val_entry(const struct val *map, size_t i, struct str *key, const struct val **v)
{
	if (map->type != VAL_MAP || i >= map->map->n)
		return false;
	*key = map->map->entry[i].key;
	*v = &map->map->entry[i].v;
	return true;
}

bool
val_true(const struct val *v)
{
	if (v == NULL)
		return false;
	switch (v->type) {
	case VAL_NULL:
		return false;
	case VAL_BOOL:
		return v->b;
	case VAL_TEXT:
	case VAL_HTML:
		return v->s.n > 0;
	case VAL_LIST:
		return v->list->n > 0;
	default:
		return true;
	}
}

/* --- JSON */

/* Refuse what nests too deep before anything recurses over it. Brackets inside
 * texts do not count; whatever else is wrong is left to the parser. */
static enum jy_err
depth_check(const char *file, struct str json, struct diag *d)
{
	unsigned line = 1, column = 0, depth = 0;
	bool in_text = false;

	for (size_t i = 0; i < json.n; i++) {
		char c = json.p[i];

		if (((unsigned char)c & 0xc0) != 0x80)
			column++;
		if (c == '\n') {
			line++;
			column = 0;
		} else if (c == '"') {
			in_text = !in_text;
		} else if (in_text) {
			if (c == '\\' && i + 1 < json.n && json.p[i + 1] != '\n') {
				i++;
				column++;
			}
		} else if ((c == '[' || c == '{') && ++depth > VAL_DEPTH_MAX) {
			return diag_set(d, JY_EPARSE, file, line, column,
			    "nested deeper than %d", VAL_DEPTH_MAX);
		} else if ((c == ']' || c == '}') && depth > 0) {
			depth--;
		}
	}
	return JY_OK;
}

static bool from_json(struct arena *a, json_t *j, struct val *out);

static bool
list_from_json(struct arena *a, const json_t *j, struct val *out)
{
	size_t n = json_array_size(j);

	*out = val_list(a);
	if (out->type == VAL_NULL || !list_reserve(out->list, n))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!from_json(a, json_array_get(j, i), &out->list->v[i]))
			return false;
		out->list->n = i + 1;
	}
	return true;
}

static bool
map_from_json(struct arena *a, json_t *j, struct val *out)
{
	const char *name;
	struct str key;
	json_t *member;
	struct val v;

	*out = val_map(a);
	if (out->type == VAL_NULL)
		return false;
	json_object_foreach(j, name, member)
	{
		key = arena_str(a, str_of(name));
		if (key.p == NULL || !from_json(a, member, &v))
			return false;
		val_set_str(out, key, v);
	}
	return out->map->n == json_object_size(j);
}

static bool
from_json(struct arena *a, json_t *j, struct val *out)
{
	struct str s;

	switch (json_typeof(j)) {
	case JSON_OBJECT:
		return map_from_json(a, j, out);
	case JSON_ARRAY:
		return list_from_json(a, j, out);
	case JSON_STRING:
		s = (struct str){ json_string_value(j), json_string_length(j) };
		*out = val_str(arena_str(a, s));
		return out->s.p != NULL;
	case JSON_INTEGER:
		*out = val_int(json_integer_value(j));
		return true;
	case JSON_REAL:
		*out = val_real(json_real_value(j));
		return true;
	case JSON_TRUE:
	case JSON_FALSE:
		*out = val_bool(json_is_true(j));
		return true;
	default:
		*out = val_null();
		return true;
	}
}

static unsigned
at_least_1(int n)
{
	return n > 0 ? (unsigned)n : 1;
}

enum jy_err
val_from_json(
    struct arena *a, const char *file, struct str json, struct val *out, struct diag *d)
{
	json_error_t error;
	enum jy_err err;
	json_t *root;

	if ((err = depth_check(file, json, d)) != JY_OK)
		return err;
	root = json_loadb(json.n > 0 ? json.p : "", json.n, JSON_DECODE_ANY, &error);
	if (root == NULL)
		return diag_set(d,
		    json_error_code(&error) == json_error_out_of_memory ? JY_ENOMEM
									: JY_EPARSE,
		    file, at_least_1(error.line), at_least_1(error.column), "%s",
		    error.text);
	err = from_json(a, root, out) ? JY_OK : JY_ENOMEM;
	json_decref(root);
	return err;
}
