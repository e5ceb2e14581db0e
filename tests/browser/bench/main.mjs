// Runs benchmarks on the built page: node bench/main.mjs [NAME...] [--json]
// A benchmark is a file NAME.mjs beside this one that exports `title` and `run(say)`, where run
// returns rows { what, value, unit, note }. Tables, or one JSON document, go to standard output.
import { readdir } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({ options: { json: { type: "boolean" } }, allowPositionals: true });
const files = await readdir(new URL(".", import.meta.url));
const known = files.filter((file) => file.endsWith(".mjs") && file !== "main.mjs").map((file) => file.slice(0, -4));
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`there is no benchmark ${unknown.join(", ")}; there are ${known.join(", ")}`);
  process.exit(2);
}

const say = (text) => console.error(`bench: ${text}`);
const results = [];
for (const name of positionals.length > 0 ? positionals : known) {
  say(name);
  const { title, run } = await import(`./${name}.mjs`);
  results.push({ name, title, rows: await run(say) });
}
const machine = { cores: cpus().length, processor: cpus()[0]?.model, memory_bytes: totalmem() };
if (values.json) {
  console.log(JSON.stringify({ machine, results }, null, 2));
} else {
  results.forEach(print);
}

function print({ title, rows }) {
  const cells = rows.map(({ what, value, unit, note = "" }) => [what, format(value), unit, note]);
  const width = (column) => Math.max(...cells.map((row) => row[column].length));
  const [what, value, unit] = [width(0), width(1), width(2)];
  console.log(`\n${title}`);
  for (const row of cells) {
    const line = `  ${row[0].padEnd(what)}  ${row[1].padStart(value)} ${row[2].padEnd(unit)}  ${row[3]}`;
    console.log(line.trimEnd());
  }
}

function format(value) {
  const digits = Number.isInteger(value) ? 0 : value >= 100 ? 1 : 2;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
