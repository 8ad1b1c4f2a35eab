/*
 * realname_row.h - what the files of this folder share: what the steps see, and a record as
 * pages show it.
 */
#ifndef JY_REALNAME_ROW_H
#define JY_REALNAME_ROW_H

#include "realname/realname.h"

/* flow_doc.data */
struct realname_doc {
	int64_t account_id, version;
};

/* flow_input.data: what the new record says; deal: what made it, NULL for a person's own. */
struct realname_input {
	const struct realname_data *data;
	const struct realname_deal *deal;
};

/* Put all records of a registration into the map `out`, as realname_own() gives them. */
enum jy_err realname_records(
    struct act *act, int64_t realname_id, struct val *out) MUST_CHECK;

#endif
