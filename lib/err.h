/*
 * err.h - errors as values.
 * What can fail returns an enum jy_err; one table turns each code into an HTTP
 * status, a process exit status and a sentence for the person in front of it.
 * The detail (file, line, cause) goes to the log or to a struct diag, never
 * into the code itself.
 */
#ifndef JY_ERR_H
#define JY_ERR_H

#include <stdarg.h>
#include <stddef.h>

enum jy_err {
	JY_OK = 0,
	JY_EINPUT,     /* the input is not valid; field errors say where */
	JY_ENOTFOUND,  /* not there, or not yours */
	JY_EFORBIDDEN, /* the role may not, or the CSRF check failed */
	JY_EAUTH,      /* nobody is logged in */
	JY_ECONFLICT,  /* exists already, or the state has moved on */
	JY_ELIMIT,     /* too many tries; come back later */
	JY_ETOOBIG,    /* larger than a stated limit */
	JY_ETYPE,      /* a media type that is not accepted here */
	JY_ELONGPATH,  /* an address longer than the portal reads */
	JY_ELENGTH,    /* a body without a Content-Length */
	JY_EMETHOD,    /* the route exists, the method does not */
	JY_EBUSY,      /* overloaded, or another process holds the lock */
	JY_ENOSPC,     /* the disk is full */
	JY_EIO,        /* a file could not be read or written */
	JY_EDB,        /* the store failed; the cause is in the log */
	JY_EVERSION,   /* the store is of another version than the program */
	JY_ECONF,      /* the configuration is wrong */
	JY_EPARSE,     /* a file or stream is malformed */
	JY_EREMOTE,    /* a remote host failed or refused */
	JY_ECRYPTO,    /* a key is missing or data does not authenticate */
	JY_ENOMEM,     /* memory is exhausted */
	JY_EINTERNAL,  /* a bug: something that cannot happen did */
	JY_ERR_COUNT
};

struct err_info {
	const char *name; /* "EINPUT": for logs and tests */
	int http;         /* HTTP status, 200 for JY_OK */
	int exit;         /* process exit status: 0, 1 failed, 2 usage, 75 try again */
	const char *title_zh; /* a few words: the heading of the error page */
	const char *text_zh;  /* what happened and what to do next, one sentence */
};

/* The row of `err`; an unknown code answers as JY_EINTERNAL. */
const struct err_info *err_info(enum jy_err err);

/*
 * What went wrong and where, for tools that read files: printed as
 * "FILE:LINE:COLUMN: text" with the parts that are known (line 0: unknown).
 * Fixed size, owned by the caller; the first error set is kept.
 */
struct diag {
	char file[256];
	unsigned line, column;
	char text[512];
};

/* Fill `d` unless it is NULL or already holds an error. Returns `err`. */
enum jy_err diag_set(struct diag *d, enum jy_err err, const char *file, unsigned line,
    unsigned column, const char *fmt, ...) __attribute__((format(printf, 6, 7)));

/* Hand an error on: fill `d` as diag_set() does, from another one. */
void diag_copy(struct diag *d, const struct diag *from);

/* "FILE:LINE:COLUMN: text" into out[outsz], always terminated. Returns out. */
const char *diag_str(const struct diag *d, char *out, size_t outsz);

#endif
