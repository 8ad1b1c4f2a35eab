/*
 * office_pages.c - 联系方式, an office's own words to graduates who are to ask it (2.2.r3)
 * or to bring their papers (2.3.f4).
 */
#include "office/office.h"
#include "office/pages.h"

#define ASKED (ROLE_SCHOOL | ROLE_PREFECTURE)

static const struct field contact_fields[] = {
	{ "contact", "联系方式", FIELD_LONG, 0, 300, 0,
	    "部门、地址、办公时间和电话，例如：就业指导中心，行政楼 102 室，工作日 10:00 "
	    "至 "
	    "18:00",
	    NULL, NULL, NULL },
};

static enum jy_err
draw(struct request *rq)
{
	struct val data = val_map(rq->act.arena);

	val_set(&data, "lead",
	    val_text(rq->act.who.role == ROLE_SCHOOL
			 ? "生源比对未通过的毕业生会看到这里的内容，以便与学校核实。"
			 : "选择到本地州现场审核的毕业生会看到这里的内容。"));
	val_set(&data, "submit", val_text("保存"));
	val_set(&data, "cancel_href", val_text("/office/"));
	return reply_page(rq, 200, "form", "联系方式", data);
}

static enum jy_err
contact_get(struct request *rq)
{
	struct str contact;
	enum jy_err err = office_contact(&rq->act, rq->act.who.office_id, &contact);

	if (err != JY_OK)
		return err;
	form_set(&rq->form, "contact", contact);
	return draw(rq);
}

static enum jy_err
contact_post(struct request *rq)
{
	enum jy_err err = office_set_contact(&rq->act, form_get(&rq->form, "contact"));

	return err != JY_OK ? err : reply_redirect(rq, "/office/contact?done=saved");
}

const struct route office_routes[] = {
	{ METHOD_GET, "/office/contact", ASKED, CSRF_NO, RATE_NONE,
	    FIELDS(contact_fields), contact_get, NULL, NULL },
	{ METHOD_POST, "/office/contact", ASKED, CSRF_YES, RATE_FORM,
	    FIELDS(contact_fields), contact_post, draw, NULL },
	{ .path = NULL },
};
