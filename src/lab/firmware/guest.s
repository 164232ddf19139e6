# The test firmware: it carries out a program of guest steps on an IPMI interface, inside and outside System Management
# Mode, and reports what it saw. 16-bit real mode from the first instruction to the last: in SMM an x86 is as good as in
# real mode, so both modes run this very code, from the ROM at F0000h. Every loop here ends, by a count or by the clock.
#
# Laid out by image.ts: this code at F000:0000, the program at F000:PROGRAM, a jump to _start at F000:FFF0.
#
# The program (program.ts): one byte for the interface (0 BT, 1 KCS), then steps, each a code and its operands, least
# significant byte first, times in ticks of the PM timer:
#
#   00          end, of the program or of an smi
#   01 n16 …    request: the n bytes as the interface takes them
#   02 t32      wait for an answer
#   03          drain: take an answer if one is there
#   04 t32      pass
#   05 … 00     smi: do these steps inside one SMI
#   06          reset: reset the machine, and go on with the next step
#
# A report (report.ts), on the debug console: kind (the code of the step; 00 at the program's end, FF on a fault), flags
# (bit 0 done, bit 1 busy, bit 7 made in SMM), n16, the n bytes of the answer or the number of the fault.
#
# That bit 7 tells the truth is proven by what comes after it: the handler ends with RSM, which outside SMM is an invalid
# opcode, and of that no report would come.

        .set    PROGRAM, 0x1000

        .set    RESET_CONTROL, 0xcf9            # ICH9 data sheet §13.7.5
        .set    RESET_ALL, 0x06                 # SYS_RST, RST_CPU
        .set    DEBUG_CONSOLE, 0xe9
        .set    DEBUG_EXIT, 0x501
        .set    EXIT_FINISHED, 0x10             # QEMU ends with 2n + 1
        .set    EXIT_FAULT, 0x11

        .set    FLAG_SMM, 0x80
        .set    KIND_END, 0x00
        .set    KIND_FAULT, 0xff

        .set    FAULT_STEP, 1                   # no such step or interface, or an smi or reset inside an smi
        .set    FAULT_NO_SMI, 2                 # APM_CNT was written and no SMI came
        .set    FAULT_KCS, 3                    # KCS left the path of the flow charts
        .set    FAULT_NO_RESET, 4               # the reset control register was written and no reset came

        .set    TICKS_PER_SECOND, 3579545       # ACPI 6.5 §4.8.2.1; 24 bits of them, so it wraps after 4.7 s
        .set    TICK_MASK, 0xffffff

# Segment 0, where ds, es and ss point in both modes.
        .set    PROGRAM_AT, 0x500               # where an SMI, or a reset machine, goes on in the program
        .set    INTERFACE, 0x502                # the table of the interface in use
        .set    MODE, 0x504                     # FLAG_SMM inside the handler, else 0
        .set    SMI_DONE, 0x505
        .set    RESUME_MARK, 0x508              # RESUME across a reset, which memory outlives
        .set    RESUME, 0x656d7552
        .set    ANSWER, 0x1000
        .set    MAX_ANSWER, 0x200               # more than QEMU's 300 bytes; past it is FAULT_KCS
        .set    SMM_STACK, 0x6000
        .set    STACK, 0x7000

        .code16
        .globl  _start
_start:
        cli
        cld
        xorw    %ax, %ax
        movw    %ax, %ds
        movw    %ax, %es
        movw    %ax, %ss
        movw    $STACK, %sp
        lidtw   %cs:no_handlers
        movb    %al, MODE
        call    enable_smi

        movw    $PROGRAM, %si
        lodsb   %cs:(%si)
        movw    $bt, INTERFACE
        cmpb    $1, %al
        jb      1f
        ja      bad_step
        movw    $kcs, INTERFACE
1:      xorl    %eax, %eax
        xchgl   %eax, RESUME_MARK
        cmpl    $RESUME, %eax
        jne     2f
        movw    PROGRAM_AT, %si
2:      call    run

        movb    $KIND_END, %al
        xorw    %cx, %cx
        call    report
        movb    $EXIT_FINISHED, %al
exit:   movw    $DEBUG_EXIT, %dx
        outb    %al, %dx
1:      hlt
        jmp     1b

# A table of no interrupt handlers: any exception ends in a reset, and with it QEMU.
no_handlers:
        .word   0
        .long   0

bad_step:
        movb    $FAULT_STEP, %al
# Reports fault al and ends it all, in either mode.
fault:
        movb    %al, ANSWER
        movw    $KIND_FAULT, %ax                # not done
        movw    $1, %cx
        call    report
        movb    $EXIT_FAULT, %al
        jmp     exit

# Does the steps from si on, up to and with their end.
run:
        lodsb   %cs:(%si)
        testb   %al, %al
        jz      1f
        cmpb    $((steps_end - steps) / 2), %al
        ja      bad_step
        movzbw  %al, %bx
        addw    %bx, %bx
        callw   *%cs:(steps - 2)(%bx)
        jmp     run
1:      ret
steps:
        .word   step_request, step_wait, step_drain, step_pass, step_smi, step_reset
steps_end:

# An interface is a table of four functions. They keep si (but WRITE); BUSY and ANSWERED keep cx and the clock too.
        .set    BUSY, 0                         # nz when it takes no request
        .set    WRITE, 2                        # writes cx bytes, 2 or more, from cs:si, and rings
        .set    ANSWERED, 4                     # nz when an answer is there
        .set    READ, 6                         # reads it to ANSWER, cx bytes
        .macro  interface function
        movw    INTERFACE, %bx
        callw   *%cs:\function(%bx)
        .endm

step_request:
        lodsw   %cs:(%si)
        movw    %ax, %cx
        addw    %si, %ax
        pushw   %ax
        interface BUSY
        movw    $0x0001, %ax                    # kind 1, not done
        jnz     1f
        interface WRITE
        movw    $0x0101, %ax
1:      popw    %si
        xorw    %cx, %cx
        jmp     report

# The clock is asked before the interface, so that an answer that came in time is not taken for late.
step_wait:
        lodsl   %cs:(%si)
        call    start_timer
        pushw   $2
        jmp     1f
step_drain:
        xorl    %eax, %eax
        call    start_timer
        pushw   $3
1:      call    expired
        sbbw    %cx, %cx
        interface ANSWERED
        jnz     2f
        jcxz    1b
        popw    %ax                             # the kind; not done
        xorw    %cx, %cx
        jmp     report
2:      interface READ
        popw    %ax
        movb    $1, %ah
        jmp     report

step_pass:
        lodsl   %cs:(%si)
        call    start_timer
1:      call    expired
        jnc     1b
        ret

step_reset:
        cmpb    $0, MODE
        jne     bad_step
        movw    %si, PROGRAM_AT
        movl    $RESUME, RESUME_MARK
        movl    $TICKS_PER_SECOND, %eax
        call    start_timer
        movw    $RESET_CONTROL, %dx
        movb    $RESET_ALL, %al
        outb    %al, %dx
1:      call    expired
        jnc     1b
        movb    $FAULT_NO_RESET, %al
        jmp     fault

# Writes the record of kind al, done ah, and the cx bytes at ANSWER. Looks whether the interface is busy before all else:
# the answer to a request is on its way. Keeps si.
report:
        pushw   %ax
        interface BUSY
        setnz   %al
        addb    %al, %al                        # bit 1
        popw    %dx
        orb     %al, %dh
        orb     MODE, %dh
        movb    %dl, %al
        outb    %al, $DEBUG_CONSOLE
        movb    %dh, %al
        outb    %al, $DEBUG_CONSOLE
        movb    %cl, %al
        outb    %al, $DEBUG_CONSOLE
        movb    %ch, %al
        outb    %al, $DEBUG_CONSOLE
        movw    $ANSWER, %bx
        jcxz    2f
1:      movb    (%bx), %al
        outb    %al, $DEBUG_CONSOLE
        incw    %bx
        loop    1b
2:      ret

        .include "smi.s"
        .include "bt.s"
        .include "kcs.s"
