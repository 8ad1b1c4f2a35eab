/*
 * verify.c - see verify.h. The page is verify_pages.c's.
 */
#include <stdio.h>

#include "clock.h"
#include "idcheck.h"
#include "signing/text.h"
#include "signing/text_template.h"
#include "signing/verify.h"
#include "utf8.h"

static const char alphabet[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
#define BASE 31

#define VERIFY_COLUMNS                                                         \
	"SELECT i.key_id, i.number, d.kind, d.state, d.employer, a.name,"      \
	" d.invitation_id IS NULL, coalesce(d.signed_on, ''),"                 \
	" coalesce(d.effective_at, 0), coalesce(d.archived_at, 0), x.sha256"   \
	" FROM document d JOIN document_text x ON x.id = d.text_id"            \
	" JOIN document_issue i ON i.text_id = x.id JOIN account a ON a.id = " \
	"d.account_id"

SQL(SQL_VERIFY_NUMBER, VERIFY_COLUMNS " WHERE i.number = :number");
SQL(SQL_VERIFY_DIGEST, VERIFY_COLUMNS " WHERE x.sha256 = :sha256 ORDER BY i.at DESC");
SQL(SQL_VERIFY_KEY, "SELECT key_id FROM document_issue WHERE number = :number");

/* --- codes */

/* Any one wrong character, or two that changed places, gives another sum. */
static char
check_of(const char code[VERIFY_CODE_CHARS - 1])
{
	size_t sum = 0;

	for (size_t i = 0; i < VERIFY_CODE_CHARS - 1; i++)
		sum += (i + 2) * (size_t)(strchr(alphabet, code[i]) - alphabet);
	return alphabet[sum % BASE];
}

enum jy_err
verify_code(const struct keyring *keys, struct str key_id, struct str number,
    char out[VERIFY_CODE_CHARS + 1])
{
	const struct str parts[] = { STR("document"), number };
	struct str key = keyring_find(keys, key_id, KEY_VERIFY);
	uint8_t mac[SHA256_SIZE];
	uint64_t v = 0;
	enum jy_err err;

	out[0] = '\0';
	if (key.n == 0)
		return JY_ECRYPTO;
	if ((err = hmac_sha256_framed(key, parts, 2, mac)) != JY_OK)
		return err;
	for (int i = 0; i < 8; i++)
		v = v << 8 | mac[i];
	for (int i = 0; i < VERIFY_CODE_CHARS - 1; i++, v /= BASE)
		out[i] = alphabet[v % BASE];
	out[VERIFY_CODE_CHARS - 1] = check_of(out);
	out[VERIFY_CODE_CHARS] = '\0';
	return JY_OK;
}

/* Capitals and digits of what was typed; more than `max`: false. */
static bool
squeeze(struct str typed, size_t max, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < typed.n; i++) {
		char c = typed.p[i];

		if (c == ' ' || c == '-')
			continue;
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (n == max || !((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
			return false;
		out[n++] = c;
	}
	out[n] = '\0';
	return n == max;
}

bool
verify_number_parse(struct str typed, char out[16])
{
	if (!squeeze(typed, TEXT_NUMBER_CHARS, out) ||
	    strspn(out + 2, "0123456789") != 10)
		return false;
	for (const struct paper *p = papers; p->kind != NULL; p++)
		if (strncmp(out, p->prefix, 2) == 0)
			return true;
	return false;
}

bool
verify_code_parse(struct str typed, char out[VERIFY_CODE_CHARS + 1])
{
	return squeeze(typed, VERIFY_CODE_CHARS, out) &&
	       strspn(out, alphabet) == VERIFY_CODE_CHARS &&
	       check_of(out) == out[VERIFY_CODE_CHARS - 1];
}

enum jy_err
verify_of(struct act *act, struct str number, struct str *code, struct str *url)
{
	char text[VERIFY_CODE_CHARS + 1];
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_VERIFY_KEY)) != JY_OK)
		return err;
	db_bind_str(st, ":number", number);
	if ((err = db_one(st)) == JY_OK)
		err = verify_code(act->keys, db_str(st, 0), number, text);
	db_finish(st);
	if (err != JY_OK)
		return err;
	*code = arena_printf(act->arena, "%.5s-%s", text, text + 5);
	*url = arena_printf(act->arena, "%s/verify?number=" STR_FMT "&code=%s",
	    act->conf->site.base_url, STR_ARG(number), text);
	return code->p == NULL || url->p == NULL ? JY_ENOMEM : JY_OK;
}

/* --- what the public is told */

static const struct {
	const char *state, *answer, *tone, *detail;
} answers[] = {
	{ "effective", "真实有效", "ok", "" },
	{ "terminating", "真实有效", "ok", "" },
	{ "awaiting_archive", "真实有效", "ok", "双方已同意解除，等待主管部门存档。" },
	{ "terminated", "真实，已解除", "bad", "自解除之日起不再有效。" },
	{ "revoked", "已撤销，无效", "bad", "" },
	{ "rejected", "审核不通过，无效", "bad", "" },
	{ NULL, "真实，尚未生效", "wait", "主管部门审核通过后生效。" },
};

/* 新疆****有限公司: the first two characters and the last four of a long name. */
static struct str
masked_employer(struct arena *a, struct str name)
{
	size_t n = utf8_count(name);
	struct str head = utf8_cut(name, n > 8 ? 2 : 1), tail;

	tail = str_from(name, utf8_cut(name, n > 8 ? n - 4 : n - (n > 3 ? 1 : 0)).n);
	return arena_printf(a, STR_FMT "****" STR_FMT, STR_ARG(head), STR_ARG(tail));
}

static struct str
masked_name(struct arena *a, struct str name)
{
	struct buf b = BUF_INIT;
	struct str out;

	mask_name(&b, name);
	out = arena_str(a, buf_view(&b));
	buf_release(&b);
	return out;
}

static void
set_date(struct arena *a, struct val *v, const char *key, int64_t at)
{
	char date[11] = "";

	if (at != 0)
		clock_date(at, date);
	val_set(v, key, val_str(arena_str(a, str_of(date))));
}

static struct val
told(struct arena *a, struct db_stmt *st)
{
	const struct paper *paper = paper_of(db_str(st, 2));
	struct buf hex = BUF_INIT;
	struct val v = val_map(a);
	size_t i = 0;

	while (answers[i].state != NULL && !str_is(db_str(st, 3), answers[i].state))
		i++;
	hex_encode(&hex, db_blob(st, 10));
	val_set(&v, "number", val_str(arena_str(a, db_str(st, 1))));
	val_set(&v, "label", val_text(paper != NULL ? paper->label : ""));
	val_set(&v, "answer", val_text(answers[i].answer));
	val_set(&v, "tone", val_text(answers[i].tone));
	val_set(&v, "detail", val_text(answers[i].detail));
	val_set(&v, "employer", val_str(masked_employer(a, db_str(st, 4))));
	val_set(&v, "graduate", val_str(masked_name(a, db_str(st, 5))));
	val_set(&v, "entered", val_bool(db_int(st, 6) != 0));
	val_set(&v, "signed_on", val_str(arena_str(a, db_str(st, 7))));
	set_date(a, &v, "effective_on", db_int(st, 8));
	set_date(a, &v, "ended_on", db_int(st, 9));
	val_set(&v, "digest", val_str(arena_str(a, buf_view(&hex))));
	buf_release(&hex);
	return v;
}

/* A number that nobody has costs the same work as one with another code. */
enum jy_err
verify_find(struct act *act, struct str number, struct str code, struct val *out)
{
	char right[VERIFY_CODE_CHARS + 1];
	struct db_stmt *st = NULL;
	bool row = false;
	enum jy_err err;

	*out = val_null();
	if ((err = db_prepare(act->db, &st, SQL_VERIFY_NUMBER)) != JY_OK)
		return err;
	db_bind_str(st, ":number", number);
	if ((err = db_step(st, &row)) == JY_OK)
		err = verify_code(act->keys, row ? db_str(st, 0) : keyring_id(act->keys),
		    number, right);
	if (err == JY_OK && !(secret_eq(code, str_of(right)) && row))
		err = JY_ENOTFOUND;
	if (err == JY_OK)
		*out = told(act->arena, st);
	db_finish(st);
	return err;
}

enum jy_err
verify_digest(struct act *act, const uint8_t sha[SHA256_SIZE], struct val *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_VERIFY_DIGEST)) != JY_OK)
		return err;
	db_bind_blob(st, ":sha256", sha, SHA256_SIZE);
	if ((err = db_one(st)) == JY_OK)
		*out = told(act->arena, st);
	db_finish(st);
	return err;
}
