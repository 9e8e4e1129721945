//! Keccak-256 as Ethereum uses it: SHA-3's permutation with the padding of the original submission.
//! Source: FIPS 202, section 3; the Keccak reference, version 3.0.

/// Bytes absorbed per permutation.
const RATE: usize = 136;

/// The 32-byte digest of a message shorter than one block.
pub(super) fn keccak256(message: &[u8]) -> [u8; 32] {
    let mut block = [0_u8; RATE];
    let length = message.len().min(RATE - 1);
    block[..length].copy_from_slice(&message[..length]);
    block[length] ^= 0x01;
    block[RATE - 1] ^= 0x80;
    let mut lanes = [0_u64; 25];
    for (lane, bytes) in lanes.iter_mut().zip(block.chunks_exact(8)) {
        *lane = bytes.iter().rev().fold(0, |lane, &byte| lane << 8 | u64::from(byte));
    }
    permute(&mut lanes);
    let mut digest = [0; 32];
    for (bytes, lane) in digest.chunks_exact_mut(8).zip(lanes) {
        bytes.copy_from_slice(&lane.to_le_bytes());
    }
    digest
}

fn permute(lanes: &mut [u64; 25]) {
    let mut shift_register = 1_u8;
    for _ in 0..24 {
        theta(lanes);
        rho_pi(lanes);
        chi(lanes);
        iota(lanes, &mut shift_register);
    }
}

fn theta(lanes: &mut [u64; 25]) {
    let column = |x: usize| (0..5).fold(0, |parity, y| parity ^ lanes[x + 5 * y]);
    let parity = [0, 1, 2, 3, 4].map(column);
    for (at, lane) in lanes.iter_mut().enumerate() {
        let x = at % 5;
        *lane ^= parity[(x + 4) % 5] ^ parity[(x + 1) % 5].rotate_left(1);
    }
}

fn rho_pi(lanes: &mut [u64; 25]) {
    let (mut x, mut y) = (1, 0);
    let mut current = lanes[1];
    for t in 0..24_u32 {
        (x, y) = (y, (2 * x + 3 * y) % 5);
        let rotated = current.rotate_left((t + 1) * (t + 2) / 2 % 64);
        current = std::mem::replace(&mut lanes[x + 5 * y], rotated);
    }
}

fn chi(lanes: &mut [u64; 25]) {
    for row in lanes.chunks_exact_mut(5) {
        let old = [row[0], row[1], row[2], row[3], row[4]];
        for x in 0..5 {
            row[x] = old[x] ^ (!old[(x + 1) % 5] & old[(x + 2) % 5]);
        }
    }
}

/// The round constant, bit by bit from a linear feedback shift register.
fn iota(lanes: &mut [u64; 25], register: &mut u8) {
    for j in 0..7 {
        if *register & 1 == 1 {
            lanes[0] ^= 1 << ((1_u32 << j) - 1);
        }
        *register = *register << 1 ^ if *register >> 7 == 1 { 0x71 } else { 0 };
    }
}

#[cfg(test)]
mod tests {
    use super::keccak256;

    #[test]
    fn known_digests() {
        let start = |message: &str| keccak256(message.as_bytes())[..4].to_vec();
        assert_eq!(start(""), [0xc5, 0xd2, 0x46, 0x01]);
        assert_eq!(start("abc"), [0x4e, 0x03, 0x65, 0x7a]);
    }
}
