/*
 * valjson.h - a value as JSON: keys sorted, so that equal values give equal bytes.
 */
#ifndef GEN_VALJSON_H
#define GEN_VALJSON_H

#include "buf.h"
#include "val.h"

/* Append `v`; with `script`, safe inside <script>. Null members of a map are left
 * out. */
void val_json(struct buf *out, const struct val *v, bool script);

#endif
