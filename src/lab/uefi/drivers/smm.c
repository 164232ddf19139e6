/* The SMM driver: it does the steps of one smi inside every SMI that the DXE driver asks for. */
#include "guest.h"

static const struct guid mm_base_guid = {
  {0xb7, 0xbf, 0xcc, 0xf4, 0xe0, 0xf6, 0xfd, 0x47, 0x9d, 0xd4, 0x10, 0xa8, 0xf1, 0x50, 0xc1, 0x91}};

static struct mm_system_table *mm;
static struct driver driver;
static volatile u8 ap_finished;

static void EFI on_ap(void *argument) {
  (void)argument;
  run(&driver);
  ap_finished = 1;
}

/* SmmStartupThisAp does not wait for the procedure's end, unless the firmware is built to. */
static void inner(struct driver *driver, enum step step) {
  if (step != AP || mm->cpus < 2) fault(driver, FAULT_AP);
  ap_finished = 0;
  if (mm->startup_this_ap(on_ap, mm->this_cpu == 0 ? mm->cpus - 1 : 0, 0)) fault(driver, FAULT_AP);
  while (!ap_finished) __asm__ volatile("pause");
}

static u64 EFI on_smi(void *handle, const void *context, void *buffer, u64 *size) {
  struct shared *shared = driver.shared;
  (void)handle, (void)context, (void)buffer, (void)size;
  if (!shared->ordered) return 0;
  shared->ordered = 0;
  for (u32 i = 0; i < PROOF_SIZE; i++) shared->inside[i] = ((const volatile u8 *)shared->code)[i];
  driver.next = shared->next;
  driver.this_cpu = cpu_number();
  driver.over_kcs = shared->over_kcs;
  run(&driver);
  shared->next = driver.next;
  shared->done = 1;
  return 0;
}

u64 EFI driver_entry(void *image, struct system_table *system) {
  struct mm_base *base;
  void *handle = 0, *registered;
  (void)image;
  u64 error = system->boot->locate_protocol(&mm_base_guid, 0, &base);
  if (!error) error = base->mm_system_table(base, &mm);
  if (!error) error = mm->register_handler(on_smi, 0, &registered);
  if (!error)
    error = system->boot->allocate_pages(ALLOCATE_ANY, BOOT_SERVICES_DATA, (sizeof(struct shared) + 0xfff) / 0x1000,
                       &driver.shared);
  if (error) return error;
  driver.mode = IN_SMM;
  driver.inner = inner;
  driver.shared->ordered = 0;
  driver.shared->cpus = mm->cpus;
  driver.shared->code = (const u8 *)on_smi;
  return system->boot->install_protocol(&handle, &shared_guid, NATIVE_INTERFACE, driver.shared);
}
