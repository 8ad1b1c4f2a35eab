/*
 * pages.h - routes of the portal itself: GET /healthz (200 "ok" while the store
 * answers and has this program's version, else 503) and GET /api/session ({logged_in,
 * name (masked), role, unread, zone}).
 */
#ifndef JY_PAGES_H
#define JY_PAGES_H

#include "route.h"

extern const struct route http_routes[];

#endif
