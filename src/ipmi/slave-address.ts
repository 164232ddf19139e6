/** The BMC's slave address on the IPMB (IPMI §5.5), 8 bits. */
export const BMC_ADDRESS = 0x20;
