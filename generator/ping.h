/*
 * ping.h - telling a search engine that the site changed ([build] ping, off by default).
 */
#ifndef GEN_PING_H
#define GEN_PING_H

#include "gen.h"

/* Ask the configured address, if there is one, with {sitemap} replaced. A failure is a
 * warning: the site stands published. At most 10 s. */
void ping_send(struct gen *g);

#endif
