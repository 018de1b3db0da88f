// Notes when a function's process begins, and becomes that process: what the JVM takes to start one does not count.
//
//     starter FILE COMMAND [ARGUMENT...]
//
// FILE gets the nanoseconds of CLOCK_MONOTONIC, which is the clock of Java's System.nanoTime(), and the processor time
// that was used until then, which the operating system goes on counting.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv) {
    struct timespec now, used;
    int file = argc < 3 ? -1 : open(argv[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0 || clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) != 0 || clock_gettime(CLOCK_MONOTONIC, &now) != 0
        || dprintf(file, "%lld%09ld %ld", (long long) now.tv_sec, now.tv_nsec, used.tv_nsec) < 0) {
        perror("starter FILE COMMAND [ARGUMENT...]");
        return 1;
    }
    execv(argv[2], argv + 2);
    perror(argv[2]);
    return 1;
}
