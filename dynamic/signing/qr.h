/*
 * qr.h - a QR code (ISO/IEC 18004, by libqrencode) as the outline of an SVG: the content
 * security policy has no data: pictures, and lines stay sharp on paper.
 */
#ifndef JY_QR_H
#define JY_QR_H

#include "arena.h"
#include "err.h"
#include "str.h"
#include "val.h"

/*
 * {size, path}: for <svg viewBox="0 0 {{size}} {{size}}"><path d="{{path}}"/></svg>, with the
 * quiet zone of four modules. Error correction M.
 *   JY_ETOOBIG  the text does not fit
 */
enum jy_err qr_val(struct arena *a, struct str text, struct val *out);

#endif
