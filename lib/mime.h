/*
 * mime.h - one mail message: RFC 5322 headers, RFC 2047 words for Chinese, a
 * UTF-8 body in base64 (RFC 2045). Sending it is fetch.h's part.
 */
#ifndef JY_MIME_H
#define JY_MIME_H

#include <time.h>

#include "buf.h"
#include "err.h"
#include "str.h"

struct mime_mail {
	const char *from, *to; /* addresses, checked by email_parse() */
	struct str from_name;  /* shown beside the address; may be empty */
	struct str subject;
	struct str text;        /* text/plain, lines by LF */
	struct str html;        /* text/html as an alternative; may be empty */
	const char *message_id; /* without <>: "outbox-17@jobs.example.cn" */
	const char *
	    unsubscribe; /* RFC 8058: a POST to this address ends such mail; NULL: none */
	time_t date;     /* seconds since 1970 UTC */
};

/* Append the message to `out`; lines end in CR LF. The same mail gives the same
 * bytes.
 *   JY_EINPUT  an address, message id, URL or header text is not acceptable (CR, LF,
 *              control bytes, not UTF-8)
 *   JY_ENOMEM  out is full */
enum jy_err mime_build(struct buf *out, const struct mime_mail *mail);

/* A header value: as it is when it is plain ASCII, else as RFC 2047 base64 words
 * of at most 75 characters, folded. `column` is where the value begins. */
void mime_header_text(struct buf *out, struct str s, size_t column);

#endif
