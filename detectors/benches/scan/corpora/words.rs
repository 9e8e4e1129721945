//! The words and lines that the texts are made of. All people are invented.
//!
//! Owns: the lists. Never: their order in a text, which is `corpora.rs`'s.

pub(super) const FIRST: &[&str] = &["anna", "jonas", "marie", "paul", "lena", "felix"];
pub(super) const LAST: &[&str] = &["mueller", "roe", "schmidt", "doe", "weber", "muster"];

#[rustfmt::skip]
pub(super) const ENGLISH: &[&str] = &[
    "the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "was", "on", "with", "as", "be", "are", "this",
    "by", "not", "or", "from", "have", "they", "which", "one", "had", "were", "all", "their", "there", "when",
    "would", "who", "will", "more", "if", "out", "so", "up", "said", "what", "its", "about", "into", "than", "them",
    "can", "only", "other", "time", "new", "some", "could", "these", "two", "may", "first", "then", "do", "any",
    "like", "my", "now", "over", "such", "our", "man", "me", "even", "most", "made", "after", "also", "well", "did",
    "many", "before", "must", "years", "back", "through", "much", "where", "your", "way", "down", "should",
    "because", "long", "each", "just", "state", "those", "people", "too", "how", "little", "good", "world", "make",
    "very", "year", "still", "see", "own", "work", "men", "day", "get", "here", "between", "both", "life", "being",
    "under", "three", "never", "know", "same", "last", "another", "while", "us", "off", "might", "great", "go",
    "come", "since", "against", "right", "came", "take", "used", "himself", "few", "house", "use", "place",
    "during", "high", "without", "again", "home", "around", "small", "however", "found", "part", "school",
    "thought", "went", "say", "general", "once", "upon", "every", "left", "war", "number", "course", "fact",
    "though", "water", "less", "public", "almost", "hand", "enough", "far", "took", "head", "yet", "government",
    "system", "better", "set", "told", "nothing", "night", "end", "why", "called", "didn", "eyes", "find", "going",
    "look", "asked", "later", "knew", "point", "next", "program", "city", "business", "give", "group", "toward",
    "young", "days", "let", "room", "president", "side", "social", "given", "present", "several", "order",
    "national", "possible", "rather", "second", "face", "per", "among", "form", "important", "often", "things",
    "looked", "early", "white", "case", "large", "four", "need", "within", "church", "felt", "children", "along",
    "saw", "best", "means", "power", "open", "report", "change", "review", "contract", "delivery", "customer",
    "street", "address", "phone", "account", "key", "name", "date", "office", "party", "question", "company",
    "member", "result", "morning", "reason", "research", "moment", "teacher", "foot", "level", "policy", "process",
    "music", "market",
];

#[rustfmt::skip]
pub(super) const GERMAN: &[&str] = &[
    "die", "der", "und", "in", "zu", "den", "das", "nicht", "von", "sie", "ist", "des", "sich", "mit", "dem",
    "dass", "er", "es", "ein", "ich", "auf", "so", "eine", "auch", "als", "an", "nach", "wie", "im", "für", "man",
    "aber", "aus", "durch", "wenn", "nur", "war", "noch", "werden", "bei", "hat", "wir", "was", "wird", "sein",
    "einen", "welche", "sind", "oder", "zur", "um", "haben", "einer", "mir", "über", "ihm", "diese", "einem", "ihr",
    "uns", "da", "zum", "kann", "doch", "vor", "dieser", "mich", "ihn", "du", "hatte", "seine", "mehr", "am",
    "denn", "nun", "unter", "sehr", "selbst", "schon", "hier", "bis", "habe", "ihre", "dann", "ihnen", "seiner",
    "alle", "wieder", "meine", "Zeit", "gegen", "vom", "ganz", "einzelnen", "wo", "muss", "ohne", "eines", "können",
    "sei", "Jahre", "Übergabe", "Prüfung", "Schlüssel", "Rechnung", "Büro", "Lieferung", "zwischen", "Termin",
    "Anfrage", "Angebot", "möglich", "später", "Frist", "Vertrag", "Seite", "Straße", "Kunde", "Gebäude",
    "Gespräch", "Unternehmen", "Arbeit", "Haus", "Stadt", "Frage", "Leben", "Teil", "Grund", "Weg", "Hand", "Tag",
    "Mann", "Frau", "Kinder", "Welt", "Beispiel", "Ende",
];

pub(super) const CODE: &[&str] = &[
    "fn $(items: &[u64], limit: usize) -> Result<Vec<u64>, Error> {",
    "let $ = items.iter().map(|x| x * #).sum::<u64>();",
    "if $ > # && !self.done.load(Ordering::Acquire) {",
    "}",
    "return Err(Error::new(\"$ failed\"));",
    "// $ the # bytes",
    "def $(self, value, *, timeout=#):",
    "    \"\"\"Return $ for the given value.\"\"\"",
    "for i in range(#):",
    "import os, sys",
    "from collections import $",
    "self._$[key] = value",
    "raise ValueError(f'{$!r} is not valid')",
    "public static final int $ = 0x#;",
    "private final Map<String, List<Integer>> $ = new HashMap<>();",
    "const $ = async (req, res) => {",
    "  await db.query('SELECT id FROM $ WHERE n = ?', [#]);",
    "});",
    "SELECT a.id, b.$ FROM a JOIN b ON a.id = b.id WHERE a.n > # ORDER BY 1;",
    "#include <$.h>",
    "static int $(const char *s, size_t n)",
    "\tif (!s || n < #)",
    "\t\treturn -1;",
    "margin: 0 #px; /* $ */",
    "$:",
    "  - name: $",
    "    version: \"1.#.3\"",
    "assert_eq!($(#), Some(#));",
    "export PATH=\"$PATH:/usr/local/bin\"",
    "@@ -#,7 +#,9 @@ impl $ {",
    "+    let $ = Self::with_capacity(#);",
    "-    let $ = Vec::new();",
    "",
    "  File \"/usr/lib/python3/$.py\", line #, in $",
    "2024-03-0# 12:0#:33.1# INFO $: took # ms",
    "\"sha512-q1w2e3r4t5z6u7i8o9p0a1s2d3f4g5h6j7k8l9==\"",
    "commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
];
