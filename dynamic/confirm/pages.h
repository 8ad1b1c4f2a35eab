/*
 * pages.h - the routes and the desk of this folder: 就业信息确认 of graduates
 * (/my/confirmation) and of schools, faculties and the authority (/office/confirmations),
 * 报到信息 of one student (/office/students/UID/destination), and the certificate on paper.
 */
#ifndef CONFIRM_PAGES_H
#define CONFIRM_PAGES_H

#include "desk/desk.h"

extern const struct desk confirm_desk;
extern const struct route confirm_routes[], confirm_desk_routes[], confirm_list_routes[],
    destination_routes[];

#endif
