/*
 * search_choices.h - what the lists of the search's conditions offer.
 */
#ifndef JY_SEARCH_CHOICES_H
#define JY_SEARCH_CHOICES_H

#include "job/search.h"
#include "val.h"

/* Lists of dict, read once and kept by the worker for a minute. */
enum search_list {
	LIST_INDUSTRY,
	LIST_EMPLOYER_KIND,
	LIST_EMPLOYMENT,
	LIST_EDUCATION,
	LIST_CATEGORY, /* the categories that jobs have now, at most 100 */
	LIST_PLACE,    /* the portal's own province and its prefectures */
	LIST_DAYS,     /* spans of days before today */
	LIST_COUNT
};

/* Make sure that the lists are there. */
enum jy_err search_choices_load(struct act *act);

/* Another number each time that they were read anew, or that a job changed. */
int64_t search_choices_stamp(void);

/* [{code, label}], shared by all requests: not to be changed. */
struct val search_choices(enum search_list list);

/* The label of a code; the code itself when the list has no such. */
struct str search_label(enum search_list list, struct str code);

/*
 * The conditions as the form draws them: {keyword, category, salary_min, salary_max (text),
 * industry, employer_kind, employment, education, region, days: {chosen {code, label} or
 * nothing}, any (is there a condition)}. Region also: what is `above` the chosen one, and
 * what is directly `below` it. The lists themselves are search_html.h's.
 */
enum jy_err search_form(struct act *act, const struct search *s, struct val *out);

#endif
