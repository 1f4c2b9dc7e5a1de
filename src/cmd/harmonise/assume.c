/* SPDX-License-Identifier: Apache-2.0 */
/* The unit of the input, where the user knows it better. */

#include "cmd/harmonise/pairs.h"
#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/units.h"

static struct { struct texts assume; } cfg;

const struct opt assume_opts[] = {
    { .name = "assume-units",
      .arg = "VAR=UNIT,...",
      .texts = &cfg.assume,
      .help = "the unit of the input, where it is absent or wrong" },
    { 0 },
};

static int assume(struct dataset *ds) {
    struct pair *p = NULL;
    size_t n = 0;
    int status;

    TRY(pairs_parse(&p, &n, &cfg.assume, "--assume-units"));
    TRY(pairs_check(p, n, ds));
    for (size_t k = 0; k < ds->nfields; k++) {
        struct field *f = &ds->field[k];
        const char *unit = pairs_unit(p, n, ds, k);
        if (unit == NULL)
            continue;
        if ((status = err_in(units_check(unit), "--assume-units")) != EX_OK)
            goto done;
        atts_set_text(&f->atts, "twinpipe_original_units", f->units);
        field_text(&f->units, unit);
    }
done:
    pairs_free(p, n);
    return status;
}

int assume_open(struct stage **out, const struct dataset *in) {
    struct stage *st;
    int status;

    if (cfg.assume.n == 0)
        return EX_OK;
    st = mem_array(1, sizeof *st);
    st->put = stage_pass;
    st->pulls = true;
    st->ds = dataset_copy(in, true);
    if ((status = assume(st->ds)) == EX_OK) {
        *out = st;
        return EX_OK;
    }
    stage_free(st);
    return status;
}
