/*
 * document_effects.c - what the steps of document_flow do beside the change of state:
 * text and number, the request to terminate, and who is told.
 */
#include "message/message.h"
#include "realname/realname.h"
#include "signing/document.h"
#include "signing/document_row.h"
#include "signing/tell.h"
#include "signing/terms.h"

SQL(SQL_DOCUMENT_ASK,
    "UPDATE document SET asked_by = :by, asked_at = :now, asked_reason = :reason,"
    " answered_at = NULL, answered_reason = '' WHERE id = :id");
SQL(SQL_DOCUMENT_ANSWER,
    "UPDATE document SET answered_at = :now, answered_reason = :reason WHERE id = :id");

/* She works from now on (8.1.r6, 8.1.r7). */
static enum jy_err
register_employed(struct act *act, const struct document *d)
{
	const struct realname_deal deal = {
		.account_id = d->account_id,
		.kind = signing_words[d->kind].name,
		.document_id = d->id,
		.employer = d->employer,
		.credit_code = d->credit_code,
		.position = d->position,
		.place = terms_get(act, d->terms, "workplace"),
		.starts_on = terms_get(act, d->terms, "starts_on"),
	};

	return realname_on_effective(act, &deal);
}

/* What was registered with it may no longer be so. */
static enum jy_err
follow_up(struct act *act, const struct document *d)
{
	return realname_on_ended(act, d->account_id, d->id, d->employer);
}

static struct tell
about(struct act *act, const struct document *d)
{
	return (struct tell){
		.kind = d->kind,
		.account_id = d->account_id,
		.employer_id = d->employer_id,
		.employer = d->employer,
		.graduate = d->graduate,
		.my_link = arena_printf(act->arena, "%s/" STR_FMT,
		    signing_words[d->kind].path, STR_ARG(d->uid)),
		.org_link =
		    arena_printf(act->arena, "/org/documents/" STR_FMT, STR_ARG(d->uid)),
	};
}

/* The party who did not act. */
static enum jy_err
tell_other(struct act *act, const struct document *d, const char *what, struct str more)
{
	struct tell t = about(act, d);

	return act->who.role == ROLE_GRADUATE ? tell_employer(act, &t, what, more)
					      : tell_graduate(act, &t, what, more);
}

static enum jy_err
tell_parties(struct act *act, const struct document *d, const char *what, struct str more)
{
	struct tell t = about(act, d);

	return tell_both(act, &t, what, more);
}

/* --- entered ones */

enum jy_err
document_on_edit(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	return in->data == NULL ? JY_EINPUT : document_store(act, doc->id, in->data);
}

enum jy_err
document_on_submit(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct document *d = doc->data;
	struct str title = arena_printf(act->arena, "有录入的%s待审核：" STR_FMT,
		       signing_words[d->kind].label, STR_ARG(d->graduate)),
		   link = arena_printf(
		       act->arena, "/office/documents/" STR_FMT, STR_ARG(d->uid));

	(void)in;
	if (title.p == NULL || link.p == NULL)
		return JY_ENOMEM;
	return message_put_office(act, d->reviewer_id, title, STR(""), link);
}

enum jy_err
document_on_return(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	return tell_parties(act, doc->data, "审核不通过", in->reason);
}

/* --- review */

enum jy_err
document_on_effective(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	enum jy_err err = document_issue(act, doc->data);

	(void)in;
	if (err == JY_OK)
		err = register_employed(act, doc->data);
	return err != JY_OK ? err
			    : tell_parties(act, doc->data, "审核通过，已生效",
				  STR("现在可以查看和打印。"));
}

enum jy_err
document_on_reject(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	return tell_parties(act, doc->data, "审核不通过", in->reason);
}

enum jy_err
document_on_revoke(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	enum jy_err err;

	if (act->who.role != ROLE_AUTHORITY)
		return tell_other(act, doc->data, "已撤销", in->reason);
	err = tell_parties(act, doc->data, "已被主管部门撤销", in->reason);
	return err != JY_OK ? err : follow_up(act, doc->data);
}

/* --- termination */

/* :now, :reason, :id; and :by for the request. */
static enum jy_err
note(struct act *act, const char *sql, const struct flow_doc *doc, struct str reason)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, sql);

	if (err != JY_OK)
		return err;
	if (sql == SQL_DOCUMENT_ASK)
		db_bind_text(st, ":by", role_name(act->who.role));
	db_bind_int(st, ":now", act->now);
	document_bind_text(st, ":reason", reason);
	db_bind_int(st, ":id", doc->id);
	err = db_run(st);
	db_finish(st);
	return err;
}

enum jy_err
document_on_ask(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	enum jy_err err = note(act, SQL_DOCUMENT_ASK, doc, in->reason);

	return err != JY_OK ? err
			    : tell_other(act, doc->data, "对方申请解除", in->reason);
}

enum jy_err
document_on_agree(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	enum jy_err err = note(act, SQL_DOCUMENT_ANSWER, doc, in->reason);

	return err != JY_OK ? err
			    : tell_other(act, doc->data, "对方同意解除",
				  STR("等待主管部门存档。"));
}

enum jy_err
document_on_refuse(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	enum jy_err err = note(act, SQL_DOCUMENT_ANSWER, doc, in->reason);

	return err != JY_OK ? err
			    : tell_other(act, doc->data, "对方不同意解除", in->reason);
}

enum jy_err
document_on_withdraw(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	(void)in;
	return tell_other(act, doc->data, "解除申请已撤回", STR(""));
}

enum jy_err
document_on_archive(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	enum jy_err err = tell_parties(act, doc->data, "已解除", STR("主管部门已存档。"));

	(void)in;
	return err != JY_OK ? err : follow_up(act, doc->data);
}
