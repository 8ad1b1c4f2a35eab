/*
 * shortcode.c - Markdown between shortcodes, tables from CSV, attachments (see
 * shortcode.h).
 */
#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "csvfile.h"
#include "escape.h"
#include "file.h"
#include "markdown.h"
#include "picture.h"
#include "shortcode.h"

#define TABLE_MAX (1024 * 1024)
#define COLUMN 768      /* pixels of a column of text at most (.read in jiuye.css) */
#define PLAIN_WIDTH 960 /* for browsers that do not choose */

void
file_words(struct str name, int64_t size, char type[16], char words[32])
{
	size_t i, n = name.n;

	while (n > 0 && name.p[n - 1] != '.' && name.p[n - 1] != '/')
		n--;
	for (i = 0; n > 0 && n + i < name.n && i < 15; i++)
		type[i] = (char)toupper((unsigned char)name.p[n + i]);
	type[i] = '\0';
	if (size < 1024)
		snprintf(words, 32, "%d B", (int)size);
	else if (size < 1024 * 1024)
		snprintf(words, 32, "%d KB", (int)((size + 512) / 1024));
	else
		snprintf(words, 32, "%.1f MB", (double)size / (1024 * 1024));
}

static enum jy_err
use_file(
    struct body *b, unsigned line, struct str name, struct str *address, int64_t *size)
{
	enum jy_err err = b->use(b->arg, name, address, size);

	if (err == JY_ENOTFOUND)
		return gen_fail(b->g, JY_EPARSE, b->file, line,
		    "no file " STR_FMT " beside it", STR_ARG(name));
	return err;
}

static void
put_cells(struct buf *out, const struct csv_row *row, const char *tag, const char *attr)
{
	size_t i;

	buf_puts(out, "<tr>");
	for (i = 0; i < row->n; i++) {
		buf_printf(out, "<%s%s>", tag, attr);
		html_escape(out, row->cell[i]);
		buf_printf(out, "</%s>", tag);
	}
	buf_puts(out, "</tr>\n");
}

static enum jy_err
put_table(struct body *b, unsigned line, struct str name, struct buf *out)
{
	static const struct csv_limits limits = { TABLE_MAX, 5000, 64 };
	const char *path = arena_printf(b->a, "%s/" STR_FMT STR_FMT,
	    b->g->conf.path.source, STR_ARG(b->folder), STR_ARG(name))
			       .p;
	const char *shown = arena_printf(
	    b->a, "site-src/" STR_FMT STR_FMT, STR_ARG(b->folder), STR_ARG(name))
				.p;
	struct buf raw = BUF_INIT;
	struct csv *csv;
	struct str address;
	enum jy_err err;
	int64_t size;
	size_t i;

	if ((err = use_file(b, line, name, &address, &size)) != JY_OK)
		return err;
	if ((err = file_read(path, TABLE_MAX, &raw, &b->g->diag)) == JY_OK &&
	    (err = csv_open(b->a, shown, buf_view(&raw), &limits, &csv, &b->g->diag)) ==
		JY_OK) {
		buf_puts(out, "<div class=\"table\"><table>\n<thead>");
		put_cells(out, &csv->header, "th", " scope=\"col\"");
		buf_puts(out, "</thead>\n<tbody>\n");
		for (i = 0; i < csv->row_count; i++)
			put_cells(out, &csv->rows[i], "td", "");
		buf_puts(out, "</tbody></table></div>\n");
	}
	buf_release(&raw);
	return err;
}

static enum jy_err
put_attachment(
    struct body *b, unsigned line, struct str name, struct str title, struct buf *out)
{
	char type[16], words[32];
	struct str address;
	enum jy_err err;
	int64_t size;

	if ((err = use_file(b, line, name, &address, &size)) != JY_OK)
		return err;
	file_words(name, size, type, words);
	buf_puts(out, "<p class=\"attachment\"><a href=\"");
	html_escape(out, address);
	buf_puts(out, "\">");
	html_escape(out, title.n > 0 ? title : name);
	buf_printf(out, "</a> <small>(%s, %s)</small></p>\n", type, words);
	return JY_OK;
}

static enum jy_err
put_shortcode(struct body *b, unsigned line, struct str code, struct buf *out)
{
	struct str rest = str_trim(code), verb = STR_NONE, name = STR_NONE;

	str_split(&rest, ' ', &verb);
	rest = str_trim(rest);
	str_split(&rest, ' ', &name);
	rest = str_trim(rest);
	if (str_is(verb, "table") && name.n > 0 && rest.n == 0)
		return put_table(b, line, name, out);
	if (str_is(verb, "attachment") && name.n > 0)
		return put_attachment(b, line, name, rest, out);
	return gen_fail(b->g, JY_EPARSE, b->file, line,
	    "{{" STR_FMT "}} is neither {{table F.csv}} nor {{attachment F title}}",
	    STR_ARG(code));
}

/* --- links and pictures */

/* May it be a file beside us: without scheme or leading slash? */
static bool
is_beside(struct str target)
{
	return target.n > 0 && memchr(target.p, ':', target.n) == NULL &&
	       strchr("/#?", target.p[0]) == NULL && path_is_clean(target);
}

static bool
on_link(void *arg, struct str target, struct str *to)
{
	struct body *b = arg;
	int64_t size;

	return is_beside(target) && b->use(b->arg, target, to, &size) == JY_OK;
}

/* " NAME="TEXT"" */
static void
put_attribute(struct buf *out, const char *name, struct str text)
{
	buf_printf(out, " %s=\"", name);
	html_escape(out, text);
	buf_char(out, '"');
}

static void
put_address(struct buf *out, const struct image *im, struct str stem, size_t i)
{
	url_escape_path(out, stem);
	buf_printf(out, "-%u.%s%s", im->widths[i], im->digest, im->ending);
}

/* src, the widths to choose from, and the sides, so that nothing moves when it comes. */
static void
put_sources(struct buf *out, const struct image *im, struct str stem)
{
	unsigned shown = im->width < COLUMN ? im->width : COLUMN;
	size_t i, plain = im->n - 1;

	while (plain > 0 && im->widths[plain] > PLAIN_WIDTH)
		plain--;
	buf_puts(out, " src=\"");
	put_address(out, im, stem, plain);
	buf_puts(out, "\"");
	if (im->n > 1) {
		buf_puts(out, " srcset=\"");
		for (i = 0; i < im->n; i++) {
			buf_puts(out, i > 0 ? ", " : "");
			put_address(out, im, stem, i);
			buf_printf(out, " %uw", im->widths[i]);
		}
		buf_printf(
		    out, "\" sizes=\"(max-width: %upx) 100vw, %upx\"", shown, shown);
	}
	buf_printf(out, " width=\"%u\" height=\"%u\"", im->width, im->height);
}

/* Published as it is: GIF, WebP, SVG and what else people put there. */
static void
put_whole(struct body *b, struct str target, struct str address, struct buf *out)
{
	const char *path = arena_printf(b->a, "%s/" STR_FMT STR_FMT,
	    b->g->conf.path.source, STR_ARG(b->folder), STR_ARG(target))
			       .p;
	int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	char head[PICTURE_HEAD];
	unsigned w, h;
	ssize_t n = 0;

	if (fd != -1) {
		n = read(fd, head, sizeof(head));
		close(fd);
	}
	buf_puts(out, " src=\"");
	url_escape_path(out, address);
	buf_puts(out, "\"");
	if (n > 0 && picture_sides((struct str){ head, (size_t)n }, &w, &h))
		buf_printf(out, " width=\"%u\" height=\"%u\"", w, h);
}

/* src and sides of a picture beside the file. False: there is none, or an error. */
static bool
put_picture(struct body *b, struct str target, struct buf *out)
{
	bool in_widths = image_is(target);
	enum jy_err err;
	struct image im;
	struct str to;
	int64_t size;

	err = in_widths ? b->picture(b->arg, target, &im, &to)
			: b->use(b->arg, target, &to, &size);
	if (err == JY_OK) {
		buf_puts(out, "<img");
		if (in_widths)
			put_sources(out, &im, to);
		else
			put_whole(b, target, to, out);
	} else if (err != JY_ENOTFOUND) /* sitegen check names those */
		b->err = err;
	return err == JY_OK;
}

/* An <img> that waits until it is near, unless it is the first of the page. Not of what
 * stands elsewhere. */
static bool
on_image(void *arg, struct str target, struct str alt, struct str title, struct buf *html)
{
	struct body *b = arg;

	if (!is_beside(target) || b->err != JY_OK || !put_picture(b, target, html))
		return false;
	put_attribute(html, "alt", alt);
	if (title.n > 0)
		put_attribute(html, "title", title);
	if (b->pictures++ > 0)
		buf_puts(html, " loading=\"lazy\" decoding=\"async\"");
	buf_puts(html, " />");
	return true;
}

static enum jy_err
put_markdown(struct body *b, struct str text, struct buf *out)
{
	struct markdown_fix fix = { on_link, on_image, b };

	if (str_trim(text).n == 0)
		return JY_OK;
	if (markdown_html(text, &fix, out) != JY_OK)
		return gen_mem(b->g, NULL);
	return b->err;
}

enum jy_err
body_html(struct body *b, struct str text, struct buf *out)
{
	struct str rest = text, line, trimmed, part = { text.p, 0 };
	unsigned n = b->line;
	enum jy_err err;

	for (; str_split(&rest, '\n', &line); n++) {
		trimmed = str_trim(line);
		if (!str_starts(trimmed, "{{") || !str_ends(trimmed, "}}") ||
		    trimmed.n < 4) {
			part.n = (size_t)(line.p + line.n - part.p) + (rest.p != NULL);
			continue;
		}
		if ((err = put_markdown(b, part, out)) != JY_OK ||
		    (err = put_shortcode(b, n,
			 (struct str){ trimmed.p + 2, trimmed.n - 4 }, out)) != JY_OK)
			return err;
		part = (struct str){ rest.p, 0 };
	}
	return put_markdown(b, part, out);
}
