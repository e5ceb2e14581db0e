// Evaluate beyond the figures: a threshold that moves the matrix, checks, groups and worst rows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { data } from "./harness/command.mjs";
import { pageForTests } from "./harness/harness.mjs";
import { cells, done, keptWhole, modelMenu, openData, setExactly, train, visit } from "./harness/page.mjs";

const open = pageForTests();

const MATRIX = "Confusion matrix at this threshold";

async function evaluated(t, { file, rows, columns, target, model }) {
  const { page } = await open(t);
  await openData(page, data(file), { rows, columns });
  await page.getByLabel("Column to predict").selectOption(target);
  await done(page, "Split");
  await visit(page, "Train");
  await modelMenu(page).selectOption({ label: model });
  await train(page);
  const { report } = await keptWhole(page);
  await visit(page, "Evaluate");
  return { page, report };
}

function look(page, name) {
  const views = page.getByRole("group", { name: "What to look at" });
  return views.getByRole("button", { name, exact: true }).click();
}

// Counts of the live matrix: [[rightly left, taken wrongly], [missed, rightly taken]].
async function counts(page) {
  const rows = await cells(page, MATRIX);
  return rows.map((row) => row.slice(1).map((cell) => Number.parseInt(cell, 10)));
}

// What the report says a threshold makes of the rows.
function expected({ steps }, threshold) {
  const all = steps.at(-1);
  const taken = steps.filter((step) => step.threshold >= threshold).at(-1) ?? { others: 0, hits: 0 };
  return [
    [all.others - taken.others, taken.others],
    [all.hits - taken.hits, taken.hits],
  ];
}

const CANCER = { file: "breast_cancer.csv", rows: 569, columns: 31, target: "class", model: "Logistic regression" };

test("the threshold moves matrix, figures and cost without another training", async (t) => {
  const { page, report } = await evaluated(t, CANCER);
  const [ranked] = report.evaluation.validation.model.ranked;
  await look(page, "Threshold and costs");
  assert.deepEqual(await counts(page), expected(ranked, 0.5));
  for (const threshold of [0.9, 0.1, 0, 1]) {
    await setExactly(page, "Threshold", threshold);
    assert.deepEqual(await counts(page), expected(ranked, threshold), `at ${threshold}`);
  }
  const taken = expected(ranked, 0.1);
  await setExactly(page, "Threshold", 0.1);
  const [other] = report.classes;
  await page.getByLabel(`${ranked.label} taken for ${other}`, { exact: true }).fill("50");
  const cost = (await cells(page, "Figures at this threshold")).find(([name]) => name === "Expected cost of a row");
  const rows = taken.flat().reduce((sum, count) => sum + count);
  assert.equal(Number(cost[1]).toFixed(5), ((taken[0][1] + 50 * taken[1][0]) / rows).toFixed(5));

  // Missing one costs fifty false alarms: the cheapest threshold misses no more than the first one.
  await page.getByRole("button", { name: "Least cost on validation rows" }).click();
  const costOf = (matrix) => matrix[0][1] + 50 * matrix[1][0];
  const cheapest = costOf(await counts(page));
  for (const { threshold } of ranked.steps) assert.ok(cheapest <= costOf(expected(ranked, threshold)));
  await page.getByRole("button", { name: "Greatest F1 on validation rows" }).click();
  const f1 = ([[, wrong], [missed, right]]) => (2 * right) / (2 * right + wrong + missed);
  const best = f1(await counts(page));
  for (const { threshold } of ranked.steps) assert.ok(best >= f1(expected(ranked, threshold)));
});

test("checks, curves, groups and worst rows are those of the report", async (t) => {
  const { page, report } = await evaluated(t, CANCER);
  await look(page, "Checks");
  const list = page.getByRole("list", { name: "Checks" });
  const shown = await list.getByRole("heading", { level: 3 }).allTextContents();
  assert.deepEqual(shown.sort(), report.checks.map((check) => check.label).sort());
  for (const check of report.checks) await list.getByText(check.found, { exact: true }).waitFor();

  await look(page, "Curves");
  for (const name of ["ROC curve", "Precision and recall", "Cumulative gain", "Lift", "Calibration"]) {
    await page.getByRole("heading", { name, exact: true, level: 3 }).waitFor();
  }
  const bins = await cells(page, "Calibration, bin by bin");
  assert.equal(bins.length, report.evaluation.validation.model.calibration[0].uniform.length);

  await look(page, "Groups");
  const column = report.features.find((name) => name.includes("area"));
  await page.getByLabel("Column to group by").selectOption(column);
  const groups = await cells(page, `Figures by ${column}`);
  const total = groups.reduce((sum, row) => sum + Number.parseInt(row[1], 10), 0);
  assert.equal(total, report.evaluation.validation.scored);

  await look(page, "Worst rows");
  const worst = await cells(page, "Worst rows");
  const [first] = report.evaluation.validation.worst;
  assert.deepEqual(worst[0].slice(0, 3), [String(first.row), first.truth, first.predicted]);
  assert.equal(worst.length, report.evaluation.validation.worst.length);
});

test("numbers have no threshold, and a look at the test rows is listed", async (t) => {
  const run = { file: "diabetes.csv", rows: 442, columns: 11, target: "progression", model: "Ridge regression" };
  const { page, report } = await evaluated(t, run);
  const views = page.getByRole("group", { name: "What to look at" });
  assert.deepEqual(await views.getByRole("button").allTextContents(), ["Figures", "Checks", "Explain", "Groups", "Worst rows"]);
  assert.equal(report.evaluation.test, null);
  await page.getByRole("button", { name: "Open the test rows" }).click();
  const looks = page.getByRole("list", { name: "Looks at the test rows" });
  await looks.getByText(/^Ridge regression: R² 0\.\d{3}$/).waitFor();
});
