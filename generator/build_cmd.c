/*
 * build_cmd.c - sitegen build (see build_cmd.h).
 */
#include <inttypes.h>
#include <stdio.h>

#include "build.h"
#include "build_cmd.h"
#include "options.h"
#include "say.h"

#define USAGE 2

/* The result for programs. */
static void
print_json(const struct options *o, const struct build_result *r, enum jy_err err,
    const struct diag *d)
{
	struct arena a;
	struct val map;

	arena_init(&a, 0);
	map = val_map(&a);
	val_set(&map, "ok", val_bool(err == JY_OK));
	say_error(&a, &map, err, d);
	if (err == JY_OK) {
		val_set(&map, "nothing", val_bool(r->nothing));
		val_set(&map, "dry", val_bool(o->dry));
		val_set(&map, "written", val_int(r->written));
		val_set(&map, "deleted", val_int(r->deleted));
		val_set(&map, "outputs", val_int(r->outputs));
		say_instant(&a, &map, "next", r->next_at);
	}
	val_set(&map, "warnings", val_int(r->warnings));
	val_set(&map, "ms", val_int(r->ms));
	say_json(&map);
	arena_release(&a);
}

static void
print_line(const struct options *o, const struct build_result *r)
{
	if (r->nothing)
		printf("sitegen: nothing changed, %" PRId64 " files", r->outputs);
	else
		printf("sitegen: %s%" PRId64 " written, %" PRId64 " deleted, %" PRId64
		       " files",
		    o->dry ? "would be: " : "", r->written, r->deleted, r->outputs);
	if (r->warnings > 0)
		printf(", %d warnings", r->warnings);
	printf(", %" PRId64 ".%03" PRId64 " s\n", r->ms / 1000, r->ms % 1000);
}

int
build_cmd(int argc, char **argv)
{
	struct build_options opt = { .clock = -1 };
	struct build_result r;
	struct diag d = { .line = 0 };
	struct options o;
	enum jy_err err;

	if (!options_read(&o, argc, argv, "ctfnFwqPj"))
		return USAGE;
	opt.conf = o.conf;
	opt.clock = o.clock;
	opt.full = o.full;
	opt.dry = o.dry;
	opt.force = o.force;
	opt.wait = o.wait;
	opt.quiet = o.quiet;
	opt.profile = o.profile;
	opt.json = o.json;
	err = build_run(&opt, &r, &d);
	if (o.json)
		print_json(&o, &r, err, &d);
	else if (err == JY_OK && !o.quiet)
		print_line(&o, &r);
	return report(err, &d);
}
