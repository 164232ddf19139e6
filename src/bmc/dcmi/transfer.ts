/** The most bytes of text that one DCMI command transfers (DCMI §6.4). */
export const MAX_TRANSFER = 16;
