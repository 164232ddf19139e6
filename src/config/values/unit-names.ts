/** Names of units by code (IPMI §43.17): the name, then the symbol, then other spellings. */
export const UNIT_NAMES: readonly (readonly string[])[] = `
unspecified, none
degreesC, C, °C, degrees C, celsius
degreesF, F, °F, degrees F, fahrenheit
degreesK, K, degrees K, kelvin
volts, V, volt
amps, A, amp, ampere, amperes
watts, W, watt
joules, J, joule
coulombs, coulomb
va, VA
nits, nit
lumen, lm
lux, lx
candela, cd
kPa
psi
newton, N
cfm
rpm
hz, Hz, hertz
microsecond, us, µs
millisecond, ms
second, s, sec
minute, min
hour, h
day, d
week
mil
inches, in, inch
feet, ft
cubicInches, cu in
cubicFeet, cu ft
millimeters, mm
centimeters, cm
meters, m
cubicCentimeters, cu cm
cubicMeters, cu m
liters, l
fluidOunces, fl oz
radians, rad
steradians, sr
revolutions
cycles
gravities, g0
ounces, oz
pounds, lb
footPounds, ft lb
ounceInches, oz in
gauss
gilberts
henry
millihenry
farad
microfarad
ohms, ohm
siemens
mole, mol
becquerel, Bq
ppm
reserved
decibels, dB
dBA
dBC
gray, Gy
sievert, Sv
colorTemperatureK
bits, bit
kilobits, kbit
megabits, Mbit
gigabits, Gbit
bytes, byte
kilobytes, kB
megabytes, MB
gigabytes, GB
words, word
dwords, dword
qwords, qword
lines, line
hits, hit
misses, miss
retries, retry
resets, reset
overruns, overrun, overflow
underruns, underrun
collisions, collision
packets, packet
messages, message
characters, character
errors, error
correctableErrors, correctable error
uncorrectableErrors, uncorrectable error
fatalErrors, fatal error
grams, g
`
  .trim()
  .split("\n")
  .map((line) => line.split(", "));
