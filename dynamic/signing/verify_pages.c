/*
 * verify_pages.c - /verify, for everyone: a number and a code, or a file.
 */
#include "http/csrf.h"
#include "signing/paper_pages.h"
#include "signing/verify.h"

#define PATH "/verify"
#define FILE_BYTES_MAX (2 * 1024 * 1024)
#define TYPED_MAX 40

/* clang-format off */
static const struct field file_fields[] = {
	{ "file", "签署文本的文件", FIELD_FILE, 1, FILE_BYTES_MAX, F_REQUIRED,
	  "在本网站下载的签署文本（.html），一个字节也没有改动过。文件只用来计算摘要，不会保存", NULL, NULL, ".html,text/html" },
};
/* clang-format on */

/* What was asked in the query: the QR code's address, or the form. */
static enum jy_err
ask(struct request *rq, struct val *data)
{
	struct str number = request_query(rq, "number"), code = request_query(rq, "code");
	char clean_number[16], clean_code[VERIFY_CODE_CHARS + 1];
	struct val found;
	enum jy_err err;

	if (number.p == NULL && code.p == NULL)
		return JY_OK;
	if (number.n > TYPED_MAX || code.n > TYPED_MAX)
		return JY_EPARSE;
	val_set(data, "number", val_str(number));
	val_set(data, "code", val_str(code));
	if (!verify_number_parse(number, clean_number))
		val_set(data, "number_error", val_text("请输入编号，如 HT2026000001。"));
	if (!verify_code_parse(code, clean_code))
		val_set(data, "code_error", val_text("验证码有误，请核对后重新输入。"));
	if (val_get(data, STR("number_error")) != NULL ||
	    val_get(data, STR("code_error")) != NULL)
		return JY_OK;
	err = verify_find(&rq->act, str_of(clean_number), str_of(clean_code), &found);
	if (err == JY_OK)
		val_set(data, "found", found);
	else if (err == JY_ENOTFOUND)
		val_set(data, "unknown", val_bool(true));
	return err == JY_ENOTFOUND ? JY_OK : err;
}

static enum jy_err
draw(struct request *rq, struct val data)
{
	val_set(&data, "csrf", val_str(csrf_token(rq, PATH)));
	return reply_page(rq, 200, "signing/verify", "合同和协议书验证", data);
}

static enum jy_err
verify_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	enum jy_err err = ask(rq, &data);

	return err != JY_OK ? err : draw(rq, data);
}

static enum jy_err
file_post(struct request *rq)
{
	const struct form_value *file = form_value(&rq->form, "file");
	struct val data = val_map(rq->act.arena), found;
	uint8_t digest[SHA256_SIZE];
	struct buf hex = BUF_INIT;
	enum jy_err err;

	if ((err = sha256(file->bytes, digest)) != JY_OK)
		return err;
	hex_encode(&hex, STR_BYTES(digest));
	val_set(&data, "digest", val_str(arena_str(rq->act.arena, buf_view(&hex))));
	buf_release(&hex);
	if ((err = verify_digest(&rq->act, digest, &found)) == JY_OK)
		val_set(&data, "found", found);
	else if (err == JY_ENOTFOUND)
		val_set(&data, "unknown_file", val_bool(true));
	else
		return err;
	return draw(rq, data);
}

/* clang-format off */
const struct route verify_routes[] = {
	{ METHOD_GET, PATH, ROLES_ANYONE, CSRF_NO, RATE_PAGE, FIELDS(file_fields), verify_page, NULL, NULL },
	{ METHOD_POST, PATH, ROLES_ANYONE, CSRF_YES, RATE_UPLOAD, FIELDS(file_fields), file_post, verify_page, NULL },
	{ .path = NULL },
};
/* clang-format on */
