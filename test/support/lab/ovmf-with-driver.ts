/** Debian's OVMF with a DXE driver that asks the BMC on BT as edk2's drivers do, and gives up after some 5 s. */
import { readFileSync } from "node:fs";
import { MAX_CODE_SIZE, peImage, Subsystem } from "../../../src/lab/own-firmware/pe-image.ts";
import { DEFAULT_OVMF } from "../../../src/lab/uefi/uefi-firmware.ts";
import { encodeDriver } from "../../../src/lab/uefi/volume/driver-file.ts";
import { lzmaCompress, lzmaDecompress } from "../../../src/lab/uefi/volume/lzma.ts";
import { addFiles } from "../../../src/lab/uefi/volume/ovmf-image.ts";
import { assemble } from "./assemble.ts";

const DRIVER_GUID = "6c1d1b9c-0f5e-4a39-8a52-2d8f6f0c7b11";

/** Returns the code image. It requires SMM. */
export async function ovmfWithDriver(): Promise<Uint8Array> {
  const code = assemble(DRIVER, 64);
  if (code.length > MAX_CODE_SIZE) throw new Error(`the driver's code has ${code.length} bytes`);
  const image = peImage(code, Subsystem.EfiBootServiceDriver);
  const file = encodeDriver({ kind: "dxe", guid: DRIVER_GUID, name: "IpmiTest", image });
  return addFiles(readFileSync(DEFAULT_OVMF), [file], { unpack: lzmaDecompress, pack: lzmaCompress });
}

/**
 * Get Self Test Results, Get Device ID, Get ACPI Power State. Each waits for the interface and for the answer until the
 * seconds of the real time clock have changed six times; the first that waits in vain is the last.
 */
const DRIVER = `
        .code64
        .globl _start
_start: pushq %rbx
        pushq %rsi
        movb $3, %bh
        leaq commands(%rip), %rsi
next:   movb $0x88, %bl                 # B_BUSY, and an answer that nobody read
        xorb %cl, %cl
        call wait
        jnz over
        movb $0x01, %al
        outb %al, $0xe4
        movb $3, %al
        outb %al, $0xe5
        movb $0x18, %al
        outb %al, $0xe5
        xorb %al, %al
        outb %al, $0xe5
        lodsb
        outb %al, $0xe5
        movb $0x04, %al
        outb %al, $0xe4
        movb $0x08, %bl                 # B2H_ATN
        movb $0x08, %cl
        call wait
        jnz over
        movb $0x08, %al
        outb %al, $0xe4
        movb $0x02, %al
        outb %al, $0xe4
        decb %bh
        jnz next
over:   xorl %eax, %eax
        popq %rsi
        popq %rbx
        ret

# Waits until the bits bl of BT_CTRL are cl. z: they are.
wait:   movb $6, %dl
        movb $0xff, %dh
1:      inb $0xe4, %al
        andb %bl, %al
        cmpb %cl, %al
        je 2f
        xorb %al, %al
        outb %al, $0x70
        inb $0x71, %al
        cmpb %al, %dh
        je 1b
        movb %al, %dh
        decb %dl
        jnz 1b
        orb $1, %dl
2:      ret
commands: .byte 0x04, 0x01, 0x07
`;
