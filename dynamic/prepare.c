/*
 * prepare.c - see prepare.h.
 */
#include "account/agreement.h"
#include "captcha/captcha.h"
#include "prepare.h"

enum jy_err
portal_prepare(const struct conf *conf, struct diag *d)
{
	if (captcha_prepare() != JY_OK)
		return diag_set(d, JY_EIO, "", 0, 0,
		    "no font for captcha pictures: install fonts-dejavu-core");
	return agreement_load(conf, d);
}
