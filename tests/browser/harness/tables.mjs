// Tables that several tests open.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { data } from "./command.mjs";
import { done, openData, openPipeline } from "./page.mjs";

// The committed penguins, to tell the species.
export async function openPenguins(page) {
  await openData(page, data("penguins.csv"), { rows: 344, columns: 8 });
  await page.getByLabel("Column to predict").selectOption("species");
  await done(page, "Split");
}

// 20,000 rows of ten numbers, which tell one of three labels, and a pipeline with a forest on them.
export async function openForest(page, place, trees = 500) {
  await openRows(page, place, { count: 20_000, columns: 10 }, {
    model: { kind: "random_forest", params: { n_estimators: trees } },
  });
}

// So many rows of so many numbers, of which the first four tell one of three labels, and a pipeline on
// them. Returns the files of both.
export async function openRows(page, place, { count, columns }, parts) {
  const file = join(place, "rows.csv");
  await writeFile(file, rows(count, columns));
  await openData(page, file, { rows: count, columns: columns + 1 });
  const spec = join(place, "pipeline.json");
  await writeFile(spec, JSON.stringify({ target: "label", ...parts }));
  await openPipeline(page, spec);
  await done(page, "Split");
  return { file, spec };
}

function rows(count, columns) {
  let state = 20_000;
  // Marsaglia's xorshift with 32 bits of state.
  const random = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const names = Array.from({ length: columns }, (_, at) => `x${at}`);
  const lines = [[...names, "label"].join(",")];
  for (let row = 0; row < count; row += 1) {
    const x = names.map(() => random());
    const signal = Math.sin(6 * x[0]) + x[1] * x[2] + 0.5 * x[3] + 0.3 * random();
    lines.push([...x.map((value) => value.toFixed(5)), ["low", "middle", "high"][signal > 1.2 ? 2 : signal > 0.2 ? 1 : 0]].join(","));
  }
  return `${lines.join("\n")}\n`;
}
