/* SPDX-License-Identifier: Apache-2.0 */
/* builtin -- the files of src/tables and src/profiles, inside every command */
#ifndef TWIN_BUILTIN_H
#define TWIN_BUILTIN_H

struct builtin {
    const char *name;        /* "profiles/era5.json" */
    const char *start, *end; /* the bytes [start, end), without a final 0 */
};

/* All of them, in byte order of their names; the last has no name. */
extern const struct builtin builtins[];

#endif
