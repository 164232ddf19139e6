/* The DXE driver: it waits until the SMM driver is loaded, asks for a program, and carries it out. */
#include "guest.h"

#define APM_CNT 0xb2
#define APM_COMMAND 0x01 /* 02 and 03 would switch ACPI on and off */
#define RESET_CONTROL 0xcf9
#define HARD_RESET 0x06
#define POLL_INTERVAL 100000 /* 10 ms in units of 100 ns */

static struct boot_services *boot;
static void *timer;

/* Asks for an SMI. It comes some instructions after the write. */
static void smi(struct driver *driver) {
  struct shared *shared = driver->shared;
  struct timer patience;
  u8 proof[2 * PROOF_SIZE];
  shared->next = driver->next;
  shared->done = 0;
  shared->ordered = 1;
  start(&patience, TICKS_PER_SECOND);
  out8(APM_CNT, APM_COMMAND);
  for (;;) {
    int late = expired(&patience);
    if (shared->done) break;
    if (late) fault(driver, FAULT_NO_SMI);
  }
  driver->next = shared->next;
  for (u32 i = 0; i < PROOF_SIZE; i++) {
    proof[i] = shared->inside[i];
    proof[PROOF_SIZE + i] = ((const volatile u8 *)shared->code)[i];
  }
  report(driver, SMI, DONE, proof, sizeof proof);
}

static void inner(struct driver *driver, enum step step) {
  if (step == SMI) return smi(driver);
  if (step != RESET) fault(driver, FAULT_STEP);
  report(driver, RESET, DONE, 0, 0);
  out8(RESET_CONTROL, HARD_RESET);
  for (;;) __asm__ volatile("hlt");
}

static void EFI on_timer(void *event, void *context) {
  struct driver driver = {0};
  (void)event, (void)context;
  if (boot->locate_protocol(&shared_guid, 0, &driver.shared)) return;
  boot->set_timer(timer, TIMER_CANCEL, 0);

  struct shared *shared = driver.shared;
  driver.this_cpu = cpu_number();
  driver.inner = inner;
  serial_init();
  report(&driver, HELLO, DONE, &shared->cpus, 1);
  shared->over_kcs = driver.over_kcs = serial_get();
  u32 size = serial_get();
  size |= serial_get() << 8;
  for (u32 i = 0; i < size && i < PROGRAM_SIZE; i++) shared->program[i] = serial_get();
  driver.next = shared->program;
  run(&driver);
  report(&driver, END, 0, 0, 0);
  for (;;) __asm__ volatile("hlt");
}

u64 EFI driver_entry(void *image, struct system_table *system) {
  (void)image;
  boot = system->boot;
  u64 error = boot->create_event(TIMER_WITH_NOTIFY, TPL_CALLBACK, on_timer, 0, &timer);
  return error ? error : boot->set_timer(timer, TIMER_PERIODIC, POLL_INTERVAL);
}
