# Keyboard Controller Style (IPMI §9), where isa-ipmi-kcs has it. The transfers are those of the flow charts (§9.15).

        .set    KCS_DATA, 0xca2
        .set    KCS_STATUS, 0xca3
        .set    WRITE_START, 0x61
        .set    WRITE_END, 0x62
        .set    READ_NEXT, 0x68
        .set    OBF, 0x01
        .set    IBF, 0x02
        .set    STATE, 0xc0
        .set    IDLE_STATE, 0x00
        .set    READ_STATE, 0x40
        .set    WRITE_STATE, 0x80

kcs:    .word   kcs_busy, kcs_write, kcs_answered, kcs_read

kcs_busy:
        movw    $KCS_STATUS, %dx
        inb     %dx, %al
        testb   $(STATE | IBF), %al
        ret

kcs_answered:
        movw    $KCS_STATUS, %dx
        inb     %dx, %al
        andb    $(STATE | IBF | OBF), %al
        cmpb    $(READ_STATE | OBF), %al
        sete    %al
        testb   %al, %al
        ret

kcs_write:
        pushw   %cx
        movb    $WRITE_START, %al
        call    kcs_command
        popw    %cx
1:      cmpw    $1, %cx
        je      2f
        decw    %cx
        pushw   %cx
        lodsb   %cs:(%si)
        movw    $KCS_DATA, %dx
        outb    %al, %dx
        call    kcs_still_writing
        popw    %cx
        jmp     1b
2:      movb    $WRITE_END, %al
        call    kcs_command
        lodsb   %cs:(%si)
        movw    $KCS_DATA, %dx
        outb    %al, %dx
        ret

kcs_command:
        movw    $KCS_STATUS, %dx
        outb    %al, %dx
kcs_still_writing:
        call    kcs_settled
        movw    $KCS_DATA, %dx
        inb     %dx, %al                        # clears OBF
        cmpb    $WRITE_STATE, %ah
        jne     kcs_fault
        ret

kcs_read:
        movw    $ANSWER, %bx
1:      call    kcs_settled
        movw    $KCS_DATA, %dx
        inb     %dx, %al
        cmpb    $IDLE_STATE, %ah
        je      2f
        cmpb    $READ_STATE, %ah
        jne     kcs_fault
        cmpw    $(ANSWER + MAX_ANSWER), %bx
        je      kcs_fault
        movb    %al, (%bx)
        incw    %bx
        movb    $READ_NEXT, %al
        outb    %al, %dx
        jmp     1b
2:      leaw    -ANSWER(%bx), %cx
        ret

# Waits until the BMC has taken the last byte and set OBF, as QEMU does after every byte in both directions; ah is the
# state it is in then. Keeps bx and si.
kcs_settled:
        movl    $TICKS_PER_SECOND, %eax
        call    start_timer
1:      movw    $KCS_STATUS, %dx
        inb     %dx, %al
        movb    %al, %ah
        andb    $STATE, %ah
        andb    $(OBF | IBF), %al
        cmpb    $OBF, %al
        je      2f
        call    expired
        jnc     1b
kcs_fault:
        movb    $FAULT_KCS, %al
        jmp     fault
2:      ret
