/*
 * pages.h - the routes of this folder: 身份认证 of graduates, /my/identity, and the queue
 * of the prefectures, /office/identity.
 */
#ifndef IDENTITY_PAGES_H
#define IDENTITY_PAGES_H

#include "desk/desk.h"

extern const struct desk identity_desk;
extern const struct route identity_routes[], identity_office_routes[];

#endif
