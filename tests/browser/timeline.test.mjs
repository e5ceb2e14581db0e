// A model's learning is played, paused, stepped and scrubbed, and the boundary of each moment is that of a
// model whose learning ended there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pageForTests } from "./harness/harness.mjs";
import { done, modelMenu, setExactly, train, until, visit } from "./harness/page.mjs";

const open = pageForTests();

async function openMoons(page) {
  await page.getByRole("button", { name: "Open Two moons" }).click();
  await done(page, "Split");
}

async function trainModel(page, label, settings) {
  await visit(page, "Train");
  // Choosing a family, be it the same, begins with its defaults.
  const chosen = await modelMenu(page).evaluate((menu) => menu.selectedOptions[0].label);
  if (chosen !== label) await modelMenu(page).selectOption({ label });
  for (const [name, value] of Object.entries(settings)) await setExactly(page, name, value);
  await train(page, 120);
  await visit(page, "Train");
}

// Opens the section and waits for the first boundary.
async function watch(page) {
  await page.locator("summary", { hasText: /^Watch it learn$/ }).click();
  await boundary(page).waitFor({ timeout: 60_000 });
}

function boundary(page) {
  return page.locator("svg.plot-boundary");
}

function slider(page) {
  return page.getByRole("slider", { name: "Moment", exact: true });
}

function caption(page) {
  return page.locator(".moment-caption").innerText();
}

// Goes to a moment, and returns its boundary's areas once they are drawn: paths without a line.
async function areasAt(page, moment) {
  await slider(page).fill(String(moment));
  await until(() => caption(page), (text) => text.startsWith(`Moment ${moment + 1} of `));
  return areas(page);
}

// The areas, once they no longer change.
async function areas(page) {
  const read = () => boundary(page).evaluate((svg) =>
    [...svg.querySelectorAll('path[shape-rendering="crispEdges"]')].map((path) => path.outerHTML).join(""));
  let before = "";
  return until(async () => {
    const now = await read();
    const same = now === before;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 150));
    return same ? now : "";
  }, (text) => text !== "");
}

const MODELS = [
  ["Gradient boosting", "Rounds", { long: 12, short: 5 }, {}],
  ["Neural network", "Epochs at most", { long: 24, short: 9 }, { "Units a layer": 8 }],
];

for (const [label, setting, { long, short }, settings] of MODELS) {
  test(`${label}: the boundary of moment ${short} is that of a model that learned no longer`, async (t) => {
    const { page } = await open(t);
    await openMoons(page);
    await trainModel(page, label, { ...settings, [setting]: long });
    await watch(page);
    assert.equal(await slider(page).getAttribute("max"), String(long));
    const first = await areasAt(page, 0);
    const middle = await areasAt(page, short);
    const last = await areasAt(page, long);
    assert.notEqual(first, middle);
    assert.notEqual(middle, last);

    await trainModel(page, label, { [setting]: short });
    await watch(page);
    assert.equal(await slider(page).getAttribute("max"), String(short));
    assert.equal(await areasAt(page, short), middle);
  });
}

test("a tree's first split is the tree of depth 1, and its diagram grows with it", async (t) => {
  const { page } = await open(t);
  await openMoons(page);
  await visit(page, "Train");
  await modelMenu(page).selectOption({ label: "Decision tree" });
  await page.getByLabel("Greatest depth: no limit").uncheck();
  await trainModel(page, "Decision tree", { "Greatest depth": 3 });
  await watch(page);
  assert.match(await caption(page), /^Moment 1 of \d+: one leaf for all rows/);
  const first = await areasAt(page, 1);
  assert.match(await caption(page), /: split .* <= .*, gain /);
  const tree = page.locator("figure", { has: page.locator("svg.plot-tree") });
  await tree.locator(".summary", { hasText: /^A tree of 1 question and 2 leaves\./ }).waitFor();
  await areasAt(page, 2);
  await tree.locator(".summary", { hasText: /^A tree of 2 questions and 3 leaves\./ }).waitFor();

  await trainModel(page, "Decision tree", { "Greatest depth": 1 });
  await watch(page);
  assert.equal(await slider(page).getAttribute("max"), "1");
  assert.equal(await areasAt(page, 1), first);
});

test("it is played, paused and stepped, by the keyboard too, and nothing plays by itself", async (t) => {
  const { page } = await open(t);
  await openMoons(page);
  await trainModel(page, "Gradient boosting", { Rounds: 40 });
  await watch(page);
  const button = (name) => page.getByRole("group", { name: "Player" }).getByRole("button", { name, exact: true });
  await new Promise((resolve) => setTimeout(resolve, 700));
  assert.match(await caption(page), /^Moment 1 of 41: before the first round/);
  assert.ok(await button("Back").isDisabled());

  await button("Step").click();
  await until(() => caption(page), (text) => text.startsWith("Moment 2 of 41: round 1"));
  await page.getByRole("button", { name: "Fast", exact: true }).click();
  await button("Play").focus();
  await page.keyboard.press("Enter");
  await until(() => slider(page).inputValue(), (value) => Number(value) >= 4);
  await button("Pause").click();
  const paused = Number(await slider(page).inputValue());
  await new Promise((resolve) => setTimeout(resolve, 700));
  assert.equal(Number(await slider(page).inputValue()), paused);
  await button("Back").click();
  await until(() => slider(page).inputValue(), (value) => Number(value) === paused - 1);
  await slider(page).focus();
  await page.keyboard.press("End");
  await until(() => caption(page), (text) => text.startsWith("Moment 41 of 41"));
  assert.ok(await button("Step").isDisabled());

  await page.getByRole("button", { name: "Principal components" }).click();
  await boundary(page).getByText(/^Principal component 1/).first().waitFor();
  await page.getByRole("button", { name: "Two features" }).click();
  const before = await page.getByRole("combobox", { name: "Across" }).inputValue();
  const options = await page.getByRole("combobox", { name: "Across" }).locator("option").allInnerTexts();
  const other = options.find((name) => name !== before);
  await page.getByRole("combobox", { name: "Across" }).selectOption(other);
  await boundary(page).getByText(other, { exact: true }).first().waitFor();
});

test("less motion leaves the steps, and a changed model drops what was watched", async (t) => {
  const { page } = await open(t, { reducedMotion: "reduce" });
  await openMoons(page);
  await trainModel(page, "Random forest", { Trees: 8 });
  await watch(page);
  assert.equal(await page.getByRole("button", { name: "Play", exact: true }).count(), 0);
  await page.getByText("Your system asks for less motion").waitFor();
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await until(() => caption(page), (text) => text.startsWith("Moment 2 of 8: tree 2"));
  await page.getByLabel("Train again on every change").uncheck();
  await setExactly(page, "Trees", 5);
  await boundary(page).waitFor({ state: "detached" });
  assert.equal(await page.locator("summary", { hasText: /^Watch it learn$/ }).count(), 0);
});
