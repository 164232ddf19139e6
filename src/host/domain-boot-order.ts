/**
 * The boot order in a domain's XML, in either of libvirt's two forms: `<boot dev="network"/>` in `<os>`, or
 * `<boot order="1"/>` in devices. Pure: a text in, a text out, in which only the order differs.
 */
import type { BootDevice } from "../bmc/chassis/boot-device.ts";
import { type XmlElement, xmlElements } from "./xml-elements.ts";

const OS_WORDS: Readonly<Record<BootDevice, string>> = { network: "network", disk: "hd", cdrom: "cdrom" };
/** The device that libvirt boots from if the XML names none. */
const OWN_DEFAULT = "hd";

interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Device {
  readonly element: XmlElement;
  readonly boot: XmlElement | undefined;
  readonly order: number;
}

/** Returns the XML with the devices of this kind first. @throws Error when the domain has none, or the XML is not well-formed */
export function withBootDevice(xml: string, first: BootDevice): string {
  const elements = xmlElements(xml);
  const devices = elements.filter(({ path }) => /^domain\/devices\/(?:disk|interface|hostdev|redirdev)$/.test(path));
  if (!devices.some((device) => isKind(device, first))) throw new Error(`the domain has no ${first} device`);
  const orders = elements.filter(
    ({ path, parent, attributes }) =>
      path.endsWith("/boot") && parent && devices.includes(parent) && attributes.has("order"),
  );
  if (orders.length === 0) return changed(xml, osOrder(elements, first));
  const listed = devices.map((element): Device => {
    const boot = orders.find(({ parent }) => parent === element);
    return { element, boot, order: Number(boot?.attributes.get("order")?.value ?? Number.POSITIVE_INFINITY) };
  });
  return changed(xml, deviceOrder(listed, first));
}

function isKind({ path, attributes }: XmlElement, kind: BootDevice): boolean {
  if (path === "domain/devices/interface") return kind === "network";
  if (path !== "domain/devices/disk") return false;
  const device = attributes.get("device")?.value ?? "disk";
  return kind === "cdrom" ? device === "cdrom" : kind === "disk" && (device === "disk" || device === "lun");
}

function osOrder(elements: readonly XmlElement[], first: BootDevice): readonly Change[] {
  const os = elements.find(({ path }) => path === "domain/os");
  if (!os || os.isEmpty) throw new Error("the domain has no <os>");
  const boots = elements.filter(({ path, attributes }) => path === "domain/os/boot" && attributes.has("dev"));
  const own = boots.map(({ attributes }) => attributes.get("dev")?.value ?? OWN_DEFAULT);
  const words = new Set([OS_WORDS[first], ...(own.length > 0 ? own : [OWN_DEFAULT])]);
  const text = [...words].map((word) => `<boot dev="${word}"/>`).join("");
  const at = boots[0]?.start ?? os.closing;
  return [{ start: at, end: at, text }, ...boots.map(({ start, end }) => ({ start, end, text: "" }))];
}

function deviceOrder(devices: readonly Device[], first: BootDevice): readonly Change[] {
  const own = devices.filter(({ boot }) => boot).sort((a, b) => a.order - b.order);
  const ofKind = (list: readonly Device[]) => list.filter(({ element }) => isKind(element, first));
  const preferred = ofKind(own).length > 0 ? ofKind(own) : ofKind(devices);
  return [...new Set([...preferred, ...own])].map(({ element, boot }, index) => {
    const place = boot?.attributes.get("order");
    if (place) return { start: place.start, end: place.end, text: String(index + 1) };
    const added = `<boot order="${index + 1}"/>`;
    if (!element.isEmpty) return { start: element.opened, end: element.opened, text: added };
    const name = element.path.slice(element.path.lastIndexOf("/") + 1);
    return { start: element.opened - 2, end: element.opened, text: `>${added}</${name}>` };
  });
}

function changed(xml: string, changes: readonly Change[]): string {
  let text = xml;
  // From the end, so that places before a change stay as they are; of two at one place, the removal first.
  const ordered = changes.toSorted((a, b) => b.start - a.start || b.end - a.end);
  for (const { start, end, text: added } of ordered) text = text.slice(0, start) + added + text.slice(end);
  return text;
}
