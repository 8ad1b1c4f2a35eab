/*
 * favourite_pages.h - /my/favourites: 职位收藏 (4.2), and adding to it from anywhere.
 */
#ifndef JY_FAVOURITE_PAGES_H
#define JY_FAVOURITE_PAGES_H

#include "http/route.h"

extern const struct route favourite_routes[];

#endif
