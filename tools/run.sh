#!/usr/bin/env bash
# make run: the demo portal on 127.0.0.1:PORT until interrupted. What it knows is
# in VAR (store, keys, jiuye.conf) and PUBLIC (the generated site); both are made
# when missing and kept afterwards.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${B:=build}" "${VAR:=var}" "${PUBLIC:=public}" "${PORT:=8080}"

mkdir -p "$VAR"
mkdir -p "$PUBLIC"
chmod 750 "$VAR"
here=$PWD
var=$(cd "$VAR" && pwd)
public=$(cd "$PUBLIC" && pwd)
conf=$var/jiuye.conf


cat >"$conf" <<CONF
; Written by tools/run.sh at each make run. deploy/jiuye.conf explains every setting.
[site]
base_url = http://127.0.0.1:$PORT
[path]
store = $var/jiuye.db
keys = $var/keys
files = $var/files
cache = $var/build
public = $public
source = $here/site-src
plugins = $here/plugins
assets = $here/node_modules
[portal]
port = $PORT
plain_http = yes
[sms]
driver = file
file = $var/sms.txt
CONF

ctl() { "$B/portalctl" -c "$conf" "$@"; }
site() { "$B/sitegen" -c "$conf" "$@"; }

ctl migrate --init-keys
[ -e "$var/demo" ] || { ctl demo && touch "$var/demo"; }
site build

"$B/portal" -c "$conf" &
portal=$!

# What cron does in production: messages go out at once, the site follows the
# store within a minute.
clockwork() {
	local round=0
	while sleep 3; do
		ctl tick >>"$var/tick.log" 2>&1 || true
		round=$(((round + 1) % 20))
		[ $round -ne 0 ] || site build >>"$var/tick.log" 2>&1 || true
	done
}
clockwork &
clock=$!

stop() {
	trap '' INT TERM
	kill "$clock" "$portal" 2>/dev/null || true
	wait 2>/dev/null || true
}
trap 'stop; exit 0' INT TERM
trap stop EXIT

for _ in $(seq 100); do
	(: <"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null && break
	kill -0 "$portal" 2>/dev/null || break
	sleep 0.1
done
if kill -0 "$portal" 2>/dev/null; then
	cat <<TXT

  Jiuye is at http://127.0.0.1:$PORT  (Ctrl-C ends it)
  demo accounts   $B/portalctl -c $conf demo --list
  SMS codes       tail -f $var/sms.txt

TXT
fi
wait "$portal"
