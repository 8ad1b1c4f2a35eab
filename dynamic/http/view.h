/*
 * view.h - pages: a template of site-src/templates with the data of a handler and
 * what every page gets.
 */
#ifndef JY_VIEW_H
#define JY_VIEW_H

#include "request.h"

/* The page (or, under /api/, the JSON) that tells of an error. Never fails: where
 * no template can be rendered it is a line of text. */
void reply_error(struct request *rq, enum jy_err err);

/* Append a part of a page, rendered with `data` alone: what is kept for several requests
 * must not know of one. */
enum jy_err view_part(
    struct request *rq, const char *template, const struct val *data, struct buf *out);

/* Fill app->site from the configuration. */
enum jy_err view_site(struct app *app);

/* The generated site's list of assets: {"name": "/assets/name.digest.ext"}. */
#define VIEW_ASSETS "assets/assets.json"

/* Read it into app->assets: names to
 * fingerprinted paths. Keeps what it has when there is none or it is malformed. */
void view_assets(struct app *app);

#endif
