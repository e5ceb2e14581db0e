// Using the page as a person does: by the names that a screen reader says.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";

// Goes to a station.
export async function visit(page, station) {
  await page.getByRole("navigation", { name: "Pipeline" }).getByRole("button", { name: station, exact: true }).click();
  await page.getByRole("region", { name: station, exact: true }).waitFor();
}

// How a station stands, as its description says: "done, random forest".
export async function standing(page, station) {
  const button = page.getByRole("navigation", { name: "Pipeline" }).getByRole("button", { name: station, exact: true });
  return button.evaluate((node) => document.getElementById(node.getAttribute("aria-describedby")).textContent);
}

// Waits until what `read` gives `holds`, and returns it.
export async function until(read, holds, seconds = 20) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > end) assert.fail(`not within ${seconds} seconds: ${holds}; now ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

// Waits until a station is done.
export function done(page, station, seconds) {
  return until(() => standing(page, station), (text) => text.startsWith("done,"), seconds);
}

// Chooses a file at Collect.
export async function chooseFile(page, file) {
  await visit(page, "Collect");
  await page.getByLabel("Choose a file").setInputFiles(file);
}

// Chooses a file of data and waits until its rows and columns are known.
export async function openData(page, file, { rows, columns }) {
  await chooseFile(page, file);
  const figure = `done, ${rows.toLocaleString("en")} × ${columns}`;
  await until(() => standing(page, "Collect"), (text) => text === figure);
  await done(page, "Split");
}

// Chooses a pipeline and waits until it is in place.
export async function openPipeline(page, file) {
  await chooseFile(page, file);
  const notice = page.getByText("The pipeline of that file is in place.");
  await notice.waitFor();
  await notice.locator("xpath=..").getByRole("button", { name: "Close", exact: true }).click();
  await notice.waitFor({ state: "detached" });
}

// Trains at Train and waits until the figures are there.
export async function train(page, seconds = 60) {
  await visit(page, "Train");
  await pressTrain(page);
  await done(page, "Train", seconds);
  await done(page, "Evaluate");
}

// Presses Train, and does not wait.
export function pressTrain(page) {
  return page.getByRole("region", { name: "Controls" }).getByRole("button", { name: "Train", exact: true }).click();
}

// Types the exact value of a setting.
export async function setExactly(page, label, value) {
  const box = page.getByRole("textbox", { name: `${label}, exact value` });
  await box.fill(String(value));
  await box.press("Enter");
}

// The cells of the table with that caption, row by row, without its header.
export async function cells(page, caption) {
  const table = page.getByRole("table", { name: caption, exact: true });
  await table.waitFor();
  return table.locator("tbody tr").evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
}

// Presses a button that offers a file, and keeps the file.
export async function download(page, button, file) {
  const [offered] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button, exact: true }).click(),
  ]);
  await offered.saveAs(file);
  return offered.suggestedFilename();
}

// What this browser keeps of the project: source, spec, report, looks at the test rows.
export async function kept(page) {
  const text = await page.evaluate(async () => {
    const names = (await indexedDB.databases()).map((database) => database.name);
    if (!names.includes("pipeline-playground")) return null;
    const result = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await result(indexedDB.open("pipeline-playground"));
    try {
      return (await result(database.transaction("records").objectStore("records").get("project"))) ?? null;
    } finally {
      database.close();
    }
  });
  return text === null ? null : JSON.parse(text).project;
}

// The pipeline that the page works with, as "Save pipeline" gives it.
export async function pipeline(page) {
  const [offered] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save pipeline", exact: true }).click(),
  ]);
  return JSON.parse(await readFile(await offered.path(), "utf8"));
}

// Waits until the browser keeps the pipeline of now and a report on it. Returns what is kept.
export async function keptWhole(page) {
  const spec = await pipeline(page);
  const whole = (project) => isDeepStrictEqual(project?.spec, spec) && isDeepStrictEqual(project.report?.spec, spec);
  return until(() => kept(page), whole);
}

// The model's menu at Train.
export function modelMenu(page) {
  return page.getByRole("combobox", { name: "Model", exact: true });
}
