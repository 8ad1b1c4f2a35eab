/*
 * pages.h - 节假日安排 of the authority: /office/holidays, a year's special days, entered
 * one by one or from a file.
 */
#ifndef CALENDAR_PAGES_H
#define CALENDAR_PAGES_H

#include "http/route.h"

extern const struct route calendar_routes[];

#endif
