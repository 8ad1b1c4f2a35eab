/*
 * migrate.c - `portalctl migrate` and `portalctl config`.
 * Keys are made only on request and only while nothing was sealed or signed with
 * others: a lost key must be restored, not replaced.
 */
#include <stdio.h>
#include <unistd.h>

#include "audit/audit.h"
#include "ctl/ctl.h"
#include "file.h"
#include "migrate.h"

/* The folder of the store, made when missing. */
static enum jy_err
make_folder(struct ctl *c)
{
	struct str path = str_of(c->conf.path.store);
	const char *dir;

	while (path.n > 0 && path.p[path.n - 1] != '/')
		path.n--;
	if (path.n <= 1)
		return JY_OK;
	path.n--;
	if ((dir = arena_cstr(&c->arena, path)) == NULL)
		return JY_ENOMEM;
	return file_mkdirs(dir, 0700, &c->diag);
}

/* Load the keys, or make them where the store knows no others. */
static enum jy_err
init_keys(struct ctl *c)
{
	const char *dir = c->conf.path.keys;
	struct audit_head head;
	enum jy_err err;

	if ((err = audit_head(c->db, &head)) != JY_OK)
		return err;
	if (head.seq != 0) {
		if ((err = keyring_load(dir, &c->keys, &c->diag)) != JY_OK)
			fputs("portalctl: this store was made with keys that are not "
			      "there: "
			      "bring them back, new ones would not open it\n",
			    stderr);
		return err;
	}
	err = keyring_create(dir, NULL);
	if (err == JY_OK)
		printf("made new keys in %s: keep a copy apart from the backups\n", dir);
	else if (err != JY_ECONFLICT)
		return keyring_create(dir, &c->diag);
	return keyring_load(dir, &c->keys, &c->diag);
}

static enum jy_err
record(struct ctl *c, int applied)
{
	char range[64];
	enum jy_err err;

	snprintf(
	    range, sizeof(range), "%d>%d", migrations_count - applied, migrations_count);
	if ((err = db_begin(c->db)) != JY_OK)
		return err;
	c->act.db = c->db;
	c->act.keys = c->keys;
	return db_end(
	    c->db, audit_act(&c->act, "store.migrate", "store", 0, range, STR_NONE));
}

enum jy_err
ctl_migrate(struct ctl *c, int argc, char **argv)
{
	bool make_keys = false;
	struct ctl_option options[] = { { "init-keys", NULL, &make_keys } };
	const char *url = ctl_store_url(c);
	int applied = 0;
	enum jy_err err;

	if ((err = ctl_arguments(c, argc, argv, options, 1, NULL, 0, 0)) != JY_OK)
		return err;
	if (url == NULL)
		return JY_ENOMEM;
	if ((err = make_folder(c)) != JY_OK ||
	    (err = db_open(&c->db, url, DB_CREATE, &c->diag)) != JY_OK)
		return err;
	err = migrate(c->db, &applied, &c->diag);
	for (int i = migrations_count - applied; err == JY_OK && i < migrations_count;
	     i++)
		printf("applied %s\n", migrations[i].name);
	if (err != JY_OK)
		return err;
	if (applied == 0)
		printf("%s is up to date, version %d\n", c->conf.path.store,
		    migrations_count);
	if (make_keys && (err = init_keys(c)) != JY_OK)
		return err;
	if (c->keys == NULL && keyring_load(c->conf.path.keys, &c->keys, NULL) != JY_OK)
		fputs("portalctl: there are no keys yet; run: portalctl migrate "
		      "--init-keys\n",
		    stderr);
	return applied > 0 && c->keys != NULL ? record(c, applied) : JY_OK;
}

enum jy_err
ctl_config(struct ctl *c, int argc, char **argv)
{
	struct buf out = BUF_INIT;
	enum jy_err err;

	if ((err = ctl_arguments(c, argc, argv, NULL, 0, NULL, 0, 0)) != JY_OK)
		return err;
	conf_describe(&out);
	if (buf_ok(&out))
		fputs(out.data, stdout);
	else
		err = JY_ENOMEM;
	buf_release(&out);
	return err;
}
