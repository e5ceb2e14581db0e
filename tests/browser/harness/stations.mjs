// Walking the line: the stations are the buttons of the navigation landmark "Pipeline".

function buttons(page) {
  return page.getByRole("navigation", { name: "Pipeline" }).getByRole("button");
}

// How many stations the line has, once it is there.
export async function stationCount(page) {
  await buttons(page).first().waitFor();
  return buttons(page).count();
}

// Chooses the station at a place on the line and returns what its button says.
export async function visitStation(page, index) {
  const button = buttons(page).nth(index);
  const name = (await button.getAttribute("aria-label")) ?? (await button.innerText());
  await button.click();
  await settled(page);
  return name.trim().split(/\s+/)[0];
}

// Waits until fonts are there and two frames were drawn, so that what is seen is what stays.
export async function settled(page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
}
