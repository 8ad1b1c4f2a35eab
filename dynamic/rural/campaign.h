/*
 * campaign.h - 三支一扶 (9.1.i1): the authority's campaigns and their posts. A campaign is
 * written as a draft, published with its posts on the public site, and closed; inside its
 * window graduates apply (apply.h). Its states and steps are campaign_flow's.
 */
#ifndef JY_CAMPAIGN_H
#define JY_CAMPAIGN_H

#include "flow/flow.h"

extern const struct flow campaign_flow;

/* What the authority writes: the input of "edit" (flow_input.data). */
struct campaign_form {
	int64_t year;
	struct str title;
	struct str eligibility;         /* Markdown */
	struct str brings;              /* lines, printed on the form; may be empty */
	struct str opens_on, closes_on; /* ISO: first and last day */
};

struct campaign {
	int64_t id;
	struct campaign_form form;
	int64_t opens_at, closes_at; /* closes_at: first second after the last day */
	struct str state, reason;
	int64_t posts, headcount, applications;
};

/* May one apply now? */
bool campaign_is_open(const struct campaign *c, int64_t now);

/* In words: 未发布, 未开始, 报名中, 已结束; *tone for the badge. */
const char *campaign_phase(const struct campaign *c, int64_t now, const char **tone);

/* NULL, or what is wrong with the window, one sentence; *name is the field. */
const char *campaign_window_fault(const struct campaign_form *form, const char **name);

/* A draft. One transaction, or a part of the caller's. JY_EINPUT: the window. */
enum jy_err campaign_create(
    struct act *act, const struct campaign_form *form, int64_t *id) MUST_CHECK;

/* One; drafts only for the authority. JY_ENOTFOUND. */
enum jy_err campaign_load(struct act *act, int64_t id, struct campaign *out) MUST_CHECK;

/* Newest first: of the authority all, of others those that were published. */
enum jy_err campaign_list(
    struct act *act, struct campaign *out, int limit, int *n) MUST_CHECK;

/* --- posts */

struct post {
	int64_t id, campaign_id;
	struct str code, name;
	struct str region, place; /* code; full name */
	struct str unit;
	struct str service, service_label; /* dict rural */
	int64_t headcount;
	struct str education, education_label; /* dict education */
	struct str requirements;
	int64_t office_id, employer_id;   /* who reviews; employer 0: none */
	struct str office, employer_code; /* name; credit code */
	int64_t applications;
};

/* Posts of a campaign by code: of all, or (region not empty) of a prefecture, "6531". */
enum jy_err post_list(struct act *act, int64_t campaign_id, struct str region,
    struct post *out, size_t limit, size_t *n) MUST_CHECK;
enum jy_err post_load(struct act *act, int64_t id, struct post *out) MUST_CHECK;

/*
 * Add (id 0) or change a post of a campaign, in the caller's transaction, without an
 * audit record: for imports. The reviewing prefecture follows from the place, the
 * employer from its credit code (verified, or none).
 *   JY_ECONFLICT  the code is taken in this campaign; or *why says what is wrong
 */
enum jy_err post_put(struct act *act, struct post *p, const char **why) MUST_CHECK;

/* The same as one act with its audit record; and away with it. JY_ECONFLICT: somebody
 * has applied for it. */
enum jy_err post_save(struct act *act, struct post *p, const char **why) MUST_CHECK;
enum jy_err post_delete(struct act *act, const struct post *p) MUST_CHECK;

/* The post of a code, JY_ENOTFOUND: none. */
enum jy_err post_find(
    struct act *act, int64_t campaign_id, struct str code, int64_t *id) MUST_CHECK;

#endif
