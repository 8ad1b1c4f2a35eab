/*
 * saved_search.h - searches that a graduate keeps, and the alert when new jobs meet one.
 */
#ifndef JY_SAVED_SEARCH_H
#define JY_SAVED_SEARCH_H

#include "act.h"
#include "err.h"
#include "val.h"

#define SAVED_SEARCHES_MAX 20    /* of one graduate */
#define ALERT_PAUSE_SECONDS 3600 /* between two alerts for one search */

/* Keep a search of the acting graduate under a name ("": its conditions in words); jobs
 * published from now on are new to it. `query` as search_parse() reads it. One transaction.
 *   JY_ELIMIT  there are SAVED_SEARCHES_MAX already */
enum jy_err saved_search_add(
    struct act *act, struct str name, struct str query, bool alert) MUST_CHECK;

/* Hers, the newest first: [{uid, name, href, alert, saved (2026-11-23 08:30)}]. */
enum jy_err saved_search_list(struct act *act, struct val *out) MUST_CHECK;

/* Each is one transaction. JY_ENOTFOUND: there is none of that uid, or not hers. */
enum jy_err saved_search_remove(struct act *act, struct str uid) MUST_CHECK;
enum jy_err saved_search_alert(struct act *act, struct str uid, bool on) MUST_CHECK;

/*
 * The link in an alert ends it without a login: uid and an HMAC of it. check() gives the
 * search's name; off() turns the alert off, in a transaction.
 *   JY_ENOTFOUND  the token is not ours, or the search is gone
 */
#define UNSUBSCRIBE_TOKEN 43
enum jy_err unsubscribe_token(
    const struct act *act, struct str uid, char out[UNSUBSCRIBE_TOKEN + 1]) MUST_CHECK;
enum jy_err unsubscribe_check(
    struct act *act, struct str uid, struct str token, struct str *name) MUST_CHECK;
enum jy_err unsubscribe_off(struct act *act, struct str uid, struct str token) MUST_CHECK;

/* The clock: tell whoever wants it of the jobs published before now and not yet told of.
 * One transaction for each search. *told counts. */
enum jy_err saved_search_tick(struct act *act, int *told) MUST_CHECK;

#endif
