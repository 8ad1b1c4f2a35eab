/*
 * invitation_row.h - what the files about invitations share. Private to signing/.
 */
#ifndef JY_INVITATION_ROW_H
#define JY_INVITATION_ROW_H

#include "db.h"
#include "signing/invitation.h"

/* :letter, :terms, :position, :expires_on, :expires_at. JY_EINPUT: no such day. */
enum jy_err invitation_bind_offer(
    struct act *act, struct db_stmt *st, const struct invitation_offer *offer) MUST_CHECK;

#endif
