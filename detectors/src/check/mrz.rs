//! The last line of a machine-readable travel document: document number, birth and expiry date, each with a check
//! digit. Source: ICAO Doc 9303, parts 3 to 6.

/// Number, its check digit, nationality, birth date, its check digit, sex, expiry date, its check digit.
pub(super) fn is_second_line(value: &str) -> bool {
    let bytes = value.as_bytes();
    let field = |from: usize, to: usize| {
        let (payload, control) = (bytes.get(from..to)?, bytes.get(to)?);
        Some(control.is_ascii_digit() && digit(payload) == u32::from(control - b'0'))
    };
    [(0, 9), (13, 19), (21, 27)].into_iter().all(|(from, to)| field(from, to) == Some(true))
}

/// Weights 7, 3, 1 in turn; letters count from 10, the filler `<` counts nothing.
fn digit(payload: &[u8]) -> u32 {
    let value = |byte: u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'Z' => u32::from(byte - b'A') + 10,
        _ => 0,
    };
    payload.iter().zip([7, 3, 1].into_iter().cycle()).map(|(&byte, weight)| value(byte) * weight).sum::<u32>()
        % 10
}

#[cfg(test)]
mod tests {
    use super::is_second_line;

    #[test]
    fn check_digits() {
        assert!(is_second_line("L898902C36UTO7408122F1204159ZE184226B<<<<<10"));
        assert!(
            !is_second_line("L898902C37UTO7408122F1204159ZE184226B<<<<<10") && !is_second_line("L898902C3")
        );
    }
}
