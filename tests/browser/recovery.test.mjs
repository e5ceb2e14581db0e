// Nothing is lost when a worker dies or the page is loaded again.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { folder } from "./harness/command.mjs";
import { pageForTests } from "./harness/harness.mjs";
import {
  cells,
  done,
  download,
  kept,
  keptWhole,
  modelMenu,
  pressTrain,
  setExactly,
  standing,
  train,
  until,
  visit,
} from "./harness/page.mjs";
import { openForest, openPenguins } from "./harness/tables.mjs";
import { endWorkers } from "./harness/workers.mjs";

const open = pageForTests();

const METRICS = "Metrics on the validation rows";
const CONFUSION = "Confusion matrix, counts and shares of the true class";

test("workers that die at rest are replaced, with nothing lost", async (t) => {
  const { page } = await open(t);
  await openPenguins(page);
  await train(page);
  const before = await everything(page);
  await endWorkers(page);
  await page.getByText(/^The data worker stopped unexpectedly .* your data and settings are all here\.$/).waitFor();
  await page.getByText(/^The training worker stopped unexpectedly/).waitFor();
  assert.deepEqual(await everything(page), before);

  // The new workers hold the table: rows, plan and training come from them.
  await visit(page, "Collect");
  await page.getByRole("table", { name: "Rows as read" }).getByRole("cell", { name: "Torgersen" }).first().waitFor();
  await train(page);
  assert.deepEqual(await everything(page), before);
  await visit(page, "Split");
  await page.getByRole("group", { name: "How rows are dealt" }).getByRole("button", { name: "Stratified" }).click();
  await page.getByRole("table", { name: "Rows of each class" }).waitFor();
  await train(page);
});

test("a worker that dies while it trains is replaced, with nothing lost", async (t) => {
  const { page } = await open(t);
  const place = await folder(t);
  await openForest(page, place, 2);
  await train(page);
  const before = await everything(page);
  await visit(page, "Train");
  await page.getByLabel("Train again on every change").uncheck();
  await setExactly(page, "Trees", 1000);
  await pressTrain(page);
  await until(() => page.getByRole("progressbar", { name: "Training" }).getAttribute("value"), (v) => v > 0, 60);
  await endWorkers(page, { busy: true });
  await page.getByText(/^The training worker stopped unexpectedly .* your data and settings are all here\.$/).waitFor();
  await page.getByRole("alert").filter({ hasText: "training was interrupted" }).waitFor();
  assert.equal(Number(await page.getByRole("textbox", { name: "Trees, exact value" }).inputValue()), 1000);

  await setExactly(page, "Trees", 2);
  const after = await everything(page);
  assert.deepEqual(after, before);
  await train(page);
  assert.deepEqual(await everything(page), before);
});

test("a reload brings back the file, the pipeline and the figures, at the same station", async (t) => {
  const { page } = await open(t);
  await openPenguins(page);
  await visit(page, "Prepare");
  await page.getByText("Add a step", { exact: true }).click();
  await page.getByRole("button", { name: "Add Scale", exact: true }).click();
  await visit(page, "Train");
  await modelMenu(page).selectOption({ label: "Logistic regression" });
  await train(page);
  const before = await everything(page);
  assert.equal(before.spec.model.kind, "logistic_regression");
  assert.equal(new URL(page.url()).hash, "#evaluate");

  await page.reload();
  assert.equal(new URL(page.url()).hash, "#evaluate");
  await page.getByRole("region", { name: "Evaluate", exact: true }).waitFor();
  await done(page, "Collect");
  await done(page, "Evaluate");
  assert.deepEqual(await everything(page), before);
  assert.equal(await standing(page, "Collect"), "done, 344 × 8");
  assert.equal(await standing(page, "Prepare"), `done, ${before.spec.steps.length} steps`);

  // All of it works: the same training gives the same figures.
  await train(page);
  assert.deepEqual(await everything(page), before);
});

test("a reload brings back a generated sample", async (t) => {
  const { page } = await open(t);
  await page.getByRole("button", { name: "Open Two moons" }).click();
  await done(page, "Split");
  await page.getByRole("slider", { name: "Rows", exact: true }).fill("300");
  await until(() => standing(page, "Collect"), (text) => text.startsWith("done, 300"));
  await done(page, "Split");
  await train(page);
  const before = await everything(page);
  assert.equal(before.source.Generator.rows, 300);

  await page.reload();
  await done(page, "Collect");
  assert.match(await standing(page, "Collect"), /^done, 300/);
  assert.deepEqual(await everything(page), before);
  await train(page);
  assert.deepEqual(await everything(page), before);
});

test("what was undone and redone is what a reload brings back", async (t) => {
  const { page } = await open(t);
  await openPenguins(page);
  await visit(page, "Split");
  const seed = page.getByRole("slider", { name: "Seed of the split" });
  await seed.fill("7");
  await seed.fill("9");
  await page.getByRole("button", { name: "Undo" }).click();
  await until(() => kept(page), (project) => project?.spec.split.seed === 7);
  await page.reload();
  await until(() => seed.inputValue(), (value) => value === "7");

  await seed.fill("11");
  await page.getByRole("button", { name: "Undo" }).click();
  assert.equal(await seed.inputValue(), "7");
  await page.getByRole("button", { name: "Redo" }).click();
  await until(() => kept(page), (project) => project?.spec.split.seed === 11);
  await page.reload();
  await until(() => seed.inputValue(), (value) => value === "11");
  await train(page);
});

test("a reload trains nothing by itself: a stale model stays marked as stale", async (t) => {
  const { page } = await open(t);
  await openPenguins(page);
  await train(page);
  await visit(page, "Train");
  await page.getByLabel("Train again on every change").uncheck();
  await setExactly(page, "Trees", 50);
  await until(() => kept(page), (project) => project?.spec.model.params?.n_estimators === 50);
  await page.reload();
  await done(page, "Split");
  assert.match(await standing(page, "Train"), /^stale/);
  // Longer than the page waits before it trains a changed model.
  await page.waitForTimeout(1000);
  assert.match(await standing(page, "Train"), /^stale/);
});

test("a model that went with its worker cannot be saved, and trained again it is the same", async (t) => {
  const { page } = await open(t);
  const place = await folder(t);
  await openPenguins(page);
  await train(page);
  await visit(page, "Train");
  const [first, second, third] = ["first", "second", "third"].map((name) => join(place, name));
  await download(page, "Save the model", first);

  await endWorkers(page);
  await page.getByText(/^The training worker stopped unexpectedly/).waitFor();
  await unsaveable(page);
  await trainAnew(page);
  await download(page, "Save the model", second);
  assert.equal(await readFile(second, "utf8"), await readFile(first, "utf8"));

  await keptWhole(page);
  await page.reload();
  await done(page, "Evaluate");
  await unsaveable(page);
  await trainAnew(page);
  await download(page, "Save the model", third);
  assert.equal(await readFile(third, "utf8"), await readFile(first, "utf8"));
});

async function unsaveable(page) {
  const button = page.getByRole("button", { name: "Save the model", exact: true });
  await until(() => button.isDisabled(), (disabled) => disabled);
  await page.getByText("Train again to save it.").waitFor();
}

// Trains although the figures are of the same pipeline: the model is there again when it can be saved.
async function trainAnew(page) {
  await pressTrain(page);
  const button = page.getByRole("button", { name: "Save the model", exact: true });
  await until(() => button.isEnabled(), (enabled) => enabled);
}

// What must survive: the source and the pipeline, on the page and as kept, and the figures.
async function everything(page) {
  await visit(page, "Evaluate");
  const figures = { metrics: await cells(page, METRICS), confusion: await cells(page, CONFUSION) };
  const { source, spec } = await keptWhole(page);
  return { source, spec, ...figures };
}
