/*
 * picture_jpeg.c - JPEG in and out, through libjpeg. It reports errors by a jump back
 * into the one function here that called it.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <jerror.h>

#include "picture_int.h"

#define QUALITY 88
#define SCANS_MAX 64 /* of a progressive picture; more are an attack */

struct trouble {
	struct jpeg_error_mgr mgr; /* libjpeg's; must be first */
	jmp_buf back;
};

static void
on_error(j_common_ptr c)
{
	longjmp(((struct trouble *)(void *)c->err)->back, 1);
}

/* Warnings are let pass, but not that a part of the picture is not there. */
static void
on_message(j_common_ptr c, int level)
{
	int code = c->err->msg_code;

	if (level == -1 && (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER))
		on_error(c);
}

static void
on_progress(j_common_ptr c)
{
	if (c->is_decompressor && ((j_decompress_ptr)c)->input_scan_number > SCANS_MAX)
		on_error(c);
}

static void
no_output(j_common_ptr c)
{
	(void)c;
}

static struct jpeg_error_mgr *
trouble_init(struct trouble *t)
{
	jpeg_std_error(&t->mgr);
	t->mgr.error_exit = on_error;
	t->mgr.emit_message = on_message;
	t->mgr.output_message = no_output;
	return &t->mgr;
}

/* --- EXIF's orientation, the one thing in it that counts */

struct tiff {
	const uint8_t *p;
	size_t n;
	bool big;
};

static unsigned
number16(const struct tiff *t, size_t at)
{
	if (at + 2 > t->n)
		return 0;
	return t->big ? (unsigned)(t->p[at] << 8 | t->p[at + 1])
		      : (unsigned)(t->p[at + 1] << 8 | t->p[at]);
}

int
jpeg_orientation(const uint8_t *p, size_t n)
{
	struct tiff t;
	size_t at;
	unsigned entries, value;

	if (n < 14 || memcmp(p, "Exif\0\0", 6) != 0)
		return 1;
	t = (struct tiff){ p + 6, n - 6, p[6] == 'M' };
	/* the first directory's place has 32 bits; it lies in the first 64 KiB */
	at = t.big ? number16(&t, 6) : number16(&t, 4);
	entries = number16(&t, at);
	for (at += 2; entries > 0 && at + 12 <= t.n; entries--, at += 12) {
		if (number16(&t, at) != 0x0112)
			continue;
		value = number16(&t, at + 8);
		return value >= 1 && value <= 8 ? (int)value : 1;
	}
	return 1;
}

/* --- in */

struct reading {
	struct jpeg_decompress_struct c;
	struct jpeg_progress_mgr progress;
	struct trouble trouble;
	struct pixels *out;
};

/* libjpeg makes a picture smaller while it decodes: as far as no side gets smaller than
 * asked for. */
static void
choose_scale(struct jpeg_decompress_struct *c, unsigned side)
{
	c->scale_num = 8;
	c->scale_denom = 8;
	for (unsigned denom = 8; denom > 1; denom /= 2)
		if (c->image_width / denom >= side && c->image_height / denom >= side) {
			c->scale_num = 8 / denom;
			break;
		}
}

static enum picture_fault
read_head(struct reading *r, struct str bytes, unsigned most)
{
	struct jpeg_decompress_struct *c = &r->c;

	jpeg_create_decompress(c);
	c->progress = &r->progress;
	r->progress.progress_monitor = on_progress;
	jpeg_mem_src(c, (const unsigned char *)bytes.p, bytes.n);
	jpeg_save_markers(c, JPEG_APP0 + 1, 0xFFFF);
	jpeg_read_header(c, TRUE);
	if (c->jpeg_color_space != JCS_YCbCr && c->jpeg_color_space != JCS_RGB &&
	    c->jpeg_color_space != JCS_GRAYSCALE)
		return PICTURE_WRONG;
	for (jpeg_saved_marker_ptr m = c->marker_list; m != NULL; m = m->next)
		if (m->marker == JPEG_APP0 + 1 && r->out->orientation == 1)
			r->out->orientation = jpeg_orientation(m->data, m->data_length);
	r->out->sent_width = c->image_width;
	r->out->sent_height = c->image_height;
	return (uint64_t)c->image_width * c->image_height > most ? PICTURE_LARGE
								 : PICTURE_OK;
}

static enum picture_fault
read_rows(struct reading *r, unsigned side)
{
	struct jpeg_decompress_struct *c = &r->c;
	size_t row;

	c->out_color_space = JCS_RGB;
	choose_scale(c, side);
	jpeg_start_decompress(c);
	row = (size_t)c->output_width * 3;
	r->out->width = c->output_width;
	r->out->height = c->output_height;
	r->out->channels = 3;
	if ((r->out->bytes = calloc(c->output_height, row)) == NULL)
		return PICTURE_MEMORY;
	while (c->output_scanline < c->output_height) {
		JSAMPROW at = r->out->bytes + row * c->output_scanline;

		jpeg_read_scanlines(c, &at, 1);
	}
	jpeg_finish_decompress(c);
	return PICTURE_OK;
}

/* All that libjpeg does lies behind this setjmp. */
static enum picture_fault
read_guarded(struct reading *r, struct str bytes, unsigned most, unsigned side)
{
	enum picture_fault fault;

	if (setjmp(r->trouble.back) != 0)
		return r->trouble.mgr.msg_code == JERR_OUT_OF_MEMORY ? PICTURE_MEMORY
								     : PICTURE_WRONG;
	if ((fault = read_head(r, bytes, most)) != PICTURE_OK)
		return fault;
	return read_rows(r, side);
}

enum picture_fault
jpeg_read(struct str bytes, unsigned most, unsigned side, struct pixels *p)
{
	struct reading r = { .out = p };
	enum picture_fault fault;

	r.c.err = trouble_init(&r.trouble);
	p->orientation = 1;
	fault = read_guarded(&r, bytes, most, side);
	jpeg_destroy_decompress(&r.c);
	return fault;
}

/* --- out */

struct writing {
	struct jpeg_compress_struct c;
	struct trouble trouble;
	unsigned char *bytes; /* libjpeg's malloc */
	unsigned long n;
};

static bool
write_guarded(struct writing *w, const struct pixels *p)
{
	struct jpeg_compress_struct *c = &w->c;

	if (setjmp(w->trouble.back) != 0)
		return false;
	jpeg_create_compress(c);
	jpeg_mem_dest(c, &w->bytes, &w->n);
	c->image_width = p->width;
	c->image_height = p->height;
	c->input_components = 3;
	c->in_color_space = JCS_RGB;
	jpeg_set_defaults(c);
	jpeg_set_quality(c, QUALITY, TRUE);
	jpeg_start_compress(c, TRUE);
	while (c->next_scanline < c->image_height) {
		JSAMPROW at = p->bytes + (size_t)p->width * 3 * c->next_scanline;

		jpeg_write_scanlines(c, &at, 1);
	}
	jpeg_finish_compress(c);
	return true;
}

enum picture_fault
jpeg_write(const struct pixels *p, struct buf *out)
{
	struct writing w = { .n = 0 };
	bool ok;

	w.c.err = trouble_init(&w.trouble);
	if ((ok = write_guarded(&w, p)))
		buf_add(out, w.bytes, w.n);
	jpeg_destroy_compress(&w.c);
	free(w.bytes);
	return ok && buf_ok(out) ? PICTURE_OK : PICTURE_MEMORY;
}
