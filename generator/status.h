/*
 * status.h - what the last build did and what comes next: for operators and for what
 * watches over the machine.
 */
#ifndef GEN_STATUS_H
#define GEN_STATUS_H

/* status [-c CONF] [--json]: exit status 0 when all is well; 1 when the last try failed,
 * files of the site are missing, or nothing was built yet. */
int status_cmd(int argc, char **argv);

/* next [-c CONF] [--seconds | --json]: the next instant at which time alone changes a
 * page: RFC 3339 or "none", or seconds since 1970 or nothing. */
int next_cmd(int argc, char **argv);

#endif
