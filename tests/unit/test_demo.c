/*
 * test_demo.c - the demo's numbers are valid and its passwords would be accepted.
 */
#include "unit.h"

#include "ctl/demo.h"
#include "idcheck.h"
#include "password.h"

#define TODAY 20261124

static void
test_id_numbers(void **state)
{
	struct id_number id;
	char text[19];

	(void)state;
	for (unsigned serial = 0; serial < 1000; serial++) {
		demo_id_number(text, "650100", 20030115 + serial % 13, serial);
		if (id_number_parse(str_of(text), TODAY, &id) != ID_OK)
			fail_msg("%s", text);
	}
}

static void
test_credit_codes(void **state)
{
	char code[19], parsed[19], seen[DEMO_EMPLOYERS][19];

	(void)state;
	for (int i = 0; i < DEMO_EMPLOYERS; i++) {
		demo_credit_code(code, demo_employer_kind(i),
		    demo_employer_place(i)->code, (unsigned)i);
		if (credit_code_parse(str_of(code), parsed) != ID_OK)
			fail_msg("%s", code);
		assert_string_equal(code, parsed);
		for (int k = 0; k < i; k++)
			assert_string_not_equal(seen[k], code);
		memcpy(seen[i], code, sizeof(code));
	}
}

static void
test_accounts(void **state)
{
	unsigned roles = 0;

	(void)state;
	for (size_t i = 0; i < demo_naccounts; i++) {
		const struct demo_account *a = &demo_accounts[i];
		char login[33], mobile[12] = "", parsed[12];
		struct id_number id;

		demo_login(a, login);
		roles |= a->role;
		if (a->mobile != 0) {
			demo_mobile(mobile, a->mobile);
			assert_int_equal(mobile_parse(str_of(mobile), parsed), ID_OK);
		}
		if (a->role == ROLE_GRADUATE)
			assert_int_equal(
			    id_number_parse(str_of(login), TODAY, &id), ID_OK);
		struct str words[] = { str_of(login), str_of(mobile), str_of(a->name),
			STR("公共就业服务网"), STR("jiuye") };
		assert_int_equal(
		    password_check(
			a->role == ROLE_GRADUATE ? PASSWORD_MANUAL : PASSWORD_STRONG,
			str_of(a->password), words, sizeof(words) / sizeof(words[0])),
		    PASSWORD_OK);
	}
	assert_int_equal(roles, ROLES_ACCOUNT);
}

static void
test_chance_is_the_same(void **state)
{
	struct demo a = { .random = 7 }, b = { .random = 7 };

	(void)state;
	for (int i = 0; i < 100; i++) {
		uint32_t v = demo_random(&a, 10);

		assert_true(v < 10);
		assert_int_equal(v, demo_random(&b, 10));
		assert_in_range(demo_between(&a, 3, 5), 3, 5);
		demo_between(&b, 3, 5);
	}
}

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		CASE("ID numbers pass GB 11643", test_id_numbers),
		CASE("credit codes pass GB 32100 and differ", test_credit_codes),
		CASE("every role has an account whose password its profile accepts",
		    test_accounts),
		CASE("chance gives the same each time", test_chance_is_the_same),
	};

	return RUN(cases);
}
