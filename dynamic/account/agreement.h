/*
 * agreement.h - 网站用户注册协议 (1.1.r4): the same Markdown file that the generator
 * makes the page /agreement.html from, shown on the registration page. Its front
 * matter names title and version; a consent records version and digest, so that
 * nobody can change the text and keep the version.
 */
#ifndef AGREEMENT_H
#define AGREEMENT_H

#include "conf.h"
#include "err.h"
#include "str.h"

struct agreement {
	struct str title, version; /* as in the front matter */
	struct str html;           /* of the Markdown, safe mode */
	struct str consent;        /* "VERSION sha256:0123456789abcdef" */
};

/* Below [path] source. */
#define AGREEMENT_FILE "content/pages/agreement.md"

/*
 * Read and render it, once, before the workers start.
 *   JY_ENOTFOUND  there is no such file
 *   JY_EPARSE     it has no front matter with title and version; d says where
 */
enum jy_err agreement_load(const struct conf *conf, struct diag *d);

/* The loaded one; NULL before agreement_load(). Lives as long as the process. */
const struct agreement *agreement(void);

#endif
