//! Organizations of which a part was found alone, for somebody's name, a place or a shorter organization: what they are stands before it
//! (`la médiathèque de Roe`, `Association des parents de Roe`) or behind it (`Roe Funeral Directors`).
//!
//! Owns: what such organizations are called by in English, French, Spanish, Italian and Dutch, and how far they reach. Never: finds one where nothing
//! was found; German ones are in `institution.rs`.

use std::ops::Range;
use std::sync::LazyLock;

use allonym_tagger::features::Reading;
use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};

use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::endings::Endings;
use crate::names::laid::WEAK;
use crate::names::{layer, words_in};
use crate::settings::Settings;

/// How sure such a word beside a name makes.
const SCORE: f32 = 0.6;

/// What is one whatever the case of its letters, with a place behind it and a small word between.
#[rustfmt::skip]
const HOUSES: &[&str] = &[
    "mairie", "médiathèque", "bibliothèque", "préfecture", "sous-préfecture", "lycée", "collège", "université", "hôpital", "clinique", "maternité",
    "ayuntamiento", "hospital", "universidad", "instituto", "biblioteca", "diputación", "ambulatorio", "ospedale", "università", "liceo", "prefettura",
    "questura", "ziekenhuis", "universiteit", "bibliotheek", "waterschap", "gemeentehuis", "ayto", "chu", "chr",
];

/// What is one with a capital, whatever is behind it.
#[rustfmt::skip]
const BODIES: &[&str] = &[
    "Agence", "Association", "Atelier", "Ateliers", "Auberge", "Boulangerie", "Boucherie", "Brasserie", "Cabinet", "Caisse", "Centre", "Chambre", "Comité",
    "Compagnie", "Conservatoire", "Coopérative", "Crèche", "Direction", "Domaine", "Entreprise", "Établissements", "Fédération", "Fondation", "Foyer",
    "Garage", "Groupe", "Houillères", "Imprimerie", "Institut", "Laboratoire", "Laboratoires", "Librairie", "Menuiserie", "Ministère", "Mutuelle",
    "Office", "Pharmacie", "Plomberie", "Résidence", "Société", "Syndicat", "Transports", "Union", "Usine", "Carrosserie", "Foncière", "Ecole", "École",
    "Agencia", "Asociación", "Ayuntamiento", "Bodega", "Bodegas", "Caja", "Centro", "Clínica", "Colegio", "Comunidad", "Consejería", "Cooperativa", "Escuela",
    "Farmacia", "Ferretería", "Fundación", "Gestoría", "Hermandad", "Imprenta", "Librería", "Ministerio", "Panadería", "Residencia", "Restaurante",
    "Sindicato", "Sociedad", "Talleres", "Taller", "Transportes", "Agenzia", "Ambulatorio", "Associazione", "Azienda", "Banca", "Cantina", "Cantine",
    "Comune", "Consorzio", "Fondazione", "Gruppo", "Istituto", "Libreria", "Ministero", "Officina", "Officine", "Panificio", "Pasticceria", "Scuola",
    "Società", "Studio", "Trattoria", "Trasporti", "Bakkerij", "Basisschool", "Bouwbedrijf", "Boekhandel", "Gemeente", "Huisartsenpraktijk",
    "Kwekerij", "Ministerie", "Scholengemeenschap", "Stichting", "Slagerij", "Tandartspraktijk", "Thuiszorg", "Vereniging", "Woningstichting", "Zorggroep",
    "Trustees", "Friends", "University", "Institute", "Bank", "Church", "Parish", "Diocese", "Borough",
];

/// Small words within such names.
#[rustfmt::skip]
const JOINTS: &[&str] = &[
    "de", "du", "des", "d", "la", "le", "les", "l", "del", "los", "las", "el", "y", "e", "et", "di", "della", "dell", "delle", "dei", "degli", "dello", "van",
    "der", "den", "het", "voor", "of", "the", "and", "for", "pour", "para", "per",
];

/// How many words stand between the noun and what was found.
const BETWEEN: usize = 6;

/// What English organizations do, behind their names.
#[rustfmt::skip]
const TRADES: &[&str] = &[
    "Roofing", "Fencing", "Plumbing", "Heating", "Electrical", "Landscaping", "Joinery", "Carpentry", "Builders", "Building", "Construction", "Contractors",
    "Scaffolding", "Flooring", "Glazing", "Kitchens", "Bathrooms", "Interiors", "Furniture", "Furnishings", "Upholstery", "Cleaning", "Cleaners", "Laundry",
    "Catering", "Caterers", "Bakery", "Bakers", "Butchers", "Grocers", "Foods", "Farms", "Dairy", "Brewery", "Brewing", "Winery", "Vineyards", "Distillery",
    "Roasters", "Diner", "Grill", "Pizzeria", "Florist", "Florists", "Nurseries", "Motors", "Automotive", "Tyres", "Tires", "Haulage", "Freight", "Logistics",
    "Shipping", "Trucking", "Removals", "Movers", "Storage", "Couriers", "Airways", "Airlines", "Rentals", "Lettings", "Realty", "Realtors", "Properties",
    "Housing", "Mortgages", "Insurance", "Assurance", "Finance", "Financial", "Capital", "Holdings", "Investments", "Accountants", "Accounting",
    "Solicitors", "Attorneys", "Legal", "Chambers", "Consulting", "Consultants", "Advisors", "Partners", "Associates", "Recruitment", "Staffing", "Media",
    "Press", "Publishing", "Publishers", "Printers", "Printing", "Books", "Bookshop", "Records", "Studios", "Gallery", "Pictures", "Productions", "Software",
    "Systems", "Solutions", "Technologies", "Labs", "Laboratories", "Networks", "Telecom", "Energy", "Utilities", "Steel", "Metals", "Metalworks", "Foundry",
    "Timber", "Lumber", "Sawmill", "Quarry", "Mining", "Chemicals", "Plastics", "Textiles", "Fabrics", "Pharma", "Pharmacy", "Pharmaceuticals", "Biologics",
    "Biotech", "Dental", "Dentistry", "Orthodontics", "Orthopedics", "Orthopaedics", "Pediatrics", "Paediatrics", "Dermatology", "Physiotherapy",
    "Veterinary", "Vets", "Opticians", "Optometry", "Clinic", "Hospital", "Hospice", "Medical", "Medicine", "Healthcare", "Care", "Funeral", "Undertakers",
    "Directors", "School", "Academy", "College", "University", "High", "Playgroup", "Institute", "Library", "Museum", "Theatre", "Trust", "Foundation",
    "Society", "Association", "Council", "Chapel", "Club", "Rovers", "Athletic", "Services", "Supplies", "Supply", "Supermarkets", "Stores", "Outfitters",
    "Goods", "Hardware", "Equipment", "Machinery", "Engineering", "Fabrication", "Manufacturing", "Industries", "Works", "Group", "Enterprises", "Ventures",
    "International", "Corporation", "Home", "Homes", "Family", "Support", "Pallet", "Management", "Travel", "Tours",
];

static HOUSE_WORDS: LazyLock<Endings<()>> = LazyLock::new(|| Endings::of(&[(HOUSES, ())]));
static BODY_WORDS: LazyLock<Endings<()>> = LazyLock::new(|| Endings::of(&[(BODIES, ())]));
static TRADE_WORDS: LazyLock<Endings<()>> = LazyLock::new(|| Endings::of(&[(TRADES, ())]));

/// Which of these say too little by themselves.
const ONLY_BEFORE_MORE: &[&str] = &[
    "Home",
    "Family",
    "Support",
    "High",
    "Works",
    "International",
    "Capital",
    "Management",
    "Care",
    "Medicine",
];

/// Lets persons, places and organizations among `found`, sorted and apart, reach over what says that they are an organization's.
pub(in crate::names) fn grow(text: &str, reading: &Reading, settings: &Settings, found: &mut Vec<Detection>) {
    if settings.threshold(&Entity::Organization).is_none_or(|least| SCORE < least) || reading.is_technical() {
        return;
    }
    let around = Around { text, reading };
    let mut at = 0;
    while at < found.len() {
        if let Some(span) = around.whole(&found[at]) {
            lay(found, at, span);
        }
        at += 1;
    }
}

/// Makes an organization of the name at `at` and of what it reaches over, unless something else stands there.
fn lay(found: &mut Vec<Detection>, at: usize, span: Span) {
    let first = found.partition_point(|name| name.span.end <= span.start);
    let past = found.partition_point(|name| name.span.start < span.end);
    let gives_way = |name: &Detection| {
        let inside = span.start <= name.span.start && name.span.end <= span.end;
        inside && (name.score < WEAK || is_ours(name) && name.entity != Entity::Person)
    };
    let mut others = (first..past).filter(|other| *other != at);
    if others.all(|other| gives_way(&found[other])) {
        let score = if found[at].entity == Entity::Organization { found[at].score } else { SCORE };
        let whole = Detection { span, entity: Entity::Organization, score, rule: layer::DICTIONARY.clone() };
        found.splice(first..past, [whole]);
    }
}

fn is_apostrophe(written: &str) -> bool {
    matches!(written, "'" | "’")
}

fn is_ours(name: &Detection) -> bool {
    name.rule.as_str().starts_with("names.")
}

struct Around<'t> {
    text: &'t str,
    reading: &'t Reading,
}

impl Around<'_> {
    /// The whole organization that the name is a part of, if it is.
    fn whole(&self, name: &Detection) -> Option<Span> {
        let may_be = name.score >= WEAK
            && is_ours(name)
            && matches!(name.entity, Entity::Person | Entity::Location | Entity::Organization)
            && !self.text[name.span.range()].contains(|c: char| c == ',' || c == '\n' || c.is_ascii_digit());
        if !may_be {
            return None;
        }
        let own = words_in(self.words(), name.span);
        let start = self.head(own.start, &name.entity, own.len()).unwrap_or(own.start);
        let end = self.trade(own.clone(), &name.entity).unwrap_or(own.end);
        let words = &self.words()[start..end];
        (start < own.start || end > own.end).then(|| crate::names::span_of(words))
    }

    /// The noun before what was found, the word at `first`, that says what it is.
    fn head(&self, first: usize, kind: &Entity, length: usize) -> Option<usize> {
        let mut joint = false;
        for back in 1..=BETWEEN {
            let at = first.checked_sub(back)?;
            let word = &self.words()[at];
            if is_apostrophe(word.written(self.text)) {
                continue;
            }
            if !word.is_word() || !self.is_near(at) {
                return None;
            }
            if self.is_head(at, kind, length, back, joint) {
                return Some(at);
            }
            // `Association des parents de Roe`: one word between small ones.
            let was_joint = std::mem::replace(&mut joint, JOINTS.contains(&word.written(self.text)));
            if !(joint || was_joint && word.shape == Shape::Lower) {
                return None;
            }
        }
        None
    }

    /// Whether nothing but a space or an apostrophe stands behind the word at `at`.
    fn is_near(&self, at: usize) -> bool {
        let (word, next) = (&self.words()[at], &self.words()[at + 1]);
        match &self.text[word.end as usize..next.start as usize] {
            " " => true,
            between => between.is_empty() && is_apostrophe(next.written(self.text)),
        }
    }

    /// Whether the word at `at` says what that is which was found so many words behind it.
    fn is_head(&self, at: usize, kind: &Entity, length: usize, back: usize, joint: bool) -> bool {
        let written = self.words()[at].written(self.text);
        let body = BODY_WORDS.hold(written);
        let house = || HOUSE_WORDS.hold_in_any_case(written);
        match kind {
            _ if back == 1 => body,
            Entity::Organization => joint && (body || house()),
            Entity::Location => joint && (body || back <= 3 && house()),
            // `Agence des Roe`, but `Agence de Jane`
            _ => body && length == 1 && joint && back == 2 && !self.is_first(at + 2),
        }
    }

    fn is_first(&self, at: usize) -> bool {
        self.reading.classes[at] & class::FIRST != 0
    }

    /// Past the words behind the name, the words `own`, that say what it does.
    fn trade(&self, own: Range<usize>, kind: &Entity) -> Option<usize> {
        let is_single = || own.len() == 1 && !self.is_first(own.start);
        if *kind != Entity::Organization && !is_single() {
            return None;
        }
        let is_trade = |at: &usize| {
            let word = &self.words()[*at];
            let near = &self.text[self.words()[*at - 1].end as usize..word.start as usize] == " ";
            let written = word.written(self.text);
            let is_trade =
                || TRADE_WORDS.of_word(written).any(|(trade, ())| trade.eq_ignore_ascii_case(written));
            near && word.is_capital() && is_trade()
        };
        let end = own.end + (own.end..self.words().len()).take_while(is_trade).count();
        let only = || {
            end == own.end + 1
                && *kind != Entity::Organization
                && ONLY_BEFORE_MORE.contains(&self.words()[own.end].written(self.text))
        };
        (end > own.end && !only()).then_some(end)
    }

    fn words(&self) -> &[Word] {
        &self.reading.words
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detection::RuleId;
    use crate::names::{tagger, told};

    /// What `name` has become.
    fn grown(text: &str, name: &str, kind: Entity) -> (String, Entity) {
        let mut reading = Reading::default();
        tagger::tag(text, &mut reading);
        let mut found = told::laid(text, &[(name, kind)]);
        found[0].rule = RuleId::new("names.tagger");
        grow(text, &reading, &Settings::default(), &mut found);
        (text[found[0].span.range()].to_owned(), found[0].entity.clone())
    }

    #[test]
    fn what_it_is_belongs_to_an_organization() {
        for (text, name, kind, whole) in [
            ("Prunelle de la médiathèque de Vitré, lue", "Vitré", Entity::Location, "médiathèque de Vitré"),
            ("la Direction des routes du Tarn.", "Tarn", Entity::Location, "Direction des routes du Tarn"),
            ("Milica de l'Agence des Brotteaux", "Brotteaux", Entity::Person, "Agence des Brotteaux"),
            (
                "l'Association des parents du Haut-Forez",
                "parents du Haut-Forez",
                Entity::Organization,
                "Association des parents du Haut-Forez",
            ),
            (
                "all'Università dell'Alta Murgia",
                "Alta Murgia",
                Entity::Organization,
                "Università dell'Alta Murgia",
            ),
            ("Flowers to Mossop Funeral Directors.", "Mossop", Entity::Person, "Mossop Funeral Directors"),
            ("bought at Harbor Home Goods, Duluth", "Harbor Home", Entity::Organization, "Harbor Home Goods"),
        ] {
            assert_eq!(grown(text, name, kind), (whole.to_owned(), Entity::Organization), "{text}");
        }
    }

    #[test]
    fn other_words_beside_a_name_do_not() {
        for (text, name, kind) in [
            ("la Maison de Jane est grande", "Jane", Entity::Person),
            ("l'agence de Pau est fermée", "Pau", Entity::Location),
            ("I asked Jane Support questions", "Jane", Entity::Person),
            ("Association. Vitré est belle", "Vitré", Entity::Location),
        ] {
            assert_eq!(grown(text, name, kind.clone()), (name.to_owned(), kind), "{text}");
        }
    }
}
