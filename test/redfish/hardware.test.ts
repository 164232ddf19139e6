import { describe, expect, it } from "vitest";
import { redfishService } from "../support/redfish/service.ts";

const SYSTEM = "/redfish/v1/Systems/1";

function serviceWith(hardware: Readonly<Record<string, unknown>>) {
  return redfishService({ hardware });
}

describe("hardware of the configuration", () => {
  it("is processors with their sums", () => {
    const { get } = serviceWith({
      processors: [
        { socket: "CPU0", model: "Xeon", manufacturer: "Intel", cores: 4, threads: 8, mhz: 2400 },
        { architecture: "ARM-A64" },
      ],
    });
    expect(get(SYSTEM).json).toMatchObject({
      ProcessorSummary: { Count: 2, CoreCount: 5, LogicalProcessorCount: 9, ThreadingEnabled: true, Model: "Xeon" },
      Processors: { "@odata.id": `${SYSTEM}/Processors` },
    });
    expect(get(`${SYSTEM}/Processors`).json).toMatchObject({ "Members@odata.count": 2 });
    expect(get(`${SYSTEM}/Processors/1`).json).toMatchObject({
      Name: "CPU0",
      Socket: "CPU0",
      ProcessorArchitecture: "x86",
      InstructionSet: "x86-64",
      TotalThreads: 8,
      MaxSpeedMHz: 2400,
      Status: { State: "Enabled", Health: "OK" },
    });
    expect(get(`${SYSTEM}/Processors/2`).json).toMatchObject({
      Name: "Processor 2",
      ProcessorArchitecture: "ARM",
      TotalCores: 1,
      TotalThreads: 1,
    });
    expect(get(`${SYSTEM}/Processors/3`).status).toBe(404);
  });
  it("is memory modules with their sum in GiB", () => {
    const { get } = serviceWith({ memory: [{ slot: "DIMM0", size: "16 GiB", type: "DDR5" }, { size: "512MiB" }] });
    expect(get(SYSTEM).json).toMatchObject({ MemorySummary: { TotalSystemMemoryGiB: 16.5 } });
    expect(get(`${SYSTEM}/Memory/1`).json).toMatchObject({
      DeviceLocator: "DIMM0",
      CapacityMiB: 16_384,
      MemoryDeviceType: "DDR5",
    });
  });
  it("is network interfaces, of which one may have no link", () => {
    const { get } = serviceWith({
      networkInterfaces: [
        { mac: "52:54:00:ab:cd:ef", mbps: 1000 },
        { mac: "52:54:00:ab:cd:f0", linkUp: false },
      ],
    });
    expect(get(`${SYSTEM}/EthernetInterfaces/1`).json).toMatchObject({
      MACAddress: "52:54:00:ab:cd:ef",
      LinkStatus: "LinkUp",
      SpeedMbps: 1000,
      Status: { State: "Enabled" },
    });
    expect(get(`${SYSTEM}/EthernetInterfaces/2`).json).toMatchObject({ LinkStatus: "LinkDown" });
  });
  it("is drives and the volumes on them", () => {
    const { get } = serviceWith({
      drives: [
        { size: "480 GB", protocol: "NVMe" },
        { size: "1 TiB", media: "HDD" },
      ],
      volumes: [{ name: "root", size: "480 GB", raid: "RAID1", drives: [1, 2] }],
    });
    const { json } = get(`${SYSTEM}/Storage/1`);
    expect(json).toMatchObject({
      "Drives@odata.count": 2,
      Drives: [{ "@odata.id": `${SYSTEM}/Storage/1/Drives/1` }, {}],
    });
    expect(get(`${SYSTEM}/Storage/1/Drives/2`).json).toMatchObject({ CapacityBytes: 2 ** 40, MediaType: "HDD" });
    expect(get(`${SYSTEM}/Storage/1/Volumes/1`).json).toMatchObject({
      Name: "root",
      CapacityBytes: 480e9,
      RAIDType: "RAID1",
      Links: { Drives: [{ "@odata.id": `${SYSTEM}/Storage/1/Drives/1` }, {}] },
    });
  });
  it("is left out if there is none", () => {
    const { get } = serviceWith({});
    const { json } = get(SYSTEM);
    const left = ["Processors", "ProcessorSummary", "Memory", "MemorySummary", "EthernetInterfaces", "Storage"];
    expect(Object.keys(json).filter((name) => left.includes(name))).toEqual([]);
    for (const name of ["Processors", "Memory/1", "EthernetInterfaces", "Storage", "Storage/1", "Storage/1/Volumes"]) {
      expect([name, get(`${SYSTEM}/${name}`).status]).toEqual([name, 404]);
    }
  });
});
