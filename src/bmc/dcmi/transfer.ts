/** Bytes of text that DCMI's commands carry at a time (DCMI §6.4). */
export const MAX_TRANSFER = 16;
