/* SPDX-License-Identifier: Apache-2.0 */
/* Names of files in a file. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/items.h"
#include "core/mem.h"

enum { ROOM = 1 << 16 };

/* All that there is, with a final 0. */
static int slurp(int fd, const char *path, char **text, size_t *n) {
    size_t room = ROOM;
    ssize_t got;

    *n = 0;
    *text = mem_grow(NULL, room, 1);
    while ((got = read(fd, *text + *n, room - *n - 1)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_os(errno, path);
        *n += (size_t)got;
        if (*n + 1 == room)
            *text = mem_grow(*text, room *= 2, 1);
    }
    (*text)[*n] = 0;
    return EX_OK;
}

int files_read(const char *path, bool zero, size_t *n, const char ***file) {
    const bool standard = strcmp(path, "-") == 0;
    const char *name = standard ? "standard input" : path;
    const int fd =
        standard ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    char *text = NULL, *end;
    size_t all, room = 0;
    int status;

    *n = 0;
    *file = NULL;
    if (fd < 0)
        return err_os(errno, name);
    status = slurp(fd, name, &text, &all);
    close(fd);
    for (char *at = text; status == EX_OK && at < text + all; at = end + 1) {
        end = memchr(at, zero ? 0 : '\n', (size_t)(text + all - at));
        end = end ? end : text + all;
        *end = 0;
        if (*at == 0)
            continue;
        if (*n == room)
            *file = mem_grow(*file, room = 2 * room + 64, sizeof **file);
        (*file)[(*n)++] = at;
    }
    return status;
}
