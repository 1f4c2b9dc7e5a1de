/* SPDX-License-Identifier: Apache-2.0 */
/* expression -- a condition on the properties of a feature, in a subset of
 * CQL2 text (OGC 21-065r2) */
#ifndef TWIN_EXPRESSION_H
#define TWIN_EXPRESSION_H

#include "core/err.h"
#include "core/json.h"

struct expression;

/*
 * expression_parse -- a condition as vector-filter(1) describes it.
 *
 * Errors  EX_USAGE  syntax, an unknown function; the message has the text and
 *                   the column of the fault
 */
MUST_CHECK int expression_parse(struct expression **out, const char *text);
void expression_free(struct expression *e);

/* Three-valued: NULL, a missing property and a comparison of different types
 * are unknown. */
enum truth { FALSE_, TRUE_, UNKNOWN };

/*
 * expression_test -- the condition for one feature.
 *
 * Errors  EX_DATAERR  a geometry that x(), y(), area() ... cannot be taken of
 *         EX_UNAVAILABLE  the geodesic functions of PROJ are not there
 */
MUST_CHECK int expression_test(const struct expression *e,
                               const struct json *feature, enum truth *truth);

/* expression_names -- calls f for each property that the condition names. */
void expression_names(const struct expression *e,
                      void (*f)(const char *name, void *data), void *data);

#endif
