//! Things that bear a name: `server Dante`, `Sorte Linda`, `Voice: Karen`, and what is called after somebody (`the Nagle algorithm`,
//! `la curva di Agnesi`). Where things are named so and nobody is spoken of, the first names around are names of things too.
//!
//! Owns: which words stand for such things, and where one has its name. Never: names what people own or are asked for by name (a
//! file, an order, a bed in a ward): `Akte Roe` is somebody's. See [`silent`] for what speaks of people.
//!
//! [`silent`]: super::silent

use std::sync::LazyLock;

use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};
use hashbrown::HashSet;

use super::super::{NameSpan, near, words_in};
use super::set;
use super::{classes, in_dictionary, listed};
use crate::entity::Entity;

/// What stands right before its name, in lower case.
#[rustfmt::skip]
const BEARERS: &[&str] = &[
    // Machines and programs.
    "server", "servers", "servidor", "serveur", "cluster", "clúster", "node", "nodo", "nœud", "nó", "knoten", "drucker", "printer",
    "imprimante", "impresora", "stampante", "roboter", "robot", "bot", "chatbot", "software", "app", "module", "modul", "modulo", "módulo",
    "branch", "branche", "release", "version", "versione", "versión", "versão", "versie", "build", "pipeline", "queue", "warteschlange",
    "cola", "fila", "coda", "flujo", "flusso", "fluxo", "theme", "thema", "motor", "moteur", "motore", "satellit", "satellite",
    "probe", "rover", "rakete", "rocket",
    // Voices.
    "voice", "voices", "stimme", "stimmen", "voz", "voces", "voix", "voce", "voci", "vozes", "stem", "stemmen", "klingelton", "ringtone", "suoneria",
    // What is made in several models.
    "modell", "model", "models", "modelo", "modello", "modèle", "modelli", "modelos", "modèles", "typ", "baureihe", "type", "schriftart",
    "font", "typeface", "fuente", "carattere", "lettertype", "hemd", "bluse", "kleid", "jacke", "mütze", "pullover", "sofa",
    "sessel", "regal", "schrank", "lampe", "camisa", "falda", "vestido", "pantalón", "zapato", "bolso", "chaqueta", "camicia", "gonna",
    "borsa", "giacca", "chemise", "jupe", "robe", "veste", "saia", "jurk", "broek", "trui", "fiets", "dress", "shirt", "jacket",
    "armchair", "bookcase",
    // What is written, played, cooked and drunk.
    "codename", "codenamed", "class", "interface", "struct", "enum", "trait", "package", "database", "datenbank", "bucket", "container",
    "oper", "opera", "ópera", "opéra", "ballett", "ballet", "musical", "film", "película", "serie", "série", "album", "podcast", "sauce",
    "salsa", "soße", "torte", "tarte", "tarta", "torta", "pizza", "salat", "insalata", "ensalada", "cocktail", "cóctel", "crème",
    "farbe", "farbton", "gitarre", "npc",
    // Plants and animals.
    "sorte", "sorten", "variety", "varieties", "cultivar", "variedad", "varietà", "variété", "variedade", "ras", "apfel", "kartoffel",
    "birne", "apple", "pear", "potato", "manzana", "mela", "pomme", "patata", "appel", "aardappel", "poire", "pera", "breed",
    // What goes by rail, by water, and over the land.
    "zug", "nachtzug", "linie", "schiff", "fähre", "frachter", "boot", "ship", "vessel", "ferry", "schooner", "yacht", "veerboot",
    "schip", "navire", "buque", "nave", "traghetto", "lok", "lokomotive", "locomotive", "weiche", "gleis", "block", "stellwerk",
    "vanne", "storm", "hurricane", "cyclone", "typhoon", "orkan", "sturmtief", "sturmtiefs", "hurrikan", "taifun", "zyklon",
    "tempête", "tempesta", "borrasca", "huracán", "uragano", "furacão", "tempestade", "rooms", "räume", "salles", "salas", 
];

/// What bears names where it is written with a capital, and is another word in small letters.
const CAPITAL_BEARERS: &[&str] = &["hoch", "tief"];

/// What is called after somebody: right behind the name (`Nagle algorithm`), or before it with a small word between (`loi de Mariotte`).
#[rustfmt::skip]
const CALLED_AFTER: &[&str] = &[
    "theorem", "lemma", "conjecture", "law", "effect", "equation", "equations", "formula", "algorithm", "distribution", "transform",
    "filter", "curve", "constant", "modulus", "paradox", "inequality", "criterion", "coefficient", "socket", "variant", "variants",
    "gambit", "opening", "defence", "defense", "variation", "trap", "syndrome", "disease", "reflex", "manoeuvre", "maneuver", "reaction",
    "rearrangement", "function", "operator", "notation", "orbital", "plot", "diagram", "cycle", "scale", "knot", "hitch", "cipher", "burner",
    "condenser", "funnel", "flask", "reagent", "stain", "integral", "polynomial", "polynomials", "matrix", "simplex",
    "théorème", "lemme", "loi", "effet", "équation", "formule", "algorithme", "courbe", "constante", "paradoxe", "inégalité",
    "graphique", "diagramme", "tube", "maladie", "réaction", "défense",
    "teorema", "ley", "lei", "efecto", "efeito", "ecuación", "equação", "fórmula", "algoritmo", "curva", "paradoja", "paradoxo",
    "coeficiente", "síndrome", "enfermedad", "reacción", "gambito", "defensa", "escala", "legge", "effetto", "equazione", "costante",
    "paradosso", "sindrome", "malattia", "reazione", "distribuzione", "distribución", "distribuição",
    "satz", "gesetz", "effekt", "gleichung", "formel", "algorithmus", "kurve", "konstante", "paradoxon", "ungleichung", "verteilung",
    "syndrom", "verteidigung", "stelling", "wet", "vergelijking", "kromme", "verdeling", "ziekte",
];

/// What of them stands right before the name as well: `l'effet Joule`, `Morbus Crohn`.
#[rustfmt::skip]
const BESIDE: &[&str] = &[
    "effet", "efecto", "effetto", "efeito", "escala", "scala", "échelle", "gambito", "gambit", "defensa", "défense", "tube", "morbus",
    "síndrome", "syndrome", "sindrome",
];

/// What stands between the two: `curva di Agnesi`, `Satz von Menger`.
const OF: &[&str] = &["of", "de", "di", "von", "van", "del", "della", "do", "da", "nach"];

/// What says how a thing is called: `das Modell heißt Berta`, `the rooms are Ada and Grace`.
#[rustfmt::skip]
const IS_CALLED: &[&str] = &[
    "are", "called", "named", "heißt", "heißen", "hieß", "hießen", "chama", "llama", "llaman", "chiama", "chiamano", "appelle", "heet", "heten",
];

/// How far before its name a thing stands that is said to be called so, in words.
const FAR: usize = 6;

static BEARING: LazyLock<HashSet<u64>> = LazyLock::new(|| set(BEARERS));
static CAPITALS: LazyLock<HashSet<u64>> = LazyLock::new(|| set(CAPITAL_BEARERS));
static AFTER: LazyLock<HashSet<u64>> = LazyLock::new(|| set(CALLED_AFTER));
static SIDES: LazyLock<HashSet<u64>> = LazyLock::new(|| set(BESIDE));
static LINKS: LazyLock<HashSet<u64>> = LazyLock::new(|| set(OF));
static COPULAS: LazyLock<HashSet<u64>> = LazyLock::new(|| set(IS_CALLED));

/// Whether one word is taken for a person that a thing has for its name, or the thing is part of what was taken.
pub(super) fn is_thing(words: &[Word], name: &NameSpan) -> bool {
    if name.entity != Entity::Person {
        return false;
    }
    let own = words_in(words, name.span);
    let begins = || own.len() == 2 && bears(&words[own.start]) && words[own.start].shape != Shape::Upper;
    own.len() == 1 && has_name(words, own.start) || begins()
}

/// Whether some thing among the words has somebody's name, or one that no dictionary holds.
pub(super) fn are_named(text: &str, words: &[Word]) -> bool {
    (0..words.len()).any(|at| can_be_name(text, &words[at]) && has_name(words, at))
}

/// Whether the word can be a name, and is known for nothing else but a thing that is called like somebody.
fn can_be_name(text: &str, word: &Word) -> bool {
    if word.shape != Shape::Capital || word.length <= 2 {
        return false;
    }
    let listed = classes(word.hash);
    let is = |of: u32| listed & of != 0;
    let is_word = || in_dictionary(word.written(text));
    let is_first_name = || is(class::FIRST) && !(is(class::COMMON) && is_word());
    let is_other = || is(class::COMMON | class::PUBLIC);
    !is(class::CALENDAR) && (is_first_name() || !is_other() && (is(class::PERSONS) || !is_word()))
}

/// Whether a thing has the word at `at` for its name.
fn has_name(words: &[Word], at: usize) -> bool {
    is_called_after(words, at) || follows_a_bearer(words, at) || is_said_of_one(words, at)
}

/// `server Dante`, `Voice: Karen`, `Modell „Linda“`.
fn follows_a_bearer(words: &[Word], at: usize) -> bool {
    let before = words[..at].iter().rev().filter(|word| !is_quote(word));
    let mut before = before.skip_while(|word| word.sign == b':' && word.length == 1);
    before.next().is_some_and(bears)
}

/// `the Nagle algorithm`, `la curva di Agnesi`, `l'effet Joule`.
fn is_called_after(words: &[Word], at: usize) -> bool {
    let is = |word: &Word| word.is_word() && word.shape != Shape::Upper && AFTER.contains(&word.hash);
    let behind = words.get(at + 1).is_some_and(|word| word.spaced && word.shape == Shape::Lower && is(word));
    let before = |back: usize| at.checked_sub(back).map(|at| &words[at]);
    let linked = || before(1).is_some_and(|link| link.shape == Shape::Lower && LINKS.contains(&link.hash));
    let beside = || before(1).is_some_and(|word| word.is_word() && SIDES.contains(&word.hash));
    behind || beside() || linked() && before(2).is_some_and(is)
}

/// `das Modell heißt intern Berta`, `our rooms are Ada and Grace`.
fn is_said_of_one(words: &[Word], at: usize) -> bool {
    let sentence = words[..at].iter().rev().take_while(|word| word.is_word()).take(FAR);
    let mut said = false;
    for word in sentence {
        said |= COPULAS.contains(&word.hash);
        if said && bears(word) {
            return true;
        }
    }
    false
}

fn bears(word: &Word) -> bool {
    word.is_word()
        && (BEARING.contains(&word.hash) || word.shape == Shape::Capital && CAPITALS.contains(&word.hash))
}

fn is_quote(word: &Word) -> bool {
    const OUTSIDE_ASCII: [u8; 2] = [0xe2, 0xc2];
    !word.is_word() && (matches!(word.sign, b'"' | b'\'' | b'`') || OUTSIDE_ASCII.contains(&word.sign))
}

/// Whether one word with a capital is what a text has several of: `Hooks may run`, where a hook is told of in small letters as well.
pub(super) fn are_several(text: &str, name: &NameSpan) -> bool {
    let written = &text[name.span.range()];
    if name.entity != Entity::Person || written.contains(|c: char| !c.is_ascii_alphabetic()) {
        return false;
    }
    /// How many bytes to either side are read.
    const AROUND: usize = 2048;
    let around = &text[near(text, name.span.range(), AROUND)];
    let lower = written.to_ascii_lowercase();
    let Some(one) = lower.strip_suffix('s').filter(|one| one.len() > 2) else { return false };
    in_dictionary(one)
        && (listed(one) | listed(&lower)) & class::FIRST == 0
        && [one, &lower].iter().any(|word| around.contains(&format!(" {word} ")))
}

#[cfg(test)]
mod tests {
    use allonym_tagger::words::cut;

    use super::*;
    use crate::detection::Span;

    fn words_of(text: &str) -> Vec<Word> {
        let mut words = Vec::new();
        cut(text, &mut words);
        words
    }

    fn thing(text: &str, written: &str) -> bool {
        let start = text.find(written).expect("it stands there");
        let span = Span { start, end: start + written.len() };
        is_thing(&words_of(text), &NameSpan { span, entity: Entity::Person, score: 0.99 })
    }

    #[test]
    fn what_a_thing_is_called_is_nobody_s_name() {
        for (text, name) in [
            ("the server Barbara is down", "Barbara"),
            ("Die Stimme „Barbara“ ist neu", "Barbara"),
            ("Voz: Barbara, Lucas", "Barbara"),
            ("das Modell heißt intern Barbara", "Barbara"),
            ("the Sanders algorithm", "Sanders"),
            ("la curva di Sanders", "Sanders"),
            ("l'effet Sanders est faible", "Sanders"),
            ("la falda Barbara es larga", "falda Barbara"),
            ("ein Hoch Barbara bringt Sonne", "Barbara"),
        ] {
            assert!(thing(text, name), "{text}");
        }
    }

    #[test]
    fn what_people_own_or_do_is_no_thing_s_name() {
        for (text, name) in [
            ("die Akte Sanders fehlt", "Sanders"),
            ("Zimmer 4: Sanders", "Sanders"),
            ("the server, says Barbara", "Barbara"),
            ("la legge Barbara", "Barbara"),
            ("my boss Barbara", "Barbara"),
            ("die Latte hängt zu hoch Barbara", "Barbara"),
            ("the server Barbara Sanders bought", "Barbara Sanders"),
            ("Barbara wrote an algorithm", "Barbara"),
        ] {
            assert!(!thing(text, name), "{text}");
        }
    }

    #[test]
    fn a_thing_has_a_name_where_the_word_can_be_one() {
        let named = |text: &str| are_named(text, &words_of(text));
        assert!(named("our server Barbara is down") && named("the server Kestrowin is down"));
        for text in ["the server Nginx", "the server Error", "Server Restart", "the server is Barbara's"] {
            assert!(!named(text), "{text}");
        }
    }

    #[test]
    fn what_there_are_several_of_is_nobody() {
        let several = |text: &str| {
            let span = Span { start: 0, end: text.find(' ').expect("a word") };
            are_several(text, &NameSpan { span, entity: Entity::Person, score: 0.9 })
        };
        assert!(several("Hooks may intercept calls; treat hook output as feedback."));
        assert!(!several("Hooks may intercept calls."));
        assert!(!several("Annas may come with anna there"));
        assert!(!several("Kestro may come with kestro there"));
    }
}
