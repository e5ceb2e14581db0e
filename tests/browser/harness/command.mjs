// The command line, and how the page writes the numbers that it gives as JSON.
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { COMMAND_LINE, PROJECT } from "./harness.mjs";

const run = promisify(execFile);

// Committed data sets.
export const data = (name) => join(PROJECT, "tests", "references", "data", name);

// A folder that is gone after the test.
export async function folder(t) {
  const path = await mkdtemp(join(tmpdir(), "pipeline-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

// Runs the command line. Returns what it printed.
export async function command(...args) {
  const { stdout } = await run(COMMAND_LINE, args, { maxBuffer: 2 ** 28 });
  return stdout;
}

// The report of a spec on a file.
export async function report(spec, file, ...flags) {
  return JSON.parse(await command("run", spec, "--data", file, "--json", ...flags));
}

// A figure as the page's tables write it: six decimals below one thousand, fewer above.
export function figure(value) {
  const size = Math.abs(value);
  if (size < 1e3) return fixed(value, 6);
  if (size < 1e9) return fixed(value, 3);
  return value.toExponential(6).replace("e+", "e");
}

// A part of a whole in per cent, as the page writes it.
export function percent(part, whole) {
  if (whole === 0) return "–";
  const rounded = Math.round((100 * part) / whole);
  if (rounded === 0 && part > 0) return "<1%";
  if (rounded === 100 && part < whole) return ">99%";
  return `${rounded}%`;
}

// The number with so many decimals. A tie goes to the even digit, unlike in `toFixed`, which is
// exact with a hundred decimals.
function fixed(value, decimals) {
  const [whole, fraction] = Math.abs(value).toFixed(100).split(".");
  let digits = BigInt(whole + fraction.slice(0, decimals));
  const rest = fraction.slice(decimals);
  const half = `5${"0".repeat(rest.length - 1)}`;
  if (rest > half || (rest === half && digits % 2n === 1n)) digits += 1n;
  const text = digits.toString().padStart(decimals + 1, "0");
  const sign = value < 0 && digits > 0n ? "-" : "";
  return `${sign}${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
}
