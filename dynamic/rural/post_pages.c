/*
 * post_pages.c - the posts of a campaign for the authority: one at a time, or from a file.
 */
#include "http/csrf.h"
#include "import/import_pages.h"
#include "region/pages.h"
#include "region/region.h"
#include "rural/pages.h"

#define CAMPAIGNS "/office/campaigns"
#define POSTS "/office/campaign-posts"

static const struct choice steps[] = {
	{ "save", "保存" },
	{ "search", "查找地区" },
	{ NULL, NULL },
};

/* clang-format off */
static const struct field post_fields[] = {
	{ "code", "岗位代码", FIELD_TEXT, 1, 20, F_NEEDED, "例如 KS001，同一招募中不重复", NULL, NULL, NULL },
	{ "name", "岗位名称", FIELD_TEXT, 2, 50, F_NEEDED, NULL, NULL, NULL, NULL },
	{ "service", "服务类型", FIELD_CHOICE, 0, 0, F_NEEDED, NULL, NULL, NULL, "rural" },
	{ "headcount", "招募人数", FIELD_NUMBER, 1, 999, F_NEEDED, NULL, NULL, NULL, NULL },
	{ "education", "学历要求", FIELD_CHOICE, 0, 0, F_NEEDED, NULL, NULL, NULL, "education" },
	{ "region", "服务地区", FIELD_DIGITS, 4, 6, F_HIDDEN | F_NEEDED, NULL, NULL, NULL, NULL },
	{ "region_word", "地区名称", FIELD_TEXT, 0, 30, F_HIDDEN, NULL, NULL, NULL, NULL },
	{ "unit", "服务单位", FIELD_TEXT, 2, 80, F_NEEDED, "乡镇、学校、卫生院等", NULL, NULL, NULL },
	{ "requirements", "其他要求", FIELD_LONG, 0, 500, 0, "专业、资格证书等", NULL, NULL, NULL },
	{ "employer", "审核单位信用代码", FIELD_TEXT, 0, 18, 0,
	  "留空由服务地区的地州人社部门审核；填写后该单位也可以审核", NULL, NULL, NULL },
	{ "step", "操作", FIELD_CHOICE, 0, 0, F_HIDDEN | F_REQUIRED, NULL, NULL, steps, NULL },
};
/* clang-format on */

static enum jy_err
campaign_of(struct request *rq, struct campaign *c)
{
	int64_t id;

	return str_int(rq->param, 1, INT64_MAX, &id) ? campaign_load(&rq->act, id, c)
						     : JY_ENOTFOUND;
}

/* The post, and the campaign that it is of. */
static enum jy_err
post_of(struct request *rq, struct post *p, struct campaign *c)
{
	int64_t id;
	enum jy_err err;

	if (!str_int(rq->param, 1, INT64_MAX, &id))
		return JY_ENOTFOUND;
	err = post_load(&rq->act, id, p);
	return err != JY_OK ? err : campaign_load(&rq->act, p->campaign_id, c);
}

static struct str
path_of(struct request *rq, const char *base, int64_t id, const char *rest)
{
	return arena_printf(rq->act.arena, "%s/%lld%s", base, (long long)id, rest);
}

/* --- the form */

static enum jy_err
draw(
    struct request *rq, const char *title, const struct campaign *c, const struct post *p)
{
	struct val data = val_map(rq->act.arena);
	struct str path = p != NULL ? path_of(rq, POSTS, p->id, "")
				    : path_of(rq, CAMPAIGNS, c->id, "/posts");
	enum jy_err err = region_put(
	    rq, &data, form_get(&rq->form, "region"), form_get(&rq->form, "region_word"));

	if (err != JY_OK)
		return err;
	val_set(&data, "action", val_str(path));
	val_set(&data, "csrf", val_str(csrf_token_for(rq, path)));
	val_set(&data, "back", val_str(path_of(rq, CAMPAIGNS, c->id, "")));
	val_set(&data, "crumbs", campaign_crumbs(rq, c));
	if (p != NULL && p->applications == 0) {
		path = path_of(rq, POSTS, p->id, "/delete");
		val_set(&data, "remove", val_str(path));
		val_set(&data, "remove_csrf", val_str(csrf_token_for(rq, path)));
	}
	return reply_page(rq, 200, "rural/post_form", title, data);
}

/* JY_EINPUT also when a place is only looked for. */
static enum jy_err
read_form(struct request *rq, struct post *p)
{
	struct form *f = &rq->form;
	struct region r;
	enum jy_err err;

	p->code = form_get(f, "code");
	p->name = form_get(f, "name");
	p->service = form_get(f, "service");
	p->headcount = form_value(f, "headcount")->number;
	p->education = form_get(f, "education");
	p->region = form_get(f, "region");
	p->unit = form_get(f, "unit");
	p->requirements = form_get(f, "requirements");
	p->employer_code = form_get(f, "employer");
	if (p->region.n == 0 && form_get(f, "region_word").n > 0)
		(void)form_fail(f, "region", "请从查到的地区中选择一个，再保存。");
	if (p->region.n > 0 && (err = region_get(&rq->act, p->region, &r)) != JY_OK) {
		if (err != JY_ENOTFOUND)
			return err;
		(void)form_fail(f, "region", "没有这个地区，请重新查找。");
	}
	if ((err = form_need(f, &rq->act)) != JY_OK)
		return err;
	return form_failed(f) ? JY_EINPUT : JY_OK;
}

/* Store what the form says. */
static enum jy_err
save(struct request *rq, struct post *p)
{
	const char *why = NULL;
	enum jy_err err = read_form(rq, p);

	if (err != JY_OK)
		return err;
	err = post_save(&rq->act, p, &why);
	if (err == JY_ECONFLICT)
		return form_fail(&rq->form, NULL, why);
	return err != JY_OK ? err
			    : reply_redirect_str(rq,
				  path_of(rq, CAMPAIGNS, p->campaign_id, "?done=saved"));
}

static enum jy_err
add_page(struct request *rq)
{
	struct campaign c;
	enum jy_err err = campaign_of(rq, &c);

	return err != JY_OK ? err : draw(rq, "添加岗位", &c, NULL);
}

static enum jy_err
add_post(struct request *rq)
{
	struct campaign c;
	struct post p = { .id = 0 };
	enum jy_err err = campaign_of(rq, &c);

	if (err != JY_OK)
		return err;
	p.campaign_id = c.id;
	return str_is(form_get(&rq->form, "step"), "search")
		   ? draw(rq, "添加岗位", &c, NULL)
		   : save(rq, &p);
}

static enum jy_err
edit_again(struct request *rq)
{
	struct campaign c;
	struct post p;
	enum jy_err err = post_of(rq, &p, &c);

	return err != JY_OK ? err : draw(rq, "修改岗位", &c, &p);
}

static enum jy_err
edit_page(struct request *rq)
{
	struct campaign c;
	struct post p;
	enum jy_err err = post_of(rq, &p, &c);

	if (err != JY_OK)
		return err;
	form_set(&rq->form, "code", p.code);
	form_set(&rq->form, "name", p.name);
	form_set(&rq->form, "service", p.service);
	form_set(&rq->form, "headcount",
	    arena_printf(rq->act.arena, "%lld", (long long)p.headcount));
	form_set(&rq->form, "education", p.education);
	form_set(&rq->form, "region", p.region);
	form_set(&rq->form, "unit", p.unit);
	form_set(&rq->form, "requirements", p.requirements);
	form_set(&rq->form, "employer", p.employer_code);
	return draw(rq, "修改岗位", &c, &p);
}

static enum jy_err
edit_post(struct request *rq)
{
	struct campaign c;
	struct post p;
	enum jy_err err = post_of(rq, &p, &c);

	if (err != JY_OK)
		return err;
	return str_is(form_get(&rq->form, "step"), "search")
		   ? draw(rq, "修改岗位", &c, &p)
		   : save(rq, &p);
}

static enum jy_err
delete_post(struct request *rq)
{
	struct campaign c;
	struct post p;
	enum jy_err err;

	if ((err = post_of(rq, &p, &c)) != JY_OK)
		return err;
	err = post_delete(&rq->act, &p);
	if (err == JY_ECONFLICT)
		rq->form.error = "已有毕业生报名该岗位，不能删除。";
	return err != JY_OK ? err
			    : reply_redirect_str(
				  rq, path_of(rq, CAMPAIGNS, c.id, "?done=deleted"));
}

/* --- from a file */

enum {
	CODE,
	NAME,
	SERVICE,
	HEADCOUNT,
	EDUCATION,
	REGION,
	UNIT,
	REQUIREMENTS,
	EMPLOYER,
	COLUMNS_READ
};

/* clang-format off */
static const struct import_column columns[COLUMNS_READ] = {
	[CODE] = { "code|岗位代码", IMPORT_CODE, true, 1, 20, NULL, NULL },
	[NAME] = { "name|岗位名称", IMPORT_LINE, true, 2, 50, NULL, NULL },
	[SERVICE] = { "service|服务类型", IMPORT_DICT, true, 0, 0, "rural", NULL },
	[HEADCOUNT] = { "headcount|招募人数|人数", IMPORT_NUMBER, true, 1, 999, NULL, NULL },
	[EDUCATION] = { "education|学历要求|学历", IMPORT_DICT, true, 0, 0, "education", NULL },
	[REGION] = { "region|服务地区|地区", IMPORT_REGION, true, 4, 6, NULL, NULL },
	[UNIT] = { "unit|服务单位|单位", IMPORT_LINE, true, 2, 80, NULL, NULL },
	[REQUIREMENTS] = { "requirements|其他要求|要求", IMPORT_LONG, false, 0, 500, NULL, NULL },
	[EMPLOYER] = { "employer|审核单位信用代码", IMPORT_CREDIT, false, 0, 0, NULL, NULL },
};
/* clang-format on */

static enum jy_err
check(struct import *im, struct import_row *row)
{
	(void)im;
	row->key = row->value[CODE].text;
	return JY_OK;
}

/* The kind of one campaign's files. */
struct posts_file {
	struct import_kind kind;
	int64_t campaign_id;
};

static enum jy_err
store(struct import *im, struct import_row *row)
{
	const struct posts_file *file = (const struct posts_file *)im->kind;
	const struct import_value *v = row->value;
	struct post p = { .campaign_id = file->campaign_id,
		.code = v[CODE].text,
		.name = v[NAME].text,
		.service = v[SERVICE].text,
		.headcount = v[HEADCOUNT].number,
		.education = v[EDUCATION].text,
		.region = v[REGION].text,
		.unit = v[UNIT].text,
		.requirements = v[REQUIREMENTS].text,
		.employer_code = v[EMPLOYER].text };
	const char *why = NULL;
	bool known;
	enum jy_err err = post_find(im->act, p.campaign_id, p.code, &p.id);

	known = err == JY_OK;
	if (err != JY_OK && err != JY_ENOTFOUND)
		return err;
	if ((err = post_put(im->act, &p, &why)) == JY_ECONFLICT)
		import_fault(im, row, -1, "%s", why);
	if (err == JY_OK)
		(*(known ? &im->changed : &im->added))++;
	return err;
}

/* The page of this campaign; its texts live in the request's arena. */
static enum jy_err
page_of(struct request *rq, struct import_page *page, struct posts_file *file)
{
	struct campaign c;
	enum jy_err err = campaign_of(rq, &c);

	if (err != JY_OK)
		return err;
	*file = (struct posts_file){
		.kind = { .name = "posts",
		    .act = "import.posts",
		    .columns = columns,
		    .n = COLUMNS_READ,
		    .read = COLUMNS_READ,
		    .limits = &CSV_IMPORT_LIMITS,
		    .check = check,
		    .store = store },
		.campaign_id = c.id,
	};
	*page = (struct import_page){
		.kind = &file->kind,
		.title = "导入岗位",
		.list = path_of(rq, CAMPAIGNS, c.id, "").p,
		.list_label = arena_cstr(rq->act.arena, c.form.title),
		.blank = path_of(rq, CAMPAIGNS, c.id, "/template").p,
		.rule = "岗位代码相同的，按文件更新原有岗位。",
	};
	return page->list == NULL || page->list_label == NULL || page->blank == NULL
		   ? JY_ENOMEM
		   : JY_OK;
}

static enum jy_err
import_with(struct request *rq,
    enum jy_err (*how)(struct request *rq, const struct import_page *page))
{
	struct import_page page;
	struct posts_file file;
	enum jy_err err = page_of(rq, &page, &file);

	return err != JY_OK ? err : how(rq, &page);
}

static enum jy_err
import_get(struct request *rq)
{
	return import_with(rq, import_draw);
}

static enum jy_err
import_post(struct request *rq)
{
	return import_with(rq, import_take);
}

static enum jy_err
blank_get(struct request *rq)
{
	return import_with(rq, import_blank);
}

/* clang-format off */
const struct route campaign_post_routes[] = {
	{ METHOD_GET, CAMPAIGNS "/*/posts", ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(post_fields), add_page, NULL, NULL },
	{ METHOD_POST, CAMPAIGNS "/*/posts", ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(post_fields), add_post, add_page, NULL },
	{ METHOD_GET, CAMPAIGNS "/*/import", ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(import_fields), import_get, NULL, NULL },
	{ METHOD_POST, CAMPAIGNS "/*/import", ROLE_AUTHORITY, CSRF_YES, RATE_UPLOAD, FIELDS(import_fields), import_post, import_get, NULL },
	{ METHOD_GET, CAMPAIGNS "/*/template", ROLE_AUTHORITY, CSRF_NO, RATE_NONE, NO_FIELDS, blank_get, NULL, NULL },
	{ METHOD_GET, POSTS "/*", ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(post_fields), edit_page, NULL, NULL },
	{ METHOD_POST, POSTS "/*", ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(post_fields), edit_post, edit_again, NULL },
	{ METHOD_POST, POSTS "/*/delete", ROLE_AUTHORITY, CSRF_YES, RATE_FORM, NO_FIELDS, delete_post, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
