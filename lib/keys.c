/*
 * keys.c - key files and the data keys derived from them.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "keys.h"

#define MASTER "master.key"
#define KEYS_MAX 16
#define FILE_BYTES (KEY_SIZE * 2 + 1) /* hex digits and a line end */
#define MAKE_HINT "an administrator makes one with: portalctl migrate --init-keys"

struct master {
	char id[KEY_ID_CHARS + 1];
	uint8_t key[KEY_PURPOSE_COUNT][KEY_SIZE];
};

/* The first is the current one. */
struct keyring {
	size_t n;
	struct master master[KEYS_MAX];
};

/* The names never change: they are what old values were made with. */
static const char *const purpose_info[KEY_PURPOSE_COUNT] = {
	[KEY_SEAL] = "jiuye seal aes-256-gcm",
	[KEY_SEAL_SM4] = "jiuye seal sm4-cbc",
	[KEY_SEAL_SM3] = "jiuye seal hmac-sm3",
	[KEY_BLIND] = "jiuye blind index",
	[KEY_CSRF] = "jiuye csrf",
	[KEY_TOKEN] = "jiuye token",
	[KEY_AUDIT] = "jiuye audit",
	[KEY_PEPPER] = "jiuye pepper",
	[KEY_BACKUP] = "jiuye backup",
	[KEY_VERIFY] = "jiuye verify",
};

/* Derive everything from one master key and put it at the end of the ring. */
static enum jy_err
add_master(struct keyring *kr, const uint8_t master[KEY_SIZE])
{
	struct str key = { (const char *)master, KEY_SIZE };
	struct master *m = &kr->master[kr->n];
	uint8_t id[KEY_ID_CHARS / 2];
	enum jy_err err;

	if ((err = hkdf_sha256(key, STR_NONE, STR("jiuye key id"), id, sizeof(id))) !=
	    JY_OK)
		return err;
	for (size_t i = 0; i < sizeof(id); i++)
		snprintf(m->id + 2 * i, 3, "%02x", id[i]);
	for (int i = 0; i < KEY_PURPOSE_COUNT; i++) {
		err = hkdf_sha256(
		    key, STR_NONE, str_of(purpose_info[i]), m->key[i], KEY_SIZE);
		if (err != JY_OK)
			return err;
	}
	kr->n++;
	return JY_OK;
}

/* Open a key file, refusing links and loose modes. */
static enum jy_err
open_key(const char *path, int *fd, struct diag *d)
{
	struct stat st;

	if ((*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)) == -1) {
		if (errno == ENOENT)
			return diag_set(d, JY_ECRYPTO, path, 0, 0,
			    "there is no key: put back the one the store was made with; "
			    "for a new store " MAKE_HINT);
		return diag_set(
		    d, JY_EIO, path, 0, 0, "cannot open the key: %s", strerror(errno));
	}
	if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 077) == 0)
		return JY_OK;
	close(*fd);
	return diag_set(d, JY_ECRYPTO, path, 0, 0,
	    "others than its owner may use the key file: chmod 0400 it");
}

static enum jy_err
read_key(struct keyring *kr, const char *path, struct diag *d)
{
	char text[FILE_BYTES + 1];
	uint8_t master[KEY_SIZE];
	enum jy_err err;
	ssize_t n;
	int fd;

	if ((err = open_key(path, &fd, d)) != JY_OK)
		return err;
	n = read(fd, text, sizeof(text));
	if (n < 0)
		err = diag_set(
		    d, JY_EIO, path, 0, 0, "cannot read the key: %s", strerror(errno));
	else if (!hex_decode(
		     str_trim((struct str){ text, (size_t)n }), master, sizeof(master)))
		err = diag_set(d, JY_ECRYPTO, path, 1, 0,
		    "not a key: 64 hex digits and a line end are");
	else if ((err = add_master(kr, master)) != JY_OK)
		diag_set(d, err, path, 0, 0, "the key cannot be derived from");
	close(fd);
	secret_wipe(text, sizeof(text));
	secret_wipe(master, sizeof(master));
	return err;
}

/* The keys of earlier times: every other NAME.key. */
static enum jy_err
read_retired(struct keyring *kr, const char *dir, struct diag *d)
{
	DIR *dp = opendir(dir);
	struct dirent *e;
	char path[PATH_MAX];
	enum jy_err err = JY_OK;

	if (dp == NULL)
		return diag_set(
		    d, JY_EIO, dir, 0, 0, "cannot list the keys: %s", strerror(errno));
	while (err == JY_OK && (e = readdir(dp)) != NULL) {
		if (!str_ends(str_of(e->d_name), ".key") ||
		    strcmp(e->d_name, MASTER) == 0)
			continue;
		if (snprintf(path, sizeof(path), "%s/%s", dir, e->d_name) >=
		    (int)sizeof(path))
			err = diag_set(d, JY_EIO, dir, 0, 0, "path too long");
		else if (kr->n == KEYS_MAX)
			err = diag_set(
			    d, JY_ECRYPTO, path, 0, 0, "more than %d keys", KEYS_MAX);
		else
			err = read_key(kr, path, d);
	}
	closedir(dp);
	return err;
}

enum jy_err
keyring_load(const char *dir, struct keyring **out, struct diag *d)
{
	struct keyring *kr = NULL;
	char path[PATH_MAX];
	enum jy_err err;

	*out = NULL;
	if (snprintf(path, sizeof(path), "%s/" MASTER, dir) >= (int)sizeof(path))
		return diag_set(d, JY_EIO, dir, 0, 0, "path too long");
	if ((kr = calloc(1, sizeof(*kr))) == NULL)
		return diag_set(d, JY_ENOMEM, dir, 0, 0, "no memory");
	if ((err = read_key(kr, path, d)) == JY_OK &&
	    (err = read_retired(kr, dir, d)) == JY_OK)
		*out = kr;
	else
		keyring_free(kr);
	return err;
}

enum jy_err
keyring_of(const uint8_t master[KEY_SIZE], struct keyring **out)
{
	struct keyring *kr;
	enum jy_err err;

	*out = NULL;
	if ((kr = calloc(1, sizeof(*kr))) == NULL)
		return JY_ENOMEM;
	if ((err = add_master(kr, master)) == JY_OK)
		*out = kr;
	else
		keyring_free(kr);
	return err;
}

void
keyring_free(struct keyring *kr)
{
	if (kr == NULL)
		return;
	secret_wipe(kr, sizeof(*kr));
	free(kr);
}

/* Write a fresh key into fd and make it last. */
static enum jy_err
write_key(int fd, const char *dir)
{
	uint8_t master[KEY_SIZE];
	char text[FILE_BYTES + 1];
	int folder;
	bool ok;

	if (random_bytes(master, sizeof(master)) != JY_OK)
		return JY_ECRYPTO;
	for (size_t i = 0; i < sizeof(master); i++)
		snprintf(text + 2 * i, 3, "%02x", master[i]);
	text[FILE_BYTES - 1] = '\n';
	ok = write(fd, text, FILE_BYTES) == FILE_BYTES && fsync(fd) == 0;
	secret_wipe(master, sizeof(master));
	secret_wipe(text, sizeof(text));
	if (!ok || (folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) == -1)
		return JY_EIO;
	ok = fsync(folder) == 0;
	close(folder);
	return ok ? JY_OK : JY_EIO;
}

enum jy_err
keyring_create(const char *dir, struct diag *d)
{
	char path[PATH_MAX];
	enum jy_err err;
	int fd;

	if ((err = file_mkdirs(dir, 0700, d)) != JY_OK)
		return err;
	if (snprintf(path, sizeof(path), "%s/" MASTER, dir) >= (int)sizeof(path))
		return diag_set(d, JY_EIO, dir, 0, 0, "path too long");
	if ((fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400)) == -1) {
		if (errno == EEXIST)
			return diag_set(d, JY_ECONFLICT, path, 0, 0,
			    "there is a key already; it was left alone");
		return diag_set(
		    d, JY_EIO, path, 0, 0, "cannot make the key: %s", strerror(errno));
	}
	if ((err = write_key(fd, dir)) != JY_OK) {
		diag_set(d, err, path, 0, 0, "cannot write the key");
		unlink(path);
	}
	close(fd);
	return err;
}

struct str
keyring_key(const struct keyring *kr, enum key_purpose purpose)
{
	return (struct str){ (const char *)kr->master[0].key[purpose], KEY_SIZE };
}

struct str
keyring_id(const struct keyring *kr)
{
	return str_of(kr->master[0].id);
}

struct str
keyring_find(const struct keyring *kr, struct str id, enum key_purpose purpose)
{
	for (size_t i = 0; i < kr->n; i++) {
		if (str_is(id, kr->master[i].id))
			return (struct str){ (const char *)kr->master[i].key[purpose],
				KEY_SIZE };
	}
	return STR_NONE;
}
