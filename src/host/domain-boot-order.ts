/**
 * The boot order in a domain's XML, in either of libvirt's two forms: `<boot dev='network'/>` in `<os>`, or
 * `<boot order='1'/>` in devices. Pure: a text in, a text out, in which only the order differs.
 */
import { BOOT_DEVICES, type BootDevice } from "../bmc/chassis/boot-device.ts";
import { type XmlElement, xmlElements } from "./xml-elements.ts";

const OS_WORDS: Readonly<Record<BootDevice, string>> = { network: "network", disk: "hd", cdrom: "cdrom" };
/** The device that libvirt boots from if the XML names none. */
const OWN_DEFAULT = "hd";

export interface BootOrder {
  readonly os: readonly string[];
  /** The order of each device that may have one, as the XML lists the devices. */
  readonly devices: readonly (number | undefined)[];
}

interface Parsed {
  readonly os: XmlElement | undefined;
  /** Elements of the order in `<os>`. */
  readonly boots: readonly XmlElement[];
  readonly devices: readonly { readonly element: XmlElement; readonly boot: XmlElement | undefined }[];
  readonly order: BootOrder;
}

interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** @throws Error when the XML is not well-formed */
export function bootOrderOf(xml: string): BootOrder {
  return parsed(xml).order;
}

/** Returns the kinds of device that the domain has. @throws Error when the XML is not well-formed */
export function bootDevicesIn(xml: string): ReadonlySet<BootDevice> {
  const { devices } = parsed(xml);
  return new Set(BOOT_DEVICES.filter((kind) => devices.some(({ element }) => isKind(element, kind))));
}

/** Returns the XML with this order. @throws Error when the XML is not well-formed */
export function withBootOrder(xml: string, { os: words, devices: orders }: BootOrder): string {
  const { os, boots, devices, order } = parsed(xml);
  const changes = devices.flatMap(({ element, boot }, index) => orderChange(element, boot, orders[index]));
  if (words.join() !== order.os.join()) {
    if (!os || os.isEmpty) throw new Error("the domain has no <os>");
    const at = boots[0]?.start ?? os.closing;
    changes.push({ start: at, end: at, text: words.map((word) => `<boot dev='${word}'/>`).join("") });
    changes.push(...boots.map(({ start, end }) => ({ start, end, text: "" })));
  }
  return changed(xml, changes);
}

/** Returns the XML with the devices of this kind first. @throws Error when the domain has none, or the XML is not well-formed */
export function withBootDevice(xml: string, first: BootDevice): string {
  const { devices, order } = parsed(xml);
  const kinds = devices.map(({ element }) => isKind(element, first));
  if (!kinds.includes(true)) throw new Error(`the domain has no ${first} device`);
  if (order.devices.every((place) => place === undefined)) {
    const own = order.os.length > 0 ? order.os : [OWN_DEFAULT];
    return withBootOrder(xml, { ...order, os: [...new Set([OS_WORDS[first], ...own])] });
  }
  const places = [...order.devices.keys()];
  const listed = places.filter((place) => order.devices[place] !== undefined);
  const own = listed.sort((a, b) => (order.devices[a] ?? 0) - (order.devices[b] ?? 0));
  const ofKind = (list: readonly number[]) => list.filter((place) => kinds[place]);
  const sorted = [...new Set([...(ofKind(own).length > 0 ? ofKind(own) : ofKind(places)), ...own])];
  return withBootOrder(xml, {
    ...order,
    devices: places.map((place) => (sorted.includes(place) ? sorted.indexOf(place) + 1 : undefined)),
  });
}

function parsed(xml: string): Parsed {
  const elements = xmlElements(xml);
  const devices = elements
    .filter(({ path }) => /^domain\/devices\/(?:disk|interface|hostdev|redirdev)$/.test(path))
    .map((element) => ({ element, boot: elements.find((inner) => isOrderOf(element, inner)) }));
  const boots = elements.filter(({ path, attributes }) => path === "domain/os/boot" && attributes.has("dev"));
  const orders = devices.map(({ boot }) => boot && Number(boot.attributes.get("order")?.value));
  const os = boots.map(({ attributes }) => attributes.get("dev")?.value ?? OWN_DEFAULT);
  return { os: elements.find(({ path }) => path === "domain/os"), boots, devices, order: { os, devices: orders } };
}

function isOrderOf(device: XmlElement, { path, parent, attributes }: XmlElement): boolean {
  return parent === device && path.endsWith("/boot") && attributes.has("order");
}

function isKind({ path, attributes }: XmlElement, kind: BootDevice): boolean {
  if (path === "domain/devices/interface") return kind === "network";
  if (path !== "domain/devices/disk") return false;
  const device = attributes.get("device")?.value ?? "disk";
  return kind === "cdrom" ? device === "cdrom" : kind === "disk" && (device === "disk" || device === "lun");
}

function orderChange(device: XmlElement, boot: XmlElement | undefined, order: number | undefined): readonly Change[] {
  const place = boot?.attributes.get("order");
  if (order === undefined) return boot ? [{ start: boot.start, end: boot.end, text: "" }] : [];
  if (place) return [{ start: place.start, end: place.end, text: String(order) }];
  const added = `<boot order='${order}'/>`;
  if (!device.isEmpty) return [{ start: device.opened, end: device.opened, text: added }];
  const name = device.path.slice(device.path.lastIndexOf("/") + 1);
  return [{ start: device.opened - 2, end: device.opened, text: `>${added}</${name}>` }];
}

function changed(xml: string, changes: readonly Change[]): string {
  let text = xml;
  // From the end, so that places before a change stay as they are; of two at one place, the removal first.
  const ordered = changes.toSorted((a, b) => b.start - a.start || b.end - a.end);
  for (const { start, end, text: added } of ordered) text = text.slice(0, start) + added + text.slice(end);
  return text;
}
