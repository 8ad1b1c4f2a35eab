#!/bin/sh
# Turn schema/NNNN_name.sql into the C table of lib/migrate.h.
set -eu
echo '/* Generated from schema/ by tools/embed-schema.sh. */'
echo '#include "migrate.h"'
echo 'const struct migration migrations[] = {'
n=0
for f in "$@"; do
	n=$((n + 1))
	name=$(basename "$f")
	[ "$(printf '%04d' "$n")" = "${name%%_*}" ] || { echo "$f: number $n expected" >&2; exit 1; }
	printf '\t{ %d, "%s",\n' "$n" "$name"
	sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/\t    "/' -e 's/$/\\n"/' "$f"
	printf '\t},\n'
done
echo '};'
echo "const int migrations_count = $n;"
