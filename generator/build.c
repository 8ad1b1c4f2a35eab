/*
 * build.c - the walk of a build (see build.h). Each step is another file's part.
 */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ask.h"
#include "assets.h"
#include "build.h"
#include "clock.h"
#include "core.h"
#include "crypto.h"
#include "feed.h"
#include "file.h"
#include "hooks.h"
#include "image.h"
#include "indexnow.h"
#include "inputs.h"
#include "items.h"
#include "keep.h"
#include "lists.h"
#include "manifest.h"
#include "output.h"
#include "ping.h"
#include "pages.h"
#include "places.h"
#include "plugin.h"
#include "profile.h"
#include "publish.h"
#include "redirect.h"
#include "render.h"
#include "run.h"
#include "search.h"
#include "seen.h"
#include "signs.h"
#include "sitemap.h"
#include "source.h"
#include "writer.h"

#define CLOCK_STEP 3600 /* seconds */

static const char CLEAR_SCRATCH[] =
    "DELETE FROM touched; DELETE FROM topic; DELETE FROM seen; DELETE FROM dirty;"
    "DELETE FROM plan; DELETE FROM kept; DELETE FROM claim;";

static const char CLEAR_TOUCHED[] =
    "DELETE FROM touched; DELETE FROM topic; DELETE FROM seen; DELETE FROM kept;";

MAN_SQL(SQL_ITEM_DUE, "SELECT 1 FROM item WHERE next_at <= :now LIMIT 1");
MAN_SQL(SQL_PLAN_NEW, "SELECT count(*) FROM plan WHERE op = 0 AND existed = 0");

/* One attempt: the run and what it found out on the way. */
struct build {
	struct gen g;
	const struct build_options *opt;
	struct build_result *result;
	struct store_state store;
	struct seen
	    seen; /* for the next one; its inputs are those of the npm files below */
	struct str npm;   /* names, one a line */
	bool settled;     /* seen.inputs can be told from what comes later */
	bool looked;      /* nothing had changed, and nothing was opened to know */
	int64_t begun_ms; /* by the clock that only goes on, */
	int64_t begun_at; /* and by that which stamps files */
};

/* --- before: the manifest, and is there anything to do? */

static enum jy_err
open_manifest(struct build *b, bool scratch)
{
	struct gen *g = &b->g;
	enum jy_err err;
	bool matches;

	if ((err = publish_open(g)) != JY_OK ||
	    (err = manifest_open(g, scratch)) != JY_OK)
		return err;
	if (!g->fresh && !g->dry && (err = publish_resume(g)) != JY_OK)
		return err;
	if (!g->dry)
		publish_tidy(g);
	if (g->fresh)
		return JY_OK;
	if ((err = publish_matches(g, &matches)) != JY_OK || matches)
		return err;
	gen_warn(g, "%s is not the site that was built last; building from scratch",
	    g->conf.path.public_dir);
	manifest_close(g);
	return manifest_open(g, true);
}

static enum jy_err
is_due(struct gen *g, bool *due)
{
	struct db_stmt *st;
	enum jy_err err;
	int64_t at;

	if ((err = pages_due(g, due)) != JY_OK || *due)
		return err;
	if ((err = state_int(g, "feeds_at", 0, &at)) != JY_OK)
		return err;
	*due = at != 0 && g->now >= at;
	if (*due || (err = man_prepare(g, &st, SQL_ITEM_DUE)) != JY_OK)
		return err;
	db_bind_int(st, ":now", g->now);
	if ((err = man_one(g, st)) == JY_OK)
		*due = true;
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

/* A clock that was put right goes back a little: what was published stays. Further back it
 * was wrong before, or somebody builds for another day: what was due may not be any more. */
static enum jy_err
settle_clock(struct build *b)
{
	struct gen *g = &b->g;
	enum jy_err err;
	int64_t last;

	if ((err = state_int(g, "clock", 0, &last)) != JY_OK || g->now >= last)
		return err;
	if (b->opt->clock < 0 && last - g->now <= CLOCK_STEP) {
		clock_set(last);
		g->now = last;
		return JY_OK;
	}
	g->full = true;
	if (b->opt->clock < 0)
		gen_warn(g,
		    "the clock is %lld s behind the last build; pages follow the clock",
		    (long long)(last - g->now));
	return JY_OK;
}

/* Everything as the last build saw it? */
static enum jy_err
is_same(struct build *b, bool *same)
{
	struct gen *g = &b->g;
	int64_t change_seq, audit_seq;
	struct str stamp;
	enum jy_err err;
	bool due;

	*same = false;
	if ((err = store_state(g, &b->store)) != JY_OK ||
	    (err = state_text(g, "npm", &g->arena, &b->npm)) != JY_OK ||
	    (err = inputs_stamp(g, b->npm, b->begun_at, b->seen.inputs, &b->settled)) !=
		JY_OK ||
	    (err = settle_clock(b)) != JY_OK)
		return err;
	if (g->fresh || g->full)
		return JY_OK;
	if ((err = state_int(g, "change_seq", -1, &change_seq)) != JY_OK ||
	    (err = state_int(g, "audit_seq", -1, &audit_seq)) != JY_OK ||
	    (err = state_text(g, "stamp", &g->arena, &stamp)) != JY_OK ||
	    (err = is_due(g, &due)) != JY_OK)
		return err;
	*same = !due && change_seq == b->store.change_seq &&
		audit_seq == b->store.audit_seq && b->settled &&
		str_eq(stamp, STR_BYTES(b->seen.inputs));
	return JY_OK;
}

/* --- the work */

static enum jy_err
load_site(struct build *b)
{
	struct gen *g = &b->g;
	const char *dir = arena_printf(&g->arena, "%s/templates", g->conf.path.source).p;
	enum jy_err err;

	if (dir == NULL || (g->templates = template_set_new(dir)) == NULL)
		return gen_mem(g, NULL);
	render_open(g);
	if ((err = template_load_all(g->templates, &g->diag)) != JY_OK ||
	    (err = plugins_load(g)) != JY_OK || (err = assets_load(g)) != JY_OK ||
	    (err = signs_order(g)) != JY_OK || (err = hooks_before(g)) != JY_OK)
		return err;
	return signs_mark(g, b->store.words_seq);
}

static enum jy_err
drop_undeclared(struct gen *g)
{
	return g->fresh ? JY_OK : items_drop_undeclared(g);
}

static enum jy_err
build_items(struct gen *g)
{
	enum jy_err err = JY_OK;
	size_t i;

	for (i = 0; i < g->site.section_count && err == JY_OK; i++) {
		err = items_build(g, &g->site.sections[i]);
		profile_stage(g, "items of", g->site.sections[i].name);
	}
	db_trim(g->store); /* the search needs the room */
	return err;
}

/* From the first file to the last. */
static enum jy_err
build_files(struct gen *g)
{
	static const struct {
		const char *stage;
		enum jy_err (*run)(struct gen *);
	} steps[] = {
		{ "remote feeds", source_feeds_fetch },
		{ "content files", inputs_content },
		{ "kinds that changed", ask_changed },
		{ "undeclared sections", drop_undeclared },
		{ "kept lists", keep_load },
		{ "items", build_items },
		{ "lists", lists_build },
		{ "search", search_build },
		{ "single pages", pages_build },
		{ "feeds", feeds_build },
		{ "assets", assets_build },
		{ "sitemap", sitemap_build },
		{ "site's manifest", core_build },
	};
	enum jy_err err = writer_start(g);
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]) && err == JY_OK; i++) {
		err = steps[i].run(g);
		profile_stage(g, steps[i].stage, NULL);
	}
	err = writer_stop(g, err);
	profile_stage(g, "last files", NULL);
	if (err == JY_OK)
		err = redirects_build(g);
	profile_stage(g, "redirects", NULL);
	return err;
}

static enum jy_err
build_site(struct build *b)
{
	struct gen *g = &b->g;
	enum jy_err err;

	if ((err = state_int(g, "outputs", 0, &g->counts.before)) != JY_OK ||
	    (err = load_site(b)) != JY_OK)
		return err;
	profile_stage(g, "plugins and templates", NULL);
	if ((err = build_files(g)) != JY_OK || (err = output_check_claims(g)) != JY_OK ||
	    (err = places_check(g)) != JY_OK)
		return err;
	if ((err = publish_guard(g)) != JY_OK)
		return err;
	return hooks_after(g);
}

/* --- after */

static enum jy_err
count_outputs(struct gen *g)
{
	struct db_stmt *st;
	enum jy_err err;

	if (g->fresh) {
		g->counts.outputs = g->counts.written;
		return JY_OK;
	}
	if ((err = man_prepare(g, &st, SQL_PLAN_NEW)) != JY_OK)
		return err;
	if ((err = man_one(g, st)) == JY_OK)
		g->counts.outputs = g->counts.before + db_int(st, 0) - g->counts.deleted;
	db_finish(st);
	return err;
}

/* The npm files, so that the next build can look at their stamps, and the stamps. */
static enum jy_err
remember_inputs(struct build *b)
{
	struct gen *g = &b->g;
	struct buf list = BUF_INIT;
	enum jy_err err;
	size_t i;

	for (i = 0; i < g->site.npm_count; i++)
		buf_printf(&list, "%s\n", g->site.npm[i]);
	b->npm = arena_str(&g->arena, buf_view(&list));
	buf_release(&list);
	if ((err = inputs_stamp(g, b->npm, b->begun_at, b->seen.inputs, &b->settled)) !=
		JY_OK ||
	    (err = state_set_text(g, "npm", b->npm)) != JY_OK)
		return err;
	return state_set_text(
	    g, "stamp", b->settled ? STR_BYTES(b->seen.inputs) : STR_NONE);
}

static enum jy_err
remember(struct build *b)
{
	struct gen *g = &b->g;
	struct {
		const char *name;
		int64_t v;
	} facts[] = {
		{ "change_seq", b->store.change_seq },
		{ "audit_seq", b->store.audit_seq },
		{ "clock", g->now },
		{ "outputs", g->counts.outputs },
		{ "written", g->counts.written },
		{ "deleted", g->counts.deleted },
		{ "warnings", g->warnings },
		{ "ms", clock_elapsed_ms() - b->begun_ms },
		{ "feeds_at", g->feeds_at },
	};
	enum jy_err err = remember_inputs(b);
	size_t i;

	for (i = 0; i < sizeof(facts) / sizeof(facts[0]) && err == JY_OK; i++)
		err = state_set_int(g, facts[i].name, facts[i].v);
	return err == JY_OK ? state_set_text(g, "warned", str_of(g->warned)) : err;
}

/* Items, single pages. */
enum jy_err
build_next(struct gen *g, int64_t *next_at)
{
	int64_t items, pages;
	enum jy_err err;

	if ((err = items_next(g, &items)) != JY_OK ||
	    (err = pages_next(g, &pages)) != JY_OK)
		return err;
	*next_at = items == 0 || (pages != 0 && pages < items) ? pages : items;
	return JY_OK;
}

static enum jy_err
finish(struct build *b)
{
	struct gen *g = &b->g;
	enum jy_err err;

	if ((err = count_outputs(g)) != JY_OK ||
	    (err = build_next(g, &b->result->next_at)) != JY_OK)
		return err;
	b->result->written = g->counts.written;
	b->result->deleted = g->counts.deleted;
	b->result->outputs = g->counts.outputs;
	if (g->dry)
		return b->opt->json ? JY_OK : publish_print(g);
	if ((err = indexnow_note(g)) != JY_OK || (err = remember(b)) != JY_OK ||
	    (err = man_exec(g, CLEAR_TOUCHED)) != JY_OK)
		return err;
	return publish_run(g);
}

/* Nothing has changed, and all that tells so was only looked at? */
static bool
is_seen(struct build *b, bool scratch)
{
	struct seen s;

	if (scratch || b->g.full || !seen_same(&b->g, b->g.now, &s) || s.again != 0)
		return false;
	profile_stage(&b->g, "has anything changed?", NULL);
	b->result->nothing = b->looked = true;
	b->result->outputs = s.outputs;
	b->result->next_at = s.next_at;
	return true;
}

/* For the next build to look at alone. What keeps it from that is nothing that fails. */
static void
note_seen(struct build *b, bool told)
{
	struct gen *g = &b->g;
	struct seen *s = &b->seen;
	bool due;

	if (g->man == NULL || !b->settled || is_due(g, &due) != JY_OK ||
	    state_int(g, "clock", 0, &s->clock) != JY_OK ||
	    state_int(g, "feeds_at", 0, &s->due) != JY_OK)
		return;
	s->change_seq = b->store.change_seq;
	s->audit_seq = b->store.audit_seq;
	s->next_at = b->result->next_at;
	s->outputs = b->result->outputs;
	s->again = due || !told || publish_left(g);
	if (s->due == 0 || (s->next_at != 0 && s->next_at < s->due))
		s->due = s->next_at;
	seen_write(g, s, b->npm);
}

static enum jy_err
attempt(struct build *b, bool scratch)
{
	struct gen *g = &b->g;
	enum jy_err err;
	bool same;

	g->full = b->opt->full;
	g->dry = b->opt->dry;
	g->force = b->opt->force;
	g->progress = !b->opt->quiet && isatty(STDERR_FILENO);
	if ((b->opt->profile && (err = profile_start(g)) != JY_OK) ||
	    (err = run_lock(g, b->opt->wait)) != JY_OK)
		return err;
	b->begun_at = inputs_real_ms();
	seen_begin(g, &b->seen);
	if (is_seen(b, scratch))
		return JY_OK;
	if ((err = run_open_store(g, DB_READ)) != JY_OK ||
	    (err = open_manifest(b, scratch)) != JY_OK ||
	    (err = is_same(b, &same)) != JY_OK)
		return err;
	profile_stage(g, "has anything changed?", NULL);
	if (same) {
		b->result->nothing = true;
		if ((err = state_int(g, "outputs", 0, &b->result->outputs)) == JY_OK)
			err = build_next(g, &b->result->next_at);
		return err;
	}
	if ((!g->dry && (err = seen_forget(g)) != JY_OK) ||
	    (err = man_begin(g)) != JY_OK ||
	    (err = man_exec(g, CLEAR_SCRATCH)) != JY_OK || (err = build_site(b)) != JY_OK)
		return err;
	return finish(b);
}

/* What follows a build that went well, whatever becomes of it. */
static void
follow(struct build *b)
{
	struct gen *g = &b->g;

	if (g->dry || b->looked)
		return;
	if (b->result->written + b->result->deleted > 0)
		ping_send(g);
	if (g->fresh || g->full)
		image_tidy(g);
	note_seen(b, indexnow_send(g));
}

enum jy_err
build_run(const struct build_options *opt, struct build_result *result, struct diag *d)
{
	struct build b;
	enum jy_err err;
	bool scratch = false, again;
	char text[1024];

	do {
		memset(&b, 0, sizeof(b));
		memset(result, 0, sizeof(*result));
		b.opt = opt;
		b.result = result;
		b.begun_ms = clock_elapsed_ms();
		if ((err = run_open(&b.g, opt->conf, opt->clock)) == JY_OK)
			err = attempt(&b, scratch);
		if (err != JY_OK)
			publish_discard(&b.g);
		*d = b.g.diag;
		if (err == JY_OK)
			follow(&b);
		result->warnings = b.g.warnings;
		profile_stage(&b.g, "publishing", NULL);
		profile_print(&b.g);
		result->ms = clock_elapsed_ms() - b.begun_ms;
		again = err != JY_OK && b.g.scratch && !b.g.fresh && !scratch;
		if (!again && !b.looked)
			run_note(&b.g, err, d);
		run_close(&b.g);
		if (again) {
			fprintf(stderr, "sitegen: warning: %s; building from scratch\n",
			    diag_str(d, text, sizeof(text)));
			scratch = true;
		}
	} while (again);
	return err;
}
