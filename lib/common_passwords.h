/*
 * common_passwords.h - the most common passwords, a table made at build time by
 * tools/common-passwords.mjs: lower case, sorted by strcmp. For password.c.
 */
#ifndef JY_COMMON_PASSWORDS_H
#define JY_COMMON_PASSWORDS_H

#include <stddef.h>

extern const char *const common_passwords[];
extern const size_t common_passwords_count;

#endif
