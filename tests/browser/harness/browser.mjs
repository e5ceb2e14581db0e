// Starts the Chromium that the tests run in.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
  // Whatever is asked for outside this machine is not even looked up.
  "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
];

// A headless browser with a fresh profile, which ends with the browser.
export async function launch(extraFlags = []) {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) {
    throw new Error(`no Chromium at ${executablePath}: run cargo xtask setup or set $CHROMIUM`);
  }
  return chromium.launch({ executablePath, headless: true, args: [...FLAGS, ...extraFlags] });
}
