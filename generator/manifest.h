/*
 * manifest.h - what the last build published: items, lists, outputs and their
 * digests, who depends on what, and the journal of a publication under way. A
 * SQLite file in [path] cache, written in one transaction a build; losing it
 * costs a build from scratch. Its pages carry checksums (DB_CHECKED). Tables are
 * described in manifest.c.
 */
#ifndef GEN_MANIFEST_H
#define GEN_MANIFEST_H

#include "gen.h"

/* A statement on the manifest, in the inventory that a test prepares. */
#define MAN_SQL(name, ...)                                      \
	static const char name[] = __VA_ARGS__;                 \
	static const struct db_sql name##_entry __attribute__(( \
	    used, section("gen_man_sql"), aligned(8))) = { #name, __FILE__, name }

/* All of them: [*first, *end). */
void manifest_sql_inventory(const struct db_sql **first, const struct db_sql **end);

/*
 * Open cache/manifest.db. Sets g->fresh when there is none, or it is of another
 * version or damaged: then an empty cache/manifest.next.db is open instead, and
 * manifest_adopt() gives it its name. With `scratch` set do so anyway.
 */
enum jy_err manifest_open(struct gen *g, bool scratch);
enum jy_err manifest_adopt(struct gen *g);

/* Remove manifest.db: from now on it would speak of another tree. */
enum jy_err manifest_forget(struct gen *g);
void manifest_close(struct gen *g);

/* Make the tables; for manifest_open() and tests. */
enum jy_err manifest_create(struct db *db);

/* Statements with the words of a failure in g->diag. */
enum jy_err man_begin(struct gen *g);
enum jy_err man_commit(struct gen *g); /* an error: nothing was written */
enum jy_err man_prepare(struct gen *g, struct db_stmt **st, const char *sql);
enum jy_err man_step(struct gen *g, struct db_stmt *st, bool *row);
enum jy_err man_one(struct gen *g, struct db_stmt *st); /* JY_ENOTFOUND: no words */
enum jy_err man_run(struct gen *g, struct db_stmt *st);
enum jy_err man_exec(struct gen *g, const char *sql);

/* Run a constant with one parameter, a number. */
enum jy_err man_run_int(struct gen *g, const char *sql, const char *name, int64_t v);

/* Small facts by name. A missing number is `otherwise`, a missing blob empty. */
enum jy_err state_int(struct gen *g, const char *name, int64_t otherwise, int64_t *v);
enum jy_err state_set_int(struct gen *g, const char *name, int64_t v);
enum jy_err state_text(struct gen *g, const char *name, struct arena *a, struct str *v);
enum jy_err state_set_text(struct gen *g, const char *name, struct str v);

/* Is `digest` another than the one remembered under `name`? Remembers it. */
enum jy_err signature_changed(
    struct gen *g, const char *name, const uint8_t digest[32], bool *changed);

/* Answers to a topic ("jobs/prefecture/6501", "file:x") changed: whoever asked
 * about it is made again. */
enum jy_err topic_changed(struct gen *g, struct str topic);

/* Replace what `dependent` ("item 17", "list 3", "page /index.html") asked about
 * by what g->ask has gathered. */
enum jy_err deps_replace(struct gen *g, struct str dependent);
enum jy_err deps_drop(struct gen *g, struct str dependent);

/* Did something that `dependent` asked about change in this build? */
enum jy_err deps_changed(struct gen *g, struct str dependent, bool *changed);

#endif
