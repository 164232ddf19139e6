#include "guest.h"

static int bt_free(void) { return !bt_busy(); }

/*
 * The exchange of edk2-platforms' BtInterfaceLib: the sequence number is always 0, an answer that is already there is not
 * read first, and nothing of the answer but its completion code is looked at. A driver whose exchange failed does not use
 * the interface again.
 */
u32 bt_exchange(struct driver *driver, const u8 *message, u32 count, u32 ticks, u8 *answer) {
  driver->gave_up = 1;
  if (!poll(bt_free, ticks)) return NOT_SENT;
  bt_write_with(message, count, 0);
  if (!poll(bt_answered, ticks)) return NO_ANSWER;
  count = bt_read(answer);
  driver->gave_up = count < 4 || answer[3] != 0;
  return count;
}

/*
 * The exchange of edk2's ManageabilityPkg: an interface that is not idle is refused at once, and netFn and command of the answer
 * are read and dropped. Its drivers go on after a failure.
 */
u32 kcs_exchange(struct driver *driver, const u8 *message, u32 count, u32 ticks, u8 *answer) {
  if (kcs_busy()) return NOT_SENT;
  if (!kcs_write(message, count) || !poll(kcs_answered, ticks)) return NO_ANSWER;
  count = kcs_read(answer);
  if (count == KCS_FAILED) fault(driver, FAULT_KCS);
  return count;
}
