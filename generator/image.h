/*
 * image.h - pictures beside Markdown files, in the widths that pages offer. They are made
 * once: the build cache keeps them below pictures/, by the digest of the file, so that also
 * a build from scratch only copies them.
 */
#ifndef GEN_IMAGE_H
#define GEN_IMAGE_H

#include "gen.h"

#define IMAGE_WIDTHS 3
#define IMAGE_SIZE_MAX (32 * 1024 * 1024)    /* bytes of a file */
#define IMAGE_PIXELS_MAX (50u * 1024 * 1024) /* what telephones take */

struct image {
	unsigned width, height;        /* of the largest there is */
	unsigned widths[IMAGE_WIDTHS]; /* from the smallest up */
	size_t n;
	char ending[5];    /* ".jpg", ".png" */
	char digest[9];    /* for their names on the site */
	const char *cache; /* folder of `480.jpg` …, below [path] cache */
};

/* Is it of a kind that can be read here? By its name. */
bool image_is(struct str name);

/*
 * Make them, unless the cache has them. `source` is below [path] source.
 *   JY_ENOTFOUND  there is no such file; no words
 *   JY_EPARSE     it is no whole JPEG or PNG, or larger than IMAGE_PIXELS_MAX
 */
enum jy_err image_make(
    struct gen *g, struct arena *a, struct str source, struct image *out);

/* Remove from the cache what no page used for a day; after builds that looked at all. */
void image_tidy(struct gen *g);

#endif
