/* SPDX-License-Identifier: Apache-2.0 */
/* Names of files in a file. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/fd.h"
#include "core/items.h"
#include "core/mem.h"

int files_read(const char *path, bool zero, size_t *n, const char ***file) {
    const bool standard = strcmp(path, "-") == 0;
    const char *name = standard ? "standard input" : path;
    const int fd =
        standard ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    char *text = NULL, *end;
    size_t all = 0, room = 0;
    int status;

    *n = 0;
    *file = NULL;
    if (fd < 0)
        return err_os(errno, name);
    status = fd_text(fd, name, SIZE_MAX, &text, &all);
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
