/*
 * indexnow.c - see indexnow.h. What is to be sent waits in the manifest's table
 * `announce`.
 */
#include "escape.h"
#include "fetch.h"
#include "indexnow.h"
#include "manifest.h"
#include "output.h"
#include "valjson.h"

MAN_SQL(SQL_ANNOUNCE_ADD, /* beyond the limit the sitemap has to do */
    "INSERT INTO announce(path) SELECT plan.path FROM plan"
    " LEFT JOIN output ON output.path = plan.path"
    " WHERE plan.path LIKE '%.html' AND coalesce(output.role, 0) IN (0, 1, 2, 4)"
    " AND (plan.op = 0 OR (plan.op = 1 AND plan.existed = 1)) AND plan.path <> '404.html'"
    " ORDER BY plan.path LIMIT max(0, :most - (SELECT count(*) FROM announce))"
    " ON CONFLICT DO NOTHING");
MAN_SQL(SQL_ANNOUNCE_ALL, "SELECT path FROM announce ORDER BY path");
MAN_SQL(SQL_ANNOUNCE_CLEAR, "DELETE FROM announce");

static bool
is_on(const struct gen *g)
{
	return g->conf.build.indexnow[0] != '\0';
}

enum jy_err
indexnow_key(struct gen *g)
{
	struct output o = { .owner = STR("indexnow"),
		.role = OUT_CORE,
		.bytes = str_of(g->conf.build.indexnow) };

	if (!is_on(g))
		return JY_OK;
	o.path = arena_printf(&g->arena, "%s.txt", g->conf.build.indexnow);
	return o.path.p != NULL ? output_put(g, &o) : gen_mem(g, NULL);
}

enum jy_err
indexnow_note(struct gen *g)
{
	struct db_stmt *st;
	enum jy_err err;

	if (!is_on(g) || g->fresh)
		return JY_OK;
	if ((err = man_prepare(g, &st, SQL_ANNOUNCE_ADD)) != JY_OK)
		return err;
	db_bind_int(st, ":most", INDEXNOW_MOST);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

/* The absolute address of a page. */
static struct str
absolute(struct gen *g, struct arena *a, struct str path)
{
	struct buf b = BUF_INIT;
	struct str url;

	buf_puts(&b, g->conf.site.base_url);
	url_escape_path(&b, output_address(a, path));
	url = arena_str(a, buf_view(&b));
	buf_release(&b);
	return url;
}

/* All that waits, as text of the question; *n: how many addresses. */
static enum jy_err
read_all(struct gen *g, struct arena *a, struct buf *out, size_t *n)
{
	struct val question = val_map(a), urls = val_list(a);
	const char *base = g->conf.site.base_url, *host = strstr(base, "://");
	struct db_stmt *st;
	enum jy_err err;
	bool row;

	if ((err = man_prepare(g, &st, SQL_ANNOUNCE_ALL)) != JY_OK)
		return err;
	while ((err = man_step(g, st, &row)) == JY_OK && row)
		val_push(&urls, val_str(absolute(g, a, db_str(st, 0))));
	db_finish(st);
	*n = val_len(&urls);
	if (err != JY_OK || *n == 0)
		return err;
	val_set(&question, "host", val_text(host != NULL ? host + 3 : base));
	val_set(&question, "key", val_text(g->conf.build.indexnow));
	val_set(&question, "keyLocation",
	    val_str(arena_printf(a, "%s/%s.txt", base, g->conf.build.indexnow)));
	val_set(&question, "urlList", urls);
	val_json(out, &question, false);
	return buf_ok(out) ? JY_OK : gen_mem(g, NULL);
}

/* Was it taken, or will it never be? */
static bool
ask(struct gen *g, struct str question)
{
	struct fetch_request req = { .url = g->conf.build.indexnow_url,
		.body = question,
		.content_type = "application/json; charset=utf-8" };
	struct fetch_answer ans = { .status = 0 };
	struct diag why = { .line = 0 };
	bool done = false;
	char text[600];

	if (fetch(&req, &ans, &why) != JY_OK) {
		gen_warn(g, "[build] indexnow: %s; the next build tries again",
		    diag_str(&why, text, sizeof(text)));
	} else {
		done = ans.status / 100 == 2 || ans.status == 400 || ans.status == 422;
		if (ans.status / 100 != 2)
			gen_warn(g, "[build] indexnow: it answered %ld%s", ans.status,
			    done ? "" : "; the next build tries again");
	}
	buf_release(&ans.body);
	return done;
}

bool
indexnow_send(struct gen *g)
{
	struct buf question = BUF_INIT;
	bool told = false;
	struct arena a;
	size_t n = 0;

	if (!is_on(g) || g->man == NULL)
		return true;
	arena_init(&a, 0);
	if (read_all(g, &a, &question, &n) == JY_OK)
		told = n == 0 || (ask(g, buf_view(&question)) &&
				     man_exec(g, SQL_ANNOUNCE_CLEAR) == JY_OK);
	buf_release(&question);
	arena_release(&a);
	return told;
}
