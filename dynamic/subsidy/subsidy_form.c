/*
 * subsidy_form.c - where the money goes must be the graduate's own account: what a form is
 * checked for by subsidy_check() for a page, and by every step that stores one.
 */
#include "idcheck.h"
#include "subsidy/subsidy_row.h"
#include "utf8.h"

SQL(SQL_SUBSIDY_NAME, "SELECT name FROM student WHERE account_id = :account");

/* What stands against an account number and who is said to have it; the names of people are
 * compared in the form in which records keep them. */
const char *
subsidy_form_fault(
    struct act *act, const struct subsidy_form *form, struct str who, const char **name)
{
	char card[20], again[20];
	enum id_fault fault = bank_card_parse(form->card, card);
	struct str holder;

	*name = "card";
	if (fault != ID_OK && form->card.n + form->card2.n > 0)
		return id_fault_zh(fault);
	*name = "card2";
	(void)bank_card_parse(form->card2, again);
	if (strcmp(card, again) != 0)
		return "两次输入的银行账号不一致。";
	*name = "holder";
	return utf8_clean(act->arena, form->holder, TEXT_NAME, &holder) == TEXT_OK &&
		       str_eq(holder, who)
		   ? NULL
		   : "户名应与您身份认证的姓名一致，请填写本人名下的银行账号。";
}

enum jy_err
subsidy_check(
    struct act *act, const struct subsidy_form *form, const char **name, const char **why)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_SUBSIDY_NAME);

	*why = NULL;
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	if ((err = db_one(st)) == JY_OK)
		*why = subsidy_form_fault(act, form, db_str(st, 0), name);
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}
