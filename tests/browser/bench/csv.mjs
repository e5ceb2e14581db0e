// Typed CSV ingest in Chromium: the page's own, and PapaParse with types, on the same file, in the
// same run, in turns. Each reading starts in a new browser, so that peaks of memory are its own.
import { copyFile, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DIST, PROJECT } from "../harness/harness.mjs";
import { launch } from "../harness/browser.mjs";
import { serve } from "../harness/server.mjs";
import { makeCsv } from "./support/csv-file.mjs";
import { median, tabMemory } from "./support/measure.mjs";

export const title = "CSV, typed, from a file in Chromium";

const MEGABYTES = 100;
const ROUNDS = 3;
const PATIENCE = 180_000;

export async function run(say) {
  const work = join(PROJECT, "target", "bench");
  const file = join(work, `mixed-${MEGABYTES}.csv`);
  const bytes = await makeCsv(file, MEGABYTES);
  const peer = await papaParseFolder(work);
  const ours = [];
  const theirs = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    say(`csv: round ${round} of ${ROUNDS}`);
    ours.push(await inNewTab(DIST, (page) => readByPage(page, file, bytes)));
    theirs.push(await inNewTab(peer, (page) => readByPapaParse(page, file)));
  }
  const speed = (readings) => bytes / 1e6 / (median(readings.map((reading) => reading.milliseconds)) / 1000);
  const note = `${(bytes / 1e6).toFixed(1)} MB, ${ours[0].rows.toLocaleString("en")} rows × 12, median of ${ROUNDS}`;
  return [
    { what: "page", value: speed(ours), unit: "MB/s", note },
    { what: "PapaParse, dynamicTyping", value: speed(theirs), unit: "MB/s", note: `${theirs[0].rows.toLocaleString("en")} rows` },
    { what: "page ÷ PapaParse", value: speed(ours) / speed(theirs), unit: "times" },
    {
      what: "page, from choice to report on screen",
      value: median(ours.map((reading) => reading.shown)) / 1000,
      unit: "s",
      note: "by the test's clock; the speed above is by the page's own",
    },
    ...memoryRows("page", ours),
    ...memoryRows("PapaParse", theirs),
  ];
}

function memoryRows(who, readings) {
  if (readings.some((reading) => reading.peak === null)) return [];
  const note = "resident memory of the tab's process at its peak, above before the file was chosen";
  return [{ what: `${who}, peak memory`, value: median(readings.map((reading) => reading.peak)) / 1e6, unit: "MB", note }];
}

async function inNewTab(folder, read) {
  const server = await serve(folder);
  const browser = await launch();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.goto(server.url, { waitUntil: "networkidle" });
    const before = await tabMemory(browser);
    const reading = await read(page);
    const after = await tabMemory(browser);
    return { ...reading, peak: before && after ? after.peak - before.now : null };
  } finally {
    await browser.close();
    await server.close();
  }
}

async function readByPage(page, file, bytes) {
  const chosen = performance.now();
  await page.getByLabel("Choose a file").setInputFiles(file);
  const report = page.getByRole("table", { name: "Read report" });
  await report.waitFor();
  const shown = performance.now() - chosen;
  const figure = async (label) => {
    const row = report.getByRole("row").filter({ has: page.getByRole("rowheader", { name: label, exact: true }) });
    return Number((await row.getByRole("cell").first().innerText()).replace(/[^0-9.]/g, ""));
  };
  const read = await figure("Bytes");
  if (read !== bytes) throw new Error(`the page read ${read} of ${bytes} bytes`);
  return { milliseconds: await figure("Time (ms)"), rows: await figure("Rows"), shown };
}

async function readByPapaParse(page, file) {
  await page.getByLabel("File").setInputFiles(file);
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const started = performance.now();
        window.Papa.parse(document.querySelector("input").files[0], {
          header: false,
          dynamicTyping: true,
          skipEmptyLines: true,
          worker: false,
          error: reject,
          complete: ({ data }) => resolve({ milliseconds: performance.now() - started, rows: data.length - 1 }),
        });
      }),
  );
}

async function papaParseFolder(work) {
  const folder = join(work, "papaparse");
  await mkdir(folder, { recursive: true });
  const page = fileURLToPath(new URL("support/papaparse.html", import.meta.url));
  await copyFile(page, join(folder, "index.html"));
  await copyFile(createRequire(import.meta.url).resolve("papaparse/papaparse.min.js"), join(folder, "papaparse.min.js"));
  return folder;
}
