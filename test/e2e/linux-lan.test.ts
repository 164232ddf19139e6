/**
 * Users, channels and the LAN's configuration in a Linux guest, over BT and over KCS: what ipmitool sets FreeIPMI reads, and
 * the other way round. The tests go on from each other's state.
 */
import { describe, expect, test } from "vitest";
import { describeInGuests, keys } from "../support/guest/tools.ts";

/** Every authentication type and cipher suite that bmc-config asks for. */
const MACHINE = `
users:
  maximum: 3
  accounts:
    - { id: 2, name: operator, password: secret, privilegeLimit: operator }
lan:
  address: 10.1.2.3
  subnetMask: 255.255.255.0
  macAddress: 02:00:00:a0:a1:aa
  authenticationTypes: [none, md2, md5, password, oem]
  cipherSuites: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]
`;

/** Arguments of ipmitool; where bmc-config has the value. */
const LAN_SET = [
  ["ipsrc static", "Lan_Conf", { IP_Address_Source: "Static" }],
  ["ipaddr 10.1.2.4", "Lan_Conf", { IP_Address: "10.1.2.4" }],
  ["netmask 255.255.0.0", "Lan_Conf", { Subnet_Mask: "255.255.0.0" }],
  ["macaddr 02:00:00:a0:a1:ab", "Lan_Conf", { MAC_Address: "02:00:00:A0:A1:AB" }],
  ["defgw ipaddr 10.1.2.1", "Lan_Conf", { Default_Gateway_IP_Address: "10.1.2.1" }],
  ["defgw macaddr 02:00:00:00:00:01", "Lan_Conf", { Default_Gateway_MAC_Address: "02:00:00:00:00:01" }],
  ["bakgw ipaddr 10.1.2.2", "Lan_Conf", { Backup_Gateway_IP_Address: "10.1.2.2" }],
  ["bakgw macaddr 02:00:00:00:00:02", "Lan_Conf", { Backup_Gateway_MAC_Address: "02:00:00:00:00:02" }],
  ["vlan id 42", "Lan_Conf", { Vlan_id: "42", Vlan_Id_Enable: "Yes" }],
  ["vlan priority 5", "Lan_Conf", { Vlan_Priority: "5" }],
  ["arp generate on", "Lan_Conf_Misc", { Enable_Gratuitous_ARPs: "Yes" }],
  ["arp respond off", "Lan_Conf_Misc", { Enable_ARP_Response: "No" }],
  ["arp interval 4", "Lan_Conf_Misc", { Gratuitous_ARP_Interval: "7" }],
  [
    "auth ADMIN MD5",
    "Lan_Conf_Auth",
    { Admin_Enable_Auth_Type_MD5: "Yes", Admin_Enable_Auth_Type_Straight_Password: "No" },
  ],
  [
    "cipher_privs uooaXXXXXXXXXXX",
    "Rmcpplus_Conf_Privilege",
    { Maximum_Privilege_Cipher_Suite_Id_0: "User", Maximum_Privilege_Cipher_Suite_Id_3: "Administrator" },
  ],
  [
    "bad_pass_thresh 3 1 60 120",
    "Lan_Conf_User_Security",
    {
      Bad_Password_Threshold: "3",
      Attempt_Count_Reset_Interval: "60",
      User_Lockout_Interval: "120",
      Enable_Event_Message_When_User_Disabled: "Yes",
    },
  ],
  ["access off", "Lan_Channel", { Volatile_Access_Mode: "Disabled", Non_Volatile_Access_Mode: "Disabled" }],
  [
    "access on",
    "Lan_Channel",
    { Volatile_Access_Mode: "Always_Available", Non_Volatile_Access_Mode: "Always_Available" },
  ],
] as const;

/** Input of bmc-config; output of ipmitool lan print. */
const LAN_COMMIT = [
  ["Lan_Conf:IP_Address_Source=Use_DHCP", { "IP Address Source": "DHCP Address" }],
  ["Lan_Conf:IP_Address=10.1.2.5", { "IP Address": "10.1.2.5" }],
  ["Lan_Conf:MAC_Address=02:00:00:A0:A1:AC", { "MAC Address": "02:00:00:a0:a1:ac" }],
  ["Lan_Conf:Default_Gateway_IP_Address=10.1.2.6", { "Default Gateway IP": "10.1.2.6" }],
  ["Lan_Conf:Vlan_Id_Enable=No", { "802.1q VLAN ID": "Disabled" }],
  ["Lan_Conf_Misc:Enable_ARP_Response=Yes", { "BMC ARP Control": "ARP Responses Enabled, Gratuitous ARP Enabled" }],
  ["Lan_Conf_User_Security:Bad_Password_Threshold=4", { "Bad Password Threshold": "4" }],
  [
    "Rmcpplus_Conf_Privilege:Maximum_Privilege_Cipher_Suite_Id_0=Unused",
    { "Cipher Suite Priv Max": "XooaXXXXXXXXXXX" },
  ],
] as const;

/** Arguments of ipmitool, the value in bmc-config, and the fields of ipmitool sol info. */
const SOL_SET = [
  ["enabled true", { Enable_SOL: "Yes" }],
  ["force-encryption false", { Force_SOL_Payload_Encryption: "No" }],
  ["force-authentication false", { Force_SOL_Payload_Authentication: "No" }],
  ["privilege-level admin", { SOL_Privilege_Level: "Administrator" }],
  ["character-accumulate-level 10", { Character_Accumulate_Interval: "10" }],
  ["character-send-threshold 96", { Character_Send_Threshold: "96" }],
  ["retry-count 3", { SOL_Retry_Count: "3" }],
  ["retry-interval 20", { SOL_Retry_Interval: "20" }],
  ["non-volatile-bit-rate 19.2", { Non_Volatile_Bit_Rate: "19200" }],
  ["volatile-bit-rate 38.4", { Volatile_Bit_Rate: "38400" }],
] as const;

describeInGuests(MACHINE, (tools) => {
  const commit = (...pairs: readonly string[]) =>
    tools.run(`bmc-config --commit ${pairs.map((pair) => `--key-pair="${pair}"`).join(" ")}`);
  // Asked to be verbose it looks for a user's rights on a serial channel too, and fails.
  const section = (name: string) => tools.section("bmc-config", name, name.startsWith("User") ? "" : "--verbose");

  describe("ipmitool sets, FreeIPMI reads", () => {
    test.each(LAN_SET)("lan set 1 %s", async (setting, name, read) => {
      await tools.run(`ipmitool lan set 1 ${setting}`);
      expect(await section(name)).toMatchObject(read);
    });

    test("lan set 1 snmp, lan alert set", async () => {
      await tools.run(
        "ipmitool lan set 1 snmp secret",
        "ipmitool lan alert set 1 2 ipaddr 10.9.8.7",
        "ipmitool lan alert set 1 2 macaddr 02:00:00:00:00:07",
        "ipmitool lan alert set 1 2 ack on",
        "ipmitool lan alert set 1 2 time 9",
        "ipmitool lan alert set 1 2 retry 3",
      );
      expect(await tools.section("ipmi-pef-config", "Community_String")).toMatchObject({ Community_String: "secret" });
      expect(await tools.section("ipmi-pef-config", "Lan_Alert_Destination_2")).toMatchObject({
        Alert_Destination_Type: "PET_Trap",
        Alert_Acknowledge: "Yes",
        Alert_Acknowledge_Timeout: "9",
        Alert_Retries: "3",
        Alert_IP_Address: "10.9.8.7",
        Alert_MAC_Address: "02:00:00:00:00:07",
      });
    });

    test("user set, enable, disable and priv; channel setaccess", async () => {
      await tools.run(
        "ipmitool user set name 3 third",
        "ipmitool user set password 3 01234567890123456789 20",
        "ipmitool user enable 3",
        "ipmitool user disable 2",
        "ipmitool user priv 3 3 1",
        "ipmitool channel setaccess 1 3 ipmi=on link=on callin=off",
      );
      expect(await section("User3")).toMatchObject({
        Username: "third",
        Enable_User: "Yes",
        Lan_Enable_IPMI_Msgs: "Yes",
        Lan_Enable_Link_Auth: "Yes",
        Lan_Privilege_Limit: "Operator",
      });
      expect(await section("User2")).toMatchObject({ Enable_User: "No" });
      expect((await tools.guest.run("ipmitool user test 3 20 01234567890123456789")).stdout).toBe("Success\n");
    });

    test.each(SOL_SET)("sol set %s", async (setting, read) => {
      await tools.run(`ipmitool sol set ${setting} 1`);
      expect(await section("SOL_Conf")).toMatchObject(read);
    });

    test("sol payload enable and disable", async () => {
      await tools.run("ipmitool sol payload enable 1 2");
      expect(await section("User2")).toMatchObject({ SOL_Payload_Access: "Yes" });
      await tools.run("ipmitool sol payload disable 1 2");
      expect(await section("User2")).toMatchObject({ SOL_Payload_Access: "No" });
    });
  });

  describe("FreeIPMI sets, ipmitool reads", () => {
    test.each(LAN_COMMIT)("%s", async (pair, read) => {
      await commit(pair);
      expect(await tools.printed("ipmitool lan print 1")).toMatchObject(read);
    });

    test("a user", async () => {
      await commit(
        "User2:Username=second",
        "User2:Password=new",
        "User2:Enable_User=Yes",
        "User2:SOL_Payload_Access=Yes",
      );
      await commit("User2:Lan_Privilege_Limit=Administrator", "User2:Lan_Enable_Link_Auth=Yes");
      const users = (await tools.run("ipmitool user list 1")).trimEnd().split("\n");
      expect(users[2]?.trim().split(/\s{2,}/)).toEqual(["2", "second", "true", "true", "true", "ADMINISTRATOR"]);
      expect((await tools.guest.run("ipmitool user test 2 16 new")).stdout).toBe("Success\n");
      expect(await tools.run("ipmitool sol payload status 1 2")).toContain("User 2 on channel 1 is enabled");
      expect(await tools.printed("ipmitool user summary 1")).toMatchObject({ "Enabled User Count": "2" });
    });

    test("the channel, its keys and its SOL", async () => {
      await commit("Lan_Channel:Non_Volatile_Enable_Pef_Alerting=No");
      await commit("Lan_Conf_Security_Keys:K_G=0x0102030405060708090a0b0c0d0e0f1011121314");
      await commit("SOL_Conf:Enable_SOL=No", "SOL_Conf:SOL_Retry_Count=5");
      expect(await tools.run("ipmitool channel info 1")).toMatch(/Non-Volatile Settings\s+Alerting +: disabled$/m);
      expect(await tools.printed("ipmitool channel authcap 1 4")).toMatchObject({
        "IPMI v1.5  auth types": "MD5",
        "KG status": "non-zero",
        "Non-null user names exist": "yes",
        "Channel supports IPMI v2.0": "yes",
      });
      expect(await tools.printed("ipmitool sol info 1")).toMatchObject({ Enabled: "false", "Retry Count": "5" });
    });
  });

  test("ipmitool lists the cipher suites", async () => {
    const [, ...suites] = (await tools.run("ipmitool channel getciphers ipmi 1")).trimEnd().split("\n");
    expect(suites[3]?.split(/\s+/)).toEqual(["3", "N/A", "hmac_sha1", "hmac_sha1_96", "aes_cbc_128", ""]);
  });

  test("bmc-info has the channels", async () => {
    const channels = (await tools.run("bmc-info --get-channel-info")).split("\n\n");
    const media = channels.map((channel) => /Medium Type +: (.*)/.exec(channel)?.[1]);
    // FreeIPMI 1.6.10 prints garbage for channels that do not exist.
    expect(media.slice(0, 2)).toEqual(["IPMB (I2C)", "802.3 LAN"]);
  });

  test("bmc-config checks out all except a serial channel's, and commits changes without a difference", async () => {
    const checkout = "bmc-config --checkout --verbose --verbose > /tmp/checkout";
    const all = await tools.guest.run(`${checkout}; cat /tmp/checkout`);
    const missing = [...all.stdout.matchAll(/Unable to checkout (.*)/g)].map(([, key]) => key);
    expect(missing.filter((key) => !/^Serial_|:Serial_/.test(key ?? ""))).toEqual([]);
    expect(keys(all.stdout)).toMatchObject({ IP_Address: "10.1.2.5", Username: "third" });

    // Keys of IPv6 addresses have the checkout's names only if the command is as verbose.
    const difference = "bmc-config --diff --verbose --verbose --filename=/tmp/checkout";
    expect(await tools.run(difference)).toBe("");
    const change = "s/10.1.2.5/10.1.2.7/; s/Enable_SOL  .*/Enable_SOL Yes/; s/^\\(.*Username *\\)third/\\1fourth/";
    await tools.run(`sed -i '${change}' /tmp/checkout`);
    expect((await tools.run(difference)).match(/^\w+:\w+(?= - )/gm)).toEqual([
      "User3:Username",
      "Lan_Conf:IP_Address",
      "SOL_Conf:Enable_SOL",
    ]);
    await tools.run("bmc-config --commit --verbose --verbose --filename=/tmp/checkout");
    expect(await tools.run(difference)).toBe("");
    expect(await tools.printed("ipmitool lan print 1")).toMatchObject({ "IP Address": "10.1.2.7" });
    expect(await tools.printed("ipmitool sol info 1")).toMatchObject({ Enabled: "true" });
    expect(await tools.run("ipmitool user list 1")).toMatch(/^3 +fourth /m);
  });
});
