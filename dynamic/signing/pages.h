/*
 * pages.h - the routes of this folder. Graduates: /my/contracts and /my/agreements, both
 * kinds from the same code. Employers: /org/invitations, /org/documents. Offices:
 * /office/documents, /office/plan.
 */
#ifndef JY_SIGNING_PAGES_H
#define JY_SIGNING_PAGES_H

#include "desk/desk.h"
#include "http/route.h"

extern const struct route my_invitation_routes[], my_answer_routes[],
    my_document_routes[], my_entry_routes[], org_invitation_routes[],
    org_compose_routes[], org_document_routes[], document_desk_routes[], plan_routes[];

extern const struct desk document_desk;

#endif
