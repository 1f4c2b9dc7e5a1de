/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/cog.h"
#include "core/command.h"
#include "core/writer_form.h"

static int too_many(const struct writer *w, size_t n) {
    return err_set(EX_USAGE,
                   "%s: %zu steps do not fit one GeoTIFF (use .nc, or --time "
                   "for one of them)",
                   w->path, n);
}

static int begin(struct writer *w) {
    const struct time_axis *t = &w->ds->time;
    const int status = cog_check(w->ds, NULL);

    if (status != EX_OK)
        return err_in(status, w->path);
    if (t->name != NULL && t->n != STEPS_UNKNOWN && t->n > 1)
        return too_many(w, t->n);
    return EX_OK;
}

static int put(struct writer *w, const struct step *s) {
    const struct cog cog = { w->ds, s, NULL, command_version(),
                             w->how.jobs > 0 ? w->how.jobs : 1 };

    return w->steps > 1 ? too_many(w, w->steps) : cog_write(w->part, &cog);
}

static int end(struct writer *w) {
    return w->steps == 1 ? EX_OK
                         : err_set(EX_DATAERR, "%s: no step to write", w->path);
}

static void close_cog(struct writer *w) {
    (void)w;
}

const struct form form_cog = { "tif", ".tif", "GeoTIFF", true, begin,
                               put,   end,    close_cog, true, false };
