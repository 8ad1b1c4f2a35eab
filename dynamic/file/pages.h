/*
 * pages.h - the routes of this folder: GET /my/files/UID and /org/files/UID, a file for
 * the one who sent it. What others may see is served by the capability that refers to it.
 */
#ifndef JY_FILE_PAGES_H
#define JY_FILE_PAGES_H

#include "http/route.h"

extern const struct route upload_routes[];

#endif
