/* SPDX-License-Identifier: Apache-2.0 */
/* plug -- heavy libraries, loaded by the first call that needs them */
#ifndef TWIN_PLUG_H
#define TWIN_PLUG_H

/*
 * plug_load -- the table of functions `twin_plug` of twin-NAME.so, which lies
 * beside the command or in ../lib/twinpipe.
 *
 *   name   in   as the .c in src/core/plug
 *
 * Errors  NULL, with a message; the caller returns EX_UNAVAILABLE
 * Threads call outside parallel regions; the same table every time
 */
const void *plug_load(const char *name);

#endif
