/*
 * test_password.c - stored passwords verify, and weak ones are refused.
 */
#include <argon2.h>
#include <time.h>

#include "buf.h"
#include "password.h"
#include "unit.h"

static const uint8_t master_a[KEY_SIZE] = { 1 }, master_b[KEY_SIZE] = { 2 };
static struct keyring *ring_a, *ring_b;

static int
load_rings(void **state)
{
	(void)state;
	return keyring_of(master_a, &ring_a) != JY_OK ||
	       keyring_of(master_b, &ring_b) != JY_OK;
}

static int
free_rings(void **state)
{
	(void)state;
	keyring_free(ring_a);
	keyring_free(ring_b);
	return 0;
}

/* The stored form of "secret1" at another cost, made step by step. */
static void
make_stored(char out[PASSWORD_STORED_SIZE], unsigned m, unsigned t, unsigned p)
{
	uint8_t inner[32], tag[32];
	static const uint8_t salt[16] = { 9 };
	struct str part = STR_BYTES(inner);
	struct buf b = BUF_INIT;

	assert_int_equal(argon2id_hash_raw(t, m, p, "secret1", 7, salt, sizeof(salt),
			     inner, sizeof(inner)),
	    ARGON2_OK);
	assert_int_equal(
	    hmac_sha256(keyring_key(ring_a, KEY_PEPPER), &part, 1, tag), JY_OK);
	buf_printf(&b, "$argon2id$v=19$m=%u,t=%u,p=%u,keyid=" STR_FMT "$", m, t, p,
	    STR_ARG(keyring_id(ring_a)));
	base64url_encode(&b, STR_BYTES(salt));
	buf_char(&b, '$');
	base64url_encode(&b, STR_BYTES(tag));
	memcpy(out, b.data, b.len + 1);
	buf_release(&b);
}

static void
right_and_wrong(void **state)
{
	char one[PASSWORD_STORED_SIZE], two[PASSWORD_STORED_SIZE];
	bool match, rehash;

	(void)state;
	assert_int_equal(password_hash(ring_a, STR("secret1"), one), JY_OK);
	assert_int_equal(password_hash(ring_a, STR("secret1"), two), JY_OK);
	assert_string_not_equal(one, two);
	assert_null(strstr(one, "secret1"));
	assert_non_null(strstr(one, "$argon2id$v=19$m=19456,t=2,p=1,"));
	assert_int_equal(
	    password_verify(ring_a, STR("secret1"), one, &match, &rehash), JY_OK);
	assert_true(match);
	assert_false(rehash);
	assert_int_equal(
	    password_verify(ring_a, STR("Secret1"), one, &match, &rehash), JY_OK);
	assert_false(match);
	assert_int_equal(password_verify(ring_a, STR(""), one, &match, &rehash), JY_OK);
	assert_false(match);
	assert_int_equal(password_hash(ring_a, STR("a\0b"), one), JY_OK);
	assert_int_equal(
	    password_verify(ring_a, STR("a\0c"), one, &match, &rehash), JY_OK);
	assert_false(match);
}

static void
other_costs_are_made_anew(void **state)
{
	static const struct {
		unsigned m, t, p;
		bool rehash;
	} cases[] = { { 19456, 2, 1, false }, { 1024, 2, 1, true }, { 19456, 1, 1, true },
		{ 1024, 1, 2, true } };
	char stored[PASSWORD_STORED_SIZE];
	bool match, rehash;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		make_stored(stored, cases[i].m, cases[i].t, cases[i].p);
		assert_int_equal(
		    password_verify(ring_a, STR("secret1"), stored, &match, &rehash),
		    JY_OK);
		assert_true(match);
		assert_int_equal(rehash, cases[i].rehash);
		assert_int_equal(
		    password_verify(ring_a, STR("secret2"), stored, &match, &rehash),
		    JY_OK);
		assert_false(match);
		assert_false(rehash);
	}
}

static void
broken_stored_forms(void **state)
{
	static const char *const broken[] = {
		"",
		"secret1",
		"$argon2id$v=19$m=1024,t=1,p=1,keyid=00000000$AA$AA",
		"$argon2id$v=19$m=9999999,t=1,p=1,keyid=00000000$CQAAAAAAAAAAAAAAAAAAAA$"
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	};
	char stored[PASSWORD_STORED_SIZE];
	bool match, rehash;

	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		assert_int_equal(
		    password_verify(ring_a, STR("secret1"), broken[i], &match, &rehash),
		    JY_ECRYPTO);
		assert_false(match);
	}
	/* a good one, but its pepper is lost; or something behind it */
	make_stored(stored, 1024, 1, 1);
	assert_int_equal(
	    password_verify(ring_b, STR("secret1"), stored, &match, &rehash), JY_ECRYPTO);
	assert_false(match);
	strncat(stored, "A", sizeof(stored) - strlen(stored) - 1);
	assert_int_equal(
	    password_verify(ring_a, STR("secret1"), stored, &match, &rehash), JY_ECRYPTO);
	assert_false(match);
}

static double
seconds_of(const char *stored)
{
	bool match = true, rehash = true;
	clock_t from = clock();

	for (int i = 0; i < 3; i++)
		(void)!password_verify(ring_a, STR("secret1"), stored, &match, &rehash);
	assert_false(rehash);
	return (double)(clock() - from) / CLOCKS_PER_SEC;
}

static void
unknown_accounts_cost_the_same(void **state)
{
	char stored[PASSWORD_STORED_SIZE];
	double known, unknown, broken;
	bool match, rehash;

	(void)state;
	assert_int_equal(
	    password_verify(ring_a, STR("secret1"), NULL, &match, &rehash), JY_OK);
	assert_false(match);
	assert_int_equal(password_hash(ring_a, STR("secret1"), stored), JY_OK);
	known = seconds_of(stored);
	unknown = seconds_of(NULL);
	broken = seconds_of("broken");
	assert_true(unknown > known / 2 && unknown < known * 2);
	assert_true(broken > known / 2 && broken < known * 2);
}

static void
what_is_accepted(void **state)
{
	static const struct str words[] = { STR("13800138000"), STR("11010519491231002X"),
		STR("张三"), STR("zhangsan"), STR("jiuye"), STR("ab"), STR("") };
	static const struct {
		enum password_profile profile;
		struct str password;
		enum password_fault fault;
	} cases[] = {
		{ PASSWORD_MANUAL, STR("k7m2q"), PASSWORD_LENGTH },
		{ PASSWORD_MANUAL, STR("k7m2qx"), PASSWORD_OK },
		{ PASSWORD_MANUAL, STR("k7m2qx9w4r"), PASSWORD_OK },
		{ PASSWORD_MANUAL, STR("k7m2qx9w4r5"), PASSWORD_LENGTH },
		{ PASSWORD_MANUAL, STR(""), PASSWORD_LENGTH },
		{ PASSWORD_MANUAL, STR("abc_123"), PASSWORD_CHARS },
		{ PASSWORD_MANUAL, STR("中文"), PASSWORD_CHARS },
		{ PASSWORD_MANUAL, STR("k7m2qx "), PASSWORD_CHARS },
		{ PASSWORD_MANUAL, STR("k7m2q\0x"), PASSWORD_CHARS },
		{ PASSWORD_MANUAL, STR("123456"), PASSWORD_COMMON },
		{ PASSWORD_MANUAL, STR("Password"), PASSWORD_COMMON },
		{ PASSWORD_MANUAL, STR("QWERTY"), PASSWORD_COMMON },
		{ PASSWORD_MANUAL, STR("password7k"), PASSWORD_OK },
		{ PASSWORD_MANUAL, STR("Jiuye2026x"), PASSWORD_PERSONAL },
		{ PASSWORD_MANUAL, STR("zhangsan77"), PASSWORD_PERSONAL },
		{ PASSWORD_MANUAL, STR("00138000"), PASSWORD_PERSONAL },
		{ PASSWORD_MANUAL, STR("491231002x"), PASSWORD_PERSONAL },
		{ PASSWORD_MANUAL, STR("ab7m2qx"), PASSWORD_OK },
		{ PASSWORD_STRONG, STR("k7m2qx9w4"), PASSWORD_LENGTH },
		{ PASSWORD_STRONG, STR("k7m2qx9w4r"), PASSWORD_OK },
		{ PASSWORD_STRONG, STR("正确的马电池订书钉啊"), PASSWORD_OK },
		{ PASSWORD_STRONG, STR("correct horse 电池"), PASSWORD_OK },
		{ PASSWORD_STRONG, STR("我是张三，密码很长的"), PASSWORD_PERSONAL },
		{ PASSWORD_STRONG, STR("x13800138000x"), PASSWORD_PERSONAL },
		{ PASSWORD_STRONG, STR("k7m2qx9w4r\xFF"), PASSWORD_CHARS },
		{ PASSWORD_STRONG, STR("qwertyuiop"), PASSWORD_COMMON },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum password_fault fault = password_check(cases[i].profile,
		    cases[i].password, words, sizeof(words) / sizeof(words[0]));

		if (fault != cases[i].fault)
			fail_msg("'" STR_FMT "': fault %d, wanted %d",
			    STR_ARG(cases[i].password), (int)fault, (int)cases[i].fault);
		assert_int_equal(password_fault_zh(cases[i].profile, fault)[0] == '\0',
		    fault == PASSWORD_OK);
	}
}

static void
lengths_of_the_strong_profile(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t n = 1; n <= 130; n++) {
		buf_puts(&b, n % 7 == 0 ? "𠮷" : n % 3 == 0 ? "x" : "9");
		assert_int_equal(password_check(PASSWORD_STRONG, buf_view(&b), NULL, 0),
		    n >= 10 && n <= 128 ? PASSWORD_OK : PASSWORD_LENGTH);
	}
	buf_release(&b);
}

static const struct CMUnitTest cases[] = {
	CASE("1.3.i2 the right password matches and no other", right_and_wrong),
	CASE("1.3.i2 a hash of another cost verifies and is made anew",
	    other_costs_are_made_anew),
	CASE("a broken stored form never matches", broken_stored_forms),
	CASE("an unknown account costs as much as a known one",
	    unknown_accounts_cost_the_same),
	CASE("1.3.r2 6 to 10 digits or letters, none of them common or personal",
	    what_is_accepted),
	CASE("1.3.q1 the strong profile takes 10 to 128 characters of any kind",
	    lengths_of_the_strong_profile),
};

int
main(void)
{
	return cmocka_run_group_tests(cases, load_rings, free_rings) == 0 ? 0 : 1;
}
