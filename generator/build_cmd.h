/*
 * build_cmd.h - `sitegen build`: options in, one line out.
 */
#ifndef GEN_BUILD_CMD_H
#define GEN_BUILD_CMD_H

/* build [-c CONF] [--full] [--dry-run] [--force] [--wait] [--quiet] [--clock TIME]
 * [--json]: exit status 0; 1 failed, nothing published; 2 wrong arguments; 75 another
 * build is running. */
int build_cmd(int argc, char **argv);

#endif
