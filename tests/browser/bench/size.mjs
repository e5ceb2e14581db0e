// What a first visit downloads, compressed as static hosts compress it (gzip, level 9).
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DIST } from "../harness/harness.mjs";

export const title = "First load, gzip";

export async function run() {
  const files = (await readdir(DIST, { withFileTypes: true })).filter((entry) => entry.isFile());
  const parts = { page: 0, worker: 0 };
  const rows = [];
  for (const { name } of files) {
    const bytes = await readFile(join(DIST, name));
    const size = gzipSync(bytes, { level: 9 }).length;
    const part = name.startsWith("worker") ? "worker" : "page";
    parts[part] += size;
    rows.push({ what: `${part}: ${withoutHash(name)}`, value: size / 1000, unit: "KB", note: `${(bytes.length / 1000).toFixed(1)} KB before` });
  }
  rows.sort((a, b) => a.what.localeCompare(b.what));
  rows.push({ what: "page, all files", value: parts.page / 1000, unit: "KB" });
  rows.push({ what: "worker, all files", value: parts.worker / 1000, unit: "KB" });
  rows.push({ what: "total", value: (parts.page + parts.worker) / 1000, unit: "KB", note: "samples are fetched when chosen" });
  return rows;
}

function withoutHash(name) {
  return name.replace(/-[0-9a-f]{16}(?=[._])/, "");
}
