/* SPDX-License-Identifier: Apache-2.0 */
/* writer_form -- the forms of an output, behind writer.h */
#ifndef TWIN_WRITER_FORM_H
#define TWIN_WRITER_FORM_H

#include <stdbool.h>

#include "core/output.h"
#include "core/writer.h"

struct form {
    const char *name, *suffix, *about;
    bool binary; /* not for a terminal */
    int (*begin)(struct writer *w);
    int (*put)(struct writer *w, const struct step *s);
    int (*end)(struct writer *w);    /* before the part is committed */
    void (*close)(struct writer *w); /* w->state, which may be NULL */
    bool wide;                       /* takes values of 64 bits */
    bool pulls;                      /* takes steps with a pull */
};

extern const struct form form_stream, form_netcdf, form_cog, form_csv,
    form_geojson;

struct writer {
    struct output how;
    const char *path; /* "-": standard output */
    const struct form *form;
    struct part *part;     /* from writer_begin() on */
    struct dataset *ds;    /* what is written, with its history */
    size_t steps;          /* put */
    bool ended;            /* all of it is written */
    struct hold *hold;     /* steps before the output is begun, or NULL */
    struct narrow *narrow; /* for a form that is not wide, or NULL */
    void *state;           /* the form's own */
};

#endif
