/*
 * captcha.c - ids of captchas and proofs of work: made, recognised, used once.
 *
 * An id is 43 characters, base64url of
 *   its end in seconds (6 bytes, big endian) | 10 random bytes | MAC (16 bytes)
 * with MAC = HMAC-SHA-256(KEY_TOKEN, kind, presession, the first 16 bytes). What
 * hangs on an id (the answer, the noise of the picture, the number of a proof) is
 * derived from it by the same key. The picture is captcha_draw.c's.
 */
#include <ctype.h>
#include <stdio.h>

#include "captcha.h"
#include "db.h"

#define BODY_SIZE 16
#define ID_SIZE 32
#define KEEP_USED 3600 /* seconds that a used id is remembered beyond its end */

SQL(SQL_CAPTCHA_USE, "INSERT INTO captcha(id, expires_at) VALUES(:id, :until)");

static const char PICTURE[] = "captcha", PROOF[] = "captcha-proof";

/* A digest that only the portal can make, of an id's parts and for one end. */
static enum jy_err
derive(const struct act *act, const char *end, struct str presession, struct str part,
    uint8_t out[SHA256_SIZE])
{
	struct str parts[] = { str_of(end), presession, part };

	return hmac_sha256_framed(keyring_key(act->keys, KEY_TOKEN), parts, 3, out);
}

static enum jy_err
id_new(struct act *act, const char *kind, struct str presession, struct str *id)
{
	uint8_t raw[ID_SIZE], mac[SHA256_SIZE];
	int64_t end = act->now + act->conf->captcha.seconds;
	struct buf text = BUF_INIT;
	enum jy_err err;

	for (int i = 0; i < 6; i++)
		raw[i] = (uint8_t)(end >> (40 - 8 * i));
	if ((err = random_bytes(raw + 6, BODY_SIZE - 6)) != JY_OK)
		return err;
	err = derive(act, kind, presession, (struct str){ (char *)raw, BODY_SIZE }, mac);
	if (err != JY_OK)
		return err;
	memcpy(raw + BODY_SIZE, mac, ID_SIZE - BODY_SIZE);
	base64url_encode(&text, STR_BYTES(raw));
	*id = arena_str(act->arena, buf_view(&text));
	err = buf_ok(&text) && id->p != NULL ? JY_OK : JY_ENOMEM;
	buf_release(&text);
	return err;
}

/* Is it an id that this portal gave to this browser, and not too old? *end is its
 * end. JY_EINPUT: no. */
static enum jy_err
id_check(const struct act *act, const char *kind, struct str presession, struct str id,
    int64_t *end)
{
	uint8_t mac[SHA256_SIZE];
	struct buf raw = BUF_INIT;
	enum jy_err err = JY_EINPUT;

	if (!token_ok(id) || !base64url_decode(&raw, id) || raw.len != ID_SIZE)
		goto out;
	err = derive(act, kind, presession, (struct str){ raw.data, BODY_SIZE }, mac);
	if (err != JY_OK)
		goto out;
	err = JY_EINPUT;
	if (!secret_eq((struct str){ raw.data + BODY_SIZE, ID_SIZE - BODY_SIZE },
		(struct str){ (char *)mac, ID_SIZE - BODY_SIZE }))
		goto out;
	*end = 0;
	for (int i = 0; i < 6; i++)
		*end = *end << 8 | (uint8_t)raw.data[i];
	if (act->now < *end && *end <= act->now + act->conf->captcha.seconds)
		err = JY_OK;
out:
	buf_release(&raw);
	return err;
}

static uint32_t
number_at(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* The characters that the picture of an id shows, and the seed of its noise. */
static enum jy_err
answer_of(const struct act *act, struct str presession, struct str id,
    char answer[CAPTCHA_CHARS + 1], uint64_t *seed)
{
	uint8_t d[SHA256_SIZE];
	enum jy_err err = derive(act, "captcha-answer", presession, id, d);

	for (size_t i = 0; i < CAPTCHA_CHARS; i++)
		answer[i] = CAPTCHA_ALPHABET[number_at(d + 4 * i) %
					     (sizeof(CAPTCHA_ALPHABET) - 1)];
	answer[CAPTCHA_CHARS] = '\0';
	*seed = (uint64_t)number_at(d + 20) << 32 | number_at(d + 24);
	return err;
}

static enum jy_err
number_of(const struct act *act, struct str presession, struct str salt, int64_t *number)
{
	uint8_t d[SHA256_SIZE];
	enum jy_err err = derive(act, "captcha-number", presession, salt, d);

	*number = number_at(d) % CAPTCHA_WORK;
	return err;
}

bool
captcha_wanted(const struct act *act)
{
	return strcmp(act->conf->captcha.mode, "off") != 0;
}

enum jy_err
captcha_new(struct act *act, struct str presession, struct str *id)
{
	return id_new(act, PICTURE, presession, id);
}

enum jy_err
captcha_picture(struct act *act, struct str presession, struct str id, struct buf *out)
{
	char answer[CAPTCHA_CHARS + 1];
	uint64_t seed;
	int64_t end;
	enum jy_err err = id_check(act, PICTURE, presession, id, &end);

	if (err != JY_OK)
		return err == JY_EINPUT ? JY_ENOTFOUND : err;
	if ((err = answer_of(act, presession, id, answer, &seed)) != JY_OK)
		return err;
	err = captcha_draw(str_of(answer), seed, out);
	secret_wipe(answer, sizeof(answer));
	return err;
}

enum jy_err
captcha_challenge(struct act *act, struct str presession, struct captcha_challenge *out)
{
	uint8_t digest[SHA256_SIZE];
	struct buf hex = BUF_INIT;
	struct str text;
	int64_t number;
	enum jy_err err;

	if ((err = id_new(act, PROOF, presession, &out->salt)) != JY_OK ||
	    (err = number_of(act, presession, out->salt, &number)) != JY_OK)
		return err;
	text = arena_printf(
	    act->arena, STR_FMT "%lld", STR_ARG(out->salt), (long long)number);
	if (text.p == NULL)
		return JY_ENOMEM;
	if ((err = sha256(text, digest)) != JY_OK)
		return err;
	hex_encode(&hex, STR_BYTES(digest));
	out->challenge = arena_str(act->arena, buf_view(&hex));
	out->work = CAPTCHA_WORK;
	buf_release(&hex);
	return out->challenge.p != NULL ? JY_OK : JY_ENOMEM;
}

/* Remember that an id was answered. JY_ECONFLICT: it was before. */
static enum jy_err
use(struct act *act, struct str id, int64_t end)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = db_prepare(act->db, &st, SQL_CAPTCHA_USE)) == JY_OK) {
		db_bind_str(st, ":id", id);
		db_bind_int(st, ":until", end + KEEP_USED);
		err = db_run(st);
	}
	db_finish(st);
	return db_end(act->db, err);
}

/* Upper case without blanks; more than `max` characters: none. */
static struct str
normal(struct str text, char *out, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == ' ')
			continue;
		if (n == max)
			return STR_NONE;
		out[n++] = (char)toupper((unsigned char)text.p[i]);
	}
	return (struct str){ out, n };
}

static enum jy_err
check_text(
    struct act *act, struct str presession, const struct captcha_answer *in, bool *right)
{
	char answer[CAPTCHA_CHARS + 1], typed[CAPTCHA_CHARS];
	uint64_t seed;
	enum jy_err err = answer_of(act, presession, in->id, answer, &seed);

	if (strcmp(act->conf->captcha.mode, "test") == 0)
		snprintf(answer, sizeof(answer), "%s", CAPTCHA_TEST_ANSWER);
	*right = secret_eq(normal(in->text, typed, sizeof(typed)), str_of(answer));
	secret_wipe(answer, sizeof(answer));
	return err;
}

static enum jy_err
check_number(struct act *act, struct str presession, struct str salt, struct str typed,
    bool *right)
{
	int64_t number, given = -1;
	enum jy_err err = number_of(act, presession, salt, &number);

	*right = str_int(typed, 0, CAPTCHA_WORK - 1, &given) && given == number;
	return err;
}

enum jy_err
captcha_check(struct act *act, struct str presession, const struct captcha_answer *answer,
    const char **why)
{
	bool by_proof = answer->proof.n > 0, right = false;
	struct str rest = answer->proof, id = answer->id;
	int64_t end = 0;
	enum jy_err err;

	*why = NULL;
	if (!captcha_wanted(act))
		return JY_OK;
	if (by_proof && !str_split(&rest, '.', &id))
		id = STR_NONE;
	if (!by_proof && answer->text.n == 0) {
		*why = "请填写验证码。";
		return JY_EINPUT;
	}
	*why = "验证码已失效，请按新的图片填写。";
	err = id_check(act, by_proof ? PROOF : PICTURE, presession, id, &end);
	if (err == JY_OK && (err = use(act, id, end)) == JY_ECONFLICT)
		err = JY_EINPUT;
	if (err != JY_OK)
		return err;
	*why = "验证码不正确，请按新的图片填写。";
	err = by_proof ? check_number(act, presession, id, rest, &right)
		       : check_text(act, presession, answer, &right);
	if (err == JY_OK && right)
		*why = NULL;
	return err != JY_OK ? err : right ? JY_OK : JY_EINPUT;
}
