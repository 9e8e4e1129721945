//! Addresses of crypto-currency wallets: Base58Check, Bech32 and Bech32m, and Ethereum's mixed case.
//! Sources: Bitcoin wiki, Base58Check; BIP 173; BIP 350; EIP-55.

mod keccak;

use sha2::{Digest, Sha256};

/// How many bytes there are, control and all: of addresses, of Zcash's and Tezos's, of a private key, of an extended key.
const LENGTHS: [usize; 6] = [25, 26, 27, 37, 38, 82];

/// Base58Check: the last four bytes are the beginning of a double SHA-256 of the others.
pub(super) fn is_base58(value: &str) -> bool {
    let Some(bytes) = decode58(value).filter(|bytes| LENGTHS.contains(&bytes.len())) else { return false };
    let (payload, control) = bytes.split_at(bytes.len() - 4);
    Sha256::digest(Sha256::digest(payload))[..4] == *control
}

fn decode58(value: &str) -> Option<Vec<u8>> {
    const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut bytes = Vec::with_capacity(82);
    for symbol in value.bytes().take(120) {
        let mut carry = ALPHABET.iter().position(|&known| known == symbol)?;
        for byte in &mut bytes {
            carry += usize::from(*byte) * 58;
            *byte = u8::try_from(carry % 256).ok()?;
            carry /= 256;
        }
        while carry > 0 {
            bytes.push(u8::try_from(carry % 256).ok()?);
            carry /= 256;
        }
    }
    bytes.extend(value.bytes().take_while(|&symbol| symbol == b'1').map(|_| 0));
    bytes.reverse();
    Some(bytes)
}

/// A human-readable part, `1`, and 32-ary symbols with a checksum of six.
pub(super) fn is_bech32(value: &str) -> bool {
    const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let one_case =
        !(value.bytes().any(|b| b.is_ascii_lowercase()) && value.bytes().any(|b| b.is_ascii_uppercase()));
    let lower = value.to_ascii_lowercase();
    let Some((prefix, data)) = lower.rsplit_once('1').filter(|(_, data)| data.len() >= 6 && one_case) else {
        return false;
    };
    let symbols =
        |byte: u8| ALPHABET.iter().position(|&known| known == byte).and_then(|at| u32::try_from(at).ok());
    let Some(data) = data.bytes().map(symbols).collect::<Option<Vec<u32>>>() else { return false };
    let high = prefix.bytes().map(|byte| u32::from(byte >> 5));
    let low = prefix.bytes().map(|byte| u32::from(byte & 31));
    matches!(polymod(high.chain([0]).chain(low).chain(data)), 1 | 0x2bc8_30a3)
}

fn polymod(values: impl Iterator<Item = u32>) -> u32 {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    values.fold(1, |sum, value| {
        let shifted = (sum & 0x01ff_ffff) << 5 ^ value;
        let feedback =
            |(bit, generator): (usize, &u32)| if sum >> 25 >> bit & 1 == 1 { *generator } else { 0 };
        GENERATOR.iter().enumerate().map(feedback).fold(shifted, |sum, term| sum ^ term)
    })
}

/// `0x` and forty hex digits: of one case, or cased after their Keccak-256.
pub(super) fn is_ethereum(value: &str) -> bool {
    let Some(hex) = value.get(2..).filter(|hex| hex.len() == 40) else { return false };
    let mixed = hex.bytes().any(|b| b.is_ascii_lowercase()) && hex.bytes().any(|b| b.is_ascii_uppercase());
    let digest = keccak::keccak256(hex.to_ascii_lowercase().as_bytes());
    let upper = |at: usize| digest[at / 2] >> (if at.is_multiple_of(2) { 4 } else { 0 }) & 8 != 0;
    !is_filler(hex)
        && (!mixed
            || hex
                .bytes()
                .enumerate()
                .all(|(at, b)| b.is_ascii_digit() || b.is_ascii_uppercase() == upper(at)))
}

/// Nearly all of one digit: null and test addresses.
fn is_filler(hex: &str) -> bool {
    hex.bytes().any(|digit| hex.bytes().filter(|&other| other == digit).count() > 20)
}

#[cfg(test)]
mod tests;
