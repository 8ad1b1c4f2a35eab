/*
 * pages.h - the routes of this folder: GET and POST /auth/messages, the inbox, and
 * POST /auth/messages/open, which marks one message read and goes where it leads.
 */
#ifndef MESSAGE_PAGES_H
#define MESSAGE_PAGES_H

#include "http/route.h"

extern const struct route message_routes[];

#endif
