/// Moves the rows that go left to the front, both sides in order; how many there are.
#[inline(never)]
pub fn stable_partition(rows: &mut [u32], goes_left: impl Fn(u32) -> bool, spare: &mut [u32]) -> usize {
    let spare = &mut spare[..rows.len()];
    let mut kept = 0;
    for place in 0..rows.len() {
        let row = rows[place];
        rows[kept] = row;
        spare[place - kept] = row;
        kept += usize::from(goes_left(row));
    }
    let n_right = rows.len() - kept;
    rows[kept..].copy_from_slice(&spare[..n_right]);
    kept
}
