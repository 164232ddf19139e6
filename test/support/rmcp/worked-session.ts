/** One session of suite 3, recorded from ipmitool 1.8.19 against ipmi_sim 2.0.33, with the values in between. */
import { hex } from "../bytes/hex.ts";

export const HANDSHAKE = {
  consoleSessionId: 0xa0a2a3a4,
  bmcSessionId: 0x00000002,
  consoleRandom: hex("51f4f6c94bc45a3c64fdf1071cadae9b"),
  bmcRandom: hex("bdb28c55dfa5b5f296f09530d015cc8e"),
  guid: hex("a123456789abcdefa123456789abcdef"),
  role: 0x14,
  userName: Buffer.from("ipmiusr"),
};

export const CODES = {
  rakp2: "0a56ef8f935633d7c25a259da6d44ac52355ec9e",
  rakp3: "6bc21f5cedac2614d8aa8330d4d94d2466dd7f2e",
  sik: "fa0d6f4a92d6c37db029ee3d571e690fc9c54b72",
  rakp4: "8ddb70d94eb352fb81586cad",
  k1: "7bee25beff557126672b7ee4837bb8b666baae75",
  k2: "494d84e701cd9e6eb7e9f33e27cee2d5b9948291",
};

/** Set Session Privilege Level, the first packet of the session, after the RMCP header. */
export const FIRST_PACKET = hex(`
  06 c0 02000000 03000000 2000 d010f9d5d769f4fee86b28a18071fe18 7504a5cb355731f5c9184057b799ffef
  ffff 02 07 c680b049536fb5f40afdff18`);

export const FIRST_MESSAGE = "20 18 c8 81 04 3b 04 3c";
