/*
 * content_cmd.h - commands for whoever writes: a new file, and what is not published.
 */
#ifndef GEN_CONTENT_CMD_H
#define GEN_CONTENT_CMD_H

/* new [-c CONF] KIND TITLE [SLUG]: a draft site-src/content/KIND(s)/YEAR/MM-DD[-SLUG].md with
 * its front matter; prints its path. */
int new_cmd(int argc, char **argv);

/* list [-c CONF] [--clock TIME] [--json] [drafts|future|expired]: content that is not to be
 * seen now: why, since or until when, file and title. */
int list_cmd(int argc, char **argv);

#endif
