/*
 * image.c - see image.h. A folder of the cache has the digest of one picture as its name;
 * its file `info` is written last: "1440 1080 .jpg 480 960 1440".
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto.h"
#include "file.h"
#include "image.h"
#include "inputs.h"
#include "picture.h"
#include "tree.h"

#define RECIPE "1\n" /* another one makes all pictures anew */
#define UNUSED_SECONDS (24 * 60 * 60)

static const unsigned offered[IMAGE_WIDTHS] = { 480, 960, 1440 };

bool
image_is(struct str name)
{
	static const char *const endings[] = { ".jpg", ".jpeg", ".png", ".JPG", ".JPEG",
		".PNG" };

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		if (str_ends(name, endings[i]))
			return true;
	}
	return false;
}

static enum jy_err
said(struct gen *g, struct str source, enum picture_fault fault)
{
	static const char *const words[] = { [PICTURE_TYPE] = "is neither JPEG nor PNG",
		[PICTURE_WRONG] = "is damaged, or of an unusual kind (CMYK)",
		[PICTURE_LARGE] = "has more than 50 megapixels: make it smaller",
		[PICTURE_SMALL] = "is too small" };
	const char *file =
	    arena_printf(&g->arena, "site-src/" STR_FMT, STR_ARG(source)).p;

	if (fault == PICTURE_MEMORY || file == NULL)
		return gen_mem(g, NULL);
	return gen_fail(g, JY_EPARSE, file, 0, "the picture %s", words[fault]);
}

/* --- the cache */

/* The next number of a line. */
static bool
take_number(struct str *line, unsigned *n)
{
	struct str word;
	int64_t v;

	if (!str_split(line, ' ', &word) || !str_int(word, 1, INT32_MAX, &v))
		return false;
	*n = (unsigned)v;
	return true;
}

static bool
parse_info(struct str line, struct image *im)
{
	struct str ending;

	if (!str_ends(line, "\n")) /* not all of it was written */
		return false;
	line = str_trim(line);
	if (!take_number(&line, &im->width) || !take_number(&line, &im->height) ||
	    !str_split(&line, ' ', &ending) || ending.n + 1 != sizeof(im->ending))
		return false;
	memcpy(im->ending, ending.p, ending.n);
	for (im->n = 0; im->n < IMAGE_WIDTHS && take_number(&line, &im->widths[im->n]);)
		im->n++;
	return im->n > 0;
}

static bool
read_info(const char *path, struct image *im)
{
	struct buf b = BUF_INIT;
	bool ok;

	ok = file_read(path, 200, &b, NULL) == JY_OK && parse_info(buf_view(&b), im);
	buf_release(&b);
	if (ok)
		utimensat(AT_FDCWD, path, NULL, 0); /* it is in use */
	return ok;
}

static enum jy_err
write_info(struct gen *g, const char *path, const struct image *im)
{
	struct buf b = BUF_INIT;
	enum jy_err err;

	buf_printf(&b, "%u %u %s", im->width, im->height, im->ending);
	for (size_t i = 0; i < im->n; i++)
		buf_printf(&b, " %u", im->widths[i]);
	buf_char(&b, '\n');
	err = file_write(path, buf_view(&b), 0644, FILE_FAST, &g->diag);
	buf_release(&b);
	return err;
}

/* --- making them */

/* One width, unless it has no fewer bytes than `larger`; *n gets how many. */
static enum jy_err
write_one(struct gen *g, struct arena *a, const struct picture *p, const char *folder,
    const char *ending, unsigned width, size_t larger, size_t *n)
{
	const char *path = arena_printf(a, "%s/%u%s", folder, width, ending).p;
	struct buf b = BUF_INIT;
	enum picture_fault fault = picture_write(p, width, &b);
	enum jy_err err = JY_OK;

	*n = b.len;
	if (fault != PICTURE_OK || path == NULL)
		err = gen_mem(g, NULL);
	else if (larger == 0 || b.len < larger)
		err = file_write(path, buf_view(&b), 0644, FILE_FAST, &g->diag);
	buf_release(&b);
	return err;
}

/* From the largest down. */
static enum jy_err
write_all(struct gen *g, struct arena *a, const struct picture *p, const char *folder,
    struct image *im)
{
	unsigned widest = offered[IMAGE_WIDTHS - 1], kept[IMAGE_WIDTHS] = { 0 }, width;
	size_t larger = 0, n, i, found = 0;
	enum jy_err err;

	im->width = p->width < widest ? p->width : widest;
	im->height = picture_height(p, im->width);
	snprintf(im->ending, sizeof(im->ending), "%s",
	    strcmp(p->type, "image/png") == 0 ? ".png" : ".jpg");
	for (i = IMAGE_WIDTHS; i > 0; i--) {
		width = found == 0 ? im->width : offered[i - 1];
		if (found > 0 && width >= kept[found - 1])
			continue;
		err = write_one(g, a, p, folder, im->ending, width, larger, &n);
		if (err != JY_OK)
			return err;
		if (larger != 0 && n >= larger)
			continue;
		kept[found++] = width;
		larger = n;
	}
	for (im->n = 0; im->n < found; im->n++)
		im->widths[im->n] = kept[found - 1 - im->n];
	return JY_OK;
}

static enum jy_err
make(struct gen *g, struct arena *a, struct str source, struct str bytes,
    const char *folder, struct image *im)
{
	struct picture p;
	enum picture_fault fault =
	    picture_open(&p, bytes, IMAGE_PIXELS_MAX, offered[IMAGE_WIDTHS - 1]);
	enum jy_err err;

	if (fault != PICTURE_OK)
		err = said(g, source, fault);
	else if ((err = file_mkdirs(folder, 0755, &g->diag)) == JY_OK)
		err = write_all(g, a, &p, folder, im);
	picture_close(&p);
	return err;
}

static enum jy_err
digest(struct gen *g, struct str bytes, char hex[65])
{
	uint8_t d[SHA256_SIZE];
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, STR(RECIPE));
	sha256_add(&h, bytes);
	if (sha256_done(&h, d) != JY_OK)
		return gen_fail(g, JY_ECRYPTO, NULL, 0, "a digest failed");
	for (size_t i = 0; i < sizeof(d); i++)
		snprintf(hex + 2 * i, 3, "%02x", d[i]);
	return JY_OK;
}

enum jy_err
image_make(struct gen *g, struct arena *a, struct str source, struct image *out)
{
	const char *path =
	    arena_printf(a, "%s/" STR_FMT, g->conf.path.source, STR_ARG(source)).p;
	const char *folder, *info;
	struct buf b = BUF_INIT;
	enum jy_err err;
	char hex[65];

	memset(out, 0, sizeof(*out));
	if (path == NULL)
		return gen_mem(g, NULL);
	if ((err = file_read(path, IMAGE_SIZE_MAX, &b, NULL)) != JY_OK) {
		if (err != JY_ENOTFOUND)
			gen_fail(g, err, path, 0,
			    err == JY_ETOOBIG ? "is too large" : "cannot be read: %m");
		goto out;
	}
	if ((err = digest(g, buf_view(&b), hex)) != JY_OK)
		goto out;
	snprintf(out->digest, sizeof(out->digest), "%.8s", hex);
	out->cache = arena_printf(a, "pictures/%s", hex).p;
	folder = arena_printf(a, "%s/pictures/%s", g->conf.path.cache, hex).p;
	info = arena_printf(a, "%s/pictures/%s/info", g->conf.path.cache, hex).p;
	if (out->cache == NULL || folder == NULL || info == NULL)
		err = gen_mem(g, NULL);
	else if (!read_info(info, out) &&
		 (err = make(g, a, source, buf_view(&b), folder, out)) == JY_OK)
		err = write_info(g, info, out);
out:
	buf_release(&b);
	return err;
}

/* --- what is not used any more */

void
image_tidy(struct gen *g)
{
	const char *all = arena_printf(&g->arena, "%s/pictures", g->conf.path.cache).p;
	DIR *d = all != NULL ? opendir(all) : NULL;
	struct dirent *e;
	int64_t now = inputs_real_ms() / 1000;
	struct stat st;
	char path[400];

	while (d != NULL && (e = readdir(d)) != NULL) {
		snprintf(path, sizeof(path), "%s/info", e->d_name);
		if (strlen(e->d_name) != 64 ||
		    (fstatat(dirfd(d), path, &st, 0) != 0 && /* not finished */
			fstatat(dirfd(d), e->d_name, &st, 0) != 0) ||
		    st.st_mtime > now - UNUSED_SECONDS)
			continue;
		(void)tree_remove(arena_printf(&g->arena, "%s/%s", all, e->d_name).p);
	}
	if (d != NULL)
		closedir(d);
}
