/*
 * employer_desk.h - 单位审核, the authority's desk (1.1.i3): /office/employers,
 * /office/employers/N, its licence.
 */
#ifndef JY_EMPLOYER_DESK_H
#define JY_EMPLOYER_DESK_H

#include "desk/desk.h"

extern const struct desk employer_desk;
extern const struct route employer_desk_routes[];

#endif
