/** Checks of a sensor's settings, and of number 3, which is the watchdog's unless another sensor has it. */
import { sensors } from "../config/sensors/sensors.ts";
import { inHex, plain, type Settings } from "./settings.ts";

const schema = sensors();
const WATCHDOG = "watchdog2";
const WATCHDOG_NUMBER = 0x03;
const LAST_NUMBER = 0xfe;

/** Returns the problem of a sensor's settings; undefined if they are valid. */
export function sensorProblem(sensor: Settings): string | undefined {
  const { error } = schema.safeParse(withWatchdog([sensor]).map(plain));
  const [issue] = error?.issues ?? [];
  return issue && `${issue.path.slice(1).join(".")}: ${issue.message}`;
}

/** Returns the sensor's number and those of the sensors that share its record. */
export function numbersOf({ number, share }: Settings): readonly number[] {
  const { number: first, share: shared } = plain({ number, share }) as { number: number; share?: { count: number } };
  return Array.from({ length: shared?.count ?? 1 }, (_, index) => first + index);
}

/** Gives the watchdog's sensor the highest free number if another sensor has its number. */
export function withWatchdog(sensors: readonly Settings[]): readonly Settings[] {
  const numbers = new Set(sensors.filter(({ lun }) => lun === undefined).flatMap(numbersOf));
  if (!numbers.has(WATCHDOG_NUMBER) || sensors.some(({ type }) => type === WATCHDOG)) return sensors;
  let number = LAST_NUMBER;
  while (numbers.has(number)) number--;
  return [
    ...sensors,
    { number: inHex(number), name: "Watchdog", type: WATCHDOG, states: [0, 1, 2, 3, 8], settable: false },
  ];
}
