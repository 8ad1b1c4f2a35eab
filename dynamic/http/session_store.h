/*
 * session_store.h - what session.c and session_list.c share.
 */
#ifndef JY_SESSION_STORE_H
#define JY_SESSION_STORE_H

#include "session.h"

/* Run a statement that is bound already, in the open transaction or in one of its
 * own, and give it back. */
enum jy_err session_run(struct db *db, struct db_stmt *st);

enum jy_err session_delete(struct db *db, const uint8_t id[SESSION_ID_SIZE]);

#endif
