/*
 * static.h - the generated site as files: one folder, read-only, no way out of it.
 */
#ifndef JY_STATIC_H
#define JY_STATIC_H

#include "request.h"

/*
 * Answer rq->in from app->public_fd: a file, a folder's index.html, a redirect that
 * adds the '/' a folder's path lacks, 304, 206 or 416.
 *   JY_ENOTFOUND  there is no such page (static_not_found() answers it)
 *   JY_EPARSE     the path is malformed
 *   JY_EMETHOD    neither GET nor HEAD
 */
enum jy_err static_serve(struct request *rq);

/* 301 to the path with a '/' behind it. */
enum jy_err static_slash(struct request *rq);

/* The site's own 404 page. JY_ENOTFOUND: it has none. */
enum jy_err static_not_found(struct request *rq);

/*
 * "/a/%E4%B8%80.html" to "a/一.html", safe to open below a folder: decoded once; no
 * empty segment, none that begins with a dot, no backslash, no control bytes, UTF-8.
 * The root gives "". A folder's path keeps its last '/'.
 *   JY_EPARSE     malformed: a broken %XX, a control byte, not UTF-8
 *   JY_ENOTFOUND  well-formed, but no path of a site
 */
enum jy_err static_path(struct arena *a, struct str path, struct str *out);

/* The part of `size` bytes that a Range header asks for. Anything but one range of
 * bytes is ignored, as RFC 9110 allows. */
enum range { RANGE_ALL, RANGE_PART, RANGE_BAD };
enum range static_range(struct str header, int64_t size, int64_t *from, int64_t *length);

/* Does an If-None-Match list hold the tag (weak comparison, RFC 9110 13.1.2)? */
bool static_etag_matches(struct str header, struct str etag);

/* Does Accept-Encoding take `coding`, its weight above zero? */
bool static_accepts(struct str header, const char *coding);

/* Content-Type for a file's name. */
const char *static_type(struct str name);

/* Open the folder of the site, again when another one has taken its place (a build from
 * scratch exchanges them). Does nothing when nginx serves the site. True: it is another
 * one than before. */
bool static_open(struct app *app);

#endif
