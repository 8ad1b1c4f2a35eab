/*
 * subsidy_form.c - where the money goes must be the graduate's own account: what a form is
 * checked for by subsidy_check() for a page, and by every step that stores one.
 */
#include "idcheck.h"
#include "subsidy/subsidy_row.h"
#include "utf8.h"

SQL(SQL_SUBSIDY_NAME, "SELECT name FROM student WHERE account_id = :account");

/* The names of people are compared in the form in which records keep them. */
bool
subsidy_form_ok(struct act *act, const struct subsidy_form *form, struct str who,
    struct subsidy_faults *out)
{
	bool kept = form->card.n + form->card2.n == 0; /* the number as it was */
	char card[20], again[20];
	enum id_fault fault = bank_card_parse(form->card, card);
	struct str holder;

	(void)bank_card_parse(form->card2, again);
	*out = (struct subsidy_faults){ NULL, NULL, NULL };
	if (!kept && fault != ID_OK)
		out->card = id_fault_zh(fault);
	else if (strcmp(card, again) != 0)
		out->card2 = "两次输入的银行账号不一致。";
	if (utf8_clean(act->arena, form->holder, TEXT_NAME, &holder) != TEXT_OK ||
	    !str_eq(holder, who))
		out->holder = "户名应与您身份认证的姓名一致，请填写本人名下的银行账号。";
	return out->card == NULL && out->card2 == NULL && out->holder == NULL;
}

enum jy_err
subsidy_check(
    struct act *act, const struct subsidy_form *form, struct subsidy_faults *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_SUBSIDY_NAME);

	*out = (struct subsidy_faults){ NULL, NULL, NULL };
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	if ((err = db_one(st)) == JY_OK)
		(void)subsidy_form_ok(act, form, db_str(st, 0), out);
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}
