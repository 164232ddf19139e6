/** Authentication types of a session packet (IPMI v2 table 13-8). MD2 is not offered. */
export const AuthType = { None: 0x00, Md2: 0x01, Md5: 0x02, Password: 0x04, Oem: 0x05, RmcpPlus: 0x06 } as const;
/** Names of types that a configuration may list, as dumps of BMCs do, and that no LAN door serves. */
export const UNSERVED_TYPES = ["md2", "oem"] as const;
export type AuthType = (typeof AuthType)[keyof typeof AuthType];
