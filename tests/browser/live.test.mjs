// The page answers at once and stops at once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { folder } from "./harness/command.mjs";
import { pageForTests } from "./harness/harness.mjs";
import { done, modelMenu, pressTrain, setExactly, standing, train, until, visit } from "./harness/page.mjs";
import { openForest, openPenguins } from "./harness/tables.mjs";

const open = pageForTests();

test("moving a slider by the keyboard or at once changes the figure", async (t) => {
  const { page } = await open(t);
  await openPenguins(page);
  await visit(page, "Train");
  await modelMenu(page).selectOption({ label: "Decision tree" });
  await page.getByLabel("Greatest depth: no limit").uncheck();
  const slider = page.getByRole("slider", { name: "Greatest depth" });
  await slider.fill("1");
  await train(page);
  await visit(page, "Train");
  const shallow = await headline(page);

  await slider.focus();
  await slider.press("ArrowRight");
  await slider.press("ArrowRight");
  assert.equal(await slider.inputValue(), "3");
  assert.equal(await page.getByRole("textbox", { name: "Greatest depth, exact value" }).inputValue(), "3");
  const deeper = await until(() => headline(page), (text) => text !== shallow);
  await done(page, "Train");

  await slider.fill("1");
  await until(() => headline(page), (text) => text === shallow);
  await setExactly(page, "Greatest depth", 3);
  await until(() => headline(page), (text) => text === deeper);
});

test("a change alone does not train when that is not wanted, and the figures are marked as stale", async (t) => {
  const { page } = await open(t);
  await openPenguins(page);
  await train(page);
  await visit(page, "Train");
  await page.getByLabel("Train again on every change").uncheck();
  await setExactly(page, "Trees", 1);
  await page.getByRole("note").filter({ hasText: "Something has changed since this model was trained" }).waitFor();
  assert.match(await standing(page, "Train"), /^stale/);
  assert.match(await standing(page, "Evaluate"), /^stale/);
  await train(page);
});

test("Stop ends a long training within 100 ms, and the page never stalls", async (t) => {
  const { page } = await open(t);
  const place = await folder(t);
  await openForest(page, place);
  await visit(page, "Train");
  assert.equal(await page.getByRole("textbox", { name: "Trees, exact value" }).inputValue(), "500");
  await page.evaluate(() => {
    window.stalls = [];
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) window.stalls.push({ startTime, duration });
    }).observe({ type: "longtask" });
  });
  await pressTrain(page);
  const share = await until(() => page.getByRole("progressbar", { name: "Training" }).getAttribute("value"), (v) => v > 0, 60);
  assert.ok(share < 1);

  const stopped = await page.getByRole("button", { name: "Stop", exact: true }).evaluate(async (button) => {
    // A worker holds a lock of this name as long as it lives.
    const workers = async () => {
      const { held } = await navigator.locks.query();
      return held.map(({ name }) => name).filter((name) => /^pipeline-\d/.test(name));
    };
    const before = await workers();
    const start = performance.now();
    button.click();
    const times = { shown: null, ended: null };
    while (performance.now() - start < 5000 && (times.shown === null || times.ended === null)) {
      const running = !button.disabled || document.querySelector("progress") !== null;
      if (!running) times.shown ??= performance.now() - start;
      const after = await workers();
      if (before.some((name) => !after.includes(name))) times.ended ??= performance.now() - start;
    }
    return { workers: before.length, ...times };
  });
  t.diagnostic(`stopped: on the page after ${stopped.shown} ms, the worker gone after ${stopped.ended} ms`);
  assert.equal(stopped.workers, 2);
  assert.ok(stopped.shown !== null && stopped.shown < 100, `shown after ${stopped.shown} ms`);
  // Chromium lets a terminated worker finish its task for two seconds before it breaks it off.
  assert.ok(stopped.ended !== null && stopped.ended < 4500, `ended after ${stopped.ended} ms`);
  assert.equal(await page.getByRole("progressbar", { name: "Training" }).count(), 0);
  assert.match(await standing(page, "Train"), /^ready/);

  // The next training begins with a new worker, which has the same rows.
  await setExactly(page, "Trees", 3);
  await train(page);
  await page.getByText(/training rows? and learns to tell label/).waitFor();
  assert.equal(Number(await page.getByRole("textbox", { name: "Trees, exact value" }).inputValue()), 3);

  const stalls = await page.evaluate(() => window.stalls);
  for (const { startTime, duration } of stalls) t.diagnostic(`a task of ${duration} ms at ${startTime} ms`);
  assert.deepEqual(stalls, []);
  // The observer does see a task that is too long.
  await page.evaluate(() => setTimeout(() => {
    for (const end = performance.now() + 80; performance.now() < end; );
  }));
  await until(() => page.evaluate(() => window.stalls.length), (count) => count === 1);
});

test("hurrying from station to station, faster than frames are drawn, breaks nothing", async (t) => {
  const { page } = await open(t);
  await openPenguins(page);
  await train(page);
  const stations = page.getByRole("navigation", { name: "Pipeline" }).getByRole("button");
  await stations.evaluateAll(async (buttons) => {
    for (let round = 0; round < 20; round += 1) {
      for (const button of buttons) {
        button.click();
        await new Promise((resolve) => setTimeout(resolve));
      }
    }
  });
  await train(page);
});

test("other rows of a generated sample leave no figures of the old ones", async (t) => {
  const { page } = await open(t);
  await page.getByRole("button", { name: "Open Two moons" }).click();
  await done(page, "Split");
  await train(page);
  await visit(page, "Collect");
  await page.getByRole("slider", { name: "Rows", exact: true }).fill("300");
  await until(() => standing(page, "Collect"), (text) => text.startsWith("done, 300"));
  assert.match(await standing(page, "Train"), /^(ready|stale)/);
  assert.match(await standing(page, "Evaluate"), /^(empty|stale)/);
  await train(page);
});

test("the station is in the address, and the way back works", async (t) => {
  const { page } = await open(t, { path: "#split" });
  await page.getByRole("region", { name: "Split", exact: true }).waitFor();
  for (const station of ["Collect", "Prepare", "Split", "Train", "Evaluate"]) {
    await visit(page, station);
    assert.equal(new URL(page.url()).hash, `#${station.toLowerCase()}`);
  }
  await page.goBack();
  await page.getByRole("region", { name: "Train", exact: true }).waitFor();
});

// The card at Train with the figure on validation rows.
async function headline(page) {
  return page.getByText("F1 (macro), validation rows").locator("xpath=following-sibling::b").innerText();
}
