//! German towns by their names: endings that most have, and the larger ones that have none of them.
//! Tells `12047 Berlin` from `12047 Inexact`; source: the official list of municipalities (Gemeindeverzeichnis).

/// What German town names end with.
#[rustfmt::skip]
const ENDINGS: &[&str] = &[
    "berg", "burg", "dorf", "heim", "hausen", "stadt", "städten", "furt", "furth", "bach", "ingen", "ungen", "feld", "felde",
    "kirchen", "kirch", "kirche", "brück", "brücken", "brücke", "bruck", "hafen", "haven", "wald", "walde", "see", "rode", "roda",
    "rath", "leben", "stedt", "stede", "stätten", "itz", "witz", "itzsch", "hofen", "hof", "höfe", "hagen", "au", "aue", "born",
    "bronn", "brunn", "brunnen", "weiler", "weier", "zell", "münde", "münster", "munster", "büttel", "bostel", "horst", "holz",
    "loh", "lohe", "moor", "tal", "thal", "stein", "fels", "eck", "beck", "beuren", "büren", "scheid", "scheidt", "werth", "wörth",
    "wangen", "acker", "ach", "aich", "ried", "reuth", "reut", "kreuz", "mark", "markt", "land", "hütte", "hütten", "mühle", "dingen",
    "lingen", "sen", "trup", "wede", "wik", "husen", "sum", "um", "en", "ow", "in", "ig", "lar", "mar", "stetten", "grund",
];

/// Larger towns without such an ending, and first words of names of several.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "aalen", "alt", "bad", "bernau", "bochum", "bonn", "bottrop", "celle", "cottbus", "detmold", "dortmund", "düsseldorf",
    "erfurt", "essen", "fulda", "fürth", "gera", "gladbeck", "goslar", "gotha", "groß", "gütersloh", "halle", "hamm", "hannover",
    "herford", "herne", "iserlohn", "jena", "karlsruhe", "kassel", "kiel", "klein", "koblenz", "konstanz", "köln", "landshut",
    "leipzig", "lippstadt", "lübeck", "ludwigslust", "mainz", "markt", "marl", "moers", "mülheim", "neu", "neuss", "neuwied",
    "ober", "peine", "pirna", "potsdam", "rheine", "riesa", "rostock", "salzgitter", "sankt", "st.", "soest", "speyer", "stade",
    "stralsund", "suhl", "trier", "ulm", "unna", "unter", "velbert", "wesel", "wismar", "witten", "worms", "zwickau",
];

/// Words that end like towns and are counted or said in program text.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "main", "begin", "plugin", "login", "join", "admin", "stein", "origin", "margin", "builtin", "maximum", "minimum", "enum",
    "sum", "checksum", "datum", "album", "token", "open", "children", "when", "given", "seen", "screen", "green", "listen",
    "now", "row", "follow", "show", "allow", "window", "arrow", "below", "overflow", "underflow", "config", "big", "fig",
    "each", "mach", "approach", "kernel", "scalar", "calendar", "grammar", "mark", "land", "in", "en", "um", "see", "au",
];

/// Whether the word after the postal code, or the first of several, is a town’s.
pub(super) fn passes(value: &str) -> bool {
    let Some((code, town)) = value.split_once(' ') else { return false };
    let lower = town.to_lowercase();
    let first = lower.split([' ', '/', '-', '(']).next().unwrap_or_default();
    let ends =
        ENDINGS.iter().any(|ending| first.strip_suffix(ending).is_some_and(|stem| stem.chars().count() >= 2));
    let abroad = code.starts_with(|c: char| c.is_ascii_alphabetic());
    !OTHERS.contains(&first) && (abroad || ends || NAMES.contains(&first))
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn towns_and_other_words() {
        for town in [
            "10115 Berlin",
            "60311 Frankfurt am Main",
            "50667 Köln",
            "80331 München",
            "04109 Leipzig",
            "A-1010 Wien",
        ] {
            assert!(passes(town), "{town}");
        }
        for other in ["12344 Inexact", "10000 Requests", "16384 Bytes", "12345 Main", "50000 Items"] {
            assert!(!passes(other), "{other}");
        }
    }
}
