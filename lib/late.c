/*
 * late.c - see late.h.
 */
#include <dlfcn.h>
#include <string.h>

#include "late.h"

enum jy_err
late_load(const char *file, const struct late_symbol *symbols, size_t n, struct diag *d)
{
	void *lib = dlopen(file, RTLD_NOW | RTLD_LOCAL), *found;
	size_t i;

	for (i = 0; lib != NULL && i < n; i++) {
		if ((found = dlsym(lib, symbols[i].name)) == NULL)
			break;
		memcpy(symbols[i].at, &found, sizeof(found));
	}
	if (lib != NULL && i == n)
		return JY_OK;
	return diag_set(d, JY_ENOTFOUND, file, 0, 0, "cannot be loaded: %s", dlerror());
}
