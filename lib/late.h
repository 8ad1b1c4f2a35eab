/*
 * late.h - a library that is loaded when it is first needed: few runs of a program talk to
 * other hosts, and what does that brings thirty libraries along, which cost every start
 * several milliseconds. Who uses one keeps a table of pointers to its functions.
 */
#ifndef JY_LATE_H
#define JY_LATE_H

#include <stddef.h>

#include "err.h"

struct late_symbol {
	const char *name;
	void *at; /* of a pointer to a function */
};

/*
 * Load `file` ("libcurl.so.4", from the system's folders) for the rest of the run, and set
 * the n pointers.
 *   JY_ENOTFOUND  it is not there, or lacks a function; *d (may be NULL) says so
 */
enum jy_err late_load(
    const char *file, const struct late_symbol *symbols, size_t n, struct diag *d);

#endif
