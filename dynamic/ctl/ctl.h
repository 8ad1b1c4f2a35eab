/*
 * ctl.h - what the commands of portalctl share. A command is a row of the table
 * in portalctl.c; what it needs (configuration, store, keys) is opened before it
 * runs and closed behind it. It prints results on standard output; what goes
 * wrong it leaves in c->diag and returns.
 */
#ifndef CTL_H
#define CTL_H

#include <stdbool.h>

#include "act.h"
#include "arena.h"
#include "conf.h"
#include "db.h"
#include "err.h"
#include "keys.h"

enum {
	CTL_CONF = 1,  /* jiuye.conf, the zone and the clock */
	CTL_STORE = 2, /* the store, of this program's version, for writing */
	CTL_KEYS = 4
};

struct ctl {
	const char *conf_file; /* of -c; NULL: conf_path() decides */
	const struct ctl_command *command;
	struct conf conf;
	bool conf_loaded;
	struct db *db;
	struct keyring *keys;
	struct arena arena;
	struct act act; /* who: the console; with db, conf, keys, arena and now */
	struct diag diag;
	bool usage; /* the command line was wrong: exit status 2 */
};

struct ctl_command {
	const char *name;  /* one or two words: "user add" */
	const char *usage; /* what follows the name */
	const char *help;  /* one line */
	unsigned needs;    /* CTL_... */
	enum jy_err (*run)(struct ctl *c, int argc, char **argv);
};

enum jy_err ctl_migrate(struct ctl *c, int argc, char **argv);
enum jy_err ctl_config(struct ctl *c, int argc, char **argv);
enum jy_err ctl_workflows(struct ctl *c, int argc, char **argv);
enum jy_err ctl_office_add(struct ctl *c, int argc, char **argv);
enum jy_err ctl_office_list(struct ctl *c, int argc, char **argv);
enum jy_err ctl_user_add(struct ctl *c, int argc, char **argv);
enum jy_err ctl_user_list(struct ctl *c, int argc, char **argv);
enum jy_err ctl_user_disable(struct ctl *c, int argc, char **argv);
enum jy_err ctl_user_enable(struct ctl *c, int argc, char **argv);
enum jy_err ctl_user_password(struct ctl *c, int argc, char **argv);
enum jy_err ctl_import(struct ctl *c, int argc, char **argv);
enum jy_err ctl_demo(struct ctl *c, int argc, char **argv);
enum jy_err ctl_backup(struct ctl *c, int argc, char **argv);
enum jy_err ctl_restore(struct ctl *c, int argc, char **argv);
enum jy_err ctl_reindex(struct ctl *c, int argc, char **argv);
enum jy_err ctl_tick(struct ctl *c, int argc, char **argv);
enum jy_err ctl_outbox_list(struct ctl *c, int argc, char **argv);
enum jy_err ctl_outbox_show(struct ctl *c, int argc, char **argv);
enum jy_err ctl_outbox_retry(struct ctl *c, int argc, char **argv);
enum jy_err ctl_outbox_test(struct ctl *c, int argc, char **argv);
enum jy_err ctl_document_verify(struct ctl *c, int argc, char **argv);
enum jy_err ctl_audit_verify(struct ctl *c, int argc, char **argv);
enum jy_err ctl_audit_head(struct ctl *c, int argc, char **argv);

/* Open what `needs` names and is not open yet; c->diag says why not. */
enum jy_err ctl_open(struct ctl *c, unsigned needs);

/* The store's URL. NULL: memory is exhausted. */
const char *ctl_store_url(struct ctl *c);

/* One "--name VALUE" (text) or "--name" (flag) of a command. */
struct ctl_option {
	const char *name; /* without the dashes */
	const char **text;
	bool *flag;
};

/*
 * Sort argv (the words behind the command's name) into options and `min` to `max`
 * others; those go to args, in order, NULL behind the last. Options may stand
 * anywhere; "--" ends them.
 *   JY_EINPUT  anything else: the usage line was printed
 */
enum jy_err ctl_arguments(struct ctl *c, int argc, char **argv,
    const struct ctl_option *options, size_t n, const char **args, int min, int max);

/* Say what is wrong with the command line and how it goes; returns JY_EINPUT. */
enum jy_err ctl_usage(struct ctl *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* c->diag without a place. Returns err. */
enum jy_err ctl_fail(struct ctl *c, enum jy_err err, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Read a password: from the terminal, unseen and twice, else the first line of
 * standard input. It lives in the arena; wipe it after use.
 *   JY_EINPUT  none, longer than PASSWORD_BYTES_MAX, or two that differ
 */
enum jy_err ctl_read_password(struct ctl *c, const char *prompt, struct str *out);

/* A bar on standard error while something runs, on a terminal only. */
struct progress {
	const char *label;
	size_t total;
	int64_t shown_ms;
};
void progress_start(struct progress *p, const char *label, size_t total);
void progress_at(struct progress *p, size_t done); /* cheap: draws 10 times a second */
void progress_end(struct progress *p);             /* take it off the terminal */

#endif
