/** Debian packages that the suites use, and the file that shows whether each is installed. */
import { globSync } from "node:fs";

export interface DebianPackage {
  readonly name: string;
  /** A command looked up on the path, or an absolute glob pattern. */
  readonly proof: string;
}

export const debian = {
  ansible: { name: "ansible", proof: "/usr/lib/python3/dist-packages/ansible_collections/community/general" },
  binutils: { name: "binutils", proof: "as" },
  buildah: { name: "buildah", proof: "buildah" },
  busybox: { name: "busybox-static", proof: "busybox" },
  chromium: { name: "chromium", proof: "/usr/bin/chromium" },
  conserver: { name: "conserver-server", proof: "conserver" },
  curl: { name: "curl", proof: "curl" },
  fenceAgents: { name: "fence-agents", proof: "fence_ipmilan" },
  fish: { name: "fish", proof: "fish" },
  faketime: { name: "libfaketime", proof: "/usr/lib/*/faketime/libfaketime.so.1" },
  freeipmiWatchdog: { name: "freeipmi-bmc-watchdog", proof: "bmc-watchdog" },
  freeipmi: { name: "freeipmi-tools", proof: "ipmi-raw" },
  ipmiExporter: { name: "prometheus-ipmi-exporter", proof: "prometheus-ipmi-exporter" },
  ilorest: { name: "ilorest", proof: "ilorest" },
  iproute2: { name: "iproute2", proof: "ip" },
  ipmiutil: { name: "ipmiutil", proof: "ipmiutil" },
  ipmitool: { name: "ipmitool", proof: "ipmitool" },
  kubectl: { name: "kubernetes-client", proof: "kubectl" },
  libvirtClients: { name: "libvirt-clients", proof: "virsh" },
  libvirtDaemon: { name: "libvirt-daemon", proof: "libvirtd" },
  libvirtQemu: {
    name: "libvirt-daemon-driver-qemu",
    proof: "/usr/lib/*/libvirt/connection-driver/libvirt_driver_qemu.so",
  },
  libxml2: { name: "libxml2-utils", proof: "xmllint" },
  linux: { name: "linux-image-amd64", proof: "/lib/modules/*-amd64/kernel/drivers/char/ipmi/ipmi_si.ko*" },
  nmap: { name: "nmap", proof: "nmap" },
  openipmi: { name: "openipmi", proof: "ipmi_sim" },
  openssl: { name: "openssl", proof: "openssl" },
  ovmf: { name: "ovmf", proof: "/usr/share/OVMF/OVMF_CODE_4M.fd" },
  powerman: { name: "powerman", proof: "powermand" },
  procps: { name: "procps", proof: "ps" },
  qemu: { name: "qemu-system-x86", proof: "qemu-system-x86_64" },
  qemuPpc: { name: "qemu-system-ppc", proof: "qemu-system-ppc64" },
  ironic: { name: "python3-ironic", proof: "/usr/lib/python3/dist-packages/ironic" },
  ironicclient: { name: "python3-ironicclient", proof: "/usr/lib/python3/dist-packages/ironicclient" },
  pyghmi: { name: "python3-pyghmi", proof: "/usr/lib/python3/dist-packages/pyghmi" },
  pyipmi: { name: "python3-pyipmi", proof: "/usr/lib/python3/dist-packages/pyipmi" },
  pytest: { name: "python3-pytest", proof: "/usr/lib/python3/dist-packages/pytest" },
  python: { name: "python3", proof: "/usr/bin/python3" },
  snmptrapd: { name: "snmptrapd", proof: "snmptrapd" },
  redfishtool: { name: "redfishtool", proof: "redfishtool" },
  sushy: { name: "python3-sushy", proof: "/usr/lib/python3/dist-packages/sushy" },
  systemd: { name: "systemd", proof: "systemd-notify" },
  tshark: { name: "tshark", proof: "tshark" },
  xz: { name: "xz-utils", proof: "xz" },
  zsh: { name: "zsh", proof: "zsh" },
} as const satisfies Readonly<Record<string, DebianPackage>>;

/** Packages that test/e2e/patched-qemu.sh builds QEMU with. */
export const QEMU_BUILD_PACKAGES: readonly DebianPackage[] = [
  { name: "dpkg-dev", proof: "dpkg-source" },
  { name: "ninja-build", proof: "ninja" },
  { name: "meson", proof: "meson" },
  { name: "pkg-config", proof: "pkg-config" },
  { name: "python3-venv", proof: "/usr/lib/python3*/ensurepip" },
  { name: "gcc", proof: "gcc" },
  { name: "libc6-dev", proof: "/usr/include/stdio.h" },
  { name: "flex", proof: "flex" },
  { name: "bison", proof: "bison" },
  { name: "libglib2.0-dev", proof: "/usr/include/glib-2.0/glib.h" },
  { name: "libpixman-1-dev", proof: "/usr/include/pixman-1/pixman.h" },
  { name: "libfdt-dev", proof: "/usr/include/libfdt.h" },
  { name: "zlib1g-dev", proof: "/usr/include/zlib.h" },
];

/** Debian puts daemons there, and a person who is not root has no path to them. */
const SYSTEM_DIRECTORIES = ["/usr/sbin", "/sbin"];

export function isInstalled({ proof }: DebianPackage): boolean {
  if (proof.startsWith("/")) return globSync(proof).length > 0;
  const directories = [...(process.env["PATH"] ?? "").split(":"), ...SYSTEM_DIRECTORIES];
  return directories.some((directory) => globSync(`${directory}/${proof}`).length > 0);
}
