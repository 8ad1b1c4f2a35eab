/*
 * template_set.c - templates by name: from files or from memory, linked to each
 * other, and the digest over all that one can reach.
 *
 * What a call adds is complete or not there at all: templates are put in the
 * table, then everything they name is loaded behind them, and if one fails all
 * that were new leave the table again. A rendering thread meets the table only
 * through template_lookup(), under the lock; links never change under it.
 */
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "crypto.h"
#include "file.h"
#include "template_int.h"

#define BUCKETS 256
#define FOLDERS_MAX 16     /* one below the other */
#define NAME_BYTES_MAX 200 /* a file name has 255, with the suffix */
#define SUFFIX ".mustache"

struct template_set {
	pthread_mutex_t lock;
	char *dir;     /* NULL: no files */
	bool complete; /* all of dir is loaded: what is not there is missing */
	struct template *bucket[BUCKETS];
	struct template **all; /* in the order they came */
	size_t n, cap;
	size_t linked; /* so many of them */
	unsigned mark; /* of the newest walk over the links */
};

struct template_set *
template_set_new(const char *dir)
{
	struct template_set *set;

	if ((set = calloc(1, sizeof(*set))) == NULL)
		return NULL;
	pthread_mutex_init(&set->lock, NULL);
	if (dir != NULL && (set->dir = strdup(dir)) == NULL) {
		template_set_free(set);
		return NULL;
	}
	return set;
}

static void
template_free(struct template *t)
{
	arena_release(&t->arena);
	free(t);
}

void
template_set_free(struct template_set *set)
{
	if (set == NULL)
		return;
	for (size_t i = 0; i < set->n; i++)
		template_free(set->all[i]);
	pthread_mutex_destroy(&set->lock);
	free(set->all);
	free(set->dir);
	free(set);
}

/* --- the table */

static struct template **
bucket(struct template_set *set, struct str name)
{
	return &set->bucket[val_hash(name) % BUCKETS];
}

static struct template *
find(struct template_set *set, struct str name)
{
	struct template *t = *bucket(set, name);

	while (t != NULL && !str_is(name, t->name))
		t = t->next;
	return t;
}

static enum jy_err
insert(struct template_set *set, struct template *t)
{
	struct template **grown, **head = bucket(set, str_of(t->name));

	if (set->n == set->cap) {
		size_t cap = set->cap == 0 ? 64 : set->cap * 2;

		if ((grown = reallocarray(set->all, cap, sizeof(struct template *))) ==
		    NULL)
			return JY_ENOMEM;
		set->all = grown;
		set->cap = cap;
	}
	set->all[set->n++] = t;
	t->next = *head;
	*head = t;
	return JY_OK;
}

/* Take out what came behind the first `n`; each is the head of its bucket. */
static void
roll_back(struct template_set *set, size_t n)
{
	while (set->n > n) {
		struct template *t = set->all[--set->n];

		*bucket(set, str_of(t->name)) = t->next;
		template_free(t);
	}
	if (set->linked > n)
		set->linked = n;
}

/* --- compiling */

static enum jy_err
fill(struct template *t, struct str name, const char *file, struct str source,
    struct diag *d)
{
	if (source.n > TEMPLATE_SOURCE_MAX)
		return diag_set(d, JY_ETOOBIG, file, 0, 0, "larger than %d bytes",
		    TEMPLATE_SOURCE_MAX);
	t->name = arena_cstr(&t->arena, name);
	t->file = arena_strdup(&t->arena, file);
	t->source = arena_str(&t->arena, source);
	if (t->name == NULL || t->file == NULL || t->source.p == NULL)
		return JY_ENOMEM;
	return template_parse(t, d);
}

/* Compile a source and put it in the table. */
static enum jy_err
compile(struct template_set *set, struct str name, const char *file, struct str source,
    struct template **out, struct diag *d)
{
	struct template *t;
	enum jy_err err;

	if ((t = calloc(1, sizeof(*t))) == NULL)
		return JY_ENOMEM;
	arena_init(&t->arena, 0);
	t->set = set;
	if ((err = fill(t, name, file, source, d)) == JY_OK)
		err = insert(set, t);
	if (err != JY_OK)
		template_free(t);
	else
		*out = t;
	return err;
}

/* The same for DIR/NAME.mustache. */
static enum jy_err
load(struct template_set *set, struct str name, struct template **out, struct diag *d)
{
	struct buf file = BUF_INIT, source = BUF_INIT;
	enum jy_err err;

	if (set->dir == NULL || set->complete || name.n > NAME_BYTES_MAX ||
	    !path_is_clean(name))
		return diag_set(d, JY_ENOTFOUND, NULL, 0, 0, "no template '" STR_FMT "'",
		    STR_ARG(name));
	buf_printf(&file, "%s/" STR_FMT SUFFIX, set->dir, STR_ARG(name));
	if (!buf_ok(&file))
		err = JY_ENOMEM;
	else if ((err = file_read(file.data, TEMPLATE_SOURCE_MAX, &source, d)) == JY_OK)
		err = compile(set, name, file.data, buf_view(&source), out, d);
	buf_release(&source);
	buf_release(&file);
	return err;
}

/* --- links */

static enum jy_err
link_refs(struct template_set *set, struct template *t, struct diag *d)
{
	struct template *to;
	enum jy_err err;

	for (size_t i = 0; i < t->nref; i++) {
		struct diag why = { .text = "" };

		if ((to = find(set, t->ref[i]->name)) == NULL) {
			err = load(set, t->ref[i]->name, &to, &why);
			if (err == JY_ENOTFOUND)
				continue;
			if (err != JY_OK) {
				diag_copy(d, &why);
				return err;
			}
		}
		t->ref[i]->target = to;
	}
	return JY_OK;
}

/* Load and link all that the new templates name. */
static enum jy_err
link_all(struct template_set *set, struct diag *d)
{
	enum jy_err err = JY_OK;

	for (; set->linked < set->n && err == JY_OK; set->linked++)
		err = link_refs(set, set->all[set->linked], d);
	return err;
}

/* Links to a name that was missing until now. */
static void
link_waiting(struct template_set *set, struct template *to)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct template *t = set->all[i];

		for (size_t k = 0; k < t->nref; k++)
			if (t->ref[k]->target == NULL &&
			    str_is(t->ref[k]->name, to->name))
				t->ref[k]->target = to;
	}
}

/* --- adding and getting */

static enum jy_err
add(struct template_set *set, const char *name, const char *file, struct str source,
    struct diag *d)
{
	size_t before = set->n;
	struct template *t;
	enum jy_err err;

	if (find(set, str_of(name)) != NULL)
		return diag_set(d, JY_ECONFLICT, file, 0, 0,
		    "there is a template '%s' already", name);
	if ((err = compile(set, str_of(name), file, source, &t, d)) == JY_OK)
		err = link_all(set, d);
	if (err == JY_OK)
		link_waiting(set, t);
	else
		roll_back(set, before);
	return err;
}

static enum jy_err
get(struct template_set *set, struct str name, struct template **out, struct diag *d)
{
	size_t before = set->n;
	enum jy_err err;

	if ((*out = find(set, name)) != NULL)
		return JY_OK;
	if ((err = load(set, name, out, d)) == JY_OK)
		err = link_all(set, d);
	if (err != JY_OK) {
		roll_back(set, before);
		*out = NULL;
	}
	return err;
}

enum jy_err
template_add(struct template_set *set, const char *name, const char *file,
    struct str source, struct diag *d)
{
	enum jy_err err;

	pthread_mutex_lock(&set->lock);
	err = add(set, name, file, source, d);
	pthread_mutex_unlock(&set->lock);
	return err;
}

enum jy_err
template_lookup(struct template_set *set, struct str name, const struct template **out,
    struct diag *d)
{
	struct template *t = NULL;
	enum jy_err err;

	pthread_mutex_lock(&set->lock);
	err = get(set, name, &t, d);
	pthread_mutex_unlock(&set->lock);
	*out = t;
	return err;
}

enum jy_err
template_get(struct template_set *set, const char *name, const struct template **out,
    struct diag *d)
{
	return template_lookup(set, str_of(name), out, d);
}

/* --- the whole folder */

static int
is_shown(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static enum jy_err load_folder(
    struct template_set *set, struct str below, int depth, struct diag *d);

/* `name` is the path of one file or folder, from the set's folder on. */
static enum jy_err
load_entry(struct template_set *set, struct str name, int depth, struct diag *d)
{
	struct buf path = BUF_INIT;
	struct template *t;
	enum jy_err err;
	struct stat st;

	buf_printf(&path, "%s/" STR_FMT, set->dir, STR_ARG(name));
	if (!buf_ok(&path))
		err = JY_ENOMEM;
	else if (lstat(path.data, &st) != 0)
		err = diag_set(d, JY_EIO, path.data, 0, 0, "%m");
	else if (S_ISDIR(st.st_mode))
		err = load_folder(set, name, depth + 1, d);
	else if (S_ISREG(st.st_mode) && str_ends(name, SUFFIX))
		err = get(set, (struct str){ name.p, name.n - strlen(SUFFIX) }, &t, d);
	else
		err = JY_OK;
	buf_release(&path);
	return err;
}

/* In the order of names, so that the first error is always the same one. */
static enum jy_err
load_folder(struct template_set *set, struct str below, int depth, struct diag *d)
{
	struct buf path = BUF_INIT;
	struct dirent **entry = NULL;
	enum jy_err err = JY_OK;
	int n = 0;

	buf_printf(&path, "%s/" STR_FMT, set->dir, STR_ARG(below));
	if (!buf_ok(&path))
		return JY_ENOMEM;
	if (depth > FOLDERS_MAX)
		err = diag_set(d, JY_EIO, path.data, 0, 0,
		    "more than %d folders, one below the other", FOLDERS_MAX);
	else if ((n = scandir(path.data, &entry, is_shown, alphasort)) < 0)
		err = diag_set(d, JY_EIO, path.data, 0, 0, "%m");
	for (int i = 0; err == JY_OK && i < n; i++) {
		buf_reset(&path);
		buf_printf(&path, STR_FMT "%s%s", STR_ARG(below), below.n > 0 ? "/" : "",
		    entry[i]->d_name);
		err = buf_ok(&path) ? load_entry(set, buf_view(&path), depth, d)
				    : JY_ENOMEM;
	}
	for (int i = 0; i < n; i++)
		free(entry[i]);
	free(entry);
	buf_release(&path);
	return err;
}

static enum jy_err
check_refs(const struct template *t, struct diag *d)
{
	struct source src = { t->file, t->source, d };

	for (size_t i = 0; i < t->nref; i++)
		if (t->ref[i]->target == NULL)
			return source_error(&src, t->ref[i]->at,
			    "%s '" STR_FMT "' not found",
			    t->ref[i]->parent ? "parent" : "partial",
			    STR_ARG(t->ref[i]->name));
	return JY_OK;
}

enum jy_err
template_load_all(struct template_set *set, struct diag *d)
{
	enum jy_err err = JY_OK;

	pthread_mutex_lock(&set->lock);
	if (set->dir != NULL)
		err = load_folder(set, STR_NONE, 0, d);
	set->complete = err == JY_OK;
	for (size_t i = 0; err == JY_OK && i < set->n; i++)
		err = check_refs(set->all[i], d);
	pthread_mutex_unlock(&set->lock);
	return err;
}

/* --- digests */

/* All that `t` reaches by static names, `t` too, into list[set->n]. *dynamic:
 * one of them includes what the data name. */
static size_t
reach(struct template_set *set, struct template *t, struct template **list, bool *dynamic)
{
	size_t n = 0;

	set->mark++;
	t->mark = set->mark;
	list[n++] = t;
	*dynamic = false;
	for (size_t i = 0; i < n; i++) {
		*dynamic = *dynamic || list[i]->dynamic;
		for (size_t k = 0; k < list[i]->nref; k++) {
			t = list[i]->ref[k]->target;
			if (t == NULL || t->mark == set->mark)
				continue;
			t->mark = set->mark;
			list[n++] = t;
		}
	}
	return n;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(
	    (*(struct template *const *)a)->name, (*(struct template *const *)b)->name);
}

static enum jy_err
hash_list(const char *name, struct template **list, size_t n, uint8_t digest[32])
{
	struct sha256 h;
	uint64_t size;

	qsort(list, n, sizeof(struct template *), by_name);
	sha256_init(&h);
	sha256_add(&h, (struct str){ name, strlen(name) + 1 });
	for (size_t i = 0; i < n; i++) {
		size = list[i]->source.n;
		sha256_add(&h, (struct str){ list[i]->name, strlen(list[i]->name) + 1 });
		sha256_add(&h, (struct str){ (const char *)&size, sizeof(size) });
		sha256_add(&h, list[i]->source);
	}
	return sha256_done(&h, digest);
}

static enum jy_err
digest_of(
    struct template_set *set, struct template *t, uint8_t digest[32], struct diag *d)
{
	struct template **list;
	enum jy_err err = JY_OK;
	bool dynamic;
	size_t n;

	if ((list = calloc(set->n, sizeof(struct template *))) == NULL)
		return JY_ENOMEM;
	n = reach(set, t, list, &dynamic);
	if (dynamic) {
		if (set->dir != NULL)
			err = load_folder(set, STR_NONE, 0, d);
		free(list);
		if (err != JY_OK)
			return err;
		if ((list = calloc(set->n, sizeof(struct template *))) == NULL)
			return JY_ENOMEM;
		n = set->n;
		memcpy(list, set->all, n * sizeof(struct template *));
	}
	err = hash_list(t->name, list, n, digest);
	free(list);
	return err;
}

enum jy_err
template_digest(
    struct template_set *set, const char *name, uint8_t digest[32], struct diag *d)
{
	struct template *t;
	enum jy_err err;

	pthread_mutex_lock(&set->lock);
	if ((err = get(set, str_of(name), &t, d)) == JY_OK)
		err = digest_of(set, t, digest, d);
	pthread_mutex_unlock(&set->lock);
	return err;
}
