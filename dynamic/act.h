/*
 * act.h - who acts, on which store, at what time: what every domain function
 * takes first. The portal fills one for each request, portalctl one for each
 * command. It owns nothing.
 */
#ifndef JY_ACT_H
#define JY_ACT_H

#include <stdint.h>

#include "arena.h"
#include "conf.h"
#include "db.h"
#include "keys.h"
#include "str.h"

/* workflows.md's roles, and those that are not accounts. As bits, so that a route
 * can name several. */
enum role {
	ROLE_VISITOR = 1 << 0, /* nobody is logged in */
	ROLE_GRADUATE = 1 << 1,
	ROLE_EMPLOYER = 1 << 2,
	ROLE_FACULTY = 1 << 3,
	ROLE_SCHOOL = 1 << 4,
	ROLE_PREFECTURE = 1 << 5,
	ROLE_AUTHORITY = 1 << 6,
	ROLE_ADMIN = 1 << 7,
	ROLE_SYSTEM = 1 << 8, /* the clock */
	ROLE_CONSOLE = 1 << 9 /* portalctl */
};
#define ROLES_OFFICE (ROLE_FACULTY | ROLE_SCHOOL | ROLE_PREFECTURE | ROLE_AUTHORITY)
#define ROLES_STAFF (ROLES_OFFICE | ROLE_ADMIN)
#define ROLES_ACCOUNT (ROLE_GRADUATE | ROLE_EMPLOYER | ROLES_STAFF)
#define ROLES_ANYONE (ROLE_VISITOR | ROLES_ACCOUNT)

/* "graduate" as in account.role and the audit trail; and 毕业生. "" if unknown. */
const char *role_name(enum role role);
const char *role_label(enum role role);
enum role role_of(struct str name); /* 0: no such role */

struct principal {
	enum role role;
	int64_t account_id;  /* 0: no account */
	int64_t office_id;   /* offices */
	int64_t employer_id; /* employers */
	struct str uid, name;
};

struct act {
	struct db *db;
	const struct conf *conf;
	const struct keyring *keys;
	struct arena *arena; /* results are allocated here */
	struct principal who;
	struct str address;      /* of the browser; "console", "system" */
	int64_t now;             /* read once, so that one act has one time */
	struct act_after *after; /* see act_after() */
};

/*
 * Call fn(arg) once what was done is committed: now, or, where the commit is still to come (db_group()), right
 * after it and before anybody is told; never when it fails. False: there is no memory for it.
 */
bool act_after(struct act *act, void (*fn)(void *), void *arg);
void act_committed(struct act *act); /* for whoever ends the group */

#endif
