// What every end-to-end test starts from: the built page, served locally, in a fresh browser
// context, watched for problems.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before } from "node:test";
import { launch } from "./browser.mjs";
import { watch } from "./problems.mjs";
import { serve } from "./server.mjs";

// The project's folder.
export const PROJECT = fileURLToPath(new URL("../../..", import.meta.url));
// The built page.
export const DIST = join(PROJECT, "dist");
// The command line, built by the same `cargo xtask test e2e`.
export const COMMAND_LINE = join(PROJECT, "target", "release", "pipeline-playground");

export const THEMES = ["light", "dark"];
export const VIEWPORTS = {
  phone: { width: 360, height: 800 },
  laptop: { width: 1280, height: 800 },
  desktop: { width: 1920, height: 1080 },
};

// Starts a server and a browser. Returns a function that opens the page and one that ends both.
export async function start({ base = "/" } = {}) {
  if (!existsSync(join(DIST, "index.html"))) throw new Error("dist/ is empty: run cargo xtask build");
  const server = await serve(DIST, base);
  const browser = await launch();

  // Opens the page. `path` follows the page's address ("#train", "?x=1").
  async function open({ theme = "light", viewport = VIEWPORTS.laptop, path = "", reducedMotion = null } = {}) {
    const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion });
    const problems = await watch(context, server.origin);
    const page = await context.newPage();
    await page.goto(server.url + path);
    return { page, context, problems, url: server.url, origin: server.origin };
  }

  async function stop() {
    await browser.close();
    await server.close();
  }

  return { open, stop };
}

// Called once at the top of a test file. Returns `open(t, options)`, which opens the page for one
// test and fails that test on any problem that is not in `options.allow` (regular expressions).
export function pageForTests(serverOptions) {
  let site;
  before(async () => {
    site = await start(serverOptions);
  });
  after(() => site?.stop());

  return async function open(t, { allow = [], ...options } = {}) {
    const opened = await site.open(options);
    t.after(async () => {
      await opened.context.close();
      const unexpected = opened.problems.filter((problem) => !allow.some((pattern) => pattern.test(problem)));
      assert.deepEqual(unexpected, [], "the page had problems");
    });
    return opened;
  };
}
