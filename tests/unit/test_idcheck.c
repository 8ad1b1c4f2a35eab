/*
 * test_idcheck.c - numbers of people and employers: checks and masks. "Today" is
 * 23 November 2026; the numbers are made up.
 */
#include "idcheck.h"
#include "unit.h"

#define TODAY 20261123

static void
id_numbers(void **state)
{
	static const struct {
		struct str in;
		enum id_fault fault;
	} cases[] = {
		{ STR("11010519491231002X"), ID_OK },
		{ STR("11010519491231002x"), ID_OK },
		{ STR(" 110105 19491231 002X "), ID_OK },
		{ STR("１１０１０５１９４９１２３１００２Ｘ"), ID_OK },
		{ STR("110105\u300019491231002X"), ID_OK },
		{ STR("110105194912310021"), ID_CHECKSUM },
		{ STR("110105194912310020"), ID_CHECKSUM },
		{ STR("450103200002290019"), ID_OK }, /* a leap day */
		{ STR("450103199902290019"), ID_DATE },
		{ STR("450103199913010019"), ID_DATE },
		{ STR("450103190002280017"), ID_AGE },
		{ STR("450103209912310016"), ID_DATE }, /* not born yet */
		{ STR("450103201211230017"), ID_OK },   /* 14 today */
		{ STR("450103201211240012"), ID_AGE },  /* 14 tomorrow */
		{ STR("450103192511240012"), ID_OK },   /* 101 tomorrow */
		{ STR("450103192511230017"), ID_AGE },  /* 101 today */
		{ STR("450103192611230014"), ID_OK },
		{ STR("660103199912310027"), ID_PROVINCE },
		{ STR("100103199912310028"), ID_PROVINCE },
		{ STR("810000199901010014"), ID_OK },
		{ STR("910000199901010018"), ID_OK },
		{ STR("110105491231002"), ID_LENGTH15 },
		{ STR("1101051949123100"), ID_LENGTH },
		{ STR("11010519491231002"), ID_LENGTH },
		{ STR("11010519491231002XX"), ID_LENGTH },
		{ STR("1101051949123100X2"), ID_CHARS },
		{ STR("11010519491231002Y"), ID_CHARS },
		{ STR("11010519491231002就"), ID_CHARS },
		{ STR("1101051949123100\0X"), ID_CHARS },
		{ STR(""), ID_EMPTY },
		{ STR("  \u3000"), ID_EMPTY },
		{ STR("\xFF\xFE"), ID_LENGTH },
	};
	struct id_number id;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum id_fault fault = id_number_parse(cases[i].in, TODAY, &id);

		if (fault != cases[i].fault)
			fail_msg("'" STR_FMT "': fault %d, wanted %d",
			    STR_ARG(cases[i].in), (int)fault, (int)cases[i].fault);
		assert_int_equal(strlen(id.text), fault == ID_OK ? 18 : 0);
		assert_int_equal(id_fault_zh(fault)[0] == '\0', fault == ID_OK);
	}
	assert_int_equal(id_number_parse(STR("11010519491231002x"), TODAY, &id), ID_OK);
	assert_string_equal(id.text, "11010519491231002X");
	assert_int_equal(id.born, 19491231);
	assert_true(id.female);
}

static void
one_wrong_digit_is_found(void **state)
{
	static const char good[] = "11010519491231002X";
	char text[sizeof(good)];
	struct id_number id;

	(void)state;
	for (size_t i = 0; i < 17; i++) {
		for (char c = '0'; c <= '9'; c++) {
			memcpy(text, good, sizeof(good));
			text[i] = c;
			assert_int_equal(
			    id_number_parse(str_of(text), TODAY, &id) == ID_OK,
			    c == good[i]);
		}
	}
}

typedef enum id_fault parser(struct str in, char *out);

static enum id_fault
credit(struct str in, char *out)
{
	return credit_code_parse(in, out);
}

static enum id_fault
mobile(struct str in, char *out)
{
	return mobile_parse(in, out);
}

static enum id_fault
bank(struct str in, char *out)
{
	return bank_card_parse(in, out);
}

static enum id_fault
email(struct str in, char *out)
{
	return email_parse(in, out);
}

static const struct {
	parser *parse;
	struct str in;
	enum id_fault fault;
	const char *out;
} numbers[] = {
	{ credit, STR("91350100M000100Y43"), ID_OK, "91350100M000100Y43" },
	{ credit, STR(" 91350100m000100y43 "), ID_OK, "91350100M000100Y43" },
	{ credit, STR("９1350100M000100Y43"), ID_OK, "91350100M000100Y43" },
	{ credit, STR("91450100MA5K011XX0"), ID_OK, "91450100MA5K011XX0" },
	{ credit, STR("91450100MA5K011XX1"), CREDIT_CHECKSUM, "" },
	{ credit, STR("91350100M000100Y44"), CREDIT_CHECKSUM, "" },
	{ credit, STR("91350100M000100Y4"), CREDIT_LENGTH, "" },
	{ credit, STR("91350100M000100Y433"), CREDIT_LENGTH, "" },
	{ credit, STR("9135O100M000100Y43"), CREDIT_CHARS, "" },
	{ credit, STR("91350100I000100Y43"), CREDIT_CHARS, "" },
	{ credit, STR("91A50100M000100Y43"), CREDIT_CHARS, "" },
	{ credit, STR(""), ID_EMPTY, "" },
	{ mobile, STR("13800138000"), ID_OK, "13800138000" },
	{ mobile, STR("+86 138-0013-8000"), ID_OK, "13800138000" },
	{ mobile, STR("＋86 13800138000"), ID_OK, "13800138000" },
	{ mobile, STR("86-13800138000"), ID_OK, "13800138000" },
	{ mobile, STR("１３８００１３８０００"), ID_OK, "13800138000" },
	{ mobile, STR("19912345678"), ID_OK, "19912345678" },
	{ mobile, STR("12800138000"), MOBILE_PREFIX, "" },
	{ mobile, STR("23800138000"), MOBILE_PREFIX, "" },
	{ mobile, STR("1380013800"), MOBILE_LENGTH, "" },
	{ mobile, STR("138001380000"), MOBILE_LENGTH, "" },
	{ mobile, STR("1380013800a"), MOBILE_CHARS, "" },
	{ mobile, STR("+1 3800138000"), MOBILE_CHARS, "" },
	{ mobile, STR("--"), ID_EMPTY, "" },
	{ bank, STR("6222020200000000006"), ID_OK, "6222020200000000006" },
	{ bank, STR("6222 0202 0000 0000 006"), ID_OK, "6222020200000000006" },
	{ bank, STR("4111111111111111"), ID_OK, "4111111111111111" },
	{ bank, STR("4111111111111112"), BANK_CHECKSUM, "" },
	{ bank, STR("0123456789012347"), BANK_CHECKSUM, "" },
	{ bank, STR("6222 0202 0005"), BANK_LENGTH, "" },
	{ bank, STR("622202020000005"), BANK_LENGTH, "" },
	{ bank, STR("62220202000000000006"), BANK_LENGTH, "" },
	{ bank, STR("411111111111111a"), BANK_CHARS, "" },
	{ email, STR("a@b.cn"), ID_OK, "a@b.cn" },
	{ email, STR(" Zhang.San+job@Mail.Example.COM "), ID_OK,
	    "Zhang.San+job@mail.example.com" },
	{ email, STR("a"), EMAIL_FORM, "" },
	{ email, STR("@b.cn"), EMAIL_FORM, "" },
	{ email, STR("a@"), EMAIL_FORM, "" },
	{ email, STR("a@b"), EMAIL_FORM, "" },
	{ email, STR("a@b@c.cn"), EMAIL_FORM, "" },
	{ email, STR("a@b.cn,c@d.cn"), EMAIL_FORM, "" },
	{ email, STR("a@b.cn\r\nBcc: c@d.cn"), EMAIL_FORM, "" },
	{ email, STR("a\0@b.cn"), EMAIL_FORM, "" },
	{ email, STR(".a@b.cn"), EMAIL_FORM, "" },
	{ email, STR("a..b@b.cn"), EMAIL_FORM, "" },
	{ email, STR("a b@b.cn"), EMAIL_FORM, "" },
	{ email, STR("<a@b.cn>"), EMAIL_FORM, "" },
	{ email, STR("a@-b.cn"), EMAIL_FORM, "" },
	{ email, STR("a@b..cn"), EMAIL_FORM, "" },
	{ email, STR("a@127.0.0.1"), EMAIL_FORM, "" },
	{ email, STR("张三@b.cn"), EMAIL_FORM, "" },
	{ email, STR(""), ID_EMPTY, "" },
};

static void
other_numbers(void **state)
{
	char out[EMAIL_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		enum id_fault fault = numbers[i].parse(numbers[i].in, out);

		if (fault != numbers[i].fault)
			fail_msg("'" STR_FMT "': fault %d, wanted %d",
			    STR_ARG(numbers[i].in), (int)fault, (int)numbers[i].fault);
		assert_string_equal(out, numbers[i].out);
	}
}

static void
long_addresses(void **state)
{
	struct buf b = BUF_INIT;
	char out[EMAIL_SIZE];

	(void)state;
	buf_puts(&b, "a@");
	for (int i = 0; i < 25; i++)
		buf_puts(&b, "bcdefghi.");
	while (b.len < 254)
		buf_char(&b, 'c');
	assert_int_equal(email_parse(buf_view(&b), out), ID_OK);
	assert_int_equal(strlen(out), 254);
	buf_char(&b, 'c');
	assert_int_equal(email_parse(buf_view(&b), out), EMAIL_LENGTH);
	buf_reset(&b);
	for (int i = 0; i < 100000; i++)
		buf_puts(&b, "１");
	assert_int_equal(mobile_parse(buf_view(&b), out), MOBILE_LENGTH);
	buf_release(&b);
}

static void
masks(void **state)
{
	static const struct {
		void (*mask)(struct buf *, struct str);
		struct str in;
		const char *out;
	} cases[] = {
		{ mask_id, STR("11010519491231002X"), "110***********002X" },
		{ mask_id, STR("110105"), "******" },
		{ mask_mobile, STR("13800138000"), "138****8000" },
		{ mask_mobile, STR("1380013"), "*******" },
		{ mask_bank, STR("6222020200000000006"), "***************0006" },
		{ mask_bank, STR("0006"), "****" },
		{ mask_email, STR("lin@example.com"), "l***@example.com" },
		{ mask_email, STR(""), "" },
		{ mask_address, STR("喀什市解放路"), "喀什市****" },
		{ mask_address, STR("乌鲁木齐市天山区解放北路 12 号"),
		    "乌鲁木齐市天****" },
		{ mask_address, STR(""), "" },
		{ mask_name, STR("张三"), "张*" },
		{ mask_name, STR("买买提·艾力"), "买*" },
		{ mask_name, STR("𠮷野"), "𠮷*" },
		{ mask_name, STR(""), "" },
	};
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_reset(&b);
		cases[i].mask(&b, cases[i].in);
		assert_str(buf_view(&b), cases[i].out);
	}
	buf_release(&b);
}

static const struct CMUnitTest cases[] = {
	CASE("1.1.r1 an ID number has 18 characters, a real date and a check digit",
	    id_numbers),
	CASE("1.1.r1 one wrong digit is found", one_wrong_digit_is_found),
	CASE(
	    "1.1.r3 mobiles, credit codes, bank cards and mail addresses", other_numbers),
	CASE("a mail address has at most 254 bytes, and nothing is too long to refuse",
	    long_addresses),
	CASE("masks show the ends and hide the middle", masks),
};

int
main(void)
{
	return RUN(cases);
}
