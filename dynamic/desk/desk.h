/*
 * desk.h - the offices' desks. A kind of document whose workflow (flow/flow.h) waits for
 * an office has one `struct desk`: which office sees which of its documents, in which
 * columns and filters. It stands in the table desks[] (dynamic/desks.c); from that follow
 * the inbox, the lists with batch decisions, their routes, the counts of the zone, and
 * the way from one case to the next. A case's page stays with its capability: it calls
 * desk_put() to be drawn and desk_post() to decide. docs/architecture.md shows how to
 * add one.
 */
#ifndef JY_DESK_H
#define JY_DESK_H

#include "flow/flow_pages.h"
#include "http/route.h"

/*
 * The statements of one office's view. `w` is the document's table, with the columns id,
 * state and updated_at (when it came to its state), and an index that begins with what
 * the scope compares, then (state, updated_at, id).
 *   columns  the case's key in its address ("w.id", "w.uid"), then the desk's columns;
 *            take what belongs to other tables by a subselect, so that counting need not
 *   from     " FROM job w", and the joins that the scope needs
 *   scope    " AND …": whose documents these are, by :office (the viewer's); "" for all
 *   filter   " AND (:year = 0 OR w.year = :year) AND …" for the desk's filters; "": none
 *   whose    DESK_PERSON and the like: whose name one looks a case up by, by an index. The
 *            scope stands in a CASE there, so that nobody walks through an office's cases
 */
#define DESK_NAMED(column) column " >= :who AND " column " <= :whom"
#define DESK_PERSON \
	"w.account_id IN (SELECT a.id FROM account a WHERE " DESK_NAMED("a.name") ")"
#define DESK_STUDENT(column) \
	column " IN (SELECT s.id FROM student s WHERE " DESK_NAMED("s.name") ")"
#define DESK_UNIT(column) \
	column " IN (SELECT e.id FROM employer e WHERE " DESK_NAMED("e.name") ")"
#define DESK_SQL(NAME, columns, from, scope, filter, whose)                             \
	SQL(SQL_##NAME##_OLDEST,                                                        \
	    "SELECT w.id, w.state, w.updated_at, " columns from                         \
	    " WHERE w.state = :state AND :office > 0 AND (w.updated_at, w.id) >"        \
	    " (:at, :id) AND w.updated_at <= :until" scope filter                       \
	    " ORDER BY w.updated_at, w.id LIMIT :limit");                               \
	SQL(SQL_##NAME##_NEWEST,                                                        \
	    "SELECT w.id, w.state, w.updated_at, " columns from                         \
	    " WHERE w.state = :state AND :office > 0 AND (w.updated_at, w.id) <"        \
	    " (:at, :id) AND w.updated_at <= :until" scope filter                       \
	    " ORDER BY w.updated_at DESC, w.id DESC LIMIT :limit");                     \
	SQL(SQL_##NAME##_ONE, "SELECT w.id, w.state, w.updated_at, " columns from       \
			      " WHERE w.id = :id AND :office > 0" scope);               \
	SQL(SQL_##NAME##_COUNT,                                                         \
	    "SELECT count(*), min(c.at) FROM (SELECT w.updated_at AS at" from           \
	    " WHERE w.state = :state AND :office > 0 AND w.updated_at <= :until" scope  \
		filter " ORDER BY w.updated_at LIMIT :limit) AS c");                    \
	SQL(SQL_##NAME##_WHOSE,                                                         \
	    "SELECT w.id, w.state, w.updated_at, " columns from                         \
	    " WHERE :office > 0 AND " whose " AND CASE WHEN w.id > 0" scope             \
	    " THEN 1 ELSE 0 END = 1 ORDER BY w.updated_at DESC, w.id DESC LIMIT"        \
	    " :limit");                                                                 \
	static const struct desk_sql NAME = { SQL_##NAME##_OLDEST, SQL_##NAME##_NEWEST, \
		SQL_##NAME##_ONE, SQL_##NAME##_COUNT, SQL_##NAME##_WHOSE }

struct desk_sql {
	const char *oldest, *newest, *one, *count, *whose;
};

#define DESK_SCOPES 4
#define DESK_COLUMNS 8
#define DESK_FILTERS 5
#define DESK_STATES 12

/* A column of the list. The first names the case, in results and in the inbox too. */
struct desk_column {
	const char *label; /* NULL: the end */
	/* NULL: the text as selected. Else fills the cell from it: text, and tone for a
	 * badge ("wait", "good", "bad", "off"). */
	void (*show)(struct act *act, struct str value, struct val *cell);
};

enum desk_filter_type {
	FILTER_WORD,   /* typed: bound as text, '' for all */
	FILTER_YEAR,   /* typed: bound as a number, 0 for all */
	FILTER_OFFICE, /* chosen from `from`, a SQL(…) that selects id and name for
			* :office; bound as a number, 0 for all */
	FILTER_DICT,   /* chosen from the kind `from` of table dict: text, '' for all */
	FILTER_PLACE   /* a prefecture's region code, 4 digits: text, '' for all */
};

struct desk_filter {
	const char *name, *label; /* "year": bound as :year; NULL: the end */
	enum desk_filter_type type;
	const char *from;
};

struct desk {
	const struct flow *flow;
	const char *path;  /* the list; a case is PATH/KEY */
	const char *title; /* 职位审核, as in zone_menu[] */
	const char *noun;  /* 职位 */
	struct {
		unsigned role;
		const struct desk_sql *sql;
	} scopes[DESK_SCOPES]; /* whose desk it is; the route's roles */
	/* Tabs, in their order; those that wait for the viewer (FLOW_NEXT steps of the
	 * role) come oldest first, the others newest first. The list opens with the
	 * first that waits. */
	const char *states[DESK_STATES];
	struct desk_column columns[DESK_COLUMNS];
	struct desk_filter filters[DESK_FILTERS];
	/* Actions of the flow behind the keys a and r; the first is also 批量通过, the
	 * second (with its one reason) 批量退回. NULL: there is none. */
	const char *approve, *reject;
	bool one_by_one; /* no batch: each case wants to be looked at */
};

/* All desks; ends with NULL. */
extern const struct desk *const desks[];

/*
 * For a case's page, instead of flow_put(): its data for {{>flow/actions}} and
 * {{>flow/history}}, and `desk` for {{>desk/nav}}: the cases before and after it in
 * the queue that the viewer came from, and how many wait.
 *   JY_ENOTFOUND  not there, or not the viewer's
 */
enum jy_err desk_put(
    struct request *rq, struct val *data, const struct desk *desk, int64_t id) MUST_CHECK;

/*
 * For the POST of a case's page (its row has FLOW_FIELDS, more if need be): take the step
 * that the form names, with its reason and `input` (flow_input.data; NULL: none), and
 * go on to the next case that waits in the same queue, or to the list. When the
 * workflow says no, `page` is drawn again with the reason.
 */
enum jy_err desk_post(struct request *rq, const struct desk *desk, int64_t id,
    const void *input, handler_fn page) MUST_CHECK;

/* The desk whose list has this path; NULL: none. */
const struct desk *desk_at(const char *path);

/* How many cases wait for the viewer at a desk in all; 0 if it is not hers. */
enum jy_err desk_waiting(struct act *act, const struct desk *desk, int64_t *n) MUST_CHECK;

/* The rows of a desk in the route table (routes.c adds them for each desk); how many. */
#define DESK_ROUTES 2
size_t desk_route_rows(const struct desk *desk, struct route rows[DESK_ROUTES]);

/* /office/inbox */
extern const struct route desk_inbox_routes[];

#endif
