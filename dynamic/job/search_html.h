/*
 * search_html.h - the parts of the search's page that are the same for everybody: rows and
 * the options of the conditions. Each is rendered once and kept by the worker as long as
 * search_choices_stamp() stays, that is until a job changes or a minute has passed.
 */
#ifndef JY_SEARCH_HTML_H
#define JY_SEARCH_HTML_H

#include "http/request.h"
#include "job/search.h"
#include "job/search_choices.h"

/* All after search_choices_load(), in the same transaction. */

/* The options of a list, as HTML. */
enum jy_err search_html_options(
    struct request *rq, enum search_list list, struct val *out);

/* Add the options to what search_form() made. */
enum jy_err search_html_form(struct request *rq, struct val *form);

/* The rows of search_ranks(), a list of HTML; `ticked`: with every box ticked. */
enum jy_err search_html_rows(struct request *rq, const struct search_result *r,
    bool detail, bool ticked, struct val *out);

#endif
