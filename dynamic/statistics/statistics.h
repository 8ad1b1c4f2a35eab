/*
 * statistics.h - the counts behind the public statistics: registrations by type, open jobs
 * by prefecture and by industry, contracts and agreements of twelve months. They are taken
 * once a day; which small groups are left out is decided where they are published
 * (plugins/statistics.lua).
 */
#ifndef JY_STATISTICS_H
#define JY_STATISTICS_H

#include "act.h"
#include "err.h"

/* Count anew if that was not done yet on this day. One transaction, or a part of the
 * caller's; without an audit record, as it tells nothing about anybody. */
enum jy_err statistics_tick(struct act *act) MUST_CHECK;

#endif
