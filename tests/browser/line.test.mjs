// The line from a file to figures, by clicking; every figure is the command line's.
import assert from "node:assert/strict";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { command, data, figure, folder, percent, report } from "./harness/command.mjs";
import { pageForTests } from "./harness/harness.mjs";
import { cells, done, download, modelMenu, openData, standing, train, until, visit } from "./harness/page.mjs";

const open = pageForTests();

const RUNS = [
  { file: "penguins.csv", rows: 344, columns: 8, target: "species", method: "Stratified", model: "Random forest" },
  { file: "penguins.csv", rows: 344, columns: 8, target: "species", method: "Random", model: "Logistic regression" },
  { file: "diabetes.csv", rows: 442, columns: 11, target: "progression", method: "Random", model: "Ridge regression" },
  { file: "diabetes.csv", rows: 442, columns: 11, target: "progression", method: "Random", model: "Linear regression" },
];

for (const run of RUNS) {
  test(`${run.model} on a file from disk: the page's figures are the command line's`, async (t) => {
    const { page } = await open(t);
    const { spec, file } = await build(t, page, run);
    const expected = await report(spec, file);
    assert.equal(expected.spec.target, run.target);
    assert.deepEqual(expected.spec.steps.at(-1).step, "scale");
    assert.equal(expected.spec.split.method, run.method.toLowerCase());

    await visit(page, "Evaluate");
    await compare(page, "validation", expected.evaluation.validation);
    await page.getByRole("group", { name: "Rows judged" }).getByRole("button", { name: "Train", exact: true }).click();
    await compare(page, "training", expected.evaluation.train);
  });
}

test("opening the test rows is counted, and gives the command line's figures", async (t) => {
  const { page } = await open(t);
  const { spec, file } = await build(t, page, RUNS[0]);
  const sealed = await report(spec, file);
  assert.equal(sealed.evaluation.test, null);
  await visit(page, "Evaluate");
  await page.getByText("The test rows have not been opened. Opening them is recorded.").waitFor();
  await page.getByRole("button", { name: "Open the test rows" }).click();
  await page.getByText("The test rows were judged once.").waitFor();
  const expected = await report(spec, file, "--open-test");
  assert.ok(expected.evaluation.test.scored > 0, "there are test rows");
  await compare(page, "test", expected.evaluation.test);

  // Another training seals them again, but the look stays counted.
  await train(page);
  await visit(page, "Evaluate");
  await page.getByText("The test rows were judged once.").waitFor();
  await page.getByRole("button", { name: "Open the test rows" }).click();
  await page.getByText("The test rows were judged 2 times.").waitFor();
});

for (const run of [RUNS[0], RUNS[2]]) {
  test(`a saved model predicts every row on the command line: ${run.model}`, async (t) => {
    const { page } = await open(t);
    const { file, place } = await build(t, page, run);
    await visit(page, "Train");
    const model = join(place, "model.json");
    assert.match(await download(page, "Save the model", model), /\.model\.json$/);
    const scored = join(place, "scored.csv");
    await command("score", model, "--data", file, "--out", scored);
    const [header, ...rows] = (await readFile(scored, "utf8")).trimEnd().split(/\r?\n/);
    const at = header.split(",").indexOf("prediction");
    assert.ok(at > 0, header);
    assert.equal(rows.length, run.rows);
    const empty = rows.filter((row) => row.split(",")[at] === "");
    assert.deepEqual(empty, []);
  });
}

// Builds the line by clicking, trains, and saves the pipeline.
async function build(t, page, run) {
  const place = await folder(t);
  const file = join(place, "measured by me.csv");
  await copyFile(data(run.file), file);
  await openData(page, file, run);
  await page.getByLabel("Column to predict").selectOption(run.target);

  await visit(page, "Prepare");
  const before = await page.getByRole("region", { name: "Steps" }).getByRole("listitem").count();
  await page.getByText("Add a step", { exact: true }).click();
  await page.getByRole("button", { name: "Add Scale", exact: true }).click();
  await until(() => page.getByRole("region", { name: "Steps" }).getByRole("listitem").count(), (n) => n > before);
  await done(page, "Prepare");

  await visit(page, "Split");
  const method = page.getByRole("group", { name: "How rows are dealt" }).getByRole("button", { name: run.method });
  await method.click();
  await until(() => method.getAttribute("aria-pressed"), (pressed) => pressed === "true");
  await done(page, "Split");

  await visit(page, "Train");
  await modelMenu(page).selectOption({ label: run.model });
  assert.match(await standing(page, "Evaluate"), /^empty/);
  await train(page);

  const spec = join(place, "saved.pipeline.json");
  assert.match(await download(page, "Save pipeline", spec), /\.pipeline\.json$/);
  return { place, spec, file };
}

// Every figure that Evaluate shows of a part.
async function compare(page, rows, part) {
  const shown = (metrics, name) => metrics.find((metric) => metric.name === name)?.value;
  const metrics = part.model.metrics.map((metric) => {
    const base = shown(part.baseline, metric.name);
    return [
      metric.label,
      metric.value === null ? metric.reason : figure(metric.value),
      base === null || base === undefined ? "–" : figure(base),
      metric.interval === null ? "–" : `${figure(metric.interval.low)} to ${figure(metric.interval.high)}`,
      metric.help,
    ];
  });
  assert.ok(metrics.length >= 5, "there are metrics");
  assert.deepEqual(await cells(page, `Metrics on the ${rows} rows`), metrics);

  if (part.model.task === "classification") {
    const { labels, counts } = part.model.confusion;
    const total = (row) => row.reduce((sum, count) => sum + count, 0);
    const matrix = counts.map((row, at) => [labels[at], ...row.map((n) => `${n} (${percent(n, total(row))})`)]);
    assert.equal(total(counts.map(total)), part.scored);
    assert.deepEqual(await cells(page, "Confusion matrix, counts and shares of the true class"), matrix);
    const classes = part.model.per_class.map(({ label, precision, recall, f1, support }) => [
      label,
      ...[precision, recall, f1].map(figure),
      String(support),
    ]);
    assert.deepEqual(await cells(page, "Classes one by one"), classes);
  } else {
    const quantiles = part.model.residuals.quantiles.map(({ share, value }) => [`${share * 100}%`, figure(value)]);
    assert.deepEqual(await cells(page, "Quantiles of the residuals"), quantiles);
  }
}
