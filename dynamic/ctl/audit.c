/*
 * audit.c - `portalctl audit`: the chain's newest link, and whether it is whole.
 */
#include <inttypes.h>
#include <stdio.h>

#include "audit/audit.h"
#include "ctl/ctl.h"

enum jy_err
ctl_audit_head(struct ctl *c, int argc, char **argv)
{
	struct audit_head head;
	char text[AUDIT_HEAD_SIZE];
	enum jy_err err;

	if ((err = ctl_arguments(c, argc, argv, NULL, 0, NULL, 0, 0)) != JY_OK ||
	    (err = audit_head(c->db, &head)) != JY_OK)
		return err;
	audit_head_text(&head, text);
	puts(text);
	return JY_OK;
}

enum jy_err
ctl_audit_verify(struct ctl *c, int argc, char **argv)
{
	const char *text = NULL;
	const struct ctl_option options[] = { { "head", &text, NULL } };
	struct audit_head head;
	struct audit_report rep;
	char last[AUDIT_HEAD_SIZE];
	enum jy_err err;

	if ((err = ctl_arguments(c, argc, argv, options, 1, NULL, 0, 0)) != JY_OK)
		return err;
	if (text != NULL && !audit_head_parse(str_of(text), &head))
		return ctl_usage(c, "--head wants SEQ:MAC as `audit head` prints it");
	if ((err = audit_verify(c->db, c->keys, text != NULL ? &head : NULL, &rep)) !=
	    JY_OK)
		return err;
	if (rep.fault != AUDIT_WHOLE)
		return ctl_fail(c, JY_EDB, "audit record %" PRId64 ": %s", rep.seq,
		    audit_fault_text(rep.fault));
	audit_head_text(&rep.head, last);
	printf("%" PRId64 " records, %s, head %s\n", rep.records,
	    audit_fault_text(rep.fault), last);
	return JY_OK;
}
