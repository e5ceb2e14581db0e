// Collects everything that must not happen while the page is used.

// Watches a browser context whose pages come from `origin`. Returns the growing list of problems.
export async function watch(context, origin) {
  const problems = [];
  const report = (kind, text) => problems.push(`${kind}: ${text}`);

  context.on("console", (message) => {
    if (message.type() === "error") report("console error", `${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => report("uncaught error", error.error().stack ?? error.error()));
  context.on("request", (request) => {
    if (!isLocal(request.url(), origin)) report("request to another origin", request.url());
  });
  context.on("page", (page) => {
    page.on("crash", () => report("crash", page.url()));
    page.on("websocket", (socket) => report("web socket", socket.url()));
  });
  await context.exposeBinding("__reportViolation", (_source, text) => report("policy violation", text));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.__reportViolation(`${event.violatedDirective} blocked ${event.blockedURI}`);
    });
  });
  return problems;
}

// Data and blob addresses are made inside the page and never leave it.
function isLocal(url, origin) {
  return url.startsWith(`${origin}/`) || url.startsWith("data:") || url.startsWith(`blob:${origin}/`);
}
