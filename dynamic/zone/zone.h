/*
 * zone.h - the menu of checklist 0.d1 as one table, and what of it stands open to
 * whom. An entry is shown only if its path is a route: what is not built is left
 * out. It is open, done, or locked with the reason why.
 */
#ifndef ZONE_H
#define ZONE_H

#include "act.h"
#include "http/route.h"
#include "val.h"

/* What a person must have reached; bits. */
enum gate {
	GATE_NONE = 0,
	GATE_PROFILE = 1, /* 个人基本信息 is complete (2.1.r1) */
	GATE_VERIFIED = 2, /* 身份认证 is 已认证; of an employer: the unit is verified */
	GATE_REALNAME = 4, /* 实名登记 is done (8.2.r1, 9.1) */
};

struct menu_entry {
	unsigned roles; /* whose zone it stands in */
	const char *group, *label, *path;
	enum gate gate; /* what opens it */
	enum gate done; /* what shows that it is done; GATE_NONE: it never is */
};
extern const struct menu_entry zone_menu[];
extern const size_t zone_menu_count;

/* What the acting person has reached, as bits of enum gate. */
enum jy_err zone_reached(struct act *act, unsigned *reached);

/*
 * The groups of a role's zone for my/zone.mustache: [{label, tasks: [{label, href,
 * is_open, is_locked, is_done, state, why, fix_href, fix_label}]}]. Groups without
 * an entry are left out.
 */
struct val zone_groups(struct arena *a, const struct menu_entry *menu, size_t n,
    enum role role, unsigned reached, const struct route *routes, size_t nroutes);

extern const struct route zone_routes[];

#endif
