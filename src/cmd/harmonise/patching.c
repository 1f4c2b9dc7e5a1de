/* SPDX-License-Identifier: Apache-2.0 */
/* The grid is cut into patches of one size. */
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/parse.h"
#include "core/patchset.h"
#include "kernel/cutout.h"

static struct { const char *patches; } cfg;

const struct opt patches_opts[] = {
    { .name = "patches",
      .arg = "NYxNX[,stride=S][,rest=R]",
      .text = &cfg.patches,
      .help = "cut the grid into patches, each S cells (their size); what is "
              "left over: drop (default), shift or pad" },
    { 0 },
};

enum rest { REST_DROP, REST_SHIFT, REST_PAD };

struct patching {
    struct stage st;
    const struct dataset *in;
    struct step *out;
};

/* How it is cut: [0] along y, [1] along x. */
struct cutting {
    size_t size[2], stride[2];
    enum rest rest;
};

/* "40x30", or, where one will do, "40". */
static int pair_parse(const char *text, bool one, size_t n[2]) {
    char *copy = mem_text(text), *x = strchr(copy, 'x');
    int status = EX_USAGE;

    if (x != NULL)
        *x = 0;
    if (x != NULL || one) {
        status = parse_size(copy, &n[0]);
        if (status == EX_OK)
            status = parse_size(x ? x + 1 : copy, &n[1]);
    }
    if (status != EX_OK || n[0] == 0 || n[1] == 0 || n[0] > INT32_MAX ||
        n[1] > INT32_MAX)
        status = err_set(EX_USAGE, "\"%s\" is not %s", text,
                         one ? "S or SYxSX" : "NYxNX");
    free(copy);
    return status;
}

static int rest_parse(const char *word, enum rest *rest) {
    static const char *const words[] = { "drop", "shift", "pad" };

    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (strcmp(word, words[k]) == 0) {
            *rest = (enum rest)k;
            return EX_OK;
        }
    return err_set(EX_USAGE, "no rest %s (there are drop, shift, pad)", word);
}

static int cutting_parse(const char *text, struct cutting *c) {
    char **word = NULL;
    size_t n;
    int status;

    TRY(parse_list(text, &word, &n));
    TRY(pair_parse(word[0], false, c->size));
    memcpy(c->stride, c->size, sizeof c->stride);
    for (size_t k = 1; k < n; k++)
        if (k > 2 || (k > 1 && strncmp(word[k], word[1], 5) == 0))
            TRY(err_set(EX_USAGE, "%s: each is there once", word[k]));
        else if (strncmp(word[k], "stride=", 7) == 0)
            TRY(pair_parse(word[k] + 7, true, c->stride));
        else if (strncmp(word[k], "rest=", 5) == 0)
            TRY(rest_parse(word[k] + 5, &c->rest));
        else
            TRY(err_set(EX_USAGE, "\"%s\" is none of stride=S, rest=R",
                        word[k]));
done:
    free(word);
    return err_in(status, "--patches");
}

/* How many begin along a side of n cells.  Cells behind the last one that ends
 * inside make one more, unless it would begin beyond them. */
static size_t count(const struct cutting *c, int side, size_t n) {
    const size_t size = c->size[side], stride = c->stride[side];
    const size_t whole = cutout_count(n, size, stride);
    const size_t end = whole > 0 ? (whole - 1) * stride + size : 0;
    const bool one_more =
        end < n && whole * stride < n &&
        (c->rest == REST_PAD || (c->rest == REST_SHIFT && whole > 0));

    return whole + one_more;
}

/* Where number k begins; the last one may be moved inwards. */
static int32_t start(const struct cutting *c, int side, size_t n, size_t k) {
    const size_t at = k * c->stride[side];

    if (c->rest == REST_SHIFT && at + c->size[side] > n)
        return (int32_t)(n - c->size[side]);
    return (int32_t)at;
}

static int lay_out(const struct cutting *c, const struct grid *g,
                   struct patchset **out) {
    const size_t ny = count(c, 0, g->ny), nx = count(c, 1, g->nx);
    size_t cells, n;
    struct patchset *p;

    if (g->ny > INT32_MAX || g->nx > INT32_MAX ||
        __builtin_mul_overflow(ny, nx, &n) ||
        __builtin_mul_overflow(n, c->size[0] * c->size[1], &cells) ||
        cells > INT32_MAX)
        return err_set(EX_DATAERR,
                       "--patches: %zu x %zu patches of %zu x %zu are too many",
                       ny, nx, c->size[0], c->size[1]);
    if (n == 0)
        return err_set(EX_DATAERR,
                       "--patches: %zu x %zu does not fit into %zu x %zu "
                       "(rest=pad makes it fit)",
                       c->size[0], c->size[1], g->ny, g->nx);
    p = *out = patchset_new(n, c->size[0], c->size[1]);
    for (size_t k = 0; k < n; k++) {
        p->number[PATCH_ROW][k] = (int32_t)(k / nx);
        p->number[PATCH_COLUMN][k] = (int32_t)(k % nx);
        p->number[PATCH_Y][k] = start(c, 0, g->ny, k / nx);
        p->number[PATCH_X][k] = start(c, 1, g->nx, k % nx);
    }
    return EX_OK;
}

static void cut(const struct patching *p, const struct field *f,
                const void *src, void *dst) {
    const struct grid *g = p->in->grid;

    patchset_cut(p->st.ds->grid->patches, g, f->n / grid_cells(g), f->type, src,
                 dst);
}

static int patching_put(struct stage *st, const struct step *s) {
    struct patching *p = (struct patching *)st;

    for (size_t k = 0; k < st->ds->nfields; k++)
        cut(p, &p->in->field[k], s->value[k].f, p->out->value[k].f);
    step_at(p->out, s);
    return stage_pass(st, p->out);
}

static void patching_free(struct stage *st) {
    struct patching *p = (struct patching *)st;

    step_free(p->out);
    free(p);
}

/* Fields that do not change have the same patches. */
static void cut_statics(const struct patching *p) {
    for (size_t k = 0; k < p->in->nstatics; k++) {
        const struct field *from = &p->in->statics[k];
        struct field *to = &p->st.ds->statics[k];
        free(to->value.f);
        to->value.f = mem_array(to->n, type_size(to->type));
        cut(p, from, from->value.f, to->value.f);
    }
}

static int cut_grid(struct dataset *ds, const struct grid *g,
                    const struct cutting *c) {
    struct patchset *p = NULL;
    struct grid *patches;
    int status;

    if (g->kind == GRID_NONE || g->kind == GRID_UNSTRUCTURED)
        return err_set(EX_DATAERR,
                       "--patches: %s no rows and columns to cut "
                       "(--grid makes some)",
                       g->patches ? "these are patches, with"
                                  : "the fields have");
    TRY(lay_out(c, g, &p));
    TRY(err_in(patchset_grid(&patches, g, p), "--patches"));
    grid_free(ds->grid);
    ds->grid = patches;
    dataset_resize(ds);
done:
    return status;
}

int patches_open(struct stage **out, const struct dataset *in) {
    struct cutting c = { .rest = REST_DROP };
    struct dataset *ds = NULL;
    struct patching *p;
    int status;

    if (cfg.patches == NULL)
        return EX_OK;
    TRY(cutting_parse(cfg.patches, &c));
    ds = dataset_copy(in, true);
    TRY(cut_grid(ds, in->grid, &c));
    p = mem_array(1, sizeof *p);
    p->st.put = patching_put;
    p->st.free = patching_free;
    p->st.ds = ds;
    p->in = in;
    p->out = step_new(ds);
    cut_statics(p);
    *out = &p->st;
    ds = NULL;
done:
    dataset_free(ds);
    return status;
}
