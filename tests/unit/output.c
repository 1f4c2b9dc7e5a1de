/* SPDX-License-Identifier: Apache-2.0 */
#include "core/output.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

/* Files in the working folder whose name starts so. */
static int count(const char *start) {
    DIR *dir = opendir(".");
    int n = 0;

    for (const struct dirent *e; dir && (e = readdir(dir));)
        n += strncmp(e->d_name, start, strlen(start)) == 0;
    if (dir)
        closedir(dir);
    return n;
}

static bool holds(const char *path, const char *text) {
    char got[64] = { 0 };
    const int fd = open(path, O_RDONLY);
    const ssize_t n = fd < 0 ? -1 : read(fd, got, sizeof got - 1);

    if (fd >= 0)
        close(fd);
    return n >= 0 && strcmp(got, text) == 0;
}

static unsigned mode_of(const char *path) {
    struct stat st;

    return stat(path, &st) == 0 ? st.st_mode & 07777 : 0;
}

/* A file by part_print(), committed; its code. */
static int make(const char *path, const char *text) {
    struct part *p = NULL;
    int status;

    TRY(part_open(&p, path));
    TRY(part_print(p, "%s", text));
    TRY(part_commit(p));
done:
    part_free(p);
    return status;
}

static void test_whole(void) {
    struct part *p = NULL;

    ok(part_open(&p, "a") == EX_OK && count("a.part") == 1 && count("a") == 1,
       "a part lies beside its name, which is not there yet");
    ok(part_print(p, "%d,", 1) == EX_OK && part_write(p, "2\n", 2) == EX_OK,
       "bytes go into it");
    ok(part_commit(p) == EX_OK && holds("a", "1,2\n") && count("a") == 1,
       "committed, it has its name and all bytes in their order");
    part_free(p);
    ok(holds("a", "1,2\n"), "freed after that, it stays");
    ok(part_open(&p, "b") == EX_OK && part_print(p, "x") == EX_OK,
       "another part");
    part_free(p);
    ok(count("b") == 0, "without a commit nothing is left");
    part_free(NULL);
}

static void test_modes(void) {
    umask(027);
    ok(make("m", "1") == EX_OK && mode_of("m") == 0640,
       "a new file has the mode of umask");
    ok(chmod("m", 0604) == 0 && make("m", "2") == EX_OK &&
           mode_of("m") == 0604 && holds("m", "2"),
       "a file that is replaced keeps its mode");
    umask(022);
}

static void test_links(void) {
    struct stat st;

    ok(mkdir("d", 0777) == 0 && symlink("d/new", "link") == 0 &&
           make("link", "1") == EX_OK && holds("d/new", "1"),
       "a link to a file that is not there makes it");
    ok(make("link", "2") == EX_OK && holds("d/new", "2") &&
           lstat("link", &st) == 0 && S_ISLNK(st.st_mode),
       "a link stays a link, its target is replaced");
    ok(symlink("loop", "loop") == 0 && make("loop", "") == EX_CANTCREAT,
       "a link to itself is refused");
}

static void test_refused(void) {
    ok(make("none/x", "") == EX_CANTCREAT &&
           !strcmp(err_text(), "none/x: there is no folder \"none\""),
       "a folder that is not there is named");
    ok(make("d", "") == EX_CANTCREAT && make("d/", "") == EX_CANTCREAT &&
           make("e/", "") == EX_CANTCREAT && make("a/x", "") == EX_CANTCREAT,
       "a folder, or a file as one, is no output");
    ok(make("", "") == EX_CANTCREAT, "nor is an empty name");
    ok(make("/proc/none", "") == EX_CANTCREAT, "nor a place without files");
    ok(make("/dev/full", "1") == EX_IOERR &&
           !strcmp(err_text(), "/dev/full: No space left on device"),
       "a full device is an error with its name");
    ok(make("/dev/null", "1") == EX_OK, "a device is written as it is");
    ok(chmod("m", 0444) == 0 && (make("m", "3") == EX_NOPERM || geteuid() == 0),
       "a file closed to us is not replaced");
}

/* part_check() says what part_open() would, and makes nothing. */
static void test_check(void) {
    ok(part_check("none/x") == EX_CANTCREAT &&
           part_check("d") == EX_CANTCREAT &&
           part_check("e/") == EX_CANTCREAT && part_check("") == EX_CANTCREAT &&
           part_check("loop") == EX_CANTCREAT,
       "part_check refuses what part_open does");
    ok(part_check("a") == EX_OK && part_check("new") == EX_OK &&
           part_check("-") == EX_OK && part_check("/dev/full") == EX_OK &&
           count("new") == 0,
       "and makes nothing of what would do");
}

static void test_long(void) {
    char *big = calloc(200001, 1);
    struct part *p = NULL;
    struct stat st;

    memset(big, 'x', 200000);
    ok(part_open(&p, "long") == EX_OK && part_print(p, "a") == EX_OK &&
           part_print(p, "%s", big) == EX_OK && part_print(p, "b") == EX_OK &&
           part_commit(p) == EX_OK && stat("long", &st) == 0 &&
           st.st_size == 200002,
       "a line longer than the buffer is written whole");
    part_free(p);
    free(big);
}

/* What a child leaves that opened two parts and then ends in some way. */
static int child(void (*end)(int), int argument) {
    struct part *p = NULL, *q = NULL;
    int status = 0;
    const pid_t pid = (fflush(stdout), fork());

    if (pid == 0) {
        if (part_open(&p, "c1") == EX_OK && part_open(&q, "c2") == EX_OK)
            end(argument);
        _exit(99);
    }
    waitpid(pid, &status, 0);
    return status;
}

static void by_raise(int number) {
    raise(number);
}

/* nohup and a shell's & hand some down ignored, and rightly so they stay. */
static const int fatal[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXCPU };

static void end_by_default(void) {
    for (size_t i = 0; i < 5; i++)
        signal(fatal[i], SIG_DFL);
}

static void test_ends(void) {
    const struct rlimit none = { 0, 0 };
    bool all = true;
    int status;

    setrlimit(RLIMIT_CORE, &none);
    for (size_t i = 0; i < 5; i++) {
        status = child(by_raise, fatal[i]);
        all = all && WIFSIGNALED(status) && WTERMSIG(status) == fatal[i];
    }
    ok(all, "a signal ends the program as if there were no handler");
    ok(count("c") == 0, "and takes the parts away");
    status = child(exit, 70);
    ok(WIFEXITED(status) && WEXITSTATUS(status) == 70 && count("c") == 0,
       "so does exit()");
}

/* A library that makes its file anew: another inode under the part's name. */
static void test_adopt(void) {
    struct part *p = NULL;
    int fd = -1;

    ok(part_open(&p, "l") == EX_OK && unlink(part_path(p)) == 0 &&
           (fd = open(part_path(p), O_CREAT | O_WRONLY, 0600)) >= 0 &&
           write(fd, "lib", 3) == 3 && close(fd) == 0 &&
           part_commit(p) == EX_OK && holds("l", "lib") && mode_of("l") == 0644,
       "a file made anew by name is committed, with the right mode");
    part_free(p);
}

static void test_descriptors(void) {
    const int full = open("/dev/full", O_WRONLY);
    const int fd = temporary_fd();
    struct stat st;

    ok(write_all(full, "-", "x", 1) == EX_IOERR &&
           !strcmp(err_text(), "standard output: No space left on device"),
       "write_all names standard output");
    ok(write_all(full, "f.nc", "x", 0) == EX_OK, "no bytes are no error");
    ok(fd >= 0 && fstat(fd, &st) == 0 && st.st_nlink == 0,
       "a temporary has no name");
    close(fd);
    close(full);
    setenv("TMPDIR", "/none", 1);
    ok(temporary_fd() < 0 && strstr(err_text(), "/none"),
       "a TMPDIR that is not there is named");
}

int main(void) {
    char dir[] = "/tmp/output-XXXXXX";

    end_by_default();
    if (mkdtemp(dir) == NULL || chdir(dir) != 0)
        return 1;
    umask(022);
    test_whole();
    test_modes();
    test_links();
    test_refused();
    test_check();
    test_long();
    test_ends();
    test_adopt();
    test_descriptors();
    for (const char *const *f = (const char *[]){ "a", "m", "d/new", "link",
                                                  "loop", "long", "l", NULL };
         *f; f++)
        unlink(*f);
    return rmdir("d") + chdir("/") + rmdir(dir) ? 1 : done();
}
