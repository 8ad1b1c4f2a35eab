/*
 * test_upload.c - what is taken of the files that people send, what is kept of them, and
 * who gets them back.
 */
#include "market.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <jpeglib.h>

#include "file.h"
#include "pictures.h"
#include "file/upload.h"

struct seen {
	unsigned w, h;
	bool red_left, red_top;
};

/* What a JPEG shows: its sides and where the red half is. */
static struct seen
look(struct str jpeg)
{
	struct jpeg_decompress_struct c;
	struct jpeg_error_mgr e;
	struct seen s = { 0 };
	uint8_t *rgb;

	c.err = jpeg_std_error(&e);
	jpeg_create_decompress(&c);
	jpeg_mem_src(&c, (const unsigned char *)jpeg.p, jpeg.n);
	jpeg_read_header(&c, TRUE);
	c.out_color_space = JCS_RGB;
	jpeg_start_decompress(&c);
	s.w = c.output_width;
	s.h = c.output_height;
	rgb = calloc((size_t)s.w * s.h, 3);
	while (c.output_scanline < s.h) {
		JSAMPROW at = rgb + (size_t)s.w * 3 * c.output_scanline;
		jpeg_read_scanlines(&c, &at, 1);
	}
	s.red_left = rgb[((size_t)(s.h - 2) * s.w + 1) * 3] > 128 && rgb[3] > 128;
	s.red_top = rgb[3] > 128 && rgb[(size_t)(s.w - 2) * 3] > 128;
	jpeg_destroy_decompress(&c);
	free(rgb);
	return s;
}

static void
pictures(void **state)
{
	struct actor *t = *state;
	struct buf out = BUF_INIT;
	struct seen s;

	assert_int_equal(
	    picture_make(make_png(&t->arena, 1000, 800, 255), 480, 640, &out),
	    PICTURE_OK);
	s = look(buf_view(&out));
	assert_int_equal(s.w, 480);
	assert_int_equal(s.h, 384);
	assert_true(s.red_left);
	buf_reset(&out);
	assert_int_equal(
	    picture_make(make_jpeg(&t->arena, 100, 80, 1), 480, 640, &out), PICTURE_OK);
	s = look(buf_view(&out));
	assert_int_equal(s.w, 100); /* never made larger */
	assert_null(memmem(out.data, out.len, "SECRET", 6));
	assert_null(memmem(out.data, out.len, "Exif", 4));
	buf_release(&out);
}

static void
orientations(void **state)
{
	static const struct {
		int said;
		bool swapped, red_left, red_top;
	} cases[] = { { 1, false, true, false }, { 2, false, false, false },
		{ 3, false, false, false }, { 4, false, true, false },
		{ 5, true, false, true }, { 6, true, false, true },
		{ 7, true, false, false }, { 8, true, false, false },
		{ 9, false, true, false } };
	struct actor *t = *state;
	struct buf out = BUF_INIT;
	struct seen s;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_reset(&out);
		assert_int_equal(
		    picture_make(
			make_jpeg(&t->arena, 120, 80, cases[i].said), 2400, 2400, &out),
		    PICTURE_OK);
		s = look(buf_view(&out));
		if (s.w != (cases[i].swapped ? 80 : 120) ||
		    s.red_left != cases[i].red_left || s.red_top != cases[i].red_top)
			fail_msg("orientation %d", cases[i].said);
	}
	buf_release(&out);
}

/* A PNG's head that promises far more than it has. */
static struct str
bomb(struct arena *a)
{
	struct str png = make_png(a, 100, 100, 255);
	char *bytes = (char *)(uintptr_t)arena_str(a, png).p;
	/* IHDR of 60,000 by 60,000, with its right CRC */
	static const uint8_t head[] = { 0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60, 8, 2, 0, 0,
		0 };
	uint32_t crc = 0xFFFFFFFF;

	memcpy(bytes + 16, head, sizeof(head));
	for (size_t i = 12; i < 29; i++) {
		crc ^= (uint8_t)bytes[i];
		for (int k = 0; k < 8; k++)
			crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
	}
	crc = ~crc;
	for (int i = 0; i < 4; i++)
		bytes[29 + i] = (char)(crc >> (24 - 8 * i));
	return (struct str){ bytes, png.n };
}

static void
bad_pictures(void **state)
{
	struct actor *t = *state;
	struct arena *a = &t->arena;
	struct str png = make_png(a, 200, 200, 255), jpeg = make_jpeg(a, 200, 200, 1);
	char *broken = (char *)(uintptr_t)arena_str(a, png).p;
	const struct {
		const char *why;
		struct str bytes;
		enum picture_fault fault;
	} cases[] = {
		{ "nothing", STR(""), PICTURE_TYPE },
		{ "text", STR("hello, I am a picture"), PICTURE_TYPE },
		{ "GIF", STR("GIF89a\1\0\1\0"), PICTURE_TYPE },
		{ "a script behind a JPEG's first bytes",
		    STR("\xFF\xD8\xFF<script>alert(1)</script>"), PICTURE_WRONG },
		{ "a PNG's first bytes only", STR("\x89PNG\r\n\x1A\n"), PICTURE_WRONG },
		{ "half a PNG", { png.p, png.n / 2 }, PICTURE_WRONG },
		{ "half a JPEG", { jpeg.p, jpeg.n / 2 }, PICTURE_WRONG },
		{ "a PNG with a changed byte", { broken, png.n }, PICTURE_WRONG },
		{ "a PNG bomb", bomb(a), PICTURE_LARGE },
		{ "a dot", make_png(a, 20, 20, 255), PICTURE_SMALL },
	};
	struct buf out = BUF_INIT;

	broken[png.n - 20] ^= 0x55;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (picture_make(cases[i].bytes, 480, 640, &out) != cases[i].fault)
			fail_msg("%s", cases[i].why);
	buf_release(&out);
}

/* --- uploads */

static struct upload *
take(struct actor *t, enum upload_purpose purpose, const char *name, struct str bytes)
{
	struct form_value v = { .text = str_of(name), .bytes = bytes, .given = true };
	struct upload *u = NULL;

	t->conf.path.files = t->world->dir;
	assert_int_equal(upload_new(&t->act, purpose, &v, &u), JY_OK);
	upload_run(u);
	return u;
}

static enum jy_err
keep(struct actor *t, struct upload *u, int64_t *id)
{
	enum jy_err err;

	assert_int_equal(db_begin(t->act.db), JY_OK);
	err = db_end(t->act.db, upload_keep(&t->act, u, id));
	u->kept = err == JY_OK;
	return err;
}

static bool
on_disk(struct actor *t, struct str uid, struct stat *st)
{
	char path[200];

	snprintf(path, sizeof(path), "%s/" STR_FMT, t->world->dir, STR_ARG(uid));
	return stat(path, st) == 0;
}

static void
kept(void **state)
{
	struct actor *t = *state;
	struct upload *u =
	    take(t, UPLOAD_PHOTO, "我的照片.PNG", make_png(&t->arena, 300, 400, 255));
	struct stored file;
	struct stat st;
	int64_t id = 0;

	assert_null(u->fault);
	assert_int_equal(keep(t, u, &id), JY_OK);
	assert_int_equal(upload_find(&t->act, id, &file), JY_OK);
	assert_str(file.name, "我的照片.jpg");
	assert_str(file.type, "image/jpeg");
	assert_true(on_disk(t, file.uid, &st));
	assert_int_equal(st.st_size, file.size);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(upload_find_own(&t->act, file.uid, &file), JY_OK);
	t->act.who.account_id = LI;
	assert_int_equal(upload_find_own(&t->act, file.uid, &file), JY_ENOTFOUND);
}

static void
faults(void **state)
{
	struct actor *t = *state;
	struct str png = make_png(&t->arena, 100, 100, 255);
	struct str pdf = STR("%PDF-1.7\nsome objects here\ntrailer\n%%EOF\n");
	const struct {
		const char *why;
		enum upload_purpose purpose;
		const char *name;
		struct str bytes;
		bool ok;
	} cases[] = {
		{ "a PNG with a wrong ending", UPLOAD_PHOTO, "x.jpg", png, false },
		{ "a PNG without an ending", UPLOAD_PHOTO, "x", png, false },
		{ "a PNG called HTML", UPLOAD_PHOTO, "x.html", png, false },
		{ "HTML called PNG", UPLOAD_PHOTO, "x.png", STR("<html><script>"),
		    false },
		{ "a PDF as a photo", UPLOAD_PHOTO, "x.pdf", pdf, false },
		{ "a PDF as a licence", UPLOAD_LICENCE, "x.pdf", pdf, true },
		{ "a PDF without an end", UPLOAD_LICENCE, "x.pdf",
		    STR("%PDF-1.7\nsome more"), false },
		{ "a PDF called PNG", UPLOAD_LICENCE, "x.png", pdf, false },
		{ "a PNG as a licence", UPLOAD_LICENCE, "x.png", png, true },
		{ "only an ending", UPLOAD_PHOTO, ".png", png, false },
	};
	int64_t id = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct upload *u =
		    take(t, cases[i].purpose, cases[i].name, cases[i].bytes);

		if ((u->fault == NULL) != cases[i].ok)
			fail_msg("%s: %s", cases[i].why, u->fault);
		if (!cases[i].ok) {
			assert_int_equal(keep(t, u, &id), JY_EINPUT);
			assert_false(u->written);
		}
	}
}

static void
goes_with_the_request(void **state)
{
	struct actor *t = *state;
	struct upload *u =
	    take(t, UPLOAD_PHOTO, "x.png", make_png(&t->arena, 100, 100, 255));
	char copy[UPLOAD_UID_CHARS + 1];
	struct str uid;
	struct stat st;

	memcpy(copy, u->uid, sizeof(copy));
	uid = str_of(copy);
	assert_true(on_disk(t, uid, &st));
	arena_reset(&t->arena); /* nobody kept it */
	assert_false(on_disk(t, uid, &st));
}

static void
limit(void **state)
{
	struct actor *t = *state;
	struct str png = make_png(&t->arena, 100, 100, 255);
	struct upload *u;
	int64_t id = 0;

	for (int i = 0; i < UPLOAD_FILES_MAX; i++)
		assert_int_equal(
		    keep(t, take(t, UPLOAD_PHOTO, "x.png", png), &id), JY_OK);
	u = take(t, UPLOAD_PHOTO, "x.png", png);
	assert_int_equal(keep(t, u, &id), JY_EINPUT);
	assert_non_null(u->fault);
}

static void
dropped(void **state)
{
	struct actor *t = *state;
	struct stat st;
	struct str uid;
	int64_t id = 0;

	assert_int_equal(
	    keep(t, take(t, UPLOAD_PHOTO, "x.png", make_png(&t->arena, 100, 100, 255)),
		&id),
	    JY_OK);
	world_sql(t->world, "UPDATE resume SET photo_id = 1 WHERE id = 1");
	assert_int_equal(db_begin(t->act.db), JY_OK);
	assert_int_equal(db_end(t->act.db, upload_drop(&t->act, id, &uid)), JY_ECONFLICT);
	world_sql(t->world, "UPDATE resume SET photo_id = NULL");
	assert_int_equal(db_begin(t->act.db), JY_OK);
	assert_int_equal(db_end(t->act.db, upload_drop(&t->act, id, &uid)), JY_OK);
	assert_true(on_disk(t, uid, &st));
	upload_unlink(&t->act, uid);
	assert_false(on_disk(t, uid, &st));
	upload_unlink(&t->act, STR("../../../../etc/passwd")); /* 22 characters */
}

/* What a killed request left goes after a day; what has a row, waits or is young stays. */
static void
strays(void **state)
{
	struct actor *t = *state;
	static const char *const names[] = { "aaaaaaaaaaaaaaaaaaaaaa",
		"aaaaaaaaaaaaaaaaaaaaab.Xy1Zz9", "README", "aaaaaaaaaaaaaaaaaaaaac" };
	const struct timespec old[2] = { { t->act.now - 90000, 0 },
		{ t->act.now - 90000, 0 } };
	const struct timespec young[2] = { { t->act.now - 60, 0 },
		{ t->act.now - 60, 0 } };
	struct diag d;
	struct stat st;
	struct stored file;
	struct str path[4], uid;
	int64_t id, removed = 0;

	for (size_t i = 0; i < 4; i++) {
		path[i] = arena_printf(&t->arena, "%s/%s", t->world->dir, names[i]);
		assert_int_equal(
		    file_write(path[i].p, STR("x"), 0640, FILE_FAST, &d), JY_OK);
		assert_int_equal(
		    utimensat(AT_FDCWD, path[i].p, i < 3 ? old : young, 0), 0);
	}
	assert_int_equal(
	    keep(t, take(t, UPLOAD_PHOTO, "x.png", make_png(&t->arena, 100, 100, 255)),
		&id),
	    JY_OK);
	assert_int_equal(upload_find(&t->act, id, &file), JY_OK);
	uid = arena_str(&t->arena, file.uid);
	path[3] = arena_printf(&t->arena, "%s/" STR_FMT, t->world->dir, STR_ARG(uid));
	assert_int_equal(utimensat(AT_FDCWD, path[3].p, old, 0), 0);

	assert_int_equal(upload_strays(&t->act, &removed), JY_OK);
	assert_int_equal(removed, 2);
	assert_int_not_equal(stat(path[0].p, &st), 0);
	assert_int_not_equal(stat(path[1].p, &st), 0);
	assert_int_equal(stat(path[2].p, &st), 0);
	assert_true(on_disk(t, uid, &st));
	assert_true(on_disk(t, str_of(names[3]), &st));

	assert_int_equal(file_write(path[0].p, STR("x"), 0640, FILE_FAST, &d), JY_OK);
	assert_int_equal(utimensat(AT_FDCWD, path[0].p, old, 0), 0);
	assert_int_equal(upload_strays(&t->act, &removed), JY_OK); /* not twice a day */
	assert_int_equal(stat(path[0].p, &st), 0);
	t->act.now += 86400;
	assert_int_equal(upload_strays(&t->act, &removed), JY_OK);
	assert_int_equal(removed, 3 + 1); /* and the one that was young */
	assert_true(on_disk(t, uid, &st));
}

/* Bytes go for good, so they wait for the commit that several requests share. */
static void
dropped_together(void **state)
{
	struct actor *t = *state;
	struct arena request = { 0 };
	struct act act = t->act;
	struct stat st;
	struct str uid;
	int64_t id;

	for (int fails = 1; fails >= 0; fails--) {
		assert_int_equal(keep(t,
				     take(t, UPLOAD_PHOTO, "x.png",
					 make_png(&t->arena, 100, 100, 255)),
				     &id),
		    JY_OK);
		arena_init(&request, 0);
		act = t->act;
		act.arena = &request;
		db_group(act.db);
		assert_int_equal(db_begin(act.db), JY_OK);
		assert_int_equal(db_end(act.db, upload_drop(&act, id, &uid)), JY_OK);
		uid = arena_str(&t->arena, uid);
		upload_unlink(&act, uid);
		assert_true(on_disk(t, uid, &st));
		if (fails)
			assert_int_equal(db_exec(act.db, "ROLLBACK"), JY_OK);
		assert_int_equal(db_group_end(act.db), fails ? JY_EDB : JY_OK);
		assert_true(on_disk(t, uid, &st));
		if (!fails)
			act_committed(&act);
		assert_int_equal(on_disk(t, uid, &st), fails);
		arena_release(&request);
	}
}

#define MARKET(label, fn) CASE_WITH(label, fn, market_setup, market_teardown)

static const struct CMUnitTest tests[] = {
	MARKET("pictures become JPEG of the size asked for, without EXIF", pictures),
	MARKET("pictures stand upright, as their EXIF said", orientations),
	MARKET("what is no whole picture, or a bomb, is refused", bad_pictures),
	MARKET("a file is kept under its uid, 0640, for its owner", kept),
	MARKET("first bytes, content and ending must agree", faults),
	MARKET("an upload that nobody kept goes with its request", goes_with_the_request),
	MARKET("an account has 20 files", limit),
	MARKET("a file goes when nothing refers to it", dropped),
	MARKET("its bytes go when that is committed", dropped_together),
	MARKET("what a killed request left goes a day later, and nothing else", strays),
};

int
main(void)
{
	return RUN(tests);
}
