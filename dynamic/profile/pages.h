/*
 * pages.h - the routes of this folder: 信息维护 /my/profile, and 变更手机号 /auth/mobile with
 * the authority's way for a lost phone, /office/mobile.
 */
#ifndef PROFILE_PAGES_H
#define PROFILE_PAGES_H

#include "http/route.h"

extern const struct route profile_routes[], mobile_routes[];

#endif
