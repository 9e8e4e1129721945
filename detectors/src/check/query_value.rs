//! Values of query parameters: a name or credential, not a count, flag or keyword of a program.

pub(super) fn passes(value: &str) -> bool {
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let spaced = value.contains("%20") || value.contains('+') || value.contains("%40") || value.contains('@');
    let capital = value.starts_with(|c: char| c.is_uppercase());
    spaced || (letters > 0 && digits > 0 && value.len() >= 6) || (capital && letters >= 3) || digits >= 7
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn values_and_flags() {
        assert!(
            passes("Jane%20Roe") && passes("q8Zr1vW0") && passes("jane%40x.example") && passes("Mustermann")
        );
        assert!(!passes("asc") && !passes("12") && !passes("created"));
    }
}
