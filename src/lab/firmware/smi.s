# SMIs of our own making, by the APM port of an ICH9 (Intel ICH9 data sheet §13), and the clock.

        .set    PCI_ADDRESS, 0xcf8
        .set    PCI_DATA, 0xcfc
        .set    LPC_PMBASE, 0x8000f840          # device 31, function 0
        .set    LPC_ACPI_CNTL, 0x8000f844
        .set    ACPI_ENABLE, 0x80
        .set    PMBASE, 0x600
        .set    PM_TIMER, PMBASE + 0x08
        .set    SMI_EN, PMBASE + 0x30
        .set    GBL_SMI_EN, 0x01
        .set    APMC_EN, 0x20
        .set    APM_CNT, 0xb2
        .set    APM_COMMAND, 0x01               # 02 and 03 would switch ACPI on and off

        .set    HANDLER_SEGMENT, 0x3800         # SMBASE 30000h + 8000h, as after a reset
        .set    ROM_SEGMENT, 0xf000
        .set    FAR_JUMP, 0xea

enable_smi:
        movl    $LPC_PMBASE, %eax
        movw    $PCI_ADDRESS, %dx
        outl    %eax, %dx
        movl    $(PMBASE + 1), %eax
        movw    $PCI_DATA, %dx
        outl    %eax, %dx
        movl    $LPC_ACPI_CNTL, %eax
        movw    $PCI_ADDRESS, %dx
        outl    %eax, %dx
        movb    $ACPI_ENABLE, %al
        movw    $PCI_DATA, %dx
        outb    %al, %dx

        movw    $HANDLER_SEGMENT, %ax
        movw    %ax, %es
        movb    $FAR_JUMP, %es:0
        movw    $smi_handler, %es:1
        movw    $ROM_SEGMENT, %es:3
        xorw    %ax, %ax
        movw    %ax, %es

        movl    $(GBL_SMI_EN + APMC_EN), %eax
        movw    $SMI_EN, %dx
        outl    %eax, %dx
        ret

# An SMI comes some instructions after the write that asks for it, at any of those below. The registers, and so the
# clock, are the same after it. The clock is asked before the flag, so that a long SMI is not taken for none.
step_smi:
        cmpb    $0, MODE
        jne     bad_step
        movw    %si, PROGRAM_AT
        movb    $0, SMI_DONE
        movl    $TICKS_PER_SECOND, %eax
        call    start_timer
        movb    $APM_COMMAND, %al
        outb    %al, $APM_CNT
1:      call    expired
        sbbb    %al, %al
        cmpb    $0, SMI_DONE
        jne     2f
        testb   %al, %al
        jz      1b
        movb    $FAULT_NO_SMI, %al
        jmp     fault
2:      movw    PROGRAM_AT, %si
        ret

smi_handler:
        cld
        xorw    %ax, %ax
        movw    %ax, %ds
        movw    %ax, %es
        movw    %ax, %ss
        movw    $SMM_STACK, %sp
        movb    $FLAG_SMM, MODE
        movw    PROGRAM_AT, %si
        call    run
        movw    %si, PROGRAM_AT
        movb    $0, MODE
        movb    $1, SMI_DONE
        rsm

# The clock lives in two registers: ebp, the ticks left, and edi, the timer as last read. Sets it to eax ticks.
start_timer:
        movl    %eax, %ebp
        movw    $PM_TIMER, %dx
        inl     %dx, %eax
        movl    %eax, %edi
        ret

# Carry when the ticks are over. To be asked more often than the timer wraps.
expired:
        movw    $PM_TIMER, %dx
        inl     %dx, %eax
        movl    %eax, %ecx
        subl    %edi, %ecx
        andl    $TICK_MASK, %ecx
        movl    %eax, %edi
        subl    %ecx, %ebp
        ja      1f
        xorl    %ebp, %ebp
        stc
1:      ret
