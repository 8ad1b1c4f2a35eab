/*
 * publish.h - from the plan to the live site. Two ways:
 *
 * Incremental: outputs wait in PUBLIC.stage/; one transaction commits the
 * manifest with the journal, a redo log of renames and deletions; the log is
 * carried out and cleared. Killed anywhere, the site stays whole: pages come
 * before the pages that link to them (new pages that link to each other in a circle
 * are held open by a short notice first), deletions are last, linkers before what
 * they link to. The next build carries on where the log ends.
 *
 * Fresh (no manifest, or no site): outputs go to PUBLIC.next/, which is then
 * exchanged with PUBLIC in one step.
 */
#ifndef GEN_PUBLISH_H
#define GEN_PUBLISH_H

#include "gen.h"

/* In table plan. */
enum plan_op { PLAN_PUT, PLAN_DELETE, PLAN_COMPRESS }; /* the last: .gz and .br only */

/* Open the live folder, and look whether another file system is in the way. */
enum jy_err publish_open(struct gen *g);
void publish_close(struct gen *g);

/* Is the live site the one that the manifest describes? */
enum jy_err publish_matches(struct gen *g, bool *matches);

/* Finish what a killed build began; g->man is open, outside a transaction.
 *   JY_ENOTFOUND  what it had staged is lost; g->scratch is set */
enum jy_err publish_resume(struct gen *g);

/* Remove what a killed build left beside the site; is there something? */
bool publish_left(struct gen *g);
void publish_tidy(struct gen *g);

/* Make the stage if this run has none yet. */
enum jy_err publish_stage(struct gen *g);

/* JY_ECONFLICT: the build would delete more than [build] delete_percent. */
enum jy_err publish_guard(struct gen *g);

/* Commit the manifest's transaction and publish. */
enum jy_err publish_run(struct gen *g);

/* After a failure: remove what was staged, unless the journal speaks of it. */
void publish_discard(struct gen *g);

/* Print the plan, for --dry-run. */
enum jy_err publish_print(struct gen *g);

#endif
