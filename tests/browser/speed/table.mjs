// The results as tables for a person to read.

export function print(about, results, { scaling, steps }) {
  const built = results.filter((row) => row.built && !row.failed);
  const { chromium, processor, cores, base_bytes: _, ...versions } = about;
  const peers = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  console.log(`Chromium ${chromium}; ${peers.join(", ")}; ${cores} × ${processor}`);
  console.log("Milliseconds: the fastest fit of a turn, the median of the turns; \"its first\" is with code not yet optimised.");
  console.log(
    steps
      ? "Fitting and applying together. The score is the mean of all numbers that came out. It is the same where both do the same and give the same columns: it differs where both draw at random, where the other side gives the new columns alone, and where equal rows are judged with the target (ours) or without.\n"
      : "The scores are of 2,000 rows that nothing learned from: accuracy, or R².\n",
  );
  const columns = [
    ["", (row) => row.what],
    ["rows", (row) => row.size.toLocaleString("en")],
    ["Chromium", (row) => milliseconds(row.browser_ms)],
    ["its first", (row) => milliseconds(row.first_ms)],
    ["native", (row) => milliseconds(row.native_ms)],
    ["scikit-learn", (row) => milliseconds(row.peer_ms)],
    ["ratio", (row) => row.ratio.toFixed(2)],
    ...(scaling ? scale : goals),
    ["score", (row) => score(row.browser_score)],
    ["scikit-learn's", (row) => score(row.peer_score)],
  ];
  grid(columns, built);
  if (scaling) {
    console.log("\nMemory in MB: all of the program's own in Chromium and natively, the rows among it; of Python's");
    console.log("process what is above its size with the libraries loaded.");
    console.log("Of a series of fits shared among workers, as a search shares its trials: milliseconds a fit with one and with");
    console.log("two of them, their start and the sending of the rows among it, and how many times faster two are.");
  }
  for (const row of built.filter((row) => row.browser_score !== row.native_score)) {
    console.log(`NOT THE SAME natively: ${row.what} scores ${row.native_score} there, ${row.browser_score} in Chromium`);
  }
  for (const row of built.filter((row) => row.warning)) console.log(`note: ${row.what}: ${row.warning}`);
  for (const row of results.filter((row) => row.failed)) console.log(`FAILED: ${row.what}, ${row.size} rows: ${row.failed}`);
  const missing = [...new Set(results.filter((row) => !row.built).map((row) => row.what))];
  if (missing.length > 0) console.log(`not built: ${missing.join("; ")}`);
  if (!scaling) {
    const met = built.filter((row) => row.ratio <= row.goal).length;
    console.log(`${met} of ${results.length} goals met`);
  }
}

const goals = [
  ["goal", (row) => `≤ ${row.goal}`],
  ["", (row) => (row.ratio <= row.goal ? "met" : `not met: ${(row.ratio / row.goal).toFixed(1)} ×`)],
];

const scale = [
  ["1 worker", (row) => milliseconds(row.one_worker_ms)],
  ["2 workers", (row) => milliseconds(row.two_workers_ms)],
  ["gain", (row) => row.gain.toFixed(2)],
  ["MB", (row) => megabytes(row.browser_bytes)],
  ["MB native", (row) => megabytes(row.native_bytes)],
  ["MB scikit-learn", (row) => megabytes(row.peer_bytes)],
];

const milliseconds = (value) => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
const megabytes = (bytes) => (bytes ? (bytes / 1e6).toFixed(0) : "–");
const score = (value) => (value === null ? "–" : value.toFixed(4));

function grid(columns, rows) {
  const cells = [columns.map(([head]) => head), ...rows.map((row) => columns.map(([, of]) => of(row)))];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at].length)));
  for (const line of cells) {
    const padded = line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])));
    console.log(padded.join("  ").trimEnd());
  }
}
