/*
 * prepare.c - see prepare.h.
 */
#include "account/agreement.h"
#include "captcha/captcha.h"
#include "http/rate_table.h"
#include "job/job_words.h"
#include "prepare.h"
#include "signing/text_template.h"

enum jy_err
portal_prepare(const struct conf *conf, struct diag *d)
{
	if (captcha_prepare() != JY_OK)
		return diag_set(d, JY_EIO, "", 0, 0,
		    "no font for captcha pictures: install fonts-dejavu-core");
	enum jy_err err = rate_table_make();

	if (err == JY_OK)
		err = job_words_load(conf, d);
	if (err == JY_OK)
		err = agreement_load(conf, d);
	return err != JY_OK ? err : text_templates_load(conf, d);
}
