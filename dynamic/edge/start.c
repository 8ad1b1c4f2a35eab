/*
 * start.c - the parent before its workers: options, configuration, keys, the store's
 * version, the templates; everything that can be wrong is said here, before the port
 * is open. The workers inherit what is read here.
 *
 *   portal [-c FILE] [--port-file FILE] [--check] [--routes [--markdown]]
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <kore/kore.h>
#include <kore/hooks.h>

#include "clock.h"
#include "edge.h"
#include "file.h"
#include "http/route.h"
#include "http/view.h"
#include "migrate.h"
#include "prepare.h"

/* Kore insists on a configuration that is compiled in; ours is read by
 * kore_parent_configure(). */
u_int8_t asset_builtin_kore_conf[] = "\n";
u_int32_t asset_len_builtin_kore_conf = 1;

int edge_parent;
static struct conf conf;

struct options {
	const char *conf, *port_file;
	bool check, routes, markdown;
};

static void
usage(int status)
{
	fprintf(status == 0 ? stdout : stderr,
	    "usage: portal [-c FILE] [--port-file FILE] [--check] [--routes "
	    "[--markdown]]\n"
	    "  -c FILE          configuration (else $JIUYE_CONF, else jiuye.conf)\n"
	    "  --port-file FILE write the port that was bound to FILE\n"
	    "  --check          say whether it could start, and leave\n"
	    "  --routes         print the table of routes, and leave\n");
	exit(status);
}

/* Kore writes over argv: what is kept of it is copied. */
static void
parse_options(int argc, char **argv, struct options *o)
{
	static const struct option names[] = {
		{ "port-file", required_argument, NULL, 'p' },
		{ "check", no_argument, NULL, 'k' },
		{ "routes", no_argument, NULL, 'r' },
		{ "markdown", no_argument, NULL, 'm' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "c:h", names, NULL)) != -1) {
		switch (c) {
		case 'c':
			o->conf = strdup(optarg);
			break;
		case 'p':
			o->port_file = strdup(optarg);
			break;
		case 'k':
			o->check = true;
			break;
		case 'r':
			o->routes = true;
			break;
		case 'm':
			o->markdown = true;
			break;
		default:
			usage(c == 'h' ? 0 : 2);
		}
	}
	if (optind != argc)
		usage(2);
}

/* Say why and leave, as the other programs do. */
static void
leave(enum jy_err err, const struct diag *d)
{
	char text[1024];

	fprintf(stderr, "portal: %s\n",
	    d->text[0] != '\0' ? diag_str(d, text, sizeof(text)) : err_info(err)->name);
	exit(err_info(err)->exit);
}

static enum jy_err
check_store(struct diag *d)
{
	struct db *db = NULL;
	char url[4200];
	enum jy_err err;

	snprintf(url, sizeof(url), "sqlite:%s", conf.path.store);
	err = db_open(&db, url, DB_WRITE, d);
	if (err == JY_ENOTFOUND) {
		*d = (struct diag){ .text = "" };
		return diag_set(d, err, conf.path.store, 0, 0,
		    "there is no store; run: portalctl migrate --init-keys");
	}
	if (err == JY_OK)
		err = migrate_check(db, d);
	db_close(db);
	return err;
}

static enum jy_err
load_templates(struct app *app, struct diag *d)
{
	struct str dir = arena_printf(&app->arena, "%s/templates", conf.path.source);

	if (dir.p == NULL || (app->templates = template_set_new(dir.p)) == NULL)
		return JY_ENOMEM;
	return template_load_all(app->templates, d);
}

/* All that the workers inherit. */
static enum jy_err
prepare(struct app *app, const struct options *o, struct diag *d)
{
	enum jy_err err;

	app->conf = &conf;
	app->public_fd = -1;
	if ((err = conf_load(&conf, conf_path(o->conf), d)) != JY_OK ||
	    (err = clock_zone(conf.site.zone, d)) != JY_OK)
		return err;
	if (conf.test.clock_file[0] != '\0' &&
	    (err = clock_follow(conf.test.clock_file, d)) != JY_OK)
		return err;
	if ((err = keyring_load(conf.path.keys, &app->keys, d)) != JY_OK ||
	    (err = check_store(d)) != JY_OK || (err = view_site(app)) != JY_OK ||
	    (err = load_templates(app, d)) != JY_OK)
		return err;
	if ((err = portal_prepare(&conf, d)) != JY_OK ||
	    (err = file_mkdirs(conf.path.files, 0750, d)) != JY_OK)
		return err;
	return edge_log_open(&conf, d);
}

/* Memory is not dumped, files are not for others, and each worker must not try a
 * million descriptors at its start. */
static void
confine(void)
{
	struct rlimit core = { 0, 0 }, files;

	umask(027);
	prctl(PR_SET_DUMPABLE, 0);
	setrlimit(RLIMIT_CORE, &core);
	if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur > 1024) {
		files.rlim_cur = 1024;
		setrlimit(RLIMIT_NOFILE, &files);
	}
}

/* Hand Kore its configuration; it binds the port and leaves on any error. */
static void
configure_kore(void)
{
	struct buf text;
	struct str pid_file;
	FILE *fp;

	kore_foreground = skip_chroot = skip_runas = kore_quiet = 1;
	pid_file = arena_printf(&edge_app.arena, "%s.pid", conf.path.store);
	kore_pidfile = pid_file.p != NULL ? (char *)(uintptr_t)pid_file.p : NULL;
	buf_init(&text, 0);
	edge_config(&conf, &text);
	if (!buf_ok(&text) || kore_pidfile == NULL ||
	    (fp = fmemopen(text.data, text.len, "r")) == NULL)
		fatal("no memory");
	kore_parse_config_file(fp);
	fclose(fp);
	buf_release(&text);
}

/* The port that was bound, for those who asked for any free one. */
static int64_t
bound_port(void)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} at = { .v6 = { 0 } };
	socklen_t n = sizeof(at);
	struct listener *l = LIST_FIRST(&LIST_FIRST(&kore_servers)->listeners);

	if (getsockname(l->fd, &at.any, &n) != 0)
		fatal("getsockname: %s", errno_s);
	return ntohs(at.any.sa_family == AF_INET6 ? at.v6.sin6_port : at.v4.sin_port);
}

static void
write_port(const char *path, int64_t port)
{
	struct diag d = { .text = "" };
	char text[24];

	snprintf(text, sizeof(text), "%lld\n", (long long)port);
	if (file_write(path, str_of(text), 0644, FILE_FAST, &d) != JY_OK)
		fatal("%s: %s", path, d.text);
}

static void
print_routes(bool markdown)
{
	struct buf out;

	buf_init(&out, 0);
	routes_print(edge_app.routes, edge_app.nroutes, markdown, &out);
	fwrite(out.data, 1, out.len, stdout);
	exit(0);
}

void
kore_parent_configure(int argc, char **argv)
{
	static struct options o; /* the words live as long as the process */
	struct diag d = { .text = "" };
	enum jy_err err;

	parse_options(argc, argv, &o);
	confine();
	if ((err = routes_all(&edge_app.routes, &edge_app.nroutes, &d)) != JY_OK)
		leave(err, &d);
	if (o.routes)
		print_routes(o.markdown);
	if ((err = prepare(&edge_app, &o, &d)) != JY_OK)
		leave(err, &d);
	if (o.check)
		exit(0);
	edge_parent = getpid();
	configure_kore();
	if (o.port_file != NULL)
		write_port(o.port_file, bound_port());
	edge_log_start(&conf, bound_port());
}

void
kore_parent_teardown(void)
{
	keyring_free(edge_app.keys);
	edge_log_stop();
}
