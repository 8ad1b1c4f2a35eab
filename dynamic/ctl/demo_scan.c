/*
 * demo_scan.c - a picture of a signed paper, as it would come from a scanner: title, lines,
 * signatures and a seal.
 */
#include <stdio.h>

#include <cairo.h>

#include "ctl/demo.h"

#define WIDTH 827 /* A4, 100 dots an inch */
#define HEIGHT 1169
#define MARGIN 90.0
#define MIDDLE 413.5
#define FONT "Noto Serif CJK SC"
#define TURN 6.283185307179586

/* Lines of text from `y` down; centred about `x`, or to its right. */
static void
write_text(cairo_t *cr, double size, double x, double y, bool centred, struct str text)
{
	cairo_text_extents_t box;
	char line[256];
	struct str one;

	cairo_set_font_size(cr, size);
	while (str_split(&text, '\n', &one)) {
		snprintf(line, sizeof(line), STR_FMT, STR_ARG(one));
		cairo_text_extents(cr, line, &box);
		cairo_move_to(cr, centred ? x - box.width / 2 : x, y);
		cairo_show_text(cr, line);
		y += size * 2.1;
	}
}

static void
draw_seal(cairo_t *cr, double x, double y, const char *words)
{
	cairo_save(cr);
	cairo_set_source_rgba(cr, 0.8, 0.1, 0.1, 0.75);
	cairo_set_line_width(cr, 5);
	cairo_new_path(cr);
	cairo_arc(cr, x, y, 78, 0, TURN);
	cairo_stroke(cr);
	write_text(cr, 34, x, y - 8, true, STR("★"));
	write_text(cr, 13, x, y + 24, true, str_of(words));
	cairo_restore(cr);
}

static cairo_status_t
append(void *to, const unsigned char *bytes, unsigned n)
{
	struct buf *out = to;

	buf_str(out, (struct str){ (const char *)bytes, n });
	return buf_ok(out) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_NO_MEMORY;
}

enum jy_err
demo_scan(const struct demo_paper *p, struct buf *png)
{
	cairo_surface_t *s =
	    cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
	cairo_t *cr = cairo_create(s);
	enum jy_err err = JY_OK;

	cairo_set_source_rgb(cr, 0.97, 0.965, 0.95);
	cairo_paint(cr);
	cairo_set_source_rgb(cr, 0.12, 0.12, 0.14);
	cairo_select_font_face(
	    cr, FONT, CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
	write_text(cr, 30, MIDDLE, 140, true, str_of(p->title));
	write_text(cr, 18, MARGIN, 230, false, str_of(p->text));
	write_text(cr, 18, MARGIN, 900, false, str_of(p->employer));
	write_text(cr, 18, MIDDLE, 900, false, str_of(p->graduate));
	draw_seal(cr, MARGIN + 150, 960, p->seal);
	if (cairo_surface_write_to_png_stream(s, append, png) != CAIRO_STATUS_SUCCESS)
		err = JY_ENOMEM;
	cairo_destroy(cr);
	cairo_surface_destroy(s);
	return err;
}
