/*
 * batch.h - 发放批次: the authority pays approved applications together. A batch keeps
 * the applications and amounts of the day it is made, leaves as a payment file, and is
 * marked paid as a whole; what was withdrawn meanwhile is refused then, and named.
 */
#ifndef JY_SUBSIDY_BATCH_H
#define JY_SUBSIDY_BATCH_H

#include "sheet/sheet.h"
#include "subsidy/subsidy.h"

extern const struct flow subsidy_batch_flow;

#define BATCH_ITEMS_MAX 2000

struct batch {
	int64_t id;
	struct str uid, name; /* 2026-001 */
	struct str state, reason, paid_on;
	struct str by, paid_by; /* names: who made it, and who marked it paid */
	int64_t count, amount;  /* what is to be paid, or was */
	int64_t refused;        /* of those that it was made with */
	int64_t gone;           /* waiting, but withdrawn meanwhile */
	int64_t created_at;
};

/* Applications that wait for a batch, in number and yuan. */
enum jy_err batch_waiting(
    struct act *act, int64_t school_id, int64_t *count, int64_t *amount) MUST_CHECK;

/*
 * Make a batch of what waits: of a school, or of all (0), BATCH_ITEMS_MAX at most. One
 * transaction, or a part of the caller's.
 *   JY_ENOTFOUND  nothing waits
 */
enum jy_err batch_make(struct act *act, int64_t school_id, struct str *uid) MUST_CHECK;

/* Newest first, `limit` below `before` (0: from the newest). */
enum jy_err batch_list(
    struct act *act, int64_t before, int limit, struct batch *out, int *n) MUST_CHECK;
enum jy_err batch_get(struct act *act, struct str uid, struct batch *out) MUST_CHECK;

/* One application in a batch. */
struct batch_item {
	int64_t id; /* of the application */
	struct str uid, number;
	struct str name, student_no, school, faculty, type, bank, holder;
	struct str card_sealed, card;   /* masked; whole in a file */
	const struct flow_state *state; /* of the application, today */
	int64_t amount;                 /* yuan */
	struct str outcome, why;        /* "waiting", "paid", "refused" and why */
	bool is_due;                    /* it is to be paid, or was: not gone */
};

/* All of a batch, by school; live in the act's arena. */
enum jy_err batch_items(
    struct act *act, int64_t batch, struct batch_item **out, size_t *n) MUST_CHECK;

/*
 * The payment file: whole account numbers of what is to be paid or was, each noted as a
 * look, with one audit record. One transaction; the cells live in the act's arena.
 */
enum jy_err batch_export(
    struct act *act, const struct batch *b, struct sheet *out) MUST_CHECK;

/*
 * Mark paid as of `day`: ISO, not in the future, not before the batch was made. One
 * transaction, or a part of the caller's; what cannot be paid any more is refused with why.
 * Who made the batch may not: money needs a second person. Errors as flow_apply(), and
 * JY_EINPUT when the day is wrong.
 */
enum jy_err batch_pay(
    struct act *act, const struct batch *b, struct str day, const char **why) MUST_CHECK;

#endif
