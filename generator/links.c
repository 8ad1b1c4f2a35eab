/*
 * links.c - scanning pages for references (see links.h).
 */
#include <stdint.h>
#include <strings.h>

#include "buf.h"
#include "escape.h"
#include "links.h"

struct scanner {
	struct arena *a;
	struct str rest;
	link_found *found;
	void *arg;
	bool stop;
};

struct attr {
	struct str name, value;
	bool has_value;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static void
skip_blanks(struct str *s)
{
	while (s->n > 0 && is_blank(s->p[0]))
		*s = str_from(*s, 1);
}

/* Move past the next `what`; false and at the end when there is none. */
static bool
skip_past(struct str *s, const char *what)
{
	const char *at = s->n > 0 ? memmem(s->p, s->n, what, strlen(what)) : NULL;

	*s = at == NULL ? STR_NONE : str_from(*s, (size_t)(at - s->p) + strlen(what));
	return at != NULL;
}

/* &amp; &lt; &gt; &quot; &#39; &#x27; and the like: what html_escape() writes. */
static struct str
unescape(struct arena *a, struct str s)
{
	static const struct {
		const char *name;
		char c;
	} known[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' },
		{ "&quot;", '"' }, { "&#39;", '\'' }, { "&#x27;", '\'' },
		{ "&#34;", '"' } };
	char *out;
	size_t i, k, n = 0;

	if (s.n == 0 || memchr(s.p, '&', s.n) == NULL)
		return s;
	if ((out = arena_alloc(a, s.n)) == NULL)
		return STR_NONE;
	for (i = 0; i < s.n;) {
		for (k = 0; k < sizeof(known) / sizeof(known[0]); k++) {
			if (str_starts(str_from(s, i), known[k].name))
				break;
		}
		if (k < sizeof(known) / sizeof(known[0])) {
			out[n++] = known[k].c;
			i += strlen(known[k].name);
		} else {
			out[n++] = s.p[i++];
		}
	}
	return (struct str){ out, n };
}

/* The next attribute of a tag; false at its end, which is passed. */
static bool
next_attr(struct str *s, struct attr *at)
{
	size_t n = 0;
	char quote;

	memset(at, 0, sizeof(*at));
	skip_blanks(s);
	while (s->n > 0 && s->p[0] == '/')
		*s = str_from(*s, 1), skip_blanks(s);
	if (s->n == 0 || s->p[0] == '>') {
		*s = str_from(*s, 1);
		return false;
	}
	while (n < s->n && !is_blank(s->p[n]) && s->p[n] != '=' && s->p[n] != '>' &&
	       (s->p[n] != '/' || n == 0))
		n++;
	at->name = (struct str){ s->p, n };
	*s = str_from(*s, n);
	skip_blanks(s);
	if (s->n == 0 || s->p[0] != '=')
		return true;
	*s = str_from(*s, 1);
	skip_blanks(s);
	at->has_value = true;
	if (s->n > 0 && (s->p[0] == '"' || s->p[0] == '\'')) {
		quote = s->p[0];
		*s = str_from(*s, 1);
		str_split(s, quote, &at->value);
		return true;
	}
	for (n = 0; n < s->n && !is_blank(s->p[n]) && s->p[n] != '>'; n++)
		;
	at->value = (struct str){ s->p, n };
	*s = str_from(*s, n);
	return true;
}

static bool
is_named(struct str s, const char *name)
{
	return s.n == strlen(name) && strncasecmp(s.p, name, s.n) == 0;
}

static void
report(struct scanner *sc, enum link_find what, struct str value)
{
	if (!sc->stop)
		sc->stop = !sc->found(sc->arg, what, unescape(sc->a, value));
}

static void
scan_tag(struct scanner *sc, struct str name)
{
	struct str src = STR_NONE;
	bool alt = false;
	struct attr at;

	while (next_attr(&sc->rest, &at)) {
		if (is_named(at.name, "href") || is_named(at.name, "src"))
			report(sc, LINK_TO, str_trim(at.value));
		else if (is_named(at.name, "id"))
			report(sc, LINK_ANCHOR, at.value);
		if (is_named(at.name, "src"))
			src = at.value;
		alt = alt || is_named(at.name, "alt");
	}
	if (is_named(name, "img") && !alt)
		report(sc, LINK_NO_ALT, src);
}

void
links_scan(struct arena *a, struct str html, link_found *found, void *arg)
{
	struct scanner sc = { a, html, found, arg, false };
	struct str name;
	size_t n;

	while (!sc.stop && skip_past(&sc.rest, "<")) {
		if (str_starts(sc.rest, "!--")) {
			skip_past(&sc.rest, "-->");
			continue;
		}
		for (n = 0; n < sc.rest.n && ((sc.rest.p[n] | 32) >= 'a') &&
			    ((sc.rest.p[n] | 32) <= 'z');
		     n++)
			;
		if (n == 0)
			continue;
		name = (struct str){ sc.rest.p, n };
		while (n < sc.rest.n && !is_blank(sc.rest.p[n]) && sc.rest.p[n] != '>' &&
		       sc.rest.p[n] != '/')
			n++;
		sc.rest = str_from(sc.rest, n);
		scan_tag(&sc, name);
		if (is_named(name, "script"))
			skip_past(&sc.rest, "</script");
		else if (is_named(name, "style"))
			skip_past(&sc.rest, "</style");
	}
}

/* URL spaces that the portal answers, not a file. */
static bool
is_dynamic(struct str path)
{
	static const char *const spaces[] = { "/auth/", "/my/", "/org/", "/office/",
		"/api/", "/verify/", "/healthz" };
	size_t i;

	for (i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++) {
		if (str_starts(path, spaces[i]))
			return true;
	}
	return str_is(path, "/my") || str_is(path, "/org") || str_is(path, "/office") ||
	       str_is(path, "/verify");
}

static bool
has_scheme(struct str ref)
{
	size_t i;

	for (i = 0; i < ref.n && ref.p[i] != '/' && ref.p[i] != '?' && ref.p[i] != '#';
	     i++) {
		if (ref.p[i] == ':')
			return true;
	}
	return false;
}

/* Join the folder of `from` and a relative path; "." and ".." are worked off. */
static struct str
join(struct arena *a, struct str from, struct str ref)
{
	struct str part, rest = ref;
	size_t n = from.n;
	bool folder = true;
	char *out;

	while (n > 0 && from.p[n - 1] != '/')
		n--;
	if ((out = arena_alloc(a, n + ref.n + 12)) == NULL)
		return STR_NONE;
	if (n > 0)
		memcpy(out, from.p, n);
	while (str_split(&rest, '/', &part)) {
		if (str_is(part, "..")) {
			n -= n > 0;
			while (n > 0 && out[n - 1] != '/')
				n--;
		} else if (!str_is(part, ".") && part.n > 0) {
			memcpy(out + n, part.p, part.n);
			n += part.n;
			out[n++] = '/';
		}
		folder = part.n == 0 || str_is(part, ".") || str_is(part, "..");
	}
	if (!folder) {
		n--;
	} else {
		memcpy(out + n, "index.html", 10);
		n += 10;
	}
	return (struct str){ out, n };
}

bool
links_resolve(struct arena *a, struct str from, struct str ref, struct str *path)
{
	struct str rest = ref, part, plain;

	str_split(&rest, '#', &part);
	rest = part;
	if (!str_split(&rest, '?', &part) || part.n == 0)
		return false;
	if (has_scheme(part) || str_starts(part, "//") || is_dynamic(part))
		return false;
	if (url_decode(a, part, false, &plain) != JY_OK)
		plain = part;
	*path = str_starts(plain, "/") ? join(a, STR_NONE, str_from(plain, 1))
				       : join(a, from, plain);
	return path->p != NULL;
}
