/*
 * agreement.c - see agreement.h.
 */
#include <stdio.h>
#include <stdlib.h>

#include <cmark.h>

#include "account/agreement.h"
#include "arena.h"
#include "crypto.h"
#include "file.h"

#define AGREEMENT_BYTES_MAX (64 * 1024)

static struct arena memory;
static struct agreement loaded;
static bool is_loaded;

/* A value of the front matter, without the quotes it may stand in. */
static struct str
unquoted(struct str s)
{
	s = str_trim(s);
	if (s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') && s.p[s.n - 1] == s.p[0])
		return (struct str){ s.p + 1, s.n - 2 };
	return s;
}

/* Cut the front matter off *text and read it. */
static enum jy_err
read_head(struct str *text, struct agreement *a, const char *path, struct diag *d)
{
	struct str line, key;
	unsigned n = 1;

	if (!str_split(text, '\n', &line) || !str_is(str_trim(line), "---"))
		return diag_set(d, JY_EPARSE, path, 1, 0, "no front matter (---)");
	while (str_split(text, '\n', &line) && !str_is(str_trim(line), "---")) {
		n++;
		if (!str_split(&line, ':', &key))
			continue;
		if (str_is(key, "title"))
			a->title = unquoted(line);
		else if (str_is(key, "version"))
			a->version = unquoted(line);
	}
	if (a->title.n == 0 || a->version.n == 0)
		return diag_set(
		    d, JY_EPARSE, path, n, 0, "the front matter needs title and version");
	return JY_OK;
}

static enum jy_err
render(struct str text, struct agreement *a)
{
	uint8_t digest[SHA256_SIZE];
	struct buf hex = BUF_INIT;
	char *html;
	enum jy_err err;

	if ((err = sha256(text, digest)) != JY_OK)
		return err;
	if ((html = cmark_markdown_to_html(text.p, text.n, CMARK_OPT_DEFAULT)) == NULL)
		return JY_ENOMEM;
	a->html = arena_str(&memory, str_of(html));
	free(html);
	hex_encode(&hex, (struct str){ (char *)digest, 8 });
	a->consent = arena_printf(&memory, STR_FMT " sha256:" STR_FMT,
	    STR_ARG(a->version), STR_ARG(buf_view(&hex)));
	buf_release(&hex);
	return a->html.p != NULL && a->consent.p != NULL ? JY_OK : JY_ENOMEM;
}

enum jy_err
agreement_load(const struct conf *conf, struct diag *d)
{
	struct buf file = BUF_INIT;
	struct agreement a = { 0 };
	char path[512];
	struct str text;
	enum jy_err err;

	if ((size_t)snprintf(path, sizeof(path), "%s/" AGREEMENT_FILE,
		conf->path.source) >= sizeof(path))
		return diag_set(d, JY_ECONF, "", 0, 0, "[path] source is too long");
	if ((err = file_read(path, AGREEMENT_BYTES_MAX, &file, d)) == JY_OK) {
		arena_release(&memory);
		text = arena_str(&memory, buf_view(&file));
		if ((err = read_head(&text, &a, path, d)) == JY_OK)
			err = render(text, &a);
	}
	buf_release(&file);
	if ((is_loaded = err == JY_OK))
		loaded = a;
	return err;
}

const struct agreement *
agreement(void)
{
	return is_loaded ? &loaded : NULL;
}
