/*
 * bigram_fts5.c - the tokenizer as SQLite's FTS5 wants it.
 */
#include <sqlite3.h>

#include "bigram.h"

struct sink {
	void *context;
	int (*token)(void *, int, const char *, int, int, int);
	size_t end; /* of the token before */
	int rc;
};

static int
create(void *context, const char **args, int nargs, Fts5Tokenizer **out)
{
	static int nothing;

	(void)context;
	(void)args;
	(void)nargs;
	*out = (Fts5Tokenizer *)(void *)&nothing;
	return SQLITE_OK;
}

static void
destroy(Fts5Tokenizer *t)
{
	(void)t;
}

/* The last character of a run stands where its last pair does, so that a phrase goes on
 * behind it. */
static bool
hand_on(void *arg, struct str token, size_t start, size_t end)
{
	struct sink *s = arg;
	int flags = end == s->end ? FTS5_TOKEN_COLOCATED : 0;

	s->end = end;
	s->rc = s->token(s->context, flags, token.p, (int)token.n, (int)start, (int)end);
	return s->rc == SQLITE_OK;
}

static int
tokenize(Fts5Tokenizer *t, void *context, int flags, const char *text, int n,
    int (*token)(void *, int, const char *, int, int, int))
{
	struct sink s = { context, token, 0, SQLITE_OK };

	(void)t;
	if (text != NULL && n > 0)
		bigram_tokens((struct str){ text, (size_t)n },
		    (flags & FTS5_TOKENIZE_QUERY) != 0, hand_on, &s);
	return s.rc;
}

bool
bigram_register(void *sqlite3_handle)
{
	static fts5_tokenizer tokenizer = { create, destroy, tokenize };
	sqlite3_stmt *s = NULL;
	fts5_api *api = NULL;

	if (sqlite3_prepare_v2(sqlite3_handle, "SELECT fts5(?1)", -1, &s, NULL) !=
	    SQLITE_OK)
		return false;
	sqlite3_bind_pointer(s, 1, (void *)&api, "fts5_api_ptr", NULL);
	sqlite3_step(s);
	sqlite3_finalize(s);
	return api != NULL &&
	       api->xCreateTokenizer(api, "bigram", NULL, &tokenizer, NULL) == SQLITE_OK;
}
