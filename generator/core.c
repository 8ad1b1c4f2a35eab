/*
 * core.c - /site/manifest (see core.h). No time of the build is in it: the same
 * store gives the same bytes.
 */
#include <unistd.h>

#include "core.h"
#include "indexnow.h"
#include "manifest.h"
#include "output.h"
#include "render.h"
#include "valjson.h"

SQL(SQL_CHANGE_HEAD, "SELECT coalesce(max(seq), 0) FROM public_change");
SQL(SQL_WORDS_HEAD,
    "SELECT coalesce(max(seq), 0) FROM public_change WHERE kind IN ('dict', 'region')");
SQL(SQL_AUDIT_HEAD, "SELECT seq, mac FROM public_audit_head");
MAN_SQL(SQL_SECTION_COUNTS, "SELECT items, listed FROM section WHERE id = :section");

static enum jy_err
read_one(struct gen *g, const char *sql, int64_t *v, struct str *text)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = db_prepare(g->store, &st, sql)) == JY_OK &&
	    (err = db_one(st)) == JY_OK) {
		*v = db_int(st, 0);
		if (text != NULL)
			*text = arena_str(&g->arena, db_str(st, 1));
	}
	db_finish(st);
	if (err == JY_ENOTFOUND)
		return JY_OK;
	return err == JY_OK
		   ? JY_OK
		   : gen_fail(g, err, g->conf.path.store, 0, "%s", db_message(g->store));
}

enum jy_err
store_state(struct gen *g, struct store_state *out)
{
	enum jy_err err;

	memset(out, 0, sizeof(*out));
	if ((err = read_one(g, SQL_CHANGE_HEAD, &out->change_seq, NULL)) != JY_OK ||
	    (err = read_one(g, SQL_WORDS_HEAD, &out->words_seq, NULL)) != JY_OK)
		return err;
	return read_one(g, SQL_AUDIT_HEAD, &out->audit_seq, &out->audit_mac);
}

static enum jy_err
count_section(struct gen *g, const struct section *s, struct val *list)
{
	struct val entry = val_map(&g->arena);
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_SECTION_COUNTS)) != JY_OK)
		return err;
	db_bind_int(st, ":section", s->id);
	if ((err = man_one(g, st)) == JY_OK) {
		val_set(&entry, "name", val_text(s->name));
		val_set(&entry, "items", val_int(db_int(st, 0)));
		val_set(&entry, "listed", val_int(db_int(st, 1)));
		val_push(list, entry);
	}
	db_finish(st);
	return err;
}

static enum jy_err
manifest_val(struct gen *g, struct val *out)
{
	struct val sections = val_list(&g->arena);
	struct store_state st;
	enum jy_err err;
	size_t i;

	if ((err = store_state(g, &st)) != JY_OK)
		return err;
	for (i = 0; i < g->site.section_count; i++) {
		if ((err = count_section(g, &g->site.sections[i], &sections)) != JY_OK)
			return err;
	}
	*out = val_map(&g->arena);
	val_set(out, "audit_seq", val_int(st.audit_seq));
	val_set(out, "audit_mac", val_str(st.audit_mac));
	val_set(out, "change_seq", val_int(st.change_seq));
	val_set(out, "sections", sections);
	return JY_OK;
}

static bool
has_template(struct gen *g)
{
	const char *path = arena_printf(
	    &g->arena, "%s/templates/site/manifest.mustache", g->conf.path.source)
			       .p;

	return path != NULL && access(path, R_OK) == 0;
}

static enum jy_err
put_page(struct gen *g, const struct val *manifest)
{
	struct meta meta = { .address = STR("/site/manifest.html"),
		.title = STR("网站清单"),
		.noindex = true };
	struct output o = { .path = STR("site/manifest.html"),
		.owner = STR("manifest page"),
		.role = OUT_CORE };
	struct val data = val_map(&g->arena);
	struct buf page = BUF_INIT;
	enum jy_err err;

	val_set(&data, "manifest", *manifest);
	err = render_page(g, &g->arena, "site/manifest", &meta, &data, NULL, NULL,
	    "manifest page", &page);
	o.bytes = buf_view(&page);
	if (err == JY_OK)
		err = output_put(g, &o);
	buf_release(&page);
	return err;
}

enum jy_err
core_build(struct gen *g)
{
	struct output o = { .path = STR("site/manifest.json"),
		.owner = STR("manifest"),
		.role = OUT_CORE };
	struct buf json = BUF_INIT;
	struct val manifest;
	enum jy_err err;

	if ((err = manifest_val(g, &manifest)) != JY_OK)
		return err;
	if (has_template(g) && (err = put_page(g, &manifest)) != JY_OK)
		return err;
	val_json(&json, &manifest, false);
	buf_char(&json, '\n');
	o.bytes = buf_view(&json);
	err = output_put(g, &o);
	buf_release(&json);
	if (err == JY_OK)
		err = indexnow_key(g);
	return err == JY_OK ? output_sweep(g, OUT_CORE) : err;
}
