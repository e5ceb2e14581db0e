// No station has an accessibility problem that axe can find: empty, with data and a model, with
// everything unfolded, in light and in dark, wide and narrow.
import assert from "node:assert/strict";
import { test } from "node:test";
import axe from "axe-core";
import { THEMES, VIEWPORTS, pageForTests } from "./harness/harness.mjs";
import { settled, stationCount, visitStation } from "./harness/stations.mjs";
import { goTo, loaded, train } from "./harness/visitor.mjs";

const open = pageForTests();

// Runs axe on every station; `prepare` is called at each one first.
async function violations(page, prepare = async () => {}) {
  await page.evaluate(axe.source);
  const count = await stationCount(page);
  assert.ok(count > 0, "the line has stations");
  const found = [];
  for (let index = 0; index < count; index += 1) {
    const station = await visitStation(page, index);
    await prepare();
    const result = await page.evaluate(() => window.axe.run());
    for (const { id, help, nodes } of result.violations) {
      const where = nodes.map((node) => `${node.target.join(" ")} ${node.html.slice(0, 160)} (${node.any[0]?.message ?? ""})`);
      found.push(`${station}: ${id}: ${help}: ${where.slice(0, 4).join(" | ")}`);
    }
  }
  return found;
}

// Opens every fold on the page, and those that appear inside.
async function unfold(page) {
  await page.evaluate(() => {
    for (const fold of document.querySelectorAll("details:not([open])")) fold.open = true;
  });
  const step = page.getByRole("button", { expanded: false });
  if ((await step.count()) > 0) await step.first().click();
  await settled(page);
}

// Runs axe on every view of Explain, with its charts' tables open.
async function violationsOfExplanations(page) {
  await page.evaluate(axe.source);
  const choose = (group, name) => page.getByRole("group", { name: group }).getByRole("button", { name, exact: true }).click();
  await choose("What to look at", "Explain");
  const found = [];
  for (const [view, title] of Object.entries(EXPLANATIONS)) {
    await choose("What to explain", view);
    await page.getByRole("heading", { name: title }).first().waitFor();
    await unfold(page);
    const result = await page.evaluate(() => window.axe.run());
    for (const { id, help, nodes } of result.violations) {
      found.push(`${view}: ${id}: ${help}: ${nodes.slice(0, 4).map((node) => node.html.slice(0, 160)).join(" | ")}`);
    }
  }
  return found;
}

const EXPLANATIONS = {
  "What matters": "Columns that matter when shuffled",
  "How a column acts": /^How .* acts$/,
  "One row": "The nearest change that turns it",
  "A tree that imitates it": /^A tree that imitates the model of/,
};

async function withModel(page, sample, file) {
  await page.getByRole("button", { name: `Open ${sample}`, exact: true }).click();
  await loaded(page, file);
  await train(page);
  await goTo(page, "Evaluate");
  await page.getByRole("table", { name: /^Metrics on the/ }).waitFor();
}

const TASKS = {
  classification: ["Palmer penguins", "penguins.csv"],
  regression: ["Car mileage", "auto-mpg.csv"],
};

for (const theme of THEMES) {
  for (const size of ["laptop", "phone"]) {
    const settings = { theme, viewport: VIEWPORTS[size], reducedMotion: "reduce" };

    test(`axe finds nothing on the empty stations, ${theme}, ${size}`, async (t) => {
      const { page } = await open(t, settings);
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(await violations(page, () => unfold(page)), []);
    });

    for (const [task, [sample, file]] of Object.entries(TASKS)) {
      test(`axe finds nothing with a model of ${task}, ${theme}, ${size}`, async (t) => {
        const { page } = await open(t, settings);
        await withModel(page, sample, file);
        assert.deepEqual(await violations(page), []);
        assert.deepEqual(await violations(page, () => unfold(page)), []);
      });
    }

    for (const model of ["Decision tree", "Neural network"]) {
      test(`axe finds nothing while a ${model.toLowerCase()} is watched, ${theme}, ${size}`, async (t) => {
        const { page } = await open(t, settings);
        await withModel(page, "Palmer penguins", "penguins.csv");
        await goTo(page, "Train");
        await page.getByRole("combobox", { name: "Model", exact: true }).selectOption({ label: model });
        await train(page);
        await page.locator("summary", { hasText: /^Watch it learn$/ }).click();
        await page.locator("svg.plot-boundary").waitFor();
        await page.evaluate(axe.source);
        for (const act of [() => settled(page), () => unfold(page)]) {
          await act();
          const result = await page.evaluate(() => window.axe.run());
          assert.deepEqual(result.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
        }
      });
    }

    for (const [task, [sample, file]] of Object.entries(TASKS)) {
      test(`axe finds nothing in explanations of ${task}, ${theme}, ${size}`, async (t) => {
        const { page } = await open(t, settings);
        await withModel(page, sample, file);
        assert.deepEqual(await violationsOfExplanations(page), []);
      });
    }

    test(`axe finds nothing beside messages, ${theme}, ${size}`, async (t) => {
      const { page } = await open(t, settings);
      await page.getByRole("button", { name: "Read the pasted table" }).click();
      await page.getByLabel("Choose a file").setInputFiles({ name: "x.csv", mimeType: "text/csv", buffer: Buffer.from("a\n") });
      await page.getByRole("alert").first().waitFor();
      assert.deepEqual(await violations(page), []);
    });
  }
}
