/*
 * picture.h - pictures that people send: decoded whole, turned upright, made no larger
 * than asked for and written anew, so that nothing of the file that was sent remains
 * (EXIF with its places, colour profiles, what is hidden behind the end). Pure: may run in
 * any thread; takes up to 200 MiB of memory while it works.
 */
#ifndef JY_PICTURE_H
#define JY_PICTURE_H

#include "buf.h"
#include "err.h"

#define PICTURE_PIXELS_MAX (16 * 1024 * 1024)
#define PICTURE_SIDE_MIN 60 /* smaller ones show nothing */

enum picture_fault {
	PICTURE_OK,
	PICTURE_TYPE,  /* neither JPEG nor PNG */
	PICTURE_WRONG, /* damaged, cut off, or of a kind that nobody sends */
	PICTURE_LARGE, /* more than PICTURE_PIXELS_MAX */
	PICTURE_SMALL,
	PICTURE_MEMORY
};

/* "image/jpeg", "image/png" or NULL, by the first bytes. */
const char *picture_type(struct str bytes);

/* Append `bytes` as a JPEG of at most `width` by `height` pixels, its shape kept. */
enum picture_fault picture_make(
    struct str bytes, unsigned width, unsigned height, struct buf *out);

#endif
