/*
 * picture_pixels.c - making pictures smaller and turning them.
 */
#include <stdlib.h>
#include <string.h>

#include "picture_int.h"

/* The average of the pixels from (x0, y0) up to (x1, y1); what is transparent has no
 * colour of its own. */
static void
average(const struct pixels *p, unsigned x0, unsigned x1, unsigned y0, unsigned y1,
    uint8_t out[4])
{
	uint64_t sum[4] = { 0 }, area = (uint64_t)(x1 - x0) * (y1 - y0), n = 0;
	const uint8_t *at;
	unsigned weight;

	for (unsigned y = y0; y < y1; y++) {
		at = p->bytes + ((size_t)y * p->width + x0) * p->channels;
		for (unsigned x = x0; x < x1; x++, at += p->channels) {
			weight = p->channels == 4 ? at[3] : 1;
			for (int i = 0; i < 3; i++)
				sum[i] += (uint64_t)at[i] * weight;
			n += weight;
		}
	}
	for (int i = 0; i < 3; i++)
		out[i] = (uint8_t)(n > 0 ? (sum[i] + n / 2) / n : 0);
	if (p->channels == 4)
		out[3] = (uint8_t)(area > 0 ? (n + area / 2) / area : 0);
}

/* Where the first of `small` steps over `large` begins, and each that follows. */
static unsigned
step(unsigned i, unsigned small, unsigned large)
{
	return (unsigned)((uint64_t)i * large / small);
}

bool
pixels_scale(const struct pixels *p, unsigned width, unsigned height, struct pixels *to)
{
	uint8_t *at;

	*to = *p;
	to->width = width;
	to->height = height;
	if ((to->bytes = at = calloc(height, (size_t)width * p->channels)) == NULL)
		return false;
	if (width == p->width && height == p->height) {
		memcpy(at, p->bytes, (size_t)height * width * p->channels);
		return true;
	}
	for (unsigned y = 0; y < height; y++)
		for (unsigned x = 0; x < width; x++, at += p->channels)
			average(p, step(x, width, p->width), step(x + 1, width, p->width),
			    step(y, height, p->height), step(y + 1, height, p->height),
			    at);
	return true;
}

/* EXIF: from 5 on the sides change places; then what is mirrored, in the turned
 * picture. */
bool
pixels_upright(struct pixels *p)
{
	static const struct {
		bool swap, x, y;
	} turns[9] = { [2] = { false, true, false },
		[3] = { false, true, true },
		[4] = { false, false, true },
		[5] = { true, false, false },
		[6] = { true, true, false },
		[7] = { true, true, true },
		[8] = { true, false, true } };
	bool swap = turns[p->orientation].swap;
	unsigned w = swap ? p->height : p->width, h = swap ? p->width : p->height;
	uint8_t *bytes, *at;

	if (p->orientation == 1)
		return true;
	if ((bytes = at = calloc(h, (size_t)w * p->channels)) == NULL)
		return false;
	for (unsigned y = 0; y < h; y++)
		for (unsigned x = 0; x < w; x++, at += p->channels) {
			unsigned tx = turns[p->orientation].x ? w - 1 - x : x;
			unsigned ty = turns[p->orientation].y ? h - 1 - y : y;
			size_t from = swap ? (size_t)tx * p->width + ty
					   : (size_t)ty * p->width + tx;

			memcpy(at, p->bytes + from * p->channels, p->channels);
		}
	free(p->bytes);
	p->bytes = bytes;
	p->width = w;
	p->height = h;
	p->orientation = 1;
	return true;
}
