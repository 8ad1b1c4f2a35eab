/*
 * hash_job.c - checking and making password hashes beside the event loop. A job
 * owns all that it touches, so it may run in any thread; the arena it lies in
 * outlives it.
 */
#include "account/account.h"

static enum jy_err
copy(struct act *act, struct str from, struct str *to)
{
	*to = (struct str){ NULL, 0 };
	if (from.n > PASSWORD_BYTES_MAX)
		return JY_ETOOBIG;
	*to = arena_str(act->arena, from);
	return to->p == NULL && from.n > 0 ? JY_ENOMEM : JY_OK;
}

static void
wipe(struct str s)
{
	if (s.n > 0)
		secret_wipe((void *)(uintptr_t)s.p, s.n);
}

enum jy_err
hash_job_new(struct act *act, const struct account *account, struct str typed,
    struct str fresh, struct hash_job **out)
{
	struct hash_job *j = arena_alloc(act->arena, sizeof(*j));
	enum jy_err err;

	if (j == NULL)
		return JY_ENOMEM;
	j->keys = act->keys;
	j->verify = account != NULL;
	j->known = account != NULL && account->id != 0 && account->active;
	if (j->known && account->password.n < sizeof(j->stored))
		memcpy(j->stored, account->password.p, account->password.n);
	if ((err = copy(act, typed, &j->typed)) != JY_OK ||
	    (err = copy(act, fresh, &j->fresh)) != JY_OK)
		return err;
	*out = j;
	return JY_OK;
}

void
hash_job_run(void *arg)
{
	struct hash_job *j = arg;
	bool outdated = false;

	if (j->verify) {
		j->err = password_verify(
		    j->keys, j->typed, j->known ? j->stored : NULL, &j->match, &outdated);
		if (!j->match || (j->renew_only && !outdated))
			goto out;
	}
	j->err = password_hash(j->keys, j->fresh, j->hash);
out:
	wipe(j->typed);
	wipe(j->fresh);
}
