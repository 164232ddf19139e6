#include "guest.h"

/* The second serial port: OVMF's consoles are on the first. */
#define BASE 0x2f8
#define LINE_STATUS (BASE + 5)
#define RECEIVED 0x01
#define CAN_SEND 0x20

void serial_init(void) {
  out8(BASE + 1, 0x00); /* no interrupts */
  out8(BASE + 3, 0x03); /* 8 bits */
  out8(BASE + 2, 0x01); /* FIFOs on, with what is in them */
}

void serial_put(u8 byte) {
  while (!(in8(LINE_STATUS) & CAN_SEND)) {
  }
  out8(BASE, byte);
}

u8 serial_get(void) {
  while (!(in8(LINE_STATUS) & RECEIVED)) {
  }
  return in8(BASE);
}
