// The recipe: found, added, ordered, understood and repaired by what is on the page.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import axe from "axe-core";
import { folder } from "./harness/command.mjs";
import { PROJECT, THEMES, VIEWPORTS, pageForTests } from "./harness/harness.mjs";
import {
  cells, done, openData, pipeline, setExactly, standing, train, until, visit,
} from "./harness/page.mjs";
import { settled } from "./harness/stations.mjs";

const open = pageForTests();
const TITANIC = join(PROJECT, "public", "samples", "titanic.csv");
const MARKED = "Training rows before and after the step";

async function openTitanic(page) {
  await page.getByRole("button", { name: "Open Titanic passengers", exact: true }).click();
  await until(() => standing(page, "Collect"), (text) => text === "done, 1,313 × 5");
  await done(page, "Split");
}

const steps = (page) => page.getByRole("region", { name: "Steps" }).locator("ol > li");

// The names of the steps, in order.
async function names(page) {
  const found = await steps(page).locator(".step-name").evaluateAll((nodes) => nodes.map((node) => node.firstChild.textContent));
  return found.map((name) => name.replace(/^\d+\. /, ""));
}

async function add(page, search, label) {
  const picker = page.locator("details.picker");
  if (!(await picker.evaluate((node) => node.open))) await page.getByText("Add a step", { exact: true }).click();
  await page.getByRole("searchbox", { name: "Find a step" }).fill(search);
  await page.getByRole("button", { name: `Add ${label}`, exact: true }).click();
}

// Begins with an empty recipe.
async function clear(page) {
  const remove = page.getByRole("button", { name: "Remove step 1", exact: true });
  while ((await remove.count()) > 0) await remove.click();
  await until(() => steps(page).count(), (count) => count === 0);
}

async function threeSteps(page) {
  await visit(page, "Prepare");
  await clear(page);
  await add(page, "SimpleImputer", "Fill in missing cells");
  await add(page, "StandardScaler", "Scale");
  await add(page, "one-hot", "One-hot encode");
  assert.deepEqual(await names(page), ["Fill in missing cells", "Scale", "One-hot encode"]);
  // What the steps do is written into the list: until then it may move.
  await until(() => standing(page, "Prepare"), (text) => text === "done, 3 steps");
  await settled(page);
}

// Drags a step's grip to just above or below another step.
async function drag(page, from, to, side) {
  const grip = page.locator(`#grip-${from}`);
  await grip.scrollIntoViewIfNeeded();
  const start = await grip.boundingBox();
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
  await page.mouse.down();
  const end = await steps(page).nth(to).boundingBox();
  const y = side === "above" ? end.y + 4 : end.y + end.height - 4;
  await page.mouse.move(start.x + start.width / 2, (start.y + y) / 2, { steps: 4 });
  await page.mouse.move(start.x + start.width / 2, y, { steps: 4 });
}

test("a search narrows the picker by label, help, id and scikit-learn name, and says how many are left", async (t) => {
  const { page } = await open(t);
  await openTitanic(page);
  await visit(page, "Prepare");
  await page.getByText("Add a step", { exact: true }).click();
  const search = page.getByRole("searchbox", { name: "Find a step" });
  const picks = page.locator(".picker").getByRole("button");
  const all = await picks.count();
  const says = page.locator(".picker").getByRole("status");
  assert.equal(await says.innerText(), `${all} steps`);
  for (const words of ["simpleimputer", "fill in missing", "withstands outliers"]) {
    await search.fill(words);
    await page.getByRole("button", { name: "Add Fill in missing cells", exact: true }).waitFor();
    assert.match(await says.innerText(), new RegExp(`^\\d+ of ${all} steps match$`));
    assert.ok((await picks.count()) < all, words);
  }
  await search.fill("no such thing");
  assert.match(await says.innerText(), /^No step matches "no such thing"/);
  assert.equal(await picks.count(), 0);
  const before = await steps(page).count();
  await search.fill("simpleimputer");
  await search.press("Enter");
  await until(() => steps(page).count(), (count) => count === before + 1);
});

test("a step is dragged by its grip to where the mark shows, and undo brings it back", async (t) => {
  // Tall enough for all three steps: a pointer cannot be moved to a step above the window.
  const { page } = await open(t, { viewport: { width: 1280, height: 1600 } });
  await openTitanic(page);
  await threeSteps(page);
  await drag(page, 2, 0, "above");
  await page.locator(".step.lands-before").waitFor();
  await page.mouse.up();
  await until(() => names(page), (now) => now.join() === "One-hot encode,Fill in missing cells,Scale");
  assert.equal(await page.locator(".lands-before, .lands-after, .dragging").count(), 0);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  assert.deepEqual(await names(page), ["Fill in missing cells", "Scale", "One-hot encode"]);
  await drag(page, 0, 2, "below");
  await page.locator(".step.lands-after").waitFor();
  await page.mouse.up();
  await until(() => names(page), (now) => now.join() === "Scale,One-hot encode,Fill in missing cells");
  await drag(page, 0, 2, "below");
  await page.locator("#grip-0").press("Escape");
  await page.mouse.up();
  assert.deepEqual(await names(page), ["Scale", "One-hot encode", "Fill in missing cells"], "Escape takes a drag back");
});

test("a drag to the edge of the line scrolls the steps above into sight", async (t) => {
  const { page } = await open(t, { viewport: { width: 1280, height: 500 } });
  await openTitanic(page);
  await threeSteps(page);
  const line = page.getByRole("navigation", { name: "Pipeline" });
  const first = steps(page).nth(0);
  // The first step is scrolled under the line, and the last one is in sight below it.
  const grip = page.locator("#grip-2");
  await grip.evaluate((node) => window.scrollBy(0, node.getBoundingClientRect().top - 250));
  await settled(page);
  const bottom = await line.evaluate((node) => node.getBoundingClientRect().bottom);
  assert.ok((await first.boundingBox()).y < bottom, "there is something to scroll to");
  const start = await grip.boundingBox();
  await page.mouse.move(start.x + 13, start.y + 17);
  await page.mouse.down();
  for (let at = 0; at < 40; at += 1) await page.mouse.move(start.x + 13, bottom + 20 + (at % 2));
  const { y, height } = await first.boundingBox();
  assert.ok(y >= bottom, `the first step is at ${y}, under the line's end at ${bottom}`);
  await page.mouse.move(start.x + 13, y + height / 4);
  await page.locator(".step.lands-before").waitFor();
  await page.mouse.up();
  await until(() => names(page), (now) => now.join() === "One-hot encode,Fill in missing cells,Scale");
});

test("what the keyboard goes to is not under the line", async (t) => {
  const { page } = await open(t, { viewport: { width: 1280, height: 500 } });
  await openTitanic(page);
  await threeSteps(page);
  // In the window, and under the line.
  const grip = page.locator("#grip-0");
  await grip.evaluate((node) => window.scrollBy(0, node.getBoundingClientRect().top - 40));
  await settled(page);
  await grip.focus();
  await settled(page);
  const top = await grip.evaluate((node) => node.getBoundingClientRect().top);
  const bottom = await page.getByRole("navigation", { name: "Pipeline" }).evaluate((node) => node.getBoundingClientRect().bottom);
  assert.ok(top >= bottom, `the grip is at ${top}, the line ends at ${bottom}`);
});

test("arrow keys on the grip move a step, keep the focus on it, and are announced", async (t) => {
  const { page } = await open(t);
  await openTitanic(page);
  await threeSteps(page);
  await page.getByRole("button", { name: "Move step 1, Fill in missing cells" }).focus();
  await page.keyboard.press("ArrowDown");
  await until(() => names(page), (now) => now[1] === "Fill in missing cells");
  await page.getByRole("region", { name: "Steps" }).getByText("Fill in missing cells is now step 2 of 3.").waitFor();
  await settled(page);
  assert.equal(await page.evaluate(() => document.activeElement.id), "grip-1");
  await page.keyboard.press("End");
  await until(() => names(page), (now) => now[2] === "Fill in missing cells");
  await settled(page);
  await page.keyboard.press("Home");
  await until(() => names(page), (now) => now[0] === "Fill in missing cells");
});

test("a step is duplicated, switched off and removed", async (t) => {
  const { page } = await open(t);
  await openTitanic(page);
  await threeSteps(page);
  await steps(page).nth(1).locator(".step-name").click();
  await page.getByRole("button", { name: "Duplicate step 2", exact: true }).click();
  assert.deepEqual(await names(page), ["Fill in missing cells", "Scale", "Scale", "One-hot encode"]);
  await page.getByRole("checkbox", { name: "Step 3 in use" }).uncheck();
  await until(() => standing(page, "Prepare"), (text) => text === "done, 3 steps");
  assert.deepEqual((await pipeline(page)).steps.map((step) => step.enabled ?? true), [true, true, false, true]);
  await page.getByRole("button", { name: "Remove step 3", exact: true }).click();
  assert.deepEqual(await names(page), ["Fill in missing cells", "Scale", "One-hot encode"]);
});

test("cells that a step changes are marked, on the very rows of the file", async (t) => {
  const { page } = await open(t);
  await openTitanic(page);
  await visit(page, "Split");
  await setExactly(page, "Validation share", 0);
  await setExactly(page, "Test share", 0);
  await visit(page, "Prepare");
  await clear(page);
  await add(page, "SimpleImputer", "Fill in missing cells");

  const ages = (await readFile(TITANIC, "utf8")).trimEnd().split("\n").slice(1).map((line) => {
    const rest = line.replace(/^"(?:[^"]|"")*",|^[^,]*,/, "").split(",");
    return rest[1] === "" ? null : Number(rest[1]);
  });
  const known = ages.filter((age) => age !== null).sort((a, b) => a - b);
  const half = known.length / 2;
  const median = Number.isInteger(half) ? (known[half - 1] + known[half]) / 2 : known[Math.floor(half)];
  const missing = ages.length - known.length;
  assert.equal(missing, 557);

  await page.getByText(`${missing} cells change in 1 column.`, { exact: true }).waitFor();
  const body = page.getByRole("table", { name: MARKED }).locator("tbody tr");
  const shown = await body.evaluateAll((rows) =>
    rows.map((row) => [...row.cells].map((cell) => [cell.className, cell.textContent.replace(/\s+/g, " ").trim()])));
  assert.equal(shown.length, 25);
  shown.forEach(([, age, ...others], at) => {
    const expected = ages[at] === null ? ["cell-changed", `was missing → , is ${median}`] : ["", String(ages[at])];
    assert.deepEqual(age, expected, `row ${at + 1}`);
    assert.ok(others.every(([mark]) => mark !== "cell-changed"), `row ${at + 1}`);
  });

  await page.getByLabel("Only rows that differ").check();
  await page.getByText(`Rows 1 to 25 of ${missing}`, { exact: true }).waitFor();
  const numbers = (await cells(page, MARKED)).map(([number]) => Number(number));
  const first = ages.flatMap((age, at) => (age === null ? [at + 1] : [])).slice(0, 25);
  assert.deepEqual(numbers, first);
});

test("columns that come and go, and rows that are dropped, are told by sign and word", async (t) => {
  const { page } = await open(t);
  await openTitanic(page);
  await visit(page, "Prepare");
  await clear(page);
  await add(page, "dropna", "Drop rows with missing cells");
  await page.getByText(/^\d+ rows are dropped\.$/).waitFor();
  const table = page.getByRole("table", { name: MARKED });
  await table.getByRole("rowheader", { name: /− dropped$/ }).first().waitFor();
  await add(page, "one-hot", "One-hot encode");
  await page.getByText(/columns are new; 2 columns are gone\.$/).waitFor();
  await table.getByRole("columnheader", { name: /^sex\s*− gone, / }).waitFor();
  assert.ok((await table.getByRole("columnheader", { name: /\+ new, / }).count()) > 3);
  const flow = await until(() => cells(page, "The training rows on their way"), (rows) => rows.length === 3);
  assert.match(flow[2][4], /^makes .*removes class, sex$/);
  const [form] = await page.getByRole("region", { name: "Steps" }).locator("dl.through").allInnerTexts();
  assert.match(form, /class, sex/);
  await page.getByText("Which columns go through which step").click();
  const ways = await cells(page, "Columns on their way");
  assert.deepEqual(ways.find(([name]) => name === "sex"), ["sex", "the data", "1, 2", "step 2"]);
});

test("a step in the wrong place says where it could be, and goes there by one click", async (t) => {
  const { page } = await open(t);
  await openTitanic(page);
  await visit(page, "Prepare");
  await clear(page);
  await add(page, "one-hot", "One-hot encode");
  await add(page, "OrdinalEncoder", "Ordinal encode");
  await steps(page).nth(1).getByRole("combobox", { name: "Columns" }).first().selectOption("by name");
  const later = page.getByRole("textbox", { name: "Columns that are not there yet" });
  await later.fill("sex");
  await later.press("Enter");
  const alert = page.getByRole("alert").filter({ hasText: "there is no column \"sex\"" });
  await alert.waitFor();
  await page.getByText("It can be done before step 1, One-hot encode.").waitFor();
  assert.match(await standing(page, "Prepare"), /^failed/);
  await page.getByRole("button", { name: "Move it up, before step 1" }).click();
  await until(() => names(page), (now) => now[0] === "Ordinal encode");
  await done(page, "Prepare");
  assert.equal(await alert.count(), 0);
});

test("a step that ruins columns it is not meant for begins with none of them", async (t) => {
  const { page } = await open(t);
  await openTitanic(page);
  await visit(page, "Prepare");
  await clear(page);
  await add(page, "to_datetime", "Texts to dates");
  await page.getByRole("group", { name: /^Columns to work on: 0 of \d+$/ }).waitFor();
  await page.getByText("no column: none is ticked", { exact: true }).waitFor();
  assert.deepEqual((await pipeline(page)).steps[0].columns, []);
  await page.getByRole("group", { name: /^Columns to work on/ }).getByRole("checkbox", { name: /^sex/ }).check();
  await page.getByText(/^\d+ cells change in 1 column\.$/).waitFor();
});

test("columns are ticked from those that are there, and what cannot be taken says why", async (t) => {
  const { page } = await open(t);
  await openTitanic(page);
  await visit(page, "Prepare");
  await clear(page);
  await add(page, "StandardScaler", "Scale");
  await page.getByRole("combobox", { name: "Columns" }).first().selectOption("by name");
  const choice = page.getByRole("group", { name: /^Columns to work on/ });
  const sex = choice.getByRole("checkbox", { name: /^sex/ });
  assert.equal(await sex.isDisabled(), true);
  await choice.getByText("categorical; this step takes numeric").first().waitFor();
  const age = choice.getByRole("checkbox", { name: /^age/ });
  assert.equal(await age.isChecked(), true, "what goes through now is ticked");
  await age.uncheck();
  await until(async () => (await pipeline(page)).steps[0].columns, (columns) => columns.length === 0);
  await age.check();
  await until(async () => (await pipeline(page)).steps[0].columns, (columns) => columns.join() === "age");
});

test("a suggestion is applied by one click, and then no longer made", async (t) => {
  const { page } = await open(t);
  await openTitanic(page);
  await page.getByRole("button", { name: "See the suggested steps" }).count();
  await visit(page, "Prepare");
  await clear(page);
  const apply = page.getByRole("region", { name: "Suggested steps" }).getByRole("button", { name: /^Apply: / });
  const label = "Apply: Fill in missing cells: age";
  await page.getByRole("button", { name: label, exact: true }).click();
  assert.deepEqual(await names(page), ["Fill in missing cells"]);
  await until(() => page.getByRole("button", { name: label, exact: true }).count(), (count) => count === 0);
  const spec = await pipeline(page);
  assert.deepEqual(spec.steps[0].columns, ["age"]);
  await until(async () => {
    if ((await apply.count()) > 0) await apply.first().click();
    return apply.count();
  }, (count) => count === 0);
  await train(page);
});

test("the leak glows on the line and in the report, and its model cannot be saved", async (t) => {
  const { page } = await open(t);
  await openTitanic(page);
  await visit(page, "Prepare");
  await page.getByLabel("Fit steps on all rows (a leak)").check();
  await until(() => standing(page, "Prepare"), (text) => /^leaking, .*leak$/.test(text));
  await train(page);
  const said = page.getByRole("alert").filter({ hasText: "The steps were fitted on all rows" });
  await said.waitFor();
  await visit(page, "Evaluate");
  await said.waitFor();
  await page.getByRole("group", { name: "What to look at" }).getByRole("button", { name: "Checks" }).click();
  const check = page.getByRole("list", { name: "Checks" }).getByRole("listitem").first();
  assert.match(await check.innerText(), /Problem[\s\S]*Steps learned from training rows alone/);
  await visit(page, "Train");
  assert.equal(await page.getByRole("button", { name: "Save the model", exact: true }).isDisabled(), true);
  await page.getByText("This model cannot be saved: its steps were fitted on all rows.").waitFor();
  assert.equal((await pipeline(page)).leak, true);

  await visit(page, "Prepare");
  await page.getByLabel("Fit steps on all rows (a leak)").uncheck();
  await train(page);
  await visit(page, "Train");
  assert.equal(await page.getByRole("button", { name: "Save the model", exact: true }).isDisabled(), false);
  assert.equal((await pipeline(page)).leak, undefined);
});

for (const theme of THEMES) {
  test(`axe finds nothing on a recipe with marked columns, ticked names and a leak, ${theme}`, async (t) => {
    const { page } = await open(t, { theme, reducedMotion: "reduce" });
    await openTitanic(page);
    await threeSteps(page);
    await page.getByRole("combobox", { name: "Columns" }).first().selectOption("by name");
    // The list of columns takes its place before anything below it is clicked.
    await page.getByRole("table", { name: MARKED }).waitFor();
    await settled(page);
    await page.getByLabel("Fit steps on all rows (a leak)").check();
    await page.evaluate(axe.source);
    for (const [step, told] of [[2, /columns are new; 2 columns are gone\.$/], [0, /cells change in 1 column\.$/]]) {
      const name = steps(page).nth(step).locator(".step-name");
      if ((await name.getAttribute("aria-expanded")) === "false") await name.click();
      await page.locator(".changes").getByText(told).waitFor();
      await settled(page);
      const { violations } = await page.evaluate(() => window.axe.run());
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`), []);
    }
  });
}

test("10,000 messy rows become a trained model by clicking alone", { timeout: 300_000 }, async (t) => {
  const { page } = await open(t, { viewport: VIEWPORTS.desktop });
  const place = await folder(t);
  const file = join(place, "bird-strikes.csv");
  const packed = join(PROJECT, "tests", "fixtures", "bird-strikes", "bird-strikes.csv.gz");
  await writeFile(file, gunzipSync(await readFile(packed)));
  await openData(page, file, { rows: 10_000, columns: 14 });
  await page.getByLabel("Column to predict").selectOption("Wildlife Size");
  await visit(page, "Prepare");
  await clear(page);
  const apply = page.getByRole("region", { name: "Suggested steps" }).getByRole("button", { name: /^Apply: / });
  await apply.first().waitFor();
  let applied = 0;
  for (; (await apply.count()) > 0 && applied < 20; applied += 1) {
    const label = await apply.first().innerText();
    await apply.first().click();
    await until(() => page.getByRole("button", { name: label, exact: true }).count(), (count) => count === 0);
  }
  assert.ok(applied >= 3, `${applied} suggestions`);
  const found = await names(page);
  assert.ok(found.includes("Remove duplicate rows") && found.includes("Fill in missing cells"), found.join());
  await done(page, "Prepare", 60);
  await until(() => cells(page, "The training rows on their way"), (flow) => flow.length === found.length + 1, 60);
  await train(page, 240);
  await visit(page, "Evaluate");
  const metrics = await cells(page, "Metrics on the validation rows");
  const [, accuracy, baseline] = metrics.find(([label]) => label === "Accuracy");
  assert.ok(Number(accuracy) > Number(baseline) + 0.02, `${accuracy} against ${baseline}`);
});
