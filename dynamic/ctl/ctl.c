/*
 * ctl.c - what commands share: opening, arguments, passwords, progress.
 */
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "clock.h"
#include "ctl/ctl.h"
#include "migrate.h"
#include "password.h"

static enum jy_err
open_conf(struct ctl *c)
{
	enum jy_err err;

	c->conf_loaded = true; /* it is released also after an error */
	if ((err = conf_load(&c->conf, conf_path(c->conf_file), &c->diag)) != JY_OK ||
	    (err = clock_zone(c->conf.site.zone, &c->diag)) != JY_OK)
		return err;
	if (c->conf.test.clock_file[0] != '\0')
		err = clock_follow(c->conf.test.clock_file, &c->diag);
	return err;
}

const char *
ctl_store_url(struct ctl *c)
{
	return arena_printf(&c->arena, "sqlite:%s", c->conf.path.store).p;
}

static enum jy_err
open_store(struct ctl *c)
{
	const char *url = ctl_store_url(c);
	enum jy_err err;

	if (url == NULL)
		return JY_ENOMEM;
	if ((err = db_open(&c->db, url, DB_WRITE, &c->diag)) != JY_OK)
		return err;
	return migrate_check(c->db, &c->diag);
}

enum jy_err
ctl_open(struct ctl *c, unsigned needs)
{
	enum jy_err err = JY_OK;

	if ((needs & CTL_CONF) != 0 && !c->conf_loaded)
		err = open_conf(c);
	if (err == JY_OK && (needs & CTL_STORE) != 0 && c->db == NULL)
		err = open_store(c);
	if (err == JY_OK && (needs & CTL_KEYS) != 0 && c->keys == NULL)
		err = keyring_load(c->conf.path.keys, &c->keys, &c->diag);
	c->act = (struct act){ .db = c->db,
		.conf = &c->conf,
		.keys = c->keys,
		.arena = &c->arena,
		.who = { .role = ROLE_CONSOLE },
		.address = STR("console"),
		.now = clock_now() };
	return err;
}

enum jy_err
ctl_usage(struct ctl *c, const char *fmt, ...)
{
	va_list ap;

	fputs("portalctl: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\nusage: portalctl [-c CONF] %s %s\n", c->command->name,
	    c->command->usage);
	c->usage = true;
	return JY_EINPUT;
}

enum jy_err
ctl_fail(struct ctl *c, enum jy_err err, const char *fmt, ...)
{
	char text[sizeof(c->diag.text)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return diag_set(&c->diag, err, "", 0, 0, "%s", text);
}

/* The option that `word` (behind its dashes) names; *value the part after '='. */
static const struct ctl_option *
find_option(
    const struct ctl_option *options, size_t n, const char *word, const char **value)
{
	size_t len = strcspn(word, "=");

	*value = word[len] == '=' ? word + len + 1 : NULL;
	for (size_t i = 0; i < n; i++)
		if (strlen(options[i].name) == len &&
		    strncmp(options[i].name, word, len) == 0)
			return &options[i];
	return NULL;
}

enum jy_err
ctl_arguments(struct ctl *c, int argc, char **argv, const struct ctl_option *options,
    size_t n, const char **args, int min, int max)
{
	const struct ctl_option *o;
	const char *value;
	bool plain = false;
	int count = 0;

	for (int i = 0; i < argc; i++) {
		if (plain || strncmp(argv[i], "--", 2) != 0) {
			if (count == max)
				return ctl_usage(
				    c, "'%s' is one argument too many", argv[i]);
			args[count++] = argv[i];
			continue;
		}
		if ((plain = argv[i][2] == '\0'))
			continue;
		if ((o = find_option(options, n, argv[i] + 2, &value)) == NULL)
			return ctl_usage(c, "there is no option %s", argv[i]);
		if (o->flag != NULL && value != NULL)
			return ctl_usage(c, "--%s takes no value", o->name);
		if (o->flag == NULL && value == NULL && (value = argv[++i]) == NULL)
			return ctl_usage(c, "--%s needs a value", o->name);
		if (o->flag != NULL)
			*o->flag = true;
		else
			*o->text = value;
	}
	if (count < min)
		return ctl_usage(c, "an argument is missing");
	if (max > 0)
		args[count] = NULL;
	return JY_OK;
}

/* One line without its end; false: none, or too long. */
static bool
read_line(char *line, size_t size, FILE *from)
{
	size_t n;

	if (fgets(line, (int)size, from) == NULL)
		return false;
	n = strcspn(line, "\r\n");
	if (line[n] == '\0' && !feof(from))
		return false;
	line[n] = '\0';
	return n > 0;
}

static bool
ask(const char *prompt, char *line, size_t size)
{
	struct termios shown, hidden;
	bool ok;

	if (tcgetattr(STDIN_FILENO, &shown) != 0)
		return false;
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	fputs(prompt, stderr);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
	ok = read_line(line, size, stdin);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
	fputc('\n', stderr);
	return ok;
}

enum jy_err
ctl_read_password(struct ctl *c, const char *prompt, struct str *out)
{
	char first[PASSWORD_BYTES_MAX + 2], again[sizeof(first)];
	bool terminal = isatty(STDIN_FILENO) != 0, ok;
	enum jy_err err = JY_OK;

	ok = terminal ? ask(prompt, first, sizeof(first))
		      : read_line(first, sizeof(first), stdin);
	if (!ok)
		err = ctl_fail(c, JY_EINPUT, "no password was given, or it is too long");
	else if (terminal &&
		 (!ask("again: ", again, sizeof(again)) || strcmp(first, again) != 0))
		err = ctl_fail(c, JY_EINPUT, "the two passwords differ");
	else if ((*out = arena_str(&c->arena, str_of(first))).p == NULL)
		err = JY_ENOMEM;
	secret_wipe(first, sizeof(first));
	secret_wipe(again, sizeof(again));
	return err;
}

void
progress_start(struct progress *p, const char *label, size_t total)
{
	*p = (struct progress){ label, isatty(STDERR_FILENO) ? total : 0, 0 };
}

void
progress_at(struct progress *p, size_t done)
{
	static const char bar[] = "########################################";
	int64_t now;
	int width;

	if (p->total == 0 || (now = clock_elapsed_ms()) - p->shown_ms < 100)
		return;
	p->shown_ms = now;
	width = (int)(done * (sizeof(bar) - 1) / p->total);
	fprintf(
	    stderr, "\r%s [%-40.*s] %3zu%%", p->label, width, bar, done * 100 / p->total);
	fflush(stderr);
}

void
progress_end(struct progress *p)
{
	if (p->shown_ms != 0)
		fputs("\r\033[K", stderr);
}
