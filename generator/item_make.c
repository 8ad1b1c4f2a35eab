/*
 * item_make.c - see item_make.h.
 */
#include "file.h"
#include "item_make.h"
#include "members.h"
#include "output.h"
#include "picture.h"
#include "redirect.h"
#include "render.h"
#include "search_words.h"
#include "valjson.h"

#define ATTACHED_MAX (32 * 1024 * 1024)

struct str
item_owner(struct arena *a, const struct section *s, struct key key)
{
	struct str k = key_text(a, key);

	return arena_printf(a, "%s " STR_FMT, s->name, STR_ARG(k));
}

/* The lists an item stands in, as lines (members.h). */
static struct str
facet_lines(struct arena *a, const struct item *it, bool in_sitemap)
{
	struct buf b = BUF_INIT;
	struct str k, lines;
	size_t i;

	if (it->listed)
		buf_puts(&b, FACET_ALL "\ts\t\t\n");
	if (in_sitemap)
		buf_puts(&b, FACET_SITEMAP "\ts\t\t\n");
	for (i = 0; it->listed && i < it->facet_count; i++) {
		k = key_text(a, it->facets[i].key);
		buf_printf(&b, STR_FMT "\t%c\t" STR_FMT "\t" STR_FMT "\n",
		    STR_ARG(it->facets[i].facet), it->facets[i].key.is_int ? 'i' : 's',
		    STR_ARG(k), STR_ARG(it->facets[i].label));
	}
	lines = arena_str(a, buf_view(&b));
	buf_release(&b);
	return lines;
}

static enum jy_err
make_page(struct gen *g, const struct section *s, struct arena *a, const struct item *it,
    const struct record *r, struct str owner)
{
	struct meta meta = { .address = it->path,
		.title = it->title,
		.description = it->description,
		.image = it->image,
		.nav = s->name,
		.noindex = it->noindex,
		.lastmod = it->lastmod,
		.section = s };
	struct output o = { .path = r->path,
		.owner = owner,
		.role = it->listed ? OUT_ITEM : OUT_UNLISTED,
		.contacts = it->contacts };
	const char *who = arena_printf(a, "item " STR_FMT, STR_ARG(owner)).p;
	struct buf page = BUF_INIT;
	enum jy_err err;

	err = render_page(g, a, s->page, &meta, &it->data, NULL, NULL, who, &page);
	o.bytes = buf_view(&page);
	if (err == JY_OK)
		err = output_put(g, &o);
	buf_release(&page);
	return err;
}

/* Card and entry, kept for lists and feeds. */
static enum jy_err
make_fragments(struct gen *g, const struct section *s, struct arena *a,
    const struct item *it, struct str owner, struct record *r)
{
	const char *who = arena_printf(a, "item " STR_FMT, STR_ARG(owner)).p;
	struct buf b = BUF_INIT;
	enum jy_err err = JY_OK;

	if (it->listed && s->card != NULL && it->card.type == VAL_MAP) {
		err = render_card(g, s->card, &it->card, who, &b);
		r->card = arena_str(a, buf_view(&b));
	}
	if (err == JY_OK && it->listed && it->entry.type == VAL_MAP) {
		buf_reset(&b);
		val_json(&b, &it->entry, false);
		r->entry = arena_str(a, buf_view(&b));
	}
	if (err == JY_OK && !buf_ok(&b))
		err = gen_mem(g, NULL);
	buf_release(&b);
	return err;
}

static enum jy_err
put_attached(struct gen *g, struct arena *a, const struct attached *f, struct str owner)
{
	const char *path = arena_printf(a, "%s/" STR_FMT,
	    f->made ? g->conf.path.cache : g->conf.path.source, STR_ARG(f->source))
			       .p;
	struct output o = { .path = f->path, .owner = owner, .role = OUT_EXTRA };
	struct buf b = BUF_INIT, plain = BUF_INIT;
	enum picture_fault fault = PICTURE_TYPE;
	enum jy_err err;

	if ((err = file_read(path, ATTACHED_MAX, &b, &g->diag)) == JY_OK) {
		if (!f->made) /* a photo says where it was taken */
			fault = picture_strip(buf_view(&b), &plain);
		o.bytes = buf_view(fault == PICTURE_OK ? &plain : &b);
		if (fault == PICTURE_OK || fault == PICTURE_TYPE)
			err = output_put(g, &o);
		else
			err = gen_fail(
			    g, JY_EPARSE, path, 0, "is damaged: no whole JPEG or PNG");
	}
	buf_release(&plain);
	buf_release(&b);
	return err;
}

static enum jy_err
put_alias(struct gen *g, struct arena *a, struct str from, struct str to,
    struct str owner, struct buf *lines)
{
	struct output o = { .owner = owner, .role = OUT_EXTRA };
	struct buf b = BUF_INIT;
	enum jy_err err;

	redirect_html(&b, g->conf.site.base_url, to);
	o.bytes = buf_view(&b);
	if ((err = output_file(g, a, from, &o.path)) == JY_OK)
		err = output_put(g, &o);
	buf_str(lines, o.path);
	buf_char(lines, '\n');
	buf_release(&b);
	if (err != JY_OK)
		gen_fail_in(g, " (alias of " STR_FMT ")", STR_ARG(owner));
	return err;
}

/* Aliases and attached files; r->extra gets their paths, r->aliases those of the first. */
static enum jy_err
make_extra(struct gen *g, struct arena *a, const struct item *it, const struct row *row,
    struct str owner, struct record *r)
{
	struct buf extra = BUF_INIT, aliases = BUF_INIT;
	struct str rest = row->aliases, line;
	enum jy_err err = JY_OK;
	struct val v;
	size_t i;

	for (i = 0; i < row->file_count && err == JY_OK; i++) {
		err = put_attached(g, a, &row->files[i], owner);
		buf_str(&extra, row->files[i].path);
		buf_char(&extra, '\n');
	}
	for (i = 0; i < val_len(&it->aliases) && it->path.n > 0 && err == JY_OK; i++) {
		v = val_at(&it->aliases, i);
		if (v.type == VAL_TEXT)
			err = put_alias(g, a, v.s, it->path, owner, &aliases);
	}
	while (err == JY_OK && it->path.n > 0 && str_split(&rest, '\n', &line)) {
		if (line.n > 0)
			err = put_alias(g, a, line, it->path, owner, &aliases);
	}
	buf_str(&extra, buf_view(&aliases));
	r->aliases = arena_str(a, buf_view(&aliases));
	r->extra = arena_str(a, buf_view(&extra));
	buf_release(&aliases);
	buf_release(&extra);
	return err;
}

enum jy_err
item_make(struct gen *g, const struct section *s, struct arena *a, const struct item *it,
    const struct row *row, struct record *r)
{
	struct str owner = item_owner(a, s, row->key);
	bool has_page = it->path.n > 0 && s->page != NULL;
	enum jy_err err;

	r->order = it->order;
	r->lastmod = it->lastmod;
	r->listed = it->listed;
	r->noindex = it->noindex;
	r->contacts = it->contacts;
	if (has_page) {
		if ((err = output_file(g, a, it->path, &r->path)) != JY_OK) {
			gen_fail_in(g, " (item " STR_FMT ")", STR_ARG(owner));
			return err;
		}
		if ((err = make_page(g, s, a, it, r, owner)) != JY_OK)
			return err;
	}
	if ((err = make_fragments(g, s, a, it, owner, r)) != JY_OK)
		return err;
	r->facets = facet_lines(a, it, has_page && !it->noindex && s->in_sitemap);
	if (s->search != NULL)
		r->search = search_text(a, it);
	return make_extra(g, a, it, row, owner, r);
}
