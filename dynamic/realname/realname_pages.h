/*
 * realname_pages.h - the routes of this folder: 实名登记 /my/realname, 跟踪登记
 * /my/realname/followup, one form for each type below both; and the offices' registrations
 * /office/realname.
 */
#ifndef JY_REALNAME_PAGES_H
#define JY_REALNAME_PAGES_H

#include "http/route.h"

extern const struct route realname_routes[], realname_office_routes[];

#endif
