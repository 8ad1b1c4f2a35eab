/*
 * outbox.c - `portalctl outbox`: messages and what became of them.
 */
#include <inttypes.h>
#include <stdio.h>

#include "audit/audit.h"
#include "clock.h"
#include "ctl/ctl.h"
#include "idcheck.h"
#include "outbox/outbox.h"

static bool
print_row(void *arg, const struct outbox_row *row)
{
	char at[17];

	(void)arg;
	clock_minute(row->sent_at != 0 ? row->sent_at : row->next_at, at);
	printf("%" PRId64 "\t%s\t%s\t" STR_FMT "\t%" PRId64 "\t%s\t" STR_FMT "\t" STR_FMT
	       "\n",
	    row->id, row->channel, row->state, STR_ARG(row->recipient), row->tries, at,
	    STR_ARG(row->subject), STR_ARG(row->error));
	return true;
}

enum jy_err
ctl_outbox_list(struct ctl *c, int argc, char **argv)
{
	const char *text = "100";
	const struct ctl_option options[] = { { "limit", &text, NULL } };
	int64_t limit;
	enum jy_err err;

	if ((err = ctl_arguments(c, argc, argv, options, 1, NULL, 0, 0)) != JY_OK)
		return err;
	if (!str_int(str_of(text), 1, 1000000, &limit))
		return ctl_usage(c, "--limit wants a number");
	return outbox_each(c->db, c->keys, limit, print_row, NULL);
}

/* The ID of `outbox show ID` and `outbox retry ID`. */
static enum jy_err
message_id(struct ctl *c, int argc, char **argv, const struct ctl_option *options,
    size_t n, int64_t *id)
{
	const char *args[2];
	enum jy_err err;

	if ((err = ctl_arguments(c, argc, argv, options, n, args, 1, 1)) != JY_OK)
		return err;
	if (!str_int(str_of(args[0]), 1, INT64_MAX, id))
		return ctl_usage(c, "'%s' is not a message's number", args[0]);
	return JY_OK;
}

static void
print_time(const char *label, int64_t at)
{
	char text[17];

	if (at == 0)
		return;
	clock_minute(at, text);
	printf("%-10s %s\n", label, text);
}

/* Who looks into a message is remembered. */
static enum jy_err
load(struct ctl *c, int64_t id, bool show_body, struct outbox_row *row)
{
	enum jy_err err;

	if ((err = db_begin(c->db)) != JY_OK)
		return err;
	err = outbox_load(c->db, c->keys, &c->arena, id, show_body, row);
	if (err == JY_ENOTFOUND)
		ctl_fail(c, err, "there is no message %" PRId64, id);
	else if (err == JY_OK && show_body)
		err = audit_act(&c->act, "outbox.read", "outbox", id, NULL, STR_NONE);
	return db_end(c->db, err);
}

enum jy_err
ctl_outbox_show(struct ctl *c, int argc, char **argv)
{
	bool show_body = false;
	const struct ctl_option options[] = { { "show-body", NULL, &show_body } };
	struct outbox_row row;
	int64_t id;
	enum jy_err err;

	if ((err = message_id(c, argc, argv, options, 1, &id)) != JY_OK ||
	    (err = load(c, id, show_body, &row)) != JY_OK)
		return err;
	printf("%-10s %" PRId64 "\n%-10s %s\n%-10s %s\n%-10s " STR_FMT "\n%-10s %" PRId64
	       "\n",
	    "id", row.id, "channel", row.channel, "state", row.state, "recipient",
	    STR_ARG(row.recipient), "tries", row.tries);
	print_time("created", row.created_at);
	print_time("expires", row.expires_at);
	print_time(row.sent_at != 0 ? "sent" : "next try",
	    row.sent_at != 0 ? row.sent_at : row.next_at);
	if (row.subject.n > 0)
		printf("%-10s " STR_FMT "\n", "subject", STR_ARG(row.subject));
	if (row.error.n > 0)
		printf("%-10s " STR_FMT "\n", "error", STR_ARG(row.error));
	if (show_body)
		printf("\n" STR_FMT "\n", STR_ARG(row.body));
	return JY_OK;
}

enum jy_err
ctl_outbox_retry(struct ctl *c, int argc, char **argv)
{
	int64_t id;
	enum jy_err err;

	if ((err = message_id(c, argc, argv, NULL, 0, &id)) != JY_OK ||
	    (err = db_begin(c->db)) != JY_OK)
		return err;
	if ((err = outbox_retry(c->db, id)) == JY_OK)
		err = audit_act(
		    &c->act, "outbox.retry", "outbox", id, "dead>queued", STR_NONE);
	else if (err == JY_ENOTFOUND)
		ctl_fail(c, err, "there is no message %" PRId64, id);
	else if (err == JY_ECONFLICT)
		ctl_fail(c, err, "message %" PRId64 " is not dead, or has expired", id);
	return db_end(c->db, err);
}

/* The recipient of a test message, as the channel wants it. */
static bool
normalise(
    struct ctl *c, const char *channel, const char *recipient, struct outbox_message *m)
{
	char address[EMAIL_SIZE], mobile[12];
	bool mail = strcmp(channel, "mail") == 0;
	enum id_fault fault = mail ? email_parse(str_of(recipient), address)
				   : mobile_parse(str_of(recipient), mobile);

	m->channel = mail ? OUTBOX_MAIL : OUTBOX_SMS;
	m->recipient = arena_str(&c->arena, str_of(mail ? address : mobile));
	return fault == ID_OK;
}

enum jy_err
ctl_outbox_test(struct ctl *c, int argc, char **argv)
{
	struct outbox_message m = { .subject = STR("测试消息") };
	const char *args[3];
	char at[17];
	enum jy_err err;

	if ((err = ctl_arguments(c, argc, argv, NULL, 0, args, 2, 2)) != JY_OK)
		return err;
	if (strcmp(args[0], "mail") != 0 && strcmp(args[0], "sms") != 0)
		return ctl_usage(c, "the channel is mail or sms");
	if (!normalise(c, args[0], args[1], &m))
		return ctl_usage(c, "that is no recipient for %s", args[0]);
	clock_minute(c->act.now, at);
	m.body = arena_printf(
	    &c->arena, "%s：这是一条测试消息，%s 发出。", c->conf.site.name, at);
	if (m.body.p == NULL || m.recipient.p == NULL)
		return JY_ENOMEM;
	if ((err = db_begin(c->db)) != JY_OK)
		return err;
	if ((err = outbox_put(c->db, c->keys, &m)) == JY_OK)
		err = audit_act(&c->act, "outbox.test", args[0], 0, NULL, STR_NONE);
	if ((err = db_end(c->db, err)) == JY_OK)
		puts("queued; the next tick sends it");
	return err;
}
