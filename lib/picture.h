/*
 * picture.h - pictures: decoded whole, turned upright, made no larger than asked for and
 * written anew, so that nothing of the file that was sent remains (EXIF with its places,
 * colour profiles, what is hidden behind the end). Pure: may run in any thread; the same
 * picture gives the same bytes. Takes up to 200 MiB of memory while it works.
 */
#ifndef JY_PICTURE_H
#define JY_PICTURE_H

#include "buf.h"
#include "err.h"

#define PICTURE_PIXELS_MAX (16 * 1024 * 1024) /* of what people send */
#define PICTURE_SIDE_MIN 60                   /* smaller ones show nothing */

enum picture_fault {
	PICTURE_OK,
	PICTURE_TYPE,  /* neither JPEG nor PNG */
	PICTURE_WRONG, /* damaged, cut off, or of a kind that nobody sends */
	PICTURE_LARGE, /* more than PICTURE_PIXELS_MAX, or than asked for */
	PICTURE_SMALL,
	PICTURE_MEMORY
};

/* "image/jpeg", "image/png" or NULL, by the first bytes. */
const char *picture_type(struct str bytes);

/* Append `bytes` as a JPEG of at most `width` by `height` pixels, its shape kept. What is
 * transparent becomes white. */
enum picture_fault picture_make(
    struct str bytes, unsigned width, unsigned height, struct buf *out);

/* A picture that is to be written in several widths. */
struct picture {
	unsigned width, height; /* as it was sent, upright */
	bool upright;           /* it was so when it was sent */
	const char *type;       /* of what is written: as it was sent */
	struct pixels *pixels;
	struct str bytes; /* the caller's, until it is closed */
};

/* Decode `bytes`, of at most `most` pixels, to be written at most `widest` wide. Close it
 * also after a fault. */
enum picture_fault picture_open(
    struct picture *p, struct str bytes, unsigned most, unsigned widest);
void picture_close(struct picture *p);

/* Append it `width` pixels wide (but never wider than it was), its shape kept. As wide as
 * it was, its own bytes are taken where they are fewer. */
enum picture_fault picture_write(
    const struct picture *p, unsigned width, struct buf *out);

/*
 * Append a JPEG or PNG as it is, but without what it says beside the picture (places,
 * comments, previews, what stands behind its end); its orientation and colour profile stay.
 * The pixels are not looked at.
 *   PICTURE_WRONG  its parts do not fit together
 */
enum picture_fault picture_strip(struct str bytes, struct buf *out);

/* Its height when it is `width` wide. */
unsigned picture_height(const struct picture *p, unsigned width);

/* The sides that a GIF, WebP or SVG says it has; its first PICTURE_HEAD bytes do. False: it
 * is none of these, or says none. */
#define PICTURE_HEAD 4096
bool picture_sides(struct str bytes, unsigned *width, unsigned *height);

#endif
