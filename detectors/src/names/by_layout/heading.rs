//! Headings of columns, and keys, that say whose name follows.
//!
//! Owns: which say so alone (`Vorname`) or beside another (`first` beside `last`, `Name` beside `Vorname` or `Age`), what only people have
//! and where nobody's name stands; all folded. Never: looks at a table or a document; `column.rs` and `keyed.rs` do.

/// Headings that say so alone, without space and signs.
const ALONE: &[&str] = &[
    "firstname",
    "lastname",
    "surname",
    "forename",
    "givenname",
    "familyname",
    "middlename",
    "fullname",
    "patientname",
    "employeename",
    "customername",
    "contactname",
    "studentname",
    "membername",
    "cardholder",
    "accountholder",
    "patient",
    "vorname",
    "vorundzuname",
    "vorundnachname",
    "zuundvorname",
    "namevorname",
    "nachnamevorname",
    "nachname",
    "bauherr",
    "bauherrin",
    "antragsteller",
    "antragstellerin",
    "versicherungsnehmer",
    "versicherungsnehmerin",
    "zeuge",
    "zeugin",
    "lehrkraft",
    "klassenlehrer",
    "klassenlehrerin",
    "erziehungsberechtigter",
    "erziehungsberechtigte",
    "betreuer",
    "betreuerin",
    "bewohner",
    "bewohnerin",
    "dozent",
    "dozentin",
    "hausarzt",
    "mandant",
    "mandantin",
    "kläger",
    "klägerin",
    "claimant",
    "witness",
    "resident",
    "linemanager",
    "nextofkin",
    "emergencycontact",
    "familienname",
    "zuname",
    "patientin",
    "employee",
    "student",
    "pupil",
    "teacher",
    "physician",
    "nurse",
    "attendee",
    "participant",
    "applicant",
    "passenger",
    "mitarbeiterin",
    "schüler",
    "schülerin",
    "lehrer",
    "lehrerin",
    "teilnehmer",
    "teilnehmerin",
    "bewerber",
    "bewerberin",
    "sachbearbeiter",
    "bearbeiter",
    "mieter",
    "employé",
    "salarié",
    "élève",
    "étudiant",
    "empleado",
    "alumno",
    "dipendente",
    "studente",
    "medewerker",
    "leerling",
    "deelnemer",
    "patiënt",
    "mitarbeiter",
    "ansprechpartner",
    "prénom",
    "prenom",
    "prénoms",
    "nomdefamille",
    "apellido",
    "apellidos",
    "primerapellido",
    "segundoapellido",
    "paciente",
    "cognome",
    "paziente",
    "voornaam",
    "achternaam",
    "roepnaam",
    "sobrenome",
    "apelido",
];

/// Headings that say so beside another one of either list.
const BESIDE: &[&str] =
    &["first", "last", "middle", "name", "nom", "nombre", "nome", "naam", "family", "given"];

/// Headings of what only people have, beside which a `name` is a person's.
const OF_PEOPLE: &[&str] = &[
    "age",
    "dob",
    "dateofbirth",
    "birthdate",
    "birthday",
    "jobtitle",
    "department",
    "salary",
    "gender",
    "ssn",
    "birth",
    "born",
    "alter",
    "geburtsdatum",
    "gebdat",
    "geb",
    "geburtstag",
    "geschlecht",
    "abteilung",
    "personalnummer",
    "gehalt",
    "âge",
    "datedenaissance",
    "datenaissance",
    "naissance",
    "sexe",
    "edad",
    "fechadenacimiento",
    "fechanacimiento",
    "fechanac",
    "fnac",
    "dni",
    "nif",
    "curp",
    "departamento",
    "età",
    "datadinascita",
    "datanascita",
    "codicefiscale",
    "reparto",
    "leeftijd",
    "geboortedatum",
    "gebdatum",
    "bsn",
    "afdeling",
];

/// Headings under which towns stand, beside one of either list: a table of people.
const TOWNS: &[&str] = &[
    "ort",
    "wohnort",
    "stadt",
    "geburtsort",
    "city",
    "town",
    "hometown",
    "birthplace",
    "ville",
    "commune",
    "ciudad",
    "municipio",
    "localidad",
    "comune",
    "città",
    "woonplaats",
    "plaats",
    "cidade",
    "localidade",
];

/// Headings under which organizations stand, beside one of either list.
const EMPLOYERS: &[&str] = &[
    "firma",
    "arbeitgeber",
    "betrieb",
    "company",
    "employer",
    "employeur",
    "entreprise",
    "empresa",
    "azienda",
    "ditta",
    "werkgever",
    "bedrijf",
];

/// Headings under which nobody's name stands.
const NEVER: &[&str] = &[
    "team",
    "teams",
    "department",
    "dept",
    "role",
    "position",
    "jobtitle",
    "title",
    "status",
    "subject",
    "category",
    "priority",
    "abteilung",
    "funktion",
    "rolle",
    "stelle",
    "kategorie",
    "betreff",
    "bemerkung",
    "equipo",
    "puesto",
    "departamento",
    "estado",
    "categoría",
    "équipe",
    "equipe",
    "poste",
    "fonction",
    "service",
    "statut",
    "squadra",
    "ruolo",
    "reparto",
    "mansione",
    "stato",
    "functie",
    "afdeling",
    "rol",
    "onderwerp",
];

/// A heading or key in small letters, without space and signs, and without the number of one of several: `apellido_2`.
pub(super) fn folded(written: &str) -> String {
    let last = written.trim_end_matches(|c: char| c.is_ascii_digit());
    let written = if last.is_empty() { written } else { last };
    written.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether it says alone that a person's name follows.
pub(super) fn is_persons(folded: &str) -> bool {
    ALONE.contains(&folded)
}

/// Whether it says so beside another that does, alone or not.
pub(super) fn is_persons_beside(folded: &str) -> bool {
    BESIDE.contains(&folded)
}

/// Whether it is one of what only people have.
pub(super) fn is_of_people(folded: &str) -> bool {
    OF_PEOPLE.contains(&folded)
}

/// Whether towns stand under it, in a table of people.
pub(super) fn is_towns(folded: &str) -> bool {
    TOWNS.contains(&folded)
}

/// Whether organizations do.
pub(super) fn is_employers(folded: &str) -> bool {
    EMPLOYERS.contains(&folded)
}

/// Whether nobody's name stands under it.
pub(super) fn is_nobodys(folded: &str) -> bool {
    NEVER.contains(&folded)
}
