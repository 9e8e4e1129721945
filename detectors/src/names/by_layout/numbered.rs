//! Numbers of people in tables and records: `204417` in a column `id` beside a column of names, `(7011,'Ada','Roe')` that is inserted into
//! `owners`, `{"id":7011,"name":"Ada Roe"}`.
//!
//! Owns: which columns hold such numbers, what one looks like, and which tables are people's by their name. Never: takes the number of a
//! thing that somebody has written, ordered or is to do: only a column of the people's own names counts, and a row whose name is
//! somebody's; nor finds the table ([`crate::table`]) or the name.

use hashbrown::{HashMap, HashSet};
use memchr::memmem;

use super::heading::{folded, is_persons, is_persons_beside};
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::laid::Laid;
use crate::settings::Settings;
use crate::table::{Cell, Cells};

/// How sure a name in the same row makes.
const SCORE: f32 = 0.6;

/// How sure that name must be.
const PERSON: f32 = 0.5;

/// With fewer digits a number is a place in the list.
const DIGITS: usize = 4;

/// How long one is at most, in bytes.
const LONGEST: usize = 24;

/// How far the beginning of a statement may be from its last row, in bytes.
const STATEMENT: usize = 1 << 16;

const INSERT: &str = "INSERT INTO ";

/// Headings of the people's own numbers, beside their names, without space and signs.
#[rustfmt::skip]
const NUMBERS: &[&str] = &[
    "id", "nr", "no", "num", "number", "nummer", "key", "pk", "uid", "code", "subject", "subjectid", "userid", "memberid", "personid", "patientid", "customerid",
    "clientid", "contactid", "employeeid", "studentid", "staffid", "empid", "empno", "empnr", "mrn", "ref", "persnr", "personalnr", "personalnummer", "kdnr", "kundennr",
    "kundennummer", "mitgliedsnr", "mitgliedsnummer", "patnr", "patientennr", "matrnr", "matrikelnr", "matrikelnummer", "matricola", "matricule", "legajo", "nhc", "lidnr", "klantnr",
    "numéro", "numero", "número", "codice", "codigo", "código", "idcliente", "idclient", "idpaciente", "idutente", "idusuario", "idempleado", "idsocio", "personeelsnr", "stamnr",
];

/// Headings of their whole names besides those that say so alone or beside others.
const NAMES: &[&str] = &[
    "cognomeenome",
    "nomeecognome",
    "nometprénom",
    "nomprénom",
    "prénomnom",
    "nombreyapellidos",
    "apellidosynombre",
    "naamenvoornaam",
    "nachnamevorname",
];

/// What tables of people are called.
#[rustfmt::skip]
const PEOPLE: &[&str] = &[
    "users", "user", "owners", "members", "customers", "clients", "patients", "employees", "people", "persons", "person", "contacts", "students", "staff", "guests", "tenants",
    "residents", "teachers", "doctors", "subscribers", "donors", "volunteers", "applicants", "candidates", "drivers", "players", "customer", "patient", "employee", "member",
    "benutzer", "kunden", "mitglieder", "patienten", "personen", "mitarbeiter", "schueler", "bewohner", "mieter", "clientes", "empleados", "usuarios", "pacientes", "socios",
    "clienti", "utenti", "dipendenti", "pazienti", "soci", "membres", "salaries", "utilisateurs", "adherents", "klanten", "leden", "medewerkers", "gebruikers",
];

/// Adds to `found`, sorted and apart, the numbers of its persons.
pub(in crate::names) fn add(
    text: &str,
    cells: Option<&Cells>,
    settings: &Settings,
    found: &mut Vec<Detection>,
) {
    if settings.threshold(&Entity::CustomerId).is_none_or(|least| SCORE < least) {
        return;
    }
    let mut numbers = cells.map_or(Vec::new(), |cells| in_tables(text, cells, found));
    numbers.extend(inserted(text, found));
    numbers.extend(found.iter().filter(|found| is_somebody(found)).filter_map(|name| keyed(text, name.span)));
    numbers.sort_by_key(|span| span.start);
    numbers.dedup();
    let mut laid = Laid::new(found);
    numbers.into_iter().for_each(|span| laid.lay_told(span, &Entity::CustomerId, SCORE));
}

/// What stands in a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Numbers,
    Names,
}

impl Column {
    fn headed(heading: &str) -> Option<Self> {
        let folded = folded(heading);
        let is_of_names =
            || is_persons(&folded) || is_persons_beside(&folded) || NAMES.contains(&folded.as_str());
        if NUMBERS.contains(&folded.as_str()) {
            Some(Self::Numbers)
        } else {
            is_of_names().then_some(Self::Names)
        }
    }
}

/// The numbers in rows that name somebody, in whatever order.
fn in_tables(text: &str, cells: &Cells, found: &[Detection]) -> Vec<Span> {
    // Each heading is looked at once, not once for each of its cells.
    let headings: HashSet<&str> = cells.each().map(|cell| cell.heading).collect();
    let told = headings.into_iter().filter_map(|heading| Some((heading, Column::headed(heading)?)));
    let columns: HashMap<&str, Column> = told.collect();
    let (mut numbers, mut row) = (Vec::new(), Row::default());
    let has = |column: Column| columns.values().any(|other| *other == column);
    if !has(Column::Numbers) || !has(Column::Names) {
        return numbers;
    }
    for cell in cells.each() {
        if !row.goes_on(text, cell.typed) {
            numbers.append(&mut row.numbers_if_named());
        }
        row.take(&cell, columns.get(cell.heading).copied(), found);
    }
    numbers.append(&mut row.numbers_if_named());
    numbers
}

/// What is known of the row that is read.
#[derive(Default)]
struct Row {
    end: usize,
    numbers: Vec<Span>,
    is_named: bool,
}

impl Row {
    fn goes_on(&self, text: &str, next: Span) -> bool {
        text.get(self.end..next.start).is_some_and(|between| !between.contains('\n'))
    }

    fn take(&mut self, cell: &Cell<'_>, column: Option<Column>, found: &[Detection]) {
        self.end = cell.typed.end;
        match column {
            Some(Column::Numbers) if is_number(cell.value) => self.numbers.push(cell.typed),
            Some(Column::Names) if !self.is_named => self.is_named = names_somebody(cell.typed, found),
            _ => {}
        }
    }

    /// Its numbers, if it names somebody; the next row begins.
    fn numbers_if_named(&mut self) -> Vec<Span> {
        let row = std::mem::take(self);
        if row.is_named { row.numbers } else { Vec::new() }
    }
}

fn names_somebody(cell: Span, found: &[Detection]) -> bool {
    let first = found.partition_point(|found| found.span.end <= cell.start);
    found[first..].iter().take_while(|found| found.span.start < cell.end).any(is_somebody)
}

fn is_somebody(found: &Detection) -> bool {
    found.entity == Entity::Person && found.score >= PERSON
}

/// `204417`, `A-20417`, `P7011`
fn is_number(written: &str) -> bool {
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    digits >= DIGITS
        && written.len() <= LONGEST
        && written.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'/')
        && written.bytes().filter(|byte| *byte == b'-' || *byte == b'/').count() < 3
        && written.bytes().take_while(u8::is_ascii_alphabetic).count() <= 5
}

/// The numbers that open the rows of names inserted into tables of people.
fn inserted(text: &str, found: &[Detection]) -> Vec<Span> {
    let mut numbers = Vec::new();
    let statements: Vec<usize> = memmem::find_iter(text.as_bytes(), INSERT).collect();
    for (at, &start) in statements.iter().enumerate() {
        let table = text[start + INSERT.len()..].split([' ', '(', '\n']).next().unwrap_or_default();
        let table = table.rsplit('.').next().unwrap_or_default().trim_matches(['`', '"', '[', ']']);
        if !PEOPLE.contains(&table.to_ascii_lowercase().as_str()) {
            continue;
        }
        let end = statements.get(at + 1).copied().unwrap_or(text.len()).min(start + STATEMENT);
        let first = found.partition_point(|found| found.span.start < start);
        let persons = found[first..].iter().take_while(|found| found.span.start < end);
        numbers
            .extend(persons.filter(|found| is_somebody(found)).filter_map(|name| opening(text, name.span)));
    }
    numbers
}

/// The number between the bracket that opens a row and the name behind it: `(7011,'Ada`
fn opening(text: &str, name: Span) -> Option<Span> {
    let quote = |c: char| c == '\'' || c == '"';
    let before = text[..name.start].strip_suffix(quote)?.trim_end_matches(' ').strip_suffix(',')?;
    let before = before.strip_suffix(quote).unwrap_or(before);
    let start = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '-').len();
    let opens = before[..start].strip_suffix(quote).unwrap_or(&before[..start]).ends_with('(');
    (opens && is_number(&before[start..])).then_some(Span { start, end: before.len() })
}

/// The number under `id` in the object of JSON whose next key is that of the name: `{"id":204417,"name":"Ada`
fn keyed(text: &str, name: Span) -> Option<Span> {
    let before = text[..name.start].strip_suffix('"')?.trim_end().strip_suffix(':')?.trim_end();
    let (before, key) = before.strip_suffix('"')?.rsplit_once('"')?;
    let before = before.trim_end().strip_suffix(',')?.trim_end();
    let before = before.strip_suffix('"').unwrap_or(before);
    let start = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '-').len();
    let label = before[..start].strip_suffix('"').unwrap_or(&before[..start]);
    let label = label.trim_end().strip_suffix(':')?.trim_end().strip_suffix("\"id\"")?;
    let fits = label.trim_end().ends_with('{')
        && Column::headed(key) == Some(Column::Names)
        && is_number(&before[start..]);
    fits.then_some(Span { start, end: before.len() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::told::laid;

    fn added<'t>(text: &'t str, names: &[(&str, Entity)]) -> Vec<&'t str> {
        let mut found = laid(text, names);
        add(text, Cells::of(text).as_ref(), &Settings::default(), &mut found);
        let numbers = found.iter().filter(|found| found.entity == Entity::CustomerId);
        numbers.map(|found| &text[found.span.range()]).collect()
    }

    const PEOPLE: [(&str, Entity); 2] = [("Ada Roe", Entity::Person), ("Bo Doe", Entity::Person)];

    #[test]
    fn a_number_beside_a_name_in_a_table_is_somebody_s() {
        for text in [
            "id,name,email\n204417,Ada Roe,x\n381902,Bo Doe,y\n",
            "  id    | full_name \n--------+-----------\n 204417 | Ada Roe\n 381902 | Bo Doe\n",
            "| Nr. | Name |\n|---|---|\n| 204417 | Ada Roe |\n| 381902 | Bo Doe |\n",
            "COPY users (id, name) FROM stdin;\n204417\tAda Roe\n381902\tBo Doe\n\\.\n",
            r#"[{"id": 204417, "name": "Ada Roe"}, {"id":"381902","full_name":"Bo Doe"}]"#,
            "INSERT INTO `owners` VALUES (204417,'Ada Roe'),\n(381902, 'Bo Doe');",
            "INSERT INTO crm.people VALUES ('204417', 'Ada Roe'), ('381902', 'Bo Doe');",
        ] {
            assert_eq!(added(text, &PEOPLE), ["204417", "381902"], "{text}");
        }
    }

    #[test]
    fn a_thing_s_number_beside_whoever_has_to_do_with_it_is_none() {
        for text in [
            "id,title,assignee\n204417,Fix it,Ada Roe\n381902,Bump,Bo Doe\n",
            "order_id,name\n204417,Ada Roe\n381902,Bo Doe\n",
            "id,author\n204417,Ada Roe\n381902,Bo Doe\n",
            "no,name\n1,Ada Roe\n12,Bo Doe\n",
            "id,name\n204417,ledger\n381902,invoices\n\nAda Roe and Bo Doe",
            r#"[{"id": 204417, "author": "Ada Roe"}, {"no": 381902, "name": "Bo Doe"}]"#,
            "INSERT INTO books VALUES (204417,'Ada Roe'), (381902,'Bo Doe');",
            "INSERT INTO users VALUES (7,'Ada Roe'), (12,'Bo Doe');",
        ] {
            assert_eq!(added(text, &PEOPLE), [""; 0], "{text}");
        }
    }
}
