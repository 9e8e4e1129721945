use super::*;
use crate::names::told;

/// The organizations of a text in which `names` were found at their first places.
fn organizations<'t>(text: &'t str, names: &[(&str, Entity)]) -> Vec<&'t str> {
    let mut reading = Reading::default();
    tagger::tag(text, &mut reading);
    let mut found = told::laid(text, names);
    found.iter_mut().for_each(|name| name.rule = layer::TAGGER.clone());
    add(text, &reading, &Settings::default(), &mut found);
    assert!(found.is_sorted_by_key(|name| name.span.start));
    assert!(found.windows(2).all(|two| two[0].span.end <= two[1].span.start));
    let all = found.iter().filter(|name| name.entity == Entity::Organization);
    all.map(|name| &text[name.span.range()]).collect()
}

#[test]
fn a_noun_and_a_name_are_an_organization() {
    let harms = [("Harms", Entity::Person)];
    assert_eq!(
        organizations("Er ist bei der Fischverarbeitung Harms tätig", &harms),
        ["Fischverarbeitung Harms"]
    );
    let kiel = [("Bad Kiel", Entity::Location)];
    assert_eq!(organizations("an das Bauordnungsamt Bad Kiel wenden", &kiel), ["Bauordnungsamt Bad Kiel"]);
    for (text, whole) in [
        ("Blumen an Bestattungen Moosbach.", "Bestattungen Moosbach"),
        ("Befund von der Radiologie am Kocher.", "Radiologie am Kocher"),
        ("Essen im Gasthof Zur Linde um acht", "Gasthof Zur Linde"),
        ("Die Rehder Kühltechnik liefert", "Rehder Kühltechnik"),
        ("Ich komme von Korvus Analytik und leite die Daten", "Korvus Analytik"),
        ("Er arbeitet bei der Molkereigenossenschaft Ammerland", "Molkereigenossenschaft Ammerland"),
        ("Sie hat bei der Käserei Sonnleitner angefangen", "Käserei Sonnleitner"),
        ("Wir verklagen die Baugesellschaft Elbufer.", "Baugesellschaft Elbufer"),
        ("Die Landbäckerei Sommer sucht Verkäuferinnen", "Landbäckerei Sommer"),
        ("Die Imkerei Bienenfleiß liefert Honig", "Imkerei Bienenfleiß"),
        ("Der Bauernverband Uelzen rät ab.", "Bauernverband Uelzen"),
        ("Die Rösterei Schwarzes Gold hat gekündigt", "Rösterei Schwarzes Gold"),
        ("in der Notaufnahme des Klinikums am Eichert", "Klinikums am Eichert"),
        ("Sie geht auf die Käthe-Blinzler-Gesamtschule in Celle", "Käthe-Blinzler-Gesamtschule"),
        ("Er war am Werner-von-Bolten-Gymnasium Schüler", "Werner-von-Bolten-Gymnasium"),
        ("Erstbehandlung im Josefskrankenhaus.", "Josefskrankenhaus"),
        ("Sie arbeitet in der Rosenapotheke, halb", "Rosenapotheke"),
        ("Die Praxis Dr. Öztürk und Kollegen übernimmt", "Praxis Dr. Öztürk und Kollegen"),
        ("Befund vom Labor Prof. Enders-Wolff", "Labor Prof. Enders-Wolff"),
        ("zuletzt bei der Spedition Rösch & Enkel in", "Spedition Rösch & Enkel"),
        ("vom Ingenieurbüro Halter und Sohn erstellt", "Ingenieurbüro Halter und Sohn"),
        ("ein Termin im Notariat Dr. Tiedjens & Behnke um", "Notariat Dr. Tiedjens & Behnke"),
        ("Das Landesamt für Umwelt, Wasser und Boden lehnt ab", "Landesamt für Umwelt, Wasser und Boden"),
    ] {
        assert_eq!(organizations(text, &[]), [whole], "{text}");
    }
}

#[test]
fn what_reaches_over_two_of_them_is_both() {
    let text = "Waldgaststätte Fuchsfarm, Hotelbetriebe Kirchgessner";
    let both = ["Waldgaststätte Fuchsfarm", "Hotelbetriebe Kirchgessner"];
    for name in ["Fuchsfarm, Hotelbetriebe", "Waldgaststätte Fuchsfarm, Hotelbetriebe"] {
        assert_eq!(organizations(text, &[(name, Entity::Location)]), both);
    }
    let over = "Fuchsfarm, Hotelbetriebe Kirchgessner GmbH";
    let text = format!("Waldgaststätte {over}");
    assert_eq!(organizations(&text, &[(over, Entity::Organization)]), [over]);
}

#[test]
fn what_is_for_something_begins_with_its_noun() {
    for (found, text, whole) in [
        ("Arbeit Suhl", "die Agentur für Arbeit Suhl hat", "Agentur für Arbeit Suhl"),
        ("für Arbeit Suhl", "die Agentur für Arbeit Suhl hat", "Agentur für Arbeit Suhl"),
        ("Arbeit Suhl", "ein Buch für Arbeit Suhl hat", "Arbeit Suhl"),
    ] {
        assert_eq!(organizations(text, &[(found, Entity::Organization)]), [whole], "{text}");
    }
}

#[test]
fn a_rare_noun_and_a_place_are_one_behind_an_article() {
    let place = [("Hohenfels", Entity::Location)];
    assert_eq!(organizations("Die Sternwarte Hohenfels dankt Frau Roe", &place), ["Sternwarte Hohenfels"]);
    for text in [
        "Frau Roe wohnt im Stadtteil Hohenfels",
        "Frau Roe arbeitet in der Filiale Hohenfels",
        "Frau Roe, die Nachbarin Hohenfels",
        "Frau Roe mag die Apfelsorte Hohenfels",
        "Frau Roe mag Sternwarte Hohenfels",
        "Die Sternwarte Hohenfels ist geschlossen",
    ] {
        assert_eq!(organizations(text, &place), [""; 0], "{text}");
    }
}

#[test]
fn a_town_that_acts_is_one() {
    let place = [("Oranienburg", Entity::Location)];
    assert_eq!(organizations("Die Stadt Oranienburg hat die Pacht erhöht", &place), ["Stadt Oranienburg"]);
    assert_eq!(organizations("Er wohnt in der Stadt Oranienburg", &place), [""; 0]);
    assert_eq!(organizations("Er wohnt im Landkreis Oranienburg", &place), [""; 0]);
}

#[test]
fn the_bare_noun_is_none() {
    for text in [
        "Ihre Versandapotheke liefert",
        "Die Online-Schule startet im Mai",
        "Die Praxis und Kollegen",
        "Das Labor & Büro",
        "Die Klinik am Montag anrufen",
        "Die Schule am Nachmittag",
        "Das Bauamt hat Herrn Meier geschrieben",
        "Die Versicherung für Autos und Boote",
        "Frau Rehder Kühltechnik erklären",
        "Die Tischlerei Anna empfehlen",
        "Unsere Spedition hat geliefert",
        "In der Schule Hefte und Stifte verteilen",
        "Neuhaus Oelze Kilian stehen auf der Liste",
        "Die Leitung im Bereich Logistik fragt nach",
        "Die Datenverarbeitung Schritt für Schritt",
    ] {
        assert_eq!(organizations(text, &[]), [""; 0], "{text}");
    }
    let anna = [("Anna", Entity::Person)];
    assert_eq!(organizations("Die Tischlerei Anna empfehlen", &anna), [""; 0]);
}

#[test]
fn the_letters_behind_an_organization_are_its_too() {
    let name = "Northern Valley Board";
    let text = "Northern Valley Board (NVB) met. The Board (PDF) met.";
    assert_eq!(organizations(text, &[(name, Entity::Organization)]), [name, "NVB"]);
    let text = "Northern Valley Board (PDF) met.";
    assert_eq!(organizations(text, &[(name, Entity::Organization)]), [name]);
}

#[test]
fn behind_a_court_stands_its_place() {
    for (text, place) in
        [("AMTSGERICHT PEINE", "PEINE"), ("das Urteil des Verwaltungsgerichts Stade hat", "Stade")]
    {
        let mut reading = Reading::default();
        tagger::tag(text, &mut reading);
        let mut found = Vec::new();
        add(text, &reading, &Settings::default(), &mut found);
        let found: Vec<_> = found.iter().map(|name| (&text[name.span.range()], &name.entity)).collect();
        assert_eq!(found, [(place, &Entity::Location)], "{text}");
    }
    assert_eq!(organizations("das Amtsgericht hat", &[]), [""; 0]);
}

#[test]
fn an_adjective_has_a_capital_in_a_name() {
    let text = "Frau Roe sagt, die Schwäbische Zahnradfabrik will drei Schichten";
    assert_eq!(organizations(text, &[]), ["Schwäbische Zahnradfabrik"]);
    for text in [
        "Frau Roe mag die Sozialen Netzwerke nicht",
        "Frau Roe wohnt im Neuen Weg, die neue Zahnradfabrik stört",
    ] {
        assert_eq!(organizations(text, &[]), [""; 0], "{text}");
    }
}

#[test]
fn in_small_letters_a_noun_and_a_word_that_nobody_has_heard_are_one() {
    let text = "hi Jane, hat jemand Erfahrung mit zahnarzt brinkschulte oder buchhandlung tollkötter?";
    assert_eq!(organizations(text, &[]), ["zahnarzt brinkschulte"]);
    let text = "hi Jane, camille est chez carrosserie dubreuil ?";
    assert_eq!(organizations(text, &[]), ["carrosserie dubreuil"]);
    for text in
        ["hi Jane, ich war mit zahnarzt termin dran", "Jane, the bank holiday is from the bank account"]
    {
        assert_eq!(organizations(text, &[]), [""; 0], "{text}");
    }
}

#[test]
fn a_noun_that_hyphens_join_is_one_too() {
    let pham = [("Pham", Entity::Person)];
    assert_eq!(organizations("Die Kfz-Werkstatt Pham gibt das Auto", &pham), ["Kfz-Werkstatt Pham"]);
}

#[test]
fn a_founder_and_two_owners_belong_to_it() {
    let founder = [("Wolfgang Roe", Entity::Person)];
    assert_eq!(organizations("bei der Gießerei Wolfgang Roe in Riesa", &founder), ["Gießerei Wolfgang Roe"]);
    let owner = [("Haupt", Entity::Person)];
    let text = "Sie ist jetzt in der Gemeinschaftspraxis Haupt und Sommer.";
    assert_eq!(organizations(text, &owner), ["Gemeinschaftspraxis Haupt und Sommer"]);
    let text = "Das war die Gemeinschaftspraxis Haupt und Herr Roe.";
    assert_eq!(organizations(text, &owner), ["Gemeinschaftspraxis Haupt"]);
}

#[test]
fn what_a_body_is_for_belongs_to_it() {
    let owner = [("Reimann", Entity::Person)];
    let text = "Frau Roe vom Büro für Baubiologie Reimann";
    assert_eq!(organizations(text, &owner), ["Büro für Baubiologie Reimann"]);
    let church = [("Dorfkirche Semlow", Entity::Organization)];
    let text = "Der Verein zur Förderung der Dorfkirche Semlow dankt Frau Roe";
    assert_eq!(organizations(text, &church), ["Verein zur Förderung der Dorfkirche Semlow"]);
}
