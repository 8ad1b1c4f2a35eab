/*
 * pages.h - the routes and the desk of this folder: 档案流向查询 of graduates (/my/dossier);
 * 档案寄送 of schools, faculties, prefectures and the authority (/office/dossiers), with the
 * school's forms, its list of students without a dispatch, and files.
 */
#ifndef DOSSIER_PAGES_H
#define DOSSIER_PAGES_H

#include "desk/desk.h"

extern const struct desk dossier_desk;
extern const struct route dossier_routes[], dossier_desk_routes[], dossier_form_routes[];

#endif
