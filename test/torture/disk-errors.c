/*
 * A disk that fails, for LD_PRELOAD. The file that DISK_ERRORS names has "write N" or "sync N". While it exists, writes to the
 * files below the directory DISK, or waits until they are on the disk, fail with EIO after N that succeed. Of a write that
 * fails, the first half is there.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int is_on_disk(int fd)
{
    char link[32], path[PATH_MAX];
    const char *disk = getenv("DISK");
    if (disk == NULL) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path);
    size_t length = strlen(disk);
    return size > (ssize_t)length && strncmp(path, disk, length) == 0 && path[length] == '/';
}

static int fails(int fd, const char *kind)
{
    static struct timespec made;
    static char failing[8];
    static long left;
    const char *errors = getenv("DISK_ERRORS");
    struct stat now;
    if (errors == NULL || stat(errors, &now) != 0 || !is_on_disk(fd)) return 0;
    if (now.st_mtim.tv_sec != made.tv_sec || now.st_mtim.tv_nsec != made.tv_nsec) {
        FILE *stream = fopen(errors, "r");
        if (stream == NULL || fscanf(stream, "%7s %ld", failing, &left) != 2) abort();
        fclose(stream);
        made = now.st_mtim;
    }
    return strcmp(kind, failing) == 0 && left-- <= 0;
}

static int failed(void)
{
    errno = EIO;
    return -1;
}

#define NEXT(name) static __typeof__(&name) next; if (next == NULL) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *bytes, size_t size)
{
    NEXT(write);
    if (!fails(fd, "write")) return next(fd, bytes, size);
    if (next(fd, bytes, size / 2) < 0) return -1;
    return failed();
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    NEXT(pwrite);
    if (!fails(fd, "write")) return next(fd, bytes, size, at);
    if (next(fd, bytes, size / 2, at) < 0) return -1;
    return failed();
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
    NEXT(pwrite64);
    if (!fails(fd, "write")) return next(fd, bytes, size, at);
    if (next(fd, bytes, size / 2, at) < 0) return -1;
    return failed();
}

int fsync(int fd)
{
    NEXT(fsync);
    return fails(fd, "sync") ? failed() : next(fd);
}

int fdatasync(int fd)
{
    NEXT(fdatasync);
    return fails(fd, "sync") ? failed() : next(fd);
}

int ftruncate(int fd, off_t size)
{
    NEXT(ftruncate);
    return fails(fd, "write") ? failed() : next(fd, size);
}

int ftruncate64(int fd, off64_t size)
{
    NEXT(ftruncate64);
    return fails(fd, "write") ? failed() : next(fd, size);
}
