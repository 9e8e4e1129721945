//! Places: cities of the language's countries and of the world, streets, addresses.

use super::Renderer;
use crate::rng::Rng;

impl Renderer<'_> {
    /// A place as the slot asks for.
    pub(super) fn place(&self, slot: &str, rng: &mut Rng) -> String {
        match slot {
            "CITY_CAPS" => self.city(rng).to_uppercase(),
            "city" => self.city(rng).to_lowercase(),
            "COUNTRY" => self.country(rng),
            "REGION" => rng.pick(self.lists.list("regions")).clone(),
            "STREETNAME" => self.street_name(rng),
            "STREET" => self.street(rng),
            "ZIP" => self.postal_code(rng),
            "ADDRESS" => self.address(rng),
            _ => self.city(rng),
        }
    }

    fn city(&self, rng: &mut Rng) -> String {
        let abroad = rng.chance(22);
        let large = rng.chance(45);
        for _ in 0..400 {
            let city = rng.pick(&self.lists.cities);
            let home = city.language == self.language;
            if (home || (abroad && city.tier == 3)) && (!large || city.tier > 1) {
                return city.name.clone();
            }
        }
        "Berlin".to_owned()
    }

    /// A country in the spelling of the language where a list says so.
    fn country(&self, rng: &mut Rng) -> String {
        let own = self.lists.list(&format!("countries_{}", self.language));
        let countries = if own.is_empty() { self.lists.list("countries") } else { own };
        rng.pick(countries).clone()
    }

    fn street_name(&self, rng: &mut Rng) -> String {
        let street = self.word("street", rng);
        if street.is_empty() { format!("{} Street", rng.pick(self.lists.list("last_en"))) } else { street }
    }

    fn street(&self, rng: &mut Rng) -> String {
        let highest = if rng.chance(80) { 99 } else { 999 };
        let (name, number) = (self.street_name(rng), 1 + rng.below(highest));
        let letter = if rng.chance(12) { *rng.pick(&["a", "b", " A", "bis", "-3"]) } else { "" };
        match self.language {
            "en" => format!("{number} {name}"),
            "fr" if rng.chance(50) => format!("{number}, {name}"),
            "fr" => format!("{number} {name}"),
            "es" | "it" | "pt" if rng.chance(60) => format!("{name}, {number}{letter}"),
            _ => format!("{name} {number}{letter}"),
        }
    }

    fn postal_code(&self, rng: &mut Rng) -> String {
        let five = 10_000 + rng.below(89_999);
        let letters =
            |rng: &mut Rng| -> String { (0..2).map(|_| char::from(b'A' + rng.below(20) as u8)).collect() };
        match self.language {
            "nl" => format!("{} {}", 1000 + rng.below(8999), letters(rng)),
            "pt" => format!("{}-{:03}", 1000 + rng.below(8999), rng.below(999)),
            "en" if rng.chance(50) => {
                format!("{}{} {}{}", letters(rng), 1 + rng.below(20), 1 + rng.below(9), letters(rng))
            }
            "de" if rng.chance(12) => (1000 + rng.below(8999)).to_string(),
            _ => five.to_string(),
        }
    }

    fn address(&self, rng: &mut Rng) -> String {
        let (street, code, city) = (self.street(rng), self.postal_code(rng), self.city(rng));
        match self.language {
            "en" if code.bytes().all(|b| b.is_ascii_digit()) => {
                format!(
                    "{street}, {city}, {} {code}",
                    rng.pick(&["CA", "NY", "TX", "OH", "WA", "IL", "MA", "OR"])
                )
            }
            "en" => format!("{street}, {city} {code}"),
            _ if rng.chance(12) => format!("{street}, {code} {city}, {}", self.country(rng)),
            _ => format!("{street}, {code} {city}"),
        }
    }
}
