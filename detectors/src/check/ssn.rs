//! US social security numbers: no part all zeros. Areas that are never issued (666, 900–999) pass, since they
//! look like personal data to whoever wrote them; of 123-45-6789 only the bare digits are taken for a count. Source: SSA, POMS RM 10201.

use super::symbols::Symbols;

pub(super) fn passes(value: &str) -> bool {
    let Some(digits) = Symbols::digits_of(value).filter(|digits| digits.len() == 9) else { return false };
    let text = digits.as_str();
    let parts = [&text[..3], &text[3..5], &text[5..]];
    parts.iter().all(|part| part.bytes().any(|digit| digit != b'0'))
        && !digits.is_uniform()
        && value != "123456789"
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn no_part_is_zero() {
        assert!(passes("078-05-1123") && passes("900-12-3456"));
        assert!(passes("123-45-6789") && !passes("123456789"));
        assert!(
            !passes("000-12-3456")
                && !passes("078-00-1123")
                && !passes("078-05-0000")
                && !passes("111-11-1111")
        );
    }
}
