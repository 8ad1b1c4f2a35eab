/*
 * ping.c - the question to a search engine (see ping.h).
 */
#include <string.h>

#include "escape.h"
#include "fetch.h"
#include "ping.h"

static const char MARK[] = "{sitemap}";

static void
put_address(struct gen *g, struct buf *url)
{
	const char *ping = g->conf.build.ping, *at = strstr(ping, MARK);
	struct str sitemap =
	    arena_printf(&g->arena, "%s/sitemap.xml", g->conf.site.base_url);

	if (at == NULL) {
		buf_puts(url, ping);
		return;
	}
	buf_str(url, (struct str){ ping, (size_t)(at - ping) });
	url_escape(url, sitemap);
	buf_puts(url, at + sizeof(MARK) - 1);
}

void
ping_send(struct gen *g)
{
	struct fetch_request req = { .redirects = 3 };
	struct fetch_answer ans;
	struct diag why = { .line = 0 };
	struct buf url = BUF_INIT;
	char text[600];

	if (g->conf.build.ping[0] == '\0')
		return;
	put_address(g, &url);
	req.url = arena_cstr(&g->arena, buf_view(&url));
	buf_release(&url);
	if (req.url == NULL)
		return;
	memset(&ans, 0, sizeof(ans));
	if (fetch(&req, &ans, &why) != JY_OK)
		gen_warn(g, "[build] ping: %s", diag_str(&why, text, sizeof(text)));
	else if (ans.status / 100 != 2)
		gen_warn(g, "[build] ping: it answered %ld", ans.status);
	buf_release(&ans.body);
}
