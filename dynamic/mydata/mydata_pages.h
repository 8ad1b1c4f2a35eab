/*
 * mydata_pages.h - 我的数据: /my/data with who looked, /my/data/export, /my/data/close.
 */
#ifndef JY_MYDATA_PAGES_H
#define JY_MYDATA_PAGES_H

#include "http/route.h"

extern const struct route mydata_routes[];

#endif
