/// How many workers can calculate at once: the processor's cores as the browser tells them, one when
/// it does not, and at most eight, each of which holds a table.
#[must_use]
pub fn cores() -> usize {
    let told = crate::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
    (told as usize).clamp(1, 8)
}
