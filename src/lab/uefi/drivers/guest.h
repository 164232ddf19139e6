/*
 * Both drivers carry out a program of guest steps on an IPMI interface and report what they saw. Each driver links its own
 * copy of these functions, as the drivers of a firmware do, so each has its own BT sequence counter, from 0.
 *
 * The program (program.ts) is a sequence of steps, each a code and its operands, least significant byte first, times in
 * ticks of the PM timer. Where the test firmware has a step too, the code is the same.
 *
 *   00          end, of the program, of an smi or of an ap
 *   01 n16 ...  request: n bytes of netFn << 2 | LUN, cmd, data
 *   02 t32      wait for an answer
 *   03          drain: take an answer if one is there
 *   04 t32      pass
 *   05 ... 00   smi: the SMM driver does these steps inside one SMI
 *   06          reset the platform; after the next boot the DXE driver asks for a new program
 *   07 ... 00   ap: another vCPU does these steps, inside the SMI
 *   08 t32 n16  exchange: n bytes as of a request, and each poll ends after t; exchange.c has the rest
 *
 * A report (report.ts) is a sequence of records: kind, flags, n16, n bytes. The kind is the code of a finished step, 00 at
 * the program's end, 10 when both drivers are loaded and want a program, FF on a fault.
 */
#pragma once
#include "efi.h"

/* Hidden functions are called and pointed to relative to the code, so an image needs no relocations. */
#pragma GCC visibility push(hidden)

enum step { END, REQUEST, WAIT, DRAIN, PASS, SMI, RESET, AP, EXCHANGE, HELLO = 0x10, FAULT = 0xff };

enum flag { DONE = 0x01, BUSY = 0x02, GAVE_UP = 0x04, OTHER_CPU = 0x40, IN_SMM = 0x80 };

enum fault { FAULT_STEP = 1, FAULT_NO_SMI, FAULT_KCS, FAULT_AP };

#define ANSWER_SIZE 512
#define PROGRAM_SIZE 0xf000
#define PROOF_SIZE 16

/* What the SMM driver publishes for the DXE driver, in memory that both modes see. */
struct shared {
  const u8 *next;      /* where an SMI goes on in the program, and where it stopped */
  const u8 *code;      /* address of the SMM driver's handler, in SMRAM */
  volatile u8 ordered; /* the DXE driver wants an SMI */
  volatile u8 done;    /* the SMI has come and gone */
  u8 over_kcs;
  u8 cpus;
  u8 inside[PROOF_SIZE]; /* the handler's code as it is read inside SMM */
  u8 program[PROGRAM_SIZE];
};

extern const struct guid shared_guid;

/* A driver's own state. */
struct driver {
  struct shared *shared;
  const u8 *next;
  u8 mode; /* IN_SMM, or 0 */
  u8 this_cpu;
  u8 over_kcs;
  u8 gave_up;
  void (*inner)(struct driver *, enum step); /* does an smi, an ap or a reset */
};

/* steps.c. `run` does the steps up to and with their end. */
void run(struct driver *driver);
void report(const struct driver *driver, enum step kind, u8 flags, const u8 *bytes, u32 count);
void fault(const struct driver *driver, enum fault why) __attribute__((noreturn));

/* clock.c: the PM timer, 24 bits wide */
struct timer {
  u32 left;
  u32 last;
};
void start(struct timer *timer, u32 ticks);
int expired(struct timer *timer);
#define TICKS_PER_SECOND 3579545
/* Polls until `ready` holds, for up to `ticks`. */
int poll(int (*ready)(void), u32 ticks);

/* serial.c: the port that programs come from and reports go to */
void serial_init(void);
void serial_put(u8 byte);
u8 serial_get(void);

/* bt.c, kcs.c. `bt_write` puts its sequence number into `stamp` and returns 1, the number of bytes there. */
int bt_busy(void);
u32 bt_write(const u8 *message, u32 count, u8 *stamp);
void bt_write_with(const u8 *message, u32 count, u8 sequence);
int bt_answered(void);
u32 bt_read(u8 *answer);
int kcs_busy(void);
int kcs_write(const u8 *message, u32 count);
int kcs_answered(void);
u32 kcs_read(u8 *answer);
#define KCS_FAILED 0xffffffff

/* exchange.c: one request and its answer, as public stacks do it. They return the size of the answer, or one of these. */
u32 bt_exchange(struct driver *driver, const u8 *message, u32 count, u32 ticks, u8 *answer);
u32 kcs_exchange(struct driver *driver, const u8 *message, u32 count, u32 ticks, u8 *answer);
#define NOT_SENT 0xfffffffe
#define NO_ANSWER 0xfffffffd

static inline void out8(u16 port, u8 value) { __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port) : "memory"); }

static inline u8 in8(u16 port) {
  u8 value;
  __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
  return value;
}

static inline u32 in32(u16 port) {
  u32 value;
  __asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port) : "memory");
  return value;
}

/* The CPU's own number, CPUID 1. */
static inline u8 cpu_number(void) {
  u32 a = 1, b, c, d;
  __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
  return b >> 24;
}
