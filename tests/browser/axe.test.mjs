// No station has an accessibility problem that axe can find, in light or in dark.
import assert from "node:assert/strict";
import { test } from "node:test";
import axe from "axe-core";
import { THEMES, pageForTests } from "./harness/harness.mjs";
import { stationCount, visitStation } from "./harness/stations.mjs";

const open = pageForTests();

for (const theme of THEMES) {
  test(`axe finds nothing on any station, ${theme}`, async (t) => {
    const { page } = await open(t, { theme, reducedMotion: "reduce" });
    const count = await stationCount(page);
    assert.ok(count > 0, "the line has stations");
    await page.evaluate(axe.source);
    const found = [];
    for (let index = 0; index < count; index += 1) {
      const station = await visitStation(page, index);
      const { violations } = await page.evaluate(() => window.axe.run());
      for (const { id, help, nodes } of violations) {
        found.push(`${station}: ${id}: ${help}: ${nodes.map((node) => node.html).join(" | ")}`);
      }
    }
    assert.deepEqual(found, []);
  });
}
