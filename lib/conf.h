/*
 * conf.h - jiuye.conf: one INI file for all programs, read by libinih into one
 * struct. conf.c holds the table of settings: section, name, type, default and
 * meaning; an unknown name or a malformed value is an error with file and line.
 * `portalctl config` prints the table as documentation.
 */
#ifndef JY_CONF_H
#define JY_CONF_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "buf.h"
#include "err.h"

/* Text settings point into the configuration's arena and are never NULL. Paths
 * are absolute, or relative to the folder of the configuration file. */
struct conf {
	struct {
		const char *name, *base_url, *zone, *contact, *icp;
	} site;
	struct {
		const char *store, *keys, *files, *public_dir, *source, *plugins, *cache,
		    *assets;
	} path;
	struct {
		const char *bind, *trusted_proxy, *log;
		int64_t port, workers, max_connections, hash_queue;
		bool serve_public, plain_http;
	} portal;
	struct {
		int64_t idle_minutes, hours, staff_idle_minutes, staff_hours, per_account;
	} session;
	struct {
		const char *profile, *staff_profile;
	} password;
	struct {
		const char *mode;
		int64_t seconds;
	} captcha;
	struct {
		const char *driver, *url, *file;
		int64_t code_minutes, per_day, per_hour_address, pause_seconds;
		bool at_registration, messages;
	} sms;
	struct {
		const char *url, *from;
	} mail;
	struct {
		int64_t first_year;
		const char *match;
	} identity;
	struct {
		int64_t login_failures, login_close_minutes, address_failures,
		    registrations_hour, uploads_hour, resume_views_day,
		    graduate_finds_day;
	} limit;
	struct {
		int64_t days;
	} notice;
	struct {
		int64_t invitation_days, remind_hours;
		const char *authority;
	} signing;
	struct {
		int64_t delete_percent, feed_entries, page_entries, job_keep_days,
		    notice_keep_days, statistics_min, lua_memory_mb, lua_instructions,
		    lua_seconds;
		const char *compress, *ping, *indexnow, *indexnow_url;
		bool sync;
	} build;
	struct {
		const char *clock_file;
	} test;
	struct arena arena;
	char file[256];
};

/* Read `file`; settings that are missing have their defaults. Release also after
 * an error.
 *   JY_ENOTFOUND  no such file
 *   JY_ECONF      unknown name, malformed value, or a combination that is refused */
enum jy_err conf_load(struct conf *c, const char *file, struct diag *d);

/* All defaults, paths relative to the current folder: for tests. */
enum jy_err conf_defaults(struct conf *c);
void conf_release(struct conf *c);

/* The file a program uses: `given`, else $JIUYE_CONF, else "jiuye.conf". */
const char *conf_path(const char *given);

/* The table as Markdown, for docs/operate.md. */
void conf_describe(struct buf *out);

/* True when `bind` names a loopback address. */
bool conf_is_loopback(const char *bind);

#endif
