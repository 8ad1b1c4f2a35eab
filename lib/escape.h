/*
 * escape.h - one escaper for each place that data is written to. None of them
 * fails by itself: the buffer's sticky error is asked for once at the end.
 */
#ifndef JY_ESCAPE_H
#define JY_ESCAPE_H

#include <stdbool.h>

#include "arena.h"
#include "buf.h"
#include "err.h"
#include "str.h"

/* HTML text and quoted attribute values: & < > " ' */
void html_escape(struct buf *b, struct str s);

/* The inside of a JSON string (RFC 8259), without the quotes. Bytes that are
 * not UTF-8 become U+FFFD. */
void json_escape(struct buf *b, struct str s);

/* The same, safe inside <script>: also < > & U+2028 U+2029 as \uXXXX. */
void json_escape_script(struct buf *b, struct str s);

/* One component of a URL (RFC 3986): all but unreserved characters as %XX. Also
 * right for the value of filename*=UTF-8''... (RFC 8187). */
void url_escape(struct buf *b, struct str s);

/* The path of a URL: the same, but '/' stays. */
void url_escape_path(struct buf *b, struct str s);

/* Undo %XX, and '+' for a blank where the caller says so (forms, queries). The
 * result may hold any byte, NUL included: text passes utf8_clean() next.
 *   JY_EPARSE  a '%' without two hex digits
 *   JY_ENOMEM  memory is exhausted */
enum jy_err url_decode(
    struct arena *a, struct str in, bool plus_is_space, struct str *out);

/* One CSV field (RFC 4180), quoted when it must be. A field that a spreadsheet
 * would take for a formula (it starts with = + - @ TAB CR LF or the full-width
 * signs) gets a leading '. Separators and line ends are the caller's. */
void csv_field(struct buf *b, struct str s);

/* May these bytes stand in an HTTP header value: ASCII without control bytes? */
bool header_value_ok(struct str s);

#endif
