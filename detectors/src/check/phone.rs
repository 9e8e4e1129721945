//! Telephone numbers: calling codes in use, and how many digits each plan allows after them.
//! Sources: ITU-T E.164 and its list of assigned country codes; NANPA for the North American plan.

use super::symbols::Symbols;

/// Calling code, fewest and most digits of a national number after it.
#[rustfmt::skip]
const PLANS: &[(&str, usize, usize)] = &[
    ("1", 10, 10), ("20", 8, 10), ("211", 9, 9), ("212", 9, 9), ("213", 8, 9), ("216", 8, 8), ("218", 8, 9),
    ("220", 7, 7), ("221", 9, 9), ("222", 8, 8), ("223", 8, 8), ("224", 8, 9), ("225", 10, 10), ("226", 8, 8),
    ("227", 8, 8), ("228", 8, 8), ("229", 8, 10), ("230", 7, 8), ("231", 7, 9), ("232", 8, 8), ("233", 9, 9),
    ("234", 8, 10), ("235", 8, 8), ("236", 8, 8), ("237", 8, 9), ("238", 7, 7), ("239", 7, 7), ("240", 9, 9),
    ("241", 7, 8), ("242", 9, 9), ("243", 7, 9), ("244", 9, 9), ("245", 7, 9), ("246", 7, 7), ("247", 4, 6),
    ("248", 7, 7), ("249", 9, 9), ("250", 8, 9), ("251", 9, 9), ("252", 7, 9), ("253", 8, 8), ("254", 9, 10),
    ("255", 9, 9), ("256", 9, 9), ("257", 8, 8), ("258", 8, 9), ("260", 9, 9), ("261", 9, 10), ("262", 9, 9),
    ("263", 8, 10), ("264", 8, 9), ("265", 7, 9), ("266", 8, 8), ("267", 7, 8), ("268", 8, 8), ("269", 7, 7),
    ("27", 9, 9), ("290", 4, 5), ("291", 7, 7), ("297", 7, 7), ("298", 6, 6), ("299", 6, 6), ("30", 10, 10),
    ("31", 9, 11), ("32", 8, 9), ("33", 9, 9), ("34", 9, 9), ("350", 8, 8), ("351", 9, 9), ("352", 4, 11),
    ("353", 7, 9), ("354", 7, 9), ("355", 8, 9), ("356", 8, 8), ("357", 8, 8), ("358", 5, 12), ("359", 7, 9),
    ("36", 8, 9), ("370", 8, 8), ("371", 8, 8), ("372", 7, 8), ("373", 8, 8), ("374", 8, 8), ("375", 9, 9),
    ("376", 6, 9), ("377", 8, 9), ("378", 6, 10), ("380", 9, 9), ("381", 7, 9), ("382", 8, 8), ("383", 8, 9),
    ("385", 8, 9), ("386", 8, 8), ("387", 8, 9), ("389", 8, 8), ("39", 6, 11), ("40", 9, 9), ("41", 9, 9),
    ("420", 9, 9), ("421", 9, 9), ("423", 7, 9), ("43", 4, 13), ("44", 9, 10), ("45", 8, 8), ("46", 7, 10),
    ("47", 8, 8), ("48", 9, 9), ("49", 5, 13), ("500", 5, 5), ("501", 7, 7), ("502", 8, 8), ("503", 8, 8),
    ("504", 8, 8), ("505", 8, 8), ("506", 8, 8), ("507", 7, 8), ("508", 6, 6), ("509", 8, 8), ("51", 8, 9),
    ("52", 10, 11), ("53", 6, 8), ("54", 10, 11), ("55", 10, 11), ("56", 9, 9), ("57", 8, 10), ("58", 10, 10),
    ("590", 9, 9), ("591", 8, 8), ("592", 7, 7), ("593", 8, 9), ("594", 9, 9), ("595", 7, 9), ("596", 9, 9),
    ("597", 6, 7), ("598", 8, 8), ("599", 7, 8), ("60", 7, 10), ("61", 9, 9), ("62", 7, 12), ("63", 8, 10),
    ("64", 8, 10), ("65", 8, 8), ("66", 8, 9), ("670", 7, 8), ("672", 6, 6), ("673", 7, 7), ("674", 7, 7),
    ("675", 7, 8), ("676", 5, 7), ("677", 5, 7), ("678", 5, 7), ("679", 7, 7), ("680", 7, 7), ("681", 6, 6),
    ("682", 5, 5), ("683", 4, 7), ("685", 5, 7), ("686", 5, 8), ("687", 6, 6), ("688", 5, 6), ("689", 6, 8),
    ("690", 4, 7), ("691", 7, 7), ("692", 7, 7), ("7", 10, 10), ("800", 8, 8), ("81", 9, 10), ("82", 8, 10),
    ("84", 9, 10), ("850", 8, 10), ("852", 8, 8), ("853", 8, 8), ("855", 8, 9), ("856", 8, 10), ("86", 10, 11),
    ("880", 8, 10), ("881", 8, 9), ("882", 8, 12), ("883", 8, 12), ("886", 8, 9), ("90", 10, 10), ("91", 10, 10),
    ("92", 9, 10), ("93", 9, 9), ("94", 9, 9), ("95", 7, 10), ("960", 7, 7), ("961", 7, 8), ("962", 8, 9),
    ("963", 8, 9), ("964", 8, 10), ("965", 8, 8), ("966", 9, 9), ("967", 7, 9), ("968", 8, 8), ("970", 8, 9),
    ("971", 8, 9), ("972", 8, 9), ("973", 8, 8), ("974", 8, 8), ("975", 7, 8), ("976", 8, 8), ("977", 8, 10),
    ("98", 10, 10), ("992", 9, 9), ("993", 8, 8), ("994", 9, 9), ("995", 9, 9), ("996", 9, 9), ("998", 9, 9),
];

/// The most digits of a calling code.
const CODE: usize = 3;

/// The number begins with its calling code, `+` and leading zeros aside; a trunk `(0)` after it is skipped.
pub(super) fn is_international(value: &str) -> bool {
    let value = without_extension(value);
    let digits = match value.split_once("(0)") {
        Some((code, rest)) => Symbols::digits_of(&[code, rest].concat()),
        None => Symbols::digits_of(value),
    };
    let Some(digits) = digits.filter(|digits| digits.len() <= 20) else { return false };
    let number = digits.as_str().trim_start_matches('0');
    number.len() <= 17 && has_plan(number) && !digits.is_uniform() && !is_decimal(value)
}

/// Whether the number is a calling code and as many digits as its plan allows.
fn has_plan(number: &str) -> bool {
    let codes = (1..=CODE.min(number.len())).map(|length| number.split_at(length));
    codes
        .filter_map(|(code, rest)| Some((plan(code)?, rest)))
        .any(|(&(code, min, max), rest)| (min..=max).contains(&rest.len()) && fits_plan(code, rest))
}

fn plan(code: &str) -> Option<&'static (&'static str, usize, usize)> {
    PLANS.binary_search_by_key(&code, |plan| plan.0).ok().map(|index| &PLANS[index])
}

/// The number before `ext. 12`, `x12` or `;ext=12`.
fn without_extension(value: &str) -> &str {
    value.split(|c: char| c == ';' || c == ',' || c.is_ascii_alphabetic()).next().unwrap_or(value)
}

/// `+35236450.6` is a number with a fraction: one dot, no other separator, and no calling code before the dot.
fn is_decimal(value: &str) -> bool {
    let fraction = value.strip_prefix('+').and_then(|number| number.split_once('.'));
    fraction.is_some_and(|(whole, rest)| {
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        digits(whole) && digits(rest) && plan(whole).is_none()
    })
}

fn fits_plan(code: &str, national: &str) -> bool {
    code != "1" || is_nanp(national)
}

/// Area code and exchange begin with 2–9 and are no service codes.
pub(super) fn is_nanp(value: &str) -> bool {
    let Some(digits) = Symbols::digits_of(without_extension(value)) else { return false };
    let number = digits.as_str();
    let national = if number.len() == 11 { number.strip_prefix('1').unwrap_or("") } else { number };
    let opens = |at: usize| matches!(national.as_bytes().get(at), Some(b'2'..=b'9'));
    national.len() == 10 && opens(0) && opens(3) && &national[1..3] != "11" && !digits.is_uniform()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(PLANS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(PLANS.iter().all(|plan| (1..=CODE).contains(&plan.0.len())));
    }

    #[test]
    fn international_numbers() {
        for good in [
            "+49 30 1234567",
            "+1 415 555 0132",
            "+33 1 42 68 53 00",
            "0044 20 7946 0958",
            "+49 (0)30 901820",
        ] {
            assert!(is_international(good), "{good}");
        }
        for bad in [
            "+1 115 555 0132",
            "+33 1 42 68 53",
            "+999 123 4567",
            "+49 12",
            "+35236450.6",
            "+2.0000000001",
            "+1 415 055 0132",
        ] {
            assert!(!is_international(bad), "{bad}");
        }
    }

    #[test]
    fn north_american_numbers() {
        assert!(is_nanp("(415) 555-0132") && is_nanp("1-415-555-0132") && is_nanp("415-555-0132 ext. 12"));
        assert!(!is_nanp("115-555-0132") && !is_nanp("415-155-0132") && !is_nanp("911-555-0132"));
    }
}
