import { expect, it } from "vitest";
import { redfishService } from "../support/redfish/service.ts";

const CHASSIS = "/redfish/v1/Chassis/1";
const SUPPLIES = `${CHASSIS}/PowerSubsystem/PowerSupplies`;

const entity = "power supply 1";
const SENSORS = [
  { number: 0x10, name: "PSU1 Status", type: "powerSupply", entity, states: [0, 1, 2, 3, 5], asserted: [0] },
  { number: 0x11, name: "PSU1 Power", type: "otherUnits", units: "W", entity, range: [0, 1000], reading: 200 },
  { number: 0x12, name: "PSU1 Temp", type: "temperature", units: "C", entity, reading: 41 },
  { number: 0x13, name: "PSU2 Status", type: "powerSupply", entity: "power supply 2", states: [0, 1] },
];

function setUp() {
  const client = redfishService({ sensors: SENSORS });
  const sensor = client.machine.bmc.sensors.all.find(({ definition }) => definition.number === 0x10);
  return { ...client, sensor };
}

it("power supplies are in the old resource, with their power", () => {
  const { get } = setUp();
  expect(get(`${CHASSIS}/Power`).json["PowerSupplies"]).toEqual([
    {
      "@odata.id": `${CHASSIS}/Power#/PowerSupplies/0`,
      MemberId: "0",
      Name: "PSU1 Status",
      Status: { State: "Enabled", Health: "OK" },
      PowerInputWatts: expect.closeTo(200, -1),
    },
    expect.objectContaining({ MemberId: "1", Name: "PSU2 Status", Status: { State: "Absent" } }),
  ]);
});

it("power supplies are in the new resource, with metrics that name their sensors", () => {
  const { get } = setUp();
  expect(get(`${CHASSIS}/PowerSubsystem`).json["PowerSupplies"]).toEqual({ "@odata.id": SUPPLIES });
  expect(get(SUPPLIES).json["Members"]).toEqual([{ "@odata.id": `${SUPPLIES}/16` }, { "@odata.id": `${SUPPLIES}/19` }]);
  expect(get(`${SUPPLIES}/16`).json).toMatchObject({ Name: "PSU1 Status", LineInputStatus: "Normal" });
  expect(get(`${SUPPLIES}/16/Metrics`).json).toMatchObject({
    InputPowerWatts: { DataSourceUri: `${CHASSIS}/Sensors/17` },
    TemperatureCelsius: { DataSourceUri: `${CHASSIS}/Sensors/18`, Reading: 41 },
  });
  expect(get(`${SUPPLIES}/19/Metrics`).json).not.toHaveProperty("InputPowerWatts");
  expect(get(`${SUPPLIES}/17`).status).toBe(404);
});

it.each([
  [1, "Critical", "Normal"],
  [2, "Warning", "Normal"],
  [3, "Critical", "LossOfInput"],
  [5, "Warning", "OutOfRange"],
])("state %i has the health %s, and the line is %s", (state, health, line) => {
  const { sensor, get } = setUp();
  sensor?.setState(state, true);
  expect(get(`${SUPPLIES}/16`).json).toMatchObject({ Status: { Health: health }, LineInputStatus: line });
});
