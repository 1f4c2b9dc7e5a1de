/* SPDX-License-Identifier: Apache-2.0 */
#include "core/plug.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/err.h"

const void *plug_load(const char *name) {
    char file[64];
    void *so;
    const void *table;

    snprintf(file, sizeof file, "twin-%s.so", name);
    so = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (so == NULL) {
        err_set(EX_UNAVAILABLE, "%s: %s (make install puts it in place)", file,
                dlerror());
        return NULL;
    }
    table = dlsym(so, "twin_plug");
    if (table == NULL)
        err_set(EX_UNAVAILABLE, "%s: not a plug-in of Twinpipe", file);
    return table;
}
