/* SPDX-License-Identifier: Apache-2.0 */
#include "core/evolve.h"

#include "core/dataset.h"
#include "core/mem.h"
#include "kernel/constants.h"

#include "discs.h"
#include "tap.h"

/* Cells, areas and voxels of the discs' events: scipy.ndimage.label 1.10.1,
 * joined across longitude 0, and sums of exact areas in numpy. */

static struct cell_order cells = {
    .ny = DISC_NY, .nx = DISC_NX, .n = DISC_N, .periodic = true
};
static unsigned char mask[DISC_N];
static int32_t owner[DISC_T][DISC_N], plain[DISC_T][DISC_N];

/* The globe as it is, or with its north first and rolled to the east. */
static void turn(size_t roll, bool flip) {
    const double radian = 0.017453292519943295;
    const double row = EARTH_KM * EARTH_KM * radian;

    for (size_t y = 0; y < DISC_NY; y++)
        for (size_t x = 0; x < DISC_NX; x++) {
            const size_t c = disc_cell(y, x, roll, flip);
            const double lat = (double)y - 89.5;
            cells.lat[c] = lat;
            cells.lon[c] = geom_lon((double)x + .5);
            cells.area[c] =
                row * (sin((lat + .5) * radian) - sin((lat - .5) * radian));
            cells.order[y * DISC_NX + (x + 180) % DISC_NX] = (uint32_t)c;
        }
}

static void measure(const void *context, struct sighting *s) {
    (void)context;
    for (size_t k = 0; k < s->ncells; k++) {
        s->sum[SUM_CELLS] += 1;
        s->sum[SUM_AREA] += cells.area[s->cell[k]];
    }
    s->peak = 1;
    s->peak_cell = s->cell[0];
}

/* Events of the discs; owner[t] gets the ids. */
static struct events *find(struct evolve_rules rules, size_t roll, bool flip,
                           size_t missing) {
    struct events *ev = events_new(&cells, true);
    const struct measure m = { measure, NULL };
    struct evolve *v;

    turn(roll, flip);
    v = evolve_new(&cells, &rules, ev);
    for (int t = 0; t < DISC_T; t++) {
        const struct instant now = { .step = (size_t)t, .time = t };
        disc_mask(t, roll, flip, mask);
        for (size_t k = 0; missing > 0 && t == 4 && k < DISC_N; k++)
            if (cells.lat[k] < -40)
                mask[k] = MASK_MISSING;
        evolve_step(v, mask, &now, &m, owner[t]);
    }
    evolve_end(v);
    evolve_free(v);
    for (size_t t = 0; t < DISC_T; t++)
        for (size_t k = 0; k < DISC_N; k++)
            if (owner[t][k] > 0)
                owner[t][k] = events_id(ev, (size_t)owner[t][k] - 1);
    return ev;
}

/* Are these the voxels of the events, in any order? */
static bool voxels(const struct events *ev, size_t n, const double *expected) {
    size_t found = 0;

    for (size_t e = 0; e < ev->n; e++) {
        double sum = 0;
        if (ev->event[e].fate != FATE_KEPT)
            continue;
        for (size_t k = 0; k < ev->event[e].nmoments; k++)
            sum += ev->event[e].moment[k].sum[SUM_CELLS];
        for (size_t k = 0; k < n; k++)
            if (expected[k] == sum) {
                found++;
                break;
            }
    }
    return found == n && ev->ids == (int32_t)n;
}

static bool largest(const struct event *e, double area) {
    double most = 0;

    for (size_t k = 0; k < e->nmoments; k++)
        most = fmax(most, e->moment[k].sum[SUM_AREA]);
    return near(most, area, .5);
}

static void components(void) {
    const double whole[] = { 13540, 2178, 390, 312, 96 };
    struct events *ev = find((struct evolve_rules){ 0 }, 0, false, 0);
    size_t n;

    ok(voxels(ev, 5, whole), "discs: 5 events by any shared cell");
    ok(ev->event[0].id == 1 && largest(ev->event, 681045) &&
           ev->event[0].first.step == 0 && ev->event[0].last.step == 3,
       "the first starts farthest south");
    ok(largest(ev->event + 1, 2522556) && ev->event[1].id == 2 &&
           ev->event[1].last.step == 9 && ev->event[1].nmoments == 10,
       "two discs that meet are one event, the area that of both");
    events_footprint(ev, 0, &n);
    ok(n == 312 / 4, "a disc at rest covers its cells once");
    memcpy(plain, owner, sizeof plain);
    events_free(ev);
    ev = find((struct evolve_rules){ .diagonal = true }, 0, false, 0);
    ok(voxels(ev, 5, whole), "the same with 8 neighbours");
    events_free(ev);
}

static void turned(void) {
    struct events *ev = find((struct evolve_rules){ 0 }, 77, true, 0);
    bool same = true;

    for (size_t t = 0; t < DISC_T; t++)
        for (size_t y = 0; y < DISC_NY; y++)
            for (size_t x = 0; x < DISC_NX; x++)
                same = same && owner[t][disc_cell(y, x, 77, true)] ==
                                   plain[t][y * DISC_NX + x];
    ok(same, "ids are the same on a rolled and flipped grid");
    events_free(ev);
}

static void gaps(void) {
    const double joined[] = { 13540, 2178, 702, 96 };
    struct events *ev = find((struct evolve_rules){ .gap = 1 }, 0, false, 0);

    ok(voxels(ev, 4, joined), "a gap of one step is passed over");
    events_free(ev);
    ev = find((struct evolve_rules){ .gap = 1 }, 0, false, 1);
    ok(ev->ids == 5, "but not where the step between is missing");
    ok(owner[4][0] == LABEL_MISSING, "missing cells have a missing label");
    events_free(ev);
}

static void shares(void) {
    const double parts[] = { 13540, 828, 762, 588, 390, 312, 96 };
    const struct evolve_rules half = { .before = .5, .now = .5 };
    const struct evolve_rules large = { .least = 700000 };
    struct events *ev = find(half, 0, false, 0);

    ok(voxels(ev, 7, parts), "half the area of each must be shared");
    events_free(ev);
    ev = find(large, 0, false, 0);
    ok(ev->ids == 2, "smaller objects are none");
    events_free(ev);
}

/* The 6.2 degree disc has more area than the 5.2 degree one. */
static void genealogy(void) {
    struct events *ev =
        find((struct evolve_rules){ .genealogy = true }, 0, false, 0);
    const struct event *large = NULL, *small = NULL;

    for (size_t e = 0; e < ev->n; e++)
        if (ev->event[e].merged)
            small = ev->event + e;
    ok(small != NULL && small->nchildren == 1 && small->last.step == 5,
       "the disc of 5.2 degrees ends by a merge at step 6");
    large = small ? ev->event + small->child[0] : NULL;
    ok(large != NULL && !large->merged && large->last.step == 9 &&
           large->nparents == 1,
       "that of 6.2 degrees goes on");
    events_free(ev);
}

/* Ids are given while events go on: all but the youngest of those open. */
static void settling(void) {
    struct events *ev = events_new(&cells, false);
    const struct measure m = { measure, NULL };
    struct evolve *v;
    const struct evolve_rules rules = { 0 };

    turn(0, false);
    v = evolve_new(&cells, &rules, ev);
    memset(mask, 0, sizeof mask);
    mask[10] = mask[20] = mask[30] = MASK_IN;
    evolve_step(v, mask, &(struct instant){ 0 }, &m, owner[0]);
    ok(events_id(ev, 0) == 1 && events_id(ev, 1) == -1,
       "the first open event has its id, the next has none yet");
    mask[10] = MASK_OUT;
    evolve_step(v, mask, &(struct instant){ .step = 1 }, &m, owner[1]);
    ok(events_id(ev, 1) == 2 && events_id(ev, 2) == -1,
       "the next gets it when the first has ended");
    memset(mask + 20, MASK_IN, 11);
    evolve_step(v, mask, &(struct instant){ .step = 2 }, &m, owner[2]);
    ok(events_id(ev, 2) == 2, "what is joined has the older one's");
    evolve_step(v, mask, &(struct instant){ .step = 3, .hole = true }, &m,
                owner[3]);
    evolve_end(v);
    ok(ev->ids == 3, "no event passes over a hole in time");
    evolve_free(v);
    events_free(ev);
}

int main(void) {
    cells.lon = mem_array(DISC_N, sizeof *cells.lon);
    cells.lat = mem_array(DISC_N, sizeof *cells.lat);
    cells.area = mem_array(DISC_N, sizeof *cells.area);
    cells.order = mem_array(DISC_N, sizeof *cells.order);
    components();
    turned();
    gaps();
    shares();
    genealogy();
    settling();
    free(cells.lon);
    free(cells.lat);
    free(cells.area);
    free(cells.order);
    return done();
}
