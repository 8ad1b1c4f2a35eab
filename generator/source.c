/*
 * source.c - the three kinds of sources by name (see source.h).
 */
#include "source.h"

static const struct source_type_ops *const types[] = {
	[SOURCE_SQL] = &source_sql,
	[SOURCE_FILES] = &source_files,
	[SOURCE_FEED] = &source_feed,
};

enum jy_err
source_each(struct gen *g, const struct section *s, source_row *fn, void *arg)
{
	return types[s->source.type]->each(g, s, fn, arg);
}

enum jy_err
source_one(struct gen *g, const struct section *s, struct key key, struct arena *a,
    source_row *fn, void *arg)
{
	return types[s->source.type]->one(g, s, key, a, fn, arg);
}

enum jy_err
source_changes(struct gen *g, const struct section *s, source_key *fn, void *arg)
{
	return types[s->source.type]->changes(g, s, fn, arg);
}
