/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/nearest.h"

#include "kernel/sphere.h"
#include "tap.h"

enum { N = 2000 };

static struct nearest tree[N], place[N];

/* Numbers between 0 and 1, the same on each run. */
static double number(void) {
    static uint32_t state = 1;

    state = state * 1664525 + 1013904223;
    return state / 4294967296.0;
}

static void scatter(size_t n) {
    for (uint32_t i = 0; i < n; i++) {
        sphere_point(360 * number(), 180 * number() - 90, place[i].p);
        place[i].reach = 0.1 * number() * number();
        place[i].index = i;
        tree[i] = place[i];
    }
    nearest_build(tree, n);
}

/* The answer by trying all. */
static uint32_t tried(size_t n, const double p[3]) {
    uint32_t best = 0;

    for (uint32_t i = 1; i < n; i++)
        if (sphere_chord(place[i].p, p) < sphere_chord(place[best].p, p))
            best = i;
    return best;
}

static bool hits_right(size_t n, const double p[3], double reach) {
    static uint32_t hit[N];
    static bool is[N];
    const size_t found = nearest_reached(tree, n, p, reach, hit, N);
    size_t expected = 0;

    for (size_t i = 0; i < n; i++) {
        is[i] = sphere_chord(place[i].p, p) <= reach + place[i].reach;
        expected += is[i];
    }
    for (size_t i = 0; i < found; i++)
        if (!is[tree[hit[i]].index])
            return false;
    return found == expected &&
           nearest_reached(tree, n, p, reach, hit, 1) == found;
}

static void check_random(void) {
    static const size_t sizes[] = { 1, 2, 3, 4, 7, 100, N };
    bool nearest = true, reached = true;

    for (int s = 0; s < 7; s++) {
        scatter(sizes[s]);
        for (int i = 0; i < 200; i++) {
            double p[3];
            sphere_point(360 * number(), 180 * number() - 90, p);
            nearest = nearest &&
                      nearest_find(tree, sizes[s], p) == tried(sizes[s], p);
            reached = reached && hits_right(sizes[s], p, 0.2 * number());
        }
    }
    ok(nearest, "the nearest is what trying all finds");
    ok(reached, "the reached are what trying all finds");
}

static bool is_third(const void *self, uint32_t index) {
    return index % *(const uint32_t *)self == 0;
}

/* Of some of the places, within a reach. */
static void check_among(void) {
    const uint32_t every[] = { 1, 3, N };
    bool right = true;

    scatter(N);
    for (int i = 0; i < 600; i++) {
        const double reach = 0.3 * number() * number();
        const uint32_t of = every[i % 3];
        const struct nearest_filter third = { is_third, &of };
        double p[3], least = reach;
        uint32_t best = NEAREST_NONE;
        sphere_point(360 * number(), 180 * number() - 90, p);
        for (uint32_t k = 0; k < N; k += of)
            if (sphere_chord(place[k].p, p) <= least) {
                least = sphere_chord(place[k].p, p);
                best = k;
            }
        right = right && nearest_among(tree, N, p, reach, &third) == best;
    }
    ok(right, "of some places within a reach, what trying all finds");
}

static void check_ties(void) {
    double p[3];
    bool lowest = true;

    for (uint32_t i = 0; i < 64; i++) { /* corners of squares round (j, j) */
        sphere_point(i % 8, i / 8, tree[63 - i].p);
        tree[63 - i].index = i;
        tree[63 - i].reach = 0;
    }
    nearest_build(tree, 64);
    for (uint32_t i = 0; i < 7; i++) {
        sphere_point(i + 0.5, 3, p);
        lowest = lowest && nearest_find(tree, 64, p) == 24 + i;
    }
    ok(lowest, "of two as near the lower index");
    for (uint32_t i = 0; i < 64; i++) {
        sphere_point(i * 5, 80, tree[i].p);
        tree[i].index = 100 - i;
    }
    nearest_build(tree, 64);
    sphere_point(0, 90, p);
    ok(nearest_find(tree, 64, p) == 37, "at a pole of a whole row the lowest");
    ok(nearest_find(tree, 0, p) == NEAREST_NONE, "none of no places");
}

/* From far away, to places that are all near to each other: what is looked at
 * must stay few, or this takes minutes. */
static void check_afar(void) {
    enum { MANY = 1000000, TRIES = 1000 };
    static struct nearest many[MANY];
    bool right = true;

    for (uint32_t i = 0; i < MANY; i++) {
        sphere_point(10 + 0.01 * (i % 1000), 40 + 0.01 * (double)(i / 1000),
                     many[i].p);
        many[i].index = i;
    }
    nearest_build(many, MANY);
    for (int i = 0; i < TRIES; i++) {
        const double lon = 10 + 0.01 * (i % 1000);
        double p[3];
        sphere_point(lon, -50, p); /* due south of the first row */
        right = right && nearest_find(many, MANY, p) == (uint32_t)(i % 1000);
    }
    ok(right, "from afar the nearest is found, and soon");
}

/* Places that are all one: as soon as one alone, or this takes minutes. */
static void check_crowd(void) {
    enum { MANY = 200000, TRIES = 100000 };
    static struct nearest many[MANY];
    struct nearest_some four = { .most = 4 };
    uint32_t hit[3];
    bool right = true;

    for (uint32_t i = 0; i < MANY; i++) {
        sphere_point(i == 7 ? 40 : 10, 20, many[i].p);
        many[i].index = MANY - i;
        many[i].reach = 0.2;
    }
    nearest_build(many, MANY);
    for (int i = 0; i < TRIES; i++) {
        double p[3];
        sphere_point(9 + 1e-5 * i, 21, p);
        nearest_some(many, MANY, p, &four);
        right = right && nearest_find(many, MANY, p) == 1 && four.n == 4 &&
                four.index[0] == 1 && four.index[3] == 4 &&
                nearest_meets(many, MANY, p, 0, hit, 3) == 3;
    }
    ok(right, "of many in one place the lowest, and soon");
    sphere_point(-170, -20, many[0].p);
    ok(nearest_meets(many, 1, (double[3]){ 0, 0, 1 }, 0, hit, 3) == 0,
       "none that does not reach");
}

int main(void) {
    check_random();
    check_crowd();
    check_among();
    check_afar();
    check_ties();
    return done();
}
