/*
 * pages.h - /office/contact: where, when and how graduates reach a school or prefecture.
 */
#ifndef OFFICE_PAGES_H
#define OFFICE_PAGES_H

#include "http/route.h"

extern const struct route office_routes[];

#endif
