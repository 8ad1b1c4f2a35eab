/*
 * gate.h - what may never be on the public site: whole ID numbers, bank cards,
 * mobile numbers that are nobody's published contact, and forms that change
 * something (they belong to the portal).
 */
#ifndef GEN_GATE_H
#define GEN_GATE_H

#include "gen.h"

/* Look through a text output; `contacts` are mobile numbers separated by blanks.
 * JY_EINPUT: names the page and the kind of find, never the number. */
enum jy_err gate_check(
    struct gen *g, struct str path, struct str bytes, struct str contacts);

/* Append a contact field's mobile number and a blank, if it is one. */
void gate_contact(struct buf *out, struct str in);

#endif
