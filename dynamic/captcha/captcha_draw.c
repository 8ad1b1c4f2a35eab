/*
 * captcha_draw.c - pictures of a few characters that people read and programs do
 * not read easily: each character is turned, shifted and bent, then crossed by
 * curves. Outlines come from the system's fonts once, at start (captcha_prepare);
 * drawing afterwards opens no file. Knows nothing of ids or answers.
 */
#include <math.h>

#include <cairo.h>

#include "captcha.h"
#include "log.h"

#define WIDTH 200
#define HEIGHT 64
#define EM 40.0
#define FACES 3
#define GLYPHS (sizeof(CAPTCHA_ALPHABET) - 1)
#define TURN 6.283185307179586

static const struct {
	const char *family;
	cairo_font_slant_t slant;
} faces[FACES] = {
	{ "sans-serif", CAIRO_FONT_SLANT_NORMAL },
	{ "serif", CAIRO_FONT_SLANT_NORMAL },
	{ "sans-serif", CAIRO_FONT_SLANT_ITALIC },
};

/* Flat outlines (moves, lines, closes) around each character's own middle. */
static cairo_path_t *outlines[FACES][GLYPHS];

/* xorshift64*: noise that is the same for the same seed. */
struct noise {
	uint64_t state;
};

static double
between(struct noise *n, double low, double high)
{
	n->state ^= n->state >> 12;
	n->state ^= n->state << 25;
	n->state ^= n->state >> 27;
	return low + (high - low) * (double)((n->state * 2685821657736338717u) >> 40) /
			 16777216.0;
}

static cairo_path_t *
outline(cairo_t *cr, char c)
{
	char text[2] = { c, '\0' };
	cairo_text_extents_t box;

	cairo_text_extents(cr, text, &box);
	if (box.width < EM / 8 || box.height < EM / 3)
		return NULL; /* an empty glyph: no usable font */
	cairo_new_path(cr);
	cairo_move_to(
	    cr, -box.x_bearing - box.width / 2, -box.y_bearing - box.height / 2);
	cairo_text_path(cr, text);
	return cairo_copy_path_flat(cr);
}

enum jy_err
captcha_prepare(void)
{
	cairo_surface_t *sf = cairo_image_surface_create(CAIRO_FORMAT_A8, 8, 8);
	cairo_t *cr = cairo_create(sf);
	enum jy_err err = JY_OK;

	cairo_set_tolerance(cr, 0.2);
	cairo_set_font_size(cr, EM);
	for (size_t f = 0; f < FACES && err == JY_OK; f++) {
		cairo_select_font_face(
		    cr, faces[f].family, faces[f].slant, CAIRO_FONT_WEIGHT_BOLD);
		for (size_t g = 0; g < GLYPHS && err == JY_OK; g++) {
			if (outlines[f][g] != NULL)
				continue;
			outlines[f][g] = outline(cr, CAPTCHA_ALPHABET[g]);
			if (outlines[f][g] == NULL ||
			    outlines[f][g]->status != CAIRO_STATUS_SUCCESS)
				err = JY_EIO;
		}
	}
	cairo_destroy(cr);
	cairo_surface_destroy(sf);
	if (err != JY_OK)
		log_error("captcha", LOG_STR("cause", "no font for captcha pictures"));
	return err;
}

/* How one character lies: turned, scaled, and bent by two waves. */
struct bend {
	double x, y, cos, sin, scale, wave_x, wave_y, phase_x, phase_y;
};

static struct bend
bend_of(struct noise *n, size_t i, size_t count)
{
	double step = (WIDTH - 24.0) / (double)count, angle = between(n, -0.3, 0.3);

	return (struct bend){
		.x = 12.0 + step * ((double)i + 0.5) + between(n, -3, 3),
		.y = HEIGHT / 2.0 + between(n, -6, 6),
		.cos = cos(angle),
		.sin = sin(angle),
		.scale = between(n, 0.85, 1.05),
		.wave_x = between(n, 0.8, 2.0),
		.wave_y = between(n, 0.8, 2.0),
		.phase_x = between(n, 0, TURN),
		.phase_y = between(n, 0, TURN),
	};
}

static void
bent(const struct bend *b, const cairo_path_data_t *at, double *x, double *y)
{
	double px = at->point.x * b->scale, py = at->point.y * b->scale;

	*x = b->x + px * b->cos - py * b->sin + b->wave_x * sin(py / 7 + b->phase_x);
	*y = b->y + px * b->sin + py * b->cos + b->wave_y * sin(px / 7 + b->phase_y);
}

static void
character(cairo_t *cr, const cairo_path_t *path, const struct bend *b)
{
	double x, y;

	cairo_new_path(cr);
	for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
		const cairo_path_data_t *d = &path->data[i];

		switch (d->header.type) {
		case CAIRO_PATH_MOVE_TO:
			bent(b, &d[1], &x, &y);
			cairo_move_to(cr, x, y);
			break;
		case CAIRO_PATH_LINE_TO:
			bent(b, &d[1], &x, &y);
			cairo_line_to(cr, x, y);
			break;
		default:
			cairo_close_path(cr);
		}
	}
	cairo_fill(cr);
}

/* Curves from side to side; in the ink they join the characters, in the paper's
 * colour they cut them. */
static void
curves(cairo_t *cr, struct noise *n, int count, double width)
{
	cairo_set_line_width(cr, width);
	for (int i = 0; i < count; i++) {
		cairo_move_to(cr, between(n, -4, 20), between(n, 8, HEIGHT - 8));
		cairo_curve_to(cr, between(n, 30, 80), between(n, 0, HEIGHT),
		    between(n, 90, 150), between(n, 0, HEIGHT),
		    between(n, WIDTH - 20, WIDTH + 4), between(n, 8, HEIGHT - 8));
		cairo_stroke(cr);
	}
}

/* One mid-grey ink on a pale paper of its own: right on light and dark pages. */
static void
ink(cairo_t *cr)
{
	cairo_set_source_rgb(cr, 0.16, 0.22, 0.31);
}

static void
paper(cairo_t *cr)
{
	cairo_set_source_rgb(cr, 0.90, 0.92, 0.94);
}

static cairo_status_t
write_png(void *arg, const unsigned char *data, unsigned int n)
{
	struct buf *out = arg;

	buf_add(out, data, n);
	return buf_ok(out) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static enum jy_err
characters(cairo_t *cr, struct str text, struct noise *n)
{
	for (size_t i = 0; i < text.n; i++) {
		const char *g = memchr(CAPTCHA_ALPHABET, text.p[i], GLYPHS);
		size_t face = (size_t)between(n, 0, FACES - 0.001);
		struct bend b = bend_of(n, i, text.n);

		if (g == NULL || outlines[face][g - CAPTCHA_ALPHABET] == NULL)
			return JY_EINTERNAL;
		character(cr, outlines[face][g - CAPTCHA_ALPHABET], &b);
	}
	return JY_OK;
}

enum jy_err
captcha_draw(struct str text, uint64_t seed, struct buf *out)
{
	cairo_surface_t *sf =
	    cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
	cairo_t *cr = cairo_create(sf);
	struct noise n = { seed | 1 };
	enum jy_err err;

	paper(cr);
	cairo_paint(cr);
	ink(cr);
	if ((err = characters(cr, text, &n)) != JY_OK)
		goto out;
	curves(cr, &n, 2, 1.6);
	paper(cr);
	curves(cr, &n, 2, 1.2);
	if (cairo_status(cr) != CAIRO_STATUS_SUCCESS ||
	    cairo_surface_write_to_png_stream(sf, write_png, out) != CAIRO_STATUS_SUCCESS)
		err = JY_ENOMEM;
out:
	cairo_destroy(cr);
	cairo_surface_destroy(sf);
	return err;
}
