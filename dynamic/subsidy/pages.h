/*
 * pages.h - the pages of subsidies: of graduates (/my/subsidy), of those who review
 * (/office/subsidy), of who pays (/office/payments, /office/subsidy-rates,
 * /office/subsidy-counts).
 */
#ifndef JY_SUBSIDY_PAGES_H
#define JY_SUBSIDY_PAGES_H

#include "desk/desk.h"

extern const struct desk subsidy_desk;

extern const struct route subsidy_routes[];
extern const struct route subsidy_office_routes[];
extern const struct route subsidy_batch_routes[];

#endif
