/*
 * static.c - the generated site's files as replies: opening them beneath one
 * folder handle, and the conditional headers. The rules are in static_rules.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"
#include "static.h"

struct file {
	int fd;
	int64_t size, changed_ns, changed_at; /* changed_at in whole seconds */
	uint64_t ino;
	bool folder;
};

bool
static_open(struct app *app)
{
	struct stat named, open_one;
	const char *dir = app->conf->path.public_dir;
	int fd;

	if (!app->conf->portal.serve_public)
		return false;
	if (app->public_fd >= 0 && stat(dir, &named) == 0 &&
	    fstat(app->public_fd, &open_one) == 0 && named.st_ino == open_one.st_ino &&
	    named.st_dev == open_one.st_dev)
		return false;
	if ((fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC)) < 0)
		return false;
	if (app->public_fd >= 0)
		close(app->public_fd);
	app->public_fd = fd;
	return true;
}

/* Open beneath the site's folder, through no symbolic link. */
static enum jy_err
file_open(struct request *rq, const char *path, struct file *f)
{
	struct open_how how = {
		.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};
	struct stat st;

	f->fd = (int)syscall(SYS_openat2, rq->app->public_fd,
	    path[0] != '\0' ? path : ".", &how, sizeof(how));
	if (f->fd < 0 && errno == ENOENT && static_open(rq->app))
		return file_open(rq, path, f);
	if (f->fd < 0)
		return errno == EMFILE || errno == ENFILE || errno == ENOMEM
			   ? JY_EBUSY
			   : JY_ENOTFOUND;
	if (fstat(f->fd, &st) != 0 || !(S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))) {
		close(f->fd);
		f->fd = -1;
		return JY_ENOTFOUND;
	}
	f->folder = S_ISDIR(st.st_mode);
	f->size = st.st_size;
	f->ino = st.st_ino;
	f->changed_at = st.st_mtim.tv_sec;
	f->changed_ns = st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
	return JY_OK;
}

static void
file_close(struct file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
}

static bool
compressible(const char *type)
{
	return strstr(type, "charset=") != NULL || strcmp(type, "application/wasm") == 0;
}

/* Take the compressed file beside `path` instead, if the browser reads it and it is
 * not older. Returns the coding, or NULL. */
static const char *
choose_variant(struct request *rq, const char *path, struct file *f)
{
	static const struct {
		const char *coding, *ending;
	} variants[] = { { "br", ".br" }, { "gzip", ".gz" } };
	struct file other;
	struct str name;

	for (size_t i = 0; i < sizeof(variants) / sizeof(variants[0]); i++) {
		if (!static_accepts(rq->in.accept_encoding, variants[i].coding))
			continue;
		name = arena_printf(rq->act.arena, "%s%s", path, variants[i].ending);
		if (name.p == NULL || file_open(rq, name.p, &other) != JY_OK)
			continue;
		if (!other.folder && other.changed_ns >= f->changed_ns) {
			file_close(f);
			*f = other;
			return variants[i].coding;
		}
		file_close(&other);
	}
	return NULL;
}

/* May the browser go on with what it has (RFC 9110 13.2.2)? */
static bool
not_modified(const struct request *rq, struct str etag, const struct file *f)
{
	int64_t since;

	if (rq->in.if_none_match.p != NULL)
		return static_etag_matches(rq->in.if_none_match, etag);
	return clock_parse_http(rq->in.if_modified_since, &since) &&
	       f->changed_at <= since;
}

/* Is what the browser has part of still this very file (RFC 9110 13.1.5)? */
static bool
range_is_current(const struct request *rq, struct str etag, struct str modified)
{
	return rq->in.if_range.p == NULL || str_eq(rq->in.if_range, etag) ||
	       str_eq(rq->in.if_range, modified);
}

/* Status, place and length of the answer, once the file is chosen. */
static enum jy_err
reply_file(struct request *rq, struct file *f, struct str etag, struct str modified)
{
	struct reply *r = &rq->reply;
	enum range range = RANGE_ALL;

	r->status = 200;
	r->offset = 0;
	r->length = f->size;
	if (not_modified(rq, etag, f)) {
		file_close(f);
		r->status = 304;
		r->type = NULL;
		return JY_OK;
	}
	if (range_is_current(rq, etag, modified))
		range = static_range(rq->in.range, f->size, &r->offset, &r->length);
	if (range == RANGE_BAD) {
		file_close(f);
		r->status = 416;
		r->type = NULL;
		reply_header(rq, "content-range",
		    arena_printf(rq->act.arena, "bytes */%lld", (long long)f->size));
		return JY_OK;
	}
	if (range == RANGE_PART) {
		r->status = 206;
		reply_header(rq, "content-range",
		    arena_printf(rq->act.arena, "bytes %lld-%lld/%lld",
			(long long)r->offset, (long long)(r->offset + r->length - 1),
			(long long)f->size));
	}
	r->kind = REPLY_FILE;
	r->fd = f->fd;
	return JY_OK;
}

/* The headers that a file's 200, 206, 304 and 416 share, then the reply. */
static enum jy_err
serve_file(struct request *rq, const char *path, struct file *f)
{
	const char *coding = NULL, *type = static_type(str_of(path));
	char when[30];
	struct str etag, modified;

	if (compressible(type)) {
		coding = choose_variant(rq, path, f);
		reply_header(rq, "vary", STR("accept-encoding"));
	}
	clock_http(f->changed_at, when);
	modified = arena_str(rq->act.arena, str_of(when));
	etag =
	    arena_printf(rq->act.arena, "\"%llx-%llx-%llx\"", (unsigned long long)f->ino,
		(unsigned long long)f->size, (unsigned long long)f->changed_ns);
	if (etag.p == NULL || modified.p == NULL) {
		file_close(f);
		return JY_ENOMEM;
	}
	reply_header(rq, "etag", etag);
	reply_header(rq, "last-modified", modified);
	reply_header(rq, "accept-ranges", STR("bytes"));
	if (coding != NULL)
		reply_header(rq, "content-encoding", str_of(coding));
	rq->reply.type = type;
	rq->reply.cache =
	    str_starts(str_of(path), "assets/") && !str_ends(str_of(path), ".json")
		? "public, max-age=31536000, immutable"
		: "no-cache";
	return reply_file(rq, f, etag, modified);
}

enum jy_err
static_slash(struct request *rq)
{
	rq->reply.location =
	    arena_printf(rq->act.arena, STR_FMT "/", STR_ARG(rq->in.path));
	if (rq->reply.location.p == NULL)
		return JY_ENOMEM;
	rq->reply.status = 301;
	rq->reply.cache = "no-cache";
	return JY_OK;
}

/* A folder answers with its index, under a path that ends in '/'. */
static enum jy_err
serve_folder(struct request *rq, struct str path)
{
	struct file f;
	struct str index = arena_printf(rq->act.arena, STR_FMT "%sindex.html",
	    STR_ARG(path), path.n == 0 || str_ends(path, "/") ? "" : "/");
	enum jy_err err;

	if (index.p == NULL)
		return JY_ENOMEM;
	if ((err = file_open(rq, index.p, &f)) != JY_OK)
		return err;
	if (f.folder) {
		file_close(&f);
		return JY_ENOTFOUND;
	}
	if (path.n == 0 || str_ends(path, "/"))
		return serve_file(rq, index.p, &f);
	file_close(&f);
	return static_slash(rq);
}

enum jy_err
static_serve(struct request *rq)
{
	struct file f;
	struct str path;
	enum jy_err err;
	char *name;

	if (rq->app->public_fd < 0)
		return JY_ENOTFOUND;
	if ((err = static_path(rq->act.arena, rq->in.path, &path)) != JY_OK)
		return err;
	if ((rq->in.method & (METHOD_GET | METHOD_HEAD)) == 0)
		return JY_EMETHOD;
	if (path.n == 0 || str_ends(path, "/"))
		return serve_folder(rq, path);
	if ((name = arena_cstr(rq->act.arena, path)) == NULL)
		return JY_ENOMEM;
	if ((err = file_open(rq, name, &f)) != JY_OK)
		return err;
	if (!f.folder)
		return serve_file(rq, name, &f);
	file_close(&f);
	return serve_folder(rq, path);
}

enum jy_err
static_not_found(struct request *rq)
{
	struct file f;
	enum jy_err err;

	if (rq->app->public_fd < 0)
		return JY_ENOTFOUND;
	if ((err = file_open(rq, "404.html", &f)) != JY_OK)
		return err;
	if (f.folder) {
		file_close(&f);
		return JY_ENOTFOUND;
	}
	rq->reply.status = 404;
	rq->reply.kind = REPLY_FILE;
	rq->reply.type = "text/html; charset=utf-8";
	rq->reply.cache = "no-cache";
	rq->reply.fd = f.fd;
	rq->reply.offset = 0;
	rq->reply.length = f.size;
	return JY_OK;
}
