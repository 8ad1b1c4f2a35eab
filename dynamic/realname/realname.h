/*
 * realname.h - 实名登记 (8.1) and 跟踪登记 (8.2): where a graduate belongs, and whether she
 * looks for work, has work or went another way. Registration is a state (realname_flow); what
 * she is registered as is the newest of her records, which never change. The system registers
 * her itself when a contract or agreement takes effect after she left school.
 */
#ifndef JY_REALNAME_H
#define JY_REALNAME_H

#include "flow/desk.h"

extern const struct flow realname_flow;

/* What a record says. Texts that the type does not ask for are empty. */
struct realname_data {
	const char *type;  /* "seeking", "unemployed", "employed", "other" */
	struct str region; /* 12 digits: a village or community; 9: a township (8.1.f1) */
	struct str wish_position, wish_region, wish_employment, wish_industry,
	    wish_service;
	int64_t wish_salary; /* yuan a month; 0: negotiable */
	struct str employer, credit_code, position, place, starts_on;
	struct str way, note;
};

/* Is this graduate registered? False also on an error. */
bool realname_is_registered(struct act *act, int64_t account_id);

/*
 * The acting graduate registers (8.1), or adds a record of how things are now (8.2). One
 * transaction, or a part of the caller's.
 *   JY_ECONFLICT  not verified, registered already, or not yet: *why says so
 *   JY_EINPUT     the region is no village, community or township, or was merged
 *   JY_EDB        a rule of the schema: the type's own data is missing
 */
enum jy_err realname_register(
    struct act *act, const struct realname_data *data, const char **why) MUST_CHECK;
enum jy_err realname_follow(
    struct act *act, const struct realname_data *data, const char **why) MUST_CHECK;

/* A contract or agreement that takes effect now. */
struct realname_deal {
	int64_t account_id;  /* the graduate's */
	const char *kind;    /* "contract", "agreement" */
	int64_t document_id; /* in that kind's table */
	struct str employer, credit_code, position,
	    place;            /* the last three may be empty */
	struct str starts_on; /* ISO date, or empty */
};

/*
 * To be called in the transaction in which it takes effect, whoever acts: if the graduate has
 * left school before today and is not registered, the system registers her as 已就业 at
 * act->now (8.1.r6, r7) and tells her. Else nothing happens. Without a leaving date in
 * her school's record she counts as having left on 30 June of her year of graduation.
 *   JY_EINTERNAL  no transaction is open
 */
enum jy_err realname_on_effective(
    struct act *act, const struct realname_deal *deal) MUST_CHECK;

/* A document that was in force has ended. What was registered stays; whose newest record came from it is asked to follow
 * it up (8.2.f1). */
enum jy_err realname_on_ended(struct act *act, int64_t account_id, int64_t document_id,
    struct str employer) MUST_CHECK;

/*
 * The acting graduate's registration: {id, uid, registered, records (newest first), current (the
 * newest), earlier (the others), some_earlier}; without one only empty records.
 * A record: {version, at, registrar, automatic, follow_up, type, type_label, status, region
 * (path), coarse (the region is larger than a township), facts: [{label, value}]}.
 */
enum jy_err realname_own(struct act *act, struct val *out) MUST_CHECK;

/* What the newest record says, to fill a form. JY_ENOTFOUND: there is none. */
enum jy_err realname_newest(struct act *act, struct realname_data *out) MUST_CHECK;

/* --- the offices' side (8.1.i2): a prefecture sees its area, the authority all */

struct realname_filter {
	struct str type;   /* empty: any */
	struct str region; /* a code, narrower than the office's area; empty: all of it */
	struct str name;   /* a part of it; empty: any */
};

/* Newest first, at most `limit`: [{uid, name (masked), type, type_label, status, region, at,
 * registrar, follow_up}]. *next: where the next page begins. */
enum jy_err realname_list(struct act *act, const struct realname_filter *filter,
    struct desk_place from, int limit, struct val *out, struct str *next) MUST_CHECK;

/* One with its records, as realname_own(), and name, masked (its first
 * character), account_id. JY_ENOTFOUND: not in the
 * area. Looking at it is recorded by the caller. */
enum jy_err realname_case(struct act *act, struct str uid, struct val *out) MUST_CHECK;

/*
 * Counts by the parts of the area (`region` or the office's own) and by type:
 * {rows: [{code, name, seeking, unemployed, employed, other, all, deeper (it has parts)}],
 * total: the same, place (its name)}. JY_ENOTFOUND: `region` is not in the office's area.
 */
enum jy_err realname_counts(
    struct act *act, struct str region, struct val *out) MUST_CHECK;

#endif
