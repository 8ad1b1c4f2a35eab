/*
 * dossier_row.h - what the files of this folder share.
 */
#ifndef DOSSIER_ROW_H
#define DOSSIER_ROW_H

#include "dossier/dossier.h"

/* Bind :method, :number, :sent_on, :unit, :address, :phone and :region. */
void dossier_bind(struct db_stmt *st, const struct dossier_data *d);

/* Is sent_on later than today? */
bool dossier_is_early(const struct act *act, const struct dossier_data *d);

#endif
