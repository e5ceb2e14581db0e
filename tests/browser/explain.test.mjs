// Explain: what matters, how a column acts, one row with what would turn it, and a tree that imitates the model.
import assert from "node:assert/strict";
import { test } from "node:test";
import { data } from "./harness/command.mjs";
import { pageForTests } from "./harness/harness.mjs";
import { cells, done, modelMenu, openData, setExactly, train, until, visit } from "./harness/page.mjs";

const open = pageForTests();

async function explained(t, { file, rows, columns, target, model }) {
  const { page } = await open(t);
  await openData(page, data(file), { rows, columns });
  await page.getByLabel("Column to predict").selectOption(target);
  await done(page, "Split");
  await visit(page, "Train");
  await modelMenu(page).selectOption({ label: model });
  await train(page);
  await visit(page, "Evaluate");
  await choose(page, "What to look at", "Explain");
  return page;
}

function choose(page, group, name) {
  return page.getByRole("group", { name: group }).getByRole("button", { name, exact: true }).click();
}

// The table of the chart with that title.
async function chartTable(page, title) {
  const figure = page.getByRole("figure").filter({ has: page.getByRole("heading", { name: title, exact: true }) });
  await figure.waitFor();
  const fold = figure.locator("details");
  if (!(await fold.evaluate((element) => element.open))) await fold.locator("summary").click();
  return cells(page, title);
}

// What SHAP values say: where they start, what they add, and where they end.
async function parts(page) {
  const rows = (await chartTable(page, "What moves this prediction")).map(([name, value]) => [name, Number(value)]);
  return { base: rows[0][1], values: rows.slice(1, -1), total: rows.at(-1)[1] };
}

function addsUp({ base, values, total }) {
  const sum = values.reduce((sum, [, value]) => sum + value, base);
  assert.ok(Math.abs(sum - total) < 1e-6 * Math.max(1, Math.abs(total)), `${sum} is not ${total}`);
}

function said(page) {
  return page.getByRole("region", { name: "What the model says of it" }).getByRole("status");
}

const PENGUINS = { file: "penguins.csv", rows: 344, columns: 8, target: "species" };

test("every view of an explained tree is there, and a made change turns the prediction", async (t) => {
  const page = await explained(t, { ...PENGUINS, model: "Decision tree" });
  const shuffled = await chartTable(page, "Columns that matter when shuffled");
  assert.ok(shuffled.some(([name]) => name === "bill_length_mm") && shuffled.length >= 6, shuffled.join("; "));
  await page.getByRole("heading", { name: "What the model says itself", exact: true }).waitFor();
  await choose(page, "What is shuffled", "Columns as the model sees them");
  await page.getByRole("heading", { name: "Prepared columns that matter when shuffled", exact: true }).waitFor();

  await choose(page, "What to explain", "How a column acts");
  await page.getByRole("combobox", { name: "Column", exact: true }).selectOption("flipper_length_mm");
  assert.equal((await chartTable(page, "How flipper_length_mm acts")).length, 30);
  await page.getByRole("combobox", { name: "Column", exact: true }).selectOption("island");
  assert.equal((await chartTable(page, "How island acts")).length, 3);

  await choose(page, "What to explain", "A tree that imitates it");
  await page.getByText(/^It says the same as the model on \d+(\.\d)?% of validation rows and on \d/).waitFor();
  const tree = await chartTable(page, "A tree that imitates the model of species");
  assert.ok(tree.length >= 3);

  await choose(page, "What to explain", "One row");
  const way = page.getByRole("list", { name: "The way through the tree" });
  await way.getByRole("listitem").first().waitFor();
  assert.match((await way.getByRole("listitem").allTextContents()).at(-1), /^so (Adelie|Chinstrap|Gentoo) \(/);
  addsUp(await parts(page));
  const before = await said(page).textContent();
  const predicted = /^The model says (\w+) /.exec(before)[1];
  await page.getByRole("button", { name: "Make this change" }).click();
  const after = await until(() => said(page).textContent(), (text) => text !== before);
  assert.notEqual(/^The model says (\w+) /.exec(after)[1], predicted);
  assert.ok(after.includes(`The row as it is: ${predicted}`), after);
  await page.getByRole("button", { name: "Back to the row" }).click();
  await until(() => said(page).textContent(), (text) => text === before);
  await page.getByRole("button", { name: "Next row" }).click();
  await page.getByText("Of the validation rows;").waitFor();
  await until(() => page.getByRole("textbox", { name: /^Row, from 1 to/ }).inputValue(), (value) => value === "2");
});

test("a moved value moves a line by its slope, and a bound is reached", async (t) => {
  const run = { file: "diabetes.csv", rows: 442, columns: 11, target: "progression", model: "Ridge regression" };
  const page = await explained(t, run);
  await choose(page, "What to explain", "One row");
  const first = await parts(page);
  addsUp(first);
  const [[, says]] = await cells(page, "What the model says");
  assert.ok(Math.abs(Number(says) - first.total) < 1e-3 * Math.abs(first.total), `${says} is not ${first.total}`);
  await setExactly(page, "bmi", 40);
  const moved = await until(() => parts(page), ({ total }) => total !== first.total);
  addsUp(moved);
  const of = ({ values }, name) => values.find(([column]) => column === name)[1];
  const difference = of(moved, "bmi") - of(first, "bmi");
  assert.ok(Math.abs(moved.total - first.total - difference) < 1e-6 * Math.abs(moved.total), "only bmi has moved");
  const bound = Math.round(moved.total) + 20;
  await page.getByRole("textbox", { name: "Number", exact: true }).fill(String(bound));
  await page.getByRole("textbox", { name: "Number", exact: true }).press("Enter");
  await page.getByRole("button", { name: "Make this change" }).click();
  await until(() => parts(page), ({ total }) => total >= bound);
  await page.getByText("The model says so already.").waitFor();
});

test("after a reload the model is asked for again, and the test rows are explained once they are open", async (t) => {
  const page = await explained(t, { ...PENGUINS, model: "Random forest" });
  await page.getByRole("button", { name: "Open the test rows" }).click();
  await choose(page, "What to explain", "One row");
  await page.getByText("Of the test rows;").waitFor();
  await page.reload();
  await choose(page, "What to look at", "Explain");
  await page.getByRole("button", { name: "Train it again" }).click();
  await page.getByRole("heading", { name: "Columns that matter when shuffled", exact: true }).waitFor();
});
