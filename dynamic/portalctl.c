/*
 * portalctl.c - the operator's program: the table of commands, and finding, opening
 * and reporting around them. What a command does is in ctl/, one file a subject.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "ctl/ctl.h"

static const struct ctl_command commands[] = {
	{ "migrate", "[--init-keys]", "create the store, or bring it to this version",
	    CTL_CONF, ctl_migrate },
	{ "config", "", "print every setting of jiuye.conf as Markdown", 0, ctl_config },
	{ "workflows", "", "print every workflow as a diagram and a table, as Markdown",
	    0, ctl_workflows },
	{ "office add",
	    "--kind KIND --code CODE --name NAME [--parent CODE] [--region CODE] "
	    "[--inland]",
	    "add an authority, prefecture, school or faculty",
	    CTL_CONF | CTL_STORE | CTL_KEYS, ctl_office_add },
	{ "office list", "", "list the offices", CTL_CONF | CTL_STORE, ctl_office_list },
	{ "user add", "--role ROLE --login NAME --name NAME [--office CODE]",
	    "add a member of staff; the password is asked for",
	    CTL_CONF | CTL_STORE | CTL_KEYS, ctl_user_add },
	{ "user list", "[--role ROLE]", "list accounts that have a user name",
	    CTL_CONF | CTL_STORE, ctl_user_list },
	{ "user disable", "LOGIN", "close an account and end its sessions",
	    CTL_CONF | CTL_STORE | CTL_KEYS, ctl_user_disable },
	{ "user enable", "LOGIN", "open a disabled account again",
	    CTL_CONF | CTL_STORE | CTL_KEYS, ctl_user_enable },
	{ "user password", "LOGIN", "set a new password; ends the account's sessions",
	    CTL_CONF | CTL_STORE | CTL_KEYS, ctl_user_password },
	{ "import", "students|employers|jobs|offices|regions FILE.csv [--partial]",
	    "read a CSV file (UTF-8 or GB18030): all rows, or none",
	    CTL_CONF | CTL_STORE | CTL_KEYS, ctl_import },
	{ "demo", "[--list] [--force] [--all-villages]",
	    "fill an empty store with a believable portal, or list its accounts", 0,
	    ctl_demo },
	{ "reindex", "", "make anew what the searches for jobs, resumes and places read",
	    CTL_CONF | CTL_STORE, ctl_reindex },
	{ "backup", "FILE [--passphrase-file FILE]",
	    "write store, uploaded files and configuration into one encrypted archive",
	    CTL_CONF | CTL_STORE | CTL_KEYS, ctl_backup },
	{ "restore", "FILE [--check] [--force] [--config FILE] [--passphrase-file FILE]",
	    "verify an archive and put its store and files in place", CTL_CONF | CTL_KEYS,
	    ctl_restore },
	{ "tick", "", "do the clock's work and send messages",
	    CTL_CONF | CTL_STORE | CTL_KEYS, ctl_tick },
	{ "outbox list", "[--limit N]", "list messages, newest first",
	    CTL_CONF | CTL_STORE | CTL_KEYS, ctl_outbox_list },
	{ "outbox show", "ID [--show-body]", "show one message",
	    CTL_CONF | CTL_STORE | CTL_KEYS, ctl_outbox_show },
	{ "outbox retry", "ID", "queue a dead message again",
	    CTL_CONF | CTL_STORE | CTL_KEYS, ctl_outbox_retry },
	{ "outbox test", "mail|sms RECIPIENT", "queue a message that says it is a test",
	    CTL_CONF | CTL_STORE | CTL_KEYS, ctl_outbox_test },
	{ "outbox", "", "the same as outbox list", CTL_CONF | CTL_STORE | CTL_KEYS,
	    ctl_outbox_list },
	{ "document verify", "NUMBER|--all",
	    "check the evidence of a contract or an agreement, or of all",
	    CTL_CONF | CTL_STORE | CTL_KEYS, ctl_document_verify },
	{ "audit verify", "[--head SEQ:MAC]", "check the whole audit chain",
	    CTL_CONF | CTL_STORE | CTL_KEYS, ctl_audit_verify },
	{ "audit head", "", "print the newest link of the audit chain",
	    CTL_CONF | CTL_STORE, ctl_audit_head },
};
#define NCOMMANDS (sizeof(commands) / sizeof(commands[0]))

/* Does argv begin with the words of `name`? *words says how many they are. */
static bool
begins_with(int argc, char **argv, const char *name, int *words)
{
	struct str rest = str_of(name), word;

	for (*words = 0; str_split(&rest, ' ', &word); ++*words)
		if (*words == argc || !str_is(word, argv[*words]))
			return false;
	return true;
}

static const struct ctl_command *
find_command(int argc, char **argv, int *words)
{
	for (size_t i = 0; i < NCOMMANDS; i++)
		if (begins_with(argc, argv, commands[i].name, words))
			return &commands[i];
	return NULL;
}

static void
print_help(FILE *to)
{
	fputs("usage: portalctl [-c CONF] COMMAND ...\n\n", to);
	for (size_t i = 0; i < NCOMMANDS; i++)
		fprintf(to, "  %s%s%s\n        %s\n", commands[i].name,
		    commands[i].usage[0] != '\0' ? " " : "", commands[i].usage,
		    commands[i].help);
	fputs(
	    "\nCONF is jiuye.conf, or what JIUYE_CONF names. A command with --help "
	    "prints its own line.\nExit status: 0 done, 1 failed, 2 wrong usage, 75 try "
	    "again later.\n",
	    to);
}

static int
report(struct ctl *c, enum jy_err err)
{
	char line[900];

	if (err == JY_OK)
		return 0;
	if (c->usage)
		return 2;
	if (c->diag.text[0] == '\0')
		diag_set(&c->diag, err, "", 0, 0, "%s%s%s", err_info(err)->name,
		    c->db != NULL && db_message(c->db)[0] != '\0' ? ": " : "",
		    c->db != NULL ? db_message(c->db) : "");
	fprintf(stderr, "portalctl: %s\n", diag_str(&c->diag, line, sizeof(line)));
	return err_info(err)->exit;
}

static int
run(struct ctl *c, int argc, char **argv)
{
	int words = 0;
	enum jy_err err;

	if (argc == 0 || (c->command = find_command(argc, argv, &words)) == NULL) {
		if (argc > 0)
			fprintf(stderr, "portalctl: there is no command '%s'\n", argv[0]);
		print_help(stderr);
		return 2;
	}
	if (argc > words && strcmp(argv[words], "--help") == 0) {
		printf("usage: portalctl [-c CONF] %s %s\n%s\n", c->command->name,
		    c->command->usage, c->command->help);
		return 0;
	}
	if ((err = ctl_open(c, c->command->needs)) == JY_OK)
		err = c->command->run(c, argc - words, argv + words);
	if (fflush(stdout) != 0 && err == JY_OK)
		err = ctl_fail(c, JY_EIO, "cannot write to standard output");
	return report(c, err);
}

int
main(int argc, char **argv)
{
	struct ctl c = { 0 };
	int status, at = 1;

	prctl(PR_SET_DUMPABLE, 0);
	umask(0077);
	arena_init(&c.arena, 0);
	if (at + 1 < argc && strcmp(argv[at], "-c") == 0) {
		c.conf_file = argv[at + 1];
		at += 2;
	}
	if (at < argc &&
	    (strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "-h") == 0)) {
		print_help(stdout);
		return 0;
	}
	status = run(&c, argc - at, argv + at);
	db_close(c.db);
	keyring_free(c.keys);
	if (c.conf_loaded)
		conf_release(&c.conf);
	arena_release(&c.arena);
	return status;
}
