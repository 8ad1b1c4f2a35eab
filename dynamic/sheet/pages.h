/*
 * pages.h - a sheet as the answer to a request.
 */
#ifndef SHEET_PAGES_H
#define SHEET_PAGES_H

#include "http/request.h"
#include "sheet/sheet.h"

/* The choice of a format, for field tables: "csv" or "xlsx". */
extern const struct choice sheet_formats[];

/*
 * Send the sheet (which lives in the request's arena) as a file to be saved, NAME.csv or
 * NAME.xlsx; `name` is ASCII. A spreadsheet is made beside the event loop.
 */
enum jy_err sheet_reply(
    struct request *rq, struct sheet *sheet, struct str format, const char *name);

#endif
