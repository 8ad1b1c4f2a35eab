/*
 * backup.h - what is in a backup archive: a manifest, then the files it names, in
 * its order. Shared by backup and restore.
 *
 *   jiuye-backup 1
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

/* The key of --passphrase-file (may be NULL), which lives in the arena. */
enum jy_err backup_key(
    struct ctl *c, const char *passphrase_file, struct archive_key *key);

#endif
