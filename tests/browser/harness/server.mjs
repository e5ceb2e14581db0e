// A static file server on a free loopback port, as plain as the hosts that will serve the page.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".csv": "text/csv; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

// Serves `folder` below `base`. Returns the origin, the page's address and a function that stops.
export async function serve(folder, base = "/") {
  const server = createServer((request, response) => {
    answer(folder, base, request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { origin, url: origin + base, close };
}

async function answer(folder, base, request, response) {
  const { pathname } = new URL(request.url, "http://127.0.0.1");
  const path = decodeURIComponent(pathname);
  if (!path.startsWith(base)) return response.writeHead(404).end();
  const inside = normalize(path.slice(base.length) || "index.html");
  const file = join(folder, inside);
  const found = file.startsWith(folder + sep) ? await stat(file).catch(() => null) : null;
  if (!found?.isFile()) return response.writeHead(404).end();
  response.writeHead(200, {
    "content-type": TYPES[extname(file)] ?? "application/octet-stream",
    "content-length": found.size,
    "cache-control": "no-store",
  });
  createReadStream(file).pipe(response);
}
