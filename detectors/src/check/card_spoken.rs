//! A payment card's number said in words: digit by digit, doubled, or in pairs (`forty-five thirty-nine`).
//!
//! Owns: from words to digits, in English, German, French, Spanish, Italian and Dutch. Whether the digits are a card's is
//! for [`super::card`] to say.

use super::card;

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// These digits.
    Digits(&'static str),
    /// This digit and the next one, or a zero.
    Tens(char),
    /// The next digit, so many times.
    Times(usize),
}

pub(super) fn passes(value: &str) -> bool {
    digits(value).is_some_and(|digits| card::passes(&digits))
}

/// The digits that the words say; none when one of them says something else.
fn digits(value: &str) -> Option<String> {
    let words = value.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let said: Option<Vec<Said>> = words.map(|word| said(&word.to_lowercase())).collect();
    let (mut digits, mut said) = (String::new(), said?.into_iter().peekable());
    while let Some(word) = said.next() {
        match word {
            Said::Digits(some) => digits.push_str(some),
            Said::Tens(tens) => {
                digits.push(tens);
                let ones =
                    said.next_if(|next| matches!(next, Said::Digits(one) if one.len() == 1 && *one != "0"));
                digits.push_str(if let Some(Said::Digits(one)) = ones { one } else { "0" });
            }
            Said::Times(times) => match said.next()? {
                Said::Digits(one) if one.len() == 1 => digits.push_str(&one.repeat(times)),
                _ => return None,
            },
        }
    }
    Some(digits)
}

#[rustfmt::skip]
fn said(word: &str) -> Option<Said> {
    Some(match word {
        "zero" | "oh" | "o" | "null" | "zéro" | "cero" | "nul" => Said::Digits("0"),
        "one" | "eins" | "un" | "uno" | "een" => Said::Digits("1"),
        "two" | "zwei" | "zwo" | "deux" | "dos" | "due" | "twee" => Said::Digits("2"),
        "three" | "drei" | "trois" | "tres" | "tre" | "drie" => Said::Digits("3"),
        "four" | "vier" | "quatre" | "cuatro" | "quattro" => Said::Digits("4"),
        "five" | "fünf" | "cinq" | "cinco" | "cinque" | "vijf" => Said::Digits("5"),
        "six" | "sechs" | "seis" | "sei" | "zes" => Said::Digits("6"),
        "seven" | "sieben" | "sept" | "siete" | "sette" | "zeven" => Said::Digits("7"),
        "eight" | "acht" | "huit" | "ocho" | "otto" => Said::Digits("8"),
        "nine" | "neun" | "neuf" | "nueve" | "nove" | "negen" => Said::Digits("9"),
        "ten" => Said::Digits("10"), "eleven" => Said::Digits("11"), "twelve" => Said::Digits("12"),
        "thirteen" => Said::Digits("13"), "fourteen" => Said::Digits("14"), "fifteen" => Said::Digits("15"),
        "sixteen" => Said::Digits("16"), "seventeen" => Said::Digits("17"), "eighteen" => Said::Digits("18"),
        "nineteen" => Said::Digits("19"), "hundred" => Said::Digits("00"),
        "twenty" => Said::Tens('2'), "thirty" => Said::Tens('3'), "forty" => Said::Tens('4'), "fifty" => Said::Tens('5'),
        "sixty" => Said::Tens('6'), "seventy" => Said::Tens('7'), "eighty" => Said::Tens('8'), "ninety" => Said::Tens('9'),
        "double" | "doppel" | "doble" | "doppio" | "dubbel" => Said::Times(2),
        "triple" => Said::Times(3),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_digits() {
        let said = |words| digits(words).expect("number words");
        assert_eq!(said("four one, double two - triple three"), "4122333");
        assert_eq!(said("forty-five thirty fifteen oh nine"), "45301509");
        assert_eq!(said("fünf Null zwo"), "502");
        assert_eq!(digits("four of five"), None);
        assert_eq!(digits("four double"), None);
    }

    #[test]
    fn cards_and_near_misses() {
        let visa = "four one one one, one one one one, one one one one, one one one";
        assert!(passes(&format!("{visa} one")) && !passes(&format!("{visa} two")) && !passes(visa));
    }
}
