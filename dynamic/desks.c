/*
 * desks.c - the table of the offices' desks (desk/desk.h), in the order of the inbox.
 */
#include "cert/pages.h"
#include "confirm/pages.h"
#include "desk/desk.h"
#include "dossier/pages.h"
#include "employer/employer_desk.h"
#include "identity/pages.h"
#include "job/job_desk.h"
#include "report/report_pages.h"
#include "rural/pages.h"
#include "subsidy/pages.h"
#include "signing/pages.h"

const struct desk *const desks[] = {
	&identity_desk,
	&subsidy_desk,
	&post_desk,
	&employer_desk,
	&job_desk,
	&report_desk,
	&cert_desk,
	&objection_desk,
	&dossier_desk,
	&confirm_desk,
	&document_desk,
	NULL,
};

const struct desk *
desk_at(const char *path)
{
	for (size_t i = 0; desks[i] != NULL; i++)
		if (strcmp(desks[i]->path, path) == 0)
			return desks[i];
	return NULL;
}
