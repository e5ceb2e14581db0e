// The same spec on the same file gives the same report in the browser as natively, for every model.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { data, folder, report } from "./harness/command.mjs";
import { pageForTests } from "./harness/harness.mjs";
import { done, keptWhole, modelMenu, openData, openPipeline, pipeline, train, visit } from "./harness/page.mjs";

const open = pageForTests();

// Relative difference that is allowed between two numbers.
const TOLERANCE = 1e-9;

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
  test(`${task} on ${file}: the browser's reports are the command line's`, async (t) => {
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
      const native = await report(spec, data(file));
      assert.equal(native.task, task);
      await openPipeline(page, spec);
      await train(page);
      const { report: inBrowser } = await keptWhole(page);

      const compared = { numbers: 0, equal: 0, worst: 0 };
      compare(native, inBrowser, kind, compared);
      t.diagnostic(
        `${kind}: ${compared.equal} of ${compared.numbers} numbers equal to the bit, greatest relative difference ${compared.worst}`,
      );
      assert.ok(compared.numbers > 100, "a report holds many numbers");
    }
  });
}

// Two reports, place by place: texts, lengths and names equal, numbers within the tolerance.
function compare(expected, found, place, compared) {
  if (typeof expected === "number" && typeof found === "number") {
    const scale = Math.max(Math.abs(expected), Math.abs(found));
    const difference = Object.is(expected, found) || scale === 0 ? 0 : Math.abs(expected - found) / scale;
    compared.numbers += 1;
    compared.equal += Object.is(expected, found) ? 1 : 0;
    compared.worst = Math.max(compared.worst, difference);
    assert.ok(difference <= TOLERANCE, `${place}: ${expected} natively, ${found} in the browser`);
  } else if (expected !== null && typeof expected === "object" && found !== null && typeof found === "object") {
    assert.deepEqual(Object.keys(found).sort(), Object.keys(expected).sort(), place);
    for (const key of Object.keys(expected)) compare(expected[key], found[key], `${place}.${key}`, compared);
  } else {
    assert.deepEqual(found, expected, place);
  }
}
