// The same spec on the same file gives the same report and the same model file in the browser as natively, to the bit,
// for every model.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { command, data, folder } from "./harness/command.mjs";
import { pageForTests } from "./harness/harness.mjs";
import { done, download, modelMenu, openData, openPipeline, pipeline, train, visit } from "./harness/page.mjs";

const open = pageForTests();

const FILES = [
  { file: "penguins.csv", rows: 344, columns: 8, target: "species", task: "classification", fewest: 5 },
  { file: "diabetes.csv", rows: 442, columns: 11, target: "progression", task: "regression", fewest: 6 },
];

const measured = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"];

// What a model needs that does not take any number: counts, or codes.
const NEEDS = {
  multinomial_nb: { scaling: { step: "scale", params: { method: "min_max" } } },
  categorical_nb: { scaling: null, roles: Object.fromEntries(measured.map((name) => [name, "ignored"])) },
};

for (const { file, rows, columns, target, task, fewest } of FILES) {
  test(`${task} on ${file}: the browser's reports and models are the command line's`, async (t) => {
    const { page } = await open(t);
    const place = await folder(t);
    await openData(page, data(file), { rows, columns });
    await page.getByLabel("Column to predict").selectOption(target);
    await done(page, "Split");
    await visit(page, "Train");
    const options = modelMenu(page).locator("option");
    const kinds = await options.evaluateAll((options) => options.map((option) => option.value));
    assert.ok(kinds.length >= fewest, kinds.join(", "));
    const base = await pipeline(page);
    assert.equal(base.target, target);

    for (const kind of kinds) {
      const spec = join(place, `${kind}.json`);
      const { scaling = { step: "scale" }, roles = {} } = NEEDS[kind] ?? {};
      const steps = [...(base.steps ?? []), scaling].filter((step) => step !== null);
      const changed = { ...base, steps, roles: { ...base.roles, ...roles }, model: { kind, seed: 7 } };
      await writeFile(spec, JSON.stringify(changed));
      const out = join(place, kind);
      const native = JSON.parse(await command("run", spec, "--data", data(file), "--json", "--out", out));
      assert.equal(native.task, task);
      await openPipeline(page, spec);
      await train(page);
      const model = await saved(page, place, "Save the model");
      await visit(page, "Evaluate");
      const report = await saved(page, place, "Save the report");

      const natively = await readFile(join(out, "report.json"));
      compare(JSON.parse(natively), JSON.parse(report), kind);
      assert.ok(report.equals(natively), `${kind}: the reports differ`);
      assert.ok(model.equals(await readFile(join(out, "model.json"))), `${kind}: the model files differ`);
      t.diagnostic(`${kind}: ${report.length} bytes of the report and ${model.length} of the model are equal`);
    }
  });
}

// The bytes of the file that a button offers.
async function saved(page, place, button) {
  const file = join(place, "saved.json");
  await download(page, button, file);
  return readFile(file);
}

// Says where two reports differ.
function compare(expected, found, place) {
  if (expected !== null && typeof expected === "object" && found !== null && typeof found === "object") {
    assert.deepEqual(Object.keys(found).sort(), Object.keys(expected).sort(), place);
    for (const key of Object.keys(expected)) compare(expected[key], found[key], `${place}.${key}`);
  } else {
    assert.deepEqual(found, expected, place);
  }
}
