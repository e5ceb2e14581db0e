// Makes the CSV file of the ingest benchmark: 12 columns of mixed types with quotes and missing
// cells, the same bytes for the same size on every machine.
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";

const HEADER = "id,when,age,income,score,ratio,city,grade,active,signed_up,note,target\n";
const CITIES = ["Berlin", "Lagos", "Lima", "Osaka", "Quito", "Turin", "\"Washington, D.C.\"", "Zagreb"];
const GRADES = ["low", "medium", "high"];
const NOTES = ["paid", "\"late, twice\"", "\"said \"\"later\"\"\"", "new customer", "", "moved"];
const ROWS_PER_CHUNK = 5000;

// Writes a file of about `megabytes` million bytes unless it is there. Returns its size in bytes.
export async function makeCsv(path, megabytes) {
  if ((await stat(path).catch(() => null)) === null) {
    await mkdir(dirname(path), { recursive: true });
    const partial = `${path}.part`;
    const out = createWriteStream(partial);
    for (const text of chunks(megabytes * 1e6)) {
      if (!out.write(text)) await once(out, "drain");
    }
    out.end();
    await once(out, "finish");
    await rename(partial, path);
  }
  return (await stat(path)).size;
}

function* chunks(wanted) {
  const random = generator(20240229);
  let written = HEADER.length;
  let row = 0;
  yield HEADER;
  while (written < wanted) {
    let text = "";
    for (let i = 0; i < ROWS_PER_CHUNK; i += 1) text += line((row += 1), random);
    written += text.length;
    yield text;
  }
}

function line(row, random) {
  const missing = (share, cell) => (random() < share ? "" : cell);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const two = (number) => String(number).padStart(2, "0");
  const date = () => `${2015 + Math.floor(random() * 10)}-${two(1 + Math.floor(random() * 12))}-${two(1 + Math.floor(random() * 28))}`;
  const cells = [
    row,
    `${date()}T${two(Math.floor(random() * 24))}:${two(Math.floor(random() * 60))}:00`,
    missing(0.05, Math.floor(18 + random() * 70)),
    missing(0.05, (random() * 120000).toFixed(2)),
    (random() * 200 - 100).toFixed(6),
    missing(0.02, random().toExponential(5)),
    missing(0.01, pick(CITIES)),
    pick(GRADES),
    random() < 0.5 ? "true" : "false",
    missing(0.1, date()),
    pick(NOTES),
    random() < 0.3 ? 1 : 0,
  ];
  return `${cells.join(",")}\n`;
}

// mulberry32: small, seeded, the same everywhere.
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
