/*
 * json.h - a value as JSON text, for /api/.
 */
#ifndef JY_JSON_H
#define JY_JSON_H

#include "buf.h"
#include "val.h"

/* Append `v`. HTML text is written as a string; numbers that JSON cannot hold (NaN)
 * as null. */
void json_put(struct buf *out, const struct val *v);

#endif
