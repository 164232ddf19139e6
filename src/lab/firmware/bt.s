# Block Transfer (IPMI §11), where isa-ipmi-bt has it.

        .set    BT_CTRL, 0xe4
        .set    BT_BUFFER, 0xe5
        .set    CLR_WR_PTR, 0x01
        .set    CLR_RD_PTR, 0x02
        .set    H2B_ATN, 0x04
        .set    B2H_ATN, 0x08
        .set    H_BUSY, 0x40
        .set    B_BUSY, 0x80

bt:     .word   bt_busy, bt_write, bt_answered, bt_read

bt_busy:
        inb     $BT_CTRL, %al
        testb   $(B_BUSY | H2B_ATN), %al
        ret

bt_write:
        movb    $CLR_WR_PTR, %al
        outb    %al, $BT_CTRL
1:      lodsb   %cs:(%si)
        outb    %al, $BT_BUFFER
        loop    1b
        movb    $H2B_ATN, %al
        outb    %al, $BT_CTRL
        ret

bt_answered:
        inb     $BT_CTRL, %al
        testb   $B2H_ATN, %al
        ret

# H_BUSY toggles when 1 is written.
bt_read:
        inb     $BT_CTRL, %al
        testb   $H_BUSY, %al
        jnz     1f
        movb    $H_BUSY, %al
        outb    %al, $BT_CTRL
1:      movb    $B2H_ATN, %al
        outb    %al, $BT_CTRL
        movb    $CLR_RD_PTR, %al
        outb    %al, $BT_CTRL
        inb     $BT_BUFFER, %al
        movzbw  %al, %cx
        movw    %cx, %dx
        movw    $ANSWER, %bx
        jcxz    3f
2:      inb     $BT_BUFFER, %al
        movb    %al, (%bx)
        incw    %bx
        loop    2b
3:      movb    $H_BUSY, %al
        outb    %al, $BT_CTRL
        movw    %dx, %cx
        ret
