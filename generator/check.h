/*
 * check.h - `sitegen check`: is the live site whole? Broken links within it, pages
 * that nothing leads to, files that the manifest does not know or that differ from
 * it, pictures without alt text.
 */
#ifndef GEN_CHECK_H
#define GEN_CHECK_H

/* check [-c CONF]: lines "/PATH: problem"; exit status 0 nothing found, 1 something,
 * 2 wrong arguments. */
int check_cmd(int argc, char **argv);

#endif
