/*
 * upload.h - files that people send: taken in, kept, shown.
 * The bytes lie in [path] files under the file's uid, mode 0640; name, type and size in
 * the table file. Pictures are written anew as JPEG (picture.h); a PDF stays as it is and
 * is only ever sent in a sandbox. Which file belongs to what, and who may see it, is the
 * business of the capability that refers to it.
 *
 * A handler does:   upload_new() → request_defer(rq, upload_run, u, next)
 * and in `next`:    if (u->fault != NULL) tell; else db_begin … upload_keep() … db_end;
 *                   u->kept = true when that succeeded.
 */
#ifndef JY_UPLOAD_H
#define JY_UPLOAD_H

#include "crypto.h"
#include "http/request.h"

#define UPLOAD_UID_CHARS 22
#define UPLOAD_PHOTO_MAX (1024 * 1024) /* for FIELD_FILE's max */
#define UPLOAD_DOCUMENT_MAX (10 * 1024 * 1024)
#define UPLOAD_FILES_MAX 20 /* of a graduate or an employer */
#define UPLOAD_BYTES_MAX (50 * 1024 * 1024)

/* For FIELD_FILE's dict. */
#define UPLOAD_PHOTO_TYPES ".jpg,.jpeg,.png,image/jpeg,image/png"
#define UPLOAD_DOCUMENT_TYPES UPLOAD_PHOTO_TYPES ",.pdf,application/pdf"

enum upload_purpose {
	UPLOAD_PHOTO,   /* of a person: a picture, at most 480 by 640 pixels */
	UPLOAD_LICENCE, /* a picture, at most 2400 by 2400, or a PDF; so the others */
	UPLOAD_MATERIAL,
	UPLOAD_SCAN
};

/* A file on its way in. */
struct upload {
	enum upload_purpose purpose;
	struct str name, bytes; /* as sent; the name's ending becomes the type's */
	const char *folder;
	char uid[UPLOAD_UID_CHARS + 1];
	const char *type;
	int64_t size;
	uint8_t sha256[SHA256_SIZE];
	const char *fault; /* Chinese, one sentence: why it is not taken; NULL: fine */
	enum jy_err err;   /* it is fine, but could not be written */
	bool written, kept;
};

/*
 * Begin, with a checked FIELD_FILE. It lives in the act's arena; unless it is `kept`
 * its file goes when the arena does.
 */
enum jy_err upload_new(struct act *act, enum upload_purpose purpose,
    const struct form_value *v, struct upload **out) MUST_CHECK;

/* Decode, write anew, store: takes up to a second. In any thread. */
void upload_run(void *upload);

/*
 * Its row in the table file, in the caller's transaction; *id is file.id.
 *   JY_EINPUT       u->fault says why, also when the account has too many files
 *   JY_EIO, JY_ENOSPC, JY_ENOMEM  it could not be decoded or written
 */
enum jy_err upload_keep(struct act *act, struct upload *u, int64_t *id) MUST_CHECK;

/* --- files before their account: of a registration that waits for its code */

#define UPLOAD_WAIT_SECONDS 86400

/* Let a fine one wait, in the caller's transaction; u->kept = true when that succeeded.
 * JY_EINPUT: u->fault says why not. */
enum jy_err upload_wait(struct act *act, struct upload *u) MUST_CHECK;

/* One that waits as one to upload_keep(), in the same transaction; it waits no longer.
 * JY_ENOTFOUND: its time is over. */
enum jy_err upload_resume(
    struct act *act, struct str uid, struct upload **out) MUST_CHECK;

/* The clock: those whose time is over go. *removed counts. */
enum jy_err upload_sweep(struct act *act, int64_t *removed) MUST_CHECK;

/* Once a day: bytes that have been without a row for a day, left by what was killed, go. */
enum jy_err upload_strays(struct act *act, int64_t *removed) MUST_CHECK;

/* --- kept files */

struct stored {
	int64_t id, account_id, size;
	struct str uid, name, type;
};

/* JY_ENOTFOUND: there is none. By number, for a capability that has found it under
 * its own rules; by uid, for the one who sent it. */
enum jy_err upload_find(struct act *act, int64_t id, struct stored *out) MUST_CHECK;
enum jy_err upload_find_own(
    struct act *act, struct str uid, struct stored *out) MUST_CHECK;

/* All of its bytes, for a page that carries it. */
enum jy_err upload_read(
    struct act *act, const struct stored *file, struct buf *out) MUST_CHECK;

/* Send it: never cached, never sniffed, in a sandbox. A PDF is offered for download. */
enum jy_err upload_reply(struct request *rq, const struct stored *file);

/*
 * Delete the row of a file that nothing refers to any more, in the caller's
 * transaction. After its end upload_unlink() removes the bytes of *uid, see act_after().
 *   JY_ENOTFOUND  there is none
 *   JY_ECONFLICT  something refers to it
 */
enum jy_err upload_drop(struct act *act, int64_t id, struct str *uid) MUST_CHECK;
void upload_unlink(struct act *act, struct str uid);

#endif
