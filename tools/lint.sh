#!/usr/bin/env bash
# make lint: format, compiler-independent checks of the C, scripts, and our own rules.
# Each tool says what it found; the exit status is 1 if any did.
#   tools/lint.sh [FILE.c...]   only these C files
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
: "${B:=build}"
mapfile -t sources < <(git ls-files -co --exclude-standard 'lib/*.c' 'generator/*.c' 'dynamic/*.c')
mapfile -t shaped < <(git ls-files -co --exclude-standard 'lib/*.[ch]' 'generator/*.[ch]' 'dynamic/*.[ch]' 'tests/unit/*.[ch]' 'tests/bench/*.c')
mapfile -t scripts < <(git ls-files -co --exclude-standard '*.sh' .ci/run)
[ $# -eq 0 ] || { sources=("$@"); shaped=("$@"); }
status=0

step() {
	local name=$1 out
	shift
	if out=$("$@" 2>&1); then
		echo "lint: $name: fine"
	else
		printf 'lint: %s:\n%s\n' "$name" "$out"
		status=1
	fi
}

tidy() {
	printf '%s\n' "${sources[@]}" | xargs -P 2 -n 4 sh -c '
		flags=$1; shift
		clang-tidy --quiet "$@" -- $flags 2>&1 | grep -vE "warnings? generated" | grep . && exit 1
		exit 0' sh "$(make -s B="$B" lint-flags)"
}

check() {
	cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,portability,performance --inline-suppr \
		--suppress=missingIncludeSystem -j 2 \
		--template='{file}:{line}: {id}: {message}' \
		-Ilib -Idynamic -Igenerator -D_GNU_SOURCE -D__cppcheck__ \
		'-Djson_object_foreach(o, k, v)=while (json_step(o, &k, &v))' "${sources[@]}"
}

make -s B="$B" generated
step clang-format clang-format --dry-run -Werror "${shaped[@]}"
step 'our own rules' node tools/lint-own.mjs
step shellcheck shellcheck -S warning "${scripts[@]}"
step cppcheck check
step clang-tidy tidy
exit $status
