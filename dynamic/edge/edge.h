/*
 * edge.h - the thin layer that knows Kore. start.c runs in the parent and prepares
 * all that the workers inherit; worker.c opens what each worker has for itself;
 * handler.c translates requests and replies; hooks.c is what our patches of Kore
 * call. Everything behind portal_handle() links and runs without Kore.
 */
#ifndef JY_EDGE_H
#define JY_EDGE_H

#include "buf.h"
#include "http/request.h"

/* The one world: made by the parent, completed by each worker after the fork. */
extern struct app edge_app;

/* start.c: the parent's process id, to notice when it is gone. */
extern int edge_parent;

/* config.c: Kore's configuration for ours. */
void edge_config(const struct conf *conf, struct buf *out);

/* handler.c: is a thread of this worker at work, or about to be? */
bool edge_is_working(void);

/* --- body.c: bodies that are too long for memory lie in a file without a name */

/* All of it in memory, as the kernel has it; NULL: it failed. To be given to munmap. */
void *edge_body_map(int fd, size_t length);

/* --- edge_log.c */

/* Open [portal] log (nothing when it is empty); once a second, open it anew when it
 * was renamed or removed. */
enum jy_err edge_log_open(const struct conf *conf, struct diag *d);
void edge_log_check(const struct conf *conf);

/* Gather lines in this process; write those that were. */
void edge_log_gather(void);
void edge_log_flush(void);

/* The line of a request (bytes: -1 when no reply could be sent), of an error
 * that Kore made, of start and stop; and what Kore says. */
void edge_log_request(const struct request *rq, int64_t bytes, int64_t us);
void edge_log_refused(int status);
void edge_log_start(const struct conf *conf, int64_t port);
void edge_log_stop(void);
void edge_log(int priority, const char *who, const char *text);

#endif
