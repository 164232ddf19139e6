/** ipmi_sim's lan.conf, ipmi_lan(5). */
import { hexCode } from "../../text/hex.ts";
import type { Notes } from "../notes.ts";
import { type Settings, said } from "../settings.ts";
import { AllowedAuths, typesIn } from "./allowed-auths.ts";
import { ArgumentError, Arguments } from "./arguments.ts";
import { guidOf } from "./commands.ts";
import { keyOf, lanDoorAddress, serialPortOf } from "./lan-door.ts";
import { serialAddress } from "./serial-line.ts";
import { type Line, linesOf } from "./words.ts";

export interface LanConf {
  readonly name: string | undefined;
  /** Settings of the BMC; lines of other controllers become notes. */
  readonly settings: Settings;
}

const PRIVILEGES: Readonly<Record<string, string>> = {
  callback: "callback",
  user: "user",
  operator: "operator",
  admin: "administrator",
};
const DEFAULT_LIMIT = "administrator";
const MAX_USER = 63;

/** Settings of `lan.access` that are true or false. */
const ACCESS: Readonly<Record<string, string>> = {
  per_msg_auth: "perMessageAuthentication",
  PEF_alerting: "pefAlerting",
};

/** Reasons why a line has no setting. */
const DROPPED: Readonly<Record<string, string>> = {
  lan_config_program: "write the addresses into lan:",
  startnow: "chassis.powerRestorePolicy alwaysOn starts the machine with the daemon",
  poweroff_wait: "power off ends QEMU at once; soft off lets the guest end by itself",
  kill_wait: "power off ends QEMU at once, by the VM protocol",
  console: "extern-bmc sensor, sel and others drive a running daemon",
  loadlib: "write commands of your own as modules: docs/adding-a-command.md",
  ipmb: "there is no IPMB outside of the machine",
};

export function readLanConf(file: string, text: string, bmcAddress: number, notes: Notes): LanConf {
  const report = (line: number, problem: string) => notes.add({ file, line }, `dropped: ${problem}`);
  const reader = new LanConfReader(bmcAddress, (line, said) =>
    notes.add({ file, line: line.line }, `${line.words[0]}: ${said}`),
  );
  for (const line of linesOf(file, text, new Map(), report)) reader.read(line);
  reader.end();
  return { name: reader.name, settings: reader.settings };
}

class LanConfReader {
  name: string | undefined;
  readonly #bmcAddress: number;
  readonly #note: (line: Line, text: string) => void;
  readonly #listen: string[] = [];
  readonly #accounts: Settings[] = [];
  readonly #auths = new AllowedAuths();
  /** Authentication types of users, by their lines. */
  readonly #ofUsers = new Map<Line, readonly string[]>();
  #channel: number | undefined;
  #guid: string | undefined;
  #door: string | undefined;
  #key: string | undefined;
  #access: Settings = {};
  #serialPort: string | undefined;
  #chassisControl: string | undefined;
  #startCommand: string | undefined;
  #workingMc: number;
  /**
   * Whether the line is between `startlan` and `endlan`. "another" is a LAN after the first; its lines are left out.
   */
  #inLan: "no" | "first" | "another" = "no";

  constructor(bmcAddress: number, note: (line: Line, text: string) => void) {
    this.#bmcAddress = bmcAddress;
    this.#workingMc = bmcAddress;
    this.#note = note;
  }

  get settings(): Settings {
    const access = Object.entries(this.#access).filter(([, value]) => value !== true && value !== DEFAULT_LIMIT);
    const lan = said({
      channel: this.#channel,
      listen: this.#door,
      ...this.#auths.settings,
      kg: this.#key,
      access: access.length > 0 ? Object.fromEntries(access) : undefined,
    });
    return said({
      listen: this.#listen.length > 0 ? this.#listen : undefined,
      serial: this.#serialPort,
      power: this.#power,
      systemGuid: this.#guid,
      users: this.#accounts.length > 0 ? { maximum: MAX_USER, accounts: this.#accounts } : undefined,
      lan: this.#channel === undefined ? { present: false } : lan,
    });
  }

  /** A program for the chassis takes precedence, as in ipmi_sim. */
  get #power(): Settings | undefined {
    if (this.#chassisControl !== undefined) return { command: this.#chassisControl };
    return this.#startCommand === undefined ? undefined : { start: this.#startCommand };
  }

  read(line: Line): void {
    try {
      this.#take(line, new Arguments(line.words));
    } catch (error) {
      if (!(error instanceof ArgumentError)) throw error;
      this.#note(line, `dropped: ${error.message}`);
    }
  }

  /** Notes what all lines together leave out. */
  end(): void {
    for (const [line, types] of this.#ofUsers) {
      const more = this.#auths.moreThan(types);
      if (more.length === 0) continue;
      const reason = "as in ipmi_sim, those of the LAN are for every user";
      this.#note(line, `its authentication types are dropped: ${reason}, ${more.join(" and ")} too`);
    }
  }

  #take(line: Line, args: Arguments): void {
    const [word = ""] = line.words;
    if (word === "name") this.name = args.word("a name");
    else if (word === "set_working_mc") this.#workingMc = args.number("a controller's address");
    else if (word === "endlan") this.#inLan = "no";
    else if (this.#inLan === "another") return;
    else if (this.#workingMc !== this.#bmcAddress) {
      this.#note(line, `dropped: of controller ${hexCode(this.#workingMc)}; only the BMC has doors and users`);
    } else if (word === "startlan") this.#startLan(args);
    else if (word === "serial") this.#serial(line, args);
    else if (word === "user") this.#user(line, args);
    else if (word === "chassis_control") this.#chassisControl = args.word("a program");
    else if (word === "startcmd") this.#startCommand = args.word("a command");
    else if (word === "sol") this.#serialPort = serialPortOf(args, (text) => this.#note(line, text));
    else if (word === "addr" && this.#inLan === "first") this.#address(args);
    else if (word === "bmc_key" && this.#inLan === "first") this.#key = keyOf(args);
    else if (word === "priv_limit" && this.#inLan === "first") this.#limit(args);
    else if (Object.hasOwn(ACCESS, word) && this.#inLan === "first") this.#allow(ACCESS[word] ?? word, args);
    else if (word === "guid" && this.#inLan === "first") this.#setGuid(args);
    else if (AllowedAuths.has(word) && this.#inLan === "first") this.#auths.take(word, args);
    else this.#note(line, `dropped: ${Object.hasOwn(DROPPED, word) ? DROPPED[word] : "not a keyword of ipmi_lan(5)"}`);
  }

  #startLan(args: Arguments): void {
    const channel = args.number("a channel of a LAN", 11);
    if (channel === 0) throw new ArgumentError("channel 0 is the IPMB");
    this.#inLan = this.#channel === undefined ? "first" : "another";
    this.#channel ??= channel;
    if (this.#inLan === "first") return;
    throw new ArgumentError(
      `with the lines up to endlan: the machine has one LAN channel, and channel ${this.#channel} is it`,
    );
  }

  #address(args: Arguments): void {
    const door = lanDoorAddress(args);
    if (this.#door !== undefined) throw new ArgumentError(`the LAN has a door already, ${this.#door}`);
    this.#door = door;
  }

  #limit(args: Arguments): void {
    const privilege = args.word("a privilege");
    if (!Object.hasOwn(PRIVILEGES, privilege)) {
      throw new ArgumentError(`expected ${Object.keys(PRIVILEGES).join(", ")}, got ${privilege}`);
    }
    this.#access = { ...this.#access, ...said({ privilegeLimit: PRIVILEGES[privilege] }) };
  }

  #allow(name: string, args: Arguments): void {
    this.#access = { ...this.#access, [name]: isTrue(args.word("true or false")) };
  }

  #setGuid(args: Arguments): void {
    const guid = guidOf(args.word("a GUID"));
    if (this.#guid !== undefined) throw new ArgumentError(`the system has a GUID already, ${this.#guid}`);
    this.#guid = guid;
  }

  #serial(line: Line, args: Arguments): void {
    const address = serialAddress(args, this.#bmcAddress, (text) => this.#note(line, text));
    if (this.#listen.includes(address)) throw new ArgumentError(`a door at ${address} already exists`);
    this.#listen.push(address);
  }

  /** Reads a line `user NUM VALID NAME PASSWORD PRIVILEGE MAX-SESSIONS AUTHS…`. ipmi_sim does not limit the sessions. */
  #user(line: Line, args: Arguments): void {
    const id = args.number("a user number", MAX_USER);
    const enabled = isTrue(args.word("true or false"));
    const name = args.word("a name");
    const password = args.word("a password");
    const privilege = args.word("a privilege");
    const isText = /^[ -~]{0,16}$/.test(name) && /^[ -~]{0,20}$/.test(password);
    if (id === 0) throw new ArgumentError("user 0 does not exist; expected 1 or more");
    if (this.#accounts.some((account) => account["id"] === id)) throw new ArgumentError(`user ${id} already exists`);
    if (!isText || !Object.hasOwn(PRIVILEGES, privilege)) {
      throw new ArgumentError(`expected a name, a password and a privilege, got ${name}, … and ${privilege}`);
    }
    if (!args.isAtEnd) args.word("a number of sessions");
    this.#ofUsers.set(line, typesIn(args));
    this.#accounts.push({
      id,
      ...(id === 1 ? {} : { name }),
      password,
      enabled,
      privilegeLimit: PRIVILEGES[privilege],
    });
  }
}

function isTrue(word: string): boolean {
  return /^(?:true|on|yes|1)$/i.test(word);
}
