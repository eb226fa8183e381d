// What looking through bytes has cost, in steps, so that it counts for the bound of a program.

let spent: u32 = 0;

export function spend(steps: u32): void {
  spent += steps;
}

/** What was spent since this was asked last. */
export function takeWork(): u32 {
  const all = spent;
  spent = 0;
  return all;
}
