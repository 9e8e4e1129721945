//! A login name after its label: not a word of the sentence that goes on, and not a value that stands for one.

use super::inert::is_inert;

/// What follows a label without being a name.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "unbekannt", "falsch", "fehlt", "leer", "gesperrt", "vergessen", "und", "oder", "nicht", "kein", "ihr", "ihre", "der", "die",
    "das", "ein", "eine", "bereits", "vergeben", "erforderlich", "passwort", "inconnu", "incorrect", "vide", "requis", "votre",
    "obligatoire", "unico", "desconocido", "incorrecto", "obligatorio", "requerido", "vacío", "sconosciuto", "errato", "richiesto",
    "obbligatorio", "onbekend", "onjuist", "verplicht", "leeg", "uw", "een", "desconhecido", "incorreto", "string", "text",
    "username", "user", "name", "admin", "root", "email", "wachtwoord", "contraseña",
];

pub(super) fn passes(value: &str) -> bool {
    !is_inert(value) && !WORDS.contains(&value.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn names_and_words() {
        assert!(passes("jroe_84") && passes("mgarcia") && passes("J.Vermeulen"));
        assert!(!passes("unbekannt") && !passes("Incorrecto") && !passes("null") && !passes("root"));
    }
}
