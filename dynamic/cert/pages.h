/*
 * pages.h - the routes and desks of this folder: 报到证遗失补办 of graduates
 * (/my/certificates), its desk at the authority (/office/certificates), where a notice
 * is objected to (/auth/objection/ID) and the desk for that (/office/objections).
 */
#ifndef CERT_PAGES_H
#define CERT_PAGES_H

#include "desk/desk.h"

extern const struct desk cert_desk, objection_desk;
extern const struct route cert_routes[], cert_office_routes[], cert_setup_routes[],
    objection_routes[];

#endif
