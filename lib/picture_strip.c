/*
 * picture_strip.c - a JPEG or PNG without what it says beside the picture. The pixels are
 * not decoded: what is kept is copied part by part.
 */
#include <string.h>

#include "picture_int.h"

/* --- JPEG: segments FF marker length, and data after FF DA up to the next marker */

enum {
	JPEG_END = 0xD9,
	JPEG_SCAN = 0xDA,
	JPEG_JFIF = 0xE0,
	JPEG_EXIF = 0xE1,
	JPEG_PROFILE = 0xE2,
	JPEG_ADOBE = 0xEE, /* says how colours are stored */
	JPEG_COMMENT = 0xFE
};

static size_t
number16(struct str bytes, size_t at)
{
	return (size_t)(uint8_t)bytes.p[at] << 8 | (uint8_t)bytes.p[at + 1];
}

static bool
jpeg_is_kept(int marker, struct str segment)
{
	if (marker == JPEG_PROFILE)
		return segment.n > 16 && memcmp(segment.p + 4, "ICC_PROFILE", 12) == 0;
	if (marker == JPEG_JFIF || marker == JPEG_ADOBE)
		return true;
	return (marker < JPEG_JFIF || marker > 0xEF) && marker != JPEG_COMMENT;
}

/* What is left of EXIF. */
static void
put_orientation(struct buf *out, int orientation)
{
	static const char head[] =
	    "\xFF\xE1\0\x22"
	    "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0";

	buf_add(out, head, sizeof(head) - 1);
	buf_char(out, (char)orientation);
	buf_add(out, "\0\0\0\0\0\0", 6);
}

/* Where the data of a scan ends: at a marker that is none of the data's own. */
static size_t
scan_end(struct str bytes, size_t at)
{
	for (; at + 1 < bytes.n; at++) {
		if ((uint8_t)bytes.p[at] == 0xFF && bytes.p[at + 1] != 0 &&
		    ((uint8_t)bytes.p[at + 1] < 0xD0 || (uint8_t)bytes.p[at + 1] > 0xD7))
			return at;
	}
	return bytes.n;
}

static enum picture_fault
jpeg_strip(struct str bytes, struct buf *out)
{
	size_t at = 2, end;
	int marker, turn;

	buf_add(out, bytes.p, 2);
	while (at + 4 <= bytes.n && (uint8_t)bytes.p[at] == 0xFF) {
		marker = (uint8_t)bytes.p[at + 1];
		if (marker == 0xFF) { /* a marker may have more of them before it */
			at++;
			continue;
		}
		end = at + 2 + number16(bytes, at + 2);
		if (marker == 0 || end < at + 4 || end > bytes.n)
			return PICTURE_WRONG;
		turn = marker == JPEG_EXIF
			   ? jpeg_orientation(
				 (const uint8_t *)bytes.p + at + 4, end - at - 4)
			   : 1;
		if (turn != 1)
			put_orientation(out, turn);
		if (marker == JPEG_SCAN)
			end = scan_end(bytes, end);
		if (jpeg_is_kept(marker, (struct str){ bytes.p + at, end - at }))
			buf_add(out, bytes.p + at, end - at);
		at = end;
		if (at + 2 <= bytes.n && (uint8_t)bytes.p[at + 1] == JPEG_END) {
			buf_add(out, "\xFF\xD9", 2);
			return PICTURE_OK;
		}
	}
	return PICTURE_WRONG;
}

/* --- PNG: chunks length type data sum */

static bool
png_is_kept(const char *type)
{
	static const char kept[][5] = { "IHDR", "PLTE", "tRNS", "gAMA", "cHRM", "sRGB",
		"iCCP", "sBIT", "bKGD", "IDAT", "IEND" };

	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		if (memcmp(type, kept[i], 4) == 0)
			return true;
	}
	return false;
}

static enum picture_fault
png_strip(struct str bytes, struct buf *out)
{
	size_t at = 8, n;

	buf_add(out, bytes.p, 8);
	while (at + 12 <= bytes.n) {
		n = number16(bytes, at) << 16 | number16(bytes, at + 2);
		if (n > bytes.n - at - 12)
			return PICTURE_WRONG;
		if (png_is_kept(bytes.p + at + 4))
			buf_add(out, bytes.p + at, n + 12);
		if (memcmp(bytes.p + at + 4, "IEND", 4) == 0)
			return PICTURE_OK;
		at += n + 12;
	}
	return PICTURE_WRONG;
}

enum picture_fault
picture_strip(struct str bytes, struct buf *out)
{
	const char *type = picture_type(bytes);
	enum picture_fault fault;

	if (type == NULL)
		return PICTURE_TYPE;
	fault = strcmp(type, "image/png") == 0 ? png_strip(bytes, out)
					       : jpeg_strip(bytes, out);
	return fault == PICTURE_OK && !buf_ok(out) ? PICTURE_MEMORY : fault;
}
