/*
 * document.c - `portalctl document verify`: does what proves a contract or an agreement
 * agree with the audit chain, and is the chain whole?
 */
#include <inttypes.h>
#include <stdio.h>

#include "audit/audit.h"
#include "ctl/ctl.h"
#include "signing/evidence.h"
#include "signing/verify.h"

SQL(SQL_DOCUMENT_NUMBERED, "SELECT id FROM document WHERE number = :number");
SQL(SQL_DOCUMENT_AFTER, "SELECT id FROM document WHERE id > :id ORDER BY id LIMIT 1");

/* Print what was found about `name`, one line a fault; the number of them. */
static size_t
print_faults(const char *name, const struct val *faults)
{
	for (size_t i = 0; i < val_len(faults); i++) {
		struct val v = val_at(faults, i);

		printf("%s: " STR_FMT "\n", name, STR_ARG(v.s));
	}
	return val_len(faults);
}

static enum jy_err
check_one(struct ctl *c, int64_t id, bool quiet, size_t *nfaults)
{
	struct document d;
	struct val faults;
	const char *name;
	enum jy_err err;

	if ((err = document_get(&c->act, id, &d)) != JY_OK ||
	    (err = evidence_check(&c->act, &d, &faults)) != JY_OK)
		return err;
	name = d.number.n > 0 ? arena_cstr(&c->arena, d.number)
			      : arena_printf(&c->arena, "document %" PRId64, d.id).p;
	if (name == NULL)
		return JY_ENOMEM;
	*nfaults += print_faults(name, &faults);
	if (!quiet && val_len(&faults) == 0)
		printf("%s: text, acceptance, number and history agree with the audit "
		       "chain\n",
		    name);
	return JY_OK;
}

static enum jy_err
check_numbered(struct ctl *c, const char *typed, size_t *nfaults)
{
	struct db_stmt *st = NULL;
	char number[16];
	int64_t id = 0;
	enum jy_err err;

	if (!verify_number_parse(str_of(typed), number))
		return ctl_usage(c, "'%s' is no number of a document", typed);
	if ((err = db_prepare(c->db, &st, SQL_DOCUMENT_NUMBERED)) != JY_OK)
		return err;
	db_bind_text(st, ":number", number);
	if ((err = db_one(st)) == JY_OK)
		id = db_int(st, 0);
	db_finish(st);
	if (err == JY_ENOTFOUND)
		return ctl_fail(c, err, "there is no document %s", number);
	return err != JY_OK ? err : check_one(c, id, false, nfaults);
}

/* Each in memory of its own: texts are long. */
static enum jy_err
check_all(struct ctl *c, size_t *nfaults)
{
	struct arena one;
	struct db_stmt *st = NULL;
	int64_t id = 0, n = 0;
	enum jy_err err = JY_OK;

	arena_init(&one, 0);
	c->act.arena = &one;
	while (
	    err == JY_OK && (err = db_prepare(c->db, &st, SQL_DOCUMENT_AFTER)) == JY_OK) {
		db_bind_int(st, ":id", id);
		if ((err = db_one(st)) == JY_OK)
			id = db_int(st, 0);
		db_finish(st);
		if (err == JY_OK)
			err = check_one(c, id, true, nfaults);
		n += err == JY_OK;
		arena_reset(&one);
	}
	arena_release(&one);
	c->act.arena = &c->arena;
	printf("%" PRId64 " documents\n", n);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

/* The chain all of this hangs on, and the numbers. */
static enum jy_err
check_common(struct ctl *c, size_t *nfaults)
{
	struct audit_report rep;
	struct val faults;
	enum jy_err err;

	if ((err = evidence_check_numbers(&c->act, &faults)) != JY_OK ||
	    (err = audit_verify(c->db, c->keys, NULL, &rep)) != JY_OK)
		return err;
	*nfaults += print_faults("numbers", &faults);
	if (rep.fault == AUDIT_WHOLE)
		return JY_OK;
	printf("audit record %" PRId64 ": %s\n", rep.seq, audit_fault_text(rep.fault));
	(*nfaults)++;
	return JY_OK;
}

enum jy_err
ctl_document_verify(struct ctl *c, int argc, char **argv)
{
	bool all = false;
	const struct ctl_option options[] = { { "all", NULL, &all } };
	const char *number[2] = { NULL };
	size_t nfaults = 0;
	enum jy_err err;

	if ((err = ctl_arguments(c, argc, argv, options, 1, number, 0, 1)) != JY_OK)
		return err;
	if (all == (number[0] != NULL))
		return ctl_usage(c, "either one number or --all");
	if ((err = all ? check_all(c, &nfaults)
		       : check_numbered(c, number[0], &nfaults)) != JY_OK ||
	    (err = check_common(c, &nfaults)) != JY_OK)
		return err;
	if (nfaults == 0)
		return JY_OK;
	return ctl_fail(c, JY_EDB, "%zu faults", nfaults);
}
