//! Values that are no names: dates, numbers, addresses of the net. Reserved domains and fictional numbers only.

use super::Renderer;
use crate::rng::Rng;

/// A value for a slot.
pub(super) fn value(slot: &str, renderer: &Renderer<'_>, rng: &mut Rng) -> String {
    let (day, month, year) = (1 + rng.below(28), 1 + rng.below(12), 1950 + rng.below(77));
    match slot {
        "EMAIL" => email(renderer, rng),
        "PHONE" => phone(renderer.language, rng),
        "IBAN" => format!(
            "DE{:02} {:04} {:04} {:04} {:04} {:02}",
            rng.below(99),
            rng.below(9999),
            rng.below(9999),
            rng.below(9999),
            rng.below(9999),
            rng.below(99)
        ),
        "ID" => match rng.below(4) {
            0 => format!("{}-{}", year, rng.below(99_999)),
            1 => format!("K{:06}", rng.below(999_999)),
            2 => format!("#{}", rng.below(99_999)),
            _ => rng.below(9_999_999).to_string(),
        },
        "URL" => {
            format!("https://{}.example/{}", rng.pick(&["www", "portal", "shop", "docs"]), rng.below(999))
        }
        "DATE" | "BIRTHDATE" => date(renderer.language, day, month, year, rng),
        "NUM" if rng.chance(60) => (1 + rng.below(40)).to_string(),
        "NUM" => (1 + rng.below(9000)).to_string(),
        "AMOUNT" => amount(renderer.language, rng),
        "TIME" => format!("{}:{:02}", rng.below(24), rng.below(60)),
        "MONTH" => months(renderer.language)[month - 1].to_owned(),
        "WEEKDAY" => (*rng.pick(&weekdays(renderer.language))).to_owned(),
        "HANDLE" => handle(renderer, rng),
        other => panic!("no value for the slot {other}"),
    }
}

fn handle(renderer: &Renderer<'_>, rng: &mut Rng) -> String {
    let person = renderer.person(rng);
    let plain: String = person.first.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
    match rng.below(3) {
        0 => format!("{plain}{}", rng.below(99)),
        1 => format!("{plain}_{}", rng.pick(&["dev", "x", "codes", "92"])),
        _ => format!(
            "{}{}",
            rng.pick(&["dark", "pixel", "sunny", "null", "byte"]),
            rng.pick(&["fox", "pointer", "cat", "wave"])
        ),
    }
}

fn email(renderer: &Renderer<'_>, rng: &mut Rng) -> String {
    let person = renderer.person(rng);
    let plain =
        |name: &str| -> String { name.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect() };
    let (first, last) = (plain(&person.first), plain(&person.last));
    let domain = rng.pick(&["example.com", "mail.example", "example.org", "post.example"]);
    match rng.below(3) {
        0 => format!("{first}.{last}@{domain}"),
        1 => format!("{}{last}@{domain}", first.chars().next().unwrap_or('x')),
        _ => format!("{}@{domain}", rng.pick(&["info", "service", "office", "support", "kontakt"])),
    }
}

fn phone(language: &str, rng: &mut Rng) -> String {
    match language {
        "en" => format!("({}) 555-01{:02}", 200 + rng.below(700), rng.below(99)),
        "de" => format!("030 23125 {:03}", rng.below(999)),
        "fr" => format!("01 99 00 {:02} {:02}", rng.below(99), rng.below(99)),
        _ => format!("+{} 555 {:03} {:03}", 30 + rng.below(20), rng.below(999), rng.below(999)),
    }
}

fn amount(language: &str, rng: &mut Rng) -> String {
    let (whole, cents) = (1 + rng.below(9000), rng.below(99));
    match language {
        "en" => format!("${whole}.{cents:02}"),
        _ => format!("{whole},{cents:02} {}", rng.pick(&["EUR", "€", "Euro"])),
    }
}

fn date(language: &str, day: usize, month: usize, year: usize, rng: &mut Rng) -> String {
    let name = months(language)[month - 1];
    match rng.below(4) {
        0 => format!("{year}-{month:02}-{day:02}"),
        1 if language == "en" => format!("{name} {day}, {year}"),
        1 if language == "de" => format!("{day}. {name} {year}"),
        1 if matches!(language, "es" | "pt") => format!("{day} de {name} de {year}"),
        1 => format!("{day} {name} {year}"),
        2 => format!("{day:02}/{month:02}/{year}"),
        _ => format!("{day:02}.{month:02}.{year}"),
    }
}

fn months(language: &str) -> Vec<&'static str> {
    let months = match language {
        "de" => "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "fr" => "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "es" => "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "it" => {
            "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"
        }
        "nl" => "januari februari maart april mei juni juli augustus september oktober november december",
        "pt" => "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        _ => "January February March April May June July August September October November December",
    };
    months.split(' ').collect()
}

fn weekdays(language: &str) -> Vec<&'static str> {
    let days = match language {
        "de" => "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
        "fr" => "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "es" => "lunes martes miércoles jueves viernes sábado domingo",
        "it" => "lunedì martedì mercoledì giovedì venerdì sabato domenica",
        "nl" => "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        "pt" => "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
        _ => "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    };
    days.split(' ').collect()
}
