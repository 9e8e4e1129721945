//! What has been added up before, kept for all texts and threads: a table of fixed size, without a lock.
//!
//! Owns: [`Memory`]. It holds numbers under keys and never text. A slot is read and written number by number, and its check is
//! the key and all of them, each weighed by a factor of its own: what two threads left half written fits no key, and is as
//! good as empty. Which keys come here, and that they tell of nobody, is for [`crate::sums`] to see to.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::weights::Sums;

/// Sums under keys, `VECTORS` to each; `NUMBERS` of 64 bits is what they take, and one for the check.
pub(crate) struct Memory<const VECTORS: usize, const NUMBERS: usize> {
    slots: Box<[[AtomicU64; NUMBERS]]>,
}

impl<const VECTORS: usize, const NUMBERS: usize> Memory<VECTORS, NUMBERS> {
    /// An empty memory of so many slots, a power of two. Pages of it that are never used take no room.
    pub(crate) fn new(slots: usize) -> Self {
        const { assert!(NUMBERS == 2 * VECTORS + 1 && NUMBERS <= 1 + FACTORS.len()) }
        assert!(slots.is_power_of_two());
        Self { slots: bytemuck::zeroed_slice_box(slots) }
    }

    /// What is kept under a key, or else what `weigh` says, which is then kept in place of what was there.
    #[inline]
    pub(crate) fn get(&self, key: u64, weigh: impl FnOnce(&mut [Sums; VECTORS])) -> [Sums; VECTORS] {
        // Zero is what an empty slot would be taken for.
        let key = key | 1;
        let slot = self.slot(key);
        let numbers: [u64; NUMBERS] = std::array::from_fn(|at| slot[at].load(Relaxed));
        if check(key, &numbers[1..]) == numbers[0] {
            return std::array::from_fn(|at| Sums::from_numbers([numbers[1 + 2 * at], numbers[2 + 2 * at]]));
        }
        let mut sums = [Sums::default(); VECTORS];
        weigh(&mut sums);
        self.keep(key, &sums);
        sums
    }

    #[inline(never)]
    fn keep(&self, key: u64, sums: &[Sums; VECTORS]) {
        let slot = self.slot(key);
        let mut numbers = [0; NUMBERS];
        for (at, sums) in sums.iter().enumerate() {
            [numbers[1 + 2 * at], numbers[2 + 2 * at]] = sums.numbers();
        }
        numbers[0] = check(key, &numbers[1..]);
        for (kept, number) in slot.iter().zip(numbers) {
            kept.store(number, Relaxed);
        }
    }

    #[inline]
    fn slot(&self, key: u64) -> &[AtomicU64; NUMBERS] {
        &self.slots[(key >> 32) as usize & (self.slots.len() - 1)]
    }
}

/// Factors without a pattern, so that sums with one, as these have, cannot stand in for each other.
const FACTORS: [u64; 6] = [
    0x9e37_79b9_7f4a_7c15,
    0xe703_7ed1_a0b4_28db,
    0xd6e8_feb8_6659_fd93,
    0xbf58_476d_1ce4_e5b9,
    0x94d0_49bb_1331_11eb,
    0xa076_1d64_78bd_642f,
];

#[inline]
fn check(key: u64, numbers: &[u64]) -> u64 {
    let weighed = numbers.iter().zip(FACTORS).map(|(number, factor)| number.wrapping_mul(factor));
    weighed.fold(key, u64::wrapping_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(number: u64) -> [Sums; 2] {
        [Sums::from_numbers([number, number * 3]), Sums::from_numbers([number * 5, number * 7])]
    }

    fn numbers(sums: [Sums; 2]) -> [[u64; 2]; 2] {
        sums.map(Sums::numbers)
    }

    #[test]
    fn what_was_weighed_is_kept_until_another_takes_its_slot() {
        let memory = Memory::<2, 5>::new(1);
        let mut asked = 0;
        for (key, times) in [(0, 1), (0, 1), (8, 2), (8, 2), (0, 3)] {
            let sums = memory.get(key, |sums| {
                asked += 1;
                *sums = of(key + 1);
            });
            assert_eq!((numbers(sums), asked), (numbers(of(key + 1)), times));
        }
    }

    #[test]
    fn threads_that_write_one_slot_never_read_what_no_one_wrote() {
        let memory = Memory::<2, 5>::new(1);
        std::thread::scope(|scope| {
            for thread in 0..4_u64 {
                let memory = &memory;
                scope.spawn(move || {
                    for turn in 0..20_000_u64 {
                        let key = (thread * 31 + turn) % 7 * 2 + 1;
                        assert_eq!(numbers(memory.get(key, |sums| *sums = of(key))), numbers(of(key)));
                    }
                });
            }
        });
    }
}
