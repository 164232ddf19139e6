#include "guest.h"

static int is_busy(const struct driver *driver) { return driver->over_kcs ? kcs_busy() : bt_busy(); }
static int is_answered(const struct driver *driver) { return driver->over_kcs ? kcs_answered() : bt_answered(); }

static u32 read_answer(const struct driver *driver, u8 *answer) {
  u32 count = driver->over_kcs ? kcs_read(answer) : bt_read(answer);
  if (count == KCS_FAILED) fault(driver, FAULT_KCS);
  return count;
}

void report(const struct driver *driver, enum step kind, u8 flags, const u8 *bytes, u32 count) {
  /* Before all else: the answer to a request is on its way. */
  if (is_busy(driver)) flags |= BUSY;
  flags |= driver->mode;
  if (cpu_number() != driver->this_cpu) flags |= OTHER_CPU;
  serial_put(kind);
  serial_put(flags);
  serial_put(count);
  serial_put(count >> 8);
  for (u32 i = 0; i < count; i++) serial_put(bytes[i]);
}

void fault(const struct driver *driver, enum fault why) {
  u8 byte = why;
  report(driver, FAULT, 0, &byte, 1);
  for (;;) __asm__ volatile("hlt");
}

static u32 take(struct driver *driver, u32 size) {
  u32 value = 0;
  for (u32 i = 0; i < size; i++) value |= (u32)*driver->next++ << 8 * i;
  return value;
}

static void request(struct driver *driver) {
  u32 count = take(driver, 2), stamped = 0;
  const u8 *message = driver->next;
  u8 stamp[1], flags = 0;
  driver->next += count;
  if (!is_busy(driver)) {
    flags = DONE;
    if (!driver->over_kcs) stamped = bt_write(message, count, stamp);
    else if (!kcs_write(message, count)) fault(driver, FAULT_KCS);
  }
  report(driver, REQUEST, flags, stamp, stamped);
}

/* The clock is asked before the interface, so that an answer that came in time is not taken for late. */
static void wait(struct driver *driver, enum step kind, u32 ticks) {
  u8 answer[ANSWER_SIZE];
  struct timer timer;
  start(&timer, ticks);
  for (;;) {
    int late = expired(&timer);
    if (is_answered(driver)) {
      u32 count = read_answer(driver, answer);
      return report(driver, kind, DONE, answer, count);
    }
    if (late) return report(driver, kind, 0, 0, 0);
  }
}

static void pass(u32 ticks) {
  struct timer timer;
  start(&timer, ticks);
  while (!expired(&timer)) __asm__ volatile("pause");
}

static void exchange(struct driver *driver) {
  u32 ticks = take(driver, 4), count = take(driver, 2);
  const u8 *message = driver->next;
  u8 answer[ANSWER_SIZE] = {0};
  driver->next += count;
  if (driver->gave_up) return report(driver, EXCHANGE, GAVE_UP, 0, 0);
  u32 got = driver->over_kcs ? kcs_exchange(driver, message, count, ticks, answer)
                             : bt_exchange(driver, message, count, ticks, answer);
  if (got == NOT_SENT) return report(driver, EXCHANGE, 0, 0, 0);
  if (got == NO_ANSWER) return report(driver, EXCHANGE, 0, answer, 1);
  report(driver, EXCHANGE, DONE, answer, got);
}

void run(struct driver *driver) {
  for (;;) {
    u8 step = *driver->next++;
    switch (step) {
      case END: return;
      case REQUEST: request(driver); break;
      case WAIT: wait(driver, WAIT, take(driver, 4)); break;
      case DRAIN: wait(driver, DRAIN, 0); break;
      case PASS: pass(take(driver, 4)); break;
      case EXCHANGE: exchange(driver); break;
      case SMI:
      case AP:
      case RESET: driver->inner(driver, step); break;
      default: fault(driver, FAULT_STEP);
    }
  }
}

const struct guid shared_guid = {
  {0x2b, 0x53, 0x8f, 0x1e, 0x6a, 0xd0, 0x4c, 0x47, 0x93, 0x11, 0x5e, 0xb8, 0x0c, 0x27, 0xa4, 0x6d}};
