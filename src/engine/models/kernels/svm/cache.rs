use super::function::TILE;

/// No slot.
const NONE: u32 = u32::MAX;
/// Values allocated together: growing the memory of a wasm program is slow however little it grows.
const BLOCK: usize = 1 << 22;

/// The rows of the kernel matrix that were used last, within a bound on memory.
pub struct Cache {
    capacity: usize,
    width: usize,
    /// `per_block` slots each.
    blocks: Vec<Vec<f32>>,
    per_block: usize,
    slots: Vec<Slot>,
    /// The slot of each training row.
    places: Vec<u32>,
    clock: u64,
}

struct Slot {
    owner: u32,
    /// Values that are known, from the first.
    known: usize,
    last_used: u64,
}

impl Cache {
    /// For `n` rows of `width` values, in `bytes` of memory; two rows at least.
    pub fn new(n: usize, width: usize, bytes: usize) -> Self {
        let capacity = (bytes / (size_of::<f32>() * width)).clamp(2, n.max(2));
        let per_block = (BLOCK / width).clamp(1, capacity);
        Self { capacity, width, blocks: vec![], per_block, slots: vec![], places: vec![NONE; n], clock: 0 }
    }

    /// The slot that holds row `id` or is now given to it, taken from the row not used for longest.
    pub fn slot(&mut self, id: u32) -> usize {
        self.clock += 1;
        let known = self.places[id as usize];
        let slot = if known != NONE {
            known as usize
        } else if self.slots.len() < self.capacity {
            self.add_slot(id)
        } else {
            let oldest = self.slots.iter().enumerate().min_by_key(|(_, slot)| slot.last_used);
            let index = oldest.map_or(0, |(index, _)| index);
            let slot = &mut self.slots[index];
            self.places[slot.owner as usize] = NONE;
            (slot.owner, slot.known) = (id, 0);
            index
        };
        self.places[id as usize] = slot as u32;
        self.slots[slot].last_used = self.clock;
        slot
    }

    fn add_slot(&mut self, owner: u32) -> usize {
        let slot = self.slots.len();
        if slot == self.blocks.len() * self.per_block {
            let slots = self.per_block.min(self.capacity - slot);
            self.blocks.push(vec![0.0; slots * self.width]);
        }
        self.slots.push(Slot { owner, known: 0, last_used: 0 });
        slot
    }

    /// How many values of a slot are known.
    pub fn known(&self, slot: usize) -> usize {
        self.slots[slot].known
    }

    /// The known values of a slot.
    pub fn row(&self, slot: usize) -> &[f32] {
        let start = slot % self.per_block * self.width;
        &self.blocks[slot / self.per_block][start..start + self.slots[slot].known]
    }

    /// The values of a slot that are unknown and from now on known, up to `end`.
    pub fn extend(&mut self, slot: usize, end: usize) -> &mut [f32] {
        let start = slot % self.per_block * self.width;
        let known = std::mem::replace(&mut self.slots[slot].known, end);
        &mut self.blocks[slot / self.per_block][start + known..start + end]
    }

    /// Exchanges values of every row: the first of each pair, which is the smaller, and the second.
    /// A row that lacks the second is cut before the first, at the end of a tile.
    pub fn swap(&mut self, pairs: &[(u32, u32)]) {
        for (index, slot) in self.slots.iter_mut().enumerate() {
            let start = index % self.per_block * self.width;
            let row = &mut self.blocks[index / self.per_block][start..start + self.width];
            for (a, b) in pairs {
                let (a, b) = (*a as usize, *b as usize);
                if b < slot.known {
                    row.swap(a, b);
                } else if a < slot.known {
                    slot.known = a / TILE * TILE;
                }
            }
        }
    }
}
