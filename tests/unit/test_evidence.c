/*
 * test_evidence.c - verification codes, what the public is told, and that every kind of
 * tampering with a document is named.
 */
#include "deal.h"

#include "signing/evidence.h"
#include "signing/qr.h"
#include "signing/verify.h"

#define KEY(c) keyring_id((c)->t->act.keys)

static struct document
document_of(struct client *c, int64_t id)
{
	struct document d;

	c->t->act.who = (struct principal){ .role = ROLE_CONSOLE };
	assert_int_equal(document_get(&c->t->act, id, &d), JY_OK);
	return d;
}

/* --- codes */

static void
test_code(void **state)
{
	struct client *c = *state;
	char code[VERIFY_CODE_CHARS + 1], other[VERIFY_CODE_CHARS + 1], typed[64];

	assert_int_equal(
	    verify_code(c->t->act.keys, KEY(c), STR("HT2026000001"), code), JY_OK);
	assert_int_equal(
	    verify_code(c->t->act.keys, KEY(c), STR("HT2026000002"), other), JY_OK);
	assert_string_not_equal(code, other);
	assert_true(verify_code_parse(str_of(code), other));
	assert_string_equal(code, other);
	snprintf(typed, sizeof(typed), " %.5s - %s", code, code + 5);
	for (char *p = typed; *p != '\0'; p++)
		*p = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
	assert_true(verify_code_parse(str_of(typed), other));
	assert_string_equal(code, other);
	assert_int_equal(
	    verify_code(c->t->act.keys, STR("00000000"), STR("HT2026000001"), other),
	    JY_ECRYPTO);
}

/* The last character finds every wrong character and every two that changed places. */
static void
test_typing(void **state)
{
	static const char alphabet[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
	struct client *c = *state;
	char code[VERIFY_CODE_CHARS + 1], wrong[VERIFY_CODE_CHARS + 1], out[16];

	assert_int_equal(
	    verify_code(c->t->act.keys, KEY(c), STR("HT2026000001"), code), JY_OK);
	for (int i = 0; i < VERIFY_CODE_CHARS; i++)
		for (const char *p = alphabet; *p != '\0'; p++) {
			memcpy(wrong, code, sizeof(code));
			wrong[i] = *p;
			assert_int_equal(
			    verify_code_parse(str_of(wrong), out), *p == code[i]);
		}
	for (int i = 0; i < VERIFY_CODE_CHARS; i++)
		for (int k = i + 1; k < VERIFY_CODE_CHARS; k++) {
			memcpy(wrong, code, sizeof(code));
			wrong[i] = code[k];
			wrong[k] = code[i];
			if (code[i] != code[k])
				assert_false(verify_code_parse(str_of(wrong), out));
		}
	for (const char *bad = "0O1IL*"; *bad != '\0'; bad++) {
		memcpy(wrong, code, sizeof(code));
		wrong[3] = *bad;
		assert_false(verify_code_parse(str_of(wrong), out));
	}
}

static const struct {
	const char *typed;
	bool ok;
} numbers[] = { { "HT2026000001", true }, { " ht 2026-000001 ", true },
	{ "XY2026000001", true }, { "ZZ2026000001", false }, { "HT202600001", false },
	{ "HT20260000011", false }, { "HT2026OOOOO1", false }, { "", false },
	{ "%", false }, { "HT2026000001\n", false } };

static void
test_number(void **state)
{
	char out[16];

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (verify_number_parse(str_of(numbers[i].typed), out) != numbers[i].ok)
			fail_msg("%s", numbers[i].typed);
}

/* --- what the public is told */

static void
told(struct client *c, int64_t id, const char *answer)
{
	struct document d = document_of(c, id);
	char code[VERIFY_CODE_CHARS + 1], out[16];
	struct str printed, url;
	struct val found;

	c->t->act.who = (struct principal){ .role = ROLE_VISITOR };
	assert_int_equal(verify_of(&c->t->act, d.number, &printed, &url), JY_OK);
	assert_true(verify_code_parse(printed, code));
	assert_non_null(memmem(url.p, url.n, code, VERIFY_CODE_CHARS));
	assert_int_equal(verify_find(&c->t->act, d.number, str_of(code), &found), JY_OK);
	assert_str(val_get(&found, STR("answer"))->s, answer);
	assert_str(val_get(&found, STR("graduate"))->s, "林*");
	assert_str(val_get(&found, STR("employer"))->s, "昆****司");
	assert_true(verify_number_parse(d.number, out));
}

static void
test_told(void **state)
{
	struct client *c = *state;
	int64_t id = deal_made(c, SIGNING_AGREEMENT, false);
	const char *why;

	told(c, id, "真实，尚未生效");
	assert_int_equal(deal_step(c, AUTHORITY_CLERK, id, "approve", "", &why), JY_OK);
	told(c, id, "真实有效");
	assert_int_equal(deal_step(c, LIN, id, "terminate", "考研", &why), JY_OK);
	told(c, id, "真实有效");
	assert_int_equal(deal_step(c, BOSS, id, "agree", "", &why), JY_OK);
	told(c, id, "真实有效");
	assert_int_equal(deal_step(c, AUTHORITY_CLERK, id, "archive", "", &why), JY_OK);
	told(c, id, "真实，已解除");
}

static void
test_told_ended(void **state)
{
	struct client *c = *state;
	int64_t id = deal_made(c, SIGNING_AGREEMENT, false);
	const char *why;

	assert_int_equal(
	    deal_step(c, AUTHORITY_CLERK, id, "reject", "材料不符", &why), JY_OK);
	told(c, id, "审核不通过，无效");
	id = deal_made(c, SIGNING_AGREEMENT, false);
	assert_int_equal(deal_step(c, LIN, id, "revoke", "", &why), JY_OK);
	told(c, id, "已撤销，无效");
	id = deal_made(c, SIGNING_CONTRACT, true);
	assert_int_equal(
	    deal_step(c, AUTHORITY_CLERK, id, "revoke", "材料虚假", &why), JY_OK);
	told(c, id, "已撤销，无效");
}

static void
test_unknown(void **state)
{
	struct client *c = *state;
	struct document d = document_of(c, deal_made(c, SIGNING_CONTRACT, true));
	char code[VERIFY_CODE_CHARS + 1];
	struct val found;

	assert_str(d.number, "HT2026000001");
	assert_int_equal(
	    verify_code(c->t->act.keys, KEY(c), STR("HT2026000009"), code), JY_OK);
	assert_int_equal(
	    verify_find(&c->t->act, d.number, str_of(code), &found), JY_ENOTFOUND);
	assert_int_equal(found.type, VAL_NULL);
	assert_int_equal(
	    verify_find(&c->t->act, STR("HT2026000009"), str_of(code), &found),
	    JY_ENOTFOUND);
	assert_int_equal(found.type, VAL_NULL);
}

static void
test_file(void **state)
{
	struct client *c = *state;
	struct document d = document_of(c, deal_made(c, SIGNING_CONTRACT, true));
	uint8_t digest[SHA256_SIZE];
	struct text text;
	struct val found;

	assert_int_equal(text_load(&c->t->act, d.text_id, &text), JY_OK);
	assert_int_equal(sha256(text.body, digest), JY_OK);
	assert_int_equal(verify_digest(&c->t->act, digest, &found), JY_OK);
	assert_str(val_get(&found, STR("answer"))->s, "真实有效");
	digest[7] ^= 1;
	assert_int_equal(verify_digest(&c->t->act, digest, &found), JY_ENOTFOUND);
}

/* A contract that is not approved has no number, and its text answers to nobody. */
static void
test_contract_hidden(void **state)
{
	struct client *c = *state;
	struct document d = document_of(c, deal_made(c, SIGNING_CONTRACT, false));
	struct text text;
	struct val found;

	assert_int_equal(d.number.n, 0);
	assert_int_equal(text_load(&c->t->act, d.text_id, &text), JY_OK);
	assert_int_equal(verify_digest(&c->t->act, text.sha256, &found), JY_ENOTFOUND);
}

static void
test_qr(void **state)
{
	struct client *c = *state;
	struct val qr;

	assert_int_equal(qr_val(&c->t->arena,
			     STR("https://example.org/verify?number=HT2026000001&code="
				 "ABCDEFGHJK"),
			     &qr),
	    JY_OK);
	assert_true(val_get(&qr, STR("size"))->i >= 29 + 8);
	assert_true(str_starts(val_get(&qr, STR("path"))->s, "M4 4h7v1h-7z"));
	assert_int_equal(
	    qr_val(&c->t->arena, (struct str){ c->t->world->url, 0 }, &qr), JY_ETOOBIG);
}

/* --- evidence */

static void
test_evidence(void **state)
{
	struct client *c = *state;
	int64_t id = deal_made(c, SIGNING_CONTRACT, true);
	struct document d = document_of(c, id);
	struct val v, step;
	const struct val *steps;
	int64_t before = 0;

	assert_int_equal(evidence_val(&c->t->act, &d, &v), JY_OK);
	assert_str(val_get(&v, STR("number"))->s, "HT2026000001");
	steps = val_get(&v, STR("steps"));
	assert_int_equal(val_len(steps), 4); /* send; accept twice; approve */
	for (size_t i = 0; i < val_len(steps); i++) {
		step = val_at(steps, i);
		assert_true(val_get(&step, STR("seq"))->i > before);
		before = val_get(&step, STR("seq"))->i;
		assert_int_equal(val_get(&step, STR("mac"))->s.n, 64);
	}
	step = val_at(steps, 1);
	assert_str(val_get(&step, STR("method"))->s, "password");
	assert_str(val_get(&step, STR("role"))->s, "毕业生");
	step = val_at(steps, 3);
	assert_str(val_get(&step, STR("office"))->s, "自治区人社厅");
	assert_str(val_get(&step, STR("act"))->s, "document.approve");
}

static struct val
faults_of(struct client *c, int64_t id)
{
	struct document d = document_of(c, id);
	struct val faults;

	assert_int_equal(evidence_check(&c->t->act, &d, &faults), JY_OK);
	return faults;
}

static bool
names(const struct val *faults, const char *what)
{
	for (size_t i = 0; i < val_len(faults); i++) {
		struct val v = val_at(faults, i);

		if (memmem(v.s.p, v.s.n, what, strlen(what)) != NULL)
			return true;
	}
	return false;
}

static void
test_whole(void **state)
{
	struct client *c = *state;
	int64_t id = deal_made(c, SIGNING_CONTRACT, true);
	const char *why;
	struct val faults;

	assert_int_equal(deal_step(c, LIN, id, "terminate", "考研", &why), JY_OK);
	assert_int_equal(deal_step(c, BOSS, id, "refuse", "岗位急需", &why), JY_OK);
	assert_int_equal(deal_step(c, BOSS, id, "terminate", "撤并", &why), JY_OK);
	assert_int_equal(deal_step(c, LIN, id, "agree", "", &why), JY_OK);
	assert_int_equal(deal_step(c, AUTHORITY_CLERK, id, "archive", "", &why), JY_OK);
	faults = faults_of(c, id);
	if (val_len(&faults) > 0)
		fail_msg(STR_FMT, STR_ARG(val_at(&faults, 0).s));
	assert_int_equal(evidence_check_numbers(&c->t->act, &faults), JY_OK);
	assert_int_equal(val_len(&faults), 0);
}

/* Asked, withdrawn and asked again all day long. */
static void
test_many_steps(void **state)
{
	struct client *c = *state;
	int64_t id = deal_made(c, SIGNING_AGREEMENT, true);
	const char *why;
	struct val faults;

	for (int i = 0; i < 210; i++) {
		assert_int_equal(deal_step(c, LIN, id, "terminate", "走", &why), JY_OK);
		assert_int_equal(deal_step(c, LIN, id, "withdraw", "", &why), JY_OK);
	}
	faults = faults_of(c, id);
	assert_int_equal(val_len(&faults), 0);
}

/* What somebody with the store in his hands could do, and what is said of it. */
static const struct {
	const char *sql, *fault;
	bool numbers; /* found among the numbers */
} tampered[] = {
	{ "UPDATE document_text SET body_sealed = replace(body_sealed, "
	  "substr(body_sealed, 80,"
	  " 2), iif(substr(body_sealed, 80, 2) = 'AA', 'BB', 'AA'))",
	    "its text or the digest of its text was altered", false },
	{ "UPDATE document_text SET sha256 = zeroblob(32)",
	    "its text or the digest of its text was altered", false },
	{ "UPDATE document SET accepted_digest = zeroblob(32)",
	    "the digest that was accepted is not that of its text", false },
	{ "UPDATE document SET number = 'HT2026000009'",
	    "the number given to its text is HT2026000001", false },
	{ "UPDATE document SET number = 'HT2026000009'",
	    "number HT2026000009 was never given out and is a document's", true },
	{ "UPDATE document SET state = 'revoked'",
	    "it is in 'revoked', its history ends in 'effective'", false },
	{ "UPDATE document SET accepted_at = accepted_at - 86400",
	    "no acceptance by the graduate at that time", false },
	{ "UPDATE document SET accepted_method = 'sms'",
	    "its text or how it was accepted is not what the chain says", false },
	{ "UPDATE audit_event SET reason = 'password' WHERE act = 'document.text'",
	    "its text or how it was accepted is not what the chain says", false },
	{ "DELETE FROM audit_event WHERE act = 'document.text'",
	    "its text or how it was accepted is not what the chain says", false },
	{ "UPDATE audit_event SET reason = 'HT2026000002' WHERE act = 'document.number'",
	    "its number is not what the chain says", false },
	{ "UPDATE document SET effective_at = effective_at + 1",
	    "it was not approved at the time that it shows", false },
	{ "UPDATE document SET archived_at = 1",
	    "it was not archived at the time that it shows", false },
	{ "UPDATE flow_event SET at = at - 86400 WHERE action = 'approve'",
	    "step 4 (approve) is not what record", false },
	{ "UPDATE flow_event SET actor_id = 2 WHERE action = 'approve'",
	    "step 4 (approve) is not what record", false },
	{ "UPDATE flow_event SET reason = 'x' WHERE action = 'send'",
	    "step 1 (send) is not what record", false },
	{ "UPDATE flow_event SET to_state = 'rejected' WHERE action = 'approve'",
	    "its history ends in 'rejected'", false },
	{ "DELETE FROM flow_event WHERE action = 'approve'",
	    "1 records of the chain are no steps of its history", false },
	{ "DELETE FROM audit_event WHERE act = 'document.approve'",
	    "step 4 (approve) is not in the chain", false },
	{ "UPDATE audit_event SET actor_id = 2 WHERE act = 'document.approve'",
	    "step 4 (approve) is not what record", false },
	{ "UPDATE audit_event SET result = 'review>rejected' WHERE act = "
	  "'document.approve'",
	    "step 4 (approve) is not what record", false },
	{ "UPDATE document_number SET last = 5",
	    "contract numbers of 2026: 1 from 1 to 1, the counter says 5", true },
	{ "UPDATE document_issue SET seq = 2, number = 'HT2026000002'",
	    "contract numbers of 2026: 1 from 2 to 2, the counter says 1", true },
	{ "DELETE FROM document_issue", "was never given out", true },
	{ "UPDATE document_issue SET year = 2025, number = 'HT2025000001'",
	    "its number is not made of its kind, year and sequence", false },
};

static void
test_tampered(void **state)
{
	struct client *c = *state;
	int64_t id = deal_made(c, SIGNING_CONTRACT, true);
	struct val faults;

	world_sql(c->t->world,
	    "PRAGMA foreign_keys = OFF; DROP TRIGGER document_fixed;"
	    "DROP TRIGGER document_text_fixed; DROP TRIGGER flow_event_fixed;"
	    "DROP TRIGGER flow_event_kept; DROP TRIGGER audit_event_fixed;"
	    "DROP TRIGGER audit_event_kept; DROP TRIGGER document_number_next;"
	    "DROP TRIGGER document_issue_fixed; DROP TRIGGER document_issue_kept;");
	for (size_t i = 0; i < sizeof(tampered) / sizeof(tampered[0]); i++) {
		world_sql(c->t->world, "SAVEPOINT before");
		world_sql(c->t->world, tampered[i].sql);
		faults = faults_of(c, id);
		if (tampered[i].numbers)
			assert_int_equal(
			    evidence_check_numbers(&c->t->act, &faults), JY_OK);
		if (!names(&faults, tampered[i].fault))
			fail_msg("%s: " STR_FMT, tampered[i].sql,
			    STR_ARG(val_len(&faults) > 0 ? val_at(&faults, 0).s
							 : STR("nothing found")));
		world_sql(c->t->world, "ROLLBACK TO before; RELEASE before");
	}
	faults = faults_of(c, id);
	assert_int_equal(val_len(&faults), 0);
}

/* --- pages: who may, and when */

static const char *const files[] = { "print", "text", "evidence", "evidence.json" };

static int
get(struct client *c, const struct document *d, const char *file)
{
	struct str path = arena_printf(
	    &c->t->arena, "/auth/documents/" STR_FMT "/%s", STR_ARG(d->uid), file);

	client_get(c, arena_cstr(&c->t->arena, path));
	return c->status;
}

static void
test_who(void **state)
{
	static const struct {
		int64_t account;
		int status;
	} viewers[] = { { LIN, 200 }, { BOSS, 200 }, { AUTHORITY_CLERK, 200 },
		{ SCHOOL_CLERK, 200 }, { FACULTY_CLERK, 200 }, { AYGUL, 404 },
		{ OTHER_BOSS, 404 }, { OTHER_SCHOOL_CLERK, 404 }, { URUMQI_CLERK, 403 },
		{ 7, 403 } };
	struct client *c = *state;
	struct document d = document_of(c, deal_made(c, SIGNING_CONTRACT, true));

	for (size_t i = 0; i < sizeof(viewers) / sizeof(viewers[0]); i++)
		for (size_t k = 0; k < 4; k++) {
			deal_as(c, viewers[i].account);
			if (get(c, &d, files[k]) != viewers[i].status)
				fail_msg("%s by %d: %d", files[k],
				    (int)viewers[i].account, c->status);
		}
}

static void
test_before(void **state)
{
	struct client *c = *state;
	struct document contract, agreement;
	const char *why;
	struct str uid;
	int64_t id;

	contract = document_of(c, deal_made(c, SIGNING_CONTRACT, false));
	assert_int_equal(deal_send(c, BOSS, SIGNING_AGREEMENT, LIN, &uid, &why), JY_OK);
	assert_int_equal(deal_accept(c, LIN, uid, &id, &why), JY_OK);
	agreement = document_of(c, id);
	for (int party = 0; party < 2; party++) {
		deal_as(c, party == 0 ? LIN : BOSS);
		for (size_t k = 0; k < 4; k++)
			assert_int_equal(get(c, &contract, files[k]), 409);
		sees(c, "审核通过后");
		assert_int_equal(get(c, &agreement, "print"), 409);
		sees(c, "审核通过后才能打印");
		assert_int_equal(get(c, &agreement, "text"), 200);
	}
}

#define ROW(label, fn) CASE_WITH(label, fn, deal_setup, deal_teardown)

static const struct CMUnitTest cases[] = {
	ROW("a number's code is keyed, and read however it is typed", test_code),
	ROW("a code with a typing error is told from a wrong one", test_typing),
	ROW("numbers of documents as they are typed", test_number),
	ROW("verification says in which state a document is", test_told),
	ROW("verification of what never came into force", test_told_ended),
	ROW("an unknown number and a wrong code get the same answer", test_unknown),
	ROW("the text's file is known by its digest", test_file),
	ROW("5.1.r1 a contract before approval is not known", test_contract_hidden),
	ROW("a QR code is an outline", test_qr),
	ROW("0.i3 5.4.i4 evidence names each step and its place in the chain",
	    test_evidence),
	ROW("0.i3 the evidence of a terminated contract is whole", test_whole),
	ROW("0.i3 whatever is tampered with is named", test_tampered),
	ROW("0.i3 any number of steps is checked", test_many_steps),
	ROW("5.3.i1 6.3.f4 0.i1 only its parties, school, faculty and authority see it",
	    test_who),
	ROW("5.3.r1 6.3.r1 nothing is printed before approval", test_before),
};

int
main(void)
{
	return RUN(cases);
}
