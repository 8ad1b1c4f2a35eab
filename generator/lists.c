/*
 * lists.c - lists of a section: what their pages show (see lists.h). Which of the
 * numbered pages are made is leaves.c's part.
 */
#include <inttypes.h>

#include "ask.h"
#include "crypto.h"
#include "keep.h"
#include "leaves.h"
#include "lists.h"
#include "manifest.h"
#include "members.h"
#include "output.h"
#include "plugin.h"
#include "render.h"
#include "valjson.h"

#define UNIT_BITS 4 /* pages are made of units of 16 keys */

MAN_SQL(SQL_FACET_MAKE,
    "INSERT INTO facet(section, name, key) VALUES(:section, :name, '')"
    " ON CONFLICT DO NOTHING");
MAN_SQL(SQL_FACETS_ALL, "SELECT id FROM facet WHERE section = :section AND name = :name"
			" ORDER BY id");
MAN_SQL(SQL_FACETS_TOUCHED,
    "SELECT id FROM facet WHERE section = :section AND name = :name"
    " AND (EXISTS(SELECT 1 FROM touched WHERE touched.facet = facet.id)"
    "  OR id IN (SELECT list.facet FROM topic CROSS JOIN dep ON dep.topic = topic.name"
    "   CROSS JOIN list ON list.id = CAST(substr(dep.dependent, 6) AS INTEGER)"
    "   WHERE dep.dependent LIKE 'list %'))"
    " ORDER BY id");
MAN_SQL(SQL_FACET_GET,
    "SELECT key, count, " MEMBERS_NEWEST_FACETS " FROM facet WHERE id = :facet");
MAN_SQL(SQL_LIST_GET, "SELECT id, head, low, path FROM list"
		      " WHERE section = :section AND name = :name AND key = :key");
MAN_SQL(SQL_LIST_ADD,
    "INSERT INTO list(section, name, key, facet, head, low, path, lastmod,"
    " noindex) VALUES(:section, :name, :key, :facet, x'', 0, '', 0, 0)");
MAN_SQL(SQL_LIST_SET, "UPDATE list SET head = :head, low = :low, path = :path,"
		      " lastmod = :lastmod, noindex = :noindex WHERE id = :id");
MAN_SQL(SQL_LIST_DROP, "DELETE FROM list WHERE id = :id");
MAN_SQL(SQL_LISTS,
    "SELECT list.id, section.name, list.name, list.key, list.path FROM list"
    " LEFT JOIN section ON section.id = list.section"
    " WHERE list.id > :after ORDER BY list.id LIMIT 1");
/* Newest first; those of one order by their keys. */
MAN_SQL(SQL_ENTRIES,
    "SELECT item.card, item.contacts, item.lastmod FROM member"
    " JOIN item ON item.id = member.item"
    " WHERE facet = :facet AND member.ord >= :first AND member.ord < :end"
    " ORDER BY member.ord DESC, member.key DESC");

/* One list under work. */
struct list {
	struct gen *g;
	struct section *s;
	struct list_def *def;
	struct arena *a; /* of this list */
	struct key key;
	struct str label, owner, address, file; /* "/jobs/", "jobs/index.html" */
	struct str old_file;
	int64_t id, facet, count, lastmod;
	uint8_t old_head[SHA256_SIZE], head_digest[SHA256_SIZE];
	struct head head;
	struct leaves leaves;
};

struct entries {
	struct buf html, contacts;
	size_t n;
	int64_t lastmod;
};

/* --- pages */

static enum jy_err
read_entries(struct list *l, struct span span, struct entries *e)
{
	struct db_stmt *st;
	enum jy_err err;
	bool row;

	memset(e, 0, sizeof(*e));
	if ((err = man_prepare(l->g, &st, SQL_ENTRIES)) != JY_OK)
		return err;
	db_bind_int(st, ":facet", l->facet);
	db_bind_int(st, ":first", span.first);
	db_bind_int(st, ":end", span.end);
	for (; (err = man_step(l->g, st, &row)) == JY_OK && row; e->n++) {
		buf_str(&e->html, db_blob(st, 0));
		buf_str(&e->contacts, db_str(st, 1));
		if (db_int(st, 2) > e->lastmod)
			e->lastmod = db_int(st, 2);
	}
	db_finish(st);
	if (err == JY_OK && !(buf_ok(&e->html) && buf_ok(&e->contacts)))
		err = gen_mem(l->g, NULL);
	return err;
}

/* The file of the numbered page over a span. */
static struct str
leaf_path(void *arg, struct arena *a, struct span span)
{
	struct list *l = arg;
	int64_t n = paging_number(&l->leaves.paging, span);
	struct str folder = { l->file.p, l->file.n - 10 }; /* without index.html */

	if (n < 1000)
		return arena_printf(
		    a, STR_FMT "page/%" PRId64 ".html", STR_ARG(folder), n);
	return arena_printf(
	    a, STR_FMT "page/%" PRId64 "/%" PRId64 ".html", STR_ARG(folder), n / 1000, n);
}

static void
set_leaf(
    struct list *l, struct arena *a, struct val *list, const char *name, struct span span)
{
	val_set(list, name, val_str(output_address(a, leaf_path(l, a, span))));
}

/* `older`, and on a numbered page `newer`. */
static enum jy_err
set_neighbours(
    struct list *l, struct arena *a, struct val *list, struct span span, bool landing)
{
	struct paging *p = &l->leaves.paging;
	struct span other;
	enum jy_err err;

	if ((err = paging_prev(p, span.first, &other)) == JY_OK)
		set_leaf(l, a, list, "older", other);
	if (err != JY_OK && err != JY_ENOTFOUND)
		return err;
	if (landing) {
		err = paging_next(p, 0, l->leaves.low, &other);
		if (err == JY_OK)
			set_leaf(l, a, list, "oldest", other);
		return err == JY_ENOTFOUND ? JY_OK : err;
	}
	val_set(list, "first", val_str(l->address));
	err = paging_next(p, span.end, l->leaves.low, &other);
	if (err == JY_OK)
		set_leaf(l, a, list, "newer", other);
	else if (err == JY_ENOTFOUND)
		val_set(list, "newer", val_str(l->address));
	return err == JY_ENOTFOUND ? JY_OK : err;
}

static enum jy_err
set_feed(struct list *l, struct arena *a, struct val *list)
{
	struct str path;
	enum jy_err err;
	size_t i;

	if (l->count == 0 && l->def->facet[0] != '\0') /* feed.c makes none */
		return JY_OK;
	for (i = 0; i < l->s->feed_count; i++) {
		if (strcmp(l->s->feeds[i].facet, l->def->facet) != 0)
			continue;
		if ((err = plugin_text(l->g, l->s->feeds[i].plugin, &l->s->feeds[i].path,
			 l->key, l->label, a, &path)) == JY_OK)
			val_set(list, "feed", val_str(path));
		return err;
	}
	return JY_OK;
}

/* `list` of the template (docs/plugins.md). */
static enum jy_err
list_val(struct list *l, struct arena *a, const struct entries *e, struct span span,
    bool landing, struct val *list)
{
	enum jy_err err;

	*list = val_map(a);
	val_set(list, "entries", val_html(buf_view(&e->html)));
	val_set(list, "empty", val_bool(e->n == 0));
	val_set(list, "landing", val_bool(landing));
	val_set(list, "name", val_text(l->def->name));
	val_set(list, "key", l->key.is_int ? val_int(l->key.i) : val_str(l->key.s));
	val_set(list, "label", val_str(l->label));
	if (landing)
		val_set(list, "total", val_int(l->count));
	else
		val_set(list, "number", val_int(paging_number(&l->leaves.paging, span)));
	if ((err = set_neighbours(l, a, list, span, landing)) != JY_OK)
		return err;
	return set_feed(l, a, list);
}

static enum jy_err
put_page(struct list *l, struct arena *a, struct span span, struct str file,
    const struct val *more, bool landing, int64_t *lastmod)
{
	struct meta meta = { .address = output_address(a, file),
		.title = l->head.title,
		.description = l->head.description,
		.nav = l->s->name,
		.section = l->s,
		.noindex = l->def->noindex || l->head.noindex };
	struct buf *page = &l->g->text;
	struct output o = {
		.path = file, .owner = l->owner, .role = OUT_LIST, .buf = page
	};
	struct entries e;
	struct val list;
	enum jy_err err;

	if ((err = read_entries(l, span, &e)) != JY_OK)
		goto out;
	*lastmod = e.lastmod;
	buf_reset(page);
	if ((err = list_val(l, a, &e, span, landing, &list)) != JY_OK ||
	    (err = render_page(l->g, a, l->def->template, &meta, &l->head.data, more,
		 &list, arena_cstr(a, l->owner), page)) != JY_OK)
		goto out;
	o.bytes = buf_view(page);
	o.contacts = buf_view(&e.contacts);
	err = output_put(l->g, &o);
out:
	buf_release(&e.html);
	buf_release(&e.contacts);
	return err;
}

static enum jy_err
render_leaf(
    void *arg, struct arena *a, struct span span, struct str path, int64_t *lastmod)
{
	return put_page(arg, a, span, path, NULL, false, lastmod);
}

static enum jy_err
put_landing(struct list *l)
{
	struct span span = { l->leaves.low, PAGING_KEY_MAX };
	struct val more;
	enum jy_err err;

	if ((err = plugin_landing(l->g, l->s, l->def, l->key, l->label, l->a, &more)) !=
		JY_OK ||
	    (err = deps_replace(l->g, arena_printf(l->a, "list %" PRId64, l->id))) !=
		JY_OK)
		return err;
	return put_page(l, l->a, span, l->file, &more, true, &l->lastmod);
}

/* --- the manifest's side */

static enum jy_err
facet_get(struct list *l)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(l->g, &st, SQL_FACET_GET)) != JY_OK)
		return err;
	db_bind_int(st, ":facet", l->facet);
	if ((err = man_one(l->g, st)) == JY_OK) {
		l->key = key_column(st, 0, l->a);
		l->count = db_int(st, 1);
		l->label = arena_str(
		    l->a, members_label(db_str(st, 2), str_of(l->def->facet), l->key));
	}
	db_finish(st);
	return err;
}

static enum jy_err
list_get(struct list *l, bool *there)
{
	struct db_stmt *st;
	enum jy_err err;
	struct str head;

	*there = false;
	if ((err = man_prepare(l->g, &st, SQL_LIST_GET)) != JY_OK)
		return err;
	db_bind_int(st, ":section", l->s->id);
	db_bind_text(st, ":name", l->def->name);
	key_bind(st, ":key", l->key);
	if ((err = man_one(l->g, st)) == JY_OK) {
		*there = true;
		l->id = db_int(st, 0);
		head = db_blob(st, 1);
		if (head.n == sizeof(l->old_head))
			memcpy(l->old_head, head.p, head.n);
		l->leaves.old_low = db_int(st, 2);
		l->old_file = arena_str(l->a, db_str(st, 3));
	}
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

static enum jy_err
list_add(struct list *l)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(l->g, &st, SQL_LIST_ADD)) != JY_OK)
		return err;
	db_bind_int(st, ":section", l->s->id);
	db_bind_text(st, ":name", l->def->name);
	key_bind(st, ":key", l->key);
	db_bind_int(st, ":facet", l->facet);
	err = man_run(l->g, st);
	l->id = db_last_id(l->g->man);
	db_finish(st);
	return err;
}

static enum jy_err
list_set(struct list *l)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(l->g, &st, SQL_LIST_SET)) != JY_OK)
		return err;
	db_bind_int(st, ":id", l->id);
	db_bind_blob(st, ":head", l->head_digest, sizeof(l->head_digest));
	db_bind_int(st, ":low", l->leaves.low);
	db_bind_str(st, ":path", l->file);
	db_bind_int(st, ":lastmod", l->lastmod);
	db_bind_int(st, ":noindex", l->def->noindex || l->head.noindex);
	err = man_run(l->g, st);
	db_finish(st);
	return err;
}

static enum jy_err
list_drop(struct gen *g, int64_t id, struct str file, struct str owner)
{
	struct db_stmt *st;
	struct arena a;
	enum jy_err err;

	arena_init(&a, 0);
	if ((err = leaves_drop(g, id, owner)) != JY_OK ||
	    (err = output_drop(g, file, owner)) != JY_OK ||
	    (err = deps_drop(g, arena_printf(&a, "list %" PRId64, id))) != JY_OK ||
	    (err = man_prepare(g, &st, SQL_LIST_DROP)) != JY_OK)
		goto out;
	db_bind_int(st, ":id", id);
	err = man_run(g, st);
	db_finish(st);
out:
	arena_release(&a);
	return err;
}

static struct str
owner_of(struct arena *a, const char *section, const char *name, struct key key)
{
	struct str k = key_text(a, key);

	return arena_printf(a, "list %s/%s " STR_FMT, section, name, STR_ARG(k));
}

/* --- one list */

static enum jy_err
head_of(struct list *l)
{
	struct buf b = BUF_INIT;
	enum jy_err err;

	if ((err = plugin_head(l->g, l->s, l->def, l->key, l->label, l->a, &l->head)) !=
	    JY_OK)
		return err;
	if (l->count == 0 && l->def->facet[0] != '\0') /* for who has the address */
		l->head.noindex = true;
	buf_printf(&b, STR_FMT "\n" STR_FMT "\n" STR_FMT "\n" STR_FMT "\n%d\n",
	    STR_ARG(l->file), STR_ARG(l->label), STR_ARG(l->head.title),
	    STR_ARG(l->head.description), l->head.noindex);
	val_json(&b, &l->head.data, false);
	err = buf_ok(&b) ? sha256(buf_view(&b), l->head_digest) : JY_ENOMEM;
	buf_release(&b);
	return err == JY_OK ? JY_OK : gen_fail(l->g, err, NULL, 0, "a digest failed");
}

static enum jy_err
path_of(struct list *l)
{
	enum jy_err err;

	if ((err = plugin_text(l->g, l->s->plugin, &l->def->path, l->key, l->label, l->a,
		 &l->address)) != JY_OK)
		return err;
	if (!str_ends(l->address, "/"))
		return gen_fail(l->g, JY_EPARSE, plugin_name(l->s->plugin), 0,
		    "index %s/%s: the path \"" STR_FMT "\" does not end in /", l->s->name,
		    l->def->name, STR_ARG(l->address));
	return output_file(l->g, l->a, l->address, &l->file);
}

static void
leaves_of(struct list *l)
{
	int cap = (int)l->g->conf.build.page_entries;
	struct leaves *v = &l->leaves;

	v->g = l->g;
	cursor_init(&v->cursor, l->g, l->facet);
	v->paging = cursor_paging(&v->cursor, UNIT_BITS, cap, cap / 2);
	v->list = l->id;
	v->linked = true;
	v->owner = l->owner;
	v->arg = l;
	v->path = leaf_path;
	v->render = render_leaf;
	v->all = l->g->fresh || l->def->dirty ||
		 memcmp(l->old_head, l->head_digest, sizeof(l->head_digest)) != 0;
}

static enum jy_err
build_list(struct list *l)
{
	const struct facet_value *kept;
	enum jy_err err;
	bool there;

	if ((err = facet_get(l)) != JY_OK)
		return err;
	l->owner = owner_of(l->a, l->s->name, l->def->name, l->key);
	if ((err = list_get(l, &there)) != JY_OK)
		return err;
	if ((kept = keep_find(l->def, l->key)) != NULL && l->label.n == 0)
		l->label = kept->label;
	if (l->count == 0 && !l->def->keep && kept == NULL)
		return there ? list_drop(l->g, l->id, l->old_file, l->owner) : JY_OK;
	if ((err = path_of(l)) != JY_OK)
		return err;
	if (there && !str_eq(l->old_file, l->file)) {
		if ((err = list_drop(l->g, l->id, l->old_file, l->owner)) != JY_OK)
			return err;
		there = false;
	}
	if (!there && (err = list_add(l)) != JY_OK)
		return err;
	if ((err = head_of(l)) != JY_OK)
		return err;
	leaves_of(l);
	if ((err = paging_landing(&l->leaves.paging, &l->leaves.low)) != JY_OK ||
	    (err = leaves_update(&l->leaves)) != JY_OK || (err = put_landing(l)) != JY_OK)
		return err;
	return list_set(l);
}

static enum jy_err
make_facet(struct gen *g, const struct section *s)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_FACET_MAKE)) != JY_OK)
		return err;
	db_bind_int(st, ":section", s->id);
	db_bind_text(st, ":name", FACET_ALL);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

/* The lists of one definition: one, or one for each value of its facet. */
static enum jy_err
build_def(struct gen *g, struct section *s, struct list_def *def)
{
	struct db_stmt *st;
	struct arena a;
	struct list l;
	enum jy_err err;
	bool row;

	if (def->facet[0] == '\0' && (err = make_facet(g, s)) != JY_OK)
		return err;
	if ((err = man_prepare(g, &st,
		 g->fresh || def->dirty ? SQL_FACETS_ALL : SQL_FACETS_TOUCHED)) != JY_OK)
		return err;
	db_bind_int(st, ":section", s->id);
	db_bind_text(st, ":name", def->facet);
	arena_init(&a, 0);
	while ((err = man_step(g, st, &row)) == JY_OK && row) {
		memset(&l, 0, sizeof(l));
		l.g = g;
		l.s = s;
		l.def = def;
		l.a = &a;
		l.facet = db_int(st, 0);
		if ((err = build_list(&l)) != JY_OK)
			break;
		arena_reset(&a);
	}
	db_finish(st);
	arena_release(&a);
	return err;
}

/* --- lists that nobody declares any more */

static bool
is_declared(struct gen *g, struct str section, struct str name)
{
	const struct section *s = site_section(&g->site, section);
	size_t i;

	if (str_is(name, "@"))
		return s != NULL;
	for (i = 0; s != NULL && i < s->list_count; i++) {
		if (str_is(name, s->lists[i].name))
			return true;
	}
	return false;
}

static enum jy_err
drop_undeclared(struct gen *g, struct arena *a, int64_t *id)
{
	struct str section, name, path = STR_NONE, owner = STR_NONE;
	bool declared = true;
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_LISTS)) != JY_OK)
		return err;
	db_bind_int(st, ":after", *id);
	if ((err = man_one(g, st)) == JY_OK) {
		*id = db_int(st, 0);
		section = arena_str(a, db_str(st, 1));
		name = arena_str(a, db_str(st, 2));
		path = arena_str(a, db_str(st, 4));
		declared = is_declared(g, section, name);
		owner = owner_of(
		    a, arena_cstr(a, section), arena_cstr(a, name), key_column(st, 3, a));
	}
	db_finish(st);
	if (err == JY_OK && !declared)
		err = list_drop(g, *id, path, owner);
	return err;
}

static enum jy_err
sweep(struct gen *g)
{
	enum jy_err err = JY_OK;
	int64_t id = 0;
	struct arena a;

	arena_init(&a, 0);
	while (err == JY_OK) {
		arena_reset(&a);
		err = drop_undeclared(g, &a, &id);
	}
	arena_release(&a);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

enum jy_err
lists_build(struct gen *g)
{
	struct section *s;
	enum jy_err err = JY_OK;
	size_t i, k;

	for (i = 0; i < g->site.section_count && err == JY_OK; i++) {
		s = &g->site.sections[i];
		for (k = 0; k < s->list_count && err == JY_OK; k++)
			err = build_def(g, s, &s->lists[k]);
	}
	return err == JY_OK && !g->fresh ? sweep(g) : err;
}
