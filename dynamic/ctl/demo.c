/*
 * demo.c - `portalctl demo`: makes the demo portal in one transaction, or lists its
 * accounts.
 */
#include <stdio.h>
#include <stdlib.h>

#include "audit/audit.h"
#include "clock.h"
#include "ctl/demo.h"
#include "statistics/statistics.h"

#define SEED 20260701

SQL(SQL_DEMO_ACCOUNTS, "SELECT count(*) FROM account");

/* splitmix64 (Steele, Lea, Flood 2014): for looks only, never for secrets. */
uint32_t
demo_random(struct demo *d, uint32_t bound)
{
	uint64_t z = d->random += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (uint32_t)((z ^ (z >> 31)) % bound);
}

int64_t
demo_between(struct demo *d, int64_t low, int64_t high)
{
	return low + demo_random(d, (uint32_t)(high - low + 1));
}

struct demo_event *
demo_at(struct demo *d, int64_t at,
    enum jy_err (*run)(struct demo *, const struct demo_event *), int item)
{
	static struct demo_event spare;
	struct demo_event *e = &spare;

	if (d->nevents == DEMO_EVENTS_MAX) {
		d->err = JY_ETOOBIG;
	} else {
		e = &d->events[d->nevents];
		*e = (struct demo_event){ .at = at < d->now ? at : d->now - 1,
			.run = run,
			.item = item,
			.order = d->nevents++ };
	}
	return e;
}

void
demo_be(struct demo *d, enum role role, int64_t account, int64_t employer)
{
	d->c->act.who = (struct principal){
		.role = role, .account_id = account, .employer_id = employer
	};
	d->c->act.address =
	    (role & ROLES_ACCOUNT) != 0 ? STR("192.0.2.10") : STR("console");
}

static void
set_time(struct demo *d, int64_t at)
{
	clock_set(at);
	d->c->act.now = at;
}

/* GB 11643-1999: region, birthday, serial, check character. */
void
demo_id_number(char out[19], const char *region, unsigned born, unsigned serial)
{
	static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4,
		2 };
	int sum = 0;

	snprintf(out, 19, "%.6s%08u%03u", region, born % 100000000, serial % 1000);
	for (size_t i = 0; i < 17; i++)
		sum += (out[i] - '0') * weights[i];
	out[17] = "10X98765432"[sum % 11];
	out[18] = '\0';
}

void
demo_mobile(char out[12], unsigned n)
{
	snprintf(out, 12, "1380000%04u", n % 10000);
}

/* GB 11714: the check character of the organisation's part. */
static char
organisation_check(const char *body)
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const int weights[] = { 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;

	for (size_t i = 0; i < 8; i++)
		sum += (int)(strchr(digits, body[i]) - digits) * weights[i];
	return "0X987654321"[sum % 11];
}

/* GB 32100-2015: who registers, region, organisation, check character. */
void
demo_credit_code(char out[19], const char *kind, const char *region, unsigned n)
{
	static const char digits[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	static const int weights[] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24,
		10, 30, 28 };
	const char *by = strcmp(kind, "government") == 0    ? "11"
			 : strcmp(kind, "institution") == 0 ? "12"
			 : strcmp(kind, "social") == 0      ? "52"
							    : "91";
	int sum = 0;

	snprintf(out, 19, "%.2s%.4s00MA7XJ%03u", by, region, n % 1000);
	out[16] = organisation_check(out + 8);
	for (size_t i = 0; i < 17; i++)
		sum += (int)(strchr(digits, out[i]) - digits) * weights[i];
	out[17] = digits[(31 - sum % 31) % 31];
	out[18] = '\0';
}

static int
by_time(const void *a, const void *b)
{
	const struct demo_event *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->order - y->order;
}

static enum jy_err
live(struct demo *d)
{
	struct progress bar;
	enum jy_err err = d->err;

	qsort(d->events, (size_t)d->nevents, sizeof(d->events[0]), by_time);
	progress_start(&bar, "living", (size_t)d->nevents);
	for (int i = 0; i < d->nevents && err == JY_OK; i++) {
		progress_at(&bar, (size_t)i);
		set_time(d, d->events[i].at);
		err = d->events[i].run(d, &d->events[i]);
	}
	progress_end(&bar);
	return err;
}

static enum jy_err
make(struct demo *d, bool all_villages)
{
	enum jy_err err;

	set_time(d, d->now - 470 * DEMO_DAY);
	demo_be(d, ROLE_CONSOLE, 0, 0);
	if ((err = demo_make_places(d, all_villages)) != JY_OK ||
	    (err = demo_make_people(d)) != JY_OK ||
	    (err = demo_make_employers(d)) != JY_OK ||
	    (err = demo_make_identities(d)) != JY_OK ||
	    (err = demo_make_procedures(d)) != JY_OK ||
	    (err = demo_make_subsidies(d)) != JY_OK ||
	    (err = demo_make_jobs(d)) != JY_OK || (err = demo_make_resumes(d)) != JY_OK ||
	    (err = demo_make_applications(d)) != JY_OK ||
	    (err = demo_make_realnames(d)) != JY_OK ||
	    (err = demo_make_signings(d)) != JY_OK ||
	    (err = demo_make_class(d)) != JY_OK ||
	    (err = demo_make_entered(d)) != JY_OK ||
	    (err = demo_make_reports(d)) != JY_OK ||
	    (err = demo_make_rural(d)) != JY_OK || (err = live(d)) != JY_OK)
		return err;
	set_time(d, d->now);
	demo_be(d, ROLE_CONSOLE, 0, 0);
	if ((err = statistics_tick(&d->c->act)) != JY_OK)
		return err;
	return audit_act(&d->c->act, "demo.make", "store", 0, NULL, STR_NONE);
}

static enum jy_err
is_empty(struct ctl *c, bool *empty)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(c->db, &st, SQL_DEMO_ACCOUNTS)) != JY_OK)
		return err;
	if ((err = db_one(st)) == JY_OK)
		*empty = db_int(st, 0) == 0;
	db_finish(st);
	return err;
}

/* Role, login, password, by tabs: for people and for scripts. */
static void
list_accounts(void)
{
	for (size_t i = 0; i < demo_naccounts; i++) {
		const struct demo_account *a = &demo_accounts[i];
		char login[33];

		demo_login(a, login);
		printf("%s\t%s\t%s\n", role_name(a->role), login, a->password);
	}
}

enum jy_err
ctl_demo(struct ctl *c, int argc, char **argv)
{
	bool list = false, force = false, all_villages = false, empty = false;
	const struct ctl_option options[] = { { "list", NULL, &list },
		{ "force", NULL, &force }, { "all-villages", NULL, &all_villages } };
	struct demo d = { .c = c, .random = SEED };
	enum jy_err err;

	if ((err = ctl_arguments(c, argc, argv, options, 3, NULL, 0, 0)) != JY_OK)
		return err;
	if (list) {
		list_accounts();
		return JY_OK;
	}
	if ((err = ctl_open(c, CTL_CONF | CTL_STORE | CTL_KEYS)) != JY_OK ||
	    (err = is_empty(c, &empty)) != JY_OK)
		return err;
	if (!empty && !force)
		return ctl_fail(c, JY_ECONFLICT,
		    "this store has accounts; the demo is for an "
		    "empty one (--force adds it all the same)");
	d.now = clock_now();
	d.events = arena_array(&c->arena, DEMO_EVENTS_MAX, sizeof(d.events[0]));
	if (d.events == NULL)
		return JY_ENOMEM;
	if ((err = db_begin(c->db)) == JY_OK)
		err = db_end(c->db, make(&d, all_villages));
	clock_set(-1);
	if (err == JY_OK)
		printf("%d employers, %d jobs, %zu accounts (portalctl demo --list)\n",
		    DEMO_EMPLOYERS, d.njobs, demo_naccounts);
	return err;
}
