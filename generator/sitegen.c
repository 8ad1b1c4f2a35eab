/*
 * sitegen.c - the static-site generator: its subcommands in one table.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "build_cmd.h"
#include "check.h"
#include "content_cmd.h"
#include "plugin_test.h"
#include "render_cmd.h"
#include "status.h"
#include "watch.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv); /* argv[0] is the name */
	const char *help;
} commands[] = {
	{ "build", build_cmd, "bring the site up to date" },
	{ "check", check_cmd,
	    "look over the live site: links, orphans, stale files, alt text" },
	{ "watch", watch_cmd,
	    "build at every change, with a preview server that reloads" },
	{ "new", new_cmd, "a draft of an announcement: new announcement TITLE" },
	{ "list", list_cmd, "content that is not to be seen: drafts, future, expired" },
	{ "status", status_cmd, "what the last build did" },
	{ "next", next_cmd, "when time alone will change a page" },
	{ "plugin", plugin_cmd, "plugin test [NAME]: run the cases of plugins" },
	{ "render", render_cmd, "print a template filled with a JSON file" },
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void
help(FILE *to)
{
	fputs("usage: sitegen COMMAND [ARGUMENTS]\n", to);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].help);
}

/* `sitegen -c CONF COMMAND …` is `sitegen COMMAND -c CONF …`. */
static void
move_config(char **argv)
{
	char *command = argv[3];

	argv[3] = argv[2];
	argv[2] = argv[1];
	argv[1] = command;
}

int
main(int argc, char **argv)
{
	umask(022); /* the site is read by others, whoever builds it */
	if (argc >= 4 && strcmp(argv[1], "-c") == 0)
		move_config(argv);
	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		help(stdout);
		return 0;
	}
	for (size_t i = 0; argc >= 2 && i < COMMANDS; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	help(stderr);
	return 2;
}
