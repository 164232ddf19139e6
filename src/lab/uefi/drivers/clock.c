#include "guest.h"

#define PM_TIMER 0x608
#define TICK_MASK 0xffffff

void start(struct timer *timer, u32 ticks) {
  timer->left = ticks;
  timer->last = in32(PM_TIMER);
}

/* To be asked more often than the timer wraps, which it does after 4.7 s. */
int expired(struct timer *timer) {
  u32 now = in32(PM_TIMER);
  u32 gone = (now - timer->last) & TICK_MASK;
  timer->last = now;
  timer->left = gone < timer->left ? timer->left - gone : 0;
  return timer->left == 0;
}

/* The clock is asked before `ready`, so that an answer that came in time is not taken for late. */
int poll(int (*ready)(void), u32 ticks) {
  struct timer timer;
  start(&timer, ticks);
  for (;;) {
    int late = expired(&timer);
    if (ready()) return 1;
    if (late) return 0;
  }
}
