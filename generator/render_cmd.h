/*
 * render_cmd.h - `sitegen render`: one template, one data file, the result.
 */
#ifndef JY_RENDER_CMD_H
#define JY_RENDER_CMD_H

/* render [--partials DIR] --data FILE.json TEMPLATE: print the template with the
 * data to standard output. TEMPLATE or FILE.json, not both, may be "-" for
 * standard input. Partials and parents are DIR/NAME.mustache; without DIR, and
 * where there is no such file, they print nothing. `argv` begins with the name of
 * the subcommand. Returns the exit status: 0; 1 after a message with file, line
 * and column; 2 for wrong arguments. */
int render_cmd(int argc, char **argv);

#endif
