/*
 * idcheck.c - the checks and the masks. Finding such numbers in text is pii.c's.
 */
#include <utf8proc.h>

#include "idcheck.h"
#include "utf8.h"

#define TYPED_MAX 256     /* bytes of input that could still be a number */
#define SQUEEZED_SIZE 128 /* characters that are left of it, and a NUL */
#define CODE_POINTS_MAX 1024
#define AGE_MIN 14
#define AGE_MAX 100

const char *
id_fault_zh(enum id_fault fault)
{
	static const char *const table[ID_FAULT_COUNT] = {
		[ID_OK] = "",
		[ID_EMPTY] = "请填写此项。",
		[ID_LENGTH15] = "请填写18位身份证号，15位的旧号码不再使用。",
		[ID_LENGTH] = "身份证号应为18位，请检查是否多填或少填。",
		[ID_CHARS] = "身份证号应为17位数字加1位数字或字母X。",
		[ID_PROVINCE] = "身份证号的前两位不是有效的地区代码，请检查。",
		[ID_DATE] = "身份证号中的出生日期不存在，请检查第7至14位。",
		[ID_AGE] = "身份证号对应的年龄应在14至100周岁之间，请检查出生日期。",
		[ID_CHECKSUM] = "身份证号的校验位不符，请逐位核对。",
		[CREDIT_LENGTH] = "统一社会信用代码应为18位。",
		[CREDIT_CHARS] = "统一社会信用代码由数字和大写字母组成，不含I、O、S、V、Z"
				 "，第3至8位为数字。",
		[CREDIT_CHECKSUM] = "统一社会信用代码的校验位不符，请逐位核对。",
		[MOBILE_LENGTH] = "手机号码应为11位数字。",
		[MOBILE_CHARS] = "手机号码只能包含数字。",
		[MOBILE_PREFIX] = "手机号码应以13至19开头。",
		[BANK_LENGTH] = "银行卡号应为16至19位数字。",
		[BANK_CHARS] = "银行卡号只能包含数字。",
		[BANK_CHECKSUM] = "银行卡号有误，请逐位核对。",
		[EMAIL_LENGTH] = "电子邮箱不能超过254个字符。",
		[EMAIL_FORM] = "电子邮箱格式不正确，应类似 name@example.com。",
	};

	return table[fault < ID_FAULT_COUNT ? fault : ID_CHARS];
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
all_digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!is_digit(s[i]))
			return false;
	}
	return true;
}

/*
 * What was typed after NFKC, in upper case, without blanks and the bytes of
 * `drop`. What is not ASCII then becomes '?', which no check lets pass. Returns
 * the length; too long to be anything: SQUEEZED_SIZE.
 */
static size_t
squeeze(struct str in, const char *drop, char out[SQUEEZED_SIZE])
{
	utf8proc_int32_t cp[CODE_POINTS_MAX];
	utf8proc_ssize_t count = 0;
	size_t n = 0;

	out[0] = '\0';
	if (in.n > TYPED_MAX)
		return SQUEEZED_SIZE;
	if (in.n > 0)
		count = utf8proc_decompose((const utf8proc_uint8_t *)in.p,
		    (utf8proc_ssize_t)in.n, cp, CODE_POINTS_MAX,
		    UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE);
	if (count < 0 || count > CODE_POINTS_MAX)
		return SQUEEZED_SIZE;
	for (utf8proc_ssize_t i = 0; i < count; i++) {
		char c = cp[i] > 0 && cp[i] < 0x80 ? (char)cp[i] : '?';

		if (c == ' ' || c == '\t' || strchr(drop, c) != NULL)
			continue;
		if (n == SQUEEZED_SIZE - 1)
			return SQUEEZED_SIZE;
		out[n++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	out[n] = '\0';
	return n;
}

/* --- ID numbers */

static int
number(const char *digits, size_t n)
{
	int v = 0;

	for (size_t i = 0; i < n; i++)
		v = v * 10 + (digits[i] - '0');
	return v;
}

static bool
is_province(int code)
{
	/* Bit u of row t stands for the code 10 t + u. */
	static const uint16_t units[10] = {
		[1] = 0x03E, /* 11-15 */
		[2] = 0x00E, /* 21-23 */
		[3] = 0x0FE, /* 31-37 */
		[4] = 0x07E, /* 41-46 */
		[5] = 0x01F, /* 50-54 */
		[6] = 0x03E, /* 61-65 */
		[7] = 0x002, /* 71 */
		[8] = 0x00E, /* 81-83 */
		[9] = 0x002, /* 91 */
	};

	return (units[code / 10] >> (code % 10) & 1) != 0;
}

/* Is YYYYMMDD a day of the calendar? */
static bool
is_date(int date)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int y = date / 10000, m = date / 100 % 100, d = date % 100;

	if (y < 1900 || m < 1 || m > 12 || d < 1 || d > days[m - 1])
		return false;
	return m != 2 || d != 29 || (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0));
}

static bool
is_checked(const char *text)
{
	static const int weight[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4,
		2 };
	int sum = 0;

	for (size_t i = 0; i < 17; i++)
		sum += (text[i] - '0') * weight[i];
	return text[17] == "10X98765432"[sum % 11];
}

bool
id_number_ok(const char *text)
{
	int born;

	if (!all_digits(text, 17) || !is_province(number(text, 2)))
		return false;
	born = number(text + 6, 8);
	return born < 21000000 && is_date(born) && is_checked(text);
}

enum id_fault
id_number_parse(struct str in, int today, struct id_number *out)
{
	char text[SQUEEZED_SIZE];
	size_t n = squeeze(in, "", text);
	int born, age;

	*out = (struct id_number){ .text = "" };
	if (n == 0)
		return ID_EMPTY;
	if (n != 18)
		return n == 15 && all_digits(text, 15) ? ID_LENGTH15 : ID_LENGTH;
	if (!all_digits(text, 17) || !(is_digit(text[17]) || text[17] == 'X'))
		return ID_CHARS;
	if (!is_province(number(text, 2)))
		return ID_PROVINCE;
	born = number(text + 6, 8);
	if (!is_date(born) || born > today)
		return ID_DATE;
	if (!is_checked(text))
		return ID_CHECKSUM;
	age = today / 10000 - born / 10000 - (today % 10000 < born % 10000);
	if (age < AGE_MIN || age > AGE_MAX)
		return ID_AGE;
	memcpy(out->text, text, sizeof(out->text));
	out->born = born;
	out->female = (text[16] - '0') % 2 == 0;
	return ID_OK;
}

/* --- credit codes */

enum id_fault
credit_code_parse(struct str in, char out[19])
{
	static const char digits[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	static const int weight[17] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8,
		24, 10, 30, 28 };
	char text[SQUEEZED_SIZE];
	size_t n = squeeze(in, "", text);
	int sum = 0;

	out[0] = '\0';
	if (n == 0)
		return ID_EMPTY;
	if (n != 18)
		return CREDIT_LENGTH;
	if (!all_digits(text + 2, 6))
		return CREDIT_CHARS;
	for (size_t i = 0; i < 18; i++) {
		const char *at = strchr(digits, text[i]);

		if (at == NULL)
			return CREDIT_CHARS;
		if (i < 17)
			sum += (int)(at - digits) * weight[i];
	}
	if (text[17] != digits[(31 - sum % 31) % 31])
		return CREDIT_CHECKSUM;
	memcpy(out, text, 19);
	return ID_OK;
}

/* --- phones and bank cards */

enum id_fault
mobile_parse(struct str in, char out[12])
{
	char text[SQUEEZED_SIZE];
	const char *digits = text;
	size_t n = squeeze(in, "-", text);

	out[0] = '\0';
	if (n == 0)
		return ID_EMPTY;
	if (n == SQUEEZED_SIZE)
		return MOBILE_LENGTH;
	if (strncmp(text, "+86", 3) == 0)
		digits += 3;
	else if (n == 13 && strncmp(text, "86", 2) == 0)
		digits += 2;
	n -= (size_t)(digits - text);
	if (!all_digits(digits, n))
		return MOBILE_CHARS;
	if (n != 11)
		return MOBILE_LENGTH;
	if (digits[0] != '1' || digits[1] < '3')
		return MOBILE_PREFIX;
	memcpy(out, digits, 12);
	return ID_OK;
}

bool
luhn_ok(struct str digits)
{
	int sum = 0;

	for (size_t i = 0; i < digits.n; i++) {
		int d = digits.p[digits.n - 1 - i] - '0';

		if (i % 2 == 1)
			d = d > 4 ? 2 * d - 9 : 2 * d;
		sum += d;
	}
	return sum % 10 == 0;
}

enum id_fault
bank_card_parse(struct str in, char out[20])
{
	char text[SQUEEZED_SIZE];
	size_t n = squeeze(in, "", text);

	out[0] = '\0';
	if (n == 0)
		return ID_EMPTY;
	if (n == SQUEEZED_SIZE)
		return BANK_LENGTH;
	if (!all_digits(text, n))
		return BANK_CHARS;
	if (n < 16 || n > 19)
		return BANK_LENGTH;
	if (text[0] == '0' || !luhn_ok((struct str){ text, n }))
		return BANK_CHECKSUM;
	memcpy(out, text, n + 1);
	return ID_OK;
}

/* --- mail addresses (RFC 5321 and 5322: dot-atom at host name) */

static bool
is_local_part(struct str s)
{
	bool dot = true; /* none may stand first, last, or beside another */

	if (s.n == 0 || s.n > 64)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '.' && dot)
			return false;
		dot = c == '.';
		if (!is_letter(c) && !is_digit(c) &&
		    (c == '\0' || strchr(".!#$%&'*+-/=?^_`{|}~", c) == NULL))
			return false;
	}
	return !dot;
}

static bool
is_domain(struct str s)
{
	struct str label;
	size_t labels = 0;

	while (str_split(&s, '.', &label)) {
		if (label.n == 0 || label.n > 63 || label.p[0] == '-' ||
		    label.p[label.n - 1] == '-')
			return false;
		for (size_t i = 0; i < label.n; i++) {
			if (!is_letter(label.p[i]) && !is_digit(label.p[i]) &&
			    label.p[i] != '-')
				return false;
		}
		labels++;
	}
	/* The last label of a name is not a number (an address is no domain). */
	return labels >= 2 && !all_digits(label.p, label.n);
}

enum id_fault
email_parse(struct str in, char out[EMAIL_SIZE])
{
	struct str domain = utf8_trim(in), local;
	size_t at;

	out[0] = '\0';
	if (domain.n == 0)
		return ID_EMPTY;
	if (domain.n >= EMAIL_SIZE)
		return EMAIL_LENGTH;
	in = domain;
	if (!str_split(&domain, '@', &local) || !is_local_part(local) ||
	    !is_domain(domain))
		return EMAIL_FORM;
	at = local.n;
	for (size_t i = 0; i < in.n; i++) {
		char c = in.p[i];

		out[i] = i > at && c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	out[in.n] = '\0';
	return ID_OK;
}

/* --- masks */

/* The first `head` and last `tail` bytes with stars between them; all stars when
 * fewer than three would be hidden. */
static void
mask_middle(struct buf *b, struct str s, size_t head, size_t tail)
{
	bool hides = s.n >= head + tail + 3;

	for (size_t i = 0; i < s.n; i++)
		buf_char(b, hides && (i < head || i >= s.n - tail) ? s.p[i] : '*');
}

void
mask_id(struct buf *b, struct str id)
{
	mask_middle(b, id, 3, 4);
}

void
mask_mobile(struct buf *b, struct str mobile)
{
	mask_middle(b, mobile, 3, 4);
}

void
mask_bank(struct buf *b, struct str card)
{
	mask_middle(b, card, 0, 4);
}

void
mask_name(struct buf *b, struct str name)
{
	if (name.n == 0)
		return;
	buf_str(b, utf8_cut(name, 1));
	buf_char(b, '*');
}

void
mask_email(struct buf *b, struct str address)
{
	struct str local;

	if (address.n == 0)
		return;
	str_split(&address, '@', &local);
	buf_str(b, utf8_cut(local, 1));
	buf_puts(b, "***@");
	buf_str(b, address);
}

void
mask_address(struct buf *b, struct str address)
{
	size_t n = utf8_count(address) / 2;

	if (address.n == 0)
		return;
	buf_str(b, utf8_cut(address, n < 6 ? n : 6));
	buf_puts(b, "****");
}
