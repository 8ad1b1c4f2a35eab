/*
 * status_page.h - what `sitegen status` knows, as a page for operators. It is whole in
 * itself (no file beside it) and for no visitor: nothing publishes it.
 */
#ifndef GEN_STATUS_PAGE_H
#define GEN_STATUS_PAGE_H

#include "buf.h"
#include "val.h"

/* `status` is the map that --json prints; `site` the name of the site. */
void status_page(struct buf *out, const struct val *status, struct str site);

#endif
