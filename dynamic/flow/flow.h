/*
 * flow.h - the workflow engine.
 * A kind of document is a constant table of steps: from which state, which action,
 * by whom, under which guard, to which state, with which effect. flow_apply() is the
 * only way a state changes; everything else follows from the tables: what a page
 * offers, what an office's inbox lists, what is audited, the diagrams in docs/.
 */
#ifndef JY_FLOW_H
#define JY_FLOW_H

#include "act.h"
#include "buf.h"
#include "err.h"
#include "val.h"

struct flow;

/* One document as the engine, guards and effects see it. */
struct flow_doc {
	const struct flow *flow;
	int64_t id;
	struct str state; /* in the act's arena */
	void *data;       /* the kind's own struct, made by its load() */
};

/* What comes with an action. */
struct flow_input {
	struct str reason; /* "" when none was given */
	const void *data;  /* the action's own input; its page and effect agree on it */
};

/* NULL: the step may be taken. Else why not, one Chinese sentence. */
typedef const char *(*flow_guard)(const struct act *act, const struct flow_doc *doc);

/* More to do inside the transaction, after the state has changed. */
typedef enum jy_err (*flow_effect)(
    struct act *act, struct flow_doc *doc, const struct flow_input *in);

enum {
	FLOW_REASON = 1, /* a reason must be given */
	FLOW_NEXT = 2,   /* what the document waits for: who may take it acts next, and
	                  * finds it in the inbox. Not 撤回, 修改, 下架 and the like */
	FLOW_REMARK = 4, /* a reason may be given: the page has a place for it */
};

/*
 * Rows of one action from one state are tried in order: the first whose guard holds
 * is taken, so a row without a guard after others is "else". `from` may be "*"; it is ""
 * for how a document begins, which flow_created() records: such rows stand first, and only
 * name the beginning in histories and diagrams.
 */
struct flow_step {
	const char *from, *action, *label; /* label: the button, 通过 */
	unsigned roles;
	flow_guard guard;   /* NULL: none */
	const char *to;     /* "=": unchanged */
	flow_effect effect; /* NULL: none */
	unsigned flags;
};

struct flow_state {
	const char *name, *label; /* "pending", 待审核 */
	const char *tone;         /* for the badge: "wait", "good", "bad", "off" */
};

struct flow {
	const char *kind;    /* "job": also in flow_event, audit_event and URLs */
	const char *label;   /* 职位 */
	const char *created; /* the step that makes one, 登记寄送; NULL: 提交 */
	const struct flow_state *states; /* the first is where a document begins */
	size_t nstates;
	const struct flow_step *steps;
	size_t nsteps;

	/* Load what `act->who` may see of document `id`, ownership in the query.
	 * JY_ENOTFOUND: not there, or not his. Fills id, state and data. */
	enum jy_err (*load)(struct act *act, int64_t id, struct flow_doc *doc);

	/* UPDATE … SET state = :to, reason = :reason, updated_at = :now
	 * WHERE id = :id AND state = :from */
	const char *sql_move;

	/* Ids whose clock step is due: SELECT id … WHERE … <= :now. NULL: none. */
	const char *sql_due;
	const char *due_action;
};

#define FLOW_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/*
 * Take one step, in one transaction (its own, or the caller's open one): load with
 * ownership, state, role, guard, reason, compare-and-set, effect, history, audit.
 * *why (may be NULL) gets a sentence for the person when the answer is no.
 *   JY_ENOTFOUND   not there, or not the viewer's
 *   JY_EFORBIDDEN  the role has no such action
 *   JY_ECONFLICT   not from this state (somebody was faster), or a guard says no
 *   JY_EINPUT      the reason is missing
 */
enum jy_err flow_apply(struct act *act, const struct flow *flow, int64_t id,
    const char *action, const struct flow_input *in, const char **why);

/*
 * The same for somebody who decided by a page: `version` is how many entries the document's
 * history had there (flow_version()). JY_ECONFLICT too if it has more now: a document that was
 * withdrawn, changed and sent again is not decided by what it said before. -1: not asked.
 */
enum jy_err flow_apply_at(struct act *act, const struct flow *flow, int64_t id,
    const char *action, const struct flow_input *in, int64_t version, const char **why);

enum jy_err flow_version(
    struct act *act, const struct flow *flow, int64_t id, int64_t *version);

/* Record how a document came to be (its row was just inserted in its first state,
 * in the caller's transaction): history and audit. */
enum jy_err flow_created(
    struct act *act, const struct flow *flow, int64_t id, const char *action);

/* The same for one that begins in another state. */
enum jy_err flow_created_in(struct act *act, const struct flow *flow, int64_t id,
    const char *action, const char *state);

/* What the viewer may do now: [{action, label, allowed, why, reason, remark}], in the
 * table's order, each action once. */
struct val flow_actions(struct act *act, const struct flow_doc *doc);

/* The same by action, for pages with forms of their own: {ACTION: {allowed, why, …}}. */
struct val flow_may(struct act *act, const struct flow_doc *doc);

/* The document's history, oldest first: [{at, action, label, role, from, to, state,
 * reason, by}]. */
enum jy_err flow_history(
    struct act *act, const struct flow *flow, int64_t id, struct val *out);

const struct flow_state *flow_state(const struct flow *flow, struct str name);

/* Has `role` a FLOW_NEXT step in this state? What waits for it, for inboxes. */
bool flow_waits_for(const struct flow *flow, const char *state, enum role role);

/* Has `role` a step of this action in this state, whatever its guard says? */
bool flow_offers(
    const struct flow *flow, const char *state, const char *action, enum role role);

/* The button's word for an action, whichever row it is in; flow->created if it is in none. */
const char *flow_action_label(const struct flow *flow, struct str action);

/* Who acts next, as bits of enum role; 0: nobody, it is finished. Where steps of several
 * roles wait, those whose guard holds for their role count, if there is one (guards that
 * are asked here see act->who.role as that of the step). */
unsigned flow_next(const struct act *act, const struct flow_doc *doc);

/* The same in words, for timelines: 主管部门; 院系、学校; 系统 is the clock. "" for 0. */
struct str flow_next_words(const struct act *act, const struct flow_doc *doc);

/* A document's number for people, on paper and on the telephone: "DOC-7K2M9Q". The same each
 * time, another for each document, and says nothing of how many there are. */
struct str flow_reference(struct arena *a, const struct flow *flow, int64_t id);

/*
 * The ids that can have the reference `text`, or one that ends in it: "DOC-7K2M9Q", "doc 7k2m9q",
 * "7K2M9Q", "2M9Q" (four at least; O is read as 0, I and L as 1). The lowest first, up to
 * `max`; how many. 0: it is none of this kind. Whether there is such a document is not asked.
 */
size_t flow_reference_ids(
    const struct flow *flow, struct str text, int64_t *ids, size_t max);

/* What `action` would do to a document now, without doing it. JY_ENOTFOUND: not the
 * viewer's. */
struct flow_preview {
	const struct flow_state
	    *to;         /* the state it leads to; NULL: it may not be taken */
	const char *why; /* why not */
	bool reason;     /* it wants one */
};
enum jy_err flow_preview(struct act *act, const struct flow *flow, int64_t id,
    const char *action, struct flow_preview *out);

/* The clock: take `due_action` for all that is due. *moved counts. */
enum jy_err flow_tick(struct act *act, const struct flow *flow, int *moved);

/* The same for another clock step of the kind: `sql` is like sql_due, and has :soon too,
 * `ahead` seconds from now. */
enum jy_err flow_remind(struct act *act, const struct flow *flow, const char *sql,
    int64_t ahead, const char *action, int *moved);

/* A Mermaid state diagram and a table of the steps, for docs/workflows.md. */
void flow_describe(const struct flow *flow, struct buf *out);

#endif
