/*
 * watch.h - `sitegen watch`: builds whenever content, a template, a plugin or the
 * store changes, and shows the site in a preview server that reloads open pages.
 */
#ifndef GEN_WATCH_H
#define GEN_WATCH_H

/* watch [-c CONF] [--port PORT]: until interrupted; port 8000 unless given, 0 any free
 * one. Exit status 0; 1 could not start; 2 wrong arguments; 75 the port is taken. */
int watch_cmd(int argc, char **argv);

#endif
