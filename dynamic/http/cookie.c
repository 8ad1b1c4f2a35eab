/*
 * cookie.c - reading the Cookie header, and whole Set-Cookie values.
 */
#include "cookie.h"

struct str
request_cookie(const struct request *rq, const char *name)
{
	struct str rest = rq->in.cookie, pair, key, found = STR_NONE;

	while (str_split(&rest, ';', &pair)) {
		pair = str_trim(pair);
		if (!str_split(&pair, '=', &key) || !str_is(key, name))
			continue;
		if (found.p != NULL)
			return STR_NONE;
		found = pair;
	}
	return found;
}

const char *
cookie_name(const struct conf *conf, enum cookie cookie)
{
	static const char *const names[][2] = {
		[COOKIE_SESSION] = { "__Host-sid", "sid" },
		[COOKIE_PRE] = { "__Host-pre", "pre" },
	};

	return names[cookie][conf->portal.plain_http];
}

void
cookie_set(struct request *rq, enum cookie cookie, struct str value)
{
	reply_cookie(rq, arena_printf(rq->act.arena,
			     "%s=" STR_FMT "; Path=/%s; HttpOnly; SameSite=Lax",
			     cookie_name(rq->app->conf, cookie), STR_ARG(value),
			     rq->app->conf->portal.plain_http ? "" : "; Secure"));
}

void
cookie_clear(struct request *rq, enum cookie cookie)
{
	reply_cookie(rq, arena_printf(rq->act.arena,
			     "%s=; Path=/%s; HttpOnly; SameSite=Lax; Max-Age=0",
			     cookie_name(rq->app->conf, cookie),
			     rq->app->conf->portal.plain_http ? "" : "; Secure"));
}
