/*
 * The client for every server: one connection, frames compared byte by byte and never parsed. It is in C because a client
 * on Node takes longer than the servers that it measures.
 *
 *   client tcp PORT FRAMES | client unix PATH FRAMES
 *
 * FRAMES is a file with the version command, the 256 requests and the 256 answers by message id, each as two bytes of
 * length, low byte first, and its bytes. Each line "CORE COUNT OUTSTANDING" on standard input is a run on that core; the
 * times from each answer to the next, as 32-bit nanoseconds, go to standard output. A server's mistake ends it.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { IDS = 256, FRAME_SIZE = 1024, READ_SIZE = 65536, SILENCE_S = 5 };

struct frame {
  int length;
  unsigned char bytes[FRAME_SIZE];
};

static struct frame version, requests[IDS], answers[IDS];
static int server;

static void read_frame(FILE *file, struct frame *frame) {
  int low = getc(file), high = getc(file);
  frame->length = low + 256 * high;
  if (high == EOF || frame->length > FRAME_SIZE) errx(1, "a frame of %d bytes", frame->length);
  if (fread(frame->bytes, 1, frame->length, file) != (size_t)frame->length) errx(1, "the frames end early");
}

static void read_frames(const char *name) {
  FILE *file = fopen(name, "rb");
  if (!file) err(1, "%s", name);
  read_frame(file, &version);
  for (int id = 0; id < IDS; id++) read_frame(file, &requests[id]);
  for (int id = 0; id < IDS; id++) read_frame(file, &answers[id]);
  fclose(file);
}

static int dial(const char *kind, const char *place) {
  int is_tcp = strcmp(kind, "tcp") == 0;
  struct sockaddr_in tcp = {.sin_family = AF_INET, .sin_port = htons(atoi(place))};
  struct sockaddr_un local = {.sun_family = AF_UNIX};
  tcp.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  strncpy(local.sun_path, place, sizeof local.sun_path - 1);
  int fd = socket(is_tcp ? AF_INET : AF_UNIX, SOCK_STREAM, 0);
  struct sockaddr *address = is_tcp ? (struct sockaddr *)&tcp : (struct sockaddr *)&local;
  if (connect(fd, address, is_tcp ? sizeof tcp : sizeof local) < 0) err(1, "connect %s %s", kind, place);
  struct timeval silence = {.tv_sec = SILENCE_S};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &silence, sizeof silence);
  int yes = 1;
  if (is_tcp) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return fd;
}

static void send_all(const unsigned char *bytes, int length) {
  for (int sent = 0; sent < length;) {
    ssize_t now = write(server, bytes + sent, length - sent);
    if (now <= 0) err(1, "write");
    sent += now;
  }
}

/* Sends requests with the message ids from `first` on, in one write. */
static void ask(long first, int count) {
  static unsigned char out[IDS * FRAME_SIZE];
  int length = 0;
  for (int n = 0; n < count; n++) {
    struct frame *request = &requests[(first + n) % IDS];
    memcpy(out + length, request->bytes, request->length);
    length += request->length;
  }
  send_all(out, length);
}

static int take(unsigned char *bytes) {
  ssize_t length = read(server, bytes, READ_SIZE);
  if (length < 0) err(1, "the server is silent");
  if (length == 0) errx(1, "the server closed the connection");
  return length;
}

/* Greets as QEMU does, and reads up to the answer to message id 0: before it may come control commands. */
static void greet(void) {
  unsigned char in[READ_SIZE];
  send_all(version.bytes, version.length);
  ask(0, 1);
  struct frame *answer = &answers[0];
  for (int length = 0;;) {
    if (length >= READ_SIZE - FRAME_SIZE) errx(1, "no answer in %d bytes", length);
    ssize_t now = read(server, in + length, FRAME_SIZE);
    if (now <= 0) errx(1, "no answer to the greeting");
    length += now;
    if (length >= answer->length && memcmp(in + length - answer->length, answer->bytes, answer->length) == 0) return;
  }
}

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000ull + now.tv_nsec;
}

/* One request at a time, each after a pause. */
static void run_slowly(long count, int pause_us, uint32_t *times) {
  unsigned char in[FRAME_SIZE];
  for (long n = 0; n < count; n++) {
    usleep(pause_us);
    uint64_t start = now_ns();
    ask(n, 1);
    struct frame *answer = &answers[n % IDS];
    for (int at = 0, length; at < answer->length; at += length) {
      length = take(in);
      if (at + length > answer->length || memcmp(in, answer->bytes + at, length)) errx(1, "answer %ld has a wrong byte", n);
    }
    times[n] = now_ns() - start;
  }
}

static void run(long count, int outstanding, uint32_t *times) {
  unsigned char in[READ_SIZE];
  long sent = outstanding < count ? outstanding : count, answered = 0;
  int position = 0;
  uint64_t last = now_ns();
  ask(0, sent);
  while (answered < count) {
    int length = take(in);
    uint64_t now = now_ns();
    long before = answered;
    for (int at = 0; at < length;) {
      struct frame *answer = &answers[answered % IDS];
      int part = answer->length - position;
      if (part > length - at) part = length - at;
      if (memcmp(in + at, answer->bytes + position, part)) errx(1, "answer %ld has a wrong byte", answered);
      at += part;
      position += part;
      if (position < answer->length) continue;
      position = 0;
      times[answered++] = now - last;
      last = now;
    }
    long more = answered - before;
    if (more > count - sent) more = count - sent;
    if (more > 0) ask(sent, more);
    sent += more;
  }
}

int main(int argc, char **argv) {
  if (argc != 4) errx(2, "usage: client tcp PORT FRAMES | client unix PATH FRAMES");
  read_frames(argv[3]);
  server = dial(argv[1], argv[2]);
  greet();
  int core, outstanding, pause_us;
  long count;
  while (scanf("%d %ld %d %d", &core, &count, &outstanding, &pause_us) == 4) {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(core, &cores);
    if (sched_setaffinity(0, sizeof cores, &cores) < 0) err(1, "core %d", core);
    uint32_t *times = malloc(count * sizeof *times);
    if (pause_us > 0) run_slowly(count, pause_us, times);
    else run(count, outstanding, times);
    if (fwrite(times, sizeof *times, count, stdout) != (size_t)count || fflush(stdout)) err(1, "standard output");
    free(times);
  }
}
