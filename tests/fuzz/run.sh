#!/bin/sh
# Build each tests/fuzz/fuzz_NAME.c with clang's fuzzer and sanitizers, and run it
# for FUZZ_SECONDS (20). What crashed once is kept in tests/fuzz/corpus/NAME/ and
# runs first. What crashes now is written to build/fuzz/ and named; the exit
# status is then 1.
set -eu
cd "$(dirname "$0")/../.."
seconds=${FUZZ_SECONDS:-20}
out=build/fuzz

targets=
for file in tests/fuzz/fuzz_*.c; do
	targets="$targets $out/f/$(basename "$file" .c)"
done
# __SANITIZE_ADDRESS__: gcc defines it, clang does not; arena.c poisons by it.
# shellcheck disable=SC2086 # the targets are words
make -s -j2 B=$out CC=clang WARN= OPT='-O1 -g' XDEFS=-D__SANITIZE_ADDRESS__ \
	SAN='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined' \
	$targets

status=0
for target in $targets; do
	name=$(basename "$target")
	name=${name#fuzz_}
	mkdir -p "$out/corpus/$name"
	kept=tests/fuzz/corpus/$name
	[ -d "$kept" ] || kept=
	# shellcheck disable=SC2086 # $kept may be nothing
	if "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 \
		-verbosity=0 -artifact_prefix="$out/$name-" "$out/corpus/$name" $kept \
		>"$out/$name.log" 2>&1; then
		echo "fuzz $name: $seconds s, no crash"
	else
		echo "fuzz $name: FAILED, see $out/$name.log" >&2
		status=1
	fi
done
exit $status
