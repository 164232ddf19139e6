/* The parts of UEFI 2.10 and PI 1.8 that the drivers use. Other members of a table are only counted. */
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#define EFI __attribute__((ms_abi))

struct guid {
  u8 bytes[16];
};

/* UEFI 2.10 §4.4: the members after the header of 24 bytes. */
struct boot_services {
  u64 header[3];
  void *tpl[2];
  u64 (EFI *allocate_pages)(u32 type, u32 memory_type, u64 pages, void *memory);
  void *memory[4];
  u64 (EFI *create_event)(u32 type, u64 tpl, void (EFI *notify)(void *, void *), void *context, void **event);
  u64 (EFI *set_timer)(void *event, u32 type, u64 hundred_ns);
  void *events[3];
  u64 (EFI *check_event)(void *event);
  u64 (EFI *install_protocol)(void **handle, const struct guid *protocol, u32 type, void *interface);
  void *protocols[23];
  u64 (EFI *locate_protocol)(const struct guid *protocol, void *registration, void *interface);
};

#define ALLOCATE_ANY 0
#define BOOT_SERVICES_DATA 4
#define TIMER_WITH_NOTIFY 0x80000200
#define TPL_CALLBACK 8
#define TIMER_CANCEL 0
#define TIMER_PERIODIC 1
#define NATIVE_INTERFACE 0

/* UEFI 2.10 §4.3 */
struct system_table {
  u64 header[3];
  void *vendor;
  u64 revision;
  void *consoles[6];
  void *runtime_services;
  struct boot_services *boot;
};

/* PI 1.8, volume 4, §3.1 */
struct mm_system_table {
  u64 header[3];
  void *vendor;
  u64 revision;
  void *install_configuration_table;
  void *io[4];
  void *memory[4];
  u64 (EFI *startup_this_ap)(void (EFI *procedure)(void *), u64 cpu, void *argument);
  u64 this_cpu;
  u64 cpus;
  void *save_state[2];
  u64 table_entries;
  void *configuration_table;
  void *protocols[6];
  void *manage;
  u64 (EFI *register_handler)(u64 (EFI *handler)(void *, const void *, void *, u64 *), const struct guid *type,
                void **handle);
};

/* PI 1.8, volume 4, §4.1 */
struct mm_base {
  u64 (EFI *in_mm)(struct mm_base *this, u8 *inside);
  u64 (EFI *mm_system_table)(struct mm_base *this, struct mm_system_table **table);
};
