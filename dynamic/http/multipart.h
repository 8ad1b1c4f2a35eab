/*
 * multipart.h - the parts of a multipart/form-data body (RFC 7578, RFC 2046), found in
 * place: nothing is copied. Stricter than the RFCs, as browsers write it: no text before
 * the first part or behind the last, quoted parameters, no headers but
 * Content-Disposition and Content-Type.
 */
#ifndef JY_MULTIPART_H
#define JY_MULTIPART_H

#include <stdbool.h>

#include "err.h"
#include "str.h"

#define MULTIPART_BYTES_MAX (12 * 1024 * 1024) /* of a body */
#define MULTIPART_PARTS_MAX 20
#define MULTIPART_HEADER_MAX 1024 /* of one part, in all */
#define MULTIPART_BOUNDARY_MAX 70

struct multipart {
	struct str rest; /* the next part's header, or the end */
	char delimiter[MULTIPART_BOUNDARY_MAX + 4]; /* CR LF "--" boundary */
	size_t delimiter_n, parts;
};

struct part {
	struct str name, filename; /* as between their quotes */
	struct str body;
	bool is_file; /* it had a filename, if only an empty one */
};

/* Is it multipart/form-data? The boundary is not looked at. */
bool multipart_is(struct str content_type);

/*
 * Begin with the first part of `body`; then multipart_next() gives one after the
 * other until *more is false.
 *   JY_EPARSE  malformed, more than the limits, or no good boundary
 */
enum jy_err multipart_begin(
    struct multipart *m, struct str content_type, struct str body);
enum jy_err multipart_next(struct multipart *m, struct part *part, bool *more);

/* The body of the first part of this name that is no file; STR_NONE: there is none, or
 * the body is malformed. */
struct str multipart_text(struct str content_type, struct str body, const char *name);

#endif
