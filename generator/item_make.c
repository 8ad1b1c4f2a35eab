/*
 * item_make.c - see item_make.h.
 */
#include "feed_entry.h"
#include "file.h"
#include "item_make.h"
#include "members.h"
#include "output.h"
#include "picture.h"
#include "redirect.h"
#include "render.h"
#include "search_words.h"

#define ATTACHED_MAX (32 * 1024 * 1024)

static const char WHAT[] = "item ";

/* One item on its way. */
struct making {
	struct gen *g;
	const struct section *s;
	struct arena *a;
	const struct item *it;
	struct str name;  /* "item jobs 17", for messages */
	struct str owner; /* "jobs 17" */
	struct record *r;
};

static struct str
name_of(struct gen *g, struct arena *a, const struct section *s, struct key key)
{
	buf_reset(&g->text);
	buf_puts(&g->text, WHAT);
	buf_puts(&g->text, s->name);
	buf_char(&g->text, ' ');
	key_put(&g->text, key);
	return arena_str(a, buf_view(&g->text));
}

struct str
item_owner(struct gen *g, struct arena *a, const struct section *s, struct key key)
{
	return str_from(name_of(g, a, s, key), sizeof(WHAT) - 1);
}

/* Keep what stands in g->text. */
static enum jy_err
keep(const struct making *m, struct str *out)
{
	*out = arena_str(m->a, buf_view(&m->g->text));
	return gen_mem(m->g, buf_ok(&m->g->text) ? out->p : NULL);
}

/* The lists an item stands in, as lines (members.h). */
static enum jy_err
make_facets(const struct making *m)
{
	const struct item *it = m->it;
	struct buf *b = &m->g->text;
	const struct facet_value *f;
	size_t i;

	buf_reset(b);
	if (it->listed)
		buf_puts(b, FACET_ALL "\ts\t\t\n");
	if (m->r->path.p != NULL && !it->noindex && m->s->in_sitemap)
		buf_puts(b, FACET_SITEMAP "\ts\t\t\n");
	for (i = 0; it->listed && i < it->facet_count; i++) {
		f = &it->facets[i];
		buf_str(b, f->facet);
		buf_str(b, f->key.is_int ? STR("\ti\t") : STR("\ts\t"));
		key_put(b, f->key);
		buf_char(b, '\t');
		buf_str(b, f->label);
		buf_char(b, '\n');
	}
	return keep(m, &m->r->facets);
}

static enum jy_err
make_page(const struct making *m)
{
	const struct item *it = m->it;
	struct meta meta = { .address = it->path,
		.title = it->title,
		.description = it->description,
		.image = it->image,
		.nav = m->s->name,
		.noindex = it->noindex,
		.lastmod = it->lastmod,
		.section = m->s };
	struct output o = { .owner = m->owner,
		.role = it->listed ? OUT_ITEM : OUT_UNLISTED,
		.buf = &m->g->text,
		.contacts = it->contacts };
	enum jy_err err;

	if ((err = output_file(m->g, m->a, it->path, &o.path)) != JY_OK) {
		gen_fail_in(m->g, " (" STR_FMT ")", STR_ARG(m->name));
		return err;
	}
	m->r->path = o.path;
	buf_reset(o.buf);
	err = render_page(
	    m->g, m->a, m->s->page, &meta, &it->data, NULL, NULL, m->name.p, o.buf);
	o.bytes = buf_view(o.buf);
	return err == JY_OK ? output_put(m->g, &o) : err;
}

/* Card and entry, kept for lists and feeds. */
static enum jy_err
make_fragments(const struct making *m)
{
	const struct item *it = m->it;
	struct buf *b = &m->g->text;
	enum jy_err err = JY_OK;

	if (it->listed && m->s->card != NULL && it->card.type == VAL_MAP) {
		buf_reset(b);
		err = render_card(m->g, m->s->card, &it->card, m->name.p, b);
		if (err == JY_OK)
			err = keep(m, &m->r->card);
	}
	if (err == JY_OK && it->listed && it->entry.type == VAL_MAP) {
		buf_reset(b);
		feed_entry_put(b, &it->entry);
		err = keep(m, &m->r->entry);
	}
	return err;
}

static enum jy_err
put_attached(const struct making *m, const struct attached *f)
{
	struct gen *g = m->g;
	const char *path = arena_printf(m->a, "%s/" STR_FMT,
	    f->made ? g->conf.path.cache : g->conf.path.source, STR_ARG(f->source))
			       .p;
	struct output o = { .path = f->path, .owner = m->owner, .role = OUT_EXTRA };
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

/* A page at an old address, which leads to the item's; its file is added to `lines`. */
static enum jy_err
put_alias(const struct making *m, struct str from, struct buf *lines)
{
	struct output o = { .owner = m->owner, .role = OUT_EXTRA };
	struct buf *b = &m->g->text;
	enum jy_err err;

	buf_reset(b);
	redirect_html(b, m->g->conf.site.base_url, m->it->path);
	o.bytes = buf_view(b);
	if ((err = output_file(m->g, m->a, from, &o.path)) == JY_OK)
		err = output_put(m->g, &o);
	buf_str(lines, o.path);
	buf_char(lines, '\n');
	if (err != JY_OK)
		gen_fail_in(m->g, " (alias of " STR_FMT ")", STR_ARG(m->owner));
	return err;
}

/* Aliases and attached files; r->extra gets their paths, r->aliases those of the first. */
static enum jy_err
make_extra(const struct making *m, const struct row *row)
{
	struct buf extra = BUF_INIT, aliases = BUF_INIT;
	struct str rest = row->aliases, line;
	const struct item *it = m->it;
	enum jy_err err = JY_OK;
	struct val v;
	size_t i;

	for (i = 0; i < row->file_count && err == JY_OK; i++) {
		err = put_attached(m, &row->files[i]);
		buf_str(&extra, row->files[i].path);
		buf_char(&extra, '\n');
	}
	for (i = 0; i < val_len(&it->aliases) && it->path.n > 0 && err == JY_OK; i++) {
		v = val_at(&it->aliases, i);
		if (v.type == VAL_TEXT)
			err = put_alias(m, v.s, &aliases);
	}
	while (err == JY_OK && it->path.n > 0 && str_split(&rest, '\n', &line)) {
		if (line.n > 0)
			err = put_alias(m, line, &aliases);
	}
	buf_str(&extra, buf_view(&aliases));
	m->r->aliases = arena_str(m->a, buf_view(&aliases));
	m->r->extra = arena_str(m->a, buf_view(&extra));
	buf_release(&aliases);
	buf_release(&extra);
	return err;
}

enum jy_err
item_make(struct gen *g, const struct section *s, struct arena *a, const struct item *it,
    const struct row *row, struct record *r)
{
	struct making m = { .g = g, .s = s, .a = a, .it = it, .r = r };
	enum jy_err err;

	m.name = name_of(g, a, s, row->key);
	m.owner = str_from(m.name, sizeof(WHAT) - 1);
	r->order = it->order;
	r->lastmod = it->lastmod;
	r->listed = it->listed;
	r->noindex = it->noindex;
	r->contacts = it->contacts;
	if ((it->path.n > 0 && s->page != NULL && (err = make_page(&m)) != JY_OK) ||
	    (err = make_fragments(&m)) != JY_OK || (err = make_facets(&m)) != JY_OK)
		return err;
	if (s->search != NULL) {
		buf_reset(&g->text);
		search_text(&g->text, it);
		if ((err = keep(&m, &r->search)) != JY_OK)
			return err;
	}
	return make_extra(&m, row);
}
