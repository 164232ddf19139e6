/*
 * The least that can be a BMC outside of QEMU: one process that blocks in read, answers Get Device ID with constant bytes, lets the
 * driver have its interrupt, refuses every other command with C1h, and writes each answer at once. No BMC behind a socket can
 * answer a guest sooner.
 *
 *   least-server PATH    listens on a Unix socket and writes a line
 */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { END = 0xa0, END_OF_COMMAND = 0xa1, ESCAPE = 0xaa, ESCAPED = 0x10 };
enum { ID, NETFN_LUN, COMMAND, HEADER_SIZE };
enum { NETFN_APP = 0x06, INVALID_COMMAND = 0xc1, ENABLE_IRQ = 0x05 };
enum { GET_DEVICE_ID = 0x01, SET_GLOBAL_ENABLES = 0x2e, GET_GLOBAL_ENABLES = 0x2f, CLEAR_FLAGS = 0x30, GET_FLAGS = 0x31 };

static unsigned char answer[1024];
static int length;
static unsigned char sum;
static unsigned char enables;

static void put(unsigned char byte) {
  sum += byte;
  if (byte == END || byte == END_OF_COMMAND || byte == ESCAPE) {
    answer[length++] = ESCAPE;
    byte |= ESCAPED;
  }
  answer[length++] = byte;
}

static void put_data(const unsigned char *request) {
  static const unsigned char device_id[] = {0, 0x20, 0, 1, 0, 2, 0xbf, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  int command = request[NETFN_LUN] >> 2 == NETFN_APP ? request[COMMAND] : 0;
  if (command == GET_DEVICE_ID) {
    for (size_t i = 0; i < sizeof device_id; i++) put(device_id[i]);
  } else if (command == SET_GLOBAL_ENABLES || command == CLEAR_FLAGS) {
    put(0);
  } else if (command == GET_GLOBAL_ENABLES || command == GET_FLAGS) {
    put(0);
    put(command == GET_FLAGS ? 0 : enables);
  } else {
    put(INVALID_COMMAND);
  }
}

static void reply(int qemu, const unsigned char *request) {
  static const unsigned char enable_irq[] = {ENABLE_IRQ, END_OF_COMMAND};
  if (request[NETFN_LUN] >> 2 == NETFN_APP && request[COMMAND] == SET_GLOBAL_ENABLES) {
    enables = request[HEADER_SIZE];
    if (write(qemu, enable_irq, sizeof enable_irq) < 0) warn("write");
  }
  length = sum = 0;
  put(request[ID]);
  put(request[NETFN_LUN] + 4);
  put(request[COMMAND]);
  put_data(request);
  put(-sum);
  answer[length++] = END;
  if (write(qemu, answer, length) != length) warn("write");
}

static void serve(int qemu) {
  unsigned char bytes[4096], request[1024];
  int size = 0, is_escaped = 0;
  for (ssize_t count; (count = read(qemu, bytes, sizeof bytes)) > 0;) {
    for (ssize_t i = 0; i < count; i++) {
      if (bytes[i] == ESCAPE) {
        is_escaped = 1;
      } else if (bytes[i] == END || bytes[i] == END_OF_COMMAND) {
        if (bytes[i] == END && size > HEADER_SIZE) reply(qemu, request);
        size = is_escaped = 0;
      } else if (size < (int)sizeof request) {
        request[size++] = is_escaped ? bytes[i] & ~ESCAPED : bytes[i];
        is_escaped = 0;
      }
    }
  }
}

int main(int count, char **arguments) {
  if (count != 2) errx(2, "usage: least-server PATH");
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, arguments[1], sizeof address.sun_path - 1);
  int door = socket(AF_UNIX, SOCK_STREAM, 0);
  if (bind(door, (struct sockaddr *)&address, sizeof address) < 0 || listen(door, 1) < 0) err(1, "%s", arguments[1]);
  puts("listening");
  fflush(stdout);
  for (;;) {
    int qemu = accept(door, NULL, NULL);
    if (qemu < 0) err(1, "accept");
    serve(qemu);
    close(qemu);
  }
}
