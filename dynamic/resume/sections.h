/*
 * sections.h - the field tables of the sections, for the wizard's routes. Private to
 * resume/.
 */
#ifndef JY_RESUME_SECTIONS_H
#define JY_RESUME_SECTIONS_H

#include "http/form.h"

/* What every step has behind its own fields: the content's version that the page was
 * drawn from, and which button was pressed. */
#define WIZARD_FIELDS 2

extern const struct field resume_basic[5 + WIZARD_FIELDS],
    resume_intention[6 + WIZARD_FIELDS], resume_education[6 + WIZARD_FIELDS],
    resume_experience[5 + WIZARD_FIELDS], resume_skills[3 + WIZARD_FIELDS],
    resume_evaluation[1 + WIZARD_FIELDS];

#endif
