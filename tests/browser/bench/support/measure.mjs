// Small measuring helpers that benchmarks share.
import { readFile } from "node:fs/promises";

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// The resident memory, now and at its peak, of the process that draws the tab (its workers are
// threads of it). Linux only: read from /proc, in bytes; null elsewhere.
export async function tabMemory(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  let largest = null;
  for (const { type, id } of processInfo) {
    if (type !== "renderer") continue;
    const status = await readFile(`/proc/${id}/status`, "utf8").catch(() => "");
    const bytes = (field) => Number(status.match(new RegExp(`^${field}:\\s+(\\d+) kB`, "m"))?.[1] ?? 0) * 1024;
    const memory = { now: bytes("VmRSS"), peak: bytes("VmHWM") };
    if (memory.peak > (largest?.peak ?? 0)) largest = memory;
  }
  return largest;
}
