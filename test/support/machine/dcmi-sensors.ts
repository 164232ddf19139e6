/** Temperature sensors for DCMI: inlets, a processor, a board. */

function temperature(number: number, entity: number, instance: number, reading: number, more = {}) {
  const where = { entity: { id: entity, instance }, units: { base: "degreesC" }, ...more };
  return { number, name: `Temp ${number}`, type: "temperature", format: "twos", reading, ...where };
}

/** Two inlets (one below zero), a processor, a board (in Fahrenheit), and a sensor that is not a temperature. */
export const DCMI_SENSORS = {
  sensors: [
    temperature(0x10, 0x37, 2, -10),
    temperature(0x11, 0x37, 1, 25),
    temperature(0x12, 0x03, 1, 60),
    temperature(0x13, 0x07, 1, 86, { units: { base: "degreesF" } }),
    { number: 0x14, name: "Volts", type: "voltage", units: "V", entity: { id: 0x37, instance: 3 } },
  ],
};

/** Ten inlets: 1 to 10 degrees. */
export const TEN_INLETS = { sensors: [...Array(10).keys()].map((i) => temperature(0x20 + i, 0x37, i + 1, i + 1)) };
