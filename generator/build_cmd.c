/*
 * build_cmd.c - sitegen build, status, next (see build_cmd.h).
 */
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build.h"
#include "build_cmd.h"
#include "clock.h"
#include "items.h"
#include "manifest.h"
#include "options.h"
#include "pages.h"
#include "run.h"

#define USAGE 2

static const char *
instant(int64_t at, char text[26])
{
	if (at == 0)
		return "none";
	clock_rfc3339(at, text);
	return text;
}

int
build_cmd(int argc, char **argv)
{
	struct build_options opt = { .clock = -1 };
	struct build_result r;
	struct diag d = { .line = 0 };
	struct options o;
	enum jy_err err;

	if (!options_read(&o, argc, argv, "ctfnFwqP"))
		return USAGE;
	opt.conf = o.conf;
	opt.clock = o.clock;
	opt.full = o.full;
	opt.dry = o.dry;
	opt.force = o.force;
	opt.wait = o.wait;
	opt.quiet = o.quiet;
	opt.profile = o.profile;
	if ((err = build_run(&opt, &r, &d)) != JY_OK)
		return report(err, &d);
	if (o.quiet)
		return 0;
	if (r.nothing)
		printf("sitegen: nothing changed, %" PRId64 " files", r.outputs);
	else
		printf("sitegen: %s%" PRId64 " written, %" PRId64 " deleted, %" PRId64
		       " files",
		    o.dry ? "would be: " : "", r.written, r.deleted, r.outputs);
	if (r.warnings > 0)
		printf(", %d warnings", r.warnings);
	printf(", %" PRId64 ".%03" PRId64 " s\n", r.ms / 1000, r.ms % 1000);
	return 0;
}

static enum jy_err
next_of(struct gen *g, int64_t *at)
{
	int64_t items, pages;
	enum jy_err err;

	if ((err = items_next(g, &items)) != JY_OK ||
	    (err = pages_next(g, &pages)) != JY_OK)
		return err;
	*at = items == 0 || (pages != 0 && pages < items) ? pages : items;
	return JY_OK;
}

int
next_cmd(int argc, char **argv)
{
	struct options o;
	struct gen g;
	enum jy_err err;
	char text[26];
	int64_t at;
	int status;

	if (!options_read(&o, argc, argv, "cs"))
		return USAGE;
	if ((err = run_open_built(&g, o.conf)) == JY_OK &&
	    (err = next_of(&g, &at)) == JY_OK) {
		if (!o.seconds)
			puts(instant(at, text));
		else if (at != 0)
			printf("%lld\n", (long long)at);
	}
	status = report(err, &g.diag);
	run_close(&g);
	return status;
}

static enum jy_err
print_status(struct gen *g)
{
	static const struct {
		const char *name, *words;
	} facts[] = {
		{ "outputs", "files" },
		{ "written", "written by that build" },
		{ "deleted", "deleted by it" },
		{ "warnings", "its warnings" },
		{ "ms", "its milliseconds" },
		{ "change_seq", "change sequence" },
		{ "audit_seq", "head of the audit chain" },
	};
	const char *lock = arena_printf(&g->arena, "%s/lock", g->conf.path.cache).p;
	enum jy_err err = JY_OK;
	struct stat st;
	char text[26];
	int64_t v;
	size_t i;

	if (lock != NULL && stat(lock, &st) == 0)
		printf("last looked: %s\n", instant(st.st_mtim.tv_sec, text));
	if ((err = state_int(g, "clock", 0, &v)) != JY_OK)
		return err;
	printf("last built: %s\n", instant(v, text));
	for (i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		if ((err = state_int(g, facts[i].name, 0, &v)) != JY_OK)
			return err;
		printf("%s: %" PRId64 "\n", facts[i].words, v);
	}
	if ((err = next_of(g, &v)) == JY_OK)
		printf("next change: %s\n", instant(v, text));
	return err;
}

int
status_cmd(int argc, char **argv)
{
	struct options o;
	struct gen g;
	enum jy_err err;
	int status;

	if (!options_read(&o, argc, argv, "c"))
		return USAGE;
	if ((err = run_open_built(&g, o.conf)) == JY_OK)
		err = print_status(&g);
	status = report(err, &g.diag);
	run_close(&g);
	return status;
}
