/* SPDX-License-Identifier: Apache-2.0 */
/* nearest -- places by distance, through a k-d tree of unit vectors */
#ifndef TWIN_NEAREST_H
#define TWIN_NEAREST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Distances that differ by less are the same. */
#define NEAREST_TIE 1e-12

/* No place at all. */
#define NEAREST_NONE UINT32_MAX

/* One place.  The caller sets p, reach and index; the tree sets the rest. */
struct nearest {
    double p[3];     /* unit vector */
    double reach;    /* radius of what is there, as a chord, >= 0 */
    double furthest; /* greatest reach of the part of the tree below */
    double radius;   /* how far the places of that part are from this one */
    uint32_t index;  /* of the caller */
    uint32_t axis;   /* 0..2, across which the places below are parted */
    uint32_t lowest; /* index of the part of the tree below */
};

/*
 * nearest_build -- makes a tree of places, in O(n log n); a search takes O(log
 * n) also where many places are one.
 *
 *   tree  [n]  in out  the places, in any order; afterwards in the tree's
 */
void nearest_build(struct nearest *tree, size_t n);

/*
 * nearest_find -- the index of the place nearest to p.
 *
 *   tree  [n]  in   as nearest_build() left it
 *   p  [3]     in   a unit vector
 *
 * Returns NEAREST_NONE when n is 0.
 * Exact  of places within 1e-12 of the least distance the lowest index
 */
uint32_t nearest_find(const struct nearest *tree, size_t n, const double p[3]);

/* Which places count: those that `is` says yes to. */
struct nearest_filter {
    bool (*is)(const void *self, uint32_t index);
    const void *self;
};

/*
 * nearest_among -- the same of some of the places, no further from p than a
 * chord of `reach`.
 *
 * Returns NEAREST_NONE when there is none.
 * Exact  as nearest_find(); reach is held to 1e-12
 */
uint32_t nearest_among(const struct nearest *tree, size_t n, const double p[3],
                       double reach, const struct nearest_filter *which);

/* Some of the nearest places; the caller sets `most`. */
enum { NEAREST_SOME = 4 };
struct nearest_some {
    size_t most, n;
    double distance[NEAREST_SOME]; /* [n] chords, rising */
    uint32_t index[NEAREST_SOME];  /* [n] */
};

/* nearest_some -- the `most` places nearest to p, fewer if there are fewer; of
 * those within 1e-12 of each other the lowest index goes first. */
void nearest_some(const struct nearest *tree, size_t n, const double p[3],
                  struct nearest_some *some);

/*
 * nearest_reached -- the places whose reach meets that of p.
 *
 *   reach            in   of p, as a chord
 *   hit  [max]       out  positions in the tree, in its order
 *
 * Returns how many there are, of which the first max are in hit.
 */
size_t nearest_reached(const struct nearest *tree, size_t n, const double p[3],
                       double reach, uint32_t *hit, size_t max);

/* nearest_meets -- the same, but stops after the first max; returns how many
 * are in hit. */
size_t nearest_meets(const struct nearest *tree, size_t n, const double p[3],
                     double reach, uint32_t *hit, size_t max);

#endif
