/* SPDX-License-Identifier: Apache-2.0 */
#include "core/place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/output.h"

enum { LINKS = 40 };

char *place_folder(const char *path) {
    const char *slash = strrchr(path, '/');

    if (slash == NULL)
        return mem_text(".");
    return mem_format("%.*s", slash == path ? 1 : (int)(slash - path), path);
}

int place_error(int number, const char *path) {
    char *dir;

    switch (number) {
    case ENOENT:
        dir = place_folder(path);
        err_set(EX_CANTCREAT, "%s: there is no folder \"%s\"", path, dir);
        free(dir);
        return EX_CANTCREAT;
    case EACCES:
    case EPERM:
        return err_set(EX_NOPERM, "%s: %s", path, strerror(number));
    case ENOSPC:
    case EDQUOT:
    case EIO:
        return err_set(EX_IOERR, "%s: %s", path, strerror(number));
    }
    return err_set(EX_CANTCREAT, "%s: %s", path, strerror(number));
}

int place_follow(const char *path, char **target) {
    char link[PATH_MAX];
    char *at = mem_text(path), *dir;
    ssize_t n;

    for (int i = 0; (n = readlink(at, link, sizeof link - 1)) >= 0; i++) {
        if (i == LINKS) {
            free(at);
            return place_error(ELOOP, path);
        }
        link[n] = 0;
        dir = place_folder(at);
        free(at);
        at = link[0] == '/' ? mem_text(link) : mem_format("%s/%s", dir, link);
        free(dir);
    }
    *target = at;
    return EX_OK;
}

int place_look(const char *path, struct place *place) {
    struct stat st;

    if (*path == 0)
        return err_set(EX_CANTCREAT, "the name of an output is empty");
    *place = (struct place){ 0 };
    if (stat(path, &st) != 0) {
        if (errno != ENOENT)
            return place_error(errno, path);
        return path[strlen(path) - 1] == '/' ? place_error(EISDIR, path)
                                             : EX_OK;
    }
    if (S_ISDIR(st.st_mode))
        return place_error(EISDIR, path);
    if (faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0)
        return place_error(errno, path);
    place->special = !S_ISREG(st.st_mode);
    place->mode = st.st_mode & 0777;
    return EX_OK;
}

/* Where a file is, or would be: its folder, and the name in it. */
static bool find(const char *path, char **target, struct stat *folder) {
    struct stat st;
    char *dir;
    bool found;

    if (strcmp(path, "-") == 0 || place_follow(path, target) != EX_OK)
        return false;
    dir = place_folder(*target);
    found = stat(dir, folder) == 0 &&
            (stat(*target, &st) != 0 || S_ISREG(st.st_mode));
    free(dir);
    return found;
}

static const char *last(const char *path) {
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

bool part_same(const char *a, const char *b) {
    char *x = NULL, *y = NULL;
    struct stat in_x, in_y;
    const bool same = find(a, &x, &in_x) && find(b, &y, &in_y) &&
                      in_x.st_dev == in_y.st_dev &&
                      in_x.st_ino == in_y.st_ino &&
                      strcmp(last(x), last(y)) == 0;

    free(x);
    free(y);
    return same;
}

/* A link to where nothing can be. */
static int check_target(const char *path, const char *target) {
    char *dir = place_folder(target);
    int status = EX_OK;

    if (faccessat(AT_FDCWD, dir, W_OK | X_OK, AT_EACCESS) != 0)
        status = errno == ENOENT && strcmp(path, target) != 0
                     ? err_set(EX_CANTCREAT,
                               "%s: is a link to %s, and there is no folder "
                               "\"%s\"",
                               path, target, dir)
                     : place_error(errno, path);
    free(dir);
    return status;
}

int part_check(const char *path) {
    struct place place = { .special = true };
    char *target = NULL;
    int status = EX_OK;

    if (strcmp(path, "-") != 0)
        TRY(place_look(path, &place));
    if (place.special)
        return EX_OK;
    TRY(place_follow(path, &target));
    TRY(check_target(path, target));
done:
    free(target);
    return status;
}
