/*
 * cert.h - requests for the replacement of a lost certificate (7.2).
 */
#ifndef JY_CERT_H
#define JY_CERT_H

#include "flow/flow.h"

extern const struct flow cert_flow;

#endif
