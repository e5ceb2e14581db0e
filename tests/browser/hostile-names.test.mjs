// Markup as a column's name or as a class is text wherever it appears, and runs nowhere.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { pageForTests } from "./harness/harness.mjs";
import { cells, goTo, load, stage, train } from "./harness/visitor.mjs";

const open = pageForTests();
const SCRIPT = `"><script>alert(1)</script>`;
const IMAGE = `<img src=x onerror="window.ran=1">`;
const BREAKOUT = `</title></text></svg><svg onload=window.ran=1>`;
const quoted = (text) => `"${text.replaceAll('"', '""')}"`;

// Feature columns and classes are all hostile; the second feature is categorical, so that its levels
// become names of columns at Prepare.
function hostile(targetIsNumber) {
  const levels = [SCRIPT, IMAGE, BREAKOUT];
  const lines = Array.from({ length: 90 }, (_, i) => {
    const level = levels[i % 3];
    return [i, quoted(levels[(i >> 1) % 3]), targetIsNumber ? i * 1.5 + (i % 7) : quoted(level)].join(",");
  });
  return `${[SCRIPT, IMAGE, BREAKOUT].map(quoted).join(",")}\n${lines.join("\n")}\n`;
}

async function unharmed(page, where) {
  const found = await page.evaluate(() => ({
    ran: window.ran,
    scripts: document.body.querySelectorAll("script").length,
    images: document.querySelectorAll("img").length,
    handlers: [...document.querySelectorAll("*")].filter((e) => [...e.attributes].some((a) => a.name.startsWith("on"))).length,
  }));
  assert.deepEqual(found, { ran: undefined, scripts: found.scripts, images: 0, handlers: 0 }, where);
  return found.scripts;
}

for (const targetIsNumber of [false, true]) {
  test(`markup in names and levels is only text, predicting ${targetIsNumber ? "numbers" : "classes"}`, async (t) => {
    const { page } = await open(t);
    page.on("dialog", (dialog) => assert.fail(`a dialog: ${dialog.message()}`));
    const scripts = await unharmed(page, "before");
    await load(page, { name: `<b onclick=window.ran=1>.csv`, text: hostile(targetIsNumber) });
    await page.getByLabel("Column to predict").selectOption(BREAKOUT);
    await page.getByRole("combobox", { name: `Type of ${IMAGE}`, exact: true }).waitFor();
    const columns = await cells(page, /^Columns$/);
    assert.deepEqual(columns.map(([name]) => name), [SCRIPT, IMAGE, BREAKOUT]);
    await page.getByText("Read report", { exact: true }).first().click();
    await page.getByText("The first rows as they are written").first().click();
    const row = await cells(page, "Rows as read");
    assert.ok(row[0].includes(SCRIPT), "a level is text in the rows");
    assert.equal(await unharmed(page, "Collect"), scripts);

    await goTo(page, "Prepare");
    await stage(page, "Prepare").getByText(IMAGE, { exact: false }).first().waitFor();
    assert.equal(await unharmed(page, "Prepare"), scripts);

    await goTo(page, "Split");
    await stage(page, "Split").getByRole("table", { name: "Rows of each part" }).waitFor();
    if (!targetIsNumber) {
      const classes = await cells(page, "Rows of each class");
      assert.deepEqual(classes.map(([name]) => name).sort(), [SCRIPT, IMAGE, BREAKOUT].sort());
    }
    assert.equal(await unharmed(page, "Split"), scripts);

    await train(page);
    await stage(page, "Train").locator("svg").getByText(SCRIPT.slice(0, 8), { exact: false }).first().waitFor({ state: "attached" });
    await page.getByText("As a table").first().click();
    assert.equal(await unharmed(page, "Train"), scripts);

    await goTo(page, "Evaluate");
    await stage(page, "Evaluate").getByRole("heading", { level: 3 }).first().waitFor();
    for (const details of await page.getByText("As a table").all()) await details.click();
    if (!targetIsNumber) {
      const matrix = await cells(page, "Confusion matrix, counts and shares of the true class");
      assert.deepEqual(matrix.map(([name]) => name).sort(), [SCRIPT, IMAGE, BREAKOUT].sort());
    }
    assert.equal(await unharmed(page, "Evaluate"), scripts);
  });
}

test("a chart that is saved with hostile names is one clean drawing", async (t) => {
  const { page } = await open(t);
  await load(page, { name: "hostile.csv", text: hostile(false) });
  await page.getByLabel("Column to predict").selectOption(BREAKOUT);
  await train(page);
  await goTo(page, "Evaluate");
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save SVG" }).first().click();
  const svg = await readFile(await (await saved).path(), "utf8");
  const parsed = await page.evaluate((text) => {
    const document = new DOMParser().parseFromString(text, "image/svg+xml");
    return { errors: document.querySelectorAll("parsererror").length, scripts: document.querySelectorAll("script, img").length };
  }, svg);
  assert.deepEqual(parsed, { errors: 0, scripts: 0 });
});
