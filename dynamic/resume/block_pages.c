/*
 * block_pages.c - 屏蔽企业 and 谁看了简历.
 */
#include "http/csrf.h"
#include "resume/block.h"
#include "resume/pages.h"
#include "utf8.h"

#define BLOCKS RESUMES "/blocks"
#define VIEWS RESUMES "/views"
#define PAGE_ROWS 20
#define WORD_MAX 60

static const struct field block_fields[] = {
	{ "block", "屏蔽", FIELD_DIGITS, 1, 18, 0, NULL, NULL, NULL, NULL },
	{ "unblock", "取消屏蔽", FIELD_DIGITS, 1, 18, 0, NULL, NULL, NULL, NULL },
};

static int64_t
number(struct str text)
{
	int64_t n = 0;

	return str_int(text, 1, INT64_MAX, &n) ? n : 0;
}

static enum jy_err
find_employers(struct request *rq, struct val *data)
{
	struct str word = utf8_trim(request_query(rq, "q"));
	struct val found;
	enum jy_err err;
	bool more;

	val_set(data, "q", val_str(word));
	if (word.n == 0 || !utf8_valid(word) || utf8_count(word) > WORD_MAX)
		return JY_OK;
	if ((err = block_find(&rq->act, word, &found, &more)) != JY_OK)
		return err;
	val_set(data, "found", found);
	val_set(data, "none", val_bool(val_len(&found) == 0));
	val_set(data, "more", val_bool(more));
	return JY_OK;
}

static enum jy_err
blocks_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), blocked;
	enum jy_err err;

	if ((err = block_list(&rq->act, &blocked)) != JY_OK ||
	    (err = find_employers(rq, &data)) != JY_OK)
		return err;
	val_set(&data, "blocked", blocked);
	val_set(&data, "some", val_bool(val_len(&blocked) > 0));
	val_set(&data, "csrf", val_str(csrf_token(rq, BLOCKS)));
	resume_crumbs(rq, &data, NULL);
	return reply_page(rq, 200, "resume/blocks", "屏蔽企业", data);
}

static enum jy_err
blocks_post(struct request *rq)
{
	int64_t on = number(form_get(&rq->form, "block")),
		off = number(form_get(&rq->form, "unblock"));
	enum jy_err err;

	if (on == 0 && off == 0)
		return form_fail(&rq->form, NULL, "没有选择单位。");
	err = on != 0 ? block_put(&rq->act, on) : block_remove(&rq->act, off);
	if (err == JY_ELIMIT)
		return form_fail(&rq->form, NULL, "最多屏蔽 200 家单位，请先取消一些。");
	if (err != JY_OK)
		return err;
	return reply_redirect(
	    rq, on != 0 ? BLOCKS "?done=blocked" : BLOCKS "?done=unblocked");
}

static enum jy_err
views_page(struct request *rq)
{
	int64_t before = request_before(rq), older;
	struct val data = val_map(rq->act.arena), list;
	enum jy_err err = views_list(&rq->act, before, PAGE_ROWS, &list, &older);

	if (err != JY_OK)
		return err;
	list_put(&data, "views", list, before, older);
	resume_crumbs(rq, &data, NULL);
	return reply_page(rq, 200, "resume/views", "谁看了简历", data);
}

/* clang-format off */
const struct route resume_block_routes[] = {
	{ METHOD_GET, BLOCKS, ROLE_GRADUATE, CSRF_NO, RATE_PAGE, FIELDS(block_fields), blocks_page, NULL, NULL },
	{ METHOD_POST, BLOCKS, ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(block_fields), blocks_post, blocks_page, NULL },
	{ METHOD_GET, VIEWS, ROLE_GRADUATE, CSRF_NO, RATE_NONE, NO_FIELDS, views_page, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
