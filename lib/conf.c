/*
 * conf.c - the table of settings, and reading them with libinih.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ini.h>

#include "conf.h"

enum setting_type { TEXT, PATH, NUMBER, SWITCH, CHOICE };

struct setting {
	const char *section, *name;
	enum setting_type type;
	size_t offset;
	const char *initial;
	int64_t min, max;    /* NUMBER */
	const char *meaning; /* CHOICE: begins with "a|b|c: " */
};

#define AT(member) offsetof(struct conf, member)

static const struct setting settings[] = {
	{ "site", "name", TEXT, AT(site.name), "公共就业服务网", 0, 0,
	    "the portal's name" },
	{ "site", "base_url", TEXT, AT(site.base_url), "http://127.0.0.1:8080", 0, 0,
	    "scheme and host of every absolute link; also the only accepted Host" },
	{ "site", "zone", TEXT, AT(site.zone), "Asia/Shanghai", 0, 0,
	    "time zone of dates and day boundaries" },
	{ "site", "contact", TEXT, AT(site.contact), "", 0, 0,
	    "service telephone shown in the footer" },
	{ "site", "icp", TEXT, AT(site.icp), "", 0, 0,
	    "record number shown in the footer" },
	{ "path", "store", PATH, AT(path.store), "var/jiuye.db", 0, 0,
	    "the SQLite store" },
	{ "path", "keys", PATH, AT(path.keys), "var/keys", 0, 0,
	    "folder of the master key" },
	{ "path", "files", PATH, AT(path.files), "var/files", 0, 0,
	    "folder of uploaded files" },
	{ "path", "public", PATH, AT(path.public_dir), "public", 0, 0,
	    "the generated site" },
	{ "path", "source", PATH, AT(path.source), "site-src", 0, 0,
	    "content, templates, assets" },
	{ "path", "plugins", PATH, AT(path.plugins), "plugins", 0, 0,
	    "Lua plugins of the generator" },
	{ "path", "cache", PATH, AT(path.cache), "var/build", 0, 0,
	    "the generator's manifest, lock and fetched feeds" },
	{ "path", "assets", PATH, AT(path.assets), "node_modules", 0, 0,
	    "installed npm packages whose files the site serves" },
	{ "portal", "bind", TEXT, AT(portal.bind), "127.0.0.1", 0, 0,
	    "address to listen on" },
	{ "portal", "port", NUMBER, AT(portal.port), "8080", 0, 65535,
	    "port; 0: any free one" },
	{ "portal", "workers", NUMBER, AT(portal.workers), "2", 1, 64,
	    "worker processes" },
	{ "portal", "max_connections", NUMBER, AT(portal.max_connections), "6000", 16,
	    100000, "connections a worker" },
	{ "portal", "hash_queue", NUMBER, AT(portal.hash_queue), "32", 1, 1000,
	    "password checks that may wait, a worker" },
	{ "portal", "trusted_proxy", TEXT, AT(portal.trusted_proxy), "", 0, 0,
	    "address whose X-Forwarded-For counts" },
	{ "portal", "serve_public", SWITCH, AT(portal.serve_public), "yes", 0, 0,
	    "serve the generated site too" },
	{ "portal", "plain_http", SWITCH, AT(portal.plain_http), "no", 0, 0,
	    "browsers reach it without TLS: cookies without Secure; loopback only" },
	{ "portal", "log", PATH, AT(portal.log), "", 0, 0,
	    "log file; empty: standard error" },
	{ "session", "idle_minutes", NUMBER, AT(session.idle_minutes), "30", 1, 1440,
	    "graduates and employers" },
	{ "session", "hours", NUMBER, AT(session.hours), "12", 1, 720,
	    "longest session" },
	{ "session", "staff_idle_minutes", NUMBER, AT(session.staff_idle_minutes), "15",
	    1, 1440, "offices and administrators" },
	{ "session", "staff_hours", NUMBER, AT(session.staff_hours), "8", 1, 720,
	    "longest session of staff" },
	{ "session", "per_account", NUMBER, AT(session.per_account), "5", 1, 100,
	    "sessions at once; the oldest ends" },
	{ "password", "profile", CHOICE, AT(password.profile), "manual", 0, 0,
	    "manual|strong: graduates and employers (6-10 digits or letters, or 10-128 "
	    "of "
	    "anything)" },
	{ "password", "staff_profile", CHOICE, AT(password.staff_profile), "strong", 0, 0,
	    "manual|strong: every office role" },
	{ "captcha", "mode", CHOICE, AT(captcha.mode), "picture", 0, 0,
	    "picture|off|test: test accepts the fixed answer 0000 and only runs on "
	    "loopback" },
	{ "captcha", "seconds", NUMBER, AT(captcha.seconds), "120", 10, 3600,
	    "life of a code" },
	{ "sms", "driver", CHOICE, AT(sms.driver), "none", 0, 0,
	    "none|file|http: none keeps messages in the outbox, file appends to [sms] "
	    "file "
	    "(loopback only), http calls [sms] url" },
	{ "sms", "url", TEXT, AT(sms.url), "", 0, 0,
	    "gateway; receives POST {\"to\":…,\"text\":…}" },
	{ "sms", "file", PATH, AT(sms.file), "", 0, 0, "where the file driver writes" },
	{ "sms", "code_minutes", NUMBER, AT(sms.code_minutes), "5", 1, 15,
	    "life of a code" },
	{ "sms", "per_day", NUMBER, AT(sms.per_day), "5", 1, 100,
	    "codes a day for one number" },
	{ "sms", "per_hour_address", NUMBER, AT(sms.per_hour_address), "20", 1, 100000,
	    "codes an hour for one address" },
	{ "sms", "pause_seconds", NUMBER, AT(sms.pause_seconds), "60", 0, 3600,
	    "between two codes to one number" },
	{ "sms", "at_registration", SWITCH, AT(sms.at_registration), "yes", 0, 0,
	    "registration proves the number by a code" },
	{ "sms", "messages", SWITCH, AT(sms.messages), "no", 0, 0,
	    "messages of the in-app inbox go to the registered number too, where no "
	    "mail address is known" },
	{ "mail", "url", TEXT, AT(mail.url), "", 0, 0,
	    "SMTP server as smtp://host:port or smtps://…; empty: messages are kept" },
	{ "mail", "from", TEXT, AT(mail.from), "noreply@localhost", 0, 0,
	    "sender address" },
	{ "identity", "first_year", NUMBER, AT(identity.first_year), "2014", 1950, 2100,
	    "graduates of other regions are in the store from this year on" },
	{ "identity", "match", TEXT, AT(identity.match), "name school", 0, 0,
	    "what must agree with the school's record beside ID number and year: name, "
	    "school, education, major" },
	{ "limit", "login_failures", NUMBER, AT(limit.login_failures), "10", 3, 1000,
	    "in 15 minutes, then password login closes" },
	{ "limit", "login_close_minutes", NUMBER, AT(limit.login_close_minutes), "15", 1,
	    1440, "how long it stays closed" },
	{ "limit", "address_failures", NUMBER, AT(limit.address_failures), "100", 5,
	    1000000, "login failures of one address in 10 minutes" },
	{ "limit", "registrations_hour", NUMBER, AT(limit.registrations_hour), "10", 1,
	    1000000, "registrations of one address" },
	{ "limit", "uploads_hour", NUMBER, AT(limit.uploads_hour), "30", 1, 1000000,
	    "files that one account may send" },
	{ "limit", "resume_views_day", NUMBER, AT(limit.resume_views_day), "100", 1,
	    1000000, "resumes that one employer may open" },
	{ "limit", "graduate_finds_day", NUMBER, AT(limit.graduate_finds_day), "30", 1,
	    1000000, "tries of one employer to find a graduate by name and ID number" },
	{ "notice", "days", NUMBER, AT(notice.days), "5", 1, 250,
	    "working days that a public notice stands unless the authority says "
	    "otherwise" },
	{ "signing", "invitation_days", NUMBER, AT(signing.invitation_days), "5", 1, 60,
	    "how long an invitation to sign is valid unless its employer says "
	    "otherwise" },
	{ "signing", "remind_hours", NUMBER, AT(signing.remind_hours), "24", 1, 720,
	    "the graduate is reminded so long before an invitation ends" },
	{ "signing", "authority", CHOICE, AT(signing.authority), "employer", 0, 0,
	    "employer|school|graduate: whose region says which authority reviews" },
	{ "build", "delete_percent", NUMBER, AT(build.delete_percent), "20", 1, 100,
	    "a build that would delete more of the site needs --force" },
	{ "build", "page_entries", NUMBER, AT(build.page_entries), "20", 16, 200,
	    "entries of a list page at most" },
	{ "build", "feed_entries", NUMBER, AT(build.feed_entries), "30", 1, 500,
	    "entries of a feed" },
	{ "build", "job_keep_days", NUMBER, AT(build.job_keep_days), "30", 0, 3650,
	    "an expired job's page stays, marked, so long" },
	{ "build", "notice_keep_days", NUMBER, AT(build.notice_keep_days), "30", 0, 3650,
	    "an ended notice stays, marked, so long" },
	{ "build", "statistics_min", NUMBER, AT(build.statistics_min), "5", 1, 1000,
	    "smaller groups are not shown in the public statistics" },
	{ "build", "lua_memory_mb", NUMBER, AT(build.lua_memory_mb), "64", 4, 1024,
	    "memory of all plugins" },
	{ "build", "lua_instructions", NUMBER, AT(build.lua_instructions), "10000000",
	    10000, 1000000000,
	    "of one call of a plugin's function, after its first 20 to 40 ms" },
	{ "build", "lua_seconds", NUMBER, AT(build.lua_seconds), "10", 1, 600,
	    "of a processor, for one call; it ends a function of Lua's library that "
	    "counts as one instruction" },
	{ "build", "compress", TEXT, AT(build.compress), "", 0, 0,
	    "gzip, brotli or both, written beside each page" },
	{ "build", "ping", TEXT, AT(build.ping), "", 0, 0,
	    "address asked (GET) after a build that changed the site; {sitemap} in it "
	    "becomes the sitemap's" },
	{ "build", "indexnow", TEXT, AT(build.indexnow), "", 0, 0,
	    "key of 8 to 128 letters, digits or hyphens: after a build the addresses "
	    "that changed are sent to [build] indexnow_url; empty: they are not" },
	{ "build", "indexnow_url", TEXT, AT(build.indexnow_url),
	    "https://api.indexnow.org/indexnow", 0, 0,
	    "a search engine that takes part in IndexNow; it tells the others" },
	{ "build", "sync", SWITCH, AT(build.sync), "yes", 0, 0,
	    "fsync what is published" },
	{ "test", "clock_file", PATH, AT(test.clock_file), "", 0, 0,
	    "offset added to the clock; loopback only" },
};
#define NSETTINGS (sizeof(settings) / sizeof(settings[0]))

/* Debian's libinih does not tell a handler its line, so our reader counts. */
struct reading {
	FILE *fp;
	struct conf *c;
	struct diag *d;
	enum jy_err err;
	unsigned line;
};

static char *
read_line(char *out, int size, void *arg)
{
	struct reading *r = arg;

	r->line++;
	return fgets(out, size, r->fp);
}

/* One of the words before the ':' of `meaning`? */
static bool
is_choice(const char *meaning, struct str value)
{
	struct str words = { meaning, strcspn(meaning, ":") }, word;

	while (str_split(&words, '|', &word))
		if (str_eq(word, value))
			return true;
	return false;
}

/* A path that is not absolute begins at the folder of the file. */
static const char *
resolve(struct conf *c, const char *value)
{
	const char *slash = strrchr(c->file, '/');

	if (value[0] == '\0' || value[0] == '/' || slash == NULL)
		return arena_strdup(&c->arena, value);
	return arena_printf(&c->arena, "%.*s/%s", (int)(slash - c->file), c->file, value)
	    .p;
}

static enum jy_err
assign(struct conf *c, const struct setting *s, const char *value, unsigned line,
    struct diag *d)
{
	void *at = (char *)c + s->offset;
	struct str v = str_of(value);

	switch (s->type) {
	case NUMBER:
		if (!str_int(v, s->min, s->max, at))
			return diag_set(d, JY_ECONF, c->file, line, 0,
			    "[%s] %s must be a number from %lld to %lld", s->section,
			    s->name, (long long)s->min, (long long)s->max);
		return JY_OK;
	case SWITCH:
		if (!str_is(v, "yes") && !str_is(v, "no"))
			return diag_set(d, JY_ECONF, c->file, line, 0,
			    "[%s] %s must be yes or no", s->section, s->name);
		*(bool *)at = str_is(v, "yes");
		return JY_OK;
	case CHOICE:
		if (!is_choice(s->meaning, v))
			return diag_set(d, JY_ECONF, c->file, line, 0,
			    "[%s] %s must be one of %.*s", s->section, s->name,
			    (int)strcspn(s->meaning, ":"), s->meaning);
		/* fallthrough */
	case TEXT:
		*(const char **)at = arena_strdup(&c->arena, value);
		break;
	case PATH:
		*(const char **)at = resolve(c, value);
		break;
	}
	return *(const char **)at == NULL ? JY_ENOMEM : JY_OK;
}

static int
on_setting(void *arg, const char *section, const char *name, const char *value)
{
	struct reading *r = arg;
	size_t i;

	if (r->err != JY_OK)
		return 1;
	for (i = 0; i < NSETTINGS; i++)
		if (strcmp(settings[i].section, section) == 0 &&
		    strcmp(settings[i].name, name) == 0)
			break;
	if (i == NSETTINGS)
		r->err = diag_set(r->d, JY_ECONF, r->c->file, r->line, 0,
		    "there is no setting [%s] %s", section, name);
	else
		r->err = assign(r->c, &settings[i], value, r->line, r->d);
	return 1;
}

/* It becomes the name of a file. */
static bool
is_indexnow_key(const char *key)
{
	size_t n = strlen(key);

	return n >= 8 && n <= 128 &&
	       strspn(key,
		   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") ==
		   n;
}

/* What a single setting cannot say. */
static enum jy_err
check(const struct conf *c, struct diag *d)
{
	bool test_only = strcmp(c->captcha.mode, "test") == 0 ||
			 strcmp(c->sms.driver, "file") == 0 ||
			 c->test.clock_file[0] != '\0' || c->portal.plain_http;

	if (test_only && !conf_is_loopback(c->portal.bind))
		return diag_set(d, JY_ECONF, c->file, 0, 0,
		    "[captcha] mode = test, [sms] driver = file, [test] clock_file and "
		    "[portal] "
		    "plain_http are for loopback only, but [portal] bind is %s",
		    c->portal.bind);
	if (strcmp(c->sms.driver, "http") == 0 && c->sms.url[0] == '\0')
		return diag_set(
		    d, JY_ECONF, c->file, 0, 0, "[sms] driver = http needs [sms] url");
	if (strcmp(c->sms.driver, "file") == 0 && c->sms.file[0] == '\0')
		return diag_set(
		    d, JY_ECONF, c->file, 0, 0, "[sms] driver = file needs [sms] file");
	if (c->build.indexnow[0] != '\0' && !is_indexnow_key(c->build.indexnow))
		return diag_set(d, JY_ECONF, c->file, 0, 0,
		    "[build] indexnow must be 8 to 128 letters, digits or hyphens");
	return JY_OK;
}

static enum jy_err
set_defaults(struct conf *c, const char *file, struct diag *d)
{
	enum jy_err err = JY_OK;
	size_t i;

	memset(c, 0, sizeof(*c));
	arena_init(&c->arena, 0);
	if ((size_t)snprintf(c->file, sizeof(c->file), "%s", file) >= sizeof(c->file))
		return diag_set(
		    d, JY_ECONF, "", 0, 0, "the configuration's path is too long");
	for (i = 0; i < NSETTINGS && err == JY_OK; i++)
		err = assign(c, &settings[i], settings[i].initial, 0, d);
	return err;
}

enum jy_err
conf_defaults(struct conf *c)
{
	return set_defaults(c, "", NULL);
}

enum jy_err
conf_load(struct conf *c, const char *file, struct diag *d)
{
	struct reading r = { .c = c, .d = d };
	enum jy_err err;
	int line;

	if ((err = set_defaults(c, file, d)) != JY_OK)
		return err;
	if ((r.fp = fopen(file, "re")) == NULL)
		return diag_set(d, JY_ENOTFOUND, file, 0, 0,
		    "cannot read the configuration: %s (see -c and deploy/jiuye.conf)",
		    strerror(errno));
	line = ini_parse_stream(read_line, &r, on_setting, &r);
	fclose(r.fp);
	if (r.err != JY_OK)
		return r.err;
	if (line != 0)
		return diag_set(d, JY_ECONF, file, line > 0 ? (unsigned)line : 0, 0,
		    "not a section, a comment or name = value");
	return check(c, d);
}

void
conf_release(struct conf *c)
{
	arena_release(&c->arena);
}

const char *
conf_path(const char *given)
{
	const char *env = getenv("JIUYE_CONF");

	return given != NULL ? given : env != NULL && env[0] != '\0' ? env : "jiuye.conf";
}

bool
conf_is_loopback(const char *bind)
{
	return strncmp(bind, "127.", 4) == 0 || strcmp(bind, "::1") == 0 ||
	       strcmp(bind, "localhost") == 0;
}

void
conf_describe(struct buf *out)
{
	const char *section = "";
	size_t i;

	for (i = 0; i < NSETTINGS; i++) {
		if (strcmp(section, settings[i].section) != 0) {
			section = settings[i].section;
			buf_printf(out,
			    "\n### [%s]\n\n| setting | default | meaning "
			    "|\n|---|---|---|\n",
			    section);
		}
		buf_printf(out, "| `%s` | %s%s%s | ", settings[i].name,
		    settings[i].initial[0] != '\0' ? "`" : "", settings[i].initial,
		    settings[i].initial[0] != '\0' ? "`" : "");
		for (const char *p = settings[i].meaning; *p != '\0'; p++) {
			if (*p == '|')
				buf_char(out, '\\');
			buf_char(out, *p);
		}
		buf_puts(out, " |\n");
	}
}
