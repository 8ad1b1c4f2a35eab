/*
 * qr.c - see qr.h.
 */
#include <qrencode.h>

#include "buf.h"
#include "signing/qr.h"

#define QUIET 4
#define DARK 1 /* the lowest bit of a module */

/* One bar for each run of dark modules of a row. */
static void
draw_row(struct buf *b, const unsigned char *row, int width, int y)
{
	for (int x = 0; x < width; x++) {
		int from = x;

		while (x < width && (row[x] & DARK) != 0)
			x++;
		if (x > from)
			buf_printf(b, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET,
			    x - from, x - from);
	}
}

enum jy_err
qr_val(struct arena *a, struct str text, struct val *out)
{
	char *bytes = arena_cstr(a, text);
	struct buf path = BUF_INIT;
	QRcode *code;

	if (bytes == NULL)
		return JY_ENOMEM;
	code = QRcode_encodeString(bytes, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
	if (code == NULL)
		return JY_ETOOBIG;
	for (int y = 0; y < code->width; y++)
		draw_row(&path, code->data + y * code->width, code->width, y);
	*out = val_map(a);
	val_set(out, "size", val_int(code->width + 2 * QUIET));
	val_set(out, "path", val_str(arena_str(a, buf_view(&path))));
	QRcode_free(code);
	buf_release(&path);
	return val_get(out, STR("path"))->s.p == NULL ? JY_ENOMEM : JY_OK;
}
