/*
 * unit.h - what every unit test includes: cmocka and its prerequisites.
 * A test is a function `static void test_x(void **state)` and a row in the
 * file's table: CASE("1.1.r1 what must hold", test_x).
 */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "str.h"

#define CASE(label, fn)                         \
	{                                       \
		(label), (fn), NULL, NULL, NULL \
	}
#define CASE_WITH(label, fn, setup, teardown)            \
	{                                                \
		(label), (fn), (setup), (teardown), NULL \
	}

/* Run a table; the exit status is the number of failures, at most 100. */
#define RUN(cases) (cmocka_run_group_tests((cases), NULL, NULL) == 0 ? 0 : 1)

#define assert_str(actual, expected)                                            \
	do {                                                                    \
		struct str a_ = (actual), e_ = str_of(expected);                \
		if (!str_eq(a_, e_))                                            \
			fail_msg("got \"" STR_FMT "\", wanted \"" STR_FMT "\"", \
			    STR_ARG(a_), STR_ARG(e_));                          \
	} while (0)

#endif
