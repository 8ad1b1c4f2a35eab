/*
 * password.c - Argon2id under a pepper, and the rules for new passwords.
 */
#include <stdlib.h>

#include <argon2.h>

#include "buf.h"
#include "common_passwords.h"
#include "password.h"
#include "utf8.h"

#define SALT_SIZE 16
#define TAG_SIZE 32
#define WORD_MIN 3

/* What new hashes cost (OWASP), and the most an old one may. */
struct cost {
	uint32_t memory_kib, passes, lanes;
};
static const struct cost cost_now = { 19456, 2, 1 }, cost_most = { 65536, 8, 4 };

/* A stored form taken apart. */
struct stored {
	struct cost cost;
	struct str key_id; /* in the text */
	uint8_t salt[SALT_SIZE], tag[TAG_SIZE];
};

static bool
decode_fixed(struct str text, uint8_t *out, size_t n)
{
	struct buf b = BUF_INIT;
	bool ok = base64url_decode(&b, text) && b.len == n;

	if (ok)
		memcpy(out, b.data, n);
	buf_release(&b);
	return ok;
}

/* "m=19456" up to the next comma; at most `most`. */
static bool
take_number(struct str *rest, const char *name, uint32_t most, uint32_t *out)
{
	struct str part;
	int64_t v;

	if (!str_split(rest, ',', &part) || !str_starts(part, name) ||
	    !str_int(str_from(part, strlen(name)), 1, most, &v))
		return false;
	*out = (uint32_t)v;
	return true;
}

static bool
parse_stored(const char *text, struct stored *s)
{
	struct str rest = str_of(text), part[6];
	size_t n = 0;

	while (n < 6 && str_split(&rest, '$', &part[n]))
		n++;
	if (n < 6 || rest.p != NULL || part[0].n != 0 || !str_is(part[1], "argon2id") ||
	    !str_is(part[2], "v=19"))
		return false;
	if (!take_number(&part[3], "m=", cost_most.memory_kib, &s->cost.memory_kib) ||
	    !take_number(&part[3], "t=", cost_most.passes, &s->cost.passes) ||
	    !take_number(&part[3], "p=", cost_most.lanes, &s->cost.lanes) ||
	    !str_starts(part[3], "keyid="))
		return false;
	s->key_id = str_from(part[3], strlen("keyid="));
	return decode_fixed(part[4], s->salt, SALT_SIZE) &&
	       decode_fixed(part[5], s->tag, TAG_SIZE);
}

/* HMAC(pepper, argon2id(password, salt)). */
static enum jy_err
compute(struct str pepper, const struct cost *cost, struct str password,
    const uint8_t salt[SALT_SIZE], uint8_t tag[TAG_SIZE])
{
	uint8_t inner[TAG_SIZE];
	struct str part = STR_BYTES(inner);
	enum jy_err err;
	int rc;

	rc = argon2id_hash_raw(cost->passes, cost->memory_kib, cost->lanes, password.p,
	    password.n, salt, SALT_SIZE, inner, sizeof(inner));
	if (rc == ARGON2_OK)
		err = hmac_sha256(pepper, &part, 1, tag);
	else
		err = rc == ARGON2_MEMORY_ALLOCATION_ERROR ? JY_ENOMEM : JY_ECRYPTO;
	secret_wipe(inner, sizeof(inner));
	return err;
}

enum jy_err
password_hash(
    const struct keyring *kr, struct str password, char out[PASSWORD_STORED_SIZE])
{
	uint8_t salt[SALT_SIZE], tag[TAG_SIZE];
	struct buf b = BUF_INIT;
	enum jy_err err;

	if (password.n > PASSWORD_BYTES_MAX)
		return JY_ETOOBIG;
	if ((err = random_bytes(salt, sizeof(salt))) != JY_OK)
		return err;
	err = compute(keyring_key(kr, KEY_PEPPER), &cost_now, password, salt, tag);
	if (err != JY_OK)
		return err;
	buf_printf(&b, "$argon2id$v=19$m=%u,t=%u,p=%u,keyid=" STR_FMT "$",
	    (unsigned)cost_now.memory_kib, (unsigned)cost_now.passes,
	    (unsigned)cost_now.lanes, STR_ARG(keyring_id(kr)));
	base64url_encode(&b, STR_BYTES(salt));
	buf_char(&b, '$');
	base64url_encode(&b, STR_BYTES(tag));
	if (buf_ok(&b) && b.len < PASSWORD_STORED_SIZE)
		memcpy(out, b.data, b.len + 1);
	else
		err = JY_ENOMEM;
	buf_release(&b);
	return err;
}

/* The work of a verification that cannot succeed. */
static enum jy_err
compute_dummy(const struct keyring *kr, struct str password)
{
	static const uint8_t salt[SALT_SIZE];
	uint8_t tag[TAG_SIZE];

	return compute(keyring_key(kr, KEY_PEPPER), &cost_now, password, salt, tag);
}

enum jy_err
password_verify(const struct keyring *kr, struct str password, const char *stored,
    bool *match, bool *rehash)
{
	struct stored s;
	struct str pepper = STR_NONE;
	uint8_t tag[TAG_SIZE];
	enum jy_err err;

	*match = *rehash = false;
	if (password.n > PASSWORD_BYTES_MAX)
		return JY_OK;
	if (stored == NULL)
		return compute_dummy(kr, password);
	if (parse_stored(stored, &s))
		pepper = keyring_find(kr, s.key_id, KEY_PEPPER);
	if (pepper.p == NULL) {
		err = compute_dummy(kr, password);
		return err == JY_OK ? JY_ECRYPTO : err;
	}
	if ((err = compute(pepper, &s.cost, password, s.salt, tag)) != JY_OK)
		return err;
	*match = secret_eq(STR_BYTES(tag), STR_BYTES(s.tag));
	*rehash = *match && (memcmp(&s.cost, &cost_now, sizeof(s.cost)) != 0 ||
				!str_eq(keyring_id(kr), s.key_id));
	secret_wipe(tag, sizeof(tag));
	return JY_OK;
}

/* --- what is accepted */

static const struct profile {
	size_t min, max;
	bool alnum;
	const char *length_zh, *chars_zh;
} profiles[] = {
	[PASSWORD_MANUAL] = { 6, 10, true, "密码应为6-10位的数字或字母。",
	    "密码只能包含数字和字母，长度6-10位。" },
	[PASSWORD_STRONG] = { 10, 128, false, "密码应为10至128个字符。",
	    "密码的编码无法识别，请重新输入。" },
};

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
}

static bool
all_alnum(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!is_alnum(s.p[i]))
			return false;
	}
	return true;
}

static int
compare_word(const void *key, const void *entry)
{
	return strcmp(key, *(const char *const *)entry);
}

static bool
is_common(struct str password)
{
	char text[PASSWORD_BYTES_MAX + 1];
	bool found;

	if (password.n >= sizeof(text) || memchr(password.p, '\0', password.n) != NULL)
		return false;
	for (size_t i = 0; i < password.n; i++)
		text[i] = lower(password.p[i]);
	text[password.n] = '\0';
	found = bsearch(text, common_passwords, common_passwords_count,
		    sizeof(common_passwords[0]), compare_word) != NULL;
	secret_wipe(text, sizeof(text));
	return found;
}

/* Does `text` hold `word`, whatever the case of ASCII letters? */
static bool
holds(struct str text, struct str word)
{
	size_t same;

	for (size_t at = 0; at + word.n <= text.n; at++) {
		for (same = 0; same < word.n; same++) {
			if (lower(text.p[at + same]) != lower(word.p[same]))
				break;
		}
		if (same == word.n)
			return true;
	}
	return false;
}

enum password_fault
password_check(
    enum password_profile profile, struct str password, const struct str *words, size_t n)
{
	const struct profile *p = &profiles[profile];
	size_t count = utf8_count(password);

	if (p->alnum ? !all_alnum(password) : !utf8_valid(password))
		return PASSWORD_CHARS;
	if (count < p->min || count > p->max)
		return PASSWORD_LENGTH;
	if (is_common(password))
		return PASSWORD_COMMON;
	for (size_t i = 0; i < n; i++) {
		if ((words[i].n >= WORD_MIN && holds(password, words[i])) ||
		    holds(words[i], password))
			return PASSWORD_PERSONAL;
	}
	return PASSWORD_OK;
}

const char *
password_fault_zh(enum password_profile profile, enum password_fault fault)
{
	switch (fault) {
	case PASSWORD_OK:
		return "";
	case PASSWORD_CHARS:
		return profiles[profile].chars_zh;
	case PASSWORD_COMMON:
		return "这个密码太常见，容易被猜到，请换一个。";
	case PASSWORD_PERSONAL:
		return "密码不能取自手机号、身份证号、姓名或网站名称，请换一个。";
	case PASSWORD_LENGTH:
	case PASSWORD_FAULT_COUNT:
		break;
	}
	return profiles[profile].length_zh;
}
