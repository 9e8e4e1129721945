//! Warming up: what the first request would wait for is made before it comes.
//!
//! Owns: the text that is scanned for that. Patterns are compiled and pages of the lists read when they are first needed,
//! some 10 ms in all, which the first client and everybody behind it would wait. Never: keeps what is found.

use allonym_detectors::{Detectors, Settings};

/// Something of what most texts have, in the kinds of text that most requests are.
const TEXT: &str = r#"Dear Ms Jane Roe, my name is Richard Miles, born on 12 March 1985, age 41. Call +44 20 7946 0018 or (555) 010-0199,
or write to jane.roe@mail.example. I live at 12 Church Lane, Oxford OX1 1AA; the invoice 2026-0017 of 3.11.2026 is 1,200.50 EUR.
Sehr geehrter Herr Doe, geboren am 12.03.1985, wohnhaft Gartenstr. 5, 79098 Freiburg, IBAN DE02 1203 0000 0000 2020 51, Tel. 0761 5550147.
{"user":{"name":"Jane Roe","email":"jane@mail.example","dob":"1985-03-12","ip":"203.0.113.7","card":"4111 1111 1111 1111"},"ok":true}
DATABASE_URL=postgres://app:s3cret-Pass@db.example:5432/app
AUTH_TOKEN=ghp_abcdefghijklmnopqrstuvwxyz0123456789
def run(path: str) -> None:  # see https://example.com/docs?page=2
    assert path != "/home/jroe/src/main.rs", f"bad {path!r} at 0x7fff, v1.2.3"
| Name | SSN | City |
|---|---|---|
| Richard Miles | 219-09-9999 | Boston |
"#;

/// Scans something of everything, and forgets it.
pub fn up(detectors: &Detectors) {
    detectors.scan_with(TEXT, &Settings::default(), &[], &mut Vec::new());
}

#[cfg(test)]
mod tests {
    use allonym_detectors::{Detectors, Entity, Settings};

    #[test]
    fn most_kinds_of_values_are_met() {
        let found = Detectors::builtin().scan(super::TEXT, &Settings::default());
        let met = |entity: &Entity| found.iter().any(|found| found.entity == *entity);
        for entity in [
            Entity::CreditCard,
            Entity::Date,
            Entity::Email,
            Entity::Iban,
            Entity::IpAddress,
            Entity::Location,
            Entity::Password,
            Entity::Person,
            Entity::Phone,
        ] {
            assert!(met(&entity), "{entity:?}");
        }
    }
}
