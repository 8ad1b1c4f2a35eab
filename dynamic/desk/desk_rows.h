/*
 * desk_rows.h - what the files of this folder share: the cases of a desk as the viewer
 * sees them.
 */
#ifndef JY_DESK_ROWS_H
#define JY_DESK_ROWS_H

#include "desk/desk.h"
#include "flow/desk.h"

#define DESK_PAGE 50
#define DESK_DAYS_MAX 3650
#define DESK_COUNT_MAX 100000 /* what waits is counted so far */

/* A queue: a desk's documents in one state, in the viewer's scope and by her filters. */
struct desk_view {
	const struct desk *desk;
	const struct desk_sql *sql;
	const struct flow_state *state;
	bool waits;    /* for the viewer: oldest first */
	int64_t days;  /* only what came to its state so long ago; 0: all */
	int64_t until; /* that as a time */
	struct {
		struct str text;
		int64_t number;
		const struct form_value *wrong; /* what was typed instead; NULL: fine */
	} values[DESK_FILTERS];
	bool filtered;
};

/* Before the first case of a queue, in either order. */
#define DESK_OLDEST ((struct desk_place){ 0, 0 })
#define DESK_NEWEST ((struct desk_place){ INT64_MAX, INT64_MAX })

struct desk_case {
	int64_t id, at;
	struct str state, key, name;
	struct val cells; /* [{label, text, tone}], without the name */
};

/* The statements for the viewer's office; NULL: the desk is not hers. */
const struct desk_sql *desk_sql_of(const struct act *act, const struct desk *desk);

/* A queue without filters. False: the desk is not the viewer's. */
bool desk_view(const struct act *act, const struct desk *desk, const char *state,
    struct desk_view *out);

/* Only what waits for so many days; 0: all. */
void desk_view_days(const struct act *act, struct desk_view *v, int64_t days);

/* The queue that the request's query names. JY_EFORBIDDEN: the desk is not hers. */
enum jy_err desk_view_of(
    struct request *rq, const struct desk *desk, struct desk_view *out) MUST_CHECK;

/* The query for the same queue: "state=pending&year=2026". */
struct str desk_query(struct arena *a, const struct desk_view *view);

/* Up to `limit` cases behind `from`, oldest or newest first. */
enum jy_err desk_cases(struct act *act, const struct desk_view *view, bool newest,
    struct desk_place from, size_t limit, struct desk_case *out, size_t *n) MUST_CHECK;

/* One case in the viewer's scope, in whatever state. JY_ENOTFOUND. */
enum jy_err desk_case(struct act *act, const struct desk_view *view, int64_t id,
    struct desk_case *out) MUST_CHECK;

/* Up to `limit` cases in the viewer's scope of people or employers whose name begins with `who`,
 * in whatever state, newest first. */
enum jy_err desk_whose(struct act *act, const struct desk_view *view, struct str who,
    size_t limit, struct desk_case *out, size_t *n) MUST_CHECK;

/* Is this a state that the desk's list shows? */
bool desk_shows(const struct desk *desk, struct str state);

/* What /office/inbox lists for `text`, a reference number or a name, into `data`: see the
 * template desk/inbox. */
enum jy_err desk_lookup(struct request *rq, struct str text, struct val *data) MUST_CHECK;

/* How many stand in the queue, at most `most`; *oldest: since when the first waits. */
enum jy_err desk_count(struct act *act, const struct desk_view *view, int64_t most,
    int64_t *n, int64_t *oldest) MUST_CHECK;

/* How long ago, in words: 今天, 3 天. */
struct str desk_age(const struct act *act, int64_t at);

/* Where a case is: PATH/KEY?QUERY. */
struct str desk_href(struct arena *a, const struct desk_view *view, struct str key);

/* The choice of a waiting time: [{value, label, selected}]. */
struct val desk_days(struct request *rq);

#endif
