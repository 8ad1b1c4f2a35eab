/*
 * workflows.c - `portalctl workflows`: every workflow table as a diagram and a list of
 * its steps, in Markdown; docs/workflows.md is made from it.
 */
#include <stdio.h>

#include "application/application.h"
#include "cert/cert.h"
#include "cert/objection.h"
#include "confirm/confirm.h"
#include "ctl/ctl.h"
#include "dossier/dossier.h"
#include "employer/employer.h"
#include "identity/identity.h"
#include "job/job.h"
#include "realname/realname.h"
#include "report/report.h"
#include "signing/template_desk.h"
#include "signing/document.h"
#include "signing/invitation.h"
#include "signing/plan.h"
#include "rural/apply.h"
#include "subsidy/batch.h"

static const struct flow *const flows[] = {
	&identity_flow,
	&employer_flow,
	&job_flow,
	&application_flow,
	&report_flow,
	&cert_flow,
	&objection_flow,
	&dossier_flow,
	&confirm_flow,
	&realname_flow,
	&text_template_flow,
	&invitation_flow,
	&document_flow,
	&plan_flow,
	&subsidy_flow,
	&subsidy_batch_flow,
	&campaign_flow,
	&post_flow,
};

enum jy_err
ctl_workflows(struct ctl *c, int argc, char **argv)
{
	struct buf out = BUF_INIT;
	enum jy_err err;

	if ((err = ctl_arguments(c, argc, argv, NULL, 0, NULL, 0, 0)) != JY_OK)
		return err;
	for (size_t i = 0; i < sizeof(flows) / sizeof(flows[0]); i++)
		flow_describe(flows[i], &out);
	if (buf_ok(&out))
		fputs(out.data, stdout);
	else
		err = JY_ENOMEM;
	buf_release(&out);
	return err;
}
