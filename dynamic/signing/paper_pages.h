/*
 * paper_pages.h - a document on paper and as files, for its parties and the offices that
 * may see it: /auth/documents/UID/print, /text (the exact bytes), /evidence and
 * /evidence.json. And /verify, for everyone.
 */
#ifndef JY_PAPER_PAGES_H
#define JY_PAPER_PAGES_H

#include "http/route.h"

extern const struct route paper_routes[];
extern const struct route verify_routes[];

#endif
