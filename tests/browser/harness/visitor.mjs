// What a person does on the page, by accessible names alone.
import assert from "node:assert/strict";

// A table that is read without a remark: 60 rows, two classes, one clean number each.
export const GOOD = {
  name: "good.csv",
  text: `height,weight,kind\n${Array.from({ length: 60 }, (_, i) => `${150 + i},${(50 + i * 0.7).toFixed(1)},${i % 2 ? "oak" : "elm"}`).join("\n")}\n`,
};

// Chooses a file made of text or bytes, or one that lies at `path`.
export async function choose(page, { name, text, bytes, path }) {
  const file = path ?? { name, mimeType: "text/csv", buffer: Buffer.from(bytes ?? text) };
  await page.getByLabel("Choose a file").setInputFiles(file);
}

// Goes to a station of the line.
export async function goTo(page, station) {
  await page.getByRole("navigation", { name: "Pipeline" }).getByRole("button", { name: station, exact: true }).click();
  await stage(page, station).waitFor();
}

// What the station shows.
export function stage(page, station) {
  return page.getByRole("region", { name: station, exact: true });
}

// Waits until data of that name are on the page.
export async function loaded(page, name, timeout = 15_000) {
  await stage(page, "Collect").getByRole("heading", { name, level: 2, exact: true }).waitFor({ timeout });
  await page.getByRole("progressbar", { name: "Reading" }).waitFor({ state: "detached", timeout });
}

// Chooses a file and waits until its data are there.
export async function load(page, file) {
  await choose(page, file);
  await loaded(page, file.name);
}

// The cells of a table, by its caption: rows of texts, without the header.
export async function cells(place, caption) {
  const table = place.getByRole("table", { name: caption });
  await table.waitFor();
  return table.locator("tbody tr").evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
}

// The read report as a map from what to figure.
export async function readReport(page) {
  const details = page.locator("details", { has: page.locator("summary", { hasText: /^Read report$/ }) });
  if (!(await details.evaluate((element) => element.open))) await details.locator("summary").first().click();
  return new Map(await cells(page, "Read report"));
}

// Waits for an alert that says why, and returns its text.
export async function refusal(page, title = "Not read", timeout = 15_000) {
  const alert = page.getByRole("alert").filter({ hasText: title });
  await alert.waitFor({ timeout });
  return alert.innerText();
}

// The texts of the open notices.
export async function notices(page) {
  return page.locator("[aria-live=polite] p").allInnerTexts();
}

// Waits for a notice that matches.
export async function notice(page, pattern, timeout = 15_000) {
  await page.locator("[aria-live=polite] p").filter({ hasText: pattern }).first().waitFor({ timeout });
}

// Trains at Train and waits until the run has ended.
export async function train(page, timeout = 60_000) {
  await goTo(page, "Train");
  await page.getByRole("button", { name: "Train", exact: true }).last().click();
  await page.getByRole("progressbar", { name: "Training" }).waitFor({ state: "detached", timeout });
}

// The good data are still there and the page still answers: rows come, and a model trains on them.
export async function stillWhole(page) {
  await goTo(page, "Collect");
  await loaded(page, GOOD.name);
  await stage(page, "Collect").getByText(/^60 rows and 3 columns\./).waitFor();
  const rows = stage(page, "Collect").getByRole("group", { name: "Rows as read" });
  const later = page.getByRole("button", { name: "Later rows" });
  if (await later.isEnabled()) await later.click();
  await rows.getByRole("rowheader", { name: "26", exact: true }).waitFor();
  await page.getByRole("button", { name: "Earlier rows" }).click();
  await rows.getByRole("rowheader", { name: "1", exact: true }).waitFor();
  await train(page);
  assert.deepEqual(await page.getByRole("alert").allInnerTexts(), []);
  await stage(page, "Train").getByText("validation rows", { exact: false }).first().waitFor();
}

// From now on every task of the main thread over 50 ms is recorded, with its start and length in
// milliseconds; returns a function that gives them.
export async function longTasks(page) {
  await page.evaluate(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.longTasks.push({ at: Math.round(entry.startTime), length: Math.round(entry.duration) });
    }).observe({ entryTypes: ["longtask"] });
  });
  return () => page.evaluate(() => window.longTasks);
}
