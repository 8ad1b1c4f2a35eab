/*
 * signing.h - the two kinds of documents that a graduate and an employer sign, 合同
 * (chapter 5) and 协议书 (chapter 6). They share one table, one workflow and their pages;
 * what differs between them stands here and in terms.h.
 */
#ifndef JY_SIGNING_H
#define JY_SIGNING_H

#include "str.h"

enum signing_kind { SIGNING_CONTRACT, SIGNING_AGREEMENT, SIGNING_KINDS };

struct signing_words {
	const char *name;  /* in the store: "contract" */
	const char *label; /* 合同 */
	const char *path;  /* of a graduate's pages: "/my/contracts" */
	/* the menu's words */
	const char *invitations, *enter, *list, *terminate;
};
extern const struct signing_words signing_words[SIGNING_KINDS];

/* SIGNING_KINDS: no such kind. */
enum signing_kind signing_kind_of(struct str name);

/* The kind whose pages a path of a graduate belongs to. */
enum signing_kind signing_kind_at(struct str path);

#endif
