/*
 * terms_check.c - what terms must be together (see terms.h).
 */
#include "clock.h"
#include "signing/terms.h"

#define DAY 86400
#define YEARS_AHEAD 2 /* how far away the beginning may be */

/* Labour Contract Law article 19: the longest probation for a contract's length. */
static const struct {
	int months;    /* shorter than this */
	int probation; /* at most */
	const char *why;
} probations[] = {
	{ 3, 0, "合同期限不满三个月的，不得约定试用期。" },
	{ 12, 1, "合同期限三个月以上不满一年的，试用期不得超过一个月。" },
	{ 36, 2, "合同期限一年以上不满三年的，试用期不得超过二个月。" },
};

/* Whole months from one ISO date to the day after another: 2026-12-01 to 2027-11-30 is
 * twelve. */
static int
months_between(int64_t from, int64_t last)
{
	int a = clock_day_number(from), b = clock_day_number(clock_day_start(last, 1));
	int months = (b / 10000 - a / 10000) * 12 + (b / 100 % 100 - a / 100 % 100);

	return b % 100 < a % 100 ? months - 1 : months;
}

static enum jy_err
check_dates(struct act *act, struct form *f)
{
	int64_t starts = form_value(f, "starts_on")->number;

	if (starts < act->now - 366 * (int64_t)DAY)
		return form_fail(f, "starts_on", "开始日期过早，请核对。");
	if (starts > act->now + YEARS_AHEAD * 366 * (int64_t)DAY)
		return form_fail(f, "starts_on", "开始日期过晚，请核对。");
	return JY_OK;
}

static enum jy_err
check_probation(struct form *f, int months)
{
	int64_t probation = form_value(f, "probation")->number;

	for (size_t i = 0; i < sizeof(probations) / sizeof(probations[0]); i++)
		if (months < probations[i].months)
			return probation <= probations[i].probation
				   ? JY_OK
				   : form_fail(f, "probation", probations[i].why);
	return JY_OK;
}

static enum jy_err
check_period(struct form *f)
{
	const struct form_value *ends = form_value(f, "ends_on");
	struct str period = form_get(f, "term_kind");
	int64_t starts = form_value(f, "starts_on")->number;
	bool fixed = str_is(period, "fixed");

	if (fixed && !ends->given)
		return form_fail(f, "ends_on", "固定期限合同请填写终止日期。");
	if (str_is(period, "open") && ends->given)
		return form_fail(f, "ends_on", "无固定期限合同不填终止日期。");
	if (ends->given && ends->number <= starts)
		return form_fail(f, "ends_on", "终止日期应晚于开始日期。");
	if (str_is(period, "task") && form_value(f, "probation")->number > 0)
		return form_fail(
		    f, "probation", "以完成一定工作任务为期限的合同，不得约定试用期。");
	return fixed ? check_probation(f, months_between(starts, ends->number)) : JY_OK;
}

static enum jy_err
check_pay(struct form *f)
{
	const struct form_value *pay = form_value(f, "probation_salary");
	int64_t probation = form_value(f, "probation")->number;

	if (probation > 0 && !pay->given)
		return form_fail(f, "probation_salary", "请填写试用期月工资。");
	if (pay->given && pay->number * 10 < form_value(f, "salary")->number * 8)
		return form_fail(
		    f, "probation_salary", "试用期工资不得低于月工资的 80%。");
	return JY_OK;
}

enum jy_err
terms_check(struct act *act, enum signing_kind kind, struct form *f)
{
	enum jy_err err = check_dates(act, f);

	if (kind == SIGNING_CONTRACT && err == JY_OK)
		err = check_period(f);
	return err == JY_OK ? check_pay(f) : err;
}
