/*
 * build_cmd.h - `sitegen build`, `status` and `next`: options in, one line out.
 */
#ifndef GEN_BUILD_CMD_H
#define GEN_BUILD_CMD_H

/* build [-c CONF] [--full] [--dry-run] [--force] [--wait] [--quiet] [--clock TIME]:
 * exit status 0; 1 failed, nothing published; 2 wrong arguments; 75 another build is
 * running. */
int build_cmd(int argc, char **argv);

/* status [-c CONF]: the last build. next [-c CONF] [--seconds]: the next instant at
 * which time alone changes a page: RFC 3339 or "none", or seconds since 1970 or
 * nothing. */
int status_cmd(int argc, char **argv);
int next_cmd(int argc, char **argv);

#endif
