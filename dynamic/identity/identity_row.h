/*
 * identity_row.h - what the files of this folder share: a row of the identity check as
 * its statements select it, and what the steps see.
 */
#ifndef IDENTITY_ROW_H
#define IDENTITY_ROW_H

#include "identity/compare.h"
#include "identity/identity.h"

#define IDENTITY_COLUMNS                                                               \
	"SELECT i.id, i.uid, i.account_id, i.state, i.method, coalesce(i.year, 0),"    \
	" i.reason, coalesce(i.student_id, 0), coalesce(i.prefecture_id, 0),"          \
	" coalesce(o.name, ''), coalesce(o.contact, ''), i.updated_at FROM identity i" \
	" LEFT JOIN office o ON o.id = i.prefecture_id"

void identity_read(struct act *act, struct db_stmt *st, struct identity *out);

/* flow_doc.data. The comparison is there for graduates only. */
struct identity_doc {
	struct identity identity;
	struct profile profile;
	struct comparison comparison;
};

#endif
