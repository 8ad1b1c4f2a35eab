/*
 * backup.h - what is in a backup archive: a manifest, the files it names, in its order,
 * then the uploaded files: for each row of the store's table file, by uid, '+' and its
 * bytes, or '-' when it was not there as the store says. Shared by backup and restore.
 *
 *   jiuye-backup 2
 *   made 2026-11-24T03:20:00+08:00
 *   schema 8
 *   audit SEQ:MAC
 *   file store.db SIZE SHA256
 *   file jiuye.conf SIZE SHA256
 */
#ifndef CTL_BACKUP_H
#define CTL_BACKUP_H

#include "audit/audit.h"
#include "ctl/archive.h"
#include "ctl/ctl.h"

#define BACKUP_FILES 2
#define BACKUP_MANIFEST_MAX 4096

struct backup_file {
	const char *name; /* in the manifest */
	int64_t size;
	uint8_t sha256[SHA256_SIZE];
};

enum { BACKUP_STORE, BACKUP_CONF };

struct backup_manifest {
	char made[26];
	int64_t schema;
	struct audit_head head;
	struct backup_file file[BACKUP_FILES];
};

/* Append it, or read it again. JY_EPARSE: not a manifest of this version. */
void backup_manifest_put(const struct backup_manifest *m, struct buf *out);
enum jy_err backup_manifest_parse(
    struct backup_manifest *m, struct str text, struct diag *d);

struct backup_uploads {
	int64_t kept, missing;
};

/* Behind the store: the uploads that `copy`, a path, says there are. The first that are
 * missing are named on standard error. */
enum jy_err backup_uploads_put(struct ctl *c, const char *copy, struct archive *a,
    struct backup_uploads *count) MUST_CHECK;

/*
 * Read them again into a folder that is there (NULL: verify only), by the store that was
 * just taken out.
 *   JY_ECRYPTO  a digest is not the store's
 */
enum jy_err backup_uploads_get(struct ctl *c, const char *store, struct archive *a,
    const char *folder, struct backup_uploads *count) MUST_CHECK;

/* The key of --passphrase-file (may be NULL), which lives in the arena. */
enum jy_err backup_key(
    struct ctl *c, const char *passphrase_file, struct archive_key *key);

#endif
