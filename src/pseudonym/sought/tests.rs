use super::*;

#[derive(Clone, Copy, Debug, PartialEq)]
struct Weight(u8);

impl Said for Weight {
    /// By tens.
    fn outweighs(self, first: Self) -> bool {
        self.0 / 10 > first.0 / 10
    }
}

fn found<'t>(values: &[(&str, Entity)], text: &'t str) -> Vec<&'t str> {
    let mut sought = Sought::default();
    values.iter().for_each(|(value, entity)| sought.add(value, entity, Weight(0)));
    sought.at_words(text).map(|stands| &text[stands.range]).collect()
}

#[test]
fn values_are_found_as_words_whatever_their_case() {
    let values = [
        ("Anna Müller", Entity::Person),
        ("Özil", Entity::Person),
        ("a.b@example.com", Entity::Email),
        ("+49 30 901820", Entity::Phone),
        ("Hunter2", Entity::Password),
        ("Open Source", Entity::Organization),
    ];
    for (text, expected) in [
        ("ANNA MÜLLER and anna müller", vec!["ANNA MÜLLER", "anna müller"]),
        ("öZIL!", vec!["öZIL"]),
        ("<A.B@EXAMPLE.COM>", vec!["A.B@EXAMPLE.COM"]),
        ("call +49 30 901820.", vec!["+49 30 901820"]),
        ("Hunter2 hunter2", vec!["Hunter2"]),
        ("Joanna Müller", vec![]),
        ("Anna Müllerin", vec![]),
        ("özil_2", vec![]),
        ("is_özil", vec![]),
        ("Özil¹, özil²", vec!["Özil", "özil"]),
        ("mail_a.b@example.com_2", vec!["a.b@example.com"]),
        ("_özil_ __Özil__", vec!["özil", "Özil"]),
        ("_Anna Müller_", vec!["Anna Müller"]),
        ("scan_Anna_Müller_2.pdf", vec!["Anna_Müller"]),
        (r"Anna\nMüller, 'Anna', 'Müller'", vec![r"Anna\nMüller"]),
        ("+49-30/901820", vec!["49-30/901820"]),
        ("open_source, Open  Source, open\nsource", vec!["Open  Source", "open\nsource"]),
        ("xa.b@example.com", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(found(&values, text), expected, "{text}");
    }
}

#[test]
fn a_name_is_found_amid_identifiers_where_its_words_end() {
    let values = [("Jane Placeholder", Entity::Person), ("Max Price", Entity::Person)];
    for (text, expected) in [
        ("getJanePlaceholderId(janePlaceholder2)", vec!["JanePlaceholder", "janePlaceholder"]),
        (
            "JANE_PLACEHOLDER_ID, PlaceholderJane, janeplaceholder",
            vec!["JANE_PLACEHOLDER", "PlaceholderJane", "janeplaceholder"],
        ),
        ("janePlaceholders, JaneXPlaceholder, getJane, xjaneplaceholder, insaneJanePlaceholderish", vec![]),
        ("getMaxPrice", vec![]),
    ] {
        assert_eq!(found(&values, text), expected, "{text}");
    }
}

#[test]
fn what_was_said_first_counts_unless_what_comes_outweighs_it() {
    let (name, secret) = (Entity::Username, Entity::Secret);
    for (said, roe, small) in [
        (&[(&name, 1), (&name, 2)][..], 1, 1),
        (&[(&name, 1), (&name, 10), (&name, 11)], 10, 10),
        (&[(&name, 1), (&secret, 2)], 1, 1),
        (&[(&name, 1), (&secret, 10)], 10, 1),
        (&[(&secret, 1), (&name, 2)], 1, 2),
        (&[(&secret, 1), (&name, 10)], 10, 10),
    ] {
        let mut sought = Sought::default();
        said.iter().for_each(|(entity, weight)| sought.add("Roe7", entity, Weight(*weight)));
        let mut joined = Sought::default();
        for (entity, weight) in said {
            let mut newer = Sought::default();
            newer.add("Roe7", entity, Weight(*weight));
            joined.add_all(&newer);
        }
        for sought in [sought, joined] {
            let found: Vec<u8> = sought.at_words("Roe7 roe7").map(|stands| stands.with.0).collect();
            assert_eq!(found, [roe, small], "{said:?}");
            assert_eq!(sought.with_of("Roe7", &secret), Some(Weight(roe)), "{said:?}");
        }
    }
}

#[test]
fn scripts_without_spaces_need_no_boundary() {
    assert_eq!(found(&[("王小明先生", Entity::Person)], "我是王小明先生的朋友"), ["王小明先生"]);
}

#[test]
fn what_stands_anywhere_by_chance_is_not_sought() {
    let mut sought = Sought::default();
    for (text, entity) in
        [("42", Entity::Age), ("AB", Entity::Person), ("***", Entity::Secret), ("123", Entity::Secret)]
    {
        sought.add(text, &entity, Weight(0));
    }
    assert!(sought.is_empty());
}
