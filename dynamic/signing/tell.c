/*
 * tell.c - see tell.h.
 */
#include "message/message.h"
#include "signing/tell.h"

static struct str
title(struct act *act, const struct tell *t, const char *what, struct str other)
{
	return arena_printf(act->arena, "%s%s：" STR_FMT, signing_words[t->kind].label,
	    what, STR_ARG(other));
}

enum jy_err
tell_graduate(struct act *act, const struct tell *t, const char *what, struct str more)
{
	struct str s = title(act, t, what, t->employer);

	return s.p == NULL ? JY_ENOMEM
			   : message_put(act, t->account_id, s, more, t->my_link);
}

enum jy_err
tell_employer(struct act *act, const struct tell *t, const char *what, struct str more)
{
	struct str s;

	if (t->employer_id == 0)
		return JY_OK;
	s = title(act, t, what, t->graduate);
	return s.p == NULL
		   ? JY_ENOMEM
		   : message_put_employer(act, t->employer_id, s, more, t->org_link);
}

enum jy_err
tell_both(struct act *act, const struct tell *t, const char *what, struct str more)
{
	enum jy_err err = tell_graduate(act, t, what, more);

	return err != JY_OK ? err : tell_employer(act, t, what, more);
}
