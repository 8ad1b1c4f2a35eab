/*
 * say.c - JSON for programs (see say.h).
 */
#include <stdio.h>

#include "clock.h"
#include "say.h"
#include "valjson.h"

void
say_json(const struct val *v)
{
	struct buf b = BUF_INIT;

	val_json(&b, v, false);
	if (buf_ok(&b))
		printf("%.*s\n", (int)b.len, b.data);
	buf_release(&b);
}

void
say_instant(struct arena *a, struct val *map, const char *name, int64_t at)
{
	char text[26];

	if (at == 0)
		return;
	clock_rfc3339(at, text);
	val_set(map, name, val_str(arena_str(a, str_of(text))));
}

void
say_error(struct arena *a, struct val *map, enum jy_err err, const struct diag *d)
{
	struct val v = val_map(a);

	if (err == JY_OK)
		return;
	if (d->file[0] != '\0')
		val_set(&v, "file", val_text(d->file));
	if (d->line != 0)
		val_set(&v, "line", val_int(d->line));
	val_set(&v, "text", val_text(d->text[0] != '\0' ? d->text : err_info(err)->name));
	val_set(map, "error", v);
}
