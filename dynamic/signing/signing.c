/*
 * signing.c - see signing.h.
 */
#include "signing/signing.h"

const struct signing_words signing_words[SIGNING_KINDS] = {
	[SIGNING_CONTRACT] = { "contract", "合同", "/my/contracts", "网签合同邀请",
	    "录入合同", "查看合同", "解除合同" },
	[SIGNING_AGREEMENT] = { "agreement", "协议书", "/my/agreements", "网签协议书",
	    "录入协议书", "查看协议书", "解除协议书" },
};

enum signing_kind
signing_kind_of(struct str name)
{
	enum signing_kind kind = SIGNING_CONTRACT;

	while (kind < SIGNING_KINDS && !str_is(name, signing_words[kind].name))
		kind++;
	return kind;
}

enum signing_kind
signing_kind_at(struct str path)
{
	return str_starts(path, signing_words[SIGNING_AGREEMENT].path) ? SIGNING_AGREEMENT
								       : SIGNING_CONTRACT;
}
