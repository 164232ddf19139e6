/* Block Transfer (IPMI 11), where isa-ipmi-bt has it. */
#include "guest.h"

#define BT_CTRL 0xe4
#define BT_BUFFER 0xe5
enum { CLR_WR_PTR = 0x01, CLR_RD_PTR = 0x02, H2B_ATN = 0x04, B2H_ATN = 0x08, H_BUSY = 0x40, B_BUSY = 0x80 };

static u8 next_sequence;

int bt_busy(void) { return in8(BT_CTRL) & (B_BUSY | H2B_ATN); }

void bt_write_with(const u8 *message, u32 count, u8 sequence) {
  out8(BT_CTRL, CLR_WR_PTR);
  out8(BT_BUFFER, count + 1);
  out8(BT_BUFFER, message[0]);
  out8(BT_BUFFER, sequence);
  for (u32 i = 1; i < count; i++) out8(BT_BUFFER, message[i]);
  out8(BT_CTRL, H2B_ATN);
}

u32 bt_write(const u8 *message, u32 count, u8 *stamp) {
  stamp[0] = next_sequence++;
  bt_write_with(message, count, stamp[0]);
  return 1;
}

int bt_answered(void) { return in8(BT_CTRL) & B2H_ATN; }

/* H_BUSY toggles when 1 is written. */
u32 bt_read(u8 *answer) {
  if (!(in8(BT_CTRL) & H_BUSY)) out8(BT_CTRL, H_BUSY);
  out8(BT_CTRL, B2H_ATN);
  out8(BT_CTRL, CLR_RD_PTR);
  u32 count = in8(BT_BUFFER);
  for (u32 i = 0; i < count; i++) answer[i] = in8(BT_BUFFER);
  out8(BT_CTRL, H_BUSY);
  return count;
}
