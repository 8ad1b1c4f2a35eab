/*
 * demo.h - a believable portal for trying things out. The same numbers come out
 * each time (a fixed seed), dates lie around the day on which it is made. ID
 * numbers are valid by GB 11643 but name no county (they end in 00 where a county
 * would stand), mobiles are 138 0000 xxxx, web and mail hosts are reserved names:
 * nobody is meant.
 */
#ifndef CTL_DEMO_H
#define CTL_DEMO_H

#include "ctl/ctl.h"
#include "password.h"
#include "profile/profile.h"
#include "signing/signing.h"

#define DEMO_EMPLOYERS 60
#define DEMO_JOBS_MAX 400
#define DEMO_EVENTS_MAX 3000
#define DEMO_DEALS_MAX 200
#define DEMO_DAY 86400

struct demo;

/* Something that somebody did at a time; events are carried out in time's order,
 * each with the clock standing there, so that history and audit trail tell it. */
struct demo_event {
	int64_t at;
	enum jy_err (*run)(struct demo *d, const struct demo_event *e);
	int item;           /* which employer, job or account */
	const char *action; /* of a flow */
	enum role role;     /* who takes it */
	const char *reason;
	int order; /* among those of one time; set by demo_at() */
};

struct demo_deal;
struct demo_classmate;

struct demo {
	struct ctl *c;
	uint64_t random;
	int64_t now; /* when it was started */
	struct demo_event *events;
	int nevents;
	int64_t authority;                        /* the account that reviews */
	int64_t cashier;                          /* the one that marks batches paid */
	int64_t employer[DEMO_EMPLOYERS];         /* ids, 0 before they registered */
	int64_t employer_account[DEMO_EMPLOYERS]; /* 0: none */
	int64_t job[DEMO_JOBS_MAX];
	struct demo_job *jobs; /* demo_jobs.c's */
	int njobs;
	const struct demo_deal *deals[DEMO_DEALS_MAX]; /* demo_signing.c's */
	int ndeals;
	struct demo_classmate *class; /* demo_class.c's */
	int nclass;
	char class_password[PASSWORD_STORED_SIZE];
	enum jy_err err; /* of adding events */
};

/* --- chance, the same each time */
uint32_t demo_random(struct demo *d, uint32_t bound); /* in [0, bound) */
int64_t demo_between(struct demo *d, int64_t low, int64_t high);

/* A village of a prefecture, by `skip`; a township where the villages were not imported. */
enum jy_err demo_village(
    struct demo *d, const char *place, uint32_t skip, struct str *code);

/* Add an event; its time is moved to before now. */
struct demo_event *demo_at(struct demo *d, int64_t at,
    enum jy_err (*run)(struct demo *, const struct demo_event *), int item);

/* Be somebody from now on. */
void demo_be(struct demo *d, enum role role, int64_t account, int64_t employer);

/* --- numbers */
void demo_id_number(char out[19], const char *region, unsigned born, unsigned serial);
void demo_mobile(char out[12], unsigned n);
void demo_credit_code(char out[19], const char *kind, const char *region, unsigned n);

/* --- places (demo_places.c) */
struct demo_place {
	const char *code, *name; /* a prefecture: "6531", 喀什地区 */
	const char *brief;       /* as in names of companies: 喀什 */
	const char *area_code;   /* of telephones */
};
#define DEMO_PLACES 14
extern const struct demo_place demo_places[DEMO_PLACES];

/* Regions and offices. */
enum jy_err demo_make_places(struct demo *d, bool all_villages);

/* A county of a prefecture, in the arena. */
enum jy_err demo_county(
    struct demo *d, const char *prefecture, struct str *code, struct str *name);

/* --- people (demo_people.c) */
struct demo_account {
	enum role role;
	const char *login; /* staff */
	const char *password;
	const char *name;
	const char *office; /* code */
	int employer;       /* which, for employers */
	const char *region; /* graduates: of the ID number */
	unsigned born;      /* graduates: YYYYMMDD */
	unsigned mobile;    /* employers and graduates: which number */
};
extern const struct demo_account demo_accounts[];
extern const size_t demo_naccounts;

/* What such an account logs in with. */
void demo_login(const struct demo_account *a, char out[33]);

/* Accounts of staff at once, others as events; student records. */
enum jy_err demo_make_people(struct demo *d);

/* Events of these modules. */
enum jy_err demo_employer_account(struct demo *d, int employer);

/* --- profiles and identity checks in every state (demo_identity.c) */
enum jy_err demo_make_identities(struct demo *d);
bool demo_is_unknown(unsigned mobile); /* is in no student record */
struct account;
/* School and studies, as the record of this ID number has them. */
enum jy_err demo_read_record(struct demo *d, struct str id_no, struct profile *p);
enum jy_err demo_find_account(struct demo *d, unsigned mobile, struct account *out);

/* --- subsidies in every state, and batches of them (demo_subsidy.c) */
enum jy_err demo_make_subsidies(struct demo *d);

/* --- invitations, contracts and agreements (demo_signing.c) */
enum jy_err demo_make_signings(struct demo *d);

/* Who does what, one day after the other, once the invitation was sent. */
struct demo_step {
	enum role who;
	const char *action, *reason;
};
#define DEMO_STEPS 6
#define DEMO_ACCEPT                         \
	{                                   \
		ROLE_GRADUATE, "accept", "" \
	}
#define DEMO_APPROVE                          \
	{                                     \
		ROLE_AUTHORITY, "approve", "" \
	}
struct demo_deal {
	unsigned mobile; /* the graduate's */
	int employer;
	enum signing_kind kind;
	const char *position;
	int salary;
	struct demo_step steps[DEMO_STEPS];
};

/* Events: the invitation goes out at `at`. The deal is not copied. */
void demo_plan_deal(struct demo *d, const struct demo_deal *deal, int64_t at);

/* --- papers entered by graduates, with a scan (demo_entered.c) */
enum jy_err demo_make_entered(struct demo *d);

/* What stands on such a paper; a picture of it (demo_scan.c). */
struct demo_paper {
	const char *title, *text, *employer, *graduate, *seal;
};
enum jy_err demo_scan(const struct demo_paper *p, struct buf *png);

/* --- the last class: the graduates behind the public counts (demo_class.c). Nobody knows their
 * passwords. */
struct demo_classmate {
	const char *name, *id_no;
	const struct demo_place *home;
};
#define DEMO_CLASS_MOBILE 1000 /* the first one's number */

enum jy_err demo_make_class(struct demo *d);

/* --- campaigns of rural service posts, and who applied (demo_rural.c) */
enum jy_err demo_make_rural(struct demo *d);

/* --- lost certificates, dossiers and employment information (demo_procedures.c) */
enum jy_err demo_make_procedures(struct demo *d);

/* --- resumes in every state, and who opened them (demo_resumes.c) */
enum jy_err demo_make_resumes(struct demo *d);

/* --- reports of jobs (demo_reports.c) */
enum jy_err demo_make_reports(struct demo *d);

/* --- registrations of every type (demo_realname.c) */
enum jy_err demo_make_realnames(struct demo *d);

/* --- what became of resumes that were sent (demo_applications.c) */
enum jy_err demo_make_applications(struct demo *d);

/* --- employers (demo_employers.c) and jobs (demo_jobs.c) */
enum jy_err demo_make_employers(struct demo *d);
enum jy_err demo_make_jobs(struct demo *d);

/* A post that is offered (demo_posts.c). */
struct demo_post {
	const char *industry; /* dict code; "": found in any */
	const char *title, *category, *education;
	int low, high;                /* yuan a month */
	const char *duties, *demands; /* by '|' */
};
extern const struct demo_post demo_posts[];
extern const size_t demo_nposts;

const char *demo_industry(int employer); /* dict code */
const struct demo_place *demo_employer_place(int employer);
const char *demo_employer_kind(int employer); /* dict code */
bool demo_employer_verified(int employer);    /* in the end */

#endif
