/* Stands between a process and its system: writes down each call that changes something under one
   folder or goes out by a socket, and lets one of them fail or the process die there.

   Loaded by LD_PRELOAD, asleep until `fault_arm`. It knows calls and paths and nothing of the
   application. One thread at a time arms it; calls of all threads are counted. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { COUNT, DIE_BEFORE, DIE_AFTER, DIE_HALFWAY, FAIL, FAIL_ON };

static char under[512];
static size_t under_length;
static char *book;          /* shared with whoever watches: one line a call */
static size_t room;
static int fails_with, action, nth, counted, is_armed, with_sockets;
static char only[16];       /* the one kind of call that is meant; empty: any */

void fault_book(char *where, size_t size) { book = where; room = size; }

void fault_arm(const char *folder, const char *call, int number, int what, int error, int sockets) {
    strncpy(under, folder, sizeof under - 1);
    under_length = strlen(under);
    strncpy(only, call, sizeof only - 1);
    nth = number; action = what; fails_with = error; with_sockets = sockets; counted = 0;
    if (book) book[0] = 0;
    is_armed = 1;
}

int fault_disarm(void) { is_armed = 0; return counted; }

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static int is_ours(const char *path) {
    return with_sockets && !strncmp(path, "socket:", 7) ? 1 : !strncmp(path, under, under_length);
}

/* 0: go on; 1: fail now; 2: do it, then die; 3: do half of it, then die. */
static int meets(const char *call, const char *path) {
    if (!is_armed || !is_ours(path)) return 0;
    if (book) {
        size_t used = strlen(book);
        if (used + 600 < room)
            snprintf(book + used, room - used, "%s %s\n", call,
                     !strncmp(path, "socket:", 7) ? path : path + under_length);
    }
    if (only[0] && strcmp(only, call)) return 0;
    int number = __sync_add_and_fetch(&counted, 1);
    if (action == FAIL_ON && number >= nth) return 1;
    if (number != nth) return 0;
    if (action == DIE_BEFORE) kill(getpid(), SIGKILL);
    if (action == FAIL) return 1;
    return action == DIE_AFTER ? 2 : action == DIE_HALFWAY ? 3 : 0;
}

static int meets_fd(const char *call, int fd) {
    char link[64], path[512];
    if (!is_armed) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (!strncmp(path, "socket:", 7)) {
        int kind = 0;
        socklen_t size = sizeof kind;
        getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &kind, &size);
        strcpy(path, kind == AF_UNIX ? "socket:database" : "socket:store");
    }
    return meets(call, path);
}

static void die(int what) { if (what >= 2) kill(getpid(), SIGKILL); }

#define BY_FD(type, call, parameters, fd, arguments)                                     \
    type call parameters {                                                               \
        int what = meets_fd(#call, fd);                                                  \
        if (what == 1) { errno = fails_with; return -1; }                                \
        type done = ((type (*) parameters) real(#call)) arguments;                       \
        die(what);                                                                       \
        return done;                                                                     \
    }

#define BY_PATH(call, parameters, path, arguments)                                       \
    int call parameters {                                                                \
        int what = meets(#call, path);                                                   \
        if (what == 1) { errno = fails_with; return -1; }                                \
        int done = ((int (*) parameters) real(#call)) arguments;                         \
        die(what);                                                                       \
        return done;                                                                     \
    }

#define WRITES(call, parameters, arguments, half)                                        \
    ssize_t call parameters {                                                            \
        int what = meets_fd(#call, fd);                                                  \
        if (what == 1) { errno = fails_with; return -1; }                                \
        if (what == 3) size = half;                                                      \
        ssize_t done = ((ssize_t (*) parameters) real(#call)) arguments;                 \
        die(what);                                                                       \
        return done;                                                                     \
    }

WRITES(write, (int fd, const void *data, size_t size), (fd, data, size), size / 2)
WRITES(pwrite, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at), size / 2)
WRITES(pwrite64, (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at), size / 2)
WRITES(send, (int fd, const void *data, size_t size, int flags), (fd, data, size, flags), size / 2)

BY_FD(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags), fd, (fd, message, flags))
BY_FD(int, fsync, (int fd), fd, (fd))
BY_FD(int, fdatasync, (int fd), fd, (fd))
BY_FD(int, ftruncate, (int fd, off_t size), fd, (fd, size))
BY_FD(int, ftruncate64, (int fd, off64_t size), fd, (fd, size))

BY_PATH(link, (const char *from, const char *to), to, (from, to))
BY_PATH(rename, (const char *from, const char *to), to, (from, to))
BY_PATH(unlink, (const char *path), path, (path))
BY_PATH(mkdir, (const char *path, mode_t mode), path, (path, mode))

#define OPENS(call)                                                                      \
    int call(const char *path, int flags, ...) {                                         \
        va_list rest;                                                                    \
        va_start(rest, flags);                                                           \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0;        \
        va_end(rest);                                                                    \
        int what = (flags & O_CREAT) ? meets("open", path) : 0;                          \
        if (what == 1) { errno = fails_with; return -1; }                                \
        int done = ((int (*)(const char *, int, mode_t)) real(#call))(path, flags, mode); \
        die(what);                                                                       \
        return done;                                                                     \
    }

OPENS(open)
OPENS(open64)
