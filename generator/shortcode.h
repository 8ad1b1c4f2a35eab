/*
 * shortcode.h - the body of a Markdown file: {{table F.csv}} and
 * {{attachment F title}} on lines of their own, links to files and pictures beside it.
 */
#ifndef GEN_SHORTCODE_H
#define GEN_SHORTCODE_H

#include "gen.h"
#include "image.h"

/*
 * use: where a file beside the Markdown file is published; notes that the item needs it.
 * *size gets its bytes. picture: the same of one in several widths; *stem gets the part
 * of their addresses that they share. JY_ENOTFOUND: no such file.
 */
struct body {
	struct gen *g;
	struct arena *a;
	const char *file;  /* for messages */
	struct str folder; /* of the Markdown file, below [path] source */
	unsigned line;     /* where the text begins */
	enum jy_err (*use)(
	    void *arg, struct str name, struct str *address, int64_t *size);
	enum jy_err (*picture)(
	    void *arg, struct str name, struct image *im, struct str *stem);
	void *arg;
	size_t pictures; /* so far: all but the first are loaded when they are near */
	enum jy_err err; /* of a picture */
};

/* Append the body as HTML. JY_EPARSE: a shortcode is wrong or its file missing. */
enum jy_err body_html(struct body *b, struct str text, struct buf *out);

/* "PDF", and "1.2 MB" into out. */
void file_words(struct str name, int64_t size, char type[16], char words[32]);

#endif
