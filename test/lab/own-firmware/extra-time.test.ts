import { describe, expect, test } from "vitest";
import { type BootTime, extraMs } from "../../../src/lab/own-firmware/extra-time.ts";
import { pageIn } from "../../../src/lab/own-firmware/profile.ts";

/** Processor times of the pages of a boot's work: 3 s in all. */
const WORK = [1200, 900, 500, 200, 100, 50, 30, 20];
const DRIVER_PAGE = 0xf033;

interface Shape {
  /** The host gives the CPU one of this many parts of a processor. */
  readonly load: number;
  /** Time by the guest's clock that the firmware polls in one page. */
  readonly waitMs?: number;
  readonly page?: number;
  /** Work takes more or less processor time on a busy host. */
  readonly speed?: number;
  readonly sleepMs?: number;
}

function boot({ load, waitMs = 0, page: waitPage = DRIVER_PAGE, speed = 1, sleepMs = 0 }: Shape): BootTime {
  const profile = new Map<number, { wallMs: number; ranMs: number }>();
  const add = (at: number, wallMs: number, ranMs: number) => {
    const known = profile.get(at) ?? { wallMs: 0, ranMs: 0 };
    profile.set(at, { wallMs: known.wallMs + wallMs, ranMs: known.ranMs + ranMs });
  };
  for (const [page, ms] of WORK.entries()) add(page, ms * speed * load, ms * speed);
  if (waitMs > 0) add(waitPage, waitMs, waitMs / load);
  const times = [...profile.values()];
  const guestMs = times.reduce((sum, { wallMs }) => sum + wallMs, sleepMs);
  const ranMs = times.reduce((sum, time) => sum + time.ranMs, 0);
  return { guestMs, profile, cpu: { ranMs, readyMs: guestMs - ranMs - sleepMs } };
}

describe("the extra time of a boot is what it waited", () => {
  test.each([
    { title: "both on an idle host", before: 1, after: 1, speed: 1 },
    { title: "both on a busy host", before: 4, after: 4, speed: 1.2 },
    { title: "the host has become busy", before: 1, after: 10, speed: 1.4 },
    { title: "the host has become idle", before: 10, after: 1, speed: 0.7 },
  ])("$title", ({ before, after, speed }) => {
    const faultless = boot({ load: before });
    for (const waitMs of [0, 4000, 65_000]) {
      expect(extraMs(boot({ load: after, waitMs, speed }), [faultless])).toBeCloseTo(waitMs, 5);
    }
  });

  test("it waits in a page where it also waits a little without a fault", () => {
    const faultless = boot({ load: 1, waitMs: 10 });
    expect(extraMs(boot({ load: 2, waitMs: 5000 }), [faultless])).toBeCloseTo(5000, -2);
  });

  test("it waits in a page where it waits for long without a fault", () => {
    const faultless = boot({ load: 1, waitMs: 3000 });
    expect(extraMs(boot({ load: 1, waitMs: 12_000 }), [faultless])).toBeCloseTo(9000);
    expect(extraMs(boot({ load: 1, waitMs: 3000 }), [faultless])).toBe(0);
  });

  test("its CPU sleeps meanwhile", () => {
    expect(extraMs(boot({ load: 2, sleepMs: 3500 }), [boot({ load: 1, sleepMs: 500 })])).toBeCloseTo(3000);
  });

  test("its code is at other addresses in each boot", () => {
    const { profile, ...times } = boot({ load: 3 });
    const moved = new Map([...Array(20).keys()].map((page) => [1000 + page, { wallMs: 450, ranMs: 150 }] as const));
    expect(profile.size).toBeLessThan(moved.size);
    expect(extraMs({ ...times, profile: moved }, [boot({ load: 1 })])).toBe(0);
  });

  test("the host does not tell processor times", () => {
    const quiet = (of: BootTime): BootTime => ({
      ...of,
      cpu: undefined,
      profile: new Map([...of.profile].map(([page, { wallMs }]) => [page, { wallMs, ranMs: wallMs }])),
    });
    expect(extraMs(quiet(boot({ load: 3, waitMs: 4000 })), [quiet(boot({ load: 1 }))])).toBe(4000);
  });

  test("a second faultless boot shows work that the first did not", () => {
    const late = boot({ load: 1, waitMs: 4000, page: 77 });
    expect(extraMs(late, [boot({ load: 1 })])).toBe(4000);
    expect(extraMs(late, [boot({ load: 1 }), boot({ load: 1, waitMs: 3900, page: 77 })])).toBe(0);
  });
});

test.each([
  ["RAX=0000 RBX=0000\r\nRIP=000000000f033123 RFL=00000246\r\nCS =0038 0000000000000000 ffffffff", 0xf033],
  ["EAX=0000\r\nEIP=0000fff0 EFL=00000002\r\nES =0000 00000000 0000ffff\r\nCS =f000 ffff0000 0000ffff", 0xf_ffff],
  ["EIP=00001234 EFL=00000002\r\nCS =f000 000f0000 0000ffff", 0xf1],
  ["nothing of the kind", 0],
])("the page in %j", (text, page) => {
  expect(pageIn(text)).toBe(page);
});
