/*
 * signs.c - signatures of sections, lists and pages (see signs.h).
 */
#include "crypto.h"
#include "inputs.h"
#include "items.h"
#include "manifest.h"
#include "plugin.h"
#include "signs.h"

MAN_SQL(SQL_SIGNATURES, "SELECT name FROM signature ORDER BY name");
MAN_SQL(SQL_SIGNATURE_DROP, "DELETE FROM signature WHERE name = :name");

static bool
comes_before(const struct site *site, size_t placed, const char *name)
{
	size_t i;

	for (i = 0; i < placed; i++) {
		if (strcmp(site->sections[i].name, name) == 0)
			return true;
	}
	return false;
}

/* May a section come next, with `placed` before it? One that nobody declares is not
 * waited for. */
static bool
is_ready(const struct site *site, size_t placed, const struct section *s)
{
	size_t i;

	for (i = 0; s->after[i] != NULL; i++) {
		if (!comes_before(site, placed, s->after[i]) &&
		    site_section(site, str_of(s->after[i])) != NULL)
			return false;
	}
	return true;
}

static void
check_after(struct gen *g, const struct section *s)
{
	size_t i;

	for (i = 0; s->after[i] != NULL; i++) {
		if (site_section(&g->site, str_of(s->after[i])) == NULL)
			gen_warn_missing(g, str_of(s->after[i]));
	}
}

enum jy_err
signs_order(struct gen *g)
{
	struct site *site = &g->site;
	struct section s;
	size_t placed, i;

	for (i = 0; i < site->section_count; i++)
		check_after(g, &site->sections[i]);
	for (placed = 0; placed < site->section_count; placed++) {
		for (i = placed; i < site->section_count; i++) {
			if (is_ready(site, placed, &site->sections[i]))
				break;
		}
		if (i == site->section_count)
			return gen_fail(g, JY_EPARSE,
			    plugin_name(site->sections[placed].plugin), 0,
			    "section %s: after goes round in a circle",
			    site->sections[placed].name);
		s = site->sections[i];
		memmove(&site->sections[placed + 1], &site->sections[placed],
		    (i - placed) * sizeof(s));
		site->sections[placed] = s;
	}
	return JY_OK;
}

/* A signature over the base, a plugin and up to two templates. */
static enum jy_err
sign(struct gen *g, const char *name, const uint8_t base[32], const struct plugin *pl,
    const char *const templates[2], bool *changed)
{
	uint8_t digest[SHA256_SIZE];
	struct sha256 h;
	enum jy_err err;
	int i;

	*changed = true;
	if (gen_mem(g, name) != JY_OK)
		return JY_ENOMEM;
	sha256_init(&h);
	sha256_add(&h, (struct str){ (const char *)base, SHA256_SIZE });
	sha256_add(&h, (struct str){ (const char *)plugin_digest(pl), SHA256_SIZE });
	for (i = 0; i < 2; i++) {
		memset(digest, 0, sizeof(digest));
		if (templates[i] != NULL &&
		    (err = template_digest(
			 g->templates, templates[i], digest, &g->diag)) != JY_OK) {
			(void)sha256_done(&h, NULL);
			gen_fail(g, err, NULL, 0, "the template %s cannot be used",
			    templates[i]);
			gen_fail_in(g, " (%s, %s)", plugin_name(pl), name);
			return err;
		}
		sha256_add(&h, STR_BYTES(digest));
	}
	if (sha256_done(&h, digest) != JY_OK)
		return gen_fail(g, JY_ECRYPTO, NULL, 0, "a digest failed");
	return signature_changed(g, name, digest, changed);
}

/* The base of one section: other plugins say what its pages tell of feeds, and whether
 * its items stand in the sitemap. */
static enum jy_err
section_base(
    struct gen *g, const struct section *s, const uint8_t base[32], uint8_t out[32])
{
	struct sha256 h;
	size_t i;

	sha256_init(&h);
	sha256_add(&h, (struct str){ (const char *)base, SHA256_SIZE });
	sha256_add(&h, s->in_sitemap ? STR("sitemap") : STR("none"));
	for (i = 0; i < s->feed_count; i++)
		sha256_add(
		    &h, (struct str){ (const char *)plugin_digest(s->feeds[i].plugin),
			    SHA256_SIZE });
	return sha256_done(&h, out) == JY_OK
		   ? JY_OK
		   : gen_fail(g, JY_ECRYPTO, NULL, 0, "a digest failed");
}

static enum jy_err
sign_section(struct gen *g, struct section *s, const uint8_t all[32])
{
	struct arena *a = &g->arena;
	uint8_t base[SHA256_SIZE];
	enum jy_err err;
	bool changed;
	size_t i;

	if ((err = section_base(g, s, all, base)) != JY_OK)
		return err;
	err = sign(g, arena_printf(a, "section %s", s->name).p, base, s->plugin,
	    (const char *const[2]){ s->page, s->card }, &changed);
	s->all = s->all || changed || g->full || g->fresh;
	for (i = 0; i < s->list_count && err == JY_OK; i++) {
		err = sign(g, arena_printf(a, "list %s/%s", s->name, s->lists[i].name).p,
		    base, s->plugin, (const char *const[2]){ s->lists[i].template, NULL },
		    &changed);
		s->lists[i].dirty = changed || g->full;
	}
	return err;
}

static enum jy_err
sign_plugins(struct gen *g, const uint8_t base[32])
{
	uint8_t digest[SHA256_SIZE];
	struct sha256 h;
	size_t i;

	sha256_init(&h);
	sha256_add(&h, (struct str){ (const char *)base, SHA256_SIZE });
	for (i = 0; i < g->plugin_count; i++) {
		sha256_add(&h, str_of(plugin_name(g->plugins[i])));
		sha256_add(&h, (struct str){ (const char *)plugin_digest(g->plugins[i]),
				   SHA256_SIZE });
	}
	if (sha256_done(&h, digest) != JY_OK)
		return gen_fail(g, JY_ECRYPTO, NULL, 0, "a digest failed");
	return signature_changed(g, "plugins", digest, &g->plugins_changed);
}

/* Whose signature is it: one of a section, list or page that a plugin declares? */
static bool
is_declared(const struct site *site, struct str name)
{
	const struct section *s;
	struct str kind, of;
	size_t i;

	str_split(&name, ' ', &kind);
	for (i = 0; str_eq(kind, STR("page")) && i < site->page_count; i++) {
		if (str_is(name, site->pages[i].path))
			return true;
	}
	if (str_eq(kind, STR("section")))
		return site_section(site, name) != NULL;
	if (!str_eq(kind, STR("list")) && !str_eq(kind, STR("keep")))
		return !str_eq(kind, STR("page"));
	str_split(&name, '/', &of);
	s = site_section(site, of);
	for (i = 0; s != NULL && i < s->list_count; i++) {
		if (str_is(name, s->lists[i].name))
			return true;
	}
	return false;
}

/* What is declared no more is made anew when it comes back, though it be the same. */
static enum jy_err
forget_undeclared(struct gen *g)
{
	struct db_stmt *st, *drop;
	struct str name;
	enum jy_err err;
	bool row;

	if ((err = man_prepare(g, &st, SQL_SIGNATURES)) != JY_OK)
		return err;
	while ((err = man_step(g, st, &row)) == JY_OK && row) {
		if (is_declared(&g->site, db_str(st, 0)))
			continue;
		name = arena_str(&g->arena, db_str(st, 0));
		if ((err = man_prepare(g, &drop, SQL_SIGNATURE_DROP)) != JY_OK)
			break;
		db_bind_str(drop, ":name", name);
		err = man_run(g, drop);
		db_finish(drop);
		if (err != JY_OK)
			break;
	}
	db_finish(st);
	return err;
}

static enum jy_err
sign_compress(struct gen *g)
{
	uint8_t digest[SHA256_SIZE];
	enum jy_err err = sha256(str_of(g->conf.build.compress), digest);

	if (err != JY_OK)
		return gen_fail(g, err, NULL, 0, "a digest failed");
	return signature_changed(g, "compress", digest, &g->compress_changed);
}

enum jy_err
signs_mark(struct gen *g, int64_t words_seq)
{
	uint8_t base[SHA256_SIZE];
	struct page_def *p;
	struct section *s;
	enum jy_err err;
	size_t i;

	if ((err = inputs_base(g, words_seq, base)) != JY_OK ||
	    (err = signature_changed(g, "base", base, &g->base_changed)) != JY_OK ||
	    (err = sign_plugins(g, base)) != JY_OK || (err = sign_compress(g)) != JY_OK)
		return err;
	g->plugins_changed = g->plugins_changed || g->full;
	g->base_changed = g->base_changed || g->full;
	for (i = 0; i < g->site.section_count; i++) {
		s = &g->site.sections[i];
		if ((err = section_number(g, s->name, &s->id)) != JY_OK ||
		    (err = sign_section(g, s, base)) != JY_OK)
			return err;
	}
	for (i = 0; i < g->site.page_count; i++) {
		p = &g->site.pages[i];
		err = sign(g, arena_printf(&g->arena, "page %s", p->path).p, base,
		    p->plugin, (const char *const[2]){ p->template, NULL }, &p->dirty);
		if (err != JY_OK)
			return err;
		p->dirty = p->dirty || g->full;
	}
	return g->plugins_changed ? forget_undeclared(g) : JY_OK;
}
