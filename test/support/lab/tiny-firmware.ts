/** Firmware of a few bytes that stands for the user's: it asks on BT who the BMC is, then says that it has booted. */
import { assemble } from "./assemble.ts";

/** The text that it writes to the debug console in the end, by default. */
export const TINY_SIGN = "tiny firmware: done";

/**
 * The ways to treat an answer. "polls for ever": waits until one comes. "gives up": waits for up to 5 s. "does not
 * care": waits for none. "retries for ever": asks again until the completion code is 00h. "does not ask": asks nothing.
 */
export type TinyKind = "polls for ever" | "gives up" | "does not care" | "retries for ever" | "does not ask";

const IMAGE_SIZE = 0x1_0000;
const RESET_VECTOR = 0xfff0;
const JUMP_TO_CODE = [0xea, 0x00, 0x00, 0x00, 0xf0];
const CODE = {
  "polls for ever": "call send\n1: call answered\n jz 1b\n call read",
  // The seconds of the real time clock change five times.
  "gives up": `call send
        movb $6, %cl
        movb $0xff, %ah
1:      call answered
        jnz 2f
        xorb %al, %al
        outb %al, $0x70
        inb $0x71, %al
        cmpb %al, %ah
        je 1b
        movb %al, %ah
        decb %cl
        jnz 1b
2:`,
  "does not care": "call send",
  "retries for ever": "2: call send\n1: call answered\n jz 1b\n call read\n testb %al, %al\n jnz 2b",
  "does not ask": "",
} as const satisfies Record<TinyKind, string>;

/** Makes the ROM. Needs GNU as and ld. */
export function tinyFirmware(kind: TinyKind, sign: string = TINY_SIGN): Uint8Array {
  const source = `
        .code16
        .globl _start
_start: cli
        cld
        xorw %ax, %ax
        movw %ax, %ss
        movw $0x7000, %sp
        ${CODE[kind]}
        movw $0x402, %dx
        movw $text, %si
1:      lodsb %cs:(%si)
        testb %al, %al
        jz 2f
        outb %al, %dx
        jmp 1b
2:      hlt
        jmp 2b
send:   movb $0x01, %al
        outb %al, $0xe4
        movw $request, %si
        movw $4, %cx
1:      lodsb %cs:(%si)
        outb %al, $0xe5
        loop 1b
        movb $0x04, %al
        outb %al, $0xe4
        ret
answered:
        inb $0xe4, %al
        testb $0x08, %al
        ret
read:   movb $0x08, %al
        outb %al, $0xe4
        movb $0x02, %al
        outb %al, $0xe4
        movw $5, %cx
1:      inb $0xe5, %al
        loop 1b
        ret
request: .byte 3, 0x18, 0, 1
text:   .asciz "${sign}\\n"
`;
  const image = new Uint8Array(IMAGE_SIZE);
  image.set(assemble(source, 32));
  image.set(JUMP_TO_CODE, RESET_VECTOR);
  return image;
}
