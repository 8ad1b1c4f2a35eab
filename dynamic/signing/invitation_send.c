/*
 * invitation_send.c - sending an invitation, answering one, and what time does with
 * them.
 */
#include "clock.h"
#include "message/message.h"
#include "signing/invitation.h"
#include "signing/invitation_row.h"
#include "signing/parties.h"

#define UID_BYTES 16
#define DAY 86400

SQL(SQL_INVITATION_INSERT,
    "INSERT INTO invitation(uid, kind, employer_id, account_id, letter, terms, position,"
    " expires_on, expires_at, created_at, updated_at) VALUES(:uid, :kind, :employer,"
    " :account, :letter, :terms, :position, :expires_on, :expires_at, :now, :now)");
SQL(SQL_INVITATION_SENDER, "SELECT state, name FROM employer WHERE id = :id");
SQL(SQL_INVITATION_OPEN,
    "SELECT id, expires_at <= :now FROM invitation WHERE employer_id = :employer"
    " AND account_id = :account AND kind = :kind AND state = 'sent'");
SQL(SQL_INVITATION_SOON,
    "SELECT i.id FROM invitation i WHERE i.state = 'sent' AND i.expires_at > :now"
    " AND i.expires_at <= :soon AND i.hidden = 0 AND NOT EXISTS(SELECT 1 FROM flow_event "
    "f"
    " WHERE f.kind = 'invitation' AND f.item_id = i.id AND f.action = 'remind'"
    " AND f.at >= i.updated_at) ORDER BY i.expires_at LIMIT 256");

const char *
invitation_day_fault(struct act *act, struct str day)
{
	int64_t start;

	if (!clock_parse_date(day, &start))
		return "有效期不是有效日期。";
	if (clock_day_start(start, 1) <= act->now)
		return "有效期不能早于今天。";
	if (start > act->now + (int64_t)INVITATION_DAYS_MAX * DAY)
		return "有效期最多为 60 天以后。";
	return NULL;
}

enum jy_err
invitation_bind_offer(
    struct act *act, struct db_stmt *st, const struct invitation_offer *offer)
{
	int64_t start;

	if (invitation_day_fault(act, offer->expires_on) != NULL ||
	    !clock_parse_date(offer->expires_on, &start))
		return JY_EINPUT;
	db_bind_str(st, ":letter", offer->letter);
	db_bind_str(st, ":terms", offer->terms);
	db_bind_str(st, ":position", offer->position);
	db_bind_str(st, ":expires_on", offer->expires_on);
	db_bind_int(st, ":expires_at", clock_day_start(start, 1));
	return JY_OK;
}

static enum jy_err
check_sender(struct act *act, struct str *name, const char **why)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_INVITATION_SENDER);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", act->who.employer_id);
	if ((err = db_one(st)) == JY_OK) {
		*name = arena_str(act->arena, db_str(st, 1));
		if (!str_is(db_str(st, 0), "verified")) {
			*why = "单位通过认证后才能发送签约邀请。";
			err = JY_ECONFLICT;
		}
	}
	db_finish(st);
	return err;
}

/* The clock's step, here and now. */
static enum jy_err
expire(struct act *act, int64_t id)
{
	struct act system = *act;

	system.who = (struct principal){ .role = ROLE_SYSTEM };
	return flow_apply(&system, &invitation_flow, id, "expire", NULL, NULL);
}

/* One that is open stands in the way (5.1.i3), unless its time is over. */
static enum jy_err
make_room(struct act *act, enum signing_kind kind, int64_t account_id, const char **why)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_INVITATION_OPEN);
	int64_t id = 0;
	bool over = false;

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":employer", act->who.employer_id);
	db_bind_int(st, ":account", account_id);
	db_bind_text(st, ":kind", signing_words[kind].name);
	db_bind_int(st, ":now", act->now);
	if ((err = db_one(st)) == JY_OK) {
		id = db_int(st, 0);
		over = db_int(st, 1) != 0;
	}
	db_finish(st);
	if (err == JY_ENOTFOUND)
		return JY_OK;
	if (err != JY_OK || over)
		return err != JY_OK ? err : expire(act, id);
	*why = "您已向该毕业生发送过邀请，正在等待应约。可以修改或撤回原来的邀请。";
	return JY_ECONFLICT;
}

static enum jy_err
insert(struct act *act, enum signing_kind kind, int64_t account_id,
    const struct invitation_offer *offer, const char *uid)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_INVITATION_INSERT)) != JY_OK)
		return err;
	if ((err = invitation_bind_offer(act, st, offer)) != JY_OK)
		goto out;
	db_bind_text(st, ":uid", uid);
	db_bind_text(st, ":kind", signing_words[kind].name);
	db_bind_int(st, ":employer", act->who.employer_id);
	db_bind_int(st, ":account", account_id);
	db_bind_int(st, ":now", act->now);
	if ((err = db_run(st)) == JY_OK)
		err = flow_created(act, &invitation_flow, db_last_id(act->db), "send");
out:
	db_finish(st);
	return err;
}

static enum jy_err
tell_invited(struct act *act, enum signing_kind kind, const struct invitee *to,
    struct str employer, const char *last, const char *uid)
{
	struct str title = arena_printf(act->arena, "收到签%s邀请：" STR_FMT,
		       signing_words[kind].label, STR_ARG(employer)),
		   body = arena_printf(act->arena, "有效期至 %s，请及时应约。", last),
		   link = arena_printf(
		       act->arena, "%s/invitations/%s", signing_words[kind].path, uid);

	if (title.p == NULL || body.p == NULL || link.p == NULL)
		return JY_ENOMEM;
	return message_put(act, to->account_id, title, body, link);
}

enum jy_err
invitation_send(struct act *act, enum signing_kind kind, struct str to,
    const struct invitation_offer *offer, struct str *uid, const char **why)
{
	char text[RANDOM_TEXT_SIZE(UID_BYTES)];
	const char *last = arena_cstr(act->arena, offer->expires_on);
	struct str employer = STR_NONE;
	struct invitee graduate;
	bool own;
	enum jy_err err;

	*why = NULL;
	if (last == NULL)
		return JY_ENOMEM;
	if ((err = random_text(text, UID_BYTES)) != JY_OK ||
	    (err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = check_sender(act, &employer, why)) == JY_OK &&
	    (err = invitee_get(act, to, &graduate)) == JY_OK &&
	    (err = make_room(act, kind, graduate.account_id, why)) == JY_OK &&
	    (err = insert(act, kind, graduate.account_id, offer, text)) == JY_OK)
		err = tell_invited(act, kind, &graduate, employer, last, text);
	*uid = arena_str(act->arena, str_of(text));
	return db_leave(act->db, own, err);
}

enum jy_err
invitation_accept(
    struct act *act, struct str uid, struct invitation_acceptance *how, const char **why)
{
	const struct flow_input in = { STR_NONE, how };
	struct invitation i;
	bool own;
	enum jy_err err;

	*why = NULL;
	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = invitation_find(act, uid, &i)) == JY_OK)
		err = flow_apply(act, &invitation_flow, i.id, "accept", &in, why);
	if (err == JY_ECONFLICT && *why == NULL)
		*why = "邀请函的内容或您的信息已有变化，请重新阅读后再决定。";
	return db_leave(act->db, own, err);
}

/* --- the clock */

enum jy_err
invitation_remind(struct act *act, int *told)
{
	return flow_remind(act, &invitation_flow, SQL_INVITATION_SOON,
	    act->conf->signing.remind_hours * 3600, "remind", told);
}
