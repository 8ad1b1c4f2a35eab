/*
 * inbox_pages.h - 收到的简历 under /org/applications: list, one application, what one does
 * with it or with several, export.
 */
#ifndef JY_INBOX_PAGES_H
#define JY_INBOX_PAGES_H

#include "http/route.h"

extern const struct route inbox_routes[];

#endif
