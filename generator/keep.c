/*
 * keep.c - values of facets whose lists stay when they are empty (see keep.h). They are
 * asked for once a build, from the plugin alone, so they differ only when it does.
 */
#include "ask.h"
#include "crypto.h"
#include "keep.h"
#include "manifest.h"

MAN_SQL(SQL_KEPT_FACET, "INSERT INTO facet(section, name, key)"
			" VALUES(:section, :name, :key) ON CONFLICT DO NOTHING");

static enum jy_err
add_facet(struct gen *g, const struct section *s, const struct facet_value *v)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_KEPT_FACET)) != JY_OK)
		return err;
	db_bind_int(st, ":section", s->id);
	db_bind_str(st, ":name", v->facet);
	key_bind(st, ":key", v->key);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

/* Whoever showed the values of the facet shows others now? */
static enum jy_err
tell(struct gen *g, const struct section *s, const struct list_def *l)
{
	struct arena *a = &g->arena;
	struct buf b = BUF_INIT;
	uint8_t digest[SHA256_SIZE];
	enum jy_err err;
	bool changed;
	struct str k;
	size_t i;

	for (i = 0; i < l->kept_count; i++) {
		k = key_text(a, l->kept[i].key);
		buf_printf(
		    &b, STR_FMT "\t" STR_FMT "\n", STR_ARG(k), STR_ARG(l->kept[i].label));
	}
	err = buf_ok(&b) ? sha256(buf_view(&b), digest) : JY_ENOMEM;
	buf_release(&b);
	if (err != JY_OK)
		return gen_fail(g, err, NULL, 0, "a digest failed");
	err = signature_changed(
	    g, arena_printf(a, "keep %s/%s", s->name, l->name).p, digest, &changed);
	if (err != JY_OK || !changed)
		return err;
	return topic_changed(g, topic_of(a, str_of(s->name), str_of(l->facet), NULL));
}

static enum jy_err
load_list(struct gen *g, const struct section *s, struct list_def *l)
{
	enum jy_err err;
	size_t i;

	if (l->kept_by.ref != 0 &&
	    (err = plugin_kept(g, s, l, &g->arena, &l->kept, &l->kept_count)) != JY_OK)
		return err;
	if (!l->dirty && !g->fresh)
		return JY_OK;
	for (i = 0; i < l->kept_count; i++) {
		if ((err = add_facet(g, s, &l->kept[i])) != JY_OK)
			return err;
	}
	return l->facet[0] != '\0' ? tell(g, s, l) : JY_OK;
}

enum jy_err
keep_load(struct gen *g)
{
	struct section *s;
	enum jy_err err = JY_OK;
	size_t i, k;

	for (i = 0; i < g->site.section_count && err == JY_OK; i++) {
		s = &g->site.sections[i];
		for (k = 0; k < s->list_count && err == JY_OK; k++)
			err = load_list(g, s, &s->lists[k]);
	}
	return err;
}

const struct facet_value *
keep_find(const struct list_def *l, struct key key)
{
	size_t i;

	for (i = 0; i < l->kept_count; i++) {
		if (key_cmp(l->kept[i].key, key) == 0)
			return &l->kept[i];
	}
	return NULL;
}
