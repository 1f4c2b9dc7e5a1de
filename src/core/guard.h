/* SPDX-License-Identifier: Apache-2.0 */
/* guard -- damaged input on which a foreign library crashes is damaged input,
 * no crash of ours */
#ifndef TWIN_GUARD_H
#define TWIN_GUARD_H

/*
 * guard_begin -- from here on a crash ends the program with EX_DATAERR and one
 * line, `x.nc: damaged (the library that reads it crashed)`; parts of outputs
 * are removed.
 *
 *   path  in   of the file that the library is given; copied
 *
 * Threads  one guard at a time; it holds for all threads
 */
void guard_begin(const char *path);

/* guard_end -- crashes are crashes again. */
void guard_end(void);

#endif
