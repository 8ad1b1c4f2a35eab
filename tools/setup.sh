#!/usr/bin/env bash
# make setup: install what is missing of tools/packages.txt and package-lock.json.
# Says what it installs and nothing else; with all in place it takes no time and
# no network.
set -euo pipefail
cd "$(dirname "$0")/.."

log=$(mktemp)
policy=/usr/sbin/policy-rc.d
made_policy=
sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo

cleanup() {
	[ -z "$made_policy" ] || $sudo rm -f "$policy"
	rm -f "$log"
}
trap cleanup EXIT

quietly() {
	"$@" >"$log" 2>&1 || { cat "$log" >&2; echo "setup: failed: $*" >&2; exit 1; }
}

missing_packages() {
	{
		sed -e 's/#.*//' -e 's/[[:space:]].*//' -e '/^$/d' tools/packages.txt
		node_is_recent || echo nodejs
		command -v npm >/dev/null || echo npm
	} | sort -u | comm -23 - <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' |
		sed -n 's/^installed //p' | sort -u)
}

node_is_recent() {
	command -v node >/dev/null &&
		node -e 'const [a, b] = process.versions.node.split(".");
			process.exit(a > 18 || (a == 18 && b >= 18) ? 0 : 1)'
}

# Nothing that is installed for a test (nginx) may start a service here.
hold_services() {
	[ -e "$policy" ] && return
	made_policy=yes
	printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null
	$sudo chmod 755 "$policy"
}

install_packages() {
	[ $# -gt 0 ] || return 0
	echo "setup: installing Debian packages: $*"
	if [ -n "$sudo" ] && ! command -v sudo >/dev/null; then
		echo "setup: run this as root, or install sudo" >&2
		exit 1
	fi
	hold_services
	$sudo apt-get update -q >"$log" 2>&1 || true	# the install says what matters
	quietly $sudo env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -q --no-install-recommends "$@"
}

# The stamp is the checksum of what was installed.
install_modules() {
	local sum
	sum=$(cat package.json package-lock.json | sha256sum | cut -d' ' -f1)
	[ "$(cat node_modules/.stamp 2>/dev/null)" = "$sum" ] && return
	echo "setup: installing npm packages: $(node -p '
		const p = require("./package.json");
		Object.keys({...p.dependencies, ...p.devDependencies}).join(" ")')"
	quietly npm ci --loglevel=error
	echo "$sum" >node_modules/.stamp
}

# shellcheck disable=SC2046
install_packages $(missing_packages)
install_modules
