/* SPDX-License-Identifier: Apache-2.0 */
#include "core/geodesic.h"

#include "core/plug.h"
#include "core/plug/proj.h"

int geodesic_open(const struct geodesic **out) {
    const struct proj_plug *proj = plug_load("proj");

    *out = proj ? &proj->geodesic : NULL;
    return proj ? EX_OK : EX_UNAVAILABLE;
}
