/*
 * apply.h - 三支一扶 (9.1, 9.2): a registered graduate applies for one post of a campaign
 * inside its window; the prefecture of the post, its employer or the authority review;
 * who was passed prints the confirmation form. The states and steps are post_flow's.
 */
#ifndef JY_APPLY_H
#define JY_APPLY_H

#include "crypto.h"
#include "rural/campaign.h"
#include "sheet/sheet.h"

extern const struct flow post_flow;

/* What a graduate writes: the input of "edit" too (flow_input.data). Post, experience
 * and contact; the basic part comes from her profile at each save. */
struct application_form {
	int64_t post_id;
	struct str experience;
	struct str phone, email, address; /* email and address may be empty */
};

/* One application, as pages show it and as the steps see it (flow_doc.data). */
struct post_application {
	int64_t id;
	struct str uid, number; /* flow_reference() */
	int64_t account_id, post_id, campaign_id;
	struct str campaign;
	int64_t year, opens_at, closes_at;
	struct str campaign_state, brings;
	struct str code, post, place, unit, service;
	struct val basic; /* {name, gender, born, education, school, faculty, major, year,
			   * region} */
	struct str id_no; /* masked */
	struct str experience;
	struct str phone, email, address; /* masked, but for herself */
	struct str state, reason, reviewer;
	int64_t reviewed_at, created_at, updated_at;
};

/* --- the graduate */

/*
 * May the acting graduate apply in this campaign now? *why: what stands against it, one
 * sentence; NULL: nothing does. *registered: 实名登记 is done (9.1.r1).
 */
enum jy_err apply_may(struct act *act, const struct campaign *c, bool *registered,
    const char **why) MUST_CHECK;

/* The basic part as it will be taken: of the profile. JY_ECONFLICT: not complete. */
enum jy_err apply_basic(struct act *act, struct val *out, struct str *id_no) MUST_CHECK;

/* Apply. One transaction, in which the campaign is read, or a part of the caller's; the
 * prefecture is told.
 *   JY_ENOTFOUND  no such campaign, or it was not published
 *   JY_ECONFLICT  *why: as above, or she has applied in this campaign, with whatever
 *                 account (9.1.q1)
 *   JY_EINPUT     the post is none of this campaign */
enum jy_err apply_create(struct act *act, int64_t campaign_id,
    const struct application_form *form, struct str *uid, const char **why) MUST_CHECK;

/* Her own, newest first; or her own in a campaign, JY_ENOTFOUND: none. */
enum jy_err apply_own(
    struct act *act, struct post_application *out, int limit, int *n) MUST_CHECK;
enum jy_err apply_in(
    struct act *act, int64_t campaign_id, struct post_application *out) MUST_CHECK;

/* --- everybody who may see it: herself, the prefecture, the employer, the authority */

enum jy_err apply_get(
    struct act *act, struct str uid, struct post_application *out) MUST_CHECK;

/* The same with ID number and contact whole, noted as a look of the viewer. One
 * transaction. */
enum jy_err apply_reveal(
    struct act *act, struct str uid, struct post_application *out) MUST_CHECK;

/* Whether it was passed: then the confirmation form may be printed (9.2.r1). */
bool apply_is_approved(const struct post_application *p);

/*
 * The viewer's applications of a campaign (0: of all) as a sheet, EXPORT_ROWS at most.
 * `whole`: ID numbers and contacts unmasked, each person's noted. One transaction with its audit record.
 *   JY_ETOOBIG  more than that
 */
#define EXPORT_ROWS 5000
enum jy_err apply_export(
    struct act *act, int64_t campaign_id, bool whole, struct sheet *out) MUST_CHECK;

/* An employer's, those that wait first: newest `limit`. */
enum jy_err apply_of_employer(
    struct act *act, struct post_application *out, int limit, int *n) MUST_CHECK;

/* --- who closes her account */

/*
 * What was decided stays, with her name and ID number; phone, mail, address and experience
 * go as soon as the campaign is over. In the caller's transaction, before her account is
 * closed: nothing of hers is pending any more.
 */
enum jy_err apply_leave(struct act *act) MUST_CHECK;

/* Those of accounts that were closed before their campaign was over: for the clock. */
enum jy_err apply_sweep(struct act *act, int64_t *removed) MUST_CHECK;

#endif
