//! Salesforce's ids of 18 characters: 15 that know small and capital letters, and three that tell which are capital.
//! Source: Salesforce help, 18-character IDs.

/// What the capitals of five characters are told by, the first character's bit lowest.
const SUMS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// How many of its characters are different at least: `003000000000001AAA` is an example.
const DIFFERENT: usize = 5;

pub(super) fn passes(value: &str) -> bool {
    let Some((id, sums)) = value.as_bytes().split_at_checked(15) else { return false };
    let sum = |five: &[u8]| {
        let capitals =
            five.iter().rev().fold(0, |bits, byte| bits << 1 | usize::from(byte.is_ascii_uppercase()));
        SUMS[capitals]
    };
    let mut different = id.to_vec();
    different.sort_unstable();
    different.dedup();
    id.iter().all(u8::is_ascii_alphanumeric)
        && different.len() >= DIFFERENT
        && id.chunks(5).map(sum).eq(sums.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn ids_by_their_last_three() {
        for good in ["0038d00000QxT1bAAF", "0058d000004XKqaAAG", "00Q5g00000bKz9LEAS"] {
            assert!(passes(good), "{good}");
        }
        for bad in ["0038d00000QxT1bAAG", "003000000000001AAA", "0038d00000QxT1b", "0038d00000Qx-1bAAF", ""] {
            assert!(!passes(bad), "{bad}");
        }
    }
}
