// Saves a picture of every station, at three widths, in light and dark, into target/shots:
//   node shots.mjs [--data FILE]
// With a data file, the pictures show the line after that file was chosen and a model was trained.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PROJECT, THEMES, VIEWPORTS, start } from "./harness/harness.mjs";
import { stationCount, visitStation } from "./harness/stations.mjs";

const { values } = parseArgs({ options: { data: { type: "string" } } });
const folder = join(PROJECT, "target", "shots");
await mkdir(folder, { recursive: true });

const site = await start();
try {
  for (const theme of THEMES) {
    for (const viewport of Object.values(VIEWPORTS)) {
      const { page, context, problems } = await site.open({ theme, viewport, reducedMotion: "reduce" });
      const count = await stationCount(page);
      if (values.data) {
        await page.getByLabel("Choose a file").setInputFiles(values.data);
        await page.getByRole("heading", { name: "Columns" }).waitFor();
        await page.getByRole("navigation", { name: "Pipeline" }).getByRole("button", { name: "Train" }).click();
        await page.getByRole("button", { name: "Train the model" }).click();
        await page.getByRole("heading", { name: "What the model looks at" }).waitFor();
      }
      for (let index = 0; index < count; index += 1) {
        const station = await visitStation(page, index);
        const file = join(folder, `${index + 1}-${station.toLowerCase()}-${viewport.width}-${theme}.png`);
        await page.screenshot({ path: file, fullPage: true });
        console.log(file);
      }
      for (const problem of problems) {
        console.error(problem);
        process.exitCode = 1;
      }
      await context.close();
    }
  }
} finally {
  await site.stop();
}
