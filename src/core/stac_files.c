/* SPDX-License-Identifier: Apache-2.0 */
/* The assets of an object, and the files they stand for. */
#include <ctype.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/hash.h"
#include "core/href.h"
#include "core/mem.h"
#include "core/secret.h"
#include "core/stac_check_part.h"

void check_secret(struct stac_check *c, const char *text) {
    const char *s, *word, *at;

    for (s = strstr(text, "://"); s; s = strstr(s + 3, "://")) {
        const size_t n = strcspn(s + 3, "/?# \t\"'");
        at = memchr(s + 3, '@', n);
        if (at && memchr(s + 3, ':', (size_t)(at - s - 3))) {
            check_fault(c, "secret", "a URL with a user's password");
            return;
        }
    }
    for (s = strchr(text, '='); s; s = strchr(s + 1, '=')) {
        for (word = s; word > text && !strchr("?&; \t-", word[-1]);)
            word--;
        if (s[1] && s[1] != ' ' && s[1] != '=' && secret_ends(word, s, true)) {
            check_fault(c, "secret", "the value of %.*s", (int)(s - word),
                        word);
            return;
        }
    }
}

/* What a file is by its first bytes, or NULL. */
static const char *media_of(int fd) {
    static const struct {
        const char *magic, *media;
        size_t n;
    } kinds[] = {
        { "II*\0", "image/tiff", 4 },
        { "MM\0*", "image/tiff", 4 },
        { "II+\0", "image/tiff", 4 },
        { "CDF", "application/netcdf", 3 },
        { "\x89HDF", "application/x-hdf5", 4 },
        { "\x89PNG", "image/png", 4 },
        { "\xff\xd8\xff", "image/jpeg", 3 },
        { "GRIB", "application/wmo-GRIB2", 4 },
        { "SQLite format 3", "application/geopackage+sqlite3", 15 },
    };
    char head[16] = { 0 };

    if (pread(fd, head, sizeof head, 0) < 4)
        return NULL;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        if (memcmp(head, kinds[k].magic, kinds[k].n) == 0)
            return kinds[k].media;
    return NULL;
}

/* NetCDF-4 is HDF5; GRIB has a media type for each edition. */
static bool agree(const char *type, const char *media) {
    const size_t n = strcspn(type, "; ");

    if (strncmp(media, "application/x-hdf5", n) == 0 ||
        strcmp(media, "application/x-hdf5") == 0)
        return strncmp(type, "application/netcdf", n) == 0 ||
               strncmp(type, "application/x-netcdf", n) == 0 ||
               strncmp(type, "application/x-hdf", 17) == 0 ||
               strncmp(media, type, n) == 0;
    if (strcmp(media, "application/netcdf") == 0)
        return strstr(type, "netcdf") != NULL;
    if (strcmp(media, "application/wmo-GRIB2") == 0)
        return strstr(type, "GRIB") || strstr(type, "grib");
    if (strcmp(media, "application/geopackage+sqlite3") == 0)
        return strstr(type, "sqlite3") != NULL;
    return strncmp(type, media, n) == 0 && strlen(media) == n;
}

static void media(struct stac_check *c, const struct json *a,
                  const char *found) {
    const char *type = json_text(json_get(a, "type"));
    const char *slash = type ? strchr(type, '/') : NULL;

    if (type == NULL)
        return;
    if (slash == NULL || slash == type || slash[1] == 0)
        check_fault(c, "media-type", "\"%s\" (as image/tiff)", type);
    else if (found && !agree(type, found))
        check_fault(c, "media-type", "%s, and the file is %s", type, found);
}

static bool is_hex(const char *s) {
    return *s && s[strspn(s, "0123456789abcdef")] == 0;
}

static void checksum(struct stac_check *c, const char *text, int fd,
                     const char *path) {
    char digest[HASH_TEXT];

    if (!is_hex(text) || strlen(text) % 2 != 0 || strlen(text) < 4) {
        check_fault(c, "checksum",
                    "not a multihash in lower-case hex (1220 "
                    "and a SHA-256)");
        return;
    }
    if (fd < 0 || strncmp(text, "1220", 4) != 0)
        return;
    if (hash_file(fd, path, digest, NULL, NULL) == EX_OK &&
        strcmp(text + 4, digest) != 0)
        check_fault(c, "checksum", "the file has 1220%s", digest);
}

/* What the file itself can tell. */
static void look(struct stac_check *c, const struct json *a, const char *path) {
    const struct json *size = json_get(a, "file:size");
    const char *sum = json_text(json_get(a, "file:checksum"));
    const int fd =
        c->how.assets && path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    struct stat st;

    if (c->how.assets && path && fd < 0)
        check_fault(c, "asset-missing", "%s is not there", path);
    media(c, a, fd >= 0 ? media_of(fd) : NULL);
    if (fd >= 0 && size && fstat(fd, &st) == 0 &&
        json_number(size) != (double)st.st_size)
        check_fault(c, "size", "%.0f, the file has %" PRIdMAX,
                    json_number(size), (intmax_t)st.st_size);
    if (sum)
        checksum(c, sum, fd, path);
    if (fd >= 0)
        close(fd);
}

/* Seen from the Item's folder; of DestinE's layout from the root. */
static char *local(const struct stac_check *c, const char *href) {
    static const char below[] = "metadata/items";
    char *path = href_path(href, c->folder), *folder, *other;
    const size_t n = strlen(c->folder), m = sizeof below - 1;

    if (path == NULL || access(path, F_OK) == 0 || n < m ||
        strcmp(c->folder + n - m, below) != 0)
        return path;
    folder = mem_format("%.*s", (int)(n - m), c->folder);
    other = href_path(href, n > m ? folder : ".");
    free(folder);
    free(path);
    return other;
}

static void asset(struct stac_check *c, const struct json *a) {
    const char *href = json_text(json_get(a, "href"));
    char *path;
    size_t mark;

    if (href == NULL)
        return;
    path = local(c, href);
    mark = check_enter(c, "href");
    if (!href_is_encoded(href))
        check_fault(c, "href-encoding", "%s (percent-encoded)", href);
    check_secret(c, href);
    if (path && c->root && (*href == '/' || !path_inside(path, c->root)))
        check_fault(c, "asset-outside", "%s is not in the catalogue's folder",
                    href);
    check_leave(c, mark);
    look(c, a, path);
    free(path);
}

static bool has_role(const struct json *a, const char *role) {
    const struct json *m = json_first(json_get(a, "roles"));

    while (m && !(json_text(m) && strcmp(json_text(m), role) == 0))
        m = json_next(m);
    return m != NULL;
}

static void lineage(struct stac_check *c) {
    const struct json *p = json_get(c->object, "properties");
    const char *text = json_text(json_get(p, "processing:lineage"));
    const size_t mark = check_enter(c, "properties");

    check_enter(c, "processing:lineage");
    if (text)
        check_secret(c, text);
    check_leave(c, mark);
}

void check_assets(struct stac_check *c) {
    const struct json *assets = json_get(c->object, "assets");
    const size_t mark = check_enter(c, "assets");
    bool data = false;

    for (const struct json *a = json_first(assets); a; a = json_next(a)) {
        const size_t one = check_enter(c, json_name(a));
        asset(c, a);
        data |= has_role(a, "data");
        check_leave(c, one);
    }
    if (c->kind == STAC_ITEM && json_first(assets) && !data)
        check_fault(c, "role-data", "no asset has the role data");
    check_leave(c, mark);
    lineage(c);
}
