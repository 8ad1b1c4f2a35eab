/*
 * routes.c - the route table: the rows of every capability as one, checked once.
 */
#include <stdlib.h>

#include "account/pages.h"
#include "application/application_pages.h"
#include "calendar/pages.h"
#include "captcha/captcha_pages.h"
#include "cert/pages.h"
#include "confirm/pages.h"
#include "dossier/pages.h"
#include "favourite/favourite_pages.h"
#include "file/pages.h"
#include "http/pages.h"
#include "http/route.h"
#include "desk/desk.h"
#include "employer/employer_desk.h"
#include "employer/employer_pages.h"
#include "employer/inbox_pages.h"
#include "job/job_desk.h"
#include "job/job_edit_pages.h"
#include "job/job_pages.h"
#include "identity/pages.h"
#include "job/search_pages.h"
#include "message/pages.h"
#include "mydata/mydata_pages.h"
#include "office/pages.h"
#include "profile/pages.h"
#include "realname/realname_pages.h"
#include "region/pages.h"
#include "report/report_pages.h"
#include "rural/pages.h"
#include "resume/pages.h"
#include "signing/paper_pages.h"
#include "signing/template_desk.h"
#include "signing/pages.h"
#include "student/pages.h"
#include "subsidy/pages.h"
#include "zone/zone.h"

#define ROUTES_MAX 1000

static const struct route *const capabilities[] = {
	http_routes,
	login_routes,
	register_routes,
	recover_routes,
	password_routes,
	captcha_routes,
	zone_routes,
	job_routes,
	job_view_routes,
	favourite_routes,
	application_routes,
	search_routes,
	saved_search_routes,
	job_edit_routes,
	desk_inbox_routes,
	job_desk_routes,
	employer_routes,
	employer_desk_routes,
	inbox_routes,
	org_lookup_routes,
	report_routes,
	message_routes,
	upload_routes,
	resume_routes,
	resume_wizard_routes,
	resume_photo_routes,
	resume_show_routes,
	resume_block_routes,
	resume_find_routes,
	region_routes,
	region_desk_routes,
	mydata_routes,
	realname_routes,
	realname_office_routes,
	profile_routes,
	mobile_routes,
	identity_routes,
	identity_office_routes,
	office_routes,
	student_file_routes,
	student_form_routes,
	student_list_routes,
	calendar_routes,
	cert_routes,
	cert_setup_routes,
	cert_office_routes,
	objection_routes,
	template_routes,
	campaign_routes,
	campaign_post_routes,
	apply_routes,
	apply_office_routes,
	subsidy_routes,
	subsidy_office_routes,
	subsidy_batch_routes,
	paper_routes,
	verify_routes,
	dossier_routes,
	dossier_form_routes,
	dossier_desk_routes,
	confirm_routes,
	confirm_list_routes,
	destination_routes,
	confirm_desk_routes,
	my_invitation_routes,
	my_answer_routes,
	my_document_routes,
	my_entry_routes,
	org_invitation_routes,
	org_compose_routes,
	org_document_routes,
	document_desk_routes,
	plan_routes,
};

/* What is wrong with a row by itself; NULL: nothing. */
static const char *
row_fault(const struct route *r)
{
	const char *star = strchr(r->path, '*');

	if (r->method != METHOD_GET && r->method != METHOD_POST)
		return "is neither GET nor POST";
	if (r->path[0] != '/' || (star != NULL && strchr(star + 1, '*') != NULL))
		return "has no good path";
	if (star != NULL && (star[-1] != '/' || (star[1] != '\0' && star[1] != '/')))
		return "has a * that is no whole segment";
	if ((r->roles & ~(unsigned)ROLES_ANYONE) != 0 || r->roles == 0)
		return "names no role that can ask";
	if (r->handler == NULL)
		return "has no handler";
	if (r->method == METHOD_POST && r->csrf == CSRF_NO)
		return "changes something without CSRF";
	if (r->method == METHOD_POST && r->rate == RATE_NONE)
		return "changes something without a rate";
	return NULL;
}

static enum jy_err
row_check(const struct route *table, size_t i, struct diag *d)
{
	const char *fault = row_fault(&table[i]);

	for (size_t k = 0; k < i && fault == NULL; k++)
		if (table[k].method == table[i].method &&
		    strcmp(table[k].path, table[i].path) == 0)
			fault = "stands twice";
	if (fault == NULL)
		return JY_OK;
	return diag_set(d, JY_EINTERNAL, "routes", 0, 0, "%s %s", table[i].path, fault);
}

/* Room for n more rows? */
static enum jy_err
room(size_t count, size_t n, struct diag *d)
{
	return count + n <= ROUTES_MAX ? JY_OK
				       : diag_set(d, JY_EINTERNAL, "routes", 0, 0,
					     "more than %d", ROUTES_MAX);
}

static enum jy_err
put_together(struct route *all, size_t *count, struct diag *d)
{
	const struct route *r;
	enum jy_err err;

	for (size_t i = 0; i < sizeof(capabilities) / sizeof(capabilities[0]); i++)
		for (r = capabilities[i]; r->path != NULL; r++) {
			if ((err = room(*count, 1, d)) != JY_OK)
				return err;
			all[(*count)++] = *r;
		}
	for (size_t i = 0; desks[i] != NULL; i++) {
		if ((err = room(*count, DESK_ROUTES, d)) != JY_OK)
			return err;
		*count += desk_route_rows(desks[i], all + *count);
	}
	for (size_t i = 0; i < *count; i++)
		if ((err = row_check(all, i, d)) != JY_OK)
			return err;
	return JY_OK;
}

enum jy_err
routes_all(const struct route **table, size_t *n, struct diag *d)
{
	static struct route all[ROUTES_MAX];
	static size_t count;
	enum jy_err err;

	if (count == 0 && (err = put_together(all, &count, d)) != JY_OK) {
		count = 0;
		return err;
	}
	*table = all;
	*n = count;
	return JY_OK;
}

/* "graduate employer", or one word for the usual sets. */
static void
print_roles(unsigned roles, struct buf *out)
{
	static const struct {
		unsigned roles;
		const char *name;
	} sets[] = {
		{ ROLES_ANYONE, "anyone" },
		{ ROLES_ACCOUNT, "account" },
		{ ROLES_STAFF, "staff" },
		{ ROLES_OFFICE, "office" },
	};
	const char *separator = "";

	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		if (sets[i].roles == roles) {
			buf_puts(out, sets[i].name);
			return;
		}
	for (unsigned bit = 1; bit <= ROLE_ADMIN; bit <<= 1)
		if ((roles & bit) != 0) {
			buf_printf(out, "%s%s", separator, role_name((enum role)bit));
			separator = " ";
		}
}

void
routes_print(const struct route *table, size_t n, bool markdown, struct buf *out)
{
	static const char *const csrf[] = {
		[CSRF_NO] = "-", [CSRF_YES] = "csrf", [CSRF_SIGNED] = "signed"
	};
	static const char *const rates[] = {
		[RATE_NONE] = "-",
		[RATE_PAGE] = "page",
		[RATE_LOOKUP] = "lookup",
		[RATE_FORM] = "form",
		[RATE_LOGIN] = "login",
		[RATE_REGISTER] = "register",
		[RATE_SMS] = "sms",
		[RATE_EXPORT] = "export",
		[RATE_UPLOAD] = "upload",
	};
	const char *sep = markdown ? " | " : "\t";

	if (markdown)
		buf_puts(out,
		    "| method | path | roles | csrf | rate |\n|---|---|---|---|---|\n");
	for (size_t i = 0; i < n; i++) {
		buf_printf(out, "%s%s%s%s%s%s", markdown ? "| " : "",
		    table[i].method == METHOD_GET ? "GET" : "POST", sep,
		    markdown ? "`" : "", table[i].path, markdown ? "`" : "");
		buf_puts(out, sep);
		print_roles(table[i].roles, out);
		buf_printf(out, "%s%s%s%s%s\n", sep, csrf[table[i].csrf], sep,
		    rates[table[i].rate], markdown ? " |" : "");
	}
}
