/*
 * test_picture.c - pictures for pages of the site: their widths, and what they no longer say.
 * Those that people send are test_upload.c's.
 */
#include "pictures.h"

static void
widths(void **state)
{
	struct arena a;
	struct picture p;
	struct buf out = BUF_INIT, again = BUF_INIT;
	png_image image = { .version = PNG_IMAGE_VERSION };
	uint8_t pixel[100 * 50 * 4];

	(void)state;
	arena_init(&a, 0);
	assert_int_equal(
	    picture_open(&p, make_png(&a, 1000, 500, 0), 1000 * 500, 400), PICTURE_OK);
	assert_int_equal(p.width, 1000);
	assert_int_equal(picture_height(&p, 333), 167);
	assert_int_equal(picture_write(&p, 100, &out), PICTURE_OK);
	assert_int_equal(picture_write(&p, 100, &again), PICTURE_OK);
	assert_true(str_eq(buf_view(&out), buf_view(&again)));
	assert_true(png_image_begin_read_from_memory(&image, out.data, out.len));
	assert_int_equal(image.width, 100);
	assert_int_equal(image.height, 50);
	image.format = PNG_FORMAT_RGBA;
	assert_true(png_image_finish_read(&image, NULL, pixel, 0, NULL));
	assert_memory_equal(pixel, "\xFF\0\0\xFF", 4); /* what is clear tints nothing */
	assert_int_equal(pixel[99 * 4 + 3], 0);
	buf_reset(&out);
	assert_int_equal(picture_write(&p, 2000, &out), PICTURE_OK);
	assert_true(png_image_begin_read_from_memory(&image, out.data, out.len));
	assert_int_equal(image.width, 1000);
	png_image_free(&image);
	picture_close(&p);
	assert_int_equal(
	    picture_open(&p, make_png(&a, 1000, 500, 0), 1000 * 499, 400), PICTURE_LARGE);
	picture_close(&p);
	assert_int_equal(picture_open(&p, STR("GIF89a"), 10, 10), PICTURE_TYPE);
	picture_close(&p);
	buf_release(&out);
	buf_release(&again);
	arena_release(&a);
}

static void
upright(void **state)
{
	struct arena a;
	struct picture p;
	struct buf out = BUF_INIT;

	(void)state;
	arena_init(&a, 0);
	for (int turn = 1; turn <= 8; turn++) {
		buf_reset(&out);
		assert_int_equal(
		    picture_open(&p, make_jpeg(&a, 3000, 1000, turn), 3000 * 1000, 480),
		    PICTURE_OK);
		assert_int_equal(p.width, turn < 5 ? 3000 : 1000);
		assert_int_equal(p.height, turn < 5 ? 1000 : 3000);
		assert_int_equal(picture_write(&p, 480, &out), PICTURE_OK);
		assert_null(memmem(out.data, out.len, "SECRET", 6));
		assert_null(memmem(out.data, out.len, "Exif", 4));
		picture_close(&p);
	}
	buf_release(&out);
	arena_release(&a);
}

static void
stripped(void **state)
{
	struct arena a;
	struct buf out = BUF_INIT, twice = BUF_INIT, plain = BUF_INIT;
	struct str jpeg;

	(void)state;
	arena_init(&a, 0);
	for (int turn = 1; turn <= 8; turn += 5) {
		jpeg = make_jpeg(&a, 120, 80, turn);
		buf_reset(&out);
		buf_reset(&twice);
		assert_int_equal(picture_strip(jpeg, &out), PICTURE_OK);
		assert_null(memmem(out.data, out.len, "SECRET", 6));
		assert_true(
		    (memmem(out.data, out.len, "Exif", 4) != NULL) == (turn != 1));
		assert_int_equal(picture_strip(buf_view(&out), &twice), PICTURE_OK);
		assert_true(str_eq(buf_view(&out), buf_view(&twice)));
	}
	assert_int_equal(
	    picture_make(make_png(&a, 120, 80, 255), 120, 80, &plain), PICTURE_OK);
	buf_reset(&out);
	assert_int_equal(picture_strip(make_jpeg(&a, 120, 80, 1), &out), PICTURE_OK);
	assert_true(str_eq(buf_view(&out), buf_view(&plain))); /* not one pixel else */
	assert_int_equal(picture_strip(STR("text"), &out), PICTURE_TYPE);
	buf_release(&out);
	buf_release(&twice);
	buf_release(&plain);
	arena_release(&a);
}

/* Cut anywhere, or with any byte changed, it is refused or stripped: never read beyond. */
static void
broken(void **state)
{
	struct arena a;
	struct str whole[2];
	struct buf out = BUF_INIT;
	char *copy;

	(void)state;
	arena_init(&a, 0);
	whole[0] = make_jpeg(&a, 64, 64, 6);
	whole[1] = make_png(&a, 64, 64, 0);
	for (size_t k = 0; k < 2; k++) {
		for (size_t n = 0; n <= whole[k].n; n++) {
			copy = malloc(n > 0 ? n : 1);
			memcpy(copy, whole[k].p, n);
			buf_reset(&out);
			picture_strip((struct str){ copy, n }, &out);
			assert_true(out.len <= n + 64);
			if (n > 8)
				copy[n - 1] = (char)(copy[n - 1] ^ 0xFF);
			buf_reset(&out);
			picture_strip((struct str){ copy, n }, &out);
			free(copy);
		}
	}
	buf_release(&out);
	arena_release(&a);
}

/* --- sides of what is published as it is */

#define BYTES(s) ((struct str){ s, sizeof(s) - 1 })

static const struct {
	struct str bytes;
	unsigned w, h; /* 0: not told */
} heads[] = {
	{ BYTES("GIF89a\x2C\x01\xC8\x00\xF0"), 300, 200 },
	{ BYTES("GIF89a\x2C\x01"), 0, 0 },
	{ BYTES("RIFF....WEBPVP8 ....\x30\x01\x00\x9D\x01\x2A\x80\x02\xE0\x01"), 640,
	    480 },
	{ BYTES("RIFF....WEBPVP8 ....\x30\x01\x00\x00\x01\x2A\x80\x02\xE0\x01"), 0, 0 },
	{ BYTES("RIFF....WEBPVP8L....\x2F\x7F\xC2\x77\x00....."), 640, 480 },
	{ BYTES("RIFF....WEBPVP8X....\x10\x00\x00\x00\x7F\x02\x00\xDF\x01\x00"), 640,
	    480 },
	{ BYTES("RIFF....WEBPVP8X"), 0, 0 },
	{ BYTES("<svg width=\"120\" height='60.5px'>"), 120, 60 },
	{ BYTES("<?xml version=\"1.0\"?>\n<svg viewBox=\"0 0 24 12.5\">"), 24, 12 },
	{ BYTES("<svg\n width=\"100%\" height=\"3em\" viewBox=\"0,0,24,12\">"), 24, 12 },
	{ BYTES("<svg stroke-width=\"9\" line-height=\"9\">"), 0, 0 },
	{ BYTES("<svg width=\"0\" height=\"5\">"), 0, 0 },
	{ BYTES("<svg width=\"12"), 0, 0 },
	{ BYTES("plain"), 0, 0 },
	{ BYTES(""), 0, 0 },
};

static void
sides(void **state)
{
	unsigned w, h;

	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		for (size_t n = 0; n <= heads[i].bytes.n; n++) { /* cut: no harm */
			char *copy = malloc(n > 0 ? n : 1);

			memcpy(copy, heads[i].bytes.p, n);
			bool told = picture_sides((struct str){ copy, n }, &w, &h);

			free(copy);
			if (n < heads[i].bytes.n)
				continue;
			assert_int_equal(told, heads[i].w > 0);
			if (told) {
				assert_int_equal(w, heads[i].w);
				assert_int_equal(h, heads[i].h);
			}
		}
	}
}

static const struct CMUnitTest tests[] = {
	CASE("a picture in several widths, never wider than it was", widths),
	CASE("it stands upright, and says nothing of where it was taken", upright),
	CASE("stripped of what it says, it keeps its pixels and how it is turned",
	    stripped),
	CASE("one that is cut or changed does no harm", broken),
	CASE("a GIF, WebP or SVG tells its sides", sides),
};

int
main(void)
{
	return RUN(tests);
}
