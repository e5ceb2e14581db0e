// Times every model of rows.json, or every step of steps.json, in Chromium beside scikit-learn and the engine's
// native build, in turns on the same rows:
//   node speed/main.mjs --wasm FILE --native FILE --python FILE --work FOLDER
//   [--steps] [--rows ID,ID...] [--quick] [--scaling] [--sizes N,N...] [--json]
// A contestant's time in a turn is its fastest fit there, the least disturbed by other work of the machine;
// its figure is the median of its turns, and the ratio the median of the turns' own ratios.
import { mkdir, readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Browser, Native, Peer } from "./contestants.mjs";
import { print } from "./table.mjs";

const text = { type: "string" };
const flag = { type: "boolean", default: false };
const { values: options } = parseArgs({
  options: {
    wasm: text,
    native: text,
    python: text,
    work: text,
    rows: text,
    sizes: text,
    steps: flag,
    quick: flag,
    scaling: flag,
    json: flag,
  },
});

const TEST_ROWS = 2_000;
const GOAL_ROWS = options.steps ? 50_000 : 10_000;
const SCALING_ROWS = options.sizes?.split(",").map(Number) ?? [1_000, 10_000, 50_000, 200_000];
// A contestant fits in its turn as often as goes into this, but not more often than this.
const TURN_MS = 400;
const MOST_FITS = 25;
// What takes so long has fewer turns: two, and one.
const SLOW_MS = 6_000;
const VERY_SLOW_MS = 30_000;

const say = (line) => console.error(`bench: ${line}`);
const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

const all = JSON.parse(await readFile(new URL(options.steps ? "steps.json" : "rows.json", import.meta.url), "utf8"));
const chosen = choose(options.rows);
await mkdir(options.work, { recursive: true });
const script = options.steps ? "peer_steps.py" : "peer.py";
const peer = await Peer.start(options.python, script);
const browser = await Browser.start(options.wasm, options.work);
const native = new Native(options.native);
const built = await browser.run("families");
const results = [];
try {
  for (const row of chosen) {
    const sizes = options.scaling ? SCALING_ROWS : [row.rows ?? GOAL_ROWS];
    for (const size of sizes) results.push(await measure(row, size));
  }
} finally {
  await browser.close();
  peer.close();
}
const about = {
  chromium: browser.version,
  ...peer.versions,
  processor: cpus()[0]?.model,
  cores: cpus().length,
};
if (options.json) {
  console.log(JSON.stringify({ about, results }, null, 2));
} else {
  print(about, results, options);
}

function choose(names) {
  const ids = all.map((row) => row.id);
  const unknown = (names?.split(",") ?? []).filter((name) => !ids.includes(name));
  if (unknown.length > 0) {
    console.error(`there is no row ${unknown.join(", ")}; there are ${ids.join(", ")}`);
    process.exit(2);
  }
  if (names) return all.filter((row) => names.split(",").includes(row.id));
  return options.scaling ? all.filter((row) => row.scaling) : all;
}

// The rows that both sides read, made once for each version of scikit-learn.
async function rowsOf(data, size) {
  const path = join(options.work, `${data}-${size}-${peer.versions["scikit-learn"]}.bin`);
  if (!existsSync(path)) await peer.ask({ make: data, rows: size, test: TEST_ROWS, path });
  return path;
}

async function measure(row, size) {
  const { id, what, goal } = row;
  const [known, wanted] = row.ours.steps
    ? [built.steps, row.ours.steps.map(({ step }) => step)]
    : [row.ours.step ? built.steps : built.models, [row.ours.kind]];
  if (!wanted.every((kind) => known.includes(kind))) return { id, what, size, goal, built: false };
  say(`${what}, ${size.toLocaleString("en")} rows`);
  const path = await rowsOf(row.data, size);
  try {
    return { id, what, size, goal, built: true, ...(await take(row, path)) };
  } catch (error) {
    return { id, what, size, goal, built: true, failed: error.message };
  }
}

async function take(row, path) {
  const timed = row.timed === "predict" ? "predict_ms" : "fit_ms";
  // The first fit of a visit, before the browser has optimised any code.
  await browser.restart();
  const first = await browser.run({ ...row.ours, rounds: 1 }, path);
  // A process of its own, so that its peak of memory is.
  const alone = await Peer.start(options.python, script);
  const order = { path, peer: row.peer, params: row.params };
  const firstPeer = await alone.ask({ ...order, rounds: 1 });
  alone.close();
  const slowest = Math.max(first.fit_ms[0] + first.predict_ms[0], firstPeer.fit_ms[0] + firstPeer.predict_ms[0]);
  const rounds = Math.max(1, Math.min(MOST_FITS, Math.floor(TURN_MS / slowest)));
  const turns = slowest > VERY_SLOW_MS ? 1 : options.quick || slowest > SLOW_MS ? 2 : 5;
  const taken = { browser: [], native: [], peer: [], shared: { 1: [], 2: [] } };
  for (let turn = 0; turn < turns; turn += 1) {
    taken.browser.push(await browser.run({ ...row.ours, rounds }, path));
    taken.peer.push(await peer.ask({ ...order, rounds }));
    taken.native.push(await native.run({ ...row.ours, rounds }, path));
    if (!options.scaling) continue;
    // Two fits or more, by one worker and by two.
    const fits = 2 * Math.ceil(rounds / 2);
    for (const workers of [1, 2]) taken.shared[workers].push((await browser.share(row.ours, path, { fits, workers })) / fits);
  }
  const times = (who) => taken[who].map((turn) => Math.min(...turn[timed]));
  const theirs = times("peer");
  return {
    browser_ms: median(times("browser")),
    native_ms: median(times("native")),
    peer_ms: median(theirs),
    ratio: median(times("browser").map((time, turn) => time / theirs[turn])),
    ...(options.scaling && {
      one_worker_ms: median(taken.shared[1]),
      two_workers_ms: median(taken.shared[2]),
      gain: median(taken.shared[1].map((time, turn) => time / taken.shared[2][turn])),
    }),
    first_ms: first[timed][0],
    browser_score: first.score,
    native_score: taken.native[0].score,
    peer_score: firstPeer.score,
    browser_bytes: first.peak_bytes,
    native_bytes: taken.native[0].peak_bytes,
    peer_bytes: firstPeer.peak_bytes - alone.versions.base_bytes,
    warning: first.warning,
  };
}
