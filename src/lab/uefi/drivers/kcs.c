/* Keyboard Controller Style (IPMI 9), where isa-ipmi-kcs has it. The transfers are those of the flow charts (9.15). */
#include "guest.h"

#define KCS_DATA 0xca2
#define KCS_STATUS 0xca3
enum { OBF = 0x01, IBF = 0x02, STATE = 0xc0, IDLE = 0x00, READING = 0x40, WRITING = 0x80 };
enum { WRITE_START = 0x61, WRITE_END = 0x62, READ_NEXT = 0x68 };

int kcs_busy(void) { return in8(KCS_STATUS) & (STATE | IBF); }

int kcs_answered(void) { return (in8(KCS_STATUS) & (STATE | IBF | OBF)) == (READING | OBF); }

/* Waits until the BMC has taken the last byte and set OBF, as QEMU does after every byte, and returns its state then. */
static int settled(void) {
  struct timer timer;
  u8 status;
  start(&timer, TICKS_PER_SECOND);
  do {
    status = in8(KCS_STATUS);
    if ((status & (OBF | IBF)) == OBF) return status & STATE;
  } while (!expired(&timer));
  return -1;
}

static int still_writing(void) {
  int state = settled();
  in8(KCS_DATA);
  return state == WRITING;
}

int kcs_write(const u8 *message, u32 count) {
  out8(KCS_STATUS, WRITE_START);
  if (!still_writing()) return 0;
  for (u32 i = 0; i + 1 < count; i++) {
    out8(KCS_DATA, message[i]);
    if (!still_writing()) return 0;
  }
  out8(KCS_STATUS, WRITE_END);
  if (!still_writing()) return 0;
  out8(KCS_DATA, message[count - 1]);
  return 1;
}

u32 kcs_read(u8 *answer) {
  u32 count = 0;
  for (;;) {
    int state = settled();
    u8 byte = in8(KCS_DATA);
    if (state == IDLE) return count;
    if (state != READING || count == ANSWER_SIZE) return KCS_FAILED;
    answer[count++] = byte;
    out8(KCS_DATA, READ_NEXT);
  }
}
