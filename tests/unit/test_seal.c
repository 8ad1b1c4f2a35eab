/*
 * test_seal.c - key files, sealed columns, blind indexes.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "file.h"
#include "seal.h"
#include "unit.h"

static char dir[] = "/tmp/jy-keys-XXXXXX";

static void
path_of(char *out, size_t size, const char *name)
{
	snprintf(out, size, "%s/k/%s", dir, name);
}

static int
make_dir(void **state)
{
	(void)state;
	memcpy(dir + sizeof(dir) - 7, "XXXXXX", 6);
	return mkdtemp(dir) == NULL;
}

static int
remove_dir(void **state)
{
	static const char *const names[] = { "master.key", "old.key", "third.key",
		"link" };
	char path[128];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		path_of(path, sizeof(path), names[i]);
		unlink(path);
	}
	snprintf(path, sizeof(path), "%s/k", dir);
	rmdir(path);
	return rmdir(dir);
}

/* Load dir/k and expect this outcome; the diagnostic must hold `says`. */
static void
expect_load(enum jy_err want, const char *says)
{
	struct diag d = { 0 };
	struct keyring *kr;
	char k[64];

	snprintf(k, sizeof(k), "%s/k", dir);
	assert_int_equal(keyring_load(k, &kr, &d), want);
	assert_int_equal(kr != NULL, want == JY_OK);
	if (says != NULL && strstr(d.text, says) == NULL)
		fail_msg("'%s' does not hold '%s'", d.text, says);
	keyring_free(kr);
}

static void
a_lost_key_is_an_error(void **state)
{
	struct diag d = { 0 };
	char path[64], k[64];
	struct stat st;

	(void)state;
	snprintf(k, sizeof(k), "%s/k", dir);
	path_of(path, sizeof(path), "master.key");
	expect_load(JY_ECRYPTO, "portalctl migrate --init-keys");
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(keyring_create(k, &d), JY_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0400);
	assert_int_equal(st.st_size, 65);
	expect_load(JY_OK, NULL);
	assert_int_equal(keyring_create(k, &d), JY_ECONFLICT);
	assert_int_equal(stat(path, &st), 0);
}

static void
bad_key_files(void **state)
{
	static const char good[] =
	    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
	static const struct {
		const char *text;
		mode_t mode;
		enum jy_err err;
	} cases[] = {
		{ good, 0400, JY_OK },
		{ good, 0600, JY_OK },
		{ good, 0440, JY_ECRYPTO },
		{ good, 0404, JY_ECRYPTO },
		{ good, 0420, JY_ECRYPTO },
		{ "", 0400, JY_ECRYPTO },
		{ "00", 0400, JY_ECRYPTO },
		{ "0001020304050607", 0400, JY_ECRYPTO },
		{ "zz0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
		    0400, JY_ECRYPTO },
		{ "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00\n",
		    0400, JY_ECRYPTO },
	};
	char path[64], link[64], k[64];

	(void)state;
	snprintf(k, sizeof(k), "%s/k", dir);
	assert_int_equal(file_mkdirs(k, 0700, NULL), JY_OK);
	path_of(path, sizeof(path), "master.key");
	path_of(link, sizeof(link), "link");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(file_write(path, str_of(cases[i].text), cases[i].mode,
				     FILE_FAST, NULL),
		    JY_OK);
		expect_load(cases[i].err, NULL);
	}
	assert_int_equal(file_write(link, str_of(good), 0400, FILE_FAST, NULL), JY_OK);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("link", path), 0);
	expect_load(JY_EIO, NULL);
}

static const uint8_t master_a[KEY_SIZE] = { 1 }, master_b[KEY_SIZE] = { 2 };
static const struct seal_place place = { "person", "id_number", { "17", 2 } };

static void
old_keys_open_old_values(void **state)
{
	struct buf sealed = BUF_INIT, plain = BUF_INIT, hex = BUF_INIT;
	struct keyring *a, *kr;
	char path[64], k[64];

	(void)state;
	snprintf(k, sizeof(k), "%s/k", dir);
	assert_int_equal(keyring_of(master_a, &a), JY_OK);
	assert_int_equal(seal(a, SEAL_AES, &place, STR("value"), &sealed), JY_OK);
	assert_true(seal_current(a, SEAL_AES, buf_view(&sealed)));
	assert_false(seal_current(a, SEAL_SM4, buf_view(&sealed)));
	assert_int_equal(keyring_create(k, NULL), JY_OK);
	assert_int_equal(keyring_load(k, &kr, NULL), JY_OK);
	assert_int_equal(unseal(kr, &place, buf_view(&sealed), &plain), JY_ECRYPTO);
	keyring_free(kr);
	hex_encode(&hex, STR_BYTES(master_a));
	path_of(path, sizeof(path), "old.key");
	assert_int_equal(file_write(path, buf_view(&hex), 0400, FILE_FAST, NULL), JY_OK);
	assert_int_equal(keyring_load(k, &kr, NULL), JY_OK);
	assert_int_equal(unseal(kr, &place, buf_view(&sealed), &plain), JY_OK);
	assert_str(buf_view(&plain), "value");
	assert_false(seal_current(kr, SEAL_AES, buf_view(&sealed)));
	keyring_free(kr);
	keyring_free(a);
	buf_release(&hex);
	buf_release(&sealed);
	buf_release(&plain);
}

static void
purposes_have_keys_of_their_own(void **state)
{
	struct keyring *a, *b;

	(void)state;
	assert_int_equal(keyring_of(master_a, &a), JY_OK);
	assert_int_equal(keyring_of(master_b, &b), JY_OK);
	for (int i = 0; i < KEY_PURPOSE_COUNT; i++) {
		assert_false(str_eq(keyring_key(a, i), keyring_key(b, i)));
		assert_true(str_eq(keyring_key(a, i), keyring_find(a, keyring_id(a), i)));
		for (int j = 0; j < i; j++)
			assert_false(str_eq(keyring_key(a, i), keyring_key(a, j)));
	}
	assert_int_equal(keyring_id(a).n, KEY_ID_CHARS);
	assert_null(keyring_find(a, STR("nonesuch"), KEY_SEAL).p);
	keyring_free(a);
	keyring_free(b);
}

static const enum seal_suite suite_list[] = { SEAL_AES, SEAL_SM4 };

static void
what_is_sealed_opens(void **state)
{
	static const struct str plains[] = { STR("11010519491231002X"), STR(""),
		STR("0123456789abcdef"), STR("a\0b"), STR("广西南宁市") };
	struct buf sealed = BUF_INIT, again = BUF_INIT, out = BUF_INIT;
	struct keyring *kr;

	(void)state;
	assert_int_equal(keyring_of(master_a, &kr), JY_OK);
	for (size_t i = 0; i < 2 * sizeof(plains) / sizeof(plains[0]); i++) {
		struct str plain = plains[i / 2];

		buf_reset(&sealed);
		buf_reset(&again);
		buf_reset(&out);
		assert_int_equal(
		    seal(kr, suite_list[i % 2], &place, plain, &sealed), JY_OK);
		assert_int_equal(
		    seal(kr, suite_list[i % 2], &place, plain, &again), JY_OK);
		assert_false(str_eq(buf_view(&sealed), buf_view(&again)));
		assert_true(sealed.data[0] == (i % 2 == 0 ? '1' : '2'));
		assert_int_equal(unseal(kr, &place, buf_view(&sealed), &out), JY_OK);
		assert_true(str_eq(buf_view(&out), plain));
	}
	keyring_free(kr);
	buf_release(&sealed);
	buf_release(&again);
	buf_release(&out);
}

/* Another digit in place i, one whose lowest bits are as free as they can be. */
static char
other_digit(char c)
{
	return c == '.' ? 'A' : c == 'A' ? 'Q' : 'A';
}

static void
what_was_altered_does_not_open(void **state)
{
	static const struct seal_place others[] = { { "person", "id_number",
							{ "18", 2 } },
		{ "person", "mobile", { "17", 2 } },
		{ "employer", "id_number", { "17", 2 } } };
	static const struct str broken[] = { STR(""), STR("1"), STR("1...."),
		STR("1.a.b.c.d.e"), STR("3.00000000.AAAA.AAAA.AAAA") };
	struct buf sealed = BUF_INIT, out = BUF_INIT;
	struct keyring *kr;

	(void)state;
	assert_int_equal(keyring_of(master_a, &kr), JY_OK);
	for (size_t s = 0; s < 2; s++) {
		buf_reset(&sealed);
		assert_int_equal(
		    seal(kr, suite_list[s], &place, STR("13800138000"), &sealed), JY_OK);
		for (size_t i = 0; i < 3; i++)
			assert_int_equal(
			    unseal(kr, &others[i], buf_view(&sealed), &out), JY_ECRYPTO);
		for (size_t i = 0; i < sealed.len; i++) {
			char c = sealed.data[i];

			sealed.data[i] = other_digit(c);
			assert_int_equal(
			    unseal(kr, &place, buf_view(&sealed), &out), JY_ECRYPTO);
			sealed.data[i] = c;
			assert_int_equal(
			    unseal(kr, &place, (struct str){ sealed.data, i }, &out),
			    JY_ECRYPTO);
		}
	}
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		assert_int_equal(unseal(kr, &place, broken[i], &out), JY_ECRYPTO);
	assert_int_equal(out.len, 0);
	keyring_free(kr);
	buf_release(&sealed);
	buf_release(&out);
}

/* GB/T 32907-2016 example 1 and GB/T 32905-2016 example 1, through the library
 * that suite 2 uses: one block of SM4 in CBC with a zero IV is SM4 itself. */
static void
sm4_and_sm3_vectors(void **state)
{
	uint8_t key[16], want[16], got[32], zero[16] = { 0 }, digest[32], sm3[32];
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	struct str abc = STR("abc");
	int n;

	(void)state;
	assert_true(hex_decode(STR("0123456789abcdeffedcba9876543210"), key, 16));
	assert_true(hex_decode(STR("681edf34d206965e86b3e94f536e4246"), want, 16));
	assert_int_equal(EVP_EncryptInit_ex(ctx, EVP_sm4_cbc(), NULL, key, zero), 1);
	assert_int_equal(EVP_EncryptUpdate(ctx, got, &n, key, 16), 1);
	assert_memory_equal(got, want, 16);
	EVP_CIPHER_CTX_free(ctx);
	assert_true(
	    hex_decode(STR("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f"
			   "4ba8e0"),
		digest, 32));
	assert_int_equal(EVP_Q_digest(NULL, "SM3", NULL, abc.p, abc.n, sm3, NULL), 1);
	assert_memory_equal(sm3, digest, 32);
}

/* HMAC-SM3 built by hand from SM3 as RFC 2104 says. */
static void
hmac_sm3_is_rfc2104(void **state)
{
	uint8_t inner[64 + 3], outer[64 + 32], want[32], got[32];
	struct str abc = STR("abc");

	(void)state;
	memset(inner, 0x36, 64);
	memset(outer, 0x5c, 64);
	for (size_t i = 0; i < 3; i++) {
		inner[i] ^= (uint8_t) "key"[i];
		outer[i] ^= (uint8_t) "key"[i];
		inner[64 + i] = (uint8_t)abc.p[i];
	}
	assert_int_equal(EVP_Q_digest(NULL, "SM3", NULL, inner, 67, outer + 64, NULL), 1);
	assert_int_equal(EVP_Q_digest(NULL, "SM3", NULL, outer, 96, want, NULL), 1);
	assert_int_equal(hmac_sm3(STR("key"), &abc, 1, got), JY_OK);
	assert_memory_equal(got, want, 32);
}

static void
blind_indexes(void **state)
{
	uint8_t x[SHA256_SIZE], y[SHA256_SIZE];
	struct keyring *a, *b;

	(void)state;
	assert_int_equal(keyring_of(master_a, &a), JY_OK);
	assert_int_equal(keyring_of(master_b, &b), JY_OK);
	assert_int_equal(blind_index(a, "person.mobile", STR("13800138000"), x), JY_OK);
	assert_int_equal(blind_index(a, "person.mobile", STR("13800138000"), y), JY_OK);
	assert_memory_equal(x, y, sizeof(x));
	assert_int_equal(blind_index(a, "person.mobile", STR("13800138001"), y), JY_OK);
	assert_memory_not_equal(x, y, sizeof(x));
	assert_int_equal(blind_index(a, "employer.mobile", STR("13800138000"), y), JY_OK);
	assert_memory_not_equal(x, y, sizeof(x));
	assert_int_equal(blind_index(b, "person.mobile", STR("13800138000"), y), JY_OK);
	assert_memory_not_equal(x, y, sizeof(x));
	keyring_free(a);
	keyring_free(b);
}

static const struct CMUnitTest cases[] = {
	CASE_WITH("a lost key is an error and never made anew by itself",
	    a_lost_key_is_an_error, make_dir, remove_dir),
	CASE_WITH("a key file that others may use, or that is no key, is refused",
	    bad_key_files, make_dir, remove_dir),
	CASE_WITH("keys of earlier times open old values", old_keys_open_old_values,
	    make_dir, remove_dir),
	CASE("each purpose has a key of its own", purposes_have_keys_of_their_own),
	CASE(
	    "what is sealed opens, and never looks the same twice", what_is_sealed_opens),
	CASE("what was altered, cut or moved does not open",
	    what_was_altered_does_not_open),
	CASE("SM4 and SM3 as in GB/T 32907 and GB/T 32905", sm4_and_sm3_vectors),
	CASE("HMAC-SM3 as in RFC 2104", hmac_sm3_is_rfc2104),
	CASE("a blind index depends on key, column and value", blind_indexes),
};

int
main(void)
{
	return RUN(cases);
}
