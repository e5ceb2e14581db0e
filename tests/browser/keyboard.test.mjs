// The whole line by keyboard alone; the focus is always in sight, and nothing overflows a phone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { THEMES, VIEWPORTS, pageForTests } from "./harness/harness.mjs";
import { settled } from "./harness/stations.mjs";
import { goTo, loaded, stage, train } from "./harness/visitor.mjs";

const open = pageForTests();
const STATIONS = ["Collect", "Prepare", "Split", "Train", "Evaluate"];

// What has the focus: its name, whether it is lost, and whether an outline shows it.
function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return {
      lost: element === document.body,
      what: `${element.tagName.toLowerCase()} ${element.getAttribute("aria-label") ?? element.textContent.slice(0, 40)}`,
      label: element.getAttribute("aria-label") ?? element.innerText?.trim().split("\n")[0] ?? "",
      outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
      inSight: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
      place: element.closest("[aria-label]:not(button, input, summary)")?.getAttribute("aria-label") ?? "",
    };
  });
}

// Presses Tab until the focus is on something of that name, in that part of the page, and checks every stop on the way.
async function tabTo(page, label, place = null) {
  for (let presses = 0; presses < 150; presses += 1) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (now.lost) continue; // past the last stop, the focus is in the browser's own bar once
    assert.ok(now.outlined, `an outline shows ${now.what}`);
    assert.ok(now.inSight, `${now.what} is in sight`);
    if (now.label === label && (place === null || now.place === place)) return;
  }
  assert.fail(`Tab never comes to ${label}`);
}

for (const theme of THEMES) {
  test(`a sample is opened, trained and judged by keyboard alone, ${theme}`, async (t) => {
    const { page } = await open(t, { theme, reducedMotion: "reduce" });
    await page.getByRole("navigation", { name: "Pipeline" }).waitFor();
    await tabTo(page, "Open Palmer penguins");
    await page.keyboard.press("Enter");
    await loaded(page, "penguins.csv");
    for (const next of STATIONS.slice(1, 4)) {
      await tabTo(page, `Continue to ${next}`);
      await page.keyboard.press("Enter");
      await stage(page, next).waitFor();
      await settled(page);
      assert.equal((await focused(page)).lost, false, `the focus goes along to ${next}`);
    }
    await tabTo(page, "Train", "Controls");
    await page.keyboard.press("Space");
    await stage(page, "Train").getByText(/validation rows/).first().waitFor({ timeout: 30_000 });
    await tabTo(page, "Evaluate", "Pipeline");
    await page.keyboard.press("Enter");
    await page.getByRole("table", { name: "Metrics on the validation rows" }).waitFor();
    await tabTo(page, "Train", "Rows judged");
    await page.keyboard.press("Enter");
    const accuracy = page.getByRole("table", { name: "Metrics on the training rows" });
    await accuracy.getByRole("row", { name: /^Accuracy/ }).first().waitFor();
  });
}

test("arrows move a slider, and the page follows", async (t) => {
  const { page } = await open(t, { reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Open Palmer penguins", exact: true }).click();
  await loaded(page, "penguins.csv");
  await goTo(page, "Split");
  const slider = page.getByRole("slider", { name: "Validation share" });
  const rows = stage(page, "Split").getByRole("table", { name: "Rows of each part" });
  await rows.waitFor();
  const before = await rows.innerText();
  const value = Number(await slider.inputValue());
  await slider.focus();
  for (let i = 0; i < 5; i += 1) await page.keyboard.press("ArrowRight");
  assert.ok(Number(await slider.inputValue()) > value, "the slider moved");
  for (const end = Date.now() + 5000; (await rows.innerText()) === before; await settled(page)) {
    assert.ok(Date.now() < end, "the rows of each part follow");
  }
  assert.equal((await focused(page)).lost, false, "the focus stays on the slider");
  assert.equal(await slider.evaluate((element) => element === document.activeElement), true);
});

test("adding, moving and removing a step keeps the focus on the page", async (t) => {
  const { page } = await open(t, { reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Open Palmer penguins", exact: true }).click();
  await loaded(page, "penguins.csv");
  await goTo(page, "Prepare");
  await page.getByRole("button", { name: /^Move step 1, / }).focus();
  await page.keyboard.press("ArrowDown");
  await settled(page);
  assert.equal((await focused(page)).lost, false, "after moving a step");
  await page.getByRole("button", { name: "Remove step 1" }).focus();
  await page.keyboard.press("Enter");
  await settled(page);
  assert.equal((await focused(page)).lost, false, "after removing a step");
});

test("choosing a station by keyboard keeps the focus on its button", async (t) => {
  const { page } = await open(t, { reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Open Palmer penguins", exact: true }).click();
  await loaded(page, "penguins.csv");
  for (const station of STATIONS) {
    await tabTo(page, station, "Pipeline");
    await page.keyboard.press("Enter");
    await stage(page, station).waitFor();
    assert.equal((await focused(page)).label, station);
  }
});

for (const sample of [null, ["Palmer penguins", "penguins.csv"], ["Car mileage", "auto-mpg.csv"]]) {
  test(`nothing overflows a phone, ${sample ? sample[1] : "no data"}`, async (t) => {
    const { page } = await open(t, { viewport: VIEWPORTS.phone, reducedMotion: "reduce" });
    if (sample) {
      await page.getByRole("button", { name: `Open ${sample[0]}`, exact: true }).click();
      await loaded(page, sample[1]);
      await train(page);
    }
    const wide = [];
    for (const station of STATIONS) {
      await goTo(page, station);
      for (const unfolded of [false, true]) {
        if (unfolded) await page.evaluate(() => document.querySelectorAll("details").forEach((fold) => (fold.open = true)));
        await settled(page);
        const width = await page.evaluate(() => document.scrollingElement.scrollWidth);
        const inner = await page.evaluate(() => innerWidth);
        if (width > 360 || inner > 360) wide.push(`${station}${unfolded ? ", unfolded" : ""}: ${width} of ${inner}`);
      }
    }
    assert.deepEqual(wide, []);
  });
}
