//! Finnish personal identity codes: birth date, century sign, serial, control character.
//! Source: Digital and Population Data Services Agency (DVV), structure of the personal identity code.

use super::date::exists;

/// The control character for each remainder modulo 31.
const CONTROL: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";

/// `DDMMYYCZZZQ`, where the sign C tells the century.
pub(super) fn passes(value: &str) -> bool {
    let upper = value.to_ascii_uppercase();
    let &[d1, d2, m1, m2, y1, y2, sign, ref serial @ .., control] = upper.as_bytes() else { return false };
    let digits = [&[d1, d2, m1, m2, y1, y2], serial].concat();
    if serial.len() != 3 || !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let number = |bytes: &[u8]| bytes.iter().fold(0_u32, |n, byte| n * 10 + u32::from(byte - b'0'));
    let [day, month, year] = [&digits[..2], &digits[2..4], &digits[4..6]].map(number);
    century(sign).is_some_and(|century| exists(century + year, month, day))
        && number(serial) >= 2
        && control == CONTROL[(number(&digits) % 31) as usize]
}

/// The century a sign stands for; letters were added in 2023.
fn century(sign: u8) -> Option<u32> {
    match sign {
        b'+' => Some(1800),
        b'-' | b'U' | b'V' | b'W' | b'X' | b'Y' => Some(1900),
        b'A'..=b'F' => Some(2000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn codes_of_each_century() {
        for good in ["131052-308T", "010594Y9032", "020516C903K", "020594x902n"] {
            assert!(passes(good), "{good}");
        }
        for bad in ["131052-308U", "131352-308T", "131052/308T", "111111+110G", "131052-308", "1310523308T"] {
            assert!(!passes(bad), "{bad}");
        }
    }
}
