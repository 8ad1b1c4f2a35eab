/*
 * test_crypto.c - the primitives, by the vectors of their standards.
 */
#include "crypto.h"
#include "unit.h"

static void
assert_hex(struct str got, const char *hex)
{
	struct buf b = BUF_INIT;

	hex_encode(&b, got);
	assert_str(buf_view(&b), hex);
	buf_release(&b);
}

static void
sha256_vectors(void **state)
{
	static const struct {
		struct str in;
		const char *hex;
	} cases[] = {
		{ STR("abc"),
		    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ STR(""),
		    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
		    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	};
	uint8_t out[SHA256_SIZE];
	struct sha256 h;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(sha256(cases[i].in, out), JY_OK);
		assert_hex(STR_BYTES(out), cases[i].hex);
	}
	sha256_init(&h);
	sha256_add(&h, STR("a"));
	sha256_add(&h, STR(""));
	sha256_add(&h, STR("bc"));
	assert_int_equal(sha256_done(&h, out), JY_OK);
	assert_hex(STR_BYTES(out), cases[0].hex);
	sha256_init(&h);
	sha256_add(&h, STR("given up"));
	assert_int_equal(sha256_done(&h, NULL), JY_OK);
}

/* A key or text of one byte repeated. */
static struct str
run_of(char *room, int c, size_t n)
{
	memset(room, c, n);
	return (struct str){ room, n };
}

static void
rfc4231_vectors(void **state)
{
	char key1[20], key3[20], data3[50], key6[131], key4[25];
	const struct {
		struct str key, data;
		const char *hex;
	} cases[] = {
		{ run_of(key1, 0x0b, 20), STR("Hi There"),
		    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
		{ STR("Jefe"), STR("what do ya want for nothing?"),
		    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
		{ run_of(key3, 0xaa, 20), run_of(data3, 0xdd, 50),
		    "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
		{ run_of(key6, 0xaa, 131),
		    STR("Test Using Larger Than Block-Size Key - Hash Key First"),
		    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
		{ run_of(key6, 0xaa, 131),
		    STR("This is a test using a larger than block-size key and a larger "
			"than"
			" block-size data. The key needs to be hashed before being used "
			"by "
			"the HMAC algorithm."),
		    "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2" },
		{ STR(""), STR(""), /* Wikipedia's, for an empty key */
		    "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad" },
	};
	uint8_t out[SHA256_SIZE];
	struct str data4;
	char room[50];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		/* whole, and in two parts */
		struct str parts[] = { { cases[i].data.p, cases[i].data.n / 2 },
			str_from(cases[i].data, cases[i].data.n / 2) };

		assert_int_equal(
		    hmac_sha256(cases[i].key, &cases[i].data, 1, out), JY_OK);
		assert_hex(STR_BYTES(out), cases[i].hex);
		assert_int_equal(hmac_sha256(cases[i].key, parts, 2, out), JY_OK);
		assert_hex(STR_BYTES(out), cases[i].hex);
	}
	for (int i = 0; i < 25; i++)
		key4[i] = (char)(i + 1);
	data4 = run_of(room, 0xcd, 50);
	assert_int_equal(hmac_sha256(STR_BYTES(key4), &data4, 1, out), JY_OK);
	assert_hex(STR_BYTES(out),
	    "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
}

static void
framed_parts_keep_their_borders(void **state)
{
	const struct str ab_c[] = { STR("ab"), STR("c") },
			 a_bc[] = { STR("a"), STR("bc") };
	uint8_t x[SHA256_SIZE], y[SHA256_SIZE];

	(void)state;
	assert_int_equal(hmac_sha256(STR("k"), ab_c, 2, x), JY_OK);
	assert_int_equal(hmac_sha256(STR("k"), a_bc, 2, y), JY_OK);
	assert_memory_equal(x, y, sizeof(x));
	assert_int_equal(hmac_sha256_framed(STR("k"), ab_c, 2, x), JY_OK);
	assert_int_equal(hmac_sha256_framed(STR("k"), a_bc, 2, y), JY_OK);
	assert_memory_not_equal(x, y, sizeof(x));
}

static void
rfc5869_vectors(void **state)
{
	static const struct {
		const char *ikm, *salt, *info, *okm;
	} cases[] = {
		{ "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
		    "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
		    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf3400"
		    "72"
		    "08"
		    "d5b887185865" },
		{ "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122"
		  "23"
		  "2425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f40414243444546"
		  "47"
		  "48494a4b4c4d4e4f",
		    "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f8081"
		    "82"
		    "83"
		    "8485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5"
		    "a6"
		    "a7"
		    "a8a9aaabacadaeaf",
		    "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1"
		    "d2"
		    "d3"
		    "d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5"
		    "f6"
		    "f7"
		    "f8f9fafbfcfdfeff",
		    "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c5904"
		    "5a"
		    "99"
		    "cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec"
		    "3e"
		    "87"
		    "c14c01d5c1f3434f1d87" },
		{ "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
		    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d20"
		    "13"
		    "95"
		    "faa4b61a96c8" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t ikm[80], salt[80], info[80], okm[82];
		size_t n_ikm = strlen(cases[i].ikm) / 2,
		       n_salt = strlen(cases[i].salt) / 2,
		       n_info = strlen(cases[i].info) / 2, n = strlen(cases[i].okm) / 2;

		assert_true(hex_decode(str_of(cases[i].ikm), ikm, n_ikm));
		assert_true(hex_decode(str_of(cases[i].salt), salt, n_salt));
		assert_true(hex_decode(str_of(cases[i].info), info, n_info));
		assert_int_equal(hkdf_sha256((struct str){ (char *)ikm, n_ikm },
				     (struct str){ (char *)salt, n_salt },
				     (struct str){ (char *)info, n_info }, okm, n),
		    JY_OK);
		assert_hex((struct str){ (char *)okm, n }, cases[i].okm);
	}
}

static void
base64_forms(void **state)
{
	static const struct {
		struct str in;
		const char *url, *plain;
	} cases[] = {
		{ STR(""), "", "" },
		{ STR("f"), "Zg", "Zg==" },
		{ STR("fo"), "Zm8", "Zm8=" },
		{ STR("foo"), "Zm9v", "Zm9v" },
		{ STR("foob"), "Zm9vYg", "Zm9vYg==" },
		{ STR("\xFB\xFF\xFE"), "-__-", "+//+" },
	};
	static const char *const bad[] = { "Z", "Zg==", "Zh", "Zm9", "Zm 8", "Zm+v",
		"Zm9vY" };
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_reset(&b);
		base64url_encode(&b, cases[i].in);
		assert_str(buf_view(&b), cases[i].url);
		buf_reset(&b);
		assert_true(base64url_decode(&b, str_of(cases[i].url)));
		assert_true(str_eq(buf_view(&b), cases[i].in));
		buf_reset(&b);
		base64_encode(&b, cases[i].in);
		assert_str(buf_view(&b), cases[i].plain);
	}
	buf_reset(&b);
	buf_puts(&b, "kept");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(base64url_decode(&b, str_of(bad[i])));
		assert_str(buf_view(&b), "kept");
	}
	buf_release(&b);
}

static void
hex_is_strict(void **state)
{
	uint8_t out[2] = { 7, 7 };

	(void)state;
	assert_true(hex_decode(STR("00Ff"), out, 2));
	assert_int_equal(out[1], 255);
	assert_false(hex_decode(STR("00f"), out, 2));
	assert_false(hex_decode(STR("00fg"), out, 2));
	assert_false(hex_decode(STR("00ff00"), out, 2));
	assert_false(hex_decode(STR(""), out, 2));
}

static void
secrets(void **state)
{
	char a[TOKEN_CHARS + 1], b[TOKEN_CHARS + 1], id[RANDOM_TEXT_SIZE(12)];
	char secret[] = "secret";
	bool seen[10] = { false };
	uint32_t v;

	(void)state;
	assert_int_equal(token_new(a), JY_OK);
	assert_int_equal(token_new(b), JY_OK);
	assert_string_not_equal(a, b);
	assert_true(token_ok(str_of(a)));
	assert_false(token_ok(str_of("short")));
	a[5] = '=';
	assert_false(token_ok(str_of(a)));
	assert_int_equal(random_text(id, 12), JY_OK);
	assert_int_equal(strlen(id), 16);
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(random_below(10, &v), JY_OK);
		assert_in_range(v, 0, 9);
		seen[v] = true;
	}
	for (int i = 0; i < 10; i++)
		assert_true(seen[i]);
	assert_true(secret_eq(STR("abc"), STR("abc")));
	assert_false(secret_eq(STR("abc"), STR("abd")));
	assert_false(secret_eq(STR("abc"), STR("ab")));
	assert_true(secret_eq(STR(""), STR_NONE));
	secret_wipe(secret, sizeof(secret));
	for (size_t i = 0; i < sizeof(secret); i++)
		assert_int_equal(secret[i], 0);
}

static const struct CMUnitTest cases[] = {
	CASE("SHA-256 as in FIPS 180-4, whole and in pieces", sha256_vectors),
	CASE("HMAC-SHA-256 as in RFC 4231", rfc4231_vectors),
	CASE("HKDF-SHA-256 as in RFC 5869", rfc5869_vectors),
	CASE("framed parts keep their borders", framed_parts_keep_their_borders),
	CASE("base64 has one way to write the same bytes", base64_forms),
	CASE("hex must be whole", hex_is_strict),
	CASE("tokens differ, comparison is exact, wiping wipes", secrets),
};

int
main(void)
{
	return RUN(cases);
}
